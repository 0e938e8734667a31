#!/bin/sh
# The last project: its grader on wrong solutions, from the fourth milestone on.
# Runs with the exercises, run.sh --exercises: it takes long.
. "$(dirname "$0")/helper.sh"
stem=30-keep quick_deadline=0.5
demo=lessons/solutions/$stem.c grader=tests/exercises/${stem}_test.sh
forget_edits

# m4
test_a_keep_that_waits_for_a_silent_client_is_noticed() {
  instead 'NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC' 'NULL, NULL, SOCK_CLOEXEC'
  instead '{.length = 0};
    count++;' '{.length = 0};
    count++;
    hear(count - 1);'
  grader_notices 'The terminal did not print what it should.'
}
test_a_keep_that_waits_for_a_job_is_noticed() {
  instead '        clients[i].waits_for = n;' '        {
        clients[i].waits_for = n;
        watched[LISTENER].fd = -1 - watched[LISTENER].fd;
        }'
  grader_notices 'Expected: *'
}
test_a_keep_that_has_no_room_for_more_is_noticed() {
  instead '    if (count == CLIENTS + PLACES || (long)count + RESERVE > limit)
        make_room();' '    if (count == CLIENTS + PLACES) {
        close(accept(watched[LISTENER].fd, NULL, NULL));
        return;
    }'
  grader_notices 'clients that say nothing: 60' 'Expected: a line "status 0"'
}
test_a_keep_that_dismisses_who_waits_is_noticed() {
  instead '    if (i < count)
        dismiss(i);' '    if (i < count)
        dismiss(CLIENTS);'
  grader_notices 'Expected: a line "exit 5"'
}
test_a_keep_that_ends_when_descriptors_run_out_is_noticed() {
  without ' || (long)count + RESERVE > limit'
  instead '        warn("accept4");' '        err(1, "accept4");'
  grader_notices 'Expected: clients that say nothing: 40.'
}
test_a_keep_that_dismisses_the_second_who_waits_is_noticed() {
  instead 'while (i < count - 1 && clients[i].waits_for != 0)' \
    'if (i < count - 1 && clients[i].waits_for != 0)'
  grader_notices 'Expected: a line "exit 5"'
}
test_a_keep_that_a_client_which_has_gone_ends_is_noticed() {
  without '    signal(SIGPIPE, SIG_IGN);'
  grader_notices 'Expected: it knows the end of each of three jobs'
}
test_a_keep_that_leaves_outputs_open_is_noticed() {
  without '    close(output);'
  grader_notices '*were started.' 'Usual cause: a file of each job, *'
}
test_a_keep_that_leaves_states_open_is_noticed() {
  without '        close(fd);
    }
    if (written'
  instead '"%s\n", state);' '"%s\n", state);
    }
    if (written'
  grader_notices '*were started.' 'Expected: a line "exit 0"' \
    'Expected: a line "2"'
}
test_a_keep_that_leaves_old_states_open_is_noticed() {
  without '        fclose(file);'
  grader_notices 'Expected: narrow/log: keep says who it is, and ps agrees'
}
test_a_keep_that_cannot_start_jobs_among_silent_clients_is_noticed() {
  without ' || (long)count + RESERVE > limit'
  instead '        poll(NULL, 0, 100); /* or we might fill the log */' \
    '        make_room();'
  grader_notices 'Expected: a line "2"'
}
test_a_keep_with_room_for_90_jobs_is_noticed() {
  instead 'JOBS = 500' 'JOBS = 90'
  grader_notices '*were started.'
}
test_a_keep_that_does_not_look_at_who_waits_is_noticed() {
  instead '        clients[i].waits_for = n;' '        {
        clients[i].waits_for = n;
        watched[i].fd = -1 - watched[i].fd;
        }'
  instead '    if (dprintf(watched[i].fd' '    if (watched[i].fd < 0)
        watched[i].fd = -1 - watched[i].fd;
    if (dprintf(watched[i].fd'
  grader_notices 'Expected: what was open for ten clients is closed'
}
test_a_keep_that_takes_a_signal_for_one_end_is_noticed() {
  instead 'while ((pid = waitpid' 'if ((pid = waitpid'
  grader_notices 'Expected: it knows the end of each of three jobs' \
    'Expected: a line "signal 9"'
}

# m5
test_a_keep_that_empties_its_log_is_noticed() {
  instead '        open_log();
        break;' '        ftruncate(STDOUT_FILENO, 0);
        open_log();
        break;'
  grader_notices 'Expected: logged/log: keep says who it is, and ps agrees'
}
test_a_keep_that_runs_a_job_without_a_state_is_noticed() {
  instead '    if (set_state(n, "running") == 0)
        pid = fork();' '    pid = fork();'
  instead '    jobs[n].pid = pid;' '    if (set_state(n, "running") == -1)
        return -1;
    jobs[n].pid = pid;'
  grader_notices 'Expected: it has not run'
}
test_a_keep_that_never_opens_its_log_again_is_noticed() {
  instead '        open_log();
        break;' '        break;'
  grader_notices 'Expected: there is a log again'
}
test_a_keep_that_does_not_append_is_noticed() {
  instead 'O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK' \
    'O_WRONLY | O_CREAT | O_NONBLOCK'
  grader_notices 'Expected: it begins with job 3' \
    'Expected: only the two before have served'
}
test_a_keep_that_ends_without_a_log_is_noticed() {
  instead '        open_log();
        break;' '        if (open_log() == -1)
            exit(1);
        break;'
  grader_notices 'The terminal did not print what it should.'
}
test_a_keep_that_gives_no_answer_if_a_job_cannot_be_started_is_noticed() {
  without '        answer(i, REFUSED, "it cannot be started: see the log");'
  grader_notices 'Expected: a line "status 255"*'
}

# only_with_users: skips the test, and is false, where the grader cannot become
# another user.
only_with_users() {
  for root_shell in "" "unshare -r --map-auto"; do
    # shellcheck disable=SC2086 # words
    ! timeout 20 $root_shell setpriv --reuid 3026 true 2>/dev/null || return 0
  done
  ! skip_test "needs root, or unshare -r --map-auto"
}
# m6
test_a_keep_that_keeps_its_privileges_is_noticed() {
  only_with_users || return 0
  without '        give_away(id);'
  grader_notices 'Actual: * "root root root root root root 3027"'
}
test_a_keep_that_keeps_its_groups_is_noticed() {
  only_with_users || return 0
  instead 'setgroups(0, NULL) == -1' 0
  grader_notices 'Actual: * "3026 3026 3026 3026 3026 3026 3027"'
}
test_a_keep_whose_saved_group_stays_is_noticed() {
  only_with_users || return 0
  instead 'setresgid(id, id, id)' 'setresgid(id, id, -1)'
  grader_notices 'Actual: * "3026 3026 3026 3026 3026 root -"'
}
test_a_keep_that_can_be_root_again_is_noticed() {
  only_with_users || return 0
  instead 'setresuid(id, id, id)' 'seteuid(id)'
  instead 'setresuid(0, 0, 0) != -1' 0
  grader_notices 'Actual: * "3026 root root 3026 3026 3026 -"'
}
test_a_keep_that_does_not_try_to_be_root_again_is_noticed() {
  only_with_users || return 0
  instead 'setresuid(0, 0, 0) != -1' 0
  grader_notices 'Expected: a line "status 1"'
}
test_a_keep_that_takes_a_directory_is_noticed() {
  only_with_users || return 0
  instead 'made == 0 && fchown(fd, id, id) == -1' 'fchown(fd, id, id) == -1'
  grader_notices 'Expected: a line "status 1"'
}

# m7
test_a_keep_that_is_ready_too_early_is_noticed() {
  instead '    own(directory, id);' '    say_ready(getenv("NOTIFY_SOCKET"));
    own(directory, id);'
  grader_notices 'Expected: nothing like "ready *" was printed'
}
test_a_keep_that_is_ready_before_its_log_is_open_is_noticed() {
  instead '    if (open_log() == -1)
        return 1;' '    say_ready(getenv("NOTIFY_SOCKET"));
    if (open_log() == -1)
        return 1;'
  # err(3) writes its line in pieces, and the other's line can come between.
  grader_notices 'Expected: nothing like "ready *" was printed' \
    'Expected: a line "28-ready: *: ended before it was ready" or *'
}
test_a_keep_that_is_never_ready_is_noticed() {
  without '    say_ready(getenv("NOTIFY_SOCKET"));'
  grader_notices 'Expected: a line "ready pid N" *'
}
test_a_keep_whose_jobs_can_say_ready_is_noticed() {
  without '    unsetenv("NOTIFY_SOCKET");'
  grader_notices 'Expected: a line "exit 1"'
}
test_a_keep_without_a_log_that_ends_with_another_status_is_noticed() {
  instead 'if (open_log() == -1)
        return 1;' 'if (open_log() == -1)
        return 2;'
  grader_notices 'Expected: a line "status 1"'
}
test_a_keep_that_never_learns_how_its_jobs_end_is_noticed() {
  instead 'signal(SIGCHLD, SIG_DFL);' ''
  grader_notices 'Expected: a line "exit 3"'
}
test_a_keep_that_leaves_its_jobs_is_noticed() {
  instead '!ending || running > 0' '!ending'
  grader_notices 'last/2.status: running' 'Expected: a line "signal 15"'
}
test_a_keep_that_sigterm_ends_at_once_is_noticed() {
  without '    sigaddset(&signals, SIGTERM);'
  grader_notices 'Expected: a line "status 0"'
}
test_a_keep_that_waits_for_stubborn_jobs_is_noticed() {
  instead '    ending = 1;' '    if (ending)
        return;
    ending = 1;'
  grader_notices 'It is still there*'
}
test_a_keep_that_ends_one_process_of_each_job_is_noticed() {
  instead '        for (int n = 1; n <= last; n++)
            cancel_job(n);
    }' '        for (int n = 1; n <= last; n++)
            if (jobs[n].pid != 0) {
                kill(jobs[n].pid, jobs[n].cancelled ? SIGKILL : SIGTERM);
                kill(jobs[n].pid, SIGCONT);
                jobs[n].cancelled = 1;
            }
    }'
  grader_notices 'It is still there*'
}
test_a_keep_whose_jobs_have_another_environment_is_noticed() {
  instead 'execlp("sh",' 'clearenv();
    execlp("sh",'
  grader_notices 'Expected: job: KEPT=yes, which keep was given'
}
test_a_keep_that_signals_what_an_ended_job_has_left_is_noticed() {
  at_top 'static int groups[1000];'
  instead 'jobs[n].pid = pid;' 'jobs[n].pid = groups[n] = pid;'
  instead 'if (jobs[n].pid == 0) /* as that of job 0 */' \
    'if (jobs[n].pid == 0 && groups[n] != 0)
        kill(-groups[n], signo);
    if (jobs[n].pid == 0)'
  grader_notices 'orphan, PID #: not what it should be' 'has no process #' \
    'Actual: there is none with PID #'
}
test_a_keep_that_hears_nobody_after_sigterm_is_noticed() {
  instead 'ending = 1;' 'ending = 1;
        close(watched[LISTENER].fd);
        watched[LISTENER].fd = -1;'
  grader_notices 'there is no daemon: Connection refused" "status 255"'
}
test_a_keep_that_gives_no_last_answer_is_noticed() {
  instead '(clients[i].waits_for == n)' \
    '(clients[i].waits_for == n && (!ending || running > 0))'
  grader_notices 'Expected: a line "signal 9"' 'said2*'
}
test_a_keep_that_a_silent_client_holds_is_noticed() {
  instead '!ending || running > 0' '!ending || running > 0 || count > CLIENTS'
  grader_notices 'It is still there*'
}
test_a_keep_that_does_not_adopt_is_noticed() {
  instead 'prctl(PR_SET_CHILD_SUBREAPER, 1) == -1' 0
  grader_notices 'PPID: expected #, actual #.'
}
test_a_keep_that_waits_for_its_jobs_only_is_noticed() {
  instead 'while ((pid = waitpid(-1, &how, WNOHANG)) > 0) {' \
    'for (int job = 1; job <= last; job++) {
        pid = 0;
        if (jobs[job].pid != 0)
            pid = waitpid(jobs[job].pid, &how, WNOHANG);
        if (pid <= 0)
            continue;'
  grader_notices 'There is a row, STAT Z*'
}
test_a_keep_that_starts_jobs_to_its_end_is_noticed() {
  instead 'ending || last == JOBS' 'last == JOBS'
  grader_notices 'Expected: a line "status 255"'
}
test_a_keep_that_leaves_its_socket_is_noticed() {
  instead '    unlink("socket");
    return 0;' '    return 0;'
  grader_notices 'Expected: its socket is gone'
}
test_a_keep_that_ignores_a_failed_call_is_noticed() {
  only_with_faults || return 0
  instead 'listen(fd, SOMAXCONN) == -1' 'listen(fd, SOMAXCONN) == -2'
  grader_notices 'listen() fails*'
}

. "$shunit2"
