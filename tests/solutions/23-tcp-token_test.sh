#!/bin/sh
# Exercise 23: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"
# shellcheck disable=SC2034 # for helper.sh
quick_deadline=2

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  without 'check_server();
    '
  key_is_noticed
}
test_a_knock_that_looks_for_the_server_before_it_connects_is_noticed() {
  instead 'fd = open_connection();
    check_server();' 'check_server();
    fd = open_connection();'
  grader_notices 'Expected: a line "status 3"'
}
test_a_knock_that_only_asks_whether_the_process_lives_is_noticed() {
  instead 'lock.l_type == F_UNLCK || lock.l_pid != server' \
    'kill(server, 0) == -1'
  grader_notices 'Expected: a line "status 3"'
}
test_a_knock_that_takes_any_holder_of_the_lock_is_noticed() {
  without ' || lock.l_pid != server'
  grader_notices 'Expected: a line "status 3"'
}
test_a_knock_that_needs_no_lock_file_is_noticed() {
  instead 'give_up(NO_SERVER, "there is no lock beside it")' return
  grader_notices 'Expected: a line "status 3"'
}
test_a_knock_that_says_the_token_first_is_noticed() {
  instead 'check_server();
    ask(' 'dprintf(fd, "%s %s\n", token, argv[3]);
    check_server();
    ask('
  grader_notices 'It has heard: *'
}
test_a_knock_that_does_not_look_at_the_group_is_noticed() {
  without 'S_IRWXG | '
  grader_notices 'Expected: a line "status 1"'
}
test_a_knock_that_only_asks_who_may_read_is_noticed() {
  instead 'S_IRWXG | S_IRWXO' 'S_IRGRP | S_IROTH'
  grader_notices 'Expected: a line "status 1"'
}
test_a_knock_that_takes_the_file_of_another_user_is_noticed() {
  [ "$(id -u)" -eq 0 ] || ! skip_test "a file of another user needs root" ||
    return 0
  instead 'is.st_uid != geteuid()' 0
  grader_notices 'Expected: a line "status 1"'
}
test_a_knock_that_follows_a_link_is_noticed() {
  without ' | O_NOFOLLOW'
  grader_notices 'Expected: a line "status 1"'
}
test_a_knock_that_waits_for_a_fifo_is_noticed() {
  instead 'O_RDONLY | O_NOFOLLOW | O_NONBLOCK' 'O_RDONLY | O_NOFOLLOW'
  grader_notices 'Expected: a line "status 1"'
}
test_a_knock_that_takes_no_file_for_an_error_is_noticed() {
  instead 'fd == -1 && errno == ENOENT)
        give_up(NO_SERVER, "there is no such' 'fd == -1 && errno == ENOTDIR)
        give_up(NO_SERVER, "there is no such'
  grader_notices 'Expected: a line "status 3"'
}
test_a_knock_that_takes_a_closed_port_for_an_error_is_noticed() {
  instead 'errno == ECONNREFUSED' 0
  grader_notices 'Expected: a line "status 3"'
}
test_a_knock_that_prints_a_refusal_is_noticed() {
  without " || line[0] != ' '"
  grader_notices 'Expected: a line "status 4"'
}
test_a_knock_that_takes_half_an_answer_is_noticed() {
  without " || line[n - 1] != '\\n'"
  grader_notices 'Expected: a line "status 4"'
}
test_a_knock_that_a_closed_connection_ends_is_noticed() {
  without 'signal(SIGPIPE, SIG_IGN);'
  grader_notices 'Expected: all 200 end with status 4'
}
test_a_knock_that_reads_one_piece_is_noticed() {
  instead 'n = getline(&line, &size, connection);' \
    'line = malloc(500); n = recv(fd, line, 500, 0);'
  grader_notices 'Expected: a line "hello"'
}
test_a_knock_with_too_short_a_line_for_the_answer_is_noticed() {
  instead 'n = getline(&line, &size, connection);' \
    'line = malloc(500);
    n = fgets(line, 500, connection) == NULL ? -1 : (ssize_t)strlen(line);'
  grader_notices 'Expected: a line "status 0"'
}
test_a_knock_that_must_be_able_to_write_its_file_is_noticed() {
  instead '(is.st_mode & (S_IRWXG | S_IRWXO)) != 0' \
    '(is.st_mode & 0777) != 0600'
  grader_notices 'Expected: a line "hello"'
}
test_a_knock_that_waits_for_too_short_a_time_is_noticed() {
  instead 'set_deadline((int)(seconds * 1000))' \
    'set_deadline((int)(seconds * 100))'
  grader_notices 'It has ended after # ms at most.'
}
test_a_knock_without_a_deadline_is_noticed() {
  instead 'setitimer(ITIMER_REAL, &timer, NULL) == -1' 0
  grader_notices 'Expected: a line "status 5"'
}
test_a_knock_with_a_deadline_for_each_read_is_noticed() {
  instead 'setitimer(ITIMER_REAL, &timer, NULL) == -1' 0
  instead 'FILE *connection = fdopen(fd, "r");' \
    'FILE *connection = fdopen(fd, "r");
    struct timeval half = {0, 500000};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &half, sizeof half);'
  instead 'n = getline(&line, &size, connection);' \
    'n = getline(&line, &size, connection);
    if (n == -1 && errno == EAGAIN) give_up(LATE, "late");'
  grader_notices 'Expected: a line "status 5"'
}
test_a_knock_whose_deadline_begins_when_it_is_connected_is_noticed() {
  instead 'set_deadline((int)(seconds * 1000));' ''
  instead 'ask(fd, argv[3]);' 'set_deadline((int)(seconds * 1000));
    ask(fd, argv[3]);'
  grader_notices 'Expected: a line "status 5"'
}
test_a_knock_that_gives_no_reason_is_noticed() {
  instead 'warnx("%s: %s", path, reason);' '(void)reason;'
  grader_notices 'Expected: a reason was said'
}
test_a_knock_that_loses_its_answer_is_noticed() {
  without ' || fflush(stdout) == EOF'
  grader_notices 'Expected: a line "status 1"'
}
test_a_knock_that_ignores_a_failed_fcntl_is_noticed() {
  only_with_faults || return 0
  without ' || fcntl(fd, F_GETLK, &lock) == -1'
  instead 'fd = open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);' \
    'fd = open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    lock.l_pid = server;
    if (fd != -1) fcntl(fd, F_GETLK, &lock);'
  grader_notices 'fcntl() fails *'
}

test_a_knock_with_poll_passes() {
  at_top '#include <poll.h>'
  at_top '#include <time.h>'
  # Each call that can wait is preceded by a poll(2) for what is left.
  instead 'static int open_connection(void)
{' 'static struct timespec end;
static void wait_for(int fd, int events)
{
    struct pollfd one = {fd, (short)events, 0};
    struct timespec now;
    long left;
    clock_gettime(CLOCK_MONOTONIC, &now);
    left = (end.tv_sec - now.tv_sec) * 1000;
    left += (end.tv_nsec - now.tv_nsec) / 1000000;
    if (left < 0 || poll(&one, 1, (int)left) == 0)
        give_up(LATE, "late");
}
static int open_connection(void)
{'
  instead 'SOCK_STREAM | SOCK_CLOEXEC' 'SOCK_STREAM | SOCK_NONBLOCK'
  instead \
    'if (connect(fd, (struct sockaddr *)&address, sizeof address) == -1) {' \
    'int error = 0;
    socklen_t size = sizeof error;
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == -1)
        error = errno;
    if (error == EINPROGRESS) {
        wait_for(fd, POLLOUT);
        getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
    }
    errno = error;
    if (error != 0) {'
  instead 'FILE *connection = fdopen(fd, "r");
' 'FILE *connection = stdin;
'
  instead 'n = getline(&line, &size, connection);' \
    'line = malloc(1000000);
    n = 0;
    size = 0;
    do {
        wait_for(fd, POLLIN);
        n = recv(fd, line + size, 1000, 0);
        size += n > 0 ? (size_t)n : 0;
    } while (n > 0 && size < 900000 && line[size - 1] != 10);
    n = (ssize_t)size;
    line[size] = 0;'
  instead 'setitimer(ITIMER_REAL, &timer, NULL) == -1' \
    'clock_gettime(CLOCK_MONOTONIC, &end) == -1'
  instead 'err(NOT_TRUSTED, "setitimer");' \
    'err(NOT_TRUSTED, "clock");
    end.tv_sec += milliseconds / 1000;
    end.tv_nsec += milliseconds % 1000 * 1000000L;'
  instead 'static void set_deadline' 'static struct timespec end;
static void set_deadline'
  grader_accepts
}
test_a_knock_whose_child_keeps_the_time_passes() {
  at_top '#include <sys/wait.h>'
  instead 'struct itimerval timer = {
        .it_value = {milliseconds / 1000, milliseconds % 1000 * 1000}};' \
    'int status;
    pid_t worker = fork();'
  instead 'if (setitimer(ITIMER_REAL, &timer, NULL) == -1)
        err(NOT_TRUSTED, "setitimer");' 'if (worker == -1)
        err(NOT_TRUSTED, "fork");
    if (worker == 0)
        return;
    for (int i = 0; i < milliseconds / 10 + 1; i++) {
        if (waitpid(worker, &status, WNOHANG) == worker)
            _exit(WEXITSTATUS(status));
        usleep(10000);
    }
    kill(worker, SIGKILL);
    waitpid(worker, &status, 0);
    end_late(SIGALRM);'
  grader_accepts
}
test_a_knock_that_asks_before_and_after_by_another_call_passes() {
  instead 'fcntl(fd, F_GETLK, &lock)' 'fcntl(fd, F_OFD_GETLK, &lock)'
  instead 'fd = open_connection();' 'check_server();
    fd = open_connection();'
  grader_accepts
}
test_a_knock_that_compares_name_and_descriptor_passes() {
  without ' | O_NOFOLLOW'
  instead 'if (!S_ISREG(is.st_mode))' 'struct stat named;
    if (lstat(path, &named) == -1)
        err(NOT_TRUSTED, "%s", path);
    if (named.st_ino != is.st_ino || named.st_dev != is.st_dev)
        give_up(NOT_TRUSTED, "a symbolic link");
    if ((is.st_mode & S_IFMT) != S_IFREG)'
  grader_accepts
}
test_a_knock_that_reads_byte_after_byte_passes() {
  instead 'n = getline(&line, &size, connection);' \
    'line = malloc(1000000);
    for (n = 0; n < 900000 && recv(fd, line + n, 1, 0) == 1;)
        if (line[n++] == 10)
            break;
    line[n] = 0;'
  instead 'if (dprintf(fd, "%s %s\n", token, text) < 0)' \
    'static char *all;
    if (asprintf(&all, "%s %s\n", token, text) == -1)
        err(NOT_TRUSTED, "asprintf");
    if (send(fd, all, strlen(all), MSG_NOSIGNAL) == -1)'
  without 'signal(SIGPIPE, SIG_IGN);'
  grader_accepts
}

. "$shunit2"
