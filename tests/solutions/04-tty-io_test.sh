#!/bin/sh
# Exercise 04: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_a_peek_that_is_stopped_is_noticed() {
  without 'signal(SIGTTIN, SIG_IGN);'
  grader_notices 'errno EIO'
}
test_a_peek_that_takes_the_foreground_is_noticed() {
  instead 'signal(SIGTTIN, SIG_IGN);' "$grab"
  grader_notices 'errno EIO'
}

. "$shunit2"
