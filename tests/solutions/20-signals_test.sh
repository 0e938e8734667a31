#!/bin/sh
# Exercise 20: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"
# shellcheck disable=SC2034 # for helper.sh
quick_deadline=2

quick_deadline=0.6 # it beats for a second, which has four times as long

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  instead 'sigprocmask(SIG_BLOCK, &signals, NULL) == -1' '0'
  key_is_noticed
}
test_a_heartbeat_that_takes_three_signals_for_one_is_noticed() {
  instead 'debug = !debug;' \
    'debug = !debug; while (await(&signals, 0) == SIGRTMAX);'
  grader_notices 'its output goes on: debug on, debug off, debug on'
}
# shellcheck disable=SC2016 # for the inner shell
test_a_heartbeat_that_nobody_can_read_ends_with_1() {
  compile "lessons/solutions/$stem.c" "$SHUNIT_TMPDIR/heartbeat"
  run sh -c 'exec "$1" 60000 >/dev/full' sh "$SHUNIT_TMPDIR/heartbeat"
  assert_ran 1 'standard output: No space left on device$' "a full device"
}
test_a_heartbeat_that_ignores_a_failed_sigprocmask_is_noticed() {
  only_with_faults || return 0
  instead 'if (sigprocmask(SIG_BLOCK, &signals, NULL) == -1)' \
    'if (sigprocmask(SIG_BLOCK, &signals, NULL) == -2)'
  grader_notices 'Expected: sigprocmask() fails ('
}
test_a_heartbeat_that_is_slow_by_10_ms_a_beat_is_noticed() {
  instead 'due += interval;' 'due = milliseconds() + interval + 10;'
  grader_notices 'Usual cause: the next beat is counted from'
}
test_a_heartbeat_that_says_0_ms_whatever_happens_is_noticed() {
  instead 'ms late\n", late' 'ms late\n", 0LL'
  grader_notices 'It was stopped for 300 ms.'
}
test_a_heartbeat_that_always_says_much_is_noticed() {
  instead 'ms late\n", late' 'ms late\n", 500LL'
  grader_notices 'It was stopped for 300 ms.'
}
test_a_heartbeat_that_each_signal_makes_beat_is_noticed() {
  instead 'if (late < 0)' 'if (0)'
  grader_notices 'Its output: beat 1,debug on,debug: *'
}
test_a_heartbeat_that_begins_its_interval_anew_is_noticed() {
  instead 'continue; /*' '{
            due = milliseconds() + interval;
            continue;
        } /*'
  grader_notices 'There were 1 beats' 'There were 2 beats'
}
test_a_heartbeat_that_sigterm_ends_without_a_word_is_noticed() {
  without 'sigaddset(&signals, SIGTERM);'
  grader_notices 'Expected: a line "ended after # beats"'
}
test_a_heartbeat_that_counts_one_beat_too_many_is_noticed() {
  instead 'ended after %ld beats\n", beats' \
    'ended after %ld beats\n", beats + 1'
  grader_notices 'Expected: a line "ended after # beats"'
}
test_a_heartbeat_that_debugs_after_the_beat_is_noticed() {
  instead 'if (debug)
            check(dprintf(STDOUT_FILENO, "debug: %lld ms late\n", late));
        check(dprintf(STDOUT_FILENO, "beat %ld\n", ++beats));' \
    'check(dprintf(STDOUT_FILENO, "beat %ld\n", ++beats));
        if (debug && beats > 2)
            check(dprintf(STDOUT_FILENO, "debug: %lld ms late\n", late));'
  grader_notices 'Out of order: line #, "beat #".'
}
test_a_heartbeat_that_waits_before_the_first_beat_is_noticed() {
  instead 'due = milliseconds();
    for' 'due = milliseconds() + interval;
    for'
  grader_notices 'The file out.60000 has not the line'
}
test_a_heartbeat_that_looks_for_signals_only_when_it_beats_is_noticed() {
  instead 'int signo = sigtimedwait(signals, NULL, &wait);' \
    'struct timespec none = {0, 0};
    nanosleep(&wait, NULL);
    int signo = sigtimedwait(signals, NULL, &none);'
  grader_notices 'The file out.60000 has not the line'
}
test_a_heartbeat_that_knows_a_signal_that_is_not_queued_is_noticed() {
  instead 'sigaddset(&signals, SIGRTMAX)' 'sigaddset(&signals, SIGUSR2)'
  instead 'signo == SIGRTMAX' 'signo == SIGUSR2'
  grader_notices 'The file out.60000 has not the line'
}
test_a_heartbeat_that_asks_what_is_pending_is_noticed() {
  instead 'int signo = sigtimedwait(signals, NULL, &wait);' \
    'int signo = sigtimedwait(signals, NULL, &wait);
    struct timespec none = {0, 0};
    sigset_t also;
    while (sigpending(&also) == 0 && sigismember(&also, SIGRTMAX) == 1)
        sigtimedwait(&also, NULL, &none);'
  grader_notices 'its output goes on: debug on, debug off, debug on'
}
test_a_heartbeat_that_debugs_from_the_start_is_noticed() {
  instead 'debug = 0;' 'debug = 1;'
  grader_notices 'The file out.60000 has not the line'
}
test_a_heartbeat_that_says_how_late_the_first_was_is_noticed() {
  instead '        if (debug)
' '        static long long first = -1;
        if (first == -1 && debug)
            first = late;
        late = first;
        if (debug)
'
  grader_notices 'It was stopped for 300 ms.'
}
test_a_heartbeat_that_beats_too_often_is_noticed() {
  instead 'due += interval;' 'due += interval - interval / 4;'
  grader_notices 'In # ms there were # beats, not #.'
}
test_a_heartbeat_that_ends_with_1_is_noticed() {
  instead '    return 0;
}
' '    return 1;
}
'
  grader_notices 'Expected: a line "status 0"'
}
test_a_heartbeat_that_takes_any_number_is_noticed() {
  instead 'interval < SHORTEST ||' 'interval < 1 ||'
  grader_notices 'Expected: a line "status 2"'
  instead ' || interval > LONGEST' ''
  grader_notices 'Expected: a line "status 2"'
  without " || *end != '\\0'"
  grader_notices 'Expected: a line "status 2"'
}
test_a_heartbeat_that_does_not_look_at_what_it_prints_is_noticed() {
  instead 'if (printed < 0)' 'if (0)'
  grader_notices 'Expected: a line "status 1"'
}
test_a_heartbeat_that_ignores_a_failed_wait_is_noticed() {
  only_with_faults || return 0
  instead 'errno != EAGAIN &&' '0 &&'
  grader_notices 'Expected: sigtimedwait() fails ('
}
test_a_heartbeat_that_ignores_a_failed_clock_is_noticed() {
  only_with_faults || return 0
  instead 'if (clock_gettime(CLOCK_MONOTONIC, &now) == -1)' \
    'if (clock_gettime(CLOCK_MONOTONIC, &now) == -2)'
  grader_notices 'Expected: clock_gettime() fails ('
}
test_a_heartbeat_that_waits_by_signalfd_and_poll_passes() {
  at_top '#include <poll.h>
#include <sys/signalfd.h>'
  instead 'int signo = sigtimedwait(signals, NULL, &wait);' \
    'static int fd = -1;
    struct signalfd_siginfo info;
    int signo = -1;
    struct pollfd one;

    if (fd == -1)
        fd = signalfd(-1, signals, 0);
    if (fd == -1)
        err(1, "signalfd");
    one = (struct pollfd){fd, POLLIN, 0};
    errno = EAGAIN;
    if (ppoll(&one, 1, &wait, NULL) == 1) {
        if (read(fd, &info, sizeof info) == -1)
            err(1, "signalfd");
        signo = (int)info.ssi_signo;
    }'
  grader_accepts
}
test_a_heartbeat_that_blocks_by_pthread_sigmask_passes() {
  instead 'if (sigprocmask(SIG_BLOCK, &signals, NULL) == -1)
        err(1, "sigprocmask");' \
    'errno = pthread_sigmask(SIG_BLOCK, &signals, NULL);
    if (errno != 0)
        err(1, "pthread_sigmask");'
  grader_accepts
}
test_a_heartbeat_that_leaves_out_what_it_has_missed_passes() {
  instead 'due += interval;' 'while (due <= milliseconds())
            due += interval;'
  grader_accepts
}
test_a_heartbeat_that_prints_by_stdio_and_flushes_passes() {
  instead 'check(dprintf(STDOUT_FILENO, "beat %ld\n", ++beats));' \
    'check(printf("beat %ld\n", ++beats));
        if (fflush(stdout) == EOF)
            err(1, "standard output");'
  grader_accepts
}
test_a_heartbeat_that_looks_again_and_again_is_noticed() {
  instead 'struct timespec wait = {left / 1000, left % 1000 * 1000000};' \
    'struct timespec wait = {0, 0};
    (void)left;'
  grader_notices 'It wakes up, though nothing has happened.'
}
test_a_handler_that_signal_sets_in_the_starter_stays_set() {
  {
    grep '^#define _' "lessons/exercises/$stem.c"
    cat <<'C'
#include <signal.h>
static void count(int signo)
{
    (void)signo;
}
int main(void)
{
    return signal(SIGUSR1, count) == SIG_ERR || raise(SIGUSR1) != 0 ||
           raise(SIGUSR1) != 0;
}
C
  } >"$SHUNIT_TMPDIR/handler.c"
  compile "$SHUNIT_TMPDIR/handler.c" "$SHUNIT_TMPDIR/handler"
  run "$SHUNIT_TMPDIR/handler"
  assertEquals "the second signal is caught too" 0 "$status"
}

. "$shunit2"
