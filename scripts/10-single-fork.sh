#!/bin/sh
# 10-single-fork: a leader can take a terminal again.
. "$(dirname "$0")/lib/lesson.sh"

# expect_daemon PID: it has no terminal, and it leads its session.
expect_daemon() {
  expect "$1" TTY='?' TPGID=-1 PPID="$reaper" PGID=PID SID=PID STAT=Ss
}

# says_reaper: does the line that was heard last name the reaper as its parent?
says_reaper() {
  wrong="It prints: $line"
  case $line in
  *" ppid $reaper "*) ;;
  *) false ;;
  esac
}

# expect_opened: the daemon says which terminal it has opened; sets $opened.
expect_opened() {
  expect_print 'opened /dev/pts/#'
  opened=${line##*/dev/}
}

open_terminal

step "Start three daemons, each forked once"
start daemon "$program; echo \"status \$?\""
verify ok "it waited until it was adopted" says_reaper
expect_print 'status 0'
careless=$daemon
call "$careless" careless
start daemon "$program noctty"
noctty=$daemon
call "$noctty" noctty
start daemon "$program wronly"
wronly=$daemon
call "$wronly" wronly
expect "$shell" TTY="$terminal" TPGID=PID PGID=PID SID=PID STAT=Ss+
expect_daemon "$careless"
expect_daemon "$noctty"
expect_daemon "$wronly"
picture before "$careless"

step "The first one opens a terminal that belongs to no session"
expect "$careless" HUP=default INT=default TERM=default
predict 1
send_signal USR1 "$careless"
expect_opened
expect "$careless" TTY="$opened" TPGID=PID PGID=PID SID=PID STAT=Ss+
picture after "$careless"
answer 1

step "The second one opens a terminal with O_NOCTTY"
expect "$noctty" INT=default
predict 2
send_signal USR1 "$noctty"
expect_opened
expect_proc "$noctty" any="$opened"
expect_daemon "$noctty"
answer 2

step "The third one opens a terminal for writing only"
expect "$wronly" INT=default
send_signal USR1 "$wronly"
expect_opened
expect_proc "$wronly" any="$opened"
expect_daemon "$wronly"

step "Ctrl-C is pressed at the terminals of the second and the third"
predict 3
send_signal USR2 "$noctty"
expect_print 'pressed ^C'
expect_daemon "$noctty"
send_signal USR2 "$wronly"
expect_print 'pressed ^C'
expect_daemon "$wronly"
answer 3

step "Ctrl-C is pressed at the terminal of the first"
send_signal USR2 "$careless"
expect_gone "$careless"
