#!/bin/sh
# Lesson 09: its script, on the demo and on broken ones; what the demo refuses
# and how it ends where there is no terminal; and the exercise.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

test_the_script_passes() { assert_script_passes; }

test_break_it_1_the_orphan_detaches() {
  instead 'say_who("orphan");' 'setsid(); say_who("orphan");'
  script_notices 'TTY: expected pts/#, actual ?'
}
test_break_it_2_the_child_ignores_ctrl_z() {
  instead 'say_who("child");' 'signal(SIGTSTP, SIG_IGN); say_who("child");'
  script_notices 'TSTP: expected default, actual ignored'
}
test_break_it_3_the_adopter_is_no_subreaper() {
  instead 'PR_SET_CHILD_SUBREAPER, 1UL' 'PR_SET_CHILD_SUBREAPER, 0UL'
  script_notices 'PPID: expected #, actual #'
}
test_break_it_4_the_adopter_waits_only_for_its_own_child() {
  instead 'wait(&status)' 'waitpid(parent, &status, 0)'
  script_notices 'Expected: a line "reaped pid # signal 15"'
}
test_a_zombie_waited_for_at_once_is_noticed() {
  without ' | WNOWAIT'
  script_notices 'Actual: there is none'
}
test_a_parent_that_waits_for_its_child_is_noticed() {
  instead 'wait_for_enter(); /* and then end' 'wait(NULL); /* and then end'
  script_notices 'Expected: a line "orphan pid N..."'
}
test_a_child_that_dies_with_its_parent_is_noticed() {
  instead '(unsigned long)SIGUSR1' '9UL'
  script_notices 'Expected: a line "orphan pid N..."'
}
test_an_orphan_that_invents_its_numbers_is_noticed() {
  instead 'say_who("orphan");' \
    'dprintf(1, "orphan   pid 1  ppid 2  pgid 3  sid 4\n");'
  script_notices 'It says ppid 2, and ps shows #' 'PID: expected 1, actual #'
}
test_an_orphan_that_speaks_too_early_is_noticed() {
  instead 'while (getppid() == parent)' 'while (0)'
  script_notices 'Expected: a line "orphan pid N' 'It says ppid #'
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
test_an_ignored_sigchld_does_not_upset_the_adopter() {
  # dash would not ignore it.
  start bash -c 'trap "" CHLD; exec "$@"' bash "$program" subreaper
  finish
  assert_ran 0 '^reaped   pid [0-9]+  status 0$' "with SIGCHLD ignored"
}
test_a_child_that_was_stopped_and_continued_waits_on() {
  said=$SHUNIT_TMPDIR/stopped
  "$program" <&9 >"$said" 2>&1 &
  soon grep -qs '^child ' "$said"
  child=$(sed -n 's/^child  *pid \([0-9]*\) .*/\1/p' "$said")
  # It must wait for its parent by then, or it would not be disturbed.
  soon grep -qs '^0$\|sigtimedwait' "/proc/$child/wchan"
  kill -s STOP "$child"
  kill -s CONT "$child"
  kill -s STOP "$child"
  kill -s CONT "$child"
  assertEquals "orphans" 0 "$(grep -c '^orphan ' "$said")"
  echo >&9
  wait $!
  soon grep -q '^orphan ' "$said"
  assertEquals "who it says it is" "$child" \
    "$(sed -n 's/^orphan  *pid \([0-9]*\) .*/\1/p' "$said")"
  kill "$child"
}
test_usage_errors_are_told() {
  for wrong in reaper --help ''; do
    run "$program" "$wrong"
    assert_ran 2 '^usage: 09-orphan \[subreaper\]$' "the argument '$wrong'"
  done
  run "$program" subreaper subreaper
  assert_ran 2 '^usage: 09-orphan \[subreaper\]$' "two arguments"
}

# For make faults: how it is run, and which failures are exceptions.
faults() {
  runs 09-orphan itself -
  runs 09-orphan itself - subreaper
  says dprintf 'standard output'
  says prctl 'PR_SET_(CHILD_SUBREAPER|PDEATHSIG)'
  allows 'getc|getchar' '' \
    'harmless: no Enter to be had, as at the end of input'
  allows dprintf '"reaped' 'told: a reaper goes on to reap'
}

. "$shunit2"
