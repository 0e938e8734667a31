#!/bin/sh
# Lesson 05: its script, on the demo and on broken ones; what the demo refuses
# and how it ends; and the exercise.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

test_the_script_passes() { assert_script_passes; }

test_a_job_that_ignores_sighup_is_noticed() {
  assert_script_notices 's/alarm\(FUSE\);/& signal(SIGHUP, SIG_IGN);/' \
    'expected to be gone'
}
test_a_job_that_leaves_the_session_is_noticed() {
  assert_script_notices \
    's/say_who\("job"\);/& if (fork() > 0) _exit(0); setsid();/' \
    'actual none|has not the line'
}
test_a_job_that_ends_with_0_and_not_by_the_signal_is_noticed() {
  assert_script_notices 's/raise\(signo\) != 0/(_exit(0), 0)/' 'status 129'
}
test_a_job_that_names_the_wrong_sender_is_noticed() {
  assert_script_notices 's/info->si_code == SI_KERNEL/1/' \
    'a line like \^SIGHUP from pid'
}
test_a_job_that_takes_a_stop_for_an_error_is_noticed() {
  only_glibc "sigwaitinfo fails with EINTR" || return 0
  assert_script_notices 's/errno != EINTR/errno != 0/' \
    'a line like \^SIGHUP from pid'
}

# start_job FILE: a demo that has said who it is. end_job: ends it by SIGTERM;
# sets $status to how it ended and $output to its file and what it said.
start_job() {
  log=$1
  rm -f "$SHUNIT_TMPDIR/said"
  "$program" "$log" >"$SHUNIT_TMPDIR/said" 2>&1 &
  job=$!
  soon [ -s "$SHUNIT_TMPDIR/said" ]
}
end_job() {
  kill -s TERM "$job"
  wait "$job" 2>/dev/null
  status=$? output=$(cat "$SHUNIT_TMPDIR/said" "$SHUNIT_TMPDIR"/log.*)
}
test_it_dies_of_the_signal_that_it_recorded() {
  start_job "$SHUNIT_TMPDIR/log.1"
  end_job
  assert_ran 143 "^SIGTERM from pid $$\$" "ended by SIGTERM"
}
test_sigcont_and_an_ignored_sighup_are_recorded_and_do_not_end_it() {
  trap '' HUP
  for signal in CONT HUP; do
    start_job "$SHUNIT_TMPDIR/log.$signal"
    kill -s "$signal" "$job"
    soon [ -s "$log" ]
    end_job
    assert_ran 143 "^SIG$signal from pid $$\$" "after SIG$signal"
  done
  trap - HUP
}
test_a_file_that_cannot_be_written_is_told() {
  run "$program" /nonexistent/log
  assert_ran 1 'nonexistent/log: No such file' "a folder that is not there"
  start_job /dev/full
  end_job
  assert_ran 1 'cannot write: No space left' "a full device"
}
test_usage_errors_are_told() {
  run "$program"
  assert_ran 2 '^usage: 05-hangup FILE$' "no file"
  run "$program" one two
  assert_ran 2 '^usage: 05-hangup FILE$' "two files"
  run "$program" --help
  assert_ran 2 '^usage: 05-hangup FILE$' "an unknown option"
}

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }

test_a_keep_that_ends_with_a_status_and_not_by_the_signal_is_noticed() {
  assert_grader_notices 's/raise\(SIGHUP\)/_exit(129)/' 'a line like .Hangup'
}

test_a_handler_that_signal_sets_in_a_starter_stays_set() {
  for starter in "$stem" 20-signals; do
    {
      grep '^#define _' "lessons/exercises/$starter.c"
      cat <<CODE
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
CODE
    } >"$SHUNIT_TMPDIR/handler.c"
    compile "$SHUNIT_TMPDIR/handler.c" "$SHUNIT_TMPDIR/handler"
    run "$SHUNIT_TMPDIR/handler"
    assertEquals "$starter: the second signal is caught too" 0 "$status"
  done
}

. "$shunit2"
