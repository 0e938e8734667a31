#!/bin/sh
# The grader of exercise 00: whereami.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"
need setsid

open_terminal

step "In the foreground it names its terminal and its session"
# shellcheck disable=SC2016 # for the shell on the terminal
type_line "$program"'; echo "status $?"'
expect_print "terminal $terminal"
expect_print "session $shell"
expect_print 'foreground yes'
expect_print 'status 0'

step "In the background it says so"
type_line "$program &"
expect_print "terminal $terminal"
expect_print 'foreground no'

key_step "Redirected, it still has its terminal"
type_line "$program </dev/null 2>/dev/null | cat"
expect_print "terminal $terminal"
expect_print 'foreground yes'
expect_status "$program <&- >said" 0
expect_line said "terminal $terminal"
verify 'in file' "said has three lines" counted 3 '' said

step "Started by another program, it is in the same session"
type_line "sh -c '$program; :'"
expect_print "session $shell"
expect_print 'foreground yes'

step "In a session without a terminal it says so, with status 1"
# shellcheck disable=SC2016 # for the shells on the terminal
type_line "(setsid sh -c 'echo \"leader \$\$\"; $program; echo \"status \$?\"')"
expect_print 'leader #'
expect_print "session ${line#leader }"
expect_print 'terminal none'
expect_print 'foreground no'
expect_print 'status 1'

step "A call that fails is told"
expect_complaint open '' 2
expect_complaint tcgetpgrp '' 2
