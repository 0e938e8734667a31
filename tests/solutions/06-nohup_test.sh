#!/bin/sh
# Exercise 06: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  without '    signal(SIGHUP, SIG_IGN);
'
  key_is_noticed
}
test_a_nohup_that_does_not_ignore_sighup_is_noticed() {
  instead 'SIGHUP, SIG_IGN' 'SIGHUP, SIG_DFL'
  grader_notices 'HUP: expected ignored, actual default'
}
test_a_nohup_that_overwrites_is_noticed() {
  instead ' | O_APPEND' ' | O_TRUNC'
  grader_notices 'Expected: descriptor 1 is open for: write append'
}
test_a_nohup_that_leaves_a_third_descriptor_open_is_noticed() {
  instead 'if (fd != STDOUT_FILENO)' 'if (0)'
  grader_notices 'Expected: no other descriptor is open'
}
test_a_nohup_that_changes_the_mode_of_a_file_that_was_there_is_noticed() {
  instead 'umask(mask);' 'umask(mask);
    fchmod(fd, 0600);'
  grader_notices 'Its mode is 600'
}
test_a_nohup_that_opens_for_reading_as_well_is_noticed() {
  instead 'O_WRONLY | O_CREAT' 'O_RDWR | O_CREAT'
  grader_notices 'Expected: descriptor 1 is open for: write append'
}
test_a_nohup_that_leaves_the_umask_as_it_set_it_is_noticed() {
  without 'umask(mask);'
  grader_notices 'Expected: a line "0027"'
}
test_a_nohup_that_believes_in_the_umask_is_noticed() {
  instead 'umask(0)' 'umask(022)'
  instead 'S_IRUSR | S_IWUSR);' '0666);'
  grader_notices 'Its mode is 644'
}
test_a_nohup_that_ignores_every_signal_is_noticed() {
  instead 'signal(SIGHUP, SIG_IGN);' 'for (int signo = 1; signo < 32; signo++)
        signal(signo, SIG_IGN);'
  grader_notices 'INT: expected default, actual ignored'
}
test_a_nohup_that_blocks_sighup_is_noticed() {
  instead 'signal(SIGHUP, SIG_IGN);' 'sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, SIGHUP);
    sigprocmask(SIG_BLOCK, &one, NULL);'
  grader_notices 'HUP: expected ignored, actual blocked'
}
test_a_nohup_that_takes_a_file_for_a_terminal_is_noticed() {
  instead 'int out = isatty(STDOUT_FILENO)' 'int out = 1'
  grader_notices 'The file file has not the line'
}
test_a_nohup_that_says_126_for_every_failure_is_noticed() {
  instead 'error == ENOENT ? FAILED : CANNOT_RUN' CANNOT_RUN
  grader_notices 'Expected: a line "status 127"'
}
test_a_nohup_that_says_127_for_every_failure_is_noticed() {
  instead 'error == ENOENT ? FAILED : CANNOT_RUN' FAILED
  grader_notices 'Expected: a line "status 126"'
}
test_a_nohup_that_empties_the_file_is_noticed() {
  instead ' | O_APPEND' ' | O_APPEND | O_TRUNC'
  grader_notices 'The file nohup.out has not the line'
}
test_a_nohup_that_wants_a_new_file_is_noticed() {
  instead ' | O_APPEND' ' | O_APPEND | O_EXCL'
  grader_notices 'The file nohup.out has not the line'
}
test_a_nohup_that_everybody_may_read_is_noticed() {
  instead 'S_IRUSR | S_IWUSR);' '0644);'
  grader_notices 'Its mode is 644'
}
test_a_nohup_that_forgets_standard_error_is_noticed() {
  without 'if (error)
        put_in_place(fd, STDERR_FILENO);'
  grader_notices 'Expected: descriptor 2 leads to nohup.out'
}
test_a_nohup_whose_errors_always_go_to_nohup_out_is_noticed() {
  instead 'if (out || (error && is_closed(STDOUT_FILENO)))' 'if (out || error)'
  grader_notices 'The file file has not the line'
}
test_a_nohup_that_takes_each_error_output_for_a_terminal_is_noticed() {
  instead 'error = isatty(STDERR_FILENO)' 'error = 1'
  grader_notices 'The file errors has not the line'
}
test_a_nohup_that_does_not_know_a_closed_output_is_noticed() {
  instead 'if (out || (error && is_closed(STDOUT_FILENO)))' 'if (out)'
  grader_notices 'The file nohup.out has not the line'
}
test_a_nohup_that_closes_what_it_was_given_is_noticed() {
  instead 'if (fd != STDOUT_FILENO)' 'if (fd != -1)'
  grader_notices 'The file file has not the line'
}
test_a_nohup_that_makes_a_file_nobody_needs_is_noticed() {
  instead 'int fd = STDOUT_FILENO;' 'int fd = STDOUT_FILENO;

    close(open_to_append("nohup.out"));'
  grader_notices 'Expected: there is no nohup.out'
}
test_a_nohup_that_hands_its_messages_on_is_noticed() {
  instead 'F_DUPFD_CLOEXEC, STDERR' 'F_DUPFD, STDERR'
  grader_notices 'Expected: no other descriptor is open'
}
test_a_nohup_that_takes_its_input_away_is_noticed() {
  instead 'int fd = STDOUT_FILENO;' 'int fd = STDOUT_FILENO;

    dup2(open("/dev/null", O_RDWR | O_CLOEXEC), STDIN_FILENO);'
  grader_notices 'Expected: descriptor 0 leads to pts/#'
}
test_a_nohup_that_blocks_the_other_signals_is_noticed() {
  instead 'signal(SIGHUP, SIG_IGN);' 'signal(SIGHUP, SIG_IGN);
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, SIGUSR1);
    sigprocmask(SIG_BLOCK, &one, NULL);'
  grader_notices 'Expected: no signal is blocked'
}
test_a_nohup_that_catches_hang_ups_is_noticed() {
  instead 'static void ignore_hangups(' 'static void handle(int signo)
{
    (void)signo;
}
static void ignore_hangups('
  instead 'SIGHUP, SIG_IGN' 'SIGHUP, handle'
  grader_notices 'HUP: expected ignored, actual default'
}
test_a_nohup_that_says_nothing_is_noticed() {
  without 'dprintf(messages, "nohup: appending output to nohup.out\n");'
  grader_notices 'Expected: a line "...nohup.out..."'
}
test_a_nohup_that_says_it_on_standard_output_is_noticed() {
  instead 'fcntl(STDERR_FILENO, F_DUPFD' 'fcntl(STDOUT_FILENO, F_DUPFD'
  grader_notices 'The file errors has not the line'
}
test_a_nohup_that_always_says_here_is_noticed() {
  instead 'appending output to %s\n", file' 'appending output to nohup.out\n"'
  grader_notices 'Expected: a line ".../nohup.out..."'
}
test_a_nohup_that_does_not_try_home_is_noticed() {
  instead 'if (home != NULL)' 'if (0)'
  grader_notices 'Expected: a line ".../nohup.out..."'
}
test_a_nohup_whose_command_goes_on_without_it_is_noticed() {
  instead 'execvp(*command' 'if (fork() > 0)
        return 0;
    execvp(*command'
  grader_notices 'Expected: a line "status 7"' 'has not the line' \
    'there is no nohup.out'
}
test_a_nohup_that_fails_with_another_status_is_noticed() {
  instead 'strerror(errno));
    exit(FAILED);
}

/* From' 'strerror(errno));
    exit(1);
}

/* From'
  grader_notices 'Expected: a line "status 127"'
}
test_a_nohup_whose_dup2_fails_with_another_status_is_noticed() {
  only_with_faults || return 0
  instead 'dprintf(messages, "nohup: dup2: %s\n", strerror(errno));
        exit(FAILED);' \
    'dprintf(messages, "nohup: dup2: %s\n", strerror(errno));
        exit(1);'
  grader_notices 'Expected: dup2() fails (*ends with status 127.'
}
test_a_nohup_that_does_not_say_that_it_has_no_place_is_noticed() {
  without 'dprintf(messages, "nohup: nohup.out: %s\n", strerror(errno));'
  grader_notices 'Expected: a line "...nohup.out: ..."'
}
test_a_nohup_that_does_not_say_what_is_missing_is_noticed() {
  without 'dprintf(messages, "nohup: %s: %s\n", *command, strerror(errno));'
  grader_notices 'Expected: a line "...No such file or directory"'
}
test_a_nohup_that_leaves_nohup_out_as_standard_input_is_noticed() {
  instead 'if (fd != STDOUT_FILENO)' 'if (fd > STDERR_FILENO)'
  grader_notices 'Expected: descriptor 0 is closed'
}
test_a_nohup_that_loses_the_output_where_errors_are_a_file_is_noticed() {
  instead 'if (out)' 'if (out && error)'
  grader_notices 'Expected: a line "out"'
}
test_a_nohup_that_opens_a_file_for_a_closed_output_is_noticed() {
  instead '(error && is_closed(STDOUT_FILENO))' 'is_closed(STDOUT_FILENO)'
  grader_notices 'Expected: there is no nohup.out'
}
test_a_nohup_that_leaves_the_umask_where_home_is_used_is_noticed() {
  instead 'umask(mask);' 'if (strcmp(file, "nohup.out") == 0)
        umask(mask);'
  grader_notices 'Expected: a line "0027"'
}
test_a_nohup_that_waits_for_its_command_is_noticed() {
  at_top '#include <sys/wait.h>'
  instead 'execvp(*command' 'if (fork() > 0) {
        wait(&status);
        return WEXITSTATUS(status);
    }
    execvp(*command'
  grader_notices 'Expected: a line "status 137"'
}
test_a_nohup_that_says_127_for_all_but_one_failure_is_noticed() {
  instead 'error == ENOENT ? FAILED : CANNOT_RUN' \
    'error == EACCES ? CANNOT_RUN : FAILED'
  grader_notices 'Expected: a line "status 126"'
}
test_a_nohup_that_asks_for_a_new_file_first_passes() {
  instead 'mode_t mask = umask(0);
    int fd = open(file, O_WRONLY | O_CREAT | O_APPEND, S_IRUSR | S_IWUSR);
    int error = errno;

    umask(mask);
    errno = error;
    return fd;' 'int flags = O_WRONLY | O_APPEND;
    int fd = open(file, flags | O_CREAT | O_EXCL, 0600);

    if (fd != -1)
        fchmod(fd, 0600);
    else if (errno == EEXIST)
        fd = open(file, flags);
    return fd;'
  grader_accepts
}
test_a_nohup_with_sigaction_and_close_on_exec_passes() {
  instead 'signal(SIGHUP, SIG_IGN);' \
    'sigaction(SIGHUP, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);'
  instead 'O_APPEND, S_IRUSR' 'O_APPEND | O_CLOEXEC, S_IRUSR'
  instead 'if (fd != STDOUT_FILENO)
        close(fd);' ''
  grader_accepts
}
test_a_nohup_that_puts_standard_error_first_passes() {
  instead 'if (out)
        put_in_place(fd, STDOUT_FILENO);
    if (error)
        put_in_place(fd, STDERR_FILENO);' 'if (error)
        put_in_place(fd, STDERR_FILENO);
    if (out)
        put_in_place(fd, STDOUT_FILENO);'
  grader_accepts
}
test_a_nohup_that_ignores_a_failed_dup2_is_noticed() {
  only_with_faults || return 0
  instead 'if (dup2(fd, place) == -1)' \
    'if (dup2(fd, place) == -2)'
  grader_notices 'Expected: dup2() fails ('
}

. "$shunit2"
