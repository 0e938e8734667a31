#!/bin/sh
# Exercise 19: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_an_end_that_kills_at_once_is_noticed() {
  instead 'if (has_ended(process, milliseconds))' 'if (0)'
  grader_notices 'Expected: a line "ended"'
}

. "$shunit2"
