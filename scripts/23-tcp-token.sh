#!/bin/sh
# 23-tcp-token: a port, and a token in a file.
. "$(dirname "$0")/lib/lesson.sh"
need_demo 16-daemonize 19-control 23-ask 23-impostor

# start_server: starts a server as a daemon; sets $server as soon as it serves.
start_server() {
  start daemon "build/16-daemonize -d . -l log $program my.port"
  server=$daemon
  call "$server" server
  verify 'in file' "log: server, PID $server, is ready" is_ready
}
is_ready() {
  wrong="The last line: $(tail -n 1 "$stage/home/log")"
  grep -q "^server  *pid $server " "$stage/home/log"
}

# read_port: my.port is printed, and read into $port and $token here and there.
read_port() {
  type_line "cat my.port; read -r _ port _ token _ <my.port"
  expect_print "port # token * pid $server"
  read -r _ port _ token _ <<END
$line
END
}
is_long_enough() {
  wrong="It is $token."
  [ ${#token} -eq 32 ] && [ -z "$(echo "$token" | tr -d 0-9a-f)" ]
}

# ask: asks, and gets an answer.
ask() {
  type_line "build/23-ask my.port hello; echo \$?"
  expect_print "answer hello"
  expect_print 0
}

# expect_refusal LINE: typed, it gets a refusal, and the connection is closed.
expect_refusal() {
  type_line "$1; cat <&3; echo closed"
  expect_print "it says: refused"
  expect_print closed
}

# may_be_nobody: may a command be run as another user, who can reach my.port?
may_be_nobody() {
  [ "$(id -u)" -eq 0 ] && chmod 711 "$stage/home" &&
    setpriv --reuid nobody true
} 2>/dev/null

# is_new: has the server another port, and a token that is not like the last?
# Of two random ones about 2 of 32 digits are the same.
is_new() {
  wrong="Port and token before: $before; and now: $port $token."
  [ "${before% *}" != "$port" ] && [ "$(count_same "${before#* }")" -lt 12 ]
}
count_same() {
  echo "$1 $token" | awk '{
    for (i = 1; i <= 32; i++) n += substr($1, i, 1) == substr($2, i, 1)
    print n + 0
  }'
}
says_the_same() {
  wrong="It says: $(cat "$stage/home/my.port" 2>&1)"
  [ "$wrong" = "It says: port $port  token $token  pid $server" ]
}
is_stolen() {
  wrong="In the file stolen: $(cat "$stage/home/stolen" 2>&1)"
  [ "$(cat "$stage/home/stolen")" = "$token" ]
} 2>/dev/null

open_terminal

step "Start the server, look at its file and its port, and ask"
start_server
expect "$server" COMM="$comm" TTY='?' TPGID=-1 PPID="$reaper" PGID=SID \
  SID!=PID STAT=S
expect_role_line log server "$server"
expect_mode my.port 600
expect_mode my.port.lock 600
read_port
verify ok "the token has 32 hexadecimal digits" is_long_enough
type_line "grep :\$(printf %04X \$port) /proc/net/tcp | cut -c 7-36"
expect_print "0100007F:$(printf %04X "$port") 00000000:0000 0A"
ask
type_line "build/19-control status my.port.lock"
expect_print "status pid $server"

step "Ask by hand: with the token, without one, and with a wrong one"
start_job silent "build/23-ask my.port 2>errors &"
expect "$silent" COMM=23-ask STAT=S
type_line "say() { exec 3<>/dev/tcp/127.0.0.1/\$port; echo \"\$1\" >&3; hear; }"
type_line "hear() { read -r x <&3; echo \"it says: \$x\"; }"
type_line "say \"\$token hello\""
expect_print "it says: hello"
expect_refusal "say hello"
expect_refusal "say \"\${token%?}x hello\""
expect_refusal "say \"x\${token#?} hello\""
expect "$silent" COMM=23-ask STAT=S

step "Connect as another user, and read the file as another user"
if may_be_nobody; then
  type_line "export -f say hear; export port"
  type_line "setpriv --reuid nobody bash -c 'say hello'"
  expect_print "it says: refused"
  type_line "setpriv --reuid nobody cat my.port"
  expect_print "cat: my.port: Permission denied"
else
  leave_out "another user: needs root"
fi

step "Put a secret into the arguments and the environment of a program"
predict 1
start_job leaky "S=secret-2 bash -c 'sleep 60; :' server --token=secret-1 &"
type_line "ps -o args= -q \$!"
expect_print '* server --token=secret-1'
type_line "ps eww -o args= -q \$! | grep -o 'S=secret-.'"
expect_print 'S=secret-2'
type_line "(cd /proc/\$!; stat -c '%a %n' cmdline environ)"
expect_print '444 cmdline'
expect_print '400 environ'
answer 1

step "Send what a browser sends"
predict 2
type_line "printf 'POST / HTTP/1.1\r\nHost: localhost\r\n\r\n' >post"
type_line "echo \$token hello >>post; exec 3<>/dev/tcp/127.0.0.1/\$port"
expect_refusal "cat post >&3; hear"
answer 2

step "End the server by SIGTERM, start it again, and start a second one"
send_signal TERM "$server"
expect_gone "$server"
verify 'in file' "my.port is there, as before" says_the_same
before="$port $token"
start_server
read_port
verify ok "port and token are other ones" is_new
type_line "$program my.port; echo \$?"
expect_print '*: my.port.lock: locked by another server'
expect_print 1
ask

step "End it by SIGKILL, let another program take the port, and ask"
predict 3
send_signal KILL "$server"
expect_gone "$server"
type_line "take='read t x; echo \$t >stolen; echo \" \$x\"'"
start impostor "build/23-impostor \$port sh -c \"\$take\" &"
ask
verify 'in file' "stolen: the token of my.port" is_stolen
answer 3
type_line "build/19-control status my.port.lock; echo \$?"
expect_print "not running, but the file is there"
expect_print 1
start_server
ask
verify 'in file' "stolen: nothing new" is_stolen
