#!/bin/sh
# The grader of exercise 19: end.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

need_demo 16-daemonize 19-pid-file 19-control

# start_server: starts a server as a daemon, and waits until it has its lock;
# sets $server to its PID.
start_server() {
  start daemon "build/16-daemonize -d . -l log build/19-pid-file my.pid"
  server=$daemon
  call "$server" server
  expect_line log "server pid $server *"
}

# halt: stops the server, so that SIGTERM has to wait for SIGCONT.
halt() {
  send_signal STOP "$server"
  expect "$server" COMM=19-pid-file STAT=T
}

# has_waiting: is a SIGTERM waiting for the server?
has_waiting() {
  local pending
  wrong='No SIGTERM is pending.'
  pending=$(status_of ShdPnd "$server")
  [ $((0x${pending#????????} >> 14 & 1)) -eq 1 ]
}

# expect_result TEXT: what it prints, and that its exit status is 0.
expect_result() {
  expect_print "$1"
  expect_print 'status 0'
}

is_removed() {
  wrong='my.pid is there.'
  [ ! -e "$stage/home/my.pid" ]
}

open_terminal

step "Usage errors"
expect_status "$program my.pid" 2
expect_status "$program my.pid soon" 2

key_step "A server that ends when it is told to: that takes no deadline"
start_server
"$stage/home/build/19-control" reload "$stage/home/my.pid" >/dev/null 2>&1
[ $? -ne 3 ] || skip "this kernel refuses PID descriptors, pidfd_open(2)"
type_line "$program my.pid 60; echo status \$?"
expect_result ended
expect_gone "$server"
verify ok "it has removed its file: it was not killed" is_removed

step "A server that hangs, and comes to itself before the deadline"
start_server
halt
start_job ender "$program my.pid 60 & wait \$!; echo status \$?"
verify ok "SIGTERM is sent" has_waiting
expect "$ender" COMM="$comm" STAT=S
expect "$server" COMM=19-pid-file STAT=T
send_signal CONT "$server"
expect_result ended
verify ok "it has removed its file: it was not killed" is_removed

step "One that hangs for longer; and the number in the file is another's"
start_job other "sleep 60 & echo \$! >other"
start_server
halt
type_line "cp other my.pid; $program my.pid 0.3; echo status \$?"
expect_result killed
expect_gone "$server"
expect "$other" COMM=sleep STAT=S

step "Nobody has the lock, though the file has the number of a process"
type_line "$program my.pid 0; echo status \$?"
expect_result 'not running'
expect "$other" COMM=sleep STAT=S
type_line "$program no.pid 0; echo status \$?"
expect_result 'not running'

step "A call that fails is told"
start_server
expect_complaint fcntl "my.pid 60"
expect_complaint syscall "my.pid 60"
expect_complaint 'syscall 2' "my.pid 60"
