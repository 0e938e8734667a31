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
  without 'setvbuf(stdout, NULL, _IOLBF, 0);'
  grader_notices 'Expected: a line "child pid N'
}
test_a_minder_that_ends_with_its_childs_first_stop_is_noticed() {
  instead 'printf("stopped by %d\n", WSTOPSIG(status));' '{
            printf("stopped by %d\n", WSTOPSIG(status));
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
  at_top '#include <signal.h>'
  instead 'setvbuf(' 'signal(SIGTSTP, SIG_IGN);
    setvbuf('
  grader_notices 'TSTP: expected default, actual ignored'
}
test_a_minder_whose_child_no_key_reaches_is_noticed() {
  at_top '#include <signal.h>'
  instead 'setvbuf(' 'sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    setvbuf('
  grader_notices 'INT: expected default, actual blocked'
}
test_a_minder_that_ctrl_c_does_not_reach_is_noticed() {
  at_top '#include <signal.h>'
  instead 'printf("child' 'signal(SIGINT, SIG_IGN);
        printf("child'
  grader_notices 'INT: expected default, actual ignored'
}
test_a_minder_that_stays_after_ctrl_c_is_noticed() {
  at_top '#include <signal.h>'
  instead 'WTERMSIG(status));
            return SIGNALLED' 'WTERMSIG(status));
            pause();
            return SIGNALLED'
  grader_notices 'Expected: a line "status 143"'
}
test_a_minder_that_takes_itself_for_its_child_is_noticed() {
  instead 'printf("child    pid %d\n", pid)' \
    'printf("child    pid %d\n", getpid())'
  grader_notices 'PPID: expected'
}
test_a_minder_that_says_that_its_child_will_go_on_is_noticed() {
  instead 'printf("stopped by %d\n", WSTOPSIG(status))' \
    'printf("stopped by %d\ncontinued\n", WSTOPSIG(status))'
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
  instead 'printf("killed by %d\n", WTERMSIG(status))' \
    'printf("killed by 15\n")'
  grader_notices 'Expected: a line "killed by 9"'
}
test_a_minder_that_prints_the_bare_status_is_noticed() {
  instead 'printf("exited %d\n", WEXITSTATUS(status))' \
    'printf("exited %d\n", status)'
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
  at_top '#include <signal.h>'
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
  instead 'printf("exited %d\n", WEXITSTATUS(status));
            return WEXITSTATUS(status);' 'printf("exited %d\n", status);
            return status;'
  instead 'WIFSIGNALED(status)' \
    'now.si_code == CLD_KILLED || now.si_code == CLD_DUMPED'
  instead 'printf("killed by %d\n", WTERMSIG(status));
            return SIGNALLED + WTERMSIG(status);' \
    'printf("killed by %d\n", status);
            return SIGNALLED + status;'
  instead 'WIFSTOPPED(status)' 'now.si_code == CLD_STOPPED'
  instead 'WSTOPSIG(status)' status
  instead 'WIFCONTINUED(status)' 'now.si_code == CLD_CONTINUED'
  grader_accepts
}
test_a_minder_that_waits_for_any_child_passes() {
  instead 'waitpid(pid, ' 'waitpid(-1, '
  instead 'fork()' 'vfork()'
  instead '_XOPEN_SOURCE 700' '_DEFAULT_SOURCE'
  grader_accepts
}
test_a_minder_that_flushes_each_line_passes() {
  without 'setvbuf(stdout, NULL, _IOLBF, 0);'
  instead 'for (;;) {' 'for (;;) {
        fflush(stdout);'
  grader_accepts
}
test_a_minder_whose_child_outlives_hang_ups_is_noticed() {
  at_top '#include <signal.h>'
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

. "$shunit2"
