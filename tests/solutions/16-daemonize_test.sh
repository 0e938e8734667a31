#!/bin/sh
# Exercise 16: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  instead 'while (read(fd, &byte, 1) == 1) {' 'return 1;
    while (0) {'
  key_is_noticed
}
test_a_ready_that_is_told_nothing_says_only_that() {
  said=$SHUNIT_TMPDIR/silent
  compile "lessons/solutions/$stem.c" "$SHUNIT_TMPDIR/ready"
  # shellcheck disable=SC2016 # for the inner shell
  run "$SHUNIT_TMPDIR/ready" \
    sh -c 'echo $$ >"$0"; exec 2>&- 3>&-; exec sleep 60' "$said"
  assert_ran 1 "sh, PID $(cat "$said"), has not said that it is" \
    "a command that closes 3 and runs on"
  assertTrue "it runs on" "kill $(cat "$said")"
}
test_a_ready_that_takes_any_byte_is_noticed() {
  instead "byte == '\\n'" byte
  grader_notices 'Expected: a line "status 1"'
}
test_a_ready_that_keeps_its_own_writing_end_is_noticed() {
  without 'close(ready_pipe[WRITING]);'
  grader_notices 'Expected: a line "status 1"'
}
test_a_ready_that_takes_8_bytes_for_a_line_is_noticed() {
  instead 'while (read(fd, &byte, 1) == 1) {' \
    'for (int n = 0; n < 8 && read(fd, &byte, 1) == 1; n++) {'
  grader_notices 'Expected: a line "daemon pid N..."*' \
    'Expected: a line "status 0"'
}
test_a_ready_that_waits_for_nothing_is_noticed() {
  instead 'if (!has_line(
            ready_pipe[READING]))' 'if (0)'
  grader_notices 'ready has ended, and COMMAND has not said yet'
}
test_a_ready_that_ignores_a_failed_dup2_is_noticed() {
  only_with_faults || return 0
  instead 'if (dup2(ready_pipe[WRITING], READY) == -1)' \
    'if (dup2(ready_pipe[WRITING], READY) == -2)'
  grader_notices 'Expected: dup2() fails ('
}

. "$shunit2"
