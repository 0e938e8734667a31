#!/bin/sh
# Exercise 11: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  instead 'start_session();
    leave_parent();' 'start_session();'
  key_is_noticed
}
test_a_launch_that_forks_once_is_noticed() {
  instead '    pid_t parent = getpid();' \
    '    pid_t parent = getpid(); static int left; if (left++) return;'
  grader_notices 'SID: expected not #'
}
test_a_launch_that_says_the_leaders_pid_is_noticed() {
  instead '    start_session();' '    start_session(); say_who("daemon");'
  instead '
    say_who("daemon");' ''
  grader_notices 'Actual: there is none' 'actual Zs'
}
test_a_launch_that_ignores_a_failed_setsid_is_noticed() {
  only_with_faults || return 0
  instead 'if (setsid() == -1)' \
    'if (setsid() == -2)'
  grader_notices 'Expected: setsid() fails ('
}

. "$shunit2"
