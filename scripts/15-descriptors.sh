#!/bin/sh
# 15-descriptors: what leaks across fork and exec.
. "$(dirname "$0")/lib/lesson.sh"

# read_by_shell NUMBER: does the shell have what the daemon has there?
read_by_shell() {
  readlink "/proc/$shell/fd"/* |
    grep -qxF "$(readlink "/proc/$daemon/fd/$1")"
}
# waits_on: does the shell wait, and go on waiting, with no child to wait for?
waits_on() {
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
    [ -z "$(ps -o stat= --ppid "$shell" | sed '/^Z/d')" ] || return 1
    ! printed '^done' || return 1
    sleep 0.02
  done
}

# start MODE [REDIRECTION]: types $(...) with the demo in it; sets $daemon. Its
# own line is not shown: the parent in it may be one that is about to end.
start() {
  type_line "out=\$($program $1${2+ $2}); echo done: \$out"
  poll printed '^daemon .*pid'
  daemon=$(pid_of daemon)
}

open_terminal

step "A daemon by ps, and the shell waits for it: it has a pipe still open"
start leak
expect "$daemon" TTY='?' TPGID=-1 PPID="$reaper" PGID=PID SID=PID STAT=Ss
expect_proc "$daemon" 0="$terminal" 1=pipe 2="$terminal"
check "the shell has the other end of that pipe" read_by_shell 1
check "the program has ended, and 0.3 s later the shell waits on" waits_on
expect "$shell" TTY="$terminal" TPGID=PID STAT=Ss+
say "Of the shell ps says no more than of one at its prompt."
predict "What is the shell waiting for?" \
  "the end of file of the pipe" "the end of its child, the daemon" \
  "the daemon to detach from the terminal"
send_signal TERM "$daemon"
expect_gone "$daemon"
wait_for '^done: started$'

step "The same daemon, but at its end it calls exit instead of _exit"
start exit
expect_proc "$daemon" 1=pipe
predict "\"started\" was printed once, before fork. How often is it in \$out?" \
  "twice" "once" "not at all"
send_signal TERM "$daemon"
expect_gone "$daemon"
wait_for '^done: started started$'

step "0, 1 and 2 lead to /dev/null: and still it waits, for 3"
type_line "exec 99</etc/passwd; ulimit -n 50; ulimit -n"
wait_for '^50$'
start redirect '3>&1'
expect "$daemon" TTY='?' TPGID=-1 PPID="$reaper" PGID=PID SID=PID STAT=Ss
expect_proc "$daemon" 0=/dev/null 1=/dev/null 2=/dev/null
expect_proc "$daemon" 3=pipe 99=/etc/passwd
check "the shell has the other end of that pipe" read_by_shell 3
check "the program has ended, and 0.3 s later the shell waits on" waits_on
send_signal TERM "$daemon"
expect_gone "$daemon"
wait_for '^done: started$'

step "close_range(2): all from 3 on, also what is above the limit of 50"
predict "The daemon closes whatever it has from 3 on. When is done printed?" \
  "at once" "when the daemon ends" "never"
start close '3>&1'
wait_for '^done: started$'
expect "$daemon" TTY='?' TPGID=-1 PPID="$reaper" PGID=PID SID=PID STAT=Ss
expect_proc "$daemon" 0=/dev/null 1=/dev/null 2=/dev/null only
send_signal TERM "$daemon"
expect_gone "$daemon"

step "Without close_range(2): what /proc/self/fd names, and nothing else"
start proc '3>&1'
wait_for '^done: started$'
expect_proc "$daemon" 0=/dev/null 1=/dev/null 2=/dev/null only
send_signal TERM "$daemon"
expect_gone "$daemon"

step "Across exec: of two descriptors one was opened with O_CLOEXEC"
type_line "$program leak"
wait_for '^started$'
poll printed '^daemon .*pid'
daemon=$(pid_of daemon)
expect "$daemon" COMM=15-descriptors
expect_proc "$daemon" any=/dev/zero any=/dev/full
say "The parent opened both. Across fork both go, O_CLOEXEC or not."
predict "/dev/full is the one with O_CLOEXEC. Which does sleep inherit?" \
  "/dev/zero" "/dev/full" "both" "neither"
send_signal USR1 "$daemon"
expect "$daemon" COMM=sleep TTY='?' TPGID=-1 SID=PID
expect_proc "$daemon" any=/dev/zero none=/dev/full
