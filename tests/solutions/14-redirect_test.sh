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
test_a_logto_that_closes_1_because_it_was_opened_is_noticed() {
  instead 'if (in > STDERR_FILENO)' 'if (in != STDIN_FILENO)'
  instead 'if (out > STDERR_FILENO)' 'if (out != STDOUT_FILENO)'
  grader_notices 'Expected: no1: /dev/null;no1;err'
}
test_a_logto_that_closes_2_because_it_was_opened_is_noticed() {
  instead 'if (in > STDERR_FILENO)' 'if (in > STDOUT_FILENO)'
  grader_notices 'Expected: no2: /dev/null;no2;err'
}
test_a_logto_whose_messages_become_its_standard_input_is_noticed() {
  instead 'F_DUPFD_CLOEXEC, STDERR_FILENO + 1' 'F_DUPFD_CLOEXEC, 0'
  grader_notices 'The file why has not the line'
}
test_a_logto_that_takes_an_empty_file_for_a_new_one_is_noticed() {
  instead '    umask(mask);' '    umask(mask);
    struct stat is;
    if (fstat(out, &is) == 0 && is.st_size == 0 && fchmod(out, MODE) == -1)
        give_up(file);'
  grader_notices 'Expected: empty has mode 600'
}
test_a_logto_that_changes_the_mode_of_a_file_that_exists_is_noticed() {
  instead '    umask(mask);' '    umask(mask); fchmod(out, 0640);'
  grader_notices 'Expected: log has mode 600'
}
test_a_logto_that_forgets_the_umask_is_noticed() {
  instead 'mask = umask(0);' 'mask = umask(022); umask(mask);'
  grader_notices 'Expected: mask0777 has mode 640'
}
test_a_logto_that_begins_the_file_anew_is_noticed() {
  instead '| O_APPEND' '| O_APPEND | O_TRUNC'
  grader_notices 'Expected: log: one;two;three;four;a note;five'
}
test_a_logto_that_only_begins_at_the_end_is_noticed() {
  instead ' | O_APPEND' ''
  instead '    umask(mask);' '    umask(mask);
    lseek(out, 0, SEEK_END);'
  grader_notices 'Expected: log: one;two;three;four;a note;five'
}
test_a_logto_that_does_not_give_the_umask_back_is_noticed() {
  without '    umask(mask);'
  grader_notices 'Expected: mask0777: 0777'
}
test_a_logto_that_narrows_the_mode_afterwards_is_noticed() {
  only_with_faults || return 0
  instead 'O_APPEND, MODE)' 'O_APPEND | O_EXCL, 0666)'
  instead 'if (out == -1)' 'if (out != -1 && fchmod(out, MODE) == -1)
        give_up("fchmod");
    if (out == -1)
        out = open(file, O_WRONLY | O_APPEND);
    if (out == -1)'
  grader_notices 'At first its mode is 666'
}
test_a_logto_that_opens_the_file_to_read_as_well_is_noticed() {
  instead 'O_WRONLY' O_RDWR
  grader_notices 'Expected: descriptor 1 is open for: write append'
}
test_a_logto_that_opens_null_to_write_as_well_is_noticed() {
  instead 'O_RDONLY' O_RDWR
  grader_notices 'Expected: descriptor 0 is open for: read'
}
test_a_logto_whose_command_has_the_messages_is_noticed() {
  instead 'F_DUPFD_CLOEXEC, STDERR_FILENO + 1' 'F_DUPFD, 20'
  grader_notices 'Expected: no other descriptor is open. Actual: *20='
}
test_a_logto_that_trusts_o_cloexec_for_0_is_noticed() {
  instead 'O_RDONLY' 'O_RDONLY | O_CLOEXEC'
  grader_notices 'Expected: closed: /dev/null;closed;err'
}
test_a_logto_that_leaves_what_it_opened_is_noticed() {
  without 'if (out > STDERR_FILENO)
        close(out);'
  grader_notices 'Expected: count: 2;end'
}
test_a_logto_that_complains_into_the_file_is_noticed() {
  instead 'messages = copy;' 'close(copy);'
  grader_notices 'Expected: a line "logto: /nonexistent: No such file..."' \
    'The file why has not the line'
}
test_a_logto_that_leaves_standard_input_is_noticed() {
  instead 'if (dup2(in, STDIN_FILENO) == -1)' 'if (in == -1)'
  grader_notices 'Expected: input: cat 0;/dev/null' 'end of line'
}
test_a_logto_that_puts_them_in_place_without_dup2_passes() {
  instead 'in = open("/dev/null", O_RDONLY);' 'close(STDIN_FILENO);
    in = open("/dev/null", O_RDONLY);'
  grader_accepts
}
test_a_logto_that_asks_for_a_new_file_first_passes() {
  instead 'mask = umask(0);
    out = open(file, O_WRONLY | O_CREAT | O_APPEND, MODE);
    if (out == -1)
        give_up(file);
    umask(mask);' 'int flags = O_WRONLY | O_APPEND;
    out = open(file, flags | O_CREAT | O_EXCL, 0600);
    if (out != -1 && fchmod(out, MODE) == -1)
        give_up("fchmod");
    if (out == -1 && errno == EEXIST)
        out = open(file, O_WRONLY | O_APPEND);
    if (out == -1)
        give_up(file);'
  grader_accepts
}
test_a_logto_that_sets_the_umask_for_the_mode_passes() {
  instead 'umask(0)' 'umask(0137)'
  instead 'O_APPEND, MODE' 'O_APPEND, 0666'
  grader_accepts
}
test_a_logto_that_opens_the_file_twice_passes() {
  instead 'dup2(out, STDERR_FILENO) == -1' \
    'dup2(open(file, O_WRONLY | O_APPEND | O_CLOEXEC), STDERR_FILENO) == -1'
  grader_accepts
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
  for closed in '2>&-' '<&- 2>&-'; do
    run sh -c "exec \"\$1\" \"\$2\" sh -c 'echo hello >&2; exit 5' $closed" sh \
      "$SHUNIT_TMPDIR/logto" "$SHUNIT_TMPDIR/unheard.log"
    assertEquals "$closed: the command's status" 5 "$status"
    assertEquals "$closed: in the file" hello \
      "$(cat "$SHUNIT_TMPDIR/unheard.log")"
    rm "$SHUNIT_TMPDIR/unheard.log"
  done
}
test_a_logto_that_narrows_the_mode_by_name_is_noticed() {
  only_with_faults || return 0
  instead 'O_APPEND, MODE)' 'O_APPEND | O_EXCL, 0666)'
  instead 'if (out == -1)' 'if (out != -1 && chmod(file, MODE) == -1)
        give_up("chmod");
    if (out == -1)
        out = open(file, O_WRONLY | O_APPEND);
    if (out == -1)'
  grader_notices 'At first its mode is 666'
}
test_a_logto_that_complains_on_standard_output_is_noticed() {
  instead 'fcntl(STDERR_FILENO, F_DUPFD' 'fcntl(STDOUT_FILENO, F_DUPFD'
  grader_notices 'The file why has not the line'
}
test_a_logto_that_complains_on_the_terminal_is_noticed() {
  instead 'copy = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);' \
    'copy = open("/dev/tty", O_WRONLY | O_CLOEXEC);'
  grader_notices 'The file why has not the line'
}
test_a_logto_that_loses_the_status_of_its_command_is_noticed() {
  at_top '#include <sys/wait.h>'
  instead '    execvp(argv[2], argv + 2);' '    if (fork() > 0)
        return wait(&status) == -1 || status != 0;
    execvp(argv[2], argv + 2);'
  grader_notices 'Expected: a line "status 7"' 'COMM: expected sleep*'
}
test_a_logto_that_says_127_for_all_that_does_not_run_is_noticed() {
  instead 'errno == ENOENT ? NOT_FOUND : CANNOT_RUN' NOT_FOUND
  grader_notices 'Expected: a line "status 126"'
}
test_a_logto_that_fails_with_another_status_is_noticed() {
  instead 'FAILED = 1' 'FAILED = 3'
  grader_notices 'Expected: a line "status 1"'
}
test_a_logto_that_ignores_a_file_that_cannot_be_opened_is_noticed() {
  instead 'if (out == -1)' 'if (0)'
  grader_notices 'Expected: a line "status 1"' \
    'The file why.not has not the line'
}
test_a_logto_that_ignores_a_failed_copy_is_noticed() {
  only_with_faults || return 0
  instead 'if (copy == -1 && errno != EBADF)' 'if (0)'
  grader_notices 'Expected: fcntl() fails ('
}
test_a_logto_that_ignores_a_failed_second_dup2_is_noticed() {
  only_with_faults || return 0
  instead 'dup2(out, STDOUT_FILENO) == -1' 'dup2(out, STDOUT_FILENO) == -2'
  grader_notices 'Expected: dup2() fails for the second time' \
    'Expected: dup2() fails ('
}
test_a_logto_that_ignores_a_failed_third_dup2_is_noticed() {
  only_with_faults || return 0
  instead 'dup2(out, STDERR_FILENO) == -1' 'dup2(out, STDERR_FILENO) == -2'
  grader_notices 'Expected: dup2() fails ('
}
test_a_logto_that_ignores_a_failed_dup2_is_noticed() {
  only_with_faults || return 0
  instead 'if (dup2(in, STDIN_FILENO) == -1)' \
    'if (dup2(in, STDIN_FILENO) == -2)'
  grader_notices 'Expected: dup2() fails ('
}

. "$shunit2"
