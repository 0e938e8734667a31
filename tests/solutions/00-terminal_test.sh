#!/bin/sh
# Exercise 00: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_a_whereami_that_asks_standard_input_is_noticed() {
  instead 'open("/dev/tty", O_RDWR)' STDIN_FILENO
  grader_notices 'Expected: a line "terminal pts/#"'
}
test_a_whereami_that_is_always_in_the_foreground_is_noticed() {
  instead 'tcgetpgrp(fd) == getpgrp()' 1
  grader_notices 'Expected: a line "foreground no"'
}
test_a_whereami_that_takes_its_parent_for_the_session_is_noticed() {
  instead 'getsid(0)' 'getppid()'
  grader_notices 'Expected: a line "session #"'
}

. "$shunit2"
