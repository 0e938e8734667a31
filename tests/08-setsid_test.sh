#!/bin/sh
# Lesson 08: its script, on the demo and on broken ones; the demo where it leads
# no process group; and the exercise.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

test_the_script_passes() { assert_script_passes; }

test_a_child_that_leaves_setsid_to_its_parent_is_noticed() {
  assert_script_notices 's/if \(setsid\(\) == -1\)/if (0)/' \
    'TTY: expected \?, actual pts'
}
test_a_child_that_only_makes_a_process_group_is_noticed() {
  assert_script_notices 's/if \(setsid\(\) == -1\)/if (setpgid(0, 0) == -1)/' \
    'SID: expected [0-9]+ \(its PID\), actual'
}
test_a_child_that_has_made_a_group_first_is_refused_and_noticed() {
  assert_script_notices 's/if \(setsid\(\) == -1\)/setpgid(0, 0); &/' \
    'child: setsid: Operation not permitted'
}
test_a_child_that_ignores_the_signals_is_noticed() {
  assert_script_notices 's/#include <stdio/#include <signal.h>\
&/; s/say_who\("child"\);/signal(SIGINT, SIG_IGN); &/' \
    'INT: expected default, actual ignored'
  assert_script_notices 's/#include <stdio/#include <signal.h>\
&/; s/say_who\("child"\);/signal(SIGHUP, SIG_IGN); &/' \
    'HUP: expected default, actual ignored'
}
test_a_child_that_ends_with_its_parent_is_noticed() {
  # Which of the two depends on how soon the reaper waits.
  assert_script_notices 's/#include <sys\/wait/#include <sys\/prctl.h>\
&/; s/say_who\("child"\);/prctl(PR_SET_PDEATHSIG, 9UL); &/' \
    'STAT: expected Ss, actual Z|expected a process, actual none'
}
test_a_refusal_that_is_not_told_is_noticed() {
  assert_script_notices 's/outcome = "setsid failed.*/return;/' \
    'a line like \^parent \+setsid failed'
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
test_usage_errors_are_told() {
  run "$program" --help
  assert_ran 2 '^usage: 08-setsid$' "an option"
}

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }

test_a_detach_that_does_not_fork_is_noticed() {
  assert_grader_notices 's/pid = fork\(\)/pid = 0/' \
    'setsid: Operation not permitted'
}
test_a_detach_that_never_waits_is_noticed() {
  assert_grader_notices 's/!must_wait/1/' 'a line like \^status 143'
}

test_the_options_of_a_command_are_not_detachs_with_any_feature_macro() {
  for macro in '_POSIX_C_SOURCE 200809L' '_XOPEN_SOURCE 700' _GNU_SOURCE; do
    for kind in exercises solutions; do
      sed "s/^#define _POSIX_C_SOURCE 200809L/#define $macro/" \
        "lessons/$kind/$stem.c" >"$SHUNIT_TMPDIR/detach.c"
      compile "$SHUNIT_TMPDIR/detach.c" "$SHUNIT_TMPDIR/detach"
      run "$SHUNIT_TMPDIR/detach" -w sh -c 'exit 7'
      assertEquals "$kind with $macro: $output" 7 "$status"
    done
  done
}

. "$shunit2"
