#!/bin/sh
# Exercise 08: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_a_detach_that_does_not_fork_is_noticed() {
  instead 'pid = fork()' 'pid = 0'
  grader_notices 'setsid: Operation not permitted'
}
test_a_detach_that_never_waits_is_noticed() {
  instead '!must_wait' 1
  grader_notices 'a line "status 143"'
}
test_the_options_of_a_command_are_not_detachs_with_any_feature_macro() {
  for macro in '_POSIX_C_SOURCE 200809L' '_XOPEN_SOURCE 700' _GNU_SOURCE; do
    for kind in exercises solutions; do
      sed "s/^#define _POSIX_C_SOURCE 200809L/#define $macro/" \
        "lessons/$kind/$stem.c" >"$SHUNIT_TMPDIR/detach.c"
      compile "$SHUNIT_TMPDIR/detach.c" "$SHUNIT_TMPDIR/detach"
      run "$SHUNIT_TMPDIR/detach" -w sh -c 'exit 7'
      assertEquals "$kind with $macro: $output" 7 "$status"
    done
  done
}
test_a_detach_that_ignores_a_failed_setsid_is_noticed() {
  only_with_faults || return
  instead 'if (setsid() == -1)' \
    'if (setsid() == -2)'
  grader_notices 'Expected: setsid() fails ('
}

. "$shunit2"
