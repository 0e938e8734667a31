#!/bin/sh
# The grader of exercise 04: peek.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

open_terminal

step "In the foreground it gets a line: five letters and a newline"
type_line "$program"
wait_for '^peek +pid'
expect "$(pid_of peek)" PGID=PID TPGID=PID STAT=S+
type_line "hello"
wait_for '^read returned 6$'
# shellcheck disable=SC2016 # for the shell on the terminal
type_line 'echo "status $?"'
wait_for '^status 0$'

step "In the background it is not stopped: read(2) returns, with an error"
type_line "$program &"
wait_for '^peek +pid'
peek=$(pid_of peek)
check "it prints: read returned -1, errno EIO" \
  printed '^read returned -1, errno EIO$'
expect_gone "$peek"
# shellcheck disable=SC2016 # for the shell on the terminal
type_line 'wait $!; echo "status $?"'
wait_for '^status 1$'
expect "$shell" TPGID=PID STAT=Ss+

step "At the end of input it says 0: that is no error"
type_line "$program </dev/null"
wait_for '^read returned 0$'

step "From a pipe it reads in the background as well"
type_line "echo hi | $program &"
wait_for '^read returned 3$'
