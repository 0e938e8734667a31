#!/bin/sh
# Exercise 01: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_a_front_that_is_stopped_by_sigttou_is_noticed() {
  without 'signal(SIGTTOU, SIG_IGN);'
  grader_notices 'It was stopped by SIGTTOU'
}
test_a_front_that_gives_to_the_wrong_group_is_noticed() {
  instead 'pid_t before = tcgetpgrp(STDIN_FILENO)' 'pid_t before = getsid(0)'
  grader_notices 'Expected: a line "owner pgid #"'
}

. "$shunit2"
