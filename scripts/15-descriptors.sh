#!/bin/sh
# 15-descriptors: what leaks across fork and exec.
. "$(dirname "$0")/lib/lesson.sh"

# A descriptor above 1,023 is opened: what counts only so far would miss it.
hard_limit=$(ulimit -H -n)
[ "$hard_limit" = unlimited ] || [ "$hard_limit" -ge 3000 ] ||
  skip "needs 3000 open files at least: ulimit -H -n says $hard_limit"

# start_daemon MODE [REDIRECTION]: types $(...) with the program in it.
start_daemon() {
  start daemon "out=\$($program $1${2+ $2}); echo done: \$out"
}
expect_daemon() {
  expect "$daemon" TTY='?' PPID="$reaper" PGID=PID SID=PID TPGID=-1 STAT=Ss "$@"
}

# is_read_by_shell NUMBER: for verify: has the shell the other end of what the
# daemon has there?
is_read_by_shell() {
  wrong="It has not."
  readlink "/proc/$shell/fd"/* |
    grep -qxF "$(readlink "/proc/$daemon/fd/$1")"
}
# waits_on: for verify: does the shell wait, and go on waiting, with no child to
# wait for?
waits_on() {
  local look=0
  while [ $look -lt 4 ]; do
    wrong="It has a child."
    [ -z "$(ps -o stat= --ppid "$shell" | sed '/^Z/d')" ] || return 1
    wrong="It has gone on."
    ! lines | grep -q '^done' || return 1
    sleep 0.1
    look=$((look + 1))
  done
}

# end_daemon: by SIGTERM.
end_daemon() {
  send_signal TERM "$daemon"
  expect_gone "$daemon"
}

open_terminal

step "leak: keep all that was inherited"
start_daemon leak
expect_daemon HUP=default INT=default
expect_alone "$daemon"
expect "$shell" TTY="$terminal" TPGID=PID STAT=Ss+
verify ok "the shell waits, and has no child to wait for" waits_on
predict 1
expect_proc "$daemon" 0="$terminal" 1=pipe 2="$terminal" 3=/dev/zero \
  4=/dev/full only
verify ok "the shell has the other end of that pipe" is_read_by_shell 1
end_daemon
expect_print 'done: started'
answer 1

step "exit: the same, but the daemon ends by exit(3), not by _exit(2)"
start_daemon exit
expect_proc "$daemon" 1=pipe
predict 2
end_daemon
expect_print 'done: started started'
answer 2

step "redirect: lead 0, 1 and 2 to /dev/null; 3 leads to the pipe as well"
type_line "ulimit -n 3000; exec 2000</etc/passwd; ulimit -n 50; ulimit -n"
expect_print '50'
start_daemon redirect '3>&1'
expect_daemon
expect_proc "$daemon" 0=/dev/null 1=/dev/null 2=/dev/null 3=pipe \
  4=/dev/zero 5=/dev/full 2000=/etc/passwd
verify ok "the shell has the other end of that pipe" is_read_by_shell 3
verify ok "the shell waits, and has no child to wait for" waits_on
end_daemon
expect_print 'done: started'

step "close: close all from 3 on as well, by close_range(2)"
start_daemon close '3>&1'
expect_print 'done: started'
expect_daemon
expect_proc "$daemon" 0=/dev/null 1=/dev/null 2=/dev/null only
end_daemon

step "proc: the same without close_range(2)"
start_daemon proc '3>&1'
expect_print 'done: started'
expect_daemon
expect_proc "$daemon" 0=/dev/null 1=/dev/null 2=/dev/null only
end_daemon

step "leak again: the daemon becomes another program"
start daemon "$program leak; echo \"status \$?\""
expect_print 'started'
expect_print 'status 0'
expect "$daemon" COMM="$comm" STAT=Ss
expect_proc "$daemon" any=/dev/zero any=/dev/full
predict 3
send_signal USR1 "$daemon"
expect_daemon COMM=sleep USR1=default TERM=default
expect_proc "$daemon" any=/dev/zero none=/dev/full
answer 3
