#!/bin/sh
# Exercise 08: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  instead 'setsid() == -1' '0'
  key_is_noticed
}
test_a_detach_that_does_not_fork_is_noticed() {
  instead 'pid = fork()' 'pid = 0'
  grader_notices 'setsid: Operation not permitted'
}
test_a_detach_that_never_waits_is_noticed() {
  instead '!must_wait' 1
  grader_notices 'PPID: expected' 'a line "status 143"'
}
test_the_options_of_a_command_are_not_detachs_with_any_feature_macro() {
  for macro in '_POSIX_C_SOURCE 200809L' '_XOPEN_SOURCE 700' _GNU_SOURCE; do
    for kind in exercises solutions; do
      sed "s/^#define _POSIX_C_SOURCE 200809L/#define $macro/" \
        "lessons/$kind/$stem.c" >"$SHUNIT_TMPDIR/detach.c"
      compile "$SHUNIT_TMPDIR/detach.c" "$SHUNIT_TMPDIR/detach"
      run "$SHUNIT_TMPDIR/detach" -w sh -c 'exit 7'
      assertEquals "$kind with $macro: $output" 7 "$status"
    done
  done
}
test_a_detach_that_ignores_a_failed_setsid_is_noticed() {
  only_with_faults || return 0
  instead 'if (setsid() == -1)' \
    'if (setsid() == -2)'
  grader_notices 'Expected: setsid() fails ('
}
test_a_detach_by_posix_spawn_passes() {
  program_is "posix_spawn makes the session" <<'C'
#define _GNU_SOURCE /* POSIX_SPAWN_SETSID, environ(7) */
#include <err.h>
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
int main(int argc, char **argv)
{
    int waits = argc > 1 && strcmp(argv[1], "-w") == 0, error, status;
    char **command = argv + 1 + waits;
    posix_spawnattr_t attributes;
    pid_t pid;
    if (*command == NULL || **command == '-') {
        fputs("usage: detach [-w] COMMAND [ARG...]\n", stderr);
        return 2;
    }
    error = posix_spawnattr_init(&attributes);
    if (error == 0)
        error = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
    if (error == 0)
        error = posix_spawnp(&pid, *command, NULL, &attributes, command,
                             environ);
    if (error != 0) {
        errno = error;
        warn("%s", *command);
        return error == ENOENT ? 127 : 126;
    }
    if (!waits)
        return 0;
    if (waitpid(pid, &status, 0) == -1)
        err(1, "waitpid");
    if (WIFSIGNALED(status))
        return 128 + WTERMSIG(status);
    return WEXITSTATUS(status);
}
C
  flags_for slow
  # shellcheck disable=SC2086 # the flags are words
  grader_accepts $flags
}
test_a_detach_that_only_makes_a_group_is_noticed() {
  instead 'setsid() == -1' 'setpgid(0, 0) == -1'
  grader_notices 'SID: expected # (its PID), actual #'
}
test_a_detach_that_ignores_hang_ups_instead_is_noticed() {
  instead 'setsid() == -1' 'signal(SIGHUP, SIG_IGN) == SIG_ERR'
  grader_notices 'HUP: expected default, actual ignored'
}
test_a_detach_that_forks_twice_is_noticed() {
  instead 'execvp(command[0]' 'if (fork() > 0)
            _exit(0);
        execvp(command[0]'
  grader_notices 'SID: expected # (its PID), actual #'
}
test_a_detach_that_takes_the_descriptors_away_is_noticed() {
  at_top '#include <fcntl.h>'
  instead 'execvp(command[0]' 'dup2(open("/dev/null", O_RDWR), 0);
        execvp(command[0]'
  grader_notices 'Expected: descriptor 0 leads to pts/#'
}
test_a_detach_that_leaves_a_descriptor_open_is_noticed() {
  instead 'execvp(command[0]' 'dup(0);
        execvp(command[0]'
  grader_notices 'Expected: no other descriptor is open'
}
test_a_detach_that_always_waits_is_noticed() {
  instead '!must_wait' 0
  grader_notices 'Expected: a line "status 0"'
}
test_a_detach_that_does_not_know_signals_is_noticed() {
  instead 'if (WIFSIGNALED(status))' 'if (0)'
  grader_notices 'Expected: a line "status 143"'
}
test_a_detach_that_says_127_for_every_failure_is_noticed() {
  instead 'errno == ENOENT ? NOT_FOUND : CANNOT_RUN' NOT_FOUND
  grader_notices 'Expected: a line "status 126"'
}
test_a_detach_that_takes_commands_options_is_noticed() {
  instead '_POSIX_C_SOURCE 200809L' _GNU_SOURCE
  instead '"+w"' '"w"'
  grader_notices 'Expected: a line "status 200"' 'The terminal did not print'
}
test_a_detach_that_only_helps_a_group_leader_is_noticed() {
  instead 'pid_t pid = fork();' 'int leads = getpgrp() == getpid();
    pid_t pid = fork();'
  instead 'setsid() == -1' 'leads && setsid() == -1'
  grader_notices 'SID: expected # (its PID), actual #'
}
test_a_detach_that_closes_what_it_was_given_is_noticed() {
  instead 'execvp(command[0]' 'close(3);
        execvp(command[0]'
  grader_notices 'Expected: descriptor 3 leads to /dev/null'
}
test_a_detach_that_fails_when_all_is_well_is_noticed() {
  instead 'return 0;' 'return 1;'
  grader_notices 'Expected: a line "status 0"'
}
test_a_detach_that_knows_one_signal_is_noticed() {
  instead 'SIGNALLED + WTERMSIG(status)' 143
  grader_notices 'Expected: a line "status 137"'
}
test_a_detach_that_ends_with_200_is_noticed() {
  instead 'return WEXITSTATUS(status);' 'return 200;'
  grader_notices 'Expected: a line "status 0"'
}
test_a_detach_that_says_126_for_every_failure_is_noticed() {
  instead 'errno == ENOENT ? NOT_FOUND : CANNOT_RUN' CANNOT_RUN
  grader_notices 'Expected: a line "status 127"'
}
test_a_detach_that_does_not_say_why_it_cannot_run_it_is_noticed() {
  without 'warn("%s", command[0]);'
  grader_notices 'Expected: a line "...No such file or directory"'
}
test_a_detach_that_has_its_own_status_for_a_usage_error_is_noticed() {
  instead 'return 2;' 'return 1;'
  grader_notices 'Expected: a line "status 2"'
}
test_a_detach_that_takes_any_option_is_noticed() {
  instead 'if (option != -1 || optind == argc) {' 'if (optind == argc) {'
  grader_notices 'Expected: a line "usage: ..."'
}
test_a_detach_whose_fork_fails_with_another_status_is_noticed() {
  only_with_faults || return 0
  instead 'err(1, "fork")' 'err(2, "fork")'
  grader_notices 'Expected: fork() fails (*ends with status 1.'
}
test_a_detach_whose_setsid_fails_with_another_status_is_noticed() {
  only_with_faults || return 0
  instead 'warn("setsid");
            _exit(1);' 'warn("setsid");
            _exit(126);'
  grader_notices 'Expected: setsid() fails (*ends with status 1.'
}
test_a_detach_that_takes_a_stop_for_an_end_is_noticed() {
  instead 'waitpid(pid, &status, 0)' 'waitpid(pid, &status, WUNTRACED)'
  grader_notices 'detach, PID #: not what it should be' \
    'PPID: expected #, actual #' 'Expected: a line "status 143"'
}
test_a_detach_that_waits_for_any_child_is_noticed() {
  instead 'waitpid(pid, &status, 0)' 'wait(&status)'
  grader_notices 'Expected: a line "status 7"'
}
test_a_detach_that_says_127_for_all_but_one_failure_is_noticed() {
  instead 'errno == ENOENT ? NOT_FOUND : CANNOT_RUN' \
    'errno == EACCES ? CANNOT_RUN : NOT_FOUND'
  grader_notices 'Expected: a line "status 126"'
}
test_a_detach_that_sleeps_in_place_of_waiting_is_noticed() {
  only_with_faults || return 0
  instead 'if (!must_wait)
            return 0;' 'if (!must_wait) {
            sleep(1);
            return 0;
        }'
  grader_notices 'It calls sleep().'
}
test_a_detach_that_is_silent_without_w_is_noticed() {
  instead 'warn("%s", command[0]);' 'if (must_wait)
            warn("%s", command[0]);'
  grader_notices 'Expected: a line "...No such file or directory"'
}
test_a_detach_that_ignores_a_failed_setsid_without_w_is_noticed() {
  only_with_faults || return 0
  instead 'warn("setsid");' 'if (must_wait)
                warn("setsid");'
  grader_notices 'Expected: setsid() fails ('
}
test_a_detach_that_ignores_a_failed_fork_without_w_is_noticed() {
  only_with_faults || return 0
  instead 'int status;

    switch' 'int status;

    if (pid != 0 && !must_wait)
        return 0;
    switch'
  grader_notices 'Expected: fork() fails ('
}
test_a_detach_that_ignores_a_failed_waitid_is_noticed() {
  only_with_faults || return 0
  instead 'if (waitpid(pid, &status, 0) == -1)' \
    'waitid(P_PID, pid, &(siginfo_t){0}, WEXITED | WNOWAIT);
        if (waitpid(pid, &status, 0) == -1)'
  grader_notices 'Expected: waitid() fails ('
}
test_a_detach_that_forks_only_if_it_must_passes() {
  instead 'pid_t pid = fork();
    int status;' 'pid_t pid = 0;
    int status;

    if (setsid() == -1 || must_wait)
        pid = fork();'
  instead 'if (setsid() == -1) {' \
    'if (getsid(0) != getpid() && setsid() == -1) {'
  instead '_POSIX_C_SOURCE 200809L' _GNU_SOURCE
  grader_accepts
}
test_a_detach_with_vfork_and_waitid_passes() {
  instead '_POSIX_C_SOURCE 200809L' _GNU_SOURCE
  instead '= fork()' '= vfork()'
  instead 'waitpid(pid, &status, 0) == -1' \
    'waitid(P_PID, (id_t)pid, &(siginfo_t){0}, WEXITED | WNOWAIT) == -1 ||
            waitpid(pid, &status, 0) == -1'
  grader_accepts
}
test_a_detach_that_ignores_a_failed_waitpid_is_noticed() {
  only_with_faults || return 0
  instead 'if (waitpid(pid, &status, 0) == -1)' 'status = 0;
        if (waitpid(pid, &status, 0) == -2)'
  grader_notices 'Expected: waitpid() fails ('
}
test_a_caller_that_ignores_sigchld_gets_the_status_of_the_command() {
  compile "lessons/solutions/$stem.c" "$SHUNIT_TMPDIR/detach"
  # bash: dash cannot ignore SIGCHLD.
  run bash -c 'trap "" CHLD; exec "$@"' bash \
    "$SHUNIT_TMPDIR/detach" -w sh -c 'exit 7'
  assertEquals "with SIGCHLD ignored: $output" 7 "$status"
}

. "$shunit2"
