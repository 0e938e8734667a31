#!/bin/sh
# 19-pid-file: found by a file, single by a lock.
. "$(dirname "$0")/lib/lesson.sh"

need_demo 16-daemonize

# start: starts a server as a daemon; sets $daemon to its PID.
start() {
  typed="build/16-daemonize -d . -l log $program start my.pid"
  type_line "$typed; echo exit \$?"
  wait_for '^daemon .*pid'
  daemon=$(pid_of daemon)
  wait_for '^exit 0$'
}

# request VERB LINE STATUS: types it; what it is to print, and its exit status.
request() {
  type_line "$program $1 my.pid; echo exit \$?"
  wait_for "$2"
  wait_for "^exit $3\$"
}

# expect_server: it runs as a daemon.
expect_server() {
  expect "$server" COMM=19-pid-file TTY='?' TPGID=-1 PPID="$reaper" PGID=SID \
    SID!=PID STAT=S
}

# expect_ended PID: a check: it runs no more. Its row may not show its name.
expect_ended() { check "PID $1 has ended" gone "$1"; }

# expect_in_file PID: a check: the file says so.
expect_in_file() {
  check "my.pid says: PID $1" grep -qsx "$1" "$stage/home/my.pid"
}

# counted NUMBER TEXT: has the file race so many lines with it?
counted() { [ "$(grep -c "$2" "$stage/home/race")" -eq "$1" ]; }

# no_file: is there none?
no_file() { [ ! -e "$stage/home/my.pid" ]; }

open_terminal

step "A server is started as a daemon, and the file says which it is"
request status '^not running$' 3
start
server=$daemon
expect_in_file "$server"
expect_server
request status '^status +pid' 0
request reload '^reload +pid' 0
expect_line log '^reload$'

step "A second one is started"
predict "16-daemonize starts it in the same way. What does its caller see?" \
  "exit 0 and a PID, as the first time" "exit 1 and the PID of the first" \
  "exit 0 and the PID of the first"
start
expect_ended "$daemon"
expect_line log "my.pid: locked by PID $server:"
expect_in_file "$server"
expect_server

step "kill -9: the file stays, the lock does not"
send_signal KILL "$server"
expect_ended "$server"
expect_in_file "$server"
request status '^not running, but the file is there$' 1
start
server=$daemon
expect_in_file "$server"

step "The file names another process, with a server and without one"
type_line "sleep 60 & echo \$! >my.pid"
wait_for '^\[1\] '
other=$(pid_of %1)
expect_in_file "$other"
predict "The server has the lock, the file names sleep. What does stop end?" \
  "the server" "sleep" "both" "neither: it sees that they differ"
request stop '^stop +pid' 0
expect_ended "$server"
check "my.pid is gone: its owner has removed it" no_file
type_line "echo \$! >my.pid"
expect_in_file "$other"
request stop '^not running, but the file is there$' 0
expect "$other" COMM=sleep STAT=S TERM=default

step "What is no PID file is refused, and left as it is"
type_line "echo 'Dear diary' >diary; ln -s diary link; $program start diary"
wait_for ': not a PID file'
type_line "$program start link"
wait_for ': a symbolic link'
expect_line diary '^Dear diary$'

step "Two at once, a hundred times: the one that is refused stops the other"
type_line "race() { $program start my.pid || $program stop my.pid; }"
hundred="for i in {1..100}; do race & race; wait; done"
type_line "($hundred) >race 2>&1; echo over"
# A hundred rounds take longer than what is waited for elsewhere.
patience=$((patience * 6))
wait_for '^over$'
check "100 have served" counted 100 'server '
check "100 were refused" counted 100 'locked by PID'
check "my.pid is gone" no_file
