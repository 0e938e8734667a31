#!/bin/sh
# 19-pid-file: found by a file, single by a lock.
. "$(dirname "$0")/lib/lesson.sh"
need_demo 16-daemonize 19-control
control=build/19-control

# ask VERB TEXT NUMBER: what 19-control prints, and its exit status.
ask() {
  type_line "$control $1 my.pid; echo \$?"
  expect_print "$2"
  expect_print "$3"
}

# start_daemon: starts a server as a daemon; sets $daemon.
start_daemon() {
  start daemon "build/16-daemonize -d . -l log $program my.pid; echo \$?"
  expect_print 0
}

# expect_server: it runs as a daemon.
expect_server() {
  expect "$server" COMM="$comm" TTY='?' TPGID=-1 PPID="$reaper" PGID=SID \
    SID!=PID STAT=S
}

# expect_number PID: a check: that is all that my.pid says.
expect_number() { verify 'in file' "my.pid: $1" has_number "$1"; }
has_number() {
  wrong="my.pid: $(cat "$stage/home/my.pid" 2>&1)"
  [ "$wrong" = "my.pid: $1" ]
}
is_left_alone() {
  wrong="diary: $(cat "$stage/home/diary")"
  [ "$wrong" = 'diary: Dear diary' ] && [ -L "$stage/home/link" ]
}

# has_no_descriptors: is there a reason why a PID descriptor may be refused? The
# kernel is older than Linux 5.3, or a filter of system calls is in force.
has_no_descriptors() {
  local version minor
  version=$(uname -r)
  minor=${version#*.}
  minor=${minor%%[!0-9]*}
  wrong="This kernel, $version, has pidfd_open(2), and no filter is in force."
  [ $((${version%%.*} * 1000 + minor)) -lt 5003 ] ||
    [ "$(status_of Seccomp self)" != 0 ]
}

open_terminal

step "Start a server as a daemon, and ask who runs, before and after"
ask status 'not running' 3
start_daemon
server=$daemon
call "$server" server
expect_server
expect_role_line log server "$server"
expect_number "$server"
expect_mode my.pid 644
ask status "status pid $server" 0
type_line "$control reload my.pid; echo \$?"
expect_print "reload pid $server" '19-control: pidfd_open: *'
refused=''
case $line in
reload*)
  expect_print 0
  expect_line log 'reload'
  ;;
*)
  expect_print 3
  verify ok "there is a reason to refuse that" has_no_descriptors
  refused="pidfd_open(2) is refused: Linux before 5.3, or a filter of calls"
  leave_out "$refused"
  ;;
esac

step "Start a second one in the same way"
predict 1
start_daemon
call "$daemon" second
expect_gone "$daemon"
expect_line log "*: my.pid: locked by PID $server"
expect_number "$server"
expect_server
answer 1

step "End the server by SIGKILL, and start another"
send_signal KILL "$server"
expect_gone "$server"
expect_number "$server"
predict 2
ask status 'not running, but the file is there' 1
start_daemon
server=$daemon
call "$server" server
expect_number "$server"
expect_server
answer 2

step "Write the number of another process into the file, and type stop"
start_job other "sleep 60 & echo \$! >my.pid"
expect_number "$other"
if [ -z "$refused" ]; then
  predict 3
  ask status "status pid $server" 0
  ask stop "stop pid $server" 0
  expect_gone "$server"
  answer 3
else
  leave_out "$refused"
  send_signal TERM "$server"
  expect_gone "$server"
fi
verify ok "my.pid was removed by its owner" is_missing my.pid
expect "$other" COMM=sleep STAT=S TERM=default

step "Do the same without a server, and then start one"
type_line "echo \$! >my.pid"
expect_number "$other"
ask status 'not running, but the file is there' 1
ask stop 'not running, but the file is there' 0
expect "$other" COMM=sleep STAT=S TERM=default
start_daemon
server=$daemon
call "$server" server
expect_number "$server"
expect_server

step "Name a diary, and a link to it, in place of a PID file"
type_line "echo 'Dear diary' >diary; ln -s diary link"
type_line "$program diary; echo \$?"
expect_print '*: diary: not a PID file, and left as it is'
expect_print 1
type_line "$program link; echo \$?"
expect_print '*: link: a symbolic link'
expect_print 1
type_line "$control status link; echo \$?"
expect_print '19-control: link: a symbolic link'
expect_print 4
verify ok "the diary and the link are as they were" is_left_alone

step "Start two at once, a hundred times; the refused one stops the other"
if [ -z "$refused" ]; then
  ask stop "stop pid $server" 0
  expect_gone "$server"
  type_line "try() { $program my.pid || $control stop my.pid; }"
  type_line "(for i in {1..100}; do try & try; wait; done) &>said; echo over"
  patiently 6 expect_print 'over'
  verify ok "100 have served" counted 100 'server  *pid ' said
  verify ok "100 were refused" counted 100 'locked by PID ' said
  verify ok "100 were stopped" counted 100 'stop  *pid ' said
  verify ok "nothing else was printed: said has 300 lines" counted 300 '' said
  verify ok "my.pid is gone" is_missing my.pid
else
  leave_out "$refused"
fi
