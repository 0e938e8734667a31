#!/bin/sh
# Exercise 16: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  instead 'while ((n = read(fd, &byte, 1)) == 1) {' 'return 1;
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
  grader_notices 'ready has ended, and COMMAND has not said yet'
}
test_a_ready_that_keeps_its_own_writing_end_is_noticed() {
  without 'close(ready_pipe[WRITING]);'
  grader_notices 'Expected: a line "status 1"'
}
test_a_ready_that_takes_8_bytes_for_a_line_is_noticed() {
  instead 'while ((n = read(fd, &byte, 1)) == 1) {' \
    'for (int i = 0; i < 8 && (n = read(fd, &byte, 1)) == 1; i++) {'
  grader_notices 'ready has ended, and COMMAND has not said yet'
}
test_a_ready_that_reads_64_kib_and_no_more_is_noticed() {
  instead 'while ((n = read(fd, &byte, 1)) == 1) {' \
    'for (int i = 0; i < 65536 && (n = read(fd, &byte, 1)) == 1; i++) {'
  grader_notices 'Expected: a line "daemon pid N..."'
}
test_a_ready_that_looks_no_further_than_a_null_byte_is_noticed() {
  at_top '#include <string.h>'
  instead 'char byte;' 'char text[4096];'
  instead 'while ((n = read(fd, &byte, 1)) == 1) {' \
    'while ((n = read(fd, text, sizeof text - 1)) > 0) {
        text[n] = 0;'
  instead "byte == '\\n'" "strchr(text, 10) != NULL"
  grader_notices 'Expected: a line "daemon pid N..."'
}
test_a_ready_that_looks_again_and_again_is_noticed() {
  instead 'while ((n = read(fd, &byte, 1)) == 1) {' \
    'fcntl(fd, F_SETFL, O_NONBLOCK);
    while ((n = read(fd, &byte, 1)) == 1 || (n == -1 && usleep(1000) == 0)) {
        if (n == -1)
            continue;'
  grader_notices 'It wakes up, though nothing has happened.'
}
test_a_ready_that_reads_on_after_an_error_is_noticed() {
  only_with_faults || return 0
  instead 'while ((n = read(fd, &byte, 1)) == 1) {' \
    'while ((n = read(fd, &byte, 1)) != 0) {'
  grader_notices 'Expected: read() fails ('
}
test_a_ready_that_waits_for_nothing_is_noticed() {
  instead 'if (!has_line(ready_pipe[READING]))' 'if (0)'
  grader_notices 'ready has ended, and COMMAND has not said yet'
}
test_a_ready_that_waits_for_the_end_of_what_is_said_is_noticed() {
  instead "        if (byte == '\\n')
            return 1;
    }
    if (n == -1)
        err(FAILED, \"read\");
    return 0;" "        ;
    }
    return byte == '\\n';"
  grader_notices 'Expected: a line "daemon pid N..."'
}
test_a_ready_that_looks_at_the_last_byte_only_is_noticed() {
  instead 'char byte;' 'char text[4096], byte;'
  instead 'while ((n = read(fd, &byte, 1)) == 1) {' \
    'while ((n = read(fd, text, sizeof text)) > 0) {
        byte = text[n - 1];'
  grader_notices 'Expected: a line "daemon pid N..."'
}
test_a_ready_that_looks_at_one_read_only_is_noticed() {
  instead 'while ((n = read(fd, &byte, 1)) == 1) {' \
    'char text[4096] = "";
    read(fd, text, sizeof text - 1);
    return strchr(text, 10) != NULL;
    while (0) {'
  at_top '#include <string.h>'
  grader_notices 'ready has ended, and COMMAND has not said yet'
}
test_a_ready_that_sleeps_in_place_of_waiting_is_noticed() {
  at_top '#include <signal.h>'
  instead 'if (!has_line(ready_pipe[READING]))' 'usleep(400000);
    if (kill(pid, 0) == -1)'
  grader_notices 'it sleeps, and nothing wakes it' \
    'ready has ended, and COMMAND has not said yet'
}
test_a_ready_that_loses_patience_is_noticed() {
  at_top '#include <poll.h>'
  instead 'if (!has_line(ready_pipe[READING]))' \
    'struct pollfd wait = {.fd = ready_pipe[READING], .events = POLLIN};
    if (poll(&wait, 1, 100) == 1 && !has_line(ready_pipe[READING]))'
  grader_notices 'ready has ended, and COMMAND has not said yet'
}
test_a_ready_whose_command_has_no_3_is_noticed() {
  instead 'dup2(ready_pipe[WRITING], READY)' \
    'dup3(ready_pipe[WRITING], READY, O_CLOEXEC)'
  grader_notices 'ready has ended, and COMMAND has not said yet'
}
test_a_ready_that_hands_on_both_ends_is_noticed() {
  instead 'execvp(command[0], command);' \
    'fcntl(ready_pipe[READING], F_SETFD, 0);
    execvp(command[0], command);'
  grader_notices 'Expected: no other descriptor is open. Actual: *=pipe'
}
test_a_ready_that_keeps_quiet_about_it_is_noticed() {
  instead \
    'errx(FAILED, "%s, PID %d, has not said that it is ready", argv[1], pid)' \
    'return FAILED'
  grader_notices 'Nothing was said.'
}
test_a_ready_that_says_the_pid_first_is_noticed() {
  instead '    /* COMMAND may' '    printf("daemon   pid %d\n", pid);
    fflush(stdout);
    /* COMMAND may'
  grader_notices 'nothing like "daemon *" was printed'
}
test_a_ready_that_reads_a_line_by_stdio_passes() {
  only_unsanitized "what getline(3) has got is not freed" || return 0
  instead 'char byte;
    ssize_t n;

    while ((n = read(fd, &byte, 1)) == 1) {
        if (byte == '"'\n'"')
            return 1;
    }
    if (n == -1)
        err(FAILED, "read");
    return 0;' 'char *line = NULL;
    size_t size = 0;
    ssize_t n = getline(&line, &size, fdopen(fd, "r"));

    return n > 0 && line[n - 1] == 10;'
  grader_accepts
}
test_a_ready_that_duplicates_before_it_forks_passes() {
  instead \
    'if (dup2(ready_pipe[WRITING], READY) == -1) /* without close-on-exec */
        give_up(FAILED, "dup2");
' ''
  instead 'err(FAILED, "pipe2");

    switch (fork())' 'err(FAILED, "pipe2");
    if (dup3(ready_pipe[WRITING], READY, 0) == -1)
        err(FAILED, "dup3");

    switch (fork())'
  instead 'close(ready_pipe[WRITING]);' 'close(ready_pipe[WRITING]);
    close(READY);'
  grader_accepts
}
test_a_ready_that_polls_and_reads_in_blocks_passes() {
  at_top '#include <poll.h>
#include <string.h>'
  instead 'char byte;
    ssize_t n;

    while ((n = read(fd, &byte, 1)) == 1) {
        if (byte == '"'\n'"')
            return 1;
    }
    if (n == -1)
        err(FAILED, "read");
    return 0;' 'struct pollfd wait = {.fd = fd, .events = POLLIN};
    char text[100];
    ssize_t n;

    while (poll(&wait, 1, -1) == 1 && (n = read(fd, text, sizeof text)) > 0) {
        if (memchr(text, 10, (size_t)n) != NULL)
            return 1;
    }
    return 0;'
  grader_accepts
}
test_a_ready_that_takes_a_hangup_for_no_line_is_noticed() {
  at_top '#include <poll.h>'
  instead 'while ((n = read(fd, &byte, 1)) == 1) {' \
    'struct pollfd wait = {.fd = fd, .events = POLLIN};
    while (poll(&wait, 1, -1) == 1 && (wait.revents & POLLHUP) == 0 &&
           (usleep(100000), poll(&wait, 1, -1) == 1) &&
           (wait.revents & POLLHUP) == 0 && (n = read(fd, &byte, 1)) == 1) {'
  grader_notices 'Expected: a line "daemon pid N..."' \
    'Expected: a line "status 0"'
}
test_a_ready_that_says_the_pid_of_the_parent_is_noticed() {
  instead 'pid = getpid();' 'pid = getppid();'
  grader_notices 'PID #: not what it should be'
}
test_a_ready_that_says_its_own_pid_is_noticed() {
  instead 'printf("daemon   pid %d\n", pid)' \
    'printf("daemon   pid %d\n", getpid())'
  grader_notices 'PID #: not what it should be'
}
test_a_ready_that_says_127_for_all_that_does_not_run_is_noticed() {
  instead 'errno == ENOENT ? NOT_FOUND : CANNOT_RUN' NOT_FOUND
  grader_notices 'Expected: a line "status 126"'
}
test_a_ready_that_does_not_pass_on_the_status_is_noticed() {
  instead 'return -news;' 'return FAILED;'
  grader_notices 'Expected: a line "status 127"'
}
test_a_ready_that_ends_with_2_where_no_line_comes_is_noticed() {
  instead 'errx(FAILED, "%s, PID' 'errx(USAGE, "%s, PID'
  grader_notices 'Expected: a line "status 1"'
}
test_a_ready_whose_command_has_its_output_is_noticed() {
  without ' || dup2(null, STDOUT_FILENO) == -1'
  grader_notices 'Expected: descriptor 1 leads to /dev/null' \
    'Expected: a line "daemon pid N..."'
}
test_a_ready_whose_command_has_its_input_is_noticed() {
  without 'dup2(null, STDIN_FILENO) == -1 || '
  grader_notices 'Expected: descriptor 0 leads to /dev/null. Actual: pts/#'
}
test_a_ready_whose_command_cannot_be_heard_is_noticed() {
  instead 'execvp(command[0], command);' \
    'int copy = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 10);
    dup2(null, STDERR_FILENO);
    execvp(command[0], command);
    dup2(copy, STDERR_FILENO);'
  grader_notices 'Expected: descriptor 2 leads to own. Actual: /dev/null'
}
test_a_ready_that_ignores_a_failed_setsid_is_noticed() {
  only_with_faults || return 0
  instead 'if (setsid() == -1)' 'if (setsid() == -2)'
  grader_notices 'Expected: setsid() fails ('
}
test_a_ready_that_ignores_a_failed_second_fork_is_noticed() {
  only_with_faults || return 0
  instead 'case -1:
        give_up(FAILED, "fork");
' ''
  grader_notices 'Expected: fork() fails ('
}
test_a_ready_that_ignores_a_failed_pipe_is_noticed() {
  only_with_faults || return 0
  instead 'if (pipe2(status_pipe, O_CLOEXEC) == -1)' \
    'if (pipe2(status_pipe, O_CLOEXEC) == -2)'
  grader_notices 'Expected: pipe2() fails ('
}
test_a_ready_that_ignores_a_failed_dup2_is_noticed() {
  only_with_faults || return 0
  instead 'if (dup2(ready_pipe[WRITING], READY) == -1)' \
    'if (dup2(ready_pipe[WRITING], READY) == -2)'
  grader_notices 'Expected: dup2() fails ('
}

. "$shunit2"
