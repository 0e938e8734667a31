#!/bin/sh
# Exercise 02: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"
quick_deadline=0.5 # 40 launches

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  instead 'setpgid(0, 0) == -1' '0'
  instead 'setpgid(pid, pid) == -1' '0'
  key_is_noticed
}
test_a_launch_that_leaves_the_group_to_the_child_is_noticed() {
  instead 'setpgid(pid, pid)' 0
  # Which of them depends on who comes first.
  grader_notices 'Expected: 40 lines, and in each pgid is pid' \
    'It says pgid #, and ps shows #'
}
test_a_launch_that_gives_the_terminal_away_is_noticed() {
  instead 'return exit_status(pid);' 'signal(SIGTTOU, SIG_IGN);
        tcsetpgrp(0, pid);
        return exit_status(pid);'
  grader_notices 'TPGID: expected not *, actual'
}
test_a_launch_that_makes_no_group_is_noticed() {
  instead 'setpgid(0, 0) == -1' 0
  instead 'setpgid(pid, pid) == -1 && errno != EACCES' 0
  grader_notices 'PGID: expected # (its PID), actual #'
}
test_a_launch_that_starts_a_session_is_noticed() {
  instead 'setpgid(0, 0) == -1' 'setsid() == -1'
  instead 'setpgid(pid, pid) == -1 && errno != EACCES' 0
  grader_notices 'SID: expected #, actual #' 'It says pgid #, and ps shows #'
}
test_a_launch_whose_command_ignores_sigint_is_noticed() {
  instead 'setpgid(0, 0) == -1' 'signal(SIGINT, SIG_IGN) == SIG_ERR ||
        setpgid(0, 0) == -1'
  grader_notices 'INT: expected default, actual ignored'
}
test_a_launch_whose_command_is_not_stopped_when_it_reads_is_noticed() {
  instead 'setpgid(0, 0) == -1' 'signal(SIGTTIN, SIG_IGN) == SIG_ERR ||
        setpgid(0, 0) == -1'
  grader_notices 'TTIN: expected default, actual ignored'
}
test_a_launch_whose_command_outlives_hang_ups_is_noticed() {
  instead 'setpgid(0, 0) == -1' 'signal(SIGHUP, SIG_IGN) == SIG_ERR ||
        setpgid(0, 0) == -1'
  grader_notices 'HUP: expected default, actual ignored'
}
test_a_launch_that_does_not_wait_is_noticed() {
  instead 'return exit_status(pid);' 'return 0;'
  grader_notices 'Expected: a line "status 7"' 'PPID: expected' 'launch, PID'
}
test_a_launch_that_knows_no_signals_is_noticed() {
  instead 'if (WIFSIGNALED(status))' 'if (0)'
  grader_notices 'Expected: a line "status 143"'
}
test_a_launch_that_says_127_for_every_failure_is_noticed() {
  instead 'errno == ENOENT ? NOT_FOUND : CANNOT_RUN' NOT_FOUND
  grader_notices 'Expected: a line "status 126"'
}
test_a_launch_that_says_126_for_every_failure_is_noticed() {
  instead 'errno == ENOENT ? NOT_FOUND : CANNOT_RUN' CANNOT_RUN
  grader_notices 'Expected: a line "status 127"'
}
test_a_launch_that_does_not_say_why_it_cannot_run_it_is_noticed() {
  without 'warn("%s", command[0]);'
  grader_notices 'Expected: a line "*No such file or directory"'
}
test_a_launch_that_says_its_own_group_is_noticed() {
  instead 'getpgid(pid))' 'getpgrp())'
  grader_notices 'It says pgid #, and ps shows #'
}
test_a_launch_that_says_it_twice_is_noticed() {
  instead 'err(1, "standard output");' 'err(1, "standard output");
        dprintf(STDOUT_FILENO, "launched pid %d  pgid %d\n", pid, pid);'
  grader_notices 'There are 80 such lines'
}
test_a_launch_that_takes_eacces_for_a_failure_is_noticed() {
  # The parent comes late, as it may.
  instead 'if (setpgid(pid, pid) == -1 && errno != EACCES)' \
    'sleep(1);
        if (setpgid(pid, pid) == -1)'
  grader_notices 'Expected: a line "launched pid N'
}
test_a_launch_that_knows_one_signal_is_noticed() {
  instead 'SIGNALLED + WTERMSIG(status)' 143
  grader_notices 'Expected: a line "status 137"'
}
test_a_launch_that_ends_with_the_bare_status_is_noticed() {
  instead 'return WEXITSTATUS(status);' 'return status;'
  grader_notices 'Expected: a line "status 7"'
}
test_a_launch_that_ends_with_7_is_noticed() {
  instead 'return WEXITSTATUS(status);' 'return 7;'
  grader_notices 'Expected: a line "status 0"'
}
test_a_launch_that_ctrl_c_does_not_end_is_noticed() {
  instead 'return exit_status(pid);' 'signal(SIGINT, SIG_IGN);
        return exit_status(pid);'
  grader_notices 'Expected: launch, PID #: gone'
}
test_a_launch_whose_command_dies_with_it_is_noticed() {
  instead 'return exit_status(pid);' 'sigset_t one;
        int signo;
        sigemptyset(&one);
        sigaddset(&one, SIGINT);
        sigprocmask(SIG_BLOCK, &one, NULL);
        sigwait(&one, &signo);
        kill(pid, SIGKILL);
        _exit(130);'
  grader_notices 'Actual: there is none with PID' 'STAT: expected S, actual Z'
}
test_a_launch_that_takes_its_command_to_the_background_with_it_is_noticed() {
  instead 'err(1, "setpgid");' 'err(1, "setpgid");
        setpgid(0, pid);'
  grader_notices 'PGID: expected # (its PID), actual #'
}
test_a_launch_that_ignores_a_failed_fork_is_noticed() {
  only_with_faults || return 0
  instead '    case -1:
' \
    '    case -2:
'
  grader_notices 'Expected: fork() fails ('
}
test_a_launch_whose_parent_ignores_a_failed_setpgid_is_noticed() {
  only_with_faults || return 0
  instead 'if (setpgid(pid, pid) == -1 && errno != EACCES)' \
    'if (setpgid(pid, pid) == -2)'
  grader_notices 'Expected: setpgid() fails ('
}
test_a_launch_that_ignores_a_failed_waitpid_is_noticed() {
  only_with_faults || return 0
  instead 'if (waitpid(pid, &status, 0) == -1)' \
    'status = 0;
    if (waitpid(pid, &status, 0) == -2)'
  grader_notices 'Expected: waitpid() fails ('
}
test_a_launch_that_waits_until_it_works_is_noticed() {
  only_with_faults || return 0
  instead 'if (waitpid(pid, &status, 0) == -1)
        err(1, "waitpid");' 'while (waitpid(pid, &status, 0) == -1)
        continue;'
  grader_notices 'What waitpid() returns is not looked at'
}
test_a_launch_that_lets_only_the_parent_make_the_group_passes() {
  # The child waits until it leads its group.
  instead 'setpgid(0, 0) == -1' 0
  instead 'execvp(command[0], command);' 'while (getpgrp() != getpid())
        continue;
    execvp(command[0], command);'
  grader_accepts
}
test_a_launch_that_waits_by_waitid_passes() {
  instead 'if (waitpid(pid, &status, 0) == -1)' 'siginfo_t end;
    if (waitid(P_PID, (id_t)pid, &end, WEXITED) == -1)'
  instead 'if (WIFSIGNALED(status))
        return SIGNALLED + WTERMSIG(status);
    return WEXITSTATUS(status);' 'status = end.si_status;
    return end.si_code == CLD_EXITED ? status : SIGNALLED + status;'
  grader_accepts
}
test_a_launch_that_asks_again_after_a_signal_and_flushes_passes() {
  instead 'if (waitpid(pid, &status, 0) == -1)' \
    'while (waitpid(pid, &status, 0) == -1)
        if (errno != EINTR)'
  instead 'dprintf(STDOUT_FILENO, ' 'printf('
  instead 'getpgid(pid)) < 0)' 'getpgid(pid)) < 0 ||
            fflush(stdout) == EOF)'
  grader_accepts
}
test_a_launch_that_only_expects_its_childs_group_is_noticed() {
  instead 'if (setpgid(pid, pid) == -1 && errno != EACCES)
            err(1, "setpgid");' ''
  instead 'getpgid(pid)) < 0' 'pid) < 0'
  instead 'if (setpgid(0, 0) == -1)' 'usleep(1000);
    if (setpgid(0, 0) == -1)'
  grader_notices 'Expected: 40 times the group of that number was there'
}
test_a_launch_that_sleeps_until_there_is_a_group_is_noticed() {
  only_with_faults || return 0
  instead 'if (setpgid(pid, pid) == -1 && errno != EACCES)
            err(1, "setpgid");' 'usleep(50000);'
  grader_notices 'It calls usleep()' 'It was there # times'
}
test_a_launch_that_ends_when_its_command_is_stopped_is_noticed() {
  instead '&status, 0' '&status, WUNTRACED'
  grader_notices 'STAT: expected T' 'Expected: a line "status 7"' \
    'Actual: there is none with PID' 'SIGCONT is not sent'
}
test_a_launch_that_waits_for_any_child_is_noticed() {
  instead 'waitpid(pid, &status, 0)' 'wait(&status)'
  grader_notices 'Expected: a line "status 7"'
}
test_a_launch_that_ignores_a_failed_waitid_is_noticed() {
  only_with_faults || return 0
  instead 'if (waitpid(pid, &status, 0) == -1)
        err(1, "waitpid");' 'siginfo_t end = {0};
    waitid(P_PID, (id_t)pid, &end, WEXITED);
    status = end.si_code == CLD_EXITED ? end.si_status << 8 : end.si_status;'
  grader_notices 'Expected: waitid() fails ('
}
test_a_launch_that_does_not_see_that_its_output_is_lost_is_noticed() {
  instead 'dprintf(STDOUT_FILENO, ' 'printf('
  instead 'err(1, "standard output");' 'err(1, "standard output");
        fflush(stdout);'
  grader_notices 'Expected: a line "not 0"'
}
test_a_launch_whose_child_ignores_a_failed_setpgid_is_noticed() {
  only_with_faults || return 0
  instead 'if (setpgid(0, 0) == -1)' \
    'if (setpgid(0, 0) == -2)'
  grader_notices 'Expected: setpgid() fails ('
}
test_a_caller_that_ignores_sigchld_gets_the_status_of_the_command() {
  compile "lessons/solutions/$stem.c" "$SHUNIT_TMPDIR/launch"
  # bash: dash cannot ignore SIGCHLD.
  run bash -c 'trap "" CHLD; exec "$@"' bash \
    "$SHUNIT_TMPDIR/launch" sh -c 'exit 7'
  assert_ran 7 '^launched pid' "with SIGCHLD ignored"
}

. "$shunit2"
