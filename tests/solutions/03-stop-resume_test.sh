#!/bin/sh
# Exercise 03: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  instead '&status, WUNTRACED | WCONTINUED' '&status, 0'
  key_is_noticed
}
test_a_minder_that_is_not_told_of_continuing_is_noticed() {
  without ' | WCONTINUED'
  grader_notices 'Expected: a line "continued"'
}
test_a_minder_that_starts_a_new_group_is_noticed() {
  instead 'execvp(argv[1]' 'setpgid(0, 0); execvp(argv[1]'
  grader_notices 'PGID: expected #, actual #'
}
test_a_minder_that_is_not_told_of_stops_is_noticed() {
  without 'WUNTRACED | '
  grader_notices 'Expected: a line "stopped by #"'
}
test_a_minder_that_says_19_for_every_stop_is_noticed() {
  instead 'WSTOPSIG(status)' '19'
  grader_notices 'Expected: a line "stopped by #"'
}
test_a_minder_that_keeps_its_lines_is_noticed() {
  instead 'dprintf(STDOUT_FILENO, "%s' 'printf("%s'
  grader_notices 'Expected: a line "child pid N'
}
test_a_minder_that_ends_with_its_childs_first_stop_is_noticed() {
  instead 'say("stopped by", WSTOPSIG(status));' '{
            say("stopped by", WSTOPSIG(status));
            return 0;
        }'
  grader_notices 'Expected: a line "continued"' 'Actual: there is none with PID'
}
test_a_minder_that_ends_with_the_bare_signal_is_noticed() {
  instead 'SIGNALLED + WTERMSIG' WTERMSIG
  grader_notices 'Expected: a line "status 143"'
}
test_a_minder_that_always_ends_with_0_is_noticed() {
  instead 'return WEXITSTATUS(status);' 'return 0;'
  grader_notices 'Expected: a line "status 3"'
}
test_a_minder_that_ignores_ctrl_z_itself_is_noticed() {
  instead 'switch (pid = fork())' 'signal(SIGTSTP, SIG_IGN);
    switch (pid = fork())'
  grader_notices 'TSTP: expected default, actual ignored'
}
test_a_minder_whose_child_no_key_reaches_is_noticed() {
  instead 'switch (pid = fork())' 'sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    switch (pid = fork())'
  grader_notices 'INT: expected default, actual blocked'
}
test_a_minder_that_ctrl_c_does_not_reach_is_noticed() {
  instead 'say("child' 'signal(SIGINT, SIG_IGN);
        say("child'
  grader_notices 'INT: expected default, actual ignored'
}
test_a_minder_that_stays_after_ctrl_c_is_noticed() {
  instead 'WTERMSIG(status));
            return SIGNALLED' 'WTERMSIG(status));
            pause();
            return SIGNALLED'
  grader_notices 'Expected: a line "status 143"'
}
test_a_minder_that_takes_itself_for_its_child_is_noticed() {
  instead 'say("child    pid", pid)' 'say("child    pid", getpid())'
  grader_notices 'PPID: expected'
}
test_a_minder_that_says_that_its_child_will_go_on_is_noticed() {
  instead 'say("stopped by", WSTOPSIG(status));' '{
            say("stopped by", WSTOPSIG(status));
            dprintf(STDOUT_FILENO, "continued\n");
        }'
  grader_notices 'Expected: said has three lines'
}
test_a_minder_whose_child_is_a_grandchild_is_noticed() {
  instead 'execvp(argv[1]' 'switch (pid = fork()) {
        case 0:
            break;
        default:
            return mind(pid);
        }
        execvp(argv[1]'
  grader_notices 'COMM: expected sleep'
}
test_a_minder_that_says_15_for_every_signal_that_kills_is_noticed() {
  instead 'say("killed by", WTERMSIG(status))' 'say("killed by", 15)'
  grader_notices 'Expected: a line "killed by 9"'
}
test_a_minder_that_prints_the_bare_status_is_noticed() {
  instead 'say("exited", WEXITSTATUS(status))' 'say("exited", status)'
  grader_notices 'Expected: a line "exited 3"'
}
test_a_minder_that_does_not_say_why_it_cannot_run_it_is_noticed() {
  without 'warn("%s", argv[1]);'
  grader_notices 'Expected: a line "*No such file or directory"'
}
test_a_minder_that_does_not_know_its_childs_end_is_noticed() {
  instead 'if (WIFEXITED(status)) {' 'if (0) {'
  grader_notices 'Expected: a line "status 3"'
}
test_a_minder_that_waits_by_waitid_passes() {
  instead 'int status;

    for (;;) {
        if (waitpid(pid, &status, WUNTRACED | WCONTINUED) == -1)
            err(1, "waitpid");' 'int status;
    siginfo_t now;

    for (;;) {
        int changes = WEXITED | WSTOPPED | WCONTINUED;
        if (waitid(P_PID, (id_t)pid, &now, changes) == -1)
            err(1, "waitid");
        status = now.si_status;'
  instead 'WIFEXITED(status)' 'now.si_code == CLD_EXITED'
  instead 'say("exited", WEXITSTATUS(status));
            return WEXITSTATUS(status);' 'say("exited", status);
            return status;'
  instead 'WIFSIGNALED(status)' \
    'now.si_code == CLD_KILLED || now.si_code == CLD_DUMPED'
  instead 'say("killed by", WTERMSIG(status));
            return SIGNALLED + WTERMSIG(status);' 'say("killed by", status);
            return SIGNALLED + status;'
  instead 'WIFSTOPPED(status)' 'now.si_code == CLD_STOPPED'
  instead 'WSTOPSIG(status)' status
  instead 'WIFCONTINUED(status)' 'now.si_code == CLD_CONTINUED'
  grader_accepts
}
test_a_minder_that_waits_for_any_child_is_noticed() {
  instead 'waitpid(pid, ' 'waitpid(-1, '
  grader_notices 'Expected: a line "status 7"'
}
test_a_minder_whose_end_is_always_143_is_noticed() {
  instead 'SIGNALLED + WTERMSIG(status)' 143
  grader_notices 'Expected: a line "status 137"'
}
test_a_minder_that_looks_again_and_again_is_noticed() {
  without 'int status;

    for'
  instead '(;;) {
        if (waitpid(pid, &status, WUNTRACED | WCONTINUED) == -1)' 'int status;
    for (;;) {
        int got = waitpid(pid, &status, WUNTRACED | WCONTINUED | WNOHANG);
        if (got == 0)
            continue;
        if (got == -1)'
  grader_notices 'STAT: expected S, actual R' 'It wakes up'
}
test_a_minder_that_sleeps_is_noticed() {
  only_with_faults || return 0
  instead 'if (waitpid(pid, &status, WUNTRACED | WCONTINUED) == -1)' 'int got;
        while ((got = waitpid(pid, &status,
                              WUNTRACED | WCONTINUED | WNOHANG)) == 0)
            sleep(1);
        if (got == -1)'
  grader_notices 'It calls sleep()' 'It wakes up'
}
test_a_minder_that_ctrl_backslash_does_not_reach_is_noticed() {
  instead 'say("child' 'signal(SIGQUIT, SIG_IGN);
        say("child'
  grader_notices 'QUIT: expected default, actual ignored'
}
test_a_minder_that_knows_two_stops_is_noticed() {
  instead 'WSTOPSIG(status)' '(WSTOPSIG(status) == 19 ? 19 : 20)'
  grader_notices 'Expected: a line "stopped by #"'
}
test_a_minder_that_says_the_name_of_a_signal_is_noticed() {
  instead 'say("stopped by", WSTOPSIG(status));' '{
            if (WSTOPSIG(status) != 19)
                say("stopped by", WSTOPSIG(status));
            else
                dprintf(STDOUT_FILENO, "stopped by STOP\n");
        }'
  grader_notices 'Expected: a line "stopped by #"'
}
test_a_minder_that_says_127_for_every_failure_is_noticed() {
  instead 'errno == ENOENT ? NOT_FOUND : CANNOT_RUN' NOT_FOUND
  grader_notices 'Expected: a line "status 126"'
}
test_a_minder_that_does_not_see_that_its_output_is_lost_is_noticed() {
  instead '"%s %d\n", what, number) < 0' '"%s %d\n", what, number) < -1'
  grader_notices 'Expected: a line "not 0"'
}
test_a_minder_by_vfork_passes() {
  instead 'fork()' 'vfork()'
  instead '_XOPEN_SOURCE 700' '_DEFAULT_SOURCE'
  grader_accepts
}
test_a_minder_that_flushes_each_line_passes() {
  instead 'dprintf(STDOUT_FILENO, "%s %d\n", what, number) < 0' \
    'printf("%s %d\n", what, number) < 0 || fflush(stdout) == EOF'
  instead 'dprintf(STDOUT_FILENO, "continued\n") < 0' \
    '(puts("continued") == EOF || fflush(stdout) == EOF)'
  grader_accepts
}
test_a_minder_whose_child_outlives_hang_ups_is_noticed() {
  instead 'execvp(argv[1]' 'signal(SIGHUP, SIG_IGN); execvp(argv[1]'
  grader_notices 'HUP: expected default, actual ignored'
}
test_a_minder_that_ignores_a_failed_waitpid_is_noticed() {
  only_with_faults || return 0
  instead 'WCONTINUED) == -1)
            err(1, "waitpid");' 'WCONTINUED) == -1)
            return 0;'
  grader_notices 'Expected: waitpid() fails ('
}
test_a_minder_that_only_tells_of_a_failed_waitpid_is_noticed() {
  only_with_faults || return 0
  instead 'err(1, "waitpid");' '{
                warn("waitpid");
                continue;
            }'
  grader_notices 'Expected: waitpid() fails ('
}
test_a_minder_that_ignores_a_failed_fork_is_noticed() {
  only_with_faults || return 0
  instead '    case -1:
' \
    '    case -2:
'
  grader_notices 'Expected: fork() fails ('
}
test_a_caller_that_ignores_sigchld_gets_the_status_of_the_command() {
  for kind in exercises solutions; do
    compile "lessons/$kind/$stem.c" "$SHUNIT_TMPDIR/minder"
    # bash: dash cannot ignore SIGCHLD.
    run bash -c 'trap "" CHLD; exec "$@"' bash \
      "$SHUNIT_TMPDIR/minder" sh -c 'exit 7'
    assert_ran 7 '^exited 7$' "$kind, with SIGCHLD ignored"
  done
}

. "$shunit2"
