#!/bin/sh
# The grader of exercise 16: ready.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

# shellcheck disable=SC2016 # for the shell on the terminal
tell_status='; echo "status $?"'

# expect_daemon: that, of the PID which was printed last.
expect_daemon() {
  expect "$daemon" COMM="$1" TTY='?' TPGID=-1 PPID="$reaper" PGID=SID \
    SID!=PID STAT=S
}
# expect_refusal COMMAND STATUS: no daemon; it is said why, and with STATUS.
expect_refusal() {
  expect_status "$program $1 2>why" "$2"
  expect_no_print 'daemon *'
  verify 'in file' "standard error, why, says why" says_something why
}
# waits_on: is something in front of the shell, and is it there for a while?
waits_on() {
  wrong="ready has ended, and COMMAND has not said yet that it is ready."
  local moment
  for moment in 1 2 3 4 5 6 7 8 9 10; do
    [ "$(ps -o tpgid= -q "$shell")" -ne "$shell" ] || return 1
    sleep 0.02
  done
}

open_terminal

key_step "It ends when COMMAND has said that it is ready, not before"
type_line "mkfifo go; printf ': >began; read x <go; echo >&3; sleep 60' >slow"
type_line "$program sh slow$tell_status"
verify ok "COMMAND runs" is_there began
verify ok "0.2 s later the shell has no prompt: ready waits" waits_on
expect "$shell" TPGID!=PID STAT=Ss
waiting=$ps_TPGID
call "$waiting" ready
expect "$waiting" PGID=PID PPID="$shell" TPGID=PID STAT=S+
expect_asleep "$waiting" 2
expect_no_print 'daemon *'
expect_no_print 'status #'
echo go >"$stage/home/go"
hear daemon
expect_print 'status 0'
expect_daemon sh

step "The line may be long, have any byte in it, and come in parts"
parts='printf "%999s\0" up >&3; : >part; read x <go'
parts="$parts; "'printf "%70000s\0\n" ready >&3'
type_line "$program sh -c '$parts; exec sleep 60'$tell_status"
verify ok "a part is written" is_there part
verify ok "0.2 s later the shell has no prompt: ready waits" waits_on
echo go >"$stage/home/go"
hear daemon
expect_print 'status 0'
expect_daemon sleep

step "More may stand behind the line, without an end"
more='printf "up\nand more" >&3; exec sleep 60'
start daemon "$program sh -c '$more'$tell_status"
expect_print 'status 0'

step "A COMMAND that was ready, and has ended since: status 0"
start daemon "$program sh -c 'echo >&3'$tell_status"
expect_print 'status 0'
expect_gone "$daemon"

step "A COMMAND that ends, or closes 3, will never be ready: status 1"
expect_refusal "sh -c 'exit 0'" 1
expect_refusal "sh -c 'printf nearly >&3; exit 0'" 1
expect_refusal "sh -c 'exec 3>&-; exec sleep 60'" 1

step "What cannot be run at all: 127 and 126; 2 after a usage error"
expect_refusal /nonexistent 127
expect_refusal /dev/null 126
expect_refusal '' 2

step "A daemon that keeps 3 open keeps nobody waiting"
# shellcheck disable=SC2016 # for the shell on the terminal
type_line 'out=$('"$program"' sh -c "echo >&3; exec sleep 60" 2>own)'
# shellcheck disable=SC2016 # the same
type_line 'echo "$out"'
hear daemon
expect_daemon sleep
expect_proc "$daemon" 0=/dev/null 1=/dev/null 2=own 3=pipe 3.flags=write only

step "A call that fails is told"
expect_complaint pipe2 true
expect_complaint fork true
expect_complaint setsid true caller
expect_complaint 'fork 2' true caller
expect_complaint 'dup2 3' true caller
expect_complaint 'read 3' "sh -c 'echo >&3'"
