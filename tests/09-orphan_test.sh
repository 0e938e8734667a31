#!/bin/sh
# Lesson 09: its script, on the demo and on broken ones; what the demo refuses
# and how it ends where there is no terminal; and the exercise.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

test_the_script_passes() { assert_script_passes; }

test_a_parent_that_waits_for_its_child_is_noticed() {
  assert_script_notices 's/wait_for_enter\(\); \/\* and then.*/wait(NULL);/' \
    'parent, PID .*expected to be gone'
}
test_an_orphan_that_detaches_is_noticed() {
  assert_script_notices 's/say_who\("orphan"\);/setsid(); &/' \
    'TTY: expected pts/[0-9]+, actual \?'
}
test_a_child_that_dies_with_its_parent_is_noticed() {
  # Which of the two depends on how soon the reaper waits.
  assert_script_notices 's/\(unsigned long\)SIGUSR1/9UL/' \
    'STAT: expected S, actual Z|expected a process, actual none'
}
test_a_child_that_ignores_ctrl_z_is_noticed() {
  assert_script_notices 's/say_who\("child"\);/signal(SIGTSTP, SIG_IGN); &/' \
    'TSTP: expected default, actual ignored'
}
test_a_reaper_that_is_no_subreaper_is_noticed() {
  assert_script_notices 's/(PR_SET_CHILD_SUBREAPER), 1UL/\1, 0UL/' \
    'PPID: expected [0-9]+, actual'
}
test_a_zombie_waited_for_at_once_is_noticed() {
  assert_script_notices 's/ \| WNOWAIT//' 'expected a process, actual none'
}
test_a_reaper_that_waits_only_for_its_own_child_is_noticed() {
  assert_script_notices 's/wait\(&status\)/waitpid(parent, \&status, 0)/' \
    'a line like \^reaped'
}

# start COMMAND...: in the background, without a terminal and without input;
# waits for the orphan to say who it is. finish: ends the orphan, then sets
# $status to how COMMAND ended and $output to all that was said.
start() {
  said=$SHUNIT_TMPDIR/said
  rm -f "$said" # or that of the test before might be read
  "$@" </dev/null >"$said" 2>&1 &
  started=$!
  soon grep -qs '^orphan ' "$said"
}
finish() {
  left=$(sed -n 's/^orphan  *pid \([0-9]*\) .*/\1/p' "$said")
  kill "$left" || fail "there is no orphan to end" || kill "$started"
  wait "$started"
  status=$? output=$(cat "$said")
}
test_end_of_input_is_as_good_as_enter() {
  start "$program"
  finish
  assert_ran 0 '^parent   pid' "without input"
}
test_an_ignored_sigchld_does_not_upset_the_reaper() {
  # dash would not ignore it.
  start bash -c 'trap "" CHLD; exec "$@"' bash "$program" subreaper
  finish
  assert_ran 0 '^reaped   pid [0-9]+  status 0$' "with SIGCHLD ignored"
}
test_usage_errors_are_told() {
  for wrong in reaper --help ''; do
    run "$program" "$wrong"
    assert_ran 2 '^usage: 09-orphan \[subreaper\]$' "the argument '$wrong'"
  done
  run "$program" subreaper subreaper
  assert_ran 2 '^usage: 09-orphan \[subreaper\]$' "two arguments"
}

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }

test_an_adopt_that_is_no_subreaper_is_noticed() {
  assert_grader_notices 's/(PR_SET_CHILD_SUBREAPER), 1UL/\1, 0UL/' \
    'PPID: expected [0-9]+, actual'
}
test_an_adopt_that_waits_for_its_command_first_is_noticed() {
  assert_grader_notices \
    's/wait\(&status\)/waitpid(result == -1 ? command : -1, \&status, 0)/' \
    'a line like \^reaped'
}
test_an_adopt_that_ends_with_the_last_status_is_noticed() {
  assert_grader_notices 's/pid == command/pid > 0/' 'a line like \^status 7'
}

. "$shunit2"
