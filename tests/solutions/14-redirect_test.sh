#!/bin/sh
# Exercise 14: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  without ' || dup2(out, STDERR_FILENO) == -1'
  key_is_noticed
}
test_a_logto_that_closes_what_open_put_in_place_is_noticed() {
  instead 'if (in > STDERR_FILENO)' 'if (1)'
  grader_notices 'Expected: closed: /dev/null;closed;err'
}
test_a_logto_that_changes_the_mode_of_a_file_that_exists_is_noticed() {
  instead '    umask(mask);' '    umask(mask); fchmod(out, 0640);'
  grader_notices 'Expected: log has mode 600'
}
test_a_logto_that_forgets_the_umask_is_noticed() {
  instead 'mask = umask(0);' 'mask = umask(022); umask(mask);'
  grader_notices 'Expected: mask0777 has mode 640'
}
test_a_logto_that_gets_no_descriptor_for_its_messages_says_so() {
  compile "lessons/solutions/$stem.c" "$SHUNIT_TMPDIR/logto" -static \
    2>/dev/null || {
    skip_test "no static libc here: the loader would need a descriptor"
    return
  }
  # shellcheck disable=SC2016 # for the inner shell
  run sh -c 'ulimit -n 3; exec "$1" "$2" echo hello' sh \
    "$SHUNIT_TMPDIR/logto" "$SHUNIT_TMPDIR/starved.log"
  assert_ran 1 '^logto: standard error: ' "three descriptors, and no more"
}
test_a_logto_whose_standard_error_is_closed_does_its_work() {
  compile "lessons/solutions/$stem.c" "$SHUNIT_TMPDIR/logto"
  # shellcheck disable=SC2016 # for the inner shell
  run sh -c 'exec "$1" "$2" sh -c "echo hello >&2; exit 5" 2>&-' sh \
    "$SHUNIT_TMPDIR/logto" "$SHUNIT_TMPDIR/unheard.log"
  assertEquals "the command's status" 5 "$status"
  assertEquals "in the file" hello "$(cat "$SHUNIT_TMPDIR/unheard.log")"
}
test_a_logto_that_ignores_a_failed_dup2_is_noticed() {
  only_with_faults || return 0
  instead 'if (dup2(in, STDIN_FILENO) == -1)' \
    'if (dup2(in, STDIN_FILENO) == -2)'
  grader_notices 'Expected: dup2() fails ('
}

. "$shunit2"
