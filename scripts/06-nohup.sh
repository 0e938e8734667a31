#!/bin/sh
# 06-nohup: surviving is not being a daemon.
. "$(dirname "$0")/lib/lesson.sh"
need nohup setsid

# says_appending: does nohup say it? The prompt may come in the middle of the
# line, so it is not shown as it was printed.
says_appending() {
  wrong="It does not say so."
  lines | grep -q 'appending output to .*nohup\.out'
}

# is_not_listed NUMBER: has jobs no line of that number?
is_not_listed() {
  wrong=$(lines | grep "^\[$1\]")
  [ -z "$wrong" ]
}

# says_orphan: does the orphan say who it is? Sets $orphan, and $group to its
# group. The line is not shown: the parent in it may be the subshell that is
# just ending.
says_orphan() {
  wrong="There is no such line."
  line=$(lines | grep '^orphan  *pid [0-9]')
  orphan=$(echo "$line" | sed -n 's/.* pid \([0-9]*\) .*/\1/p')
  group=$(echo "$line" | sed -n 's/.* pgid \([0-9]*\) .*/\1/p')
  [ -n "$line" ]
}

open_terminal

step "Start the program with its output in a file"
start_job plain "$program plain > plain.out &"
expect_line plain.out "plain pid $plain ppid $shell pgid $plain sid $shell"
expect "$plain" TTY="$terminal" PPID="$shell" PGID=PID SID="$shell" \
  TPGID="$shell" STAT=S HUP=default
picture before "$shell" "$plain"

step "Start it under nohup; there is a nohup.out already"
type_line "nohup echo a line of yesterday"
expect_print 'nohup: *appending output to *nohup.out*'
predict 1
start_job job "nohup $program &"
verify ok "nohup says that it is appending output to nohup.out" says_appending
expect_line nohup.out "job pid $job ppid $shell pgid $job sid $shell"
expect_line nohup.out 'a line of yesterday'
expect_mode nohup.out 600
expect "$job" TTY="$terminal" PPID="$shell" PGID=PID SID="$shell" \
  TPGID="$shell" STAT=S HUP=ignored INT=default TERM=default
expect_proc "$job" 1=nohup.out 2=nohup.out
answer 1

step "Start it as an ordinary job, and type disown"
start disowned "$program disowned 2>last-words &"
expect "$disowned" TTY="$terminal" PPID="$shell" PGID=PID SID="$shell" \
  TPGID="$shell" STAT=S HUP=default
type_line "disown; jobs"
expect_print "[1]* Running $program plain > plain.out &"
expect_print "[2]* Running nohup $program &"
verify ok "jobs does not list the third" is_not_listed 3
expect "$disowned" TTY="$terminal" PPID="$shell" PGID=PID SID="$shell" \
  TPGID="$shell" STAT=S HUP=default

step "Start it in parentheses, and start it by setsid"
type_line "($program orphan &)"
verify ok "orphan says who it is" says_orphan
call "$orphan" orphan
expect "$orphan" COMM="$comm" TTY="$terminal" PPID="$reaper" PGID!=PID \
  PGID!="$shell" PGID="$group" SID="$shell" TPGID="$shell" STAT=S \
  HUP=default INT=ignored
expect_proc "$orphan" 0=/dev/null 1="$terminal"
start leader "setsid $program leader"
expect "$leader" TTY='?' PPID="$reaper" PGID=PID SID=PID TPGID=-1 STAT=Ss \
  HUP=default
expect_proc "$leader" 0="$terminal" 1="$terminal"

step "Hang up"
predict 2
session=$shell
hang_up
expect_gone "$session" "$plain"
expect "$job" TTY='?' PPID="$reaper" PGID=PID SID="$session" TPGID=-1 STAT=S
expect "$disowned" TTY='?' PPID="$reaper" PGID=PID SID="$session" TPGID=-1 \
  STAT=S
expect "$orphan" TTY='?' PPID="$reaper" PGID!=PID PGID!=SID SID="$session" \
  TPGID=-1 STAT=S
expect "$leader" TTY='?' PPID="$reaper" PGID=PID SID=PID TPGID=-1 STAT=Ss
expect_alone "$session" "$job" "$disowned" "$orphan" "$leader"
answer 2
picture after "$job" "$disowned" "$orphan" "$leader"

step "Log in again, and ask each of them to print one more line"
open_terminal
predict 3
send_signal USR1 "$job"
expect_line nohup.out 'line 2'
send_signal USR1 "$disowned"
expect_gone "$disowned"
expect_line last-words '*: cannot print line 2: Input/output error' \
  '*: cannot print line 2: I/O error'
send_signal USR1 "$orphan"
expect_gone "$orphan"
send_signal USR1 "$leader"
expect_gone "$leader"
expect "$job" TTY='?' PPID="$reaper" PGID=PID SID="$session" TPGID=-1 STAT=S
answer 3
