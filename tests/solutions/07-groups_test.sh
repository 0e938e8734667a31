#!/bin/sh
# Exercise 07: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  instead 'setpgid(0, group) == -1' '0'
  instead 'setpgid(pid, group) == -1' '0'
  key_is_noticed
}
test_a_crew_whose_members_alone_make_the_group_is_noticed() {
  instead 'if (setpgid(pid, group) == -1 && errno != EACCES)' 'if (0)'
  grader_notices 'PGID: expected' 'COMM: expected' 'names three members' \
    'a line "ended' 'a grandchild of crew' 'Expected: 60 members' \
    'a line "20 done"'
}
test_a_crew_that_signals_its_children_one_by_one_is_noticed() {
  instead 'if (kill(-pids[0], SIGTERM) == -1)' \
    'for (int i = 0; i < 3; i++) if (kill(pids[i], SIGTERM) == -1)'
  grader_notices 'Expected: nobody is left in the group.'
}
test_a_crew_that_waits_for_whichever_ends_first_is_noticed() {
  instead 'waitpid(pid,' 'waitpid(-1,'
  grader_notices 'a line "ended pid # signal'
}
test_a_crew_that_is_in_the_group_itself_is_noticed() {
  instead '    while (getchar() != EOF)' '    signal(SIGTTOU, SIG_IGN);
    setpgid(0, pids[0]);
    while (getchar() != EOF)'
  # Or its read has stopped the group before the members were sleep.
  grader_notices 'PGID: expected # (its PID), actual #' \
    'COMM: expected sleep, actual 07-groups'
}
test_a_crew_with_three_groups_is_noticed() {
  instead 'i == 0 ? 0 : pids[0]' '0'
  grader_notices 'PGID: expected #*, actual #'
}
test_a_crew_that_calls_every_group_its_own_number_is_noticed() {
  instead 'pids[i], getpgid(pids[i]))' 'pids[i], pids[i])'
  grader_notices 'Expected: each line of a member has its group'
}
test_a_crew_that_does_not_wait_for_ctrl_d_is_noticed() {
  without 'while (getchar() != EOF)
        continue;'
  grader_notices 'Actual: there is none with PID #'
}
test_a_crew_that_kills_outright_is_noticed() {
  instead 'kill(-pids[0], SIGTERM)' 'kill(-pids[0], SIGKILL)'
  grader_notices 'Expected: a line "ended pid # signal 15"'
}
test_a_crew_that_says_signal_15_for_every_end_is_noticed() {
  instead 'WIFSIGNALED(status)' 1
  instead 'WTERMSIG(status)' SIGTERM
  grader_notices 'Expected: a line "ended pid # status 200"'
}
test_a_crew_that_says_status_for_the_bare_number_is_noticed() {
  instead 'WEXITSTATUS(status)' status
  grader_notices 'Expected: a line "ended pid # status 200"'
}
test_a_crew_that_signals_its_own_group_is_noticed() {
  instead 'kill(-pids[0], SIGTERM)' 'kill(0, SIGTERM)'
  grader_notices 'It was ended by SIGTERM'
}
test_a_crew_that_counts_a_running_member_as_a_failure_is_noticed() {
  instead 'setpgid(pid, group) == -1 && errno != EACCES' \
    '(usleep(20000), setpgid(pid, group)) == -1'
  grader_notices 'names three members'
}
test_a_crew_that_stops_asking_is_noticed() {
  instead 'MEMBERS = 3' 'MEMBERS = 4'
  grader_notices 'names three members'
}
test_a_crew_that_ignores_a_failed_fork_is_noticed() {
  only_with_faults || return 0
  instead '    case -1:
' '    case -2:
'
  grader_notices 'Expected: fork() fails ('
}
test_a_crew_that_ends_at_the_first_line_is_noticed() {
  without 'while (getchar() != EOF)
        continue;'
  instead 'kill(-pids[0], SIGTERM)' '(getchar(), kill(-pids[0], SIGTERM))'
  grader_notices 'Expected: a line "fed"'
}
test_a_crew_that_tells_of_the_last_first_is_noticed() {
  instead 'report(pids[i]);' \
    'waitid(P_PID, pids[i], &(siginfo_t){0}, WEXITED | WNOWAIT);
    for (int i = MEMBERS - 1; i >= 0; i--)
        report(pids[i]);'
  grader_notices 'Expected: they are told of in the order'
}
test_a_crew_that_tells_of_all_as_of_the_first_is_noticed() {
  instead 'report(pids[i]);' 'report(pids[0]);'
  grader_notices 'Expected: a line "ended pid # signal 15"'
}
test_a_crew_that_does_not_wait_for_its_members_is_noticed() {
  instead 'if (waitpid(pid, &status, 0) == -1)' \
    'status = SIGTERM;
    if (waitpid(pid, &status, WNOHANG) == -1)'
  grader_notices 'Expected: a line "ended pid # signal' 'Expected: 60 members' \
    'a line "ended pid # status 200"' 'nobody is left'
}
test_a_crew_that_leads_the_group_is_noticed() {
  instead 'i == 0 ? 0 : pids[0]' 'getpgrp()'
  grader_notices 'PGID: expected'
}
test_a_crew_in_a_session_of_its_own_is_noticed() {
  instead 'if (setpgid(0, group) == -1)' 'if (group == 0)
            setsid();
        else if (setpgid(0, group) == -1)'
  instead 'setpgid(pid, group) == -1 && errno != EACCES' '0'
  grader_notices 'SID: expected' 'COMM: expected' 'names three members' \
    'Usual cause'
}
test_a_crew_that_ignores_a_failed_setpgid_is_noticed() {
  only_with_faults || return 0
  instead 'if (setpgid(pid, group) == -1 && errno != EACCES)' \
    'if (setpgid(pid, group) == -2)'
  grader_notices 'Expected: setpgid() fails ('
}
test_a_crew_that_takes_a_byte_for_the_end_of_input_is_noticed() {
  instead 'while (getchar() != EOF)' 'signed char byte;
    while ((byte = (signed char)getchar()) != EOF)'
  grader_notices 'Expected: a line "fed"'
}
test_a_crew_that_takes_an_empty_line_for_the_end_of_input_is_noticed() {
  instead 'while (getchar() != EOF)' 'char line[64];
    while (fgets(line, sizeof line, stdin) != NULL && *line != 10)'
  grader_notices 'Expected: a line "fed"'
}
test_a_crew_that_sleeps_until_its_members_are_in_the_group_is_noticed() {
  only_with_faults || return 0
  instead 'if (setpgid(pid, group) == -1 && errno != EACCES)
            err(1, "setpgid");' 'usleep(50000);'
  grader_notices 'It calls usleep().'
}
test_a_crew_that_continues_its_members_is_noticed() {
  instead 'if (kill(-pids[0], SIGTERM) == -1)
        err(1, "kill");' 'if (kill(-pids[0], SIGTERM) == -1)
        err(1, "kill");
    kill(-pids[0], SIGCONT);'
  grader_notices 'Actual: there is none with PID #' 'STAT: expected T'
}
test_a_crew_that_takes_a_stop_for_an_end_is_noticed() {
  instead 'waitpid(pid, &status, 0)' 'waitpid(pid, &status, WUNTRACED)'
  grader_notices 'crew, PID #: not what it should be' \
    'PPID: expected #, actual #' 'Actual: there is none with PID #'
}
test_a_crew_that_ignores_a_failed_waitid_is_noticed() {
  only_with_faults || return 0
  instead 'if (waitpid(pid, &status, 0) == -1)
        err(1, "waitpid");' 'siginfo_t end = {0};
    waitid(P_PID, pid, &end, WEXITED | WNOWAIT);
    if (waitpid(pid, &status, 0) == -1)
        err(1, "waitpid");'
  grader_notices 'Expected: waitid() fails ('
}
test_a_crew_with_killpg_and_waitid_passes() {
  instead 'kill(-pids[0], SIGTERM)' 'killpg(pids[0], SIGTERM)'
  instead 'if (waitpid(pid, &status, 0) == -1)' 'siginfo_t end;
    if (waitid(P_PID, pid, &end, WEXITED) == -1)'
  instead 'WIFSIGNALED(status)' 'end.si_code != CLD_EXITED'
  instead 'WTERMSIG(status)' end.si_status
  instead 'WEXITSTATUS(status)' end.si_status
  grader_accepts
}
test_a_crew_that_waits_for_any_and_keeps_the_order_passes() {
  instead 'static void report(pid_t pid)
{
    int status;

    if (waitpid(pid, &status, 0) == -1)
        err(1, "waitpid");' 'static void report(pid_t pid)
{
    static int ends[MEMBERS], n;
    static pid_t whose[MEMBERS];
    int status;

    for (; n < MEMBERS; n++)
        if ((whose[n] = waitpid(-1, &ends[n], 0)) == -1)
            err(1, "waitpid");
    for (int i = 0; i < MEMBERS; i++)
        if (whose[i] == pid)
            status = ends[i];'
  grader_accepts
}
test_a_crew_started_by_posix_spawn_passes() {
  at_top '#include <spawn.h>'
  at_top '#include <stdlib.h>'
  instead 'pid_t pid = fork();
    int status;
' 'pid_t pid;
    int status;
    extern char **environ;
    posix_spawnattr_t attr;

    posix_spawnattr_init(&attr);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setpgroup(&attr, group);
    errno = posix_spawnp(&pid, command[0], NULL, &attr, command, environ);
    if (errno != 0)
        err(1, "%s", command[0]);
    return pid;
'
  grader_accepts
}
test_a_crew_that_reads_to_the_end_with_read_passes() {
  instead 'while (getchar() != EOF)' 'char text[64];
    while (read(0, text, sizeof text) > 0)'
  grader_accepts
}
test_a_crew_whose_members_ignore_ctrl_c_is_noticed() {
  instead 'alarm(FUSE);' 'alarm(FUSE);
        signal(SIGINT, SIG_IGN);'
  grader_notices 'INT: expected default, actual ignored'
}
test_a_crew_that_ends_as_its_command_does_is_noticed() {
  instead 'static void report' 'static int last;
static void report'
  instead 'if (WIFSIGNALED(status))' 'last = WEXITSTATUS(status);
    if (WIFSIGNALED(status))'
  instead 'return 0;' 'return last;'
  grader_notices 'Expected: a line "status 0"'
}
test_a_crew_that_waits_for_one_too_many_is_noticed() {
  instead '    for (int i = 0; i < MEMBERS; i++)
        report' '    for (int i = 0; i <= MEMBERS; i++)
        report'
  grader_notices 'Expected: a line "status 0"'
}
test_a_crew_that_ignores_a_failed_waitpid_is_noticed() {
  only_with_faults || return 0
  instead 'if (waitpid(pid, &status, 0) == -1)' \
    'status = 0;
    if (waitpid(pid, &status, 0) == -2)'
  grader_notices 'Expected: waitpid() fails ('
}
test_a_crew_that_ignores_a_failed_kill_is_noticed() {
  only_with_faults || return 0
  instead 'if (kill(-pids[0], SIGTERM) == -1)' \
    'if (kill(-pids[0], SIGTERM) == -2)'
  grader_notices 'Expected: kill() fails ('
}
test_a_caller_that_ignores_sigchld_is_told_of_each_member() {
  compile "lessons/solutions/$stem.c" "$SHUNIT_TMPDIR/crew"
  # bash: dash cannot ignore SIGCHLD.
  run bash -c 'trap "" CHLD; exec "$@"' bash \
    "$SHUNIT_TMPDIR/crew" sleep 60 </dev/null
  assert_ran 0 '^ended    pid [0-9]+  signal 15$' "with SIGCHLD ignored"
  assertEquals "members told of: $output" 3 "$(echo "$output" | grep -c ^ended)"
}

. "$shunit2"
