#!/bin/sh
# Exercise 05: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  without '    sigaddset(&signals, SIGHUP);
'
  key_is_noticed
}
test_a_keep_that_ends_with_a_status_and_not_by_the_signal_is_noticed() {
  instead 'raise(SIGHUP)' '_exit(129)'
  grader_notices 'a line "Hangup'
}
test_a_keep_that_works_in_handlers_is_noticed() {
  instead 'int main(' 'static const char *name;
static long count;
static void handle(int signo)
{
    if (signo == SIGUSR1) {
        printf("count %ld\n", ++count);
    } else {
        save(name, count);
        signal(SIGHUP, SIG_DFL);
        raise(SIGHUP);
    }
}

int main('
  instead '    long count;

    if (argc' '
    if (argc'
  instead 'count = load(argv[1]);' 'name = argv[1];
    count = load(argv[1]);'
  instead 'for (;;) {' 'struct sigaction action = {.sa_handler = handle};
    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
    sigprocmask(SIG_UNBLOCK, &signals, NULL);
    for (;;)
        pause();
    for (;;) {'
  grader_notices 'USR1: expected not caught, actual caught'
}
test_a_keep_that_does_not_save_is_noticed() {
  instead 'save(argv[1], count);
            signal' signal
  grader_notices 'The file has: 0'
}
test_a_keep_that_saves_one_too_few_is_noticed() {
  instead '++count' 'count++ + 1'
  instead 'save(argv[1], count);
            signal' 'save(argv[1], count - 1);
            signal'
  grader_notices 'The file has: 1'
}
test_a_keep_that_begins_anew_is_noticed() {
  instead 'count = load(argv[1]);' 'count = 0;'
  grader_notices 'Expected: a line "count 3"'
}
test_a_keep_that_is_told_of_hang_ups_too_late_is_noticed() {
  without 'sigaddset(&signals, SIGHUP);'
  grader_notices 'The file has: 0'
}
test_a_keep_that_leaves_sighup_blocked_is_noticed() {
  without 'sigprocmask(SIG_UNBLOCK, &signals, NULL);'
  grader_notices 'Expected: a line "Hangup'
}
test_a_keep_that_leaves_sighup_ignored_is_noticed() {
  without 'signal(SIGHUP, SIG_DFL);'
  grader_notices 'Expected: a line "status 129"'
}
test_a_keep_that_blocks_everything_is_noticed() {
  instead 'sigemptyset(&signals);' 'sigfillset(&signals);'
  grader_notices 'Expected: a line "status 143"'
}
test_a_keep_that_saves_at_each_count_is_noticed() {
  without 'sigaddset(&signals, SIGHUP);'
  instead 'printf("count %ld\n", ++count);' \
    '{
            printf("count %ld\n", ++count);
            save(argv[1], count);
        }'
  instead 'alarm(FUSE);' 'alarm(FUSE);
    signal(SIGHUP, SIG_DFL);'
  grader_notices 'The file has: 77777'
}
test_a_keep_that_counts_two_is_noticed() {
  instead '++count' '(count += 2)'
  grader_notices 'Expected: a line "count 1"'
}
test_a_keep_that_counts_its_signals_only_is_noticed() {
  instead 'printf("count %ld\n", ++count);' '{
            static long counted;
            printf("count %ld\n", ++counted);
            ++count;
        }'
  grader_notices 'Expected: a line "count 3"'
}
test_a_keep_that_adds_to_its_file_is_noticed() {
  instead 'fopen(name, "w")' 'fopen(name, "a")'
  grader_notices 'The file has: 0'
}
test_a_keep_that_goes_on_after_sighup_is_noticed() {
  without 'raise(SIGHUP);'
  grader_notices 'Expected: a line "Hangup'
}
test_a_keep_that_dies_of_another_signal_is_noticed() {
  instead 'raise(SIGHUP)' 'raise(SIGTERM)'
  grader_notices 'Expected: a line "Hangup'
}
test_a_keep_that_stays_ignorant_is_noticed() {
  instead 'alarm(FUSE);' 'alarm(FUSE);
    if (signal(SIGHUP, SIG_IGN) != SIG_IGN)
        signal(SIGHUP, SIG_DFL);
    else
        sigdelset(&signals, SIGHUP);'
  instead 'signal(SIGHUP, SIG_DFL);
            raise' raise
  grader_notices 'Expected: a line "status 129"'
}
test_a_keep_that_handles_hang_ups_is_noticed() {
  instead 'int main(' 'static volatile sig_atomic_t told;
static void handle(int signo)
{
    told = signo;
}

int main('
  without 'sigaddset(&signals, SIGHUP);'
  instead 'signo = sigwaitinfo(&signals, NULL);' \
    'sigaction(SIGHUP, &(struct sigaction){.sa_handler = handle}, NULL);
        signo = sigwaitinfo(&signals, NULL);
        if (told)
            signo = SIGHUP;'
  grader_notices 'HUP: expected not caught, actual caught'
}
test_a_keep_that_takes_a_file_it_cannot_read_for_none_is_noticed() {
  only_with_faults || return 0
  instead 'if (file == NULL && errno != ENOENT)' 'if (0)'
  grader_notices 'Expected: fopen() fails ('
}
test_a_keep_that_does_not_see_that_it_cannot_save_is_noticed() {
  only_with_faults || return 0
  instead 'FILE *file = fopen(name, "w");
' 'FILE *file = fopen(name, "w");

    if (file == NULL)
        return;
'
  grader_notices 'Expected: fopen() fails ('
}
test_a_keep_that_does_not_see_that_its_file_is_not_closed_is_noticed() {
  only_with_faults || return 0
  instead ' || fclose(file) != 0)
        err(1, "%s", name);' ')
        err(1, "%s", name);
    fclose(file);'
  grader_notices 'Expected: fclose() fails ('
}
test_a_keep_that_a_stop_ends_is_noticed() {
  only_glibc "elsewhere a stop does not end sigwaitinfo(2)" || return 0
  without ' && errno != EINTR'
  grader_notices 'Expected: a line "count 4"' 'SIGUSR1 is not sent'
}
test_a_keep_that_leaves_the_end_of_its_file_is_noticed() {
  instead 'FILE *file = fopen(name, "w");' 'FILE *file = fopen(name, "r+");

    if (file == NULL && errno == ENOENT)
        file = fopen(name, "w");'
  grader_notices 'The file has: 4'
}
test_a_keep_that_reads_one_digit_is_noticed() {
  instead '%ld", &count' '%1ld", &count'
  grader_notices 'Expected: a line "count 42"'
}
test_a_keep_that_handles_its_alarm_is_noticed() {
  instead 'int main(' 'static void handle(int signo)
{
    _exit(signo);
}

int main('
  instead 'alarm(FUSE);' 'signal(SIGALRM, handle);
    alarm(FUSE);'
  grader_notices 'ALRM: expected not caught, actual caught'
}
test_a_keep_with_signalfd_passes() {
  at_top '#include <sys/signalfd.h>'
  instead 'for (;;) {
        signo = sigwaitinfo(&signals, NULL);' \
    'int fd = signalfd(-1, &signals, 0);
    for (;;) {
        struct signalfd_siginfo info;
        signo = read(fd, &info, sizeof info) == -1 ? -1 : (int)info.ssi_signo;'
  grader_accepts
}
test_a_keep_that_ends_by_kill_passes() {
  instead 'raise(SIGHUP)' 'kill(getpid(), SIGHUP)'
  instead 'sigprocmask(SIG_UNBLOCK, &signals, NULL)' \
    'sigset_t none; sigemptyset(&none); sigprocmask(SIG_SETMASK, &none, NULL)'
  grader_accepts
}
test_a_keep_that_waits_by_sigwait_and_syncs_passes() {
  instead 'signo = sigwaitinfo(&signals, NULL);' 'sigwait(&signals, &signo);'
  instead 'fclose(file) != 0' 'fflush(file) != 0 || fsync(fileno(file)) != 0 ||
        fclose(file) != 0'
  grader_accepts
}
test_a_keep_that_ignores_a_failed_sigprocmask_is_noticed() {
  only_with_faults || return 0
  instead 'if (sigprocmask(SIG_BLOCK, &signals, NULL) == -1)' \
    'if (sigprocmask(SIG_BLOCK, &signals, NULL) == -2)'
  grader_notices 'Expected: sigprocmask() fails ('
}

. "$shunit2"
