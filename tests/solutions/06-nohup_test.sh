#!/bin/sh
# Exercise 06: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_a_nohup_that_does_not_ignore_sighup_is_noticed() {
  instead 'SIGHUP, SIG_IGN' 'SIGHUP, SIG_DFL'
  grader_notices 'HUP: expected ignored, actual default'
}
test_a_nohup_that_overwrites_is_noticed() {
  instead ' | O_APPEND' ' | O_TRUNC'
  grader_notices 'Expected: a line "out"'
}

. "$shunit2"
