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
test_an_only_that_counts_to_a_billion_is_noticed() {
  instead 'if (!close_from_to(STDERR_FILENO + 1, n - 1) || '\
'!close_from_to(n + 1, ~0U))' \
    'for (int i = 3; i < 1000000000; i++) if (i != keep) close(i);
    if (n == 0)'
  grader_notices 'COMM: expected sleep, actual 15-descriptors'
}
test_an_only_that_gives_up_where_the_kernel_refuses_is_noticed() {
  only_with_faults || return 0
  instead '        close_by_proc(keep);
}' '        err(1, "close_range");
}'
  grader_notices 'close_range: Function not implemented'
}
test_an_only_that_gives_up_where_close_range_3_fails_is_noticed() {
  only_with_faults && only_with_close_range || return 0
  instead 'syscall(SYS_close_range, first, last, 0U) == 0' \
    'close_range(first, last, 0) == 0'
  instead '        close_by_proc(keep);
}' '        err(1, "close_range");
}'
  grader_notices 'close_range: Function not implemented'
}
test_an_only_that_calls_close_range_3_and_then_reads_the_folder_passes() {
  only_with_close_range || return 0
  instead 'syscall(SYS_close_range, first, last, 0U) == 0' \
    'close_range(first, last, 0) == 0'
  grader_accepts
}
test_an_only_that_counts_to_the_limit_after_a_refusal_is_noticed() {
  only_with_faults || return 0
  instead '        close_by_proc(keep);
}' '        for (int fd = 3; fd < getdtablesize(); fd++)
            if (fd != keep)
                close(fd);
}'
  grader_notices 'Expected: no other descriptor is open. Actual: *1000=/ *...'
}
test_an_only_that_closes_the_folder_that_it_reads_is_noticed() {
  instead 'if (!close_from_to(STDERR_FILENO + 1, n - 1) || '\
'!close_from_to(n + 1, ~0U))' 'if (n != 0)'
  without ' && fd != dirfd(folder)'
  grader_notices 'Expected: no other descriptor is open. Actual: *1044=/ *'
}
test_an_only_that_closes_4095_descriptors_is_noticed() {
  only_with_descriptors 5000 || return 0
  instead 'n + 1, ~0U' 'n + 1, 4095U'
  grader_notices 'Expected: no other descriptor is open. Actual: *=/dev/zero'
}
test_an_only_that_takes_the_number_for_a_byte_is_noticed() {
  instead 'n = (unsigned int)keep' 'n = (unsigned char)keep'
  grader_notices 'Expected: descriptor 2000 leads to /dev/full. Actual: closed'
}
test_an_only_that_goes_on_where_the_kernel_refuses_is_noticed() {
  only_with_faults || return 0
  instead '        close_by_proc(keep);
}' '        ;
}'
  grader_notices 'Expected: no other descriptor is open. Actual: *3=/*'
}
test_an_only_that_asks_one_range_whether_it_was_refused_is_noticed() {
  only_with_faults || return 0
  instead '!close_from_to(n + 1, ~0U))' '(close_from_to(n + 1, ~0U), 0))'
  grader_notices 'Expected: no other descriptor is open. Actual: *7=/dev/full'
}
test_an_only_that_takes_a_refusal_for_success_is_noticed() {
  only_with_faults || return 0
  instead 'last, 0U) == 0' 'last, 0U) != 0'
  grader_notices 'Expected: no other descriptor is open. Actual: *5=/dev/zero*'
}
test_an_only_that_takes_a_range_of_one_for_none_is_noticed() {
  instead 'first > last' 'first >= last'
  grader_notices 'Expected: no other descriptor is open. Actual: *3=/*'
}
test_an_only_that_closes_the_chosen_one_in_the_folder_is_noticed() {
  only_with_faults || return 0
  without ' && fd != keep'
  grader_notices 'Expected: descriptor 5 leads to /dev/zero. Actual: closed'
}
test_an_only_that_leaves_the_neighbour_below_is_noticed() {
  instead 'n - 1)' 'n - 2)'
  grader_notices \
    'Expected: no other descriptor is open. Actual: *3=/ 4=/dev/zero'
}
test_an_only_that_takes_an_empty_range_for_a_failure_is_noticed() {
  instead 'if (first > last) /* there are none; for close_range(2) that is an '\
'error */
        return 1;
    return syscall(SYS_close_range, first, last, 0U) == 0;' \
    'if (syscall(SYS_close_range, first, last, 0U) == -1 && errno == EINVAL)
        err(1, "close_range");
    return 1;'
  grader_notices 'close_range: Invalid argument'
}
test_an_only_that_opens_what_was_closed_is_noticed() {
  instead 'close_all_but(keep);
    execvp' 'while (open("/dev/null", O_RDWR) <= STDERR_FILENO)
        ;
    close_all_but(keep);
    execvp'
  grader_notices 'Expected: descriptor 0*'
}
test_an_only_that_moves_the_chosen_one_to_3_is_noticed() {
  instead 'close_all_but(keep);
    execvp' 'dup2(keep, 3);
    close_all_but(3);
    execvp'
  grader_notices 'Expected: descriptor 5 leads to /dev/zero. Actual: closed'
}
test_an_only_that_reads_a_number_by_atoi_is_noticed() {
  instead "*text == '\\0' || *end != '\\0'" 0
  grader_notices 'Expected: a line "status 2"'
}
test_an_only_that_runs_the_command_in_a_child_is_noticed() {
  at_top '#include <sys/wait.h>'
  instead 'close_all_but(keep);
    execvp' 'if (fork() > 0)
        return wait(&error) == -1 || error != 0;
    close_all_but(keep);
    execvp'
  grader_notices 'COMM: expected sleep*'
}
test_an_only_that_marks_what_execve_is_to_close_passes() {
  instead 'first, last, 0U)' 'first, last, 4U /* CLOSE_RANGE_CLOEXEC */)'
  instead 'close(fd);' 'fcntl(fd, F_SETFD, FD_CLOEXEC);'
  grader_accepts
}
test_an_only_that_always_reads_the_folder_passes() {
  instead 'if (!close_from_to(STDERR_FILENO + 1, n - 1) || '\
'!close_from_to(n + 1, ~0U))' 'if (n != 0)'
  grader_accepts
}
test_an_only_that_closes_one_range_and_puts_it_back_passes() {
  instead 'if (!close_from_to(STDERR_FILENO + 1, n - 1) || '\
'!close_from_to(n + 1, ~0U))' 'if (n != 3)
        dup2(keep, 3);
    if (!close_from_to(4, ~0U)) {
        close_by_proc(3);
        if (n != 3)
            close(keep);
    }
    if (n != 3 && (dup2(3, keep) == -1 || close(3) == -1))
        err(1, "%d", keep);
    if (n == 0)'
  grader_accepts
}
test_the_exercise_compiles_with_headers_older_than_close_range() {
  assert_old_headers_do
}
test_an_only_that_opens_the_chosen_one_again_is_noticed() {
  instead 'close_all_but(keep);
    execvp' 'char name[32];
    snprintf(name, sizeof name, "/proc/self/fd/%d", keep);
    dup2(open(name, O_RDWR), keep);
    close_all_but(keep);
    execvp'
  grader_notices 'Expected: descriptor 5 is open for: read. Actual: both'
}
test_an_only_that_leads_standard_input_elsewhere_is_noticed() {
  instead 'close_all_but(keep);
    execvp' 'dup2(open("/dev/null", O_RDWR), 0);
    close_all_but(keep);
    execvp'
  grader_notices 'Expected: descriptor 0 is open for: read. Actual: both'
}
test_an_only_that_hands_on_the_folder_it_has_read_is_noticed() {
  instead 'if (!close_from_to(STDERR_FILENO + 1, n - 1) || '\
'!close_from_to(n + 1, ~0U))' 'if (n != 0)'
  instead 'closedir(folder);' 'fcntl(dirfd(folder), F_SETFD, 0);'
  grader_notices 'Expected: no other descriptor is open. Actual: *=/proc/#/fd*'
}
test_an_only_that_runs_the_command_without_the_chosen_one_is_noticed() {
  instead 'if (fcntl(keep, F_GETFD) == -1)' 'if (0)'
  grader_notices 'Expected: fcntl() fails (' 'Expected: a line "status 1"'
}
test_an_only_that_says_127_for_all_that_does_not_run_is_noticed() {
  instead 'error == ENOENT ? NOT_FOUND : CANNOT_RUN' NOT_FOUND
  grader_notices 'Expected: a line "status 126"'
}
test_an_only_that_takes_2_for_a_number_is_noticed() {
  instead 'n <= STDERR_FILENO ||' 'n < STDERR_FILENO ||'
  grader_notices 'Expected: a line "status 2"'
}
test_an_only_that_ignores_a_failed_fcntl_is_noticed() {
  only_with_faults || return 0
  instead 'if (fcntl(keep, F_GETFD) == -1)' \
    'if (fcntl(keep, F_GETFD) == -2)'
  grader_notices 'Expected: fcntl() fails ('
}

. "$shunit2"
