#!/bin/sh
# The grader of exercise 04: peek.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

open_terminal

step "In the foreground it gets a line: five letters and a newline"
# shellcheck disable=SC2016 # for the shell on the terminal
start peek "$program"'; echo "status $?"'
expect "$peek" PGID=PID TPGID=PID STAT=S+ INT=default TERM=default HUP=default
type_line "hello"
expect_print 'read returned 6'
expect_print 'status 0'

key_step "In the background it is not stopped: read(2) returns, with an error"
start peek "$program &"
expect_print "peek pid $peek ppid $shell pgid $peek sid $shell"
expect_print 'read returned -1, errno EIO'
expect_gone "$peek"
# shellcheck disable=SC2016 # for the shell on the terminal
expect_status 'wait $!' 1
expect "$shell" TPGID=PID STAT=Ss+

step "At the end of input it says 0: that is no error"
expect_status "$program </dev/null" 0
expect_print 'read returned 0'
expect_status "$program </dev/null >said" 0
verify 'in file' "said has two lines: who it is, and what it read" \
  counted 2 '' said

step "From a pipe it reads in the background as well"
type_line "echo hi | $program &"
expect_print 'read returned 3'

step "Another error has another name"
expect_status "$program <&-" 1
expect_print 'read returned -1, errno Bad file descriptor' \
  'read returned -1, errno EBADF'
