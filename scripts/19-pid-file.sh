#!/bin/sh
# 19-pid-file: found by a file, single by a lock.
. "$(dirname "$0")/lib/lesson.sh"

need_demo 16-daemonize 19-control
control=build/19-control
comm=$(echo "${program##*/}" | cut -c 1-15)

# start: starts a server as a daemon, with a narrow mask for new files; sets
# $daemon to its PID.
start() {
  typed="build/16-daemonize -d . -l log -m 077 $program my.pid"
  type_line "$typed; echo exit \$?"
  wait_for '^daemon .*pid'
  daemon=$(pid_of daemon)
  wait_for '^exit 0$'
}

# request VERB LINE STATUS: types it; what it is to print, and its exit status.
request() {
  type_line "$control $1 my.pid; echo exit \$?"
  wait_for "$2"
  wait_for "^exit $3\$"
}

# may_signal: reload and stop need PID descriptors. May 19-control have them?
# That it says no is believed only where the kernel is older, or where a filter
# of system calls is in force.
may_signal() {
  type_line "$control reload my.pid; echo exit \$?"
  poll printed '^exit [0-9]+$'
  [ "$line" = "exit 3" ] || return 0
  kernel=$(uname -r | tr -c '0-9\n' ' ')
  # shellcheck disable=SC2086 # the numbers are words
  set -- $kernel
  if [ $(($1 * 1000 + $2)) -lt 5003 ]; then
    reason="this kernel has no pidfd_open(2): it came with Linux 5.3"
  elif grep -q '^Seccomp:[[:space:]]*[12]' /proc/self/status; then
    reason="a filter of system calls (seccomp) refuses pidfd_open(2) here"
  else
    return 0
  fi
  false
}

# expect_server: it runs as a daemon.
expect_server() {
  expect "$server" COMM="$comm" TTY='?' TPGID=-1 PPID="$reaper" PGID=SID \
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

# has_mode FILE MODE: may it be read and written by these?
has_mode() { [ -n "$(find "$stage/home/$1" -perm "$2")" ]; }

# no_file: is there none?
no_file() { [ ! -e "$stage/home/my.pid" ]; }

open_terminal

step "A server is started as a daemon, and the file says which it is"
request status '^not running$' 3
start
server=$daemon
expect_in_file "$server"
expect_server
request status "^status +pid $server\$" 0
check "everybody may read my.pid" has_mode my.pid 644
refused=''
if may_signal; then
  wait_for "^reload +pid $server\$"
  wait_for '^exit 0$'
  expect_line log '^reload$'
else
  refused=$reason
  leave_out "$refused"
fi

step "A second one is started"
predict "16-daemonize starts it in the same way. What does its caller see?" \
  "exit 0 and a PID, as the first time" "exit 1 and the PID of the first" \
  "exit 0 and the PID of the first"
start
expect_ended "$daemon"
expect_line log "my.pid: locked by PID $server\$"
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
if [ -z "$refused" ]; then
  type_line "sleep 60 & echo \$! >my.pid"
  wait_for '^\[1\] '
  other=$(pid_of %1)
  expect_in_file "$other"
  predict "The server has the lock, the file names sleep. What does stop end?" \
    "the server" "sleep" "both" "neither: it sees that they differ"
  request status "^status +pid $server\$" 0
  request stop "^stop +pid $server\$" 0
  expect_ended "$server"
  check "my.pid is gone: its owner has removed it" no_file
  type_line "echo \$! >my.pid"
  expect_in_file "$other"
  request status '^not running, but the file is there$' 1
  request stop '^not running, but the file is there$' 0
  expect "$other" COMM=sleep STAT=S TERM=default
else
  leave_out "$refused"
fi

step "What is no PID file is refused, and left as it is"
type_line "echo 'Dear diary' >diary; ln -s diary link; $program diary"
wait_for ': not a PID file'
type_line "$program link"
wait_for ': a symbolic link'
expect_line diary '^Dear diary$'

step "Two at once, a hundred times: the one that is refused stops the other"
if [ -z "$refused" ]; then
  type_line "race() { $program my.pid || $control stop my.pid; }"
  hundred="for i in {1..100}; do race & race; wait; done"
  type_line "($hundred) >race 2>&1; echo over"
  # A hundred rounds take longer than what is waited for elsewhere.
  patience=$((patience * 6))
  wait_for '^over$'
  check "100 have served" counted 100 'server '
  check "100 were refused" counted 100 'locked by PID'
  check "my.pid is gone" no_file
else
  leave_out "$refused"
fi
