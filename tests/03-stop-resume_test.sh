#!/bin/sh
# Lesson 03: its script, on the worker and on broken ones; and the exercise.
. "$(dirname "$0")/helper.sh"
worker=$build/$stem

test_the_script_passes() { assert_script_passes; }

test_a_worker_that_ignores_sigtstp_is_noticed() {
  assert_script_notices 's/^    alarm/    signal(SIGTSTP, SIG_IGN);&/' \
    'STAT: expected T, actual S\+'
}
test_a_worker_that_does_not_report_sigcont_is_noticed() {
  assert_script_notices '/sigaddset.*SIGCONT/d' 'a line like .continued 1'
}
test_a_worker_that_ignores_sigterm_is_noticed() {
  assert_script_notices \
    's/^    sigaddset.*SIGTERM.*/    signal(SIGTERM, SIG_IGN);/' \
    'FAILED +SIGTERM is pending'
}
test_a_worker_that_stays_after_sigterm_is_noticed() {
  assert_script_notices 's/^( +)return 0;/\1break;/' 'expected to be gone'
}
test_a_worker_that_takes_a_stop_for_a_failure_is_noticed() {
  only_glibc "sigwaitinfo fails with EINTR" || return 0
  assert_script_notices 's/errno != EINTR/1/' 'Interrupted system call'
}
test_a_worker_in_a_session_of_its_own_is_noticed() {
  assert_script_notices 's/^    alarm/    if (fork() > 0)\
        pause();\
    setsid();&/' 'SID: expected .*, actual'
}

test_usage_errors_are_told() {
  run "$worker" %1
  assert_ran 2 '^usage: 03-stop-resume' "an argument"
}

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }

test_a_minder_that_is_not_told_of_continuing_is_noticed() {
  assert_grader_notices 's/ \| WCONTINUED//' 'a line like .continued'
}
test_a_minder_that_starts_a_new_group_is_noticed() {
  assert_grader_notices 's/^        execvp/        setpgid(0, 0);&/' \
    'PGID: expected'
}

test_a_minder_that_cannot_say_why_ends_with_the_right_status() {
  compile "lessons/solutions/$stem.c" "$SHUNIT_TMPDIR/minder"
  for lost in '>&-' '>/dev/full'; do
    run sh -c "\"\$1\" /nonexistent 2$lost" sh "$SHUNIT_TMPDIR/minder"
    assertEquals "a command that is not there, 2$lost" 127 "$status"
    run sh -c "\"\$1\" /dev/null 2$lost" sh "$SHUNIT_TMPDIR/minder"
    assertEquals "a command that is no program, 2$lost" 126 "$status"
  done
}

. "$shunit2"
