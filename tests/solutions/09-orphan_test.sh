#!/bin/sh
# Exercise 09: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  without '    become_subreaper();
'
  key_is_noticed
}
test_an_adopt_that_is_no_subreaper_is_noticed() {
  instead 'PR_SET_CHILD_SUBREAPER, 1UL' 'PR_SET_CHILD_SUBREAPER, 0UL'
  grader_notices 'PPID: expected #, actual #'
}
test_an_adopt_that_waits_for_its_command_first_is_noticed() {
  instead 'wait(&status)' \
    'waitpid(result == -1 ? command : -1, &status, 0)'
  grader_notices 'Expected: a line "reaped pid # signal 15"'
}
test_an_adopt_that_ends_with_the_last_status_is_noticed() {
  instead 'pid == command' 'pid > 0'
  grader_notices 'Expected: a line "status 7"'
}
test_an_adopt_that_ignores_a_failed_prctl_is_noticed() {
  only_with_faults || return 0
  instead 'if (prctl(PR_SET_CHILD_SUBREAPER, 1UL) == -1)' \
    'if (prctl(PR_SET_CHILD_SUBREAPER, 1UL) == -2)'
  grader_notices 'Expected: prctl() fails ('
}
test_an_adopt_that_looks_again_and_again_is_noticed() {
  at_top '#include <time.h>'
  instead 'while ((pid = wait(&status)) != -1) {' \
    'while ((pid = waitpid(-1, &status, WNOHANG)) != -1) {
        if (pid == 0) {
            nanosleep(&(struct timespec){.tv_nsec = 300000000}, NULL);
            continue;
        }'
  grader_notices 'It wakes up, though nothing has happened.'
}
test_an_adopt_that_never_sleeps_is_noticed() {
  instead 'while ((pid = wait(&status)) != -1) {' \
    'while ((pid = waitpid(-1, &status, WNOHANG)) != -1) {
        if (pid == 0) {
            getppid();
            continue;
        }'
  grader_notices 'It wakes up, though nothing has happened.'
}
test_an_adopt_that_leaves_with_its_command_is_noticed() {
  instead 'result = reported;' 'return reported;'
  grader_notices 'PPID: expected #, actual #' 'Actual: there is none'
}
test_an_adopt_that_says_a_signal_is_a_status_is_noticed() {
  instead 'signal %d' 'status %d'
  grader_notices 'Expected: a line "reaped pid # signal 15"'
}
test_an_adopt_that_ends_with_the_bare_signal_is_noticed() {
  instead 'SIGNALLED + WTERMSIG' WTERMSIG
  grader_notices 'Expected: a line "status 143"'
}
test_an_adopt_that_keeps_its_lines_is_noticed() {
  instead 'setvbuf(stdout, NULL, _IOLBF, 0)' 'setvbuf(stdout, NULL, _IOFBF, 0)'
  grader_notices 'Expected: a line "adopt pid N'
}
test_an_adopt_that_ends_the_orphans_is_noticed() {
  instead 'result = reported;' '{
            result = reported;
            kill(0, SIGTERM);
        }'
  instead 'int status, result = -1;' 'int status, result = -1;
    signal(SIGTERM, SIG_IGN);'
  grader_notices 'Actual: there is none with PID #'
}
test_an_adopt_that_believes_in_one_sigchld_for_each_is_noticed() {
  instead 'signal(SIGCHLD, SIG_DFL);' 'signal(SIGCHLD, SIG_DFL);
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, SIGCHLD);
    sigprocmask(SIG_BLOCK, &one, NULL);'
  instead 'while ((pid = wait(&status)) != -1) {' 'sigset_t one;
    siginfo_t end;
    int signo, flags = WEXITED | WNOWAIT | WNOHANG;
    sigemptyset(&one);
    sigaddset(&one, SIGCHLD);
    while (waitid(P_ALL, 0, &end, flags) != -1) {
        sigwait(&one, &signo);
        pid = waitpid(-1, &status, 0);'
  grader_notices 'Expected: a line "reaped pid # signal 15"'
}
test_an_adopt_that_says_it_twice_is_noticed() {
  instead 'if (pid == command)' 'report(pid, status);
        if (pid == command)'
  grader_notices 'Expected: said has two lines'
}
test_an_adopt_that_says_15_for_each_signal_is_noticed() {
  instead 'pid, WTERMSIG(status));' 'pid, SIGTERM);'
  grader_notices 'Expected: a line "reaped pid # signal 9"'
}
test_an_adopt_that_says_0_for_each_status_is_noticed() {
  instead 'pid, WEXITSTATUS(status));' 'pid, 0);'
  grader_notices 'Expected: a line "reaped pid # status 7"'
}
test_an_adopt_that_says_127_for_every_failure_is_noticed() {
  instead 'errno == ENOENT ? NOT_FOUND : CANNOT_RUN' NOT_FOUND
  grader_notices 'Expected: a line "status 126"'
}
test_an_adopt_that_says_126_for_every_failure_is_noticed() {
  instead 'errno == ENOENT ? NOT_FOUND : CANNOT_RUN' CANNOT_RUN
  grader_notices 'Expected: a line "status 127"'
}
test_an_adopt_that_does_not_say_why_it_cannot_run_it_is_noticed() {
  without 'warn("%s", command[0]);'
  grader_notices 'Expected: a line "...No such file or directory"'
}
test_an_adopt_whose_command_is_the_subreaper_is_noticed() {
  instead '    become_subreaper();
    result' '    result'
  instead 'execvp(command[0]' 'prctl(PR_SET_CHILD_SUBREAPER, 1UL);
        execvp(command[0]'
  grader_notices 'PPID: expected #, actual #'
}
test_an_adopt_that_becomes_the_command_itself_is_noticed() {
  instead '    result = reap_all(start(argv + 1));' '    int pid = fork();
    if (pid == 0)
        return reap_all(getppid());
    execvp(argv[1], argv + 1);'
  grader_notices 'Expected: a line "command' 'PPID: expected #' \
    'The line of adopt' 'Actual: there is none'
}
test_an_adopt_that_ignores_a_failed_fork_is_noticed() {
  only_with_faults || return 0
  instead '    case -1:
' \
    '    case -2:
'
  grader_notices 'Expected: fork() fails ('
}
test_an_adopt_that_waits_in_its_own_group_only_is_noticed() {
  instead 'wait(&status)' 'waitpid(0, &status, 0)'
  grader_notices 'Expected: a line "reaped pid # signal 15"'
}
test_an_adopt_that_takes_a_stop_for_an_end_is_noticed() {
  instead 'wait(&status)' 'waitpid(-1, &status, WUNTRACED)'
  grader_notices 'Expected: nothing like "reaped *" was printed'
}
test_an_adopt_that_sleeps_for_long_is_noticed() {
  only_with_faults || return 0
  instead 'while ((pid = wait(&status)) != -1) {' \
    'while ((pid = waitpid(-1, &status, WNOHANG)) != -1) {
        if (pid == 0) {
            sleep(2);
            continue;
        }'
  grader_notices 'It calls sleep().'
}
test_an_adopt_that_takes_each_error_of_waitpid_for_the_end_is_noticed() {
  only_with_faults || return 0
  instead 'wait(&status)' 'waitpid(-1, &status, 0)'
  instead 'if (errno != ECHILD)' 'if (0)'
  grader_notices 'Expected: waitpid() fails ('
}
test_an_adopt_with_waitid_passes() {
  instead 'while ((pid = wait(&status)) != -1) {' 'siginfo_t end;
    while (waitid(P_ALL, 0, &end, WEXITED | WNOWAIT) != -1) {
        pid = waitpid(end.si_pid, &status, 0);
        if (pid == -1)
            err(1, "waitpid");'
  grader_accepts
}
test_an_adopt_that_waits_for_sigchld_passes() {
  instead 'signal(SIGCHLD, SIG_DFL);' 'signal(SIGCHLD, SIG_DFL);
    sigset_t one, old;
    sigemptyset(&one);
    sigaddset(&one, SIGCHLD);
    sigprocmask(SIG_BLOCK, &one, &old);'
  instead 'execvp(command[0], command);' 'sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        execvp(command[0], command);'
  instead 'while ((pid = wait(&status)) != -1) {' 'sigset_t one;
    int signo;
    sigemptyset(&one);
    sigaddset(&one, SIGCHLD);
    while ((pid = waitpid(-1, &status, WNOHANG)) != -1) {
        if (pid == 0) {
            sigwait(&one, &signo);
            continue;
        }'
  grader_accepts
}
test_an_adopt_that_becomes_a_subreaper_after_its_fork_passes() {
  instead '    become_subreaper();
    result = reap_all(start(argv + 1));' '    int ends[2];
    char byte;
    if (pipe(ends) == -1)
        err(1, "pipe");
    pid_t pid = fork();
    if (pid == -1)
        err(1, "fork");
    if (pid == 0) {
        close(ends[1]);
        if (read(ends[0], &byte, 1) == -1)
            err(1, "read");
        close(ends[0]);
        execvp(argv[1], argv + 1);
        int status = errno == ENOENT ? NOT_FOUND : CANNOT_RUN;
        warn("%s", argv[1]);
        _exit(status);
    }
    become_subreaper();
    close(ends[0]);
    close(ends[1]);
    result = reap_all(pid);'
  at_top 'static pid_t start(char **command) __attribute__((unused));'
  instead '#include <err.h>' '#include <sys/types.h>
#include <err.h>'
  grader_accepts
}
test_an_adopt_that_takes_each_error_for_the_end_is_noticed() {
  only_with_faults || return 0
  instead 'if (errno != ECHILD)' 'if (0)'
  grader_notices 'Expected: wait() fails ('
}

. "$shunit2"
