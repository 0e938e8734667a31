#!/bin/sh
# Exercise 20: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  instead 'sigprocmask(SIG_BLOCK, &signals, NULL) == -1' '0'
  key_is_noticed
}
test_a_heartbeat_that_takes_three_signals_for_one_is_noticed() {
  instead 'debug = !debug;' \
    'debug = !debug; while (await(&signals, 0) == SIGRTMAX);'
  grader_notices 'its output goes on: debug on, debug off, debug on'
}
# shellcheck disable=SC2016 # for the inner shell
test_a_heartbeat_that_nobody_can_read_ends_with_1() {
  compile "lessons/solutions/$stem.c" "$SHUNIT_TMPDIR/heartbeat"
  run sh -c 'exec "$1" 60000 >/dev/full' sh "$SHUNIT_TMPDIR/heartbeat"
  assert_ran 1 'standard output: No space left on device$' "a full device"
}
test_a_heartbeat_that_ignores_a_failed_sigprocmask_is_noticed() {
  only_with_faults || return 0
  instead 'if (sigprocmask(SIG_BLOCK, &signals, NULL) == -1)' \
    'if (sigprocmask(SIG_BLOCK, &signals, NULL) == -2)'
  grader_notices 'Expected: sigprocmask() fails ('
}

. "$shunit2"
