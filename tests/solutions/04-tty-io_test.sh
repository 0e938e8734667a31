#!/bin/sh
# Exercise 04: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  without '    signal(SIGTTIN, SIG_IGN);
'
  key_is_noticed
}
test_a_peek_that_is_stopped_is_noticed() {
  without 'signal(SIGTTIN, SIG_IGN);'
  grader_notices 'errno EIO'
}
test_a_peek_that_takes_the_foreground_is_noticed() {
  instead 'signal(SIGTTIN, SIG_IGN);' \
    'signal(SIGTTOU, SIG_IGN); tcsetpgrp(0, getpgrp());'
  grader_notices 'errno EIO'
}
test_a_peek_that_says_eio_for_every_error_is_noticed() {
  instead 'errno == EIO ? "EIO" : strerror(errno)' '"EIO"'
  grader_notices 'a line "read returned -1, errno Bad file descriptor"'
}
test_a_peek_that_reads_something_else_than_its_terminal_is_noticed() {
  at_top '#include <fcntl.h>'
  instead 'read(STDIN_FILENO' 'read(open("/dev/null", O_RDONLY)'
  grader_notices 'Actual: there is none with PID #' 'a line "read returned 6"'
}
test_a_peek_that_only_prints_what_is_expected_is_noticed() {
  instead 'n = read(STDIN_FILENO, text, sizeof text);' 'errno = EIO;
    n = tcgetpgrp(0) == getpgrp() ? read(0, text, sizeof text) : -1;'
  grader_notices 'Expected: a line "status 0"'
}
test_a_peek_whose_status_tells_of_no_error_is_noticed() {
  instead 'return n == -1;' 'return 0;'
  grader_notices 'Expected: a line "status 1"'
}
# Whose controlling terminal it is not, the kernel does not stop: such a process
# takes from the shell what is typed for it.
test_a_peek_that_has_left_its_session_is_noticed() {
  instead 'signal(SIGTTIN, SIG_IGN);' 'if (fork() > 0)
        _exit(0);
    setsid();'
  grader_notices 'Actual: there is none with PID #' 'SID: expected'
}
test_a_peek_that_leaves_its_group_is_noticed() {
  instead 'setvbuf(' 'if (fork() > 0)
        pause();
    setvbuf('
  grader_notices 'PGID: expected # (its PID), actual #'
}
test_a_peek_that_reads_to_the_end_is_noticed() {
  instead 'n = read(STDIN_FILENO, text, sizeof text);' \
    'while ((n = read(STDIN_FILENO, text, sizeof text)) > 0)
        continue;'
  grader_notices 'Expected: a line "read returned 6"'
}
test_a_peek_that_knows_how_much_it_will_read_is_noticed() {
  instead '"read returned %zd\n", n' '"read returned 6\n"'
  grader_notices 'Expected: a line "read returned 0"'
}
test_a_peek_that_says_all_that_can_be_is_noticed() {
  instead '"read returned %zd\n", n' \
    '"read returned %zd\nread returned -1, errno EIO\n", n'
  grader_notices 'Expected: said has two lines'
}
test_a_peek_that_does_not_wait_is_noticed() {
  at_top '#include <fcntl.h>'
  instead 'n = read(' 'fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK);
    n = read('
  grader_notices 'Actual: there is none with PID #' 'a line "read returned 6"'
}
test_a_peek_that_takes_the_background_for_an_error_is_noticed() {
  at_top '#include <fcntl.h>'
  instead 'n = read(STDIN_FILENO, text, sizeof text);' \
    'n = read(STDIN_FILENO, text, sizeof text);
    if (tcgetpgrp(open("/dev/tty", O_RDONLY)) != getpgrp()) {
        errno = EIO;
        n = -1;
    }'
  grader_notices 'Expected: a line "read returned 3"'
}
test_a_peek_that_takes_the_end_for_an_error_is_noticed() {
  instead 'return n == -1;' 'return n <= 0;'
  grader_notices 'Expected: a line "status 0"'
}
test_a_peek_that_always_ends_with_1_is_noticed() {
  instead 'return n == -1;' 'return 1;'
  grader_notices 'Expected: a line "status 0"'
}
test_a_peek_that_handles_the_signal_is_noticed() {
  instead 'int main(' 'static void handle(int signo)
{
    (void)signo;
}

int main('
  instead 'signal(SIGTTIN, SIG_IGN);' \
    'sigaction(SIGTTIN, &(struct sigaction){.sa_handler = handle}, NULL);'
  grader_notices 'errno EIO'
}
test_a_peek_that_blocks_every_signal_is_noticed() {
  instead 'signal(SIGTTIN, SIG_IGN);' 'sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);'
  grader_notices 'INT: expected default, actual blocked'
}
test_a_peek_that_ignores_hang_ups_is_noticed() {
  instead 'signal(SIGTTIN, SIG_IGN);' 'signal(SIGTTIN, SIG_IGN);
    signal(SIGHUP, SIG_IGN);'
  grader_notices 'HUP: expected default, actual ignored'
}
test_a_peek_that_says_another_pid_is_noticed() {
  instead '(int)getpid(),' '(int)getppid(),'
  grader_notices 'The line of peek is not true'
}
test_a_peek_that_blocks_the_signal_passes() {
  instead 'signal(SIGTTIN, SIG_IGN);' 'sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, SIGTTIN);
    sigprocmask(SIG_BLOCK, &one, NULL);'
  grader_accepts
}
test_a_peek_with_sigaction_passes() {
  instead 'signal(SIGTTIN, SIG_IGN);' \
    'sigaction(SIGTTIN, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);'
  instead 'errno == EIO ? "EIO" : strerror(errno)' 'errno == EIO ? "EIO" :
               errno == EBADF ? "EBADF" : errno == EISDIR ? "EISDIR" :
                                          strerror(errno)'
  grader_accepts
}
test_a_peek_that_looks_where_it_is_only_once_is_noticed() {
  instead 'signal(SIGTTIN, SIG_IGN);' 'if (tcgetpgrp(0) != getpgrp())
        signal(SIGTTIN, SIG_IGN);'
  grader_notices 'errno EIO'
}
test_a_peek_that_knows_two_errors_is_noticed() {
  instead 'strerror(errno)' '"Bad file descriptor"'
  grader_notices 'a line "read returned -1, errno Is a directory"'
}
test_a_peek_that_reads_a_line_is_noticed() {
  instead 'n = read(STDIN_FILENO, text, sizeof text);' 'errno = 0;
    if (fgets(text, sizeof text, stdin) != NULL)
        n = (ssize_t)strlen(text);
    else
        n = errno == 0 ? 0 : -1;'
  grader_notices 'Expected: a line "read returned 4"'
}
test_a_peek_that_blocks_every_signal_in_the_background_is_noticed() {
  instead 'signal(SIGTTIN, SIG_IGN);' 'sigset_t all;
    sigfillset(&all);
    if (tcgetpgrp(STDOUT_FILENO) != getpgrp())
        sigprocmask(SIG_BLOCK, &all, NULL);
    signal(SIGTTIN, SIG_IGN);'
  grader_notices 'INT: expected default, actual blocked'
}
test_a_peek_that_reads_by_readv_passes() {
  at_top '#include <sys/uio.h>'
  instead 'n = read(STDIN_FILENO, text, sizeof text);' \
    'struct iovec place = {text, sizeof text};
    n = readv(STDIN_FILENO, &place, 1);'
  grader_accepts
}

. "$shunit2"
