#!/bin/sh
# Exercise 09: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  without '    become_subreaper();
'
  key_is_noticed
}
test_an_adopt_that_is_no_subreaper_is_noticed() {
  instead 'PR_SET_CHILD_SUBREAPER, 1UL' 'PR_SET_CHILD_SUBREAPER, 0UL'
  grader_notices 'PPID: expected #, actual #'
}
test_an_adopt_that_waits_for_its_command_first_is_noticed() {
  instead 'wait(&status)' \
    'waitpid(result == -1 ? command : -1, &status, 0)'
  grader_notices 'Expected: a line "reaped pid # signal 15"'
}
test_an_adopt_that_ends_with_the_last_status_is_noticed() {
  instead 'pid == command' 'pid > 0'
  grader_notices 'Expected: a line "status 7"'
}
test_an_adopt_that_ignores_a_failed_prctl_is_noticed() {
  only_with_faults || return 0
  instead 'if (prctl(PR_SET_CHILD_SUBREAPER, 1UL) == -1)' \
    'if (prctl(PR_SET_CHILD_SUBREAPER, 1UL) == -2)'
  grader_notices 'Expected: prctl() fails ('
}

. "$shunit2"
