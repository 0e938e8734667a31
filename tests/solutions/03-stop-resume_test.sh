#!/bin/sh
# Exercise 03: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_a_minder_that_is_not_told_of_continuing_is_noticed() {
  without ' | WCONTINUED'
  grader_notices 'Expected: a line "continued"'
}
test_a_minder_that_starts_a_new_group_is_noticed() {
  instead 'execvp(argv[1]' 'setpgid(0, 0); execvp(argv[1]'
  grader_notices 'PGID: expected #, actual #'
}

. "$shunit2"
