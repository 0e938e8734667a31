#!/bin/sh
# 22-unix-socket: found by a socket file.
. "$(dirname "$0")/lib/lesson.sh"
need_demo 16-daemonize 22-ask
ask=build/22-ask

# ask TEXT: asks; TEXT is printed, and then the exit status: 0 if it is an
# answer.
ask() {
  type_line "$ask my.sock hello; echo \$?"
  expect_print "$1"
  case $1 in
  answer*) expect_print 0 ;;
  *) expect_print 1 ;;
  esac
}

# start_server: starts a server as a daemon; sets $server as soon as it serves.
start_server() {
  start daemon "build/16-daemonize -d . -l log $program my.sock"
  server=$daemon
  call "$server" server
  verify 'in file' "log: server, PID $server, is ready" is_ready
}
is_ready() {
  wrong="The last line: $(tail -n 1 "$stage/home/log")"
  grep -q "^server  *pid $server " "$stage/home/log"
}

# expect_server: it runs as a daemon.
expect_server() {
  expect "$server" COMM="$comm" TTY='?' TPGID=-1 PPID="$reaper" PGID=SID \
    SID!=PID STAT=S
}

# names_asker PID: has the server said that this process of our user has asked?
names_asker() {
  wrong="The last line: $(tail -n 1 "$stage/home/log")"
  grep -qE "^client +pid $1 +uid $(id -u)\$" "$stage/home/log"
}
is_socket() {
  wrong="my.sock: $(stat -c %F "$stage/home/my.sock" 2>&1)"
  [ -S "$stage/home/my.sock" ]
}
is_left_alone() {
  wrong="diary: $(cat "$stage/home/diary" 2>&1)"
  [ "$wrong" = 'diary: Dear diary' ]
}

# may_be_nobody: may a command of the stage be run as another user? Only what is
# named from its working directory: the stage itself is closed to others.
may_be_nobody() (
  [ "$(id -u)" -eq 0 ] && chmod 711 "$stage/home" && cd "$stage/home" &&
    setpriv --reuid nobody test -x "$ask"
) 2>/dev/null

open_terminal

step "Ask before there is a server, start one, and ask again"
ask '22-ask: my.sock: No such file or directory'
start_server
expect_server
expect_role_line log server "$server"
verify 'in file' "my.sock is a socket" is_socket
expect_mode my.sock 600
expect_mode my.sock.lock 600
start_job client "$ask my.sock hello & wait"
expect_print "answer pid $server hello"
verify 'in file' "log: client is who has asked, and it is our user" \
  names_asker "$client"

step "Ask as another user, and change the mode of the file"
if may_be_nobody; then
  type_line "setpriv --reuid nobody $ask my.sock hello"
  expect_print '22-ask: my.sock: Permission denied'
  type_line "chmod 666 my.sock"
  type_line "setpriv --reuid nobody $ask my.sock hello"
  expect_print "answer pid $server hello"
  type_line "chmod 600 my.sock"
else
  leave_out "another user: needs root, and a checkout that other users can read"
fi

step "Let one client say nothing, let another one go too soon, and ask"
predict 1
start_job silent "$ask my.sock &"
verify 'in file' "log: silent is connected" names_asker "$silent"
ask "answer pid $server hello"
answer 1
send_signal STOP "$server"
expect "$server" STAT=T
start_job hasty "$ask my.sock hello &"
expect "$hasty" COMM=22-ask STAT=S
send_signal KILL "$hasty"
expect_gone "$hasty"
send_signal CONT "$server"
ask "answer pid $server hello"
expect "$silent" COMM=22-ask STAT=S
expect "$server" STAT=S

step "Start a second server on the same file"
predict 2
type_line "$program my.sock; echo \$?"
expect_print '*: my.sock.lock: locked by another server'
expect_print 1
ask "answer pid $server hello"
answer 2

step "End the server by SIGKILL, ask, and start another"
predict 3
send_signal KILL "$server"
expect_gone "$server"
expect_print '22-ask: my.sock: no answer'
expect_gone "$silent"
verify 'in file' "my.sock is a socket" is_socket
ask '22-ask: my.sock: Connection refused'
answer 3
start_server
ask "answer pid $server hello"

step "End it by SIGTERM, ask, and name a diary in place of a socket"
send_signal TERM "$server"
expect_gone "$server"
verify 'in file' "my.sock was removed by its owner" is_missing my.sock
ask '22-ask: my.sock: No such file or directory'
type_line "echo 'Dear diary' >diary; $program diary; echo \$?"
expect_print '*: diary: not a socket, and left as it is'
expect_print 1
verify 'in file' "the diary is as it was" is_left_alone

step "Start two at once, a hundred times; the refused one kills the other"
type_line "ask() { until $ask my.sock hello; do :; done 2>/dev/null; }"
type_line "end() { read _ _ pid _ < <(ask); kill -9 \$pid; echo \$pid killed; }"
type_line "try() { $program my.sock; [ \$? -ne 1 ] || end; }"
type_line "(for i in {1..100}; do try & try; wait; done) &>said; echo over"
patiently 6 expect_print 'over'
verify ok "100 have served" counted 100 'server  *pid ' said
verify ok "100 were refused" counted 100 'locked by another server' said
verify ok "100 were killed, and have answered before" \
  counted 100 '[0-9] killed' said
verify 'in file' "my.sock is a socket" is_socket
