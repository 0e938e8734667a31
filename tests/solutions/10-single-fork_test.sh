#!/bin/sh
# Exercise 10: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  instead 'open(name, O_RDWR)' 'open(name, O_RDWR | O_NOCTTY)'
  key_is_noticed
}
test_a_regain_that_opens_with_o_noctty_is_noticed() {
  instead 'open(name, O_RDWR' 'open(name, O_RDWR | O_NOCTTY'
  grader_notices 'Expected: a line "terminal yes"'
}
test_a_regain_that_invents_the_sender_is_noticed() {
  instead 'info->si_code == SI_KERNEL' 1
  grader_notices 'Expected: a line "SIGHUP from pid #"'
}
test_a_regain_says_its_ppid_when_it_has_been_adopted() {
  # A parent that is slow to end.
  sed 's/_exit(0)/for (int i = 0; i < 100000; i++) sched_yield(); &/' \
    "lessons/solutions/$stem.c" >"$SHUNIT_TMPDIR/slow.c"
  compile "$SHUNIT_TMPDIR/slow.c" "$SHUNIT_TMPDIR/slow"
  # shellcheck disable=SC2016 # for the inner shell
  said=$SHUNIT_TMPDIR/said
  sh -c 'echo "parent $$" && exec "$1"' sh "$SHUNIT_TMPDIR/slow" >"$said" 2>&1
  soon grep -q '^terminal' "$said"
  kill "$(sed -n 's/^regain *pid \([0-9]*\) .*/\1/p' "$said")"
  parent=$(sed -n 's/^parent //p' "$said") output=$(cat "$said") status=0
  assert_ran 0 '^regain   pid' "a slow parent"
  assertNotContains "its first parent" "$output" "  ppid $parent "
}
test_a_regain_that_ignores_a_failed_setsid_is_noticed() {
  only_with_faults || return 0
  instead 'if (setsid() == -1)' \
    'if (setsid() == -2)'
  grader_notices 'Expected: setsid() fails ('
}

. "$shunit2"
