#!/bin/sh
# 08-setsid: a session without a terminal.
. "$(dirname "$0")/lib/lesson.sh"
need setsid

open_terminal

step "Start the program in the foreground of the terminal"
predict "First the parent itself calls setsid(2). What comes of it?" \
  "an error: it leads a process group" "a session of its own, without a fork" \
  "nothing: it has a session already"
type_line "$program"
wait_for '^parent .*pid'
wait_for '^parent +setsid failed, EPERM'
wait_for '^child .*pid'
parent=$(pid_of parent) child=$(pid_of child)
predict "The child has called setsid(2), too. What is its TTY now?" \
  '?' "$terminal: its output is there" '-1'
expect "$parent" TTY="$terminal" PPID="$shell" PGID=PID SID="$shell" \
  TPGID=PID STAT=S+
expect "$child" TTY='?' PPID="$parent" PGID=PID SID=PID TPGID=-1 STAT=Ss
map "after the child's setsid(2)" "$shell" "$parent" "$child"
say "Yet its line came to this screen: descriptor 1 still leads here."

step "Press Ctrl-C: the terminal signals its foreground group, and nobody else"
expect "$child" PPID="$parent" INT=default
press ^C
expect_gone "$parent"
expect "$child" TTY='?' PPID="$reaper" PGID=PID SID=PID TPGID=-1 STAT=Ss
expect "$shell" TTY="$terminal" TPGID=PID STAT=Ss+
map "after Ctrl-C on the terminal" "$shell" "$child"

step "setsid(1) at the prompt: it leads a group, so it forks, and ends"
type_line "setsid $program & wait; echo the job is done"
wait_for '^\[1\] [0-9]+$'
poll printed '^child .*pid'
wait_for '^parent +setsid failed, EPERM'
wait_for '^the job is done$'
forked=$(pid_of parent)
expect "$forked" TTY='?' PPID="$reaper" PGID=PID SID=PID TPGID=-1 STAT=Ss
check "[1] was setsid(1): another PID" [ "$(pid_of %1)" != "$forked" ]
say "The leader of a session leads a group, too: it was refused again."

step "setsid(1) as the second of a pipeline: it leads none, so it does not fork"
predict "Who is the parent of the program this time?" \
  "the shell" "the reaper, as before" "setsid(1)"
type_line ": | setsid $program &"
wait_for '^\[1\] [0-9]+$'
poll printed '^child .*pid'
unforked=$(pid_of parent)
expect "$unforked" TTY='?' PPID="$shell" PGID=PID SID=PID TPGID=-1 STAT=Ss
check "[1] is the program: the same PID" [ "$(pid_of %1)" = "$unforked" ]

step "Hang the terminal up, with an ordinary job beside them"
type_line "sleep 60 &"
wait_for '^\[2\] [0-9]+$'
job=$(pid_of %2)
expect "$job" COMM=sleep TTY="$terminal" PGID=PID SID="$shell" HUP=default
expect "$child" TTY='?' SID=PID HUP=default
hang_up
expect_gone "$shell"
expect_gone "$job"
expect "$child" TTY='?' PPID="$reaper" PGID=PID SID=PID TPGID=-1 STAT=Ss
expect "$forked" TTY='?' PPID="$reaper" PGID=PID SID=PID TPGID=-1 STAT=Ss
expect "$unforked" TTY='?' PPID="$reaper" PGID=PID SID=PID TPGID=-1 STAT=Ss
