#!/bin/sh
# 08-setsid: a session without a terminal.
. "$(dirname "$0")/lib/lesson.sh"
need setsid

open_terminal

step "Start the program in the foreground of the terminal"
predict 1
predict 2
start parent "$program"
expect_print 'parent setsid failed, EPERM*'
hear child
expect "$parent" TTY="$terminal" PPID="$shell" PGID=PID SID="$shell" \
  TPGID=PID STAT=S+
expect "$child" TTY='?' PPID="$parent" PGID=PID SID=PID TPGID=-1 STAT=Ss
expect_proc "$child" 1="$terminal"
answer 1
answer 2

picture before "$shell" "$parent" "$child"

step "Press Ctrl-C"
expect "$child" PPID="$parent" INT=default
press ^C
expect_gone "$parent"
expect "$child" TTY='?' PPID="$reaper" PGID=PID SID=PID TPGID=-1 STAT=Ss
expect "$shell" TTY="$terminal" TPGID=PID STAT=Ss+
picture after "$shell" "$child"

step "Type setsid before the program's name"
type_line "setsid $program & wait; echo the job is done"
hear_job job
hear parent
expect_print 'parent setsid failed, EPERM*'
hear child
expect_print 'the job is done'
forked=$parent
call "$forked" forked
expect "$forked" TTY='?' PPID="$reaper" PGID=PID SID=PID TPGID=-1 STAT=Ss
verify ok "the job was setsid(1): another PID" [ "$job" != "$forked" ]

step "Type the same behind a pipe"
predict 3
start_job job ": | setsid $program &"
hear parent child
unforked=$parent
call "$unforked" unforked
expect "$unforked" TTY='?' PPID="$shell" PGID=PID SID=PID TPGID=-1 STAT=Ss
verify ok "the job is the program: the same PID" [ "$job" = "$unforked" ]
answer 3

step "Hang the terminal up, with an ordinary job beside them"
start_job job "sleep 60 &"
expect "$job" COMM=sleep TTY="$terminal" PGID=PID SID="$shell" STAT=S \
  HUP=default
expect "$child" TTY='?' SID=PID HUP=default
hang_up
expect_gone "$shell" "$job"
expect "$forked" TTY='?' PPID="$reaper" PGID=PID SID=PID TPGID=-1 STAT=Ss \
  HUP=default
expect "$unforked" TTY='?' PPID="$reaper" PGID=PID SID=PID TPGID=-1 STAT=Ss \
  HUP=default
