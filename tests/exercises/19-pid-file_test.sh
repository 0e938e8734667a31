#!/bin/sh
# The grader of exercise 19: end.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

need_demo 16-daemonize 19-pid-file 19-control

# start: starts a server as a daemon, and waits until it has its lock; sets
# $server to its PID.
start() {
  type_line "build/16-daemonize -d . -l log build/19-pid-file my.pid"
  wait_for '^daemon .*pid'
  server=$(pid_of daemon)
  check "the server is ready" grep -qs "^server .* $server " "$stage/home/log"
}

# halt: stops the server, so that SIGTERM has to wait for SIGCONT.
halt() {
  send_signal STOP "$server"
  expect "$server" COMM=19-pid-file STAT=T
}

# has_waiting PID: is a SIGTERM waiting for it?
has_waiting() {
  waiting=$(sed -n 's/^ShdPnd:[[:space:]]*[0-9a-f]*\(.\)...$/\1/p' \
    "/proc/$1/status")
  case $waiting in [4567cdef]) ;; *) false ;; esac
}

# expect_result LINE: what it prints, and that its exit status is 0.
expect_result() {
  wait_for "^$1\$"
  wait_for '^status 0$'
}

# expect_status LINE NUMBER: types LINE and has the shell print its status.
expect_status() {
  type_line "$1; echo status \$?"
  wait_for "^status $2\$"
}

no_file() { [ ! -e "$stage/home/my.pid" ]; }

open_terminal

step "A server that ends when it is told to: that takes no deadline"
start
"$build/19-control" reload "$stage/home/my.pid" >/dev/null 2>&1
[ $? -ne 3 ] || skip "this kernel refuses PID descriptors, pidfd_open(2)"
type_line "$program my.pid 60; echo status \$?"
expect_result ended
check "PID $server has ended" gone "$server"
check "it has removed its file: it was not killed" no_file

step "A server that hangs, and comes to itself before the deadline"
start
halt
type_line "$program my.pid 60 & wait \$!; echo status \$?"
wait_for '^\[1\] [0-9]+$'
ender=$(pid_of %1)
check "SIGTERM is sent" has_waiting "$server"
name=$(echo "${program##*/}" | cut -c 1-15)
expect "$ender" COMM="$name" STAT=S
expect "$server" COMM=19-pid-file STAT=T
send_signal CONT "$server"
expect_result ended
check "it has removed its file: it was not killed" no_file

step "One that hangs for longer; and the number in the file is another's"
type_line "sleep 60 & echo \$! >other"
wait_for '^\[1\] [0-9]+$'
other=$(pid_of %1)
start
halt
type_line "cp other my.pid; $program my.pid 0.3; echo status \$?"
expect_result killed
check "PID $server has ended" gone "$server"
expect "$other" COMM=sleep STAT=S

step "Nobody has the lock, though the file has the number of a process"
type_line "$program my.pid 0; echo status \$?"
expect_result 'not running'
expect "$other" COMM=sleep STAT=S
type_line "$program no.pid 0; echo status \$?"
expect_result 'not running'

step "Usage errors"
expect_status "$program my.pid" 2
expect_status "$program my.pid soon" 2
