#!/bin/sh
# Exercise 11: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  instead 'start_session();
    leave_parent();' 'start_session();'
  key_is_noticed
}
test_a_launch_that_forks_once_is_noticed() {
  instead '    pid_t parent = getpid();' \
    '    pid_t parent = getpid(); static int left; if (left++) return;'
  grader_notices 'SID: expected not #'
}
test_a_launch_that_says_the_leaders_pid_is_noticed() {
  instead '    start_session();' '    start_session(); say_who("daemon");'
  instead '
    say_who("daemon");' ''
  grader_notices 'Actual: there is none' 'actual Zs'
}
test_a_launch_that_ignores_a_failed_setsid_is_noticed() {
  only_with_faults || return 0
  instead 'if (setsid() == -1)' \
    'if (setsid() == -2)'
  grader_notices 'Expected: setsid() fails ('
}
test_a_launch_whose_fuse_is_lost_is_noticed() {
  without 'alarm(FUSE); /* not handed on by fork(2), but by execve(2) */'
  instead '    leave_parent();
    start_session();' '    alarm(FUSE);
    leave_parent();
    start_session();'
  grader_notices 'Expected: a line "fuse 900"'
}
test_a_launch_with_a_process_too_many_is_noticed() {
  instead 'alarm(FUSE);' 'leave_parent();
    alarm(FUSE);'
  grader_notices 'Expected: a line "processes: 3"'
}
test_a_launch_that_forks_first_without_need_is_noticed() {
  instead '    leave_parent();
    start_session();' '    leave_parent();
    leave_parent();
    start_session();'
  grader_notices 'Expected: a line "processes: 3"'
}
test_a_launch_that_only_makes_a_group_is_noticed() {
  instead 'setsid() == -1' 'setpgid(0, 0) == -1'
  grader_notices 'TTY: expected ?, actual pts/#'
}
test_a_launch_whose_caller_waits_is_noticed() {
  at_top '#include <sys/wait.h>'
  instead 'switch (fork()) {' 'pid_t child = fork();
    switch (child) {'
  instead '    default:
        _exit(0);' '    default:
        waitpid(child, NULL, 0);
        _exit(0);'
  instead 'getppid() == parent' 0
  grader_notices 'PPID: expected #, actual #'
}
test_a_launch_that_starts_its_session_last_is_noticed() {
  instead '    start_session();
    leave_parent();' '    leave_parent();
    start_session();'
  grader_notices 'SID: expected not #'
}
test_a_launch_whose_leader_stays_is_noticed() {
  instead 'switch (fork()) {' 'int leads = getsid(0) == getpid();

    switch (fork()) {'
  instead '    default:
' '    default:
        while (leads)
            pause();
'
  instead 'getppid() == parent' '!leads && getppid() == parent'
  grader_notices 'PPID: expected #, actual #'
}
test_a_launch_whose_first_process_fails_is_noticed() {
  instead '_exit(0)' '_exit(1)'
  grader_notices 'Expected: a line "status 0"'
}
test_a_launch_with_another_fuse_is_noticed() {
  instead 'FUSE = 900' 'FUSE = 90'
  grader_notices 'Expected: a line "fuse 900"'
}
test_a_launch_that_ignores_hang_ups_is_noticed() {
  at_top '#include <signal.h>'
  instead 'alarm(FUSE);' 'signal(SIGHUP, SIG_IGN);
    alarm(FUSE);'
  grader_notices 'HUP: expected default, actual ignored'
}
test_a_launch_that_stays_beside_its_command_is_noticed() {
  instead 'execvp(command[0], command);' 'if (fork() > 0) {
        pause();
    }
    execvp(command[0], command);'
  grader_notices 'COMM: expected sleep, actual'
}
test_a_launch_that_does_not_say_why_it_cannot_run_it_is_noticed() {
  instead 'err(1, "%s", command[0]);' '_exit(1);'
  grader_notices 'Expected: a line "...No such file or directory"'
}
test_a_launch_that_tells_only_of_a_missing_command_is_noticed() {
  at_top '#include <errno.h>'
  instead 'err(1, "%s", command[0]);' 'if (errno == ENOENT)
        err(1, "%s", command[0]);
    _exit(1);'
  grader_notices 'Expected: a line "...Permission denied"'
}
test_a_launch_that_hands_on_one_argument_only_is_noticed() {
  instead 'execvp(command[0], command);' 'command[2] = NULL;
    execvp(command[0], command);'
  grader_notices 'Expected: a line "one two"'
}
test_a_launch_that_ignores_a_failed_fork_is_noticed() {
  only_with_faults || return 0
  instead '    case -1:
' \
    '    case -2:
'
  grader_notices 'Expected: fork() fails ('
}
test_a_launch_that_ignores_its_second_failed_fork_is_noticed() {
  only_with_faults || return 0
  instead '    case -1:
' \
    '    case -1:
        if (getsid(0) == getpid())
            _exit(0);
'
  grader_notices 'Expected: fork() fails ('
}
test_a_launch_that_calls_daemon_and_forks_again_passes() {
  at_top '#include <stdlib.h>'
  instead '_XOPEN_SOURCE 700' '_DEFAULT_SOURCE'
  instead '    leave_parent();
    start_session();' '    if (daemon(1, 1) == -1)
        err(1, "daemon");'
  only_glibc "the daemon(3) of musl forks twice" || return 0
  grader_accepts
}
test_a_launch_that_waits_for_the_leader_passes() {
  at_top '#include <sys/wait.h>'
  instead '    leave_parent();
    start_session();' '    pid_t leader = fork();
    int status;

    if (leader == -1)
        err(1, "fork");
    if (leader > 0) {
        if (waitpid(leader, &status, 0) == -1)
            err(1, "waitpid");
        return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
    }
    start_session();'
  grader_accepts
}
test_a_launch_that_says_who_it_is_past_stdio_passes() {
  instead 'printf("%-8s' 'dprintf(1, "%-8s'
  instead 'alarm(FUSE); /* not handed on by fork(2), but by execve(2) */
    say_who("daemon");' 'say_who("daemon");
    alarm(FUSE);'
  grader_accepts
}
test_a_launch_whose_children_are_told_by_a_pipe_passes() {
  instead 'pid_t parent = getpid();' 'int ends[2];
    char byte;

    if (pipe(ends) == -1)
        err(1, "pipe");'
  instead 'while (getppid() == parent)
            sched_yield();' 'close(ends[1]);
        if (read(ends[0], &byte, 1) == -1)
            err(1, "read");
        close(ends[0]);'
  grader_accepts
}
# shellcheck disable=SC2016 # for the inner shell
test_a_launch_that_nobody_can_read_says_so_and_runs_nothing() {
  compile "lessons/solutions/$stem.c" "$SHUNIT_TMPDIR/launch"
  run "$build/family" sh -c 'exec "$@" >/dev/full' sh \
    "$SHUNIT_TMPDIR/launch" touch "$SHUNIT_TMPDIR/run"
  assert_ran 0 '^launch: standard output: not all could' "a full device"
  assert_ran 0 '^orphan [0-9]+ 1$' "the daemon, at a full device"
  assertFalse "the command was run" "[ -e '$SHUNIT_TMPDIR/run' ]"
}

. "$shunit2"
