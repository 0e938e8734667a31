#!/bin/sh
# Exercise 12: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  instead 'fchmod(fd, 0640) == -1' '0'
  key_is_noticed
}
test_a_file_that_is_wide_for_a_moment_is_noticed() {
  instead 'O_EXCL, 0640' 'O_EXCL, 0666'
  grader_notices 'mode: expected no bit beyond 640, actual 666'
}
test_a_mode_made_exact_before_the_wait_is_noticed() {
  instead 'printf("created' 'fchmod(fd, 0640); printf("created'
  grader_notices 'in the mask 0077, actual 640'
}
test_a_file_that_exists_and_is_taken_is_noticed() {
  without ' | O_EXCL'
  grader_notices 'a line "status 1"'
}
test_a_file_that_is_only_looked_for_before_it_is_made_is_noticed() {
  instead 'fd = open(argv[1], O_WRONLY | O_CREAT | O_EXCL' \
    'if (access(argv[1], F_OK) == 0) errx(1, "it is there");
    fd = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC'
  grader_notices 'Expected: no file nowhere was made'
}
test_a_deposit_that_ignores_a_failed_fchmod_is_noticed() {
  only_with_faults || return 0
  instead 'if (fchmod(fd, 0640) == -1)' \
    'if (fchmod(fd, 0640) == -2)'
  grader_notices 'Expected: fchmod() fails ('
}

. "$shunit2"
