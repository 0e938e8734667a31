#!/bin/sh
# 03-stop-resume: Ctrl-Z, jobs, bg, fg.
. "$(dirname "$0")/lib/lesson.sh"

# is_pending PID: does a SIGTERM (bit 14 of the mask) wait for the process?
is_pending() {
  local waiting
  wrong="No SIGTERM waits for it. Usual cause: the program ignores SIGTERM."
  waiting=$(ps -o pending= -q "$1") &&
    [ $((0x${waiting#????????} >> 14 & 1)) -eq 1 ]
}

open_terminal

step "Start the worker in the foreground"
start worker "$program"
expect "$worker" TTY="$terminal" PGID=PID SID="$shell" TPGID=PID STAT=S+ \
  TSTP=default INT=default HUP=default
picture before "$shell" "$worker"

step "Press Ctrl-Z"
predict 1
press ^Z
expect "$worker" PGID=PID TPGID="$shell" STAT=T
answer 1
expect_print '[1]+ Stopped *'
type_line "jobs -l"
expect_print "[1]+ $worker Stopped *"

step "Type bg"
type_line "bg %1"
expect_print "continued, by pid $shell"
expect "$worker" TPGID="$shell" STAT=S

step "Send SIGSTOP from the shell, and SIGCONT from elsewhere"
type_line "kill -STOP \$(jobs -p)"
expect "$worker" TPGID="$shell" STAT=T
predict 2
send_signal CONT "$worker"
expect_print "continued, by pid $$"
expect "$worker" TPGID="$shell" STAT=S
answer 2
# bash can miss a SIGCHLD while it prints; then it learns of the change when it
# next waits for a child, such as this ps.
type_line "ps -o stat,comm -p \$(jobs -p)"
expect_print "S $comm" "SN $comm" # N: of low priority
type_line "jobs -l"
expect_print "[1]+ $worker Running *"

step "Type fg, press Ctrl-Z, and type fg again"
type_line "fg %1"
expect "$worker" TPGID=PID STAT=S+
press ^Z
expect "$worker" TPGID="$shell" STAT=T
type_line "fg %1"
expect_print "continued, by pid $shell"
expect "$worker" TPGID=PID STAT=S+

step "Send SIGTERM to the stopped job"
press ^Z
expect "$worker" TPGID="$shell" STAT=T
predict 3
type_line "kill -TERM \$(jobs -p)"
verify ok "SIGTERM is pending: it waits for the worker" is_pending "$worker"
expect "$worker" STAT=T
answer 3
type_line "fg %1"
expect_print "SIGTERM, by pid $shell"
expect_gone "$worker"
expect_alone "$shell"
# shellcheck disable=SC2016 # for the shell on the terminal
type_line 'echo "status $?"'
expect_print 'status 0'
