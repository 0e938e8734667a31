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

step "It is not stopped there either when it was started in the foreground"
start peek "$program"
expect "$peek" TPGID=PID STAT=S+
press ^Z
expect_print '*Stopped*'
expect "$peek" TPGID="$shell" STAT=T
type_line "bg"
expect_print 'read returned -1, errno EIO'
expect_gone "$peek"

step "At the end of input it says 0: that is no error"
expect_status "$program </dev/null" 0
expect_print 'read returned 0'
expect_status "$program </dev/null >said" 0
verify 'in file' "said has two lines: who it is, and what it read" \
  counted 2 '' said

step "From a pipe it reads in the background as well"
mkfifo "$stage/home/pipe"
# Opened in both directions, it waits for no writer.
start peek "$program <>pipe &"
expect "$peek" TPGID="$shell" STAT=S INT=default TERM=default HUP=default
type_line "echo hi >pipe"
expect_print 'read returned 3'

step "It says what read(2) returned: that may be more than one line"
# shellcheck disable=SC2028 # for the shell on the terminal
type_line "printf 'a\\nb\\n' >two; $program <two"
expect_print 'read returned 4'

step "Another error has another name or text"
expect_status "$program <&-" 1
expect_print 'read returned -1, errno Bad file descriptor' \
  'read returned -1, errno EBADF'
expect_status "$program <." 1
expect_print 'read returned -1, errno Is a directory' \
  'read returned -1, errno EISDIR'
