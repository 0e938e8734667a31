#!/bin/sh
# The grader of exercise 16: ready.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

tell_status='; echo "status $?"'
not_yet() { ! printed '^(status|daemon)'; }

# expect_daemon: that, of the PID which was printed last.
expect_daemon() {
  daemon=$(pid_of daemon)
  expect "$daemon" TTY='?' TPGID=-1 PPID="$reaper" PGID=SID SID!=PID STAT=S
}

open_terminal

step "It ends when COMMAND has said that it is ready, not before"
type_line "mkfifo go; printf ': >began; read x <go; echo >&3; sleep 60' >slow"
type_line "$program sh slow$tell_status"
check "COMMAND runs" test -e "$stage/home/began"
waiting=$(foreground)
[ "$waiting" != "$shell" ] ||
  fail "ready has ended, and COMMAND has not said yet that it is ready." \
    "expected: it waits for a line on descriptor 3
actual: the shell has its prompt again"
expect "$waiting" PGID=PID PPID="$shell" TPGID=PID STAT=S+
check "ready has not ended yet" not_yet
echo go >"$stage/home/go"
wait_for '^daemon +pid [0-9]+$'
wait_for '^status 0$'
expect_daemon

step "The line may come in parts"
# Who takes a part for the line is found out below: here COMMAND outlives it.
parts='exec 2>/dev/null; trap "" PIPE; printf half >&3; echo >&3; exec sleep 60'
type_line "$program sh -c '$parts'$tell_status"
wait_for '^daemon +pid [0-9]+$'
wait_for '^status 0$'
expect_daemon

step "A COMMAND that ends, or closes 3, will never be ready: status 1"
type_line "$program sh -c 'exit 0'$tell_status"
wait_for '^status 1$'
type_line "$program sh -c 'printf nearly >&3; exit 0'$tell_status"
wait_for '^status 1$'
type_line "$program sh -c 'exec 3>&-; exec sleep 60'$tell_status"
wait_for '^status 1$'

step "What cannot be run at all: 127 and 126"
type_line "$program /nonexistent$tell_status"
wait_for '^status 127$'
type_line "$program /dev/null$tell_status"
wait_for '^status 126$'

step "A daemon that keeps 3 open keeps nobody waiting"
# shellcheck disable=SC2016 # for the shell on the terminal
type_line 'out=$('"$program"' sh -c "echo >&3; exec sleep 60" 2>/dev/null)'
# shellcheck disable=SC2016 # the same
type_line 'echo "$out"'
wait_for '^daemon +pid [0-9]+$'
expect_daemon
