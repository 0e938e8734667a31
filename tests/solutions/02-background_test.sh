#!/bin/sh
# Exercise 02: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_a_launch_that_leaves_the_group_to_the_child_is_noticed() {
  instead 'setpgid(pid, pid)' 0
  # Which of them depends on who comes first.
  grader_notices 'Expected: 40 lines, and in each pgid is pid' \
    'It says pgid #, and ps shows #'
}

. "$shunit2"
