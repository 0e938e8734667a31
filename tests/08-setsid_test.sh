#!/bin/sh
# Lesson 08: its script, on the demo and on broken ones; the demo where it leads
# no process group; and the exercise.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

test_the_script_passes() { assert_script_passes; }

test_break_it_1_the_child_does_not_call_setsid() {
  instead 'if (setsid() == -1)' 'if (0)'
  script_notices 'TTY: expected ?, actual pts/#'
}
test_break_it_2_the_child_only_makes_a_process_group() {
  instead 'if (setsid() == -1)' 'if (setpgid(0, 0) == -1)'
  script_notices 'SID: expected # (its PID), actual #'
}
test_break_it_3_the_child_has_made_a_group_first() {
  instead 'if (setsid() == -1)' 'setpgid(0, 0); if (setsid() == -1)'
  script_notices 'child: setsid: Operation not permitted'
}
test_break_it_4_the_child_ignores_sigint() {
  instead 'say_who("child");' 'signal(SIGINT, SIG_IGN); say_who("child");'
  script_notices 'INT: expected default, actual ignored'
}
test_a_child_that_ignores_hang_ups_is_noticed() {
  instead 'say_who("child");' 'signal(SIGHUP, SIG_IGN); say_who("child");'
  script_notices 'HUP: expected default, actual ignored'
}
test_a_child_that_ends_with_its_parent_is_noticed() {
  at_top '#include <sys/prctl.h>'
  instead 'say_who("child");' \
    'prctl(PR_SET_PDEATHSIG, 9UL); say_who("child");'
  # Which of the two depends on how soon the reaper waits.
  script_notices 'STAT: expected Ss, actual Z' 'Actual: there is none'
}

# In this shell, without job control, what is started leads no process group.
test_where_it_leads_no_group_its_setsid_succeeds_and_it_waits_for_the_child() {
  said=$SHUNIT_TMPDIR/said
  "$program" >"$said" &
  soon grep -q '^child' "$said"
  kill "$(sed -n 's/^child *pid \([0-9]*\).*/\1/p' "$said")"
  wait $!
  status=$? output=$(cat "$said")
  assert_ran 1 '^parent +setsid succeeded' "in a script, its child ended"
}
test_an_ignored_sigchld_is_no_complaint_about_the_child_that_has_ended() {
  said=$SHUNIT_TMPDIR/ignored
  # bash: dash cannot ignore SIGCHLD.
  bash -c 'trap "" CHLD; exec "$@"' bash "$program" >"$said" 2>&1 &
  soon grep -qs '^child' "$said"
  kill "$(sed -n 's/^child *pid \([0-9]*\).*/\1/p' "$said")"
  wait $!
  status=$? output=$(cat "$said")
  assert_ran 1 '^child' "with SIGCHLD ignored"
  assertNotContains "with SIGCHLD ignored" "$output" waitpid
}
test_usage_errors_are_told() {
  run "$program" --help
  assert_ran 2 '^usage: 08-setsid$' "an option"
}

# For make faults: how it is run, and which failures are exceptions.
faults() {
  runs 08-setsid caller -
  says dprintf 'standard output'
  allows setsid 'setsid() != -1' \
    'harmless: from a shell with job control it fails, that is the lesson'
}

. "$shunit2"
