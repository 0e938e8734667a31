#!/bin/sh
# Exercise 19: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"
# shellcheck disable=SC2034 # for helper.sh
quick_deadline=2

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  instead 'fcntl(fd, F_GETLK, &lock) == -1' '0'
  key_is_noticed
}
test_an_end_that_kills_at_once_is_noticed() {
  instead 'if (has_ended(process, milliseconds))' 'if (0)'
  grader_notices 'Expected: a line "ended"'
}
test_an_end_that_sends_to_a_number_is_noticed() {
  only_with_faults || return 0
  instead 'err(1, "pidfd_open");' 'err(1, "pidfd_open");
    number = pid;'
  instead 'static void tell(' 'static pid_t number;
static void tell('
  instead 'syscall(SYS_pidfd_send_signal, process, signo, NULL, 0)' \
    'kill(number, signo)'
  grader_notices 'It calls kill().'
}
test_an_end_that_believes_the_number_in_the_file_is_noticed() {
  instead 'pid_t pid = find_holder(fd);
    int process;' 'char text[32] = "";
    pid_t pid;
    int process;
    read(fd, text, 31);
    pid = find_holder(fd) ? atoi(text) : 0;'
  instead 'find_holder(fd) != pid' 'find_holder(fd) == 0'
  grader_notices 'Expected: a line "killed"'
}
test_an_end_that_takes_a_zombie_for_alive_is_noticed() {
  instead 'int n = poll(&end, 1, milliseconds);' \
    'int n = poll(&end, 1, milliseconds);
    char name[64];
    struct stat is;
    sprintf(name, "/proc/%d", number);
    if (milliseconds > 0 && stat(name, &is) == 0)
        return 0;'
  at_top '#include <sys/stat.h>'
  at_top 'static int number;'
  instead 'err(1, "pidfd_open");' 'err(1, "pidfd_open");
    number = pid;'
  grader_notices 'Expected: a line "ended"'
}
test_an_end_that_sleeps_for_all_of_its_time_is_noticed() {
  instead 'int n = poll(&end, 1, milliseconds);' \
    'int n = (poll(NULL, 0, milliseconds), poll(&end, 1, milliseconds));'
  grader_notices 'Expected: a line "ended"'
}
test_an_end_that_naps_is_noticed() {
  instead 'int n = poll(&end, 1, milliseconds);' 'int n;
    do
        usleep(1000);
    while ((n = poll(&end, 1, 0)) == 0 &&
           (milliseconds < 0 || --milliseconds > 0));'
  grader_notices 'It wakes up, though nothing has happened.'
}
test_an_end_that_naps_after_sigkill_is_noticed() {
  only_with_faults || return 0
  instead 'int n = poll(&end, 1, milliseconds);' 'int n;
    if (milliseconds < 0)
        usleep(300000);
    n = poll(&end, 1, milliseconds);'
  grader_notices 'It calls usleep().'
}
test_an_end_that_naps_in_poll_is_noticed() {
  instead 'int n = poll(&end, 1, milliseconds);' 'int n;
    do
        poll(NULL, 0, 300);
    while ((n = poll(&end, 1, 0)) == 0 &&
           (milliseconds < 0 || (milliseconds -= 300) > 0));'
  grader_notices 'It wakes up, though nothing has happened.'
}
test_an_end_that_waits_in_short_slices_is_noticed() {
  instead 'int n = poll(&end, 1, milliseconds);' 'int n;
    do
        n = poll(&end, 1, 10);
    while (n == 0 && (milliseconds < 0 || (milliseconds -= 10) > 0));'
  grader_notices 'It wakes up, though nothing has happened.'
}
test_an_end_that_naps_by_the_number_of_the_call_is_noticed() {
  instead 'int n = poll(&end, 1, milliseconds);' \
    'struct timespec nap = {0, 50000000};
    int n;
    do
        syscall(SYS_nanosleep, &nap, NULL);
    while ((n = poll(&end, 1, 0)) == 0 &&
           (milliseconds < 0 || (milliseconds -= 50) > 0));'
  grader_notices 'It wakes up, though nothing has happened.'
}
test_an_end_that_never_kills_is_noticed() {
  instead 'tell(process, SIGKILL);' ''
  instead 'has_ended(process, -1);' ''
  grader_notices 'It is still there, STAT T.'
}
test_an_end_that_only_continues_the_server_is_noticed() {
  instead 'tell(process, SIGKILL)' 'tell(process, SIGCONT)'
  grader_notices 'There is no file my.pid.'
}
test_an_end_that_queues_its_signal_for_a_number_is_noticed() {
  only_with_faults || return 0
  instead 'static void tell(int process' 'static pid_t number;
static void tell(int process'
  instead 'syscall(SYS_pidfd_send_signal, process, signo, NULL, 0)' \
    'sigqueue(number, signo, (union sigval){process})'
  instead 'tell(process, SIGTERM)' 'number = pid;
    tell(process, SIGTERM)'
  grader_notices 'It calls sigqueue().'
}
test_an_end_that_does_not_wait_after_sigkill_is_noticed() {
  only_with_faults || return 0
  without '    has_ended(process, -1);
'
  grader_notices 'after SIGKILL it waits for the end'
}
test_an_end_that_does_not_ask_again_is_noticed() {
  only_with_faults || return 0
  without ' || find_holder(fd) != pid'
  grader_notices 'Expected: it asks who has the lock when it has a PID *'
}
test_an_end_that_asks_again_too_early_is_noticed() {
  only_with_faults || return 0
  instead 'process = (int)syscall(SYS_pidfd_open' \
    'int same = find_holder(fd) == pid;
    process = (int)syscall(SYS_pidfd_open'
  instead 'find_holder(fd) != pid' '!same'
  grader_notices 'It asks only before it calls pidfd_open(2)'
}
test_an_end_that_takes_a_new_end_for_an_error_is_noticed() {
  only_with_faults || return 0
  instead 'if (process == -1 && errno != ESRCH)' 'if (process == -1)'
  grader_notices 'Expected: a line "ended"'
}
test_an_end_that_takes_an_end_before_sigterm_for_an_error_is_noticed() {
  only_with_faults || return 0
  instead 'NULL, 0) == -1 &&
        errno != ESRCH)' 'NULL, 0) == -1)'
  grader_notices 'Expected: a line "ended" or "killed"'
}
test_an_end_that_says_nothing_is_there_by_a_status_is_noticed() {
  instead 'return 0;
}
' 'return fd == -1;
}
'
  grader_notices 'Expected: a line "status 0"'
}
test_an_end_that_asks_in_a_loop_passes() {
  instead 'int n = poll(&end, 1, milliseconds);' 'int n;
    do {
        n = poll(&end, 1, milliseconds < 0 ? 50 : milliseconds);
    } while (n == 0 && milliseconds < 0);'
  grader_accepts
}
test_an_end_with_select_passes() {
  at_top '#include <sys/select.h>'
  instead 'struct pollfd end = {.fd = process, .events = POLLIN};
    int n = poll(&end, 1, milliseconds);' 'struct timeval t = {
        milliseconds / 1000, milliseconds % 1000 * 1000};
    fd_set set;
    FD_ZERO(&set);
    FD_SET(process, &set);
    int n = select(process + 1, &set, 0, 0, milliseconds < 0 ? NULL : &t);'
  grader_accepts
}
test_an_end_with_epoll_passes() {
  at_top '#include <sys/epoll.h>'
  instead 'struct pollfd end = {.fd = process, .events = POLLIN};
    int n = poll(&end, 1, milliseconds);' \
    'struct epoll_event event = {.events = EPOLLIN};
    int all = epoll_create1(EPOLL_CLOEXEC);
    epoll_ctl(all, EPOLL_CTL_ADD, process, &event);
    int n = epoll_wait(all, &event, 1, milliseconds);
    close(all);'
  grader_accepts
}
test_an_end_that_counts_whole_seconds_is_noticed() {
  instead '(int)(seconds * 1000)' '(int)seconds * 1000'
  grader_notices 'It has killed the server after # ms at most.'
}
test_an_end_that_takes_seconds_for_milliseconds_is_noticed() {
  instead '(int)(seconds * 1000)' '(int)seconds'
  grader_notices 'Expected: a line "ended"' \
    'It has killed the server after # ms at most.' \
    'Expected: a process*' 'STAT: expected T, actual Z' \
    'Expected: SIGTERM is sent' 'It has ended.'
}
test_an_end_that_takes_a_number_with_a_rest_is_noticed() {
  without " || *rest != '\\0'"
  grader_notices 'Expected: a line "status 2"'
}
test_an_end_that_sends_another_signal_is_noticed() {
  instead 'tell(process, SIGTERM)' 'tell(process, SIGINT)'
  grader_notices 'There is a file my.pid' 'No SIGTERM is pending.'
}
test_an_end_that_says_ended_of_what_it_has_killed_is_noticed() {
  instead 'return "killed";' 'return "ended";'
  grader_notices 'Expected: a line "killed"'
}
test_an_end_that_ends_the_number_where_nobody_has_the_lock_is_noticed() {
  instead '        return "not running";
    process' '{
        char text[32] = "";
        read(fd, text, 31);
        process = (int)syscall(SYS_pidfd_open, atoi(text), 0);
        if (process != -1)
            tell(process, SIGTERM);
        return "not running";
    }
    process'
  grader_notices 'other, PID #: not what it should be'
}
test_an_end_that_says_nothing_of_a_file_it_may_not_read_is_noticed() {
  only_with_faults || return 0
  without ' && errno != ENOENT'
  instead 'err(1, "%s", path);
    result' 'puts("not running"), exit(0);
    result'
  grader_notices 'Expected: open() fails ('
}
test_an_end_that_ignores_a_failed_poll_is_noticed() {
  only_with_faults || return 0
  instead 'if (n == -1)' 'if (n == -2)'
  grader_notices 'Expected: poll() fails ('
}
test_an_end_that_ignores_a_signal_that_cannot_be_sent_is_noticed() {
  only_with_faults || return 0
  instead 'signo, NULL, 0) == -1 &&' 'signo, NULL, 0) == -2 &&'
  grader_notices 'Expected: syscall() fails ('
}
test_an_end_that_ignores_a_failed_second_look_is_noticed() {
  only_with_faults || return 0
  instead 'if (fcntl(fd, F_GETLK, &lock) == -1)' \
    'static int looks;
    if (fcntl(fd, F_GETLK, &lock) == -1 && looks++ == 0 && pidfds == 0)'
  instead 'static const char *path;' 'static int pidfds;
static const char *path;'
  instead 'process = (int)syscall(SYS_pidfd_open, pid, 0);' \
    'process = (int)syscall(SYS_pidfd_open, pid, 0);
    pidfds = process;'
  grader_notices 'Expected: fcntl() fails ('
}
test_an_end_that_takes_each_error_for_an_end_is_noticed() {
  only_with_faults || return 0
  instead 'if (process == -1 && errno != ESRCH)' \
    'if (0)'
  grader_notices 'Expected: syscall() fails ('
}

. "$shunit2"
