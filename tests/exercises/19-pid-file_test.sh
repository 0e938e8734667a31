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

# new_server: the same. The last one is ended first, if it is still there.
new_server() {
  if is_alive "$server"; then send_signal KILL "$server"; fi
  expect_gone "$server"
  start_server
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

# lasted MILLISECONDS: were they as many as that? A slow machine makes more of
# them, and never less.
lasted() {
  wrong="It has killed the server after $took ms at most."
  [ "$took" -ge "$1" ]
}

# has_made CALL: has it, in the last run with a fault, made the call that was to
# fail?
has_made() {
  wrong="It ended, or went on, without that call."
  grep -q "^$1" "$stage/failing/calls"
}
# asks_last: is there an fcntl(2) behind the first syscall(2), pidfd_open?
asks_last() {
  wrong="It asks only before it calls pidfd_open(2): by then the number can be
that of another process."
  awk '$1 == "syscall" { open = 1 }
    $1 == "fcntl" && open { yes = 1 }
    END { exit !yes }' "$stage/home/order"
}

open_terminal

step "Usage errors"
expect_status "$program my.pid" 2
expect_status "$program my.pid soon" 2
expect_status "$program my.pid 1s" 2

key_step "A server that ends when it is told to: that takes no deadline"
start_server
"$stage/home/build/19-control" reload "$stage/home/my.pid" >/dev/null 2>&1
[ $? -ne 3 ] || skip "this kernel refuses PID descriptors, pidfd_open(2)"
type_line "$program my.pid 60; echo status \$?"
expect_result ended
expect_gone "$server"
verify ok "it has removed its file: it was not killed" is_missing my.pid

step "A server that hangs, and comes to itself before the deadline"
start_server
halt
start_job ender "$program my.pid 60 & wait \$!; echo status \$?"
verify ok "SIGTERM is sent" has_waiting
expect "$ender" COMM="$comm" STAT=S
expect_asleep "$ender" 11 # who naps for a second in poll(2) is noticed
expect "$server" COMM=19-pid-file STAT=T
send_signal CONT "$server"
expect_result ended
verify ok "it has removed its file: it was not killed" is_missing my.pid

step "One that hangs for longer; and the number in the file is another's"
start_job other "sleep 60 & echo \$! >other"
start_server
halt
type_line "now() { date +%s%N; }; cp other my.pid"
type_line "now >from; $program my.pid 0.9; s=\$?; now >to; echo status \$s"
expect_result killed
took=$((($(cat "$stage/home/to") - $(cat "$stage/home/from")) / 1000000))
verify ok "the server had its time, 0.9 s" lasted 800
expect_gone "$server"
verify ok "it was killed: it has not removed its file" is_there my.pid
expect "$other" COMM=sleep STAT=S

step "Nobody has the lock, though the file has the number of a process"
type_line "$program my.pid 0; echo status \$?"
expect_result 'not running'
expect "$other" COMM=sleep STAT=S
type_line "$program no.pid 0; echo status \$?"
expect_result 'not running'

step "A server whose parent does not wait for it: it has ended, as a zombie"
type_line "sh -c 'build/19-pid-file zombie.pid >zombie & exec sleep 60' &"
expect_line zombie 'server pid # *'
zombie=$(sed -n 's/^server *pid \([0-9]*\) .*/\1/p' "$stage/home/zombie")
call "$zombie" server
type_line "$program zombie.pid 60; echo status \$?"
expect_result ended
expect "$zombie" STAT=Z

step "What it calls: a number may be another's, a PID descriptor may not"
if calls_are_seen; then
  verify ok "it does not send a signal to a number, as kill(2) does" \
    calls_none kill killpg sigqueue tgkill
  verify ok "it does not sleep: only a wait for the end is over with it" \
    calls_none sleep usleep nanosleep clock_nanosleep
  start_server
  type_line "LD_PRELOAD=build/fault.so PATIENT=1 FAULT=\$'syscall\\t1\\tESRCH' \
$program my.pid 60; echo status \$?"
  expect_result ended
  say "Now SIGTERM cannot be sent, since the server has just ended:"
  new_server
  type_line "LD_PRELOAD=build/fault.so PATIENT=1 FAULT=\$'syscall\\t2\\tESRCH' \
$program my.pid 0.1; echo status \$?"
  expect_print ended killed # the server runs on: only the call fails
  expect_print 'status 0'
  say "Now SIGTERM is refused, so it is clear what came before:"
  new_server
  : >"$stage/home/order"
  type_line "TRACE=\$PWD/order LD_PRELOAD=build/fault.so \
FAULT=\$'syscall\\t2\\tEPERM' $program my.pid 60; echo status \$?"
  expect_print 'status #'
  # Not where one of the two is called by its name, pidfd_open().
  if [ "$(grep -c '^syscall' "$stage/home/order")" -ge 2 ]; then
    verify ok "it asks who has the lock when it has a PID descriptor" asks_last
  fi
else
  leave_out "its calls are not seen: it is static, or has a sanitizer"
fi

step "A call that fails is told"
new_server
expect_complaint 'open EACCES' "my.pid 60"
expect_complaint fcntl "my.pid 60"
expect_complaint syscall "my.pid 60"
expect_complaint 'syscall 2' "my.pid 60"
new_server
expect_complaint 'fcntl 2' "my.pid 60"
if calls_are_seen; then
  verify ok "it asks twice who has the lock: the second time, it has a PID \
descriptor" has_made fcntl
fi
expect "$server" COMM=19-pid-file STAT=S
halt
expect_complaint 'syscall 3' "my.pid 0.1"
new_server
halt
expect_complaint poll "my.pid 0.1"
if calls_are_seen && grep -q '^poll' "$stage/failing/calls"; then
  new_server
  halt
  expect_complaint 'poll 2' "my.pid 0.1"
  verify ok "after SIGKILL it waits for the end: poll(2) once more" \
    has_made poll
fi
