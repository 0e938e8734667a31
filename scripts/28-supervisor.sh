#!/bin/sh
# 28-supervisor: stay in front, be watched.
. "$(dirname "$0")/lib/lesson.sh"
need_demo 16-daemonize 20-signals 28-ready
serve="build/20-signals conf"

# expect_watched PARENT GROUP: does the server run in the terminal's session, in
# the background?
expect_watched() {
  expect "$server" COMM=20-signals TTY="$terminal" PPID="$1" PGID="$2" \
    SID="$shell" STAT=S
}

# servers: the PIDs of those that the log has.
servers() { sed -nE 's/^server +pid ([0-9]+) .*/\1/p' "$stage/home/log"; }

# three_daemons: do three servers or more run, children of the reaper?
three_daemons() {
  local pid count=0
  for pid in $(servers); do
    ! holds_ "$pid" COMM=20-signals PPID="$reaper" || count=$((count + 1))
  done
  wrong="There are $count."
  [ "$count" -ge 3 ]
}

open_terminal

step "Start a server under a supervisor"
type_line "printf 'greeting hello\ninterval 60000\n' >conf"
expect_line conf 'interval 60000'
start watcher "$program $serve &"
hear server
expect_print 'end hello'
expect "$watcher" COMM="$comm" TTY="$terminal" PPID="$shell" PGID=PID \
  SID="$shell" STAT=S
expect_watched "$watcher" PID

step "End the server by SIGKILL"
send_signal KILL "$server"
expect_print "killed pid $server signal 9"
expect_gone "$server"
expect_print "started pid #"
hear server
expect_watched "$watcher" PID

step "Send HUP and TERM to the supervisor; then TERM where it is ignored"
type_line "sed -i s/hello/hi/ conf; kill -HUP \$!"
expect_print 'reread greeting hi, *'
send_signal TERM "$watcher"
expect_print 'ended by SIGTERM'
expect_print "ended pid $server status 0"
expect_gone "$server" "$watcher"
start watcher "$program sh -c 'trap \"\" TERM; exec sleep 60' &"
hear started
expect "$started" COMM=sleep STAT=S TERM=ignored HUP=default
predict 1
send_signal TERM "$watcher"
expect_print "killed pid $started signal 9"
expect_gone "$started" "$watcher"
answer 1

step "Take the configuration away, start, and bring it back"
start watcher "mv conf away; $program $serve &"
expect_print '20-signals: conf: refused: No such file or directory'
expect_print "ended pid # status 1"
expect_print 'again in 100 ms'
expect_print 'again in 200 ms'
expect_print 'again in 400 ms'
type_line "mv away conf"
hear server
expect_watched "$watcher" PID
send_signal TERM "$watcher"
expect_gone "$server" "$watcher"

step "Put a script between, and send TERM to the script alone"
type_line "script='$serve; echo over'"
start_job script "sh -c \"\$script\" &"
hear server
expect_watched "$script" "$script"
predict 2
send_signal TERM "$script"
expect_gone "$script"
expect_watched "$reaper" "$script"
answer 2
start watcher "pid=$server; kill \$pid; $program sh -c \"\$script\" &"
hear started server
send_signal TERM "$started"
expect_print "killed pid $started signal 15"
expect_gone "$server"
hear server
send_signal TERM "$watcher"
expect_gone "$server" "$watcher"

step "Watch a program that makes a daemon of itself"
type_line "daemonize='build/16-daemonize -d . -l log'"
predict 3
start watcher "$program \$daemonize $serve &"
expect_print "ended pid # status 0"
expect_print 'again in 100 ms'
expect_print 'again in 200 ms'
verify ok "three servers or more run, as children of the reaper" three_daemons
send_signal TERM "$watcher"
expect_gone "$watcher"
verify ok "three servers or more run, as children of the reaper" three_daemons
server=$(servers | head -n 1)
call "$server" server
expect "$server" TTY='?' TPGID=-1 PPID="$reaper" PGID=SID SID!=PID STAT=S
answer 3

step "Wait for a server that needs time before it is ready"
type_line "service='cat db; build/28-ready say; exec $serve'"
type_line "mkfifo db"
start_job waiting "build/28-ready wait $program sh -c \"\$service\" &"
hear watcher started
expect "$waiting" COMM=28-ready STAT=S
expect "$started" COMM=sh PPID="$watcher" PGID=PID STAT=S
expect_no_print 'ready *'
type_line "echo up >db"
expect_print "ready pid $watcher"
expect_gone "$waiting"
hear server
expect_watched "$watcher" PID
send_signal TERM "$watcher"
expect_gone "$server" "$watcher"
