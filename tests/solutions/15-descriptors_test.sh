#!/bin/sh
# Exercise 15: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  without '    close_all_but(keep);
'
  key_is_noticed
}
test_an_only_that_counts_up_to_the_limit_or_to_1023_is_noticed() {
  for limit in 'getdtablesize()' 1024; do
    instead 'if (!close_from_to(STDERR_FILENO + 1, n - 1) || '\
'!close_from_to(n + 1, ~0U))' \
      "for (int i = 3; i < $limit; i++) if (i != keep) close(i);
    if (n == 0)"
    grader_notices 'Expected: no other descriptor is open. Actual: *2000='
  done
}
test_an_only_that_closes_nothing_above_is_noticed() {
  instead 'n + 1, ~0U' 'n + 1, n + 1'
  grader_notices 'Expected: no other descriptor is open. Actual: *7='
}
test_the_exercise_compiles_with_headers_older_than_close_range() {
  for kind in exercises solutions; do
    sed 's/^#include <sys\/syscall.h>/&\n#undef SYS_close_range/' \
      "lessons/$kind/$stem.c" >"$SHUNIT_TMPDIR/old.c"
    run compile "$SHUNIT_TMPDIR/old.c" "$SHUNIT_TMPDIR/old"
    assertEquals "$kind: $output" 0 "$status"
  done
}
test_an_only_that_ignores_a_failed_fcntl_is_noticed() {
  only_with_faults || return 0
  instead 'if (fcntl(keep, F_GETFD) == -1)' \
    'if (fcntl(keep, F_GETFD) == -2)'
  grader_notices 'Expected: fcntl() fails ('
}

. "$shunit2"
