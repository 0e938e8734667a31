#!/bin/sh
# 11-double-fork: nobody left to take one.
. "$(dirname "$0")/lib/lesson.sh"

need_demo 10-single-fork

# expect_double: it has no terminal, and leads neither group nor session.
expect_double() {
  expect "$double" TTY='?' TPGID=-1 PPID="$reaper" PGID=SID SID!=PID \
    SID="$leader" STAT=S
}
# expect_single: it has no terminal, and leads its session.
expect_single() {
  expect "$single" TTY='?' TPGID=-1 PPID="$reaper" PGID=PID SID=PID STAT=Ss
}
# says_reaper: does the line that was heard last name the reaper as its parent?
says_reaper() {
  wrong="It prints: $line"
  case $line in
  *" ppid $reaper "*) ;;
  *) false ;;
  esac
}

# start_single: starts the demo of lesson 10, and sets $single.
start_single() {
  start daemon build/10-single-fork
  single=$daemon
  call "$single" single
}

open_terminal

step "Start the program that forks twice"
start leader "$program; echo \"status \$?\""
verify ok "it waited until it was adopted" says_reaper
expect_print 'status 0'
hear daemon
verify ok "it waited until it was adopted" says_reaper
double=$daemon
call "$double" double
expect "$shell" TTY="$terminal" TPGID=PID SID=PID STAT=Ss+
expect_double
expect_gone "$leader"
expect_alone "$double" "$leader"

step "Start the one that forks once beside it"
start_single
expect_single
picture before "$double" "$single"

step "Both open a terminal that belongs to no session"
predict 1
send_signal USR1 "$single"
expect_print 'opened /dev/pts/#'
expect "$single" TTY="${line##*/dev/}" TPGID=PID PGID=PID SID=PID STAT=Ss+
send_signal USR1 "$double"
expect_print 'opened /dev/pts/#'
expect_proc "$double" any="${line##*/dev/}"
expect_double
picture after "$double" "$single"
answer 1

step "Ctrl-C is pressed at both of these terminals"
expect "$double" HUP=default INT=default TERM=default
predict 2
send_signal USR2 "$single"
expect_gone "$single"
send_signal USR2 "$double"
expect_print 'pressed ^C'
expect_double
answer 2

step "Start a job under nohup and a new single fork, and hang up"
start_single
start_job survivor "nohup sleep 60 >/dev/null 2>&1 &"
expect "$survivor" COMM=sleep TTY="$terminal" TPGID="$shell" PPID="$shell" \
  PGID=PID SID="$shell" STAT=S
predict 3
hang_up
expect_gone "$shell"
expect "$survivor" TTY='?' TPGID=-1 PPID="$reaper" PGID=PID SID!=PID \
  SID="$shell" STAT=S
expect_single
expect_double
answer 3
