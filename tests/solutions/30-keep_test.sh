#!/bin/sh
# Exercise 30, the last project: its grader, on right solutions, and on wrong
# ones up to the third milestone; project_test.sh has those of the later ones.
. "$(dirname "$0")/../helper.sh"
quick_deadline=0.5

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  instead 'setsid() == -1' 0
  key_is_noticed
}

# m1, m2
test_a_keep_that_removes_a_foreign_socket_is_noticed() {
  without '        look_for_server();'
  grader_notices 'Expected: a line "status 1"'
}
test_a_keep_that_removes_a_file_is_noticed() {
  instead 'lstat("socket", &is) == 0 && S_ISSOCK(is.st_mode)' \
    'lstat("socket", &is) == 0'
  instead 'errno != ENOENT && errno != ECONNREFUSED' 0
  grader_notices 'Expected: a line "status 1"'
}
test_a_keep_that_leaves_the_socket_of_the_dead_is_noticed() {
  without '        unlink("socket"); /* of a daemon that was killed */
    }'
  instead '        look_for_server();' '        look_for_server();
    }'
  grader_notices 'Expected: one/log: keep says who it is, and ps agrees'
}
test_a_keep_whose_socket_is_for_all_is_noticed() {
  instead 'fchmod(fd, 0600) == -1' 0
  grader_notices 'Expected: one/socket has mode 600'
}
test_a_keep_without_a_lock_is_noticed() {
  instead 'flock(fd, LOCK_EX | LOCK_NB) == -1' 0
  grader_notices 'Expected: a line "status 1"'
}
test_a_keep_that_waits_for_the_lock_is_noticed() {
  without ' | LOCK_NB'
  grader_notices 'Expected: a line "status 1"'
}
test_a_keep_that_looks_for_any_number_is_noticed() {
  instead 'n < 1 || n > last' 'n < 1'
  grader_notices 'Expected: a line "status 0"'
}
test_a_keep_that_cancels_any_number_is_noticed() {
  instead 'cancel_job(find_job(request + 7))' 'cancel_job(atoi(request + 7))'
  grader_notices 'Expected: a line "status 0"'
}
test_a_client_that_asks_for_anything_is_noticed() {
  instead '    if (strcmp(verb, "run") != 0 && strcmp(verb, "wait") != 0 &&
        strcmp(verb, "cancel") != 0)
        return usage();
