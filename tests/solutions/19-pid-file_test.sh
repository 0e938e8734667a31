#!/bin/sh
# Exercise 19: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  instead 'fcntl(fd, F_GETLK, &lock) == -1' '0'
  key_is_noticed
}
test_an_end_that_kills_at_once_is_noticed() {
  instead 'if (has_ended(process, milliseconds))' 'if (0)'
  grader_notices 'Expected: a line "ended"'
}
test_an_end_that_takes_each_error_for_an_end_is_noticed() {
  only_with_faults || return 0
  instead 'if (process == -1 && errno != ESRCH)' \
    'if (0)'
  grader_notices 'Expected: syscall() fails ('
}

. "$shunit2"
