#!/bin/sh
# Exercise 17: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  without '    reset_signals();
'
  key_is_noticed
}
test_the_solution_passes_with_musl_too() {
  with_musl=$SHUNIT_TMPDIR/with-musl
  musl-gcc -static "lessons/solutions/$stem.c" -o "$with_musl" 2>/dev/null || {
    skip_test "no musl-gcc here that makes a program"
    return
  }
  run "$grader" --plain "$with_musl"
  assert_ran 0 ' 0 failed(, [0-9]+ skipped)?$' "the solution, with musl"
}
test_a_better_that_resets_only_the_classic_signals_is_noticed() {
  instead 'signo < NSIG' 'signo < 32'
  grader_notices 'Expected: no signal is ignored. Actual: 8#'
}
test_a_better_that_closes_only_1023_descriptors_is_noticed() {
  instead 'close_rest();
    execvp' 'for (int fd = 3; fd < 1024; fd++) close(fd);
    execvp'
  grader_notices 'Expected: no other descriptor is open. Actual: *1100=/'
}
test_a_better_that_stays_a_leader_is_noticed() {
  only_glibc "musl forks twice itself" || return 0
  without 'lead_nothing();
    alarm'
  grader_notices 'SID: expected not # (its PID)'
}
test_the_exercise_compiles_with_headers_older_than_close_range() {
  for kind in exercises solutions; do
    sed 's/^#include <sys\/syscall.h>/&\n#undef SYS_close_range/' \
      "lessons/$kind/$stem.c" >"$SHUNIT_TMPDIR/old.c"
    run compile "$SHUNIT_TMPDIR/old.c" "$SHUNIT_TMPDIR/old"
    assertEquals "$kind: $output" 0 "$status"
  done
}
test_a_better_that_ignores_a_failed_fcntl_is_noticed() {
  only_with_faults || return 0
  instead 'if (caller == -1)' \
    'if (caller == -2)'
  grader_notices 'Expected: fcntl() fails ('
}

. "$shunit2"