' ''
  grader_notices 'Expected: a line "status 2"'
}
test_a_keep_for_which_a_great_id_is_root_is_noticed() {
  without ' || id > INT_MAX'
  grader_notices 'Expected: a line "status 2"'
}
test_a_client_that_misses_a_directory_with_status_1_is_noticed() {
  instead 'err(FAILED, "%s", directory)' 'err(1, "%s", directory)'
  grader_notices 'Expected: a line "status 255"'
}
test_a_keep_that_removes_a_link_is_noticed() {
  instead 'lstat("socket"' 'stat("socket"'
  grader_notices 'Expected: a line "status 1"'
}
test_a_keep_that_removes_a_receiver_is_noticed() {
  instead 'errno != ENOENT && errno != ECONNREFUSED' 0
  grader_notices 'Expected: a line "status 1"'
}
test_a_keep_that_listens_before_its_lock_is_noticed() {
  at_top 'static int listen_here(void);'
  instead '    if (flock(fd' '    close(listen_here());
    if (flock(fd'
  grader_notices 'Expected: it has made no socket'
}

# m3
test_a_keep_that_loads_its_jobs_before_its_lock_is_noticed() {
  at_top 'static void load_jobs(void);'
  instead '    if (flock(fd' '    load_jobs();
    if (flock(fd'
  grader_notices 'home/1.status: unknown' 'Expected: a line "running"'
}
test_a_keep_whose_jobs_have_what_it_inherits_is_noticed() {
  instead 'syscall(SYS_close_range, STDERR_FILENO + 1U, ~0U, 0U) == -1' 0
  grader_notices 'job, PID #: not what it should be, in /proc.'
}
test_a_keep_that_cuts_a_long_command_is_noticed() {
  instead 'REQUEST = 4096' 'REQUEST = 128'
  instead '>= REQUEST)' '< 0)'
  grader_notices 'Expected: a line "exit 204"'
}
test_a_keep_that_wakes_one_process_only_is_noticed() {
  instead 'kill(-jobs[n].pid, SIGCONT)' 'kill(jobs[n].pid, SIGCONT)'
  grader_notices 'It is still there*'
}
test_a_keep_that_kills_one_process_only_is_noticed() {
  instead 'if (kill(-jobs[n].pid, signo) == -1)' 'if (kill(
        signo == SIGKILL ? jobs[n].pid : -jobs[n].pid, signo) == -1)'
  grader_notices 'It is still there*'
}
test_a_keep_that_cuts_the_number_of_a_job_is_noticed() {
  instead 'long n = strtol(word' 'int n = (int)strtol(word'
  grader_notices 'Expected: a line "status 255"'
}
test_a_keep_whose_job_ends_with_its_client_is_noticed() {
  instead 'static void dismiss(nfds_t i)
{' 'static void dismiss(nfds_t i)
{
    if (clients[i].waits_for != 0)
        cancel_job(clients[i].waits_for);'
  grader_notices 'Expected: a process. Actual: there is none*' \
    '*It prints: 1 signal 15;'
}
test_a_keep_that_takes_a_signal_for_success_is_noticed() {
  instead 'WIFEXITED(how)' 1
  grader_notices 'Expected: a line "signal 9"'
}
test_a_client_that_ends_with_the_number_of_the_signal_is_noticed() {
  instead 'BY_SIGNAL + number' number
  grader_notices 'Expected: a line "status 137"'
}
test_a_keep_whose_jobs_have_its_signals_is_noticed() {
  without '    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);'
  grader_notices 'PIPE: expected default, actual ignored.'
}
test_a_keep_whose_jobs_cannot_be_asked_to_end_is_noticed() {
  instead 'sigprocmask(SIG_UNBLOCK, &signals, NULL) == -1' 0
  grader_notices 'HUP: expected default, actual blocked.'
}
test_a_keep_whose_jobs_have_its_socket_is_noticed() {
  instead 'SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd == -1)
        err(1, "socket");
    if (fchmod' \
    'SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (fd == -1)
        err(1, "socket");
    if (fchmod'
  grader_notices 'job, PID #: not what it should be, in /proc.'
}
test_a_keep_whose_jobs_read_its_input_is_noticed() {
  instead 'input == -1 || dup2(input, STDIN_FILENO) == -1' 'input == -1'
  grader_notices 'job, PID #: not what it should be, in /proc.'
}
test_a_keep_whose_jobs_work_elsewhere_is_noticed() {
  instead 'setsid() == -1' 'chdir("/") == -1 || setsid() == -1'
  grader_notices 'client, PID #: not what it should be.'
}
test_a_keep_that_cancels_one_process_only_is_noticed() {
  instead 'kill(-jobs[n].pid, signo)' 'kill(jobs[n].pid, signo)'
  grader_notices 'It is still there*'
}
test_a_keep_that_leaves_a_job_stopped_is_noticed() {
  without '    kill(-jobs[n].pid, SIGCONT);'
  grader_notices 'Expected: a line "signal 15"'
}
test_a_keep_that_cannot_force_a_job_is_noticed() {
  instead 'jobs[n].cancelled ? SIGKILL : SIGTERM' SIGTERM
  grader_notices 'Expected: a line "signal 9"'
}
test_a_keep_that_kills_at_once_is_noticed() {
  instead 'jobs[n].cancelled ? SIGKILL : SIGTERM' SIGKILL
  grader_notices 'Expected: a line "signal 15"'
}
test_a_keep_that_believes_an_old_state_is_noticed() {
  instead ' && set_state(last, "unknown") == -1' ' && 0'
  grader_notices 'Expected: the state of job 8 is unknown'
}
test_a_keep_that_gives_numbers_again_is_noticed() {
  instead '    load_jobs();' ''
  grader_notices 'Expected: the state of job 8 is unknown'
}
test_a_keep_that_starts_again_what_was_killed_is_noticed() {
  # It has written the command down.
  instead '    jobs[n].pid = pid;' '    FILE *file = fopen("command", "w");
    fputs(command, file);
    fclose(file);
    jobs[n].pid = pid;'
  instead '    say_ready(getenv("NOTIFY_SOCKET"));
    unsetenv("NOTIFY_SOCKET"); /* a job does not speak for us */
    while' '    say_ready(getenv("NOTIFY_SOCKET"));
    unsetenv("NOTIFY_SOCKET"); /* a job does not speak for us */
    char text[99] = "";
    FILE *file = fopen("command", "r");
    if (file != NULL && fgets(text, 99, file) && last > 0 &&
        strcmp(jobs[last].state, "unknown") == 0 && start_job(last, text) == 0)
        fclose(file);
    while'
  grader_notices 'Expected: the state of job 8 is unknown'
}

test_a_keep_with_a_lock_file_passes() {
  instead 'flock(fd, LOCK_EX | LOCK_NB) == -1' \
    'fcntl(open("lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600), F_OFD_SETLK,
              &(struct flock){.l_type = F_WRLCK}) == -1'
  instead 'flock: has' 'fcntl: has'
  grader_accepts
}
test_a_keep_in_another_order_passes() {
  # Its signals and old jobs first; the old calls to become another user.
  instead '    own(directory, id);
    watched[SIGNALS] = (struct pollfd){hold_signals(), POLLIN, 0};' \
    '    watched[SIGNALS] = (struct pollfd){hold_signals(), POLLIN, 0};
    own(directory, id);
    load_jobs();'
  instead '        return 1;
    load_jobs();' '        return 1;'
  instead 'setgroups(0, NULL)' 'setgroups(1, &(gid_t){id})'
  instead 'setresgid(id, id, id) == -1' 'setgid(id) == -1'
  instead 'err(1, "setresgid")' 'err(1, "setgid")'
  instead 'setresuid(id, id, id) == -1' 'setuid(id) == -1'
  instead 'err(1, "setresuid")' 'err(1, "setuid")'
  grader_accepts
}
test_a_keep_that_spawns_passes() {
  at_top '#include <spawn.h>'
  instead '        pid = fork();
    if (pid == 0)
        become_job(output, command);' '{
        posix_spawn_file_actions_t files;
        posix_spawnattr_t how;
        sigset_t none, usual;
        char *words[] = {"sh", "-c", (char *)command, NULL};

        sigemptyset(&none);
        sigemptyset(&usual);
        sigaddset(&usual, SIGPIPE);
        sigaddset(&usual, SIGXFSZ);
        posix_spawnattr_init(&how);
        posix_spawnattr_setsigmask(&how, &none);
        posix_spawnattr_setsigdefault(&how, &usual);
        posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSID |
            POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
        posix_spawn_file_actions_init(&files);
        posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&files, output, 1);
        posix_spawn_file_actions_adddup2(&files, output, 2);
        if (posix_spawnp(&pid, "sh", &files, &how, words, environ) != 0)
            pid = -1;
        posix_spawn_file_actions_destroy(&files);
        posix_spawnattr_destroy(&how);
    }'
  grader_accepts
}
test_a_keep_with_handlers_passes() {
  # In place of a signalfd: a pipe, which handlers write to.
  instead 'static void take_signal(void)' 'static int pipe_ends[2];
static void handle(int signo)
{
    struct signalfd_siginfo info = {.ssi_signo = (unsigned)signo};

    write(pipe_ends[1], &info, sizeof info);
}
static void take_signal(void)'
  instead '    fd = signalfd(-1, &signals, SFD_CLOEXEC);
    if (fd == -1)
        err(1, "signalfd");' '    pipe2(pipe_ends, O_CLOEXEC);
    fd = pipe_ends[0];
    for (int n = 1; n < 32; n++)
        if (sigismember(&signals, n))
            sigaction(n, &(struct sigaction){.sa_handler = handle,
                                             .sa_flags = SA_RESTART}, NULL);
    sigprocmask(SIG_UNBLOCK, &signals, NULL);'
  instead 'if (poll(watched, count, -1) == -1)
            err' 'if (poll(watched, count, -1) == -1 && errno == EINTR)
            continue;
        if (errno == EINVAL)
            err'
  grader_accepts
}

. "$shunit2"
