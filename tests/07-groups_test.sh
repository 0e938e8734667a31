#!/bin/sh
# Lesson 07: its script, on a parent with a child in its group and one that has
# left, and on broken ones; what the demo refuses; and the exercise.
. "$(dirname "$0")/helper.sh"

test_the_script_passes() { assert_script_passes; }

test_break_it_1_the_leaver_stays_in_the_group() {
  instead 'if (leaves && setpgid(0, 0) == -1)' 'if (0)'
  script_notices 'PGID: expected # (its PID), actual #'
}
test_break_it_2_the_child_leaves_in_the_place_of_the_leaver() {
  instead 'leaves && setpgid' '!leaves && setpgid'
  script_notices 'PGID: expected #, actual #'
}
test_break_it_3_the_leaver_leaves_the_session_too() {
  instead 'setpgid(0, 0) == -1' 'setsid() == -1'
  script_notices 'SID: expected #, actual #'
}
test_break_it_4_the_leaver_ignores_ctrl_c() {
  instead 'say_who(role);' 'signal(SIGINT, SIG_IGN); say_who(role);'
  script_notices 'INT: expected default, actual ignored'
}
test_a_member_that_ignores_ctrl_c_is_noticed() {
  instead 'say_who(role);' \
    'if (!leaves) signal(SIGINT, SIG_IGN); say_who(role);'
  script_notices 'Expected: child, PID #: gone.'
}
test_a_leaver_that_ignores_hang_ups_is_noticed() {
  instead 'say_who(role);' 'signal(SIGHUP, SIG_IGN); say_who(role);'
  script_notices 'Expected: no signal is ignored. Actual: #'
}
test_a_parent_that_does_not_wait_is_noticed() {
  instead 'wait(NULL) != -1' 'pause() != -2'
  script_notices 'Expected: leaver, PID #: no row any more.'
}
test_a_child_that_ends_with_its_groups_leader_is_noticed() {
  at_top '#include <sys/prctl.h>'
  instead 'say_who(role);' \
    'if (!leaves) prctl(PR_SET_PDEATHSIG, 15UL); say_who(role);'
  # Which of the two depends on how soon the reaper waits.
  script_notices 'STAT: expected S, actual Z' 'Actual: there is none'
}
test_a_parent_that_leaves_the_group_of_a_script_is_noticed() {
  instead 'say_who("parent");' 'setpgid(0, 0); say_who("parent");'
  script_notices 'PGID: expected #, actual #'
}
test_a_child_that_leaves_a_child_behind_is_noticed() {
  instead 'say_who(role);' \
    'if (leaves && fork() == 0) { setpgid(0, 0); pause(); } say_who(role);'
  script_notices 'PID # (07-groups) is still in group #, session #'
}

test_usage_errors_are_told() {
  run "$build/$stem" --help
  assert_ran 2 '^usage: 07-groups$' "an argument"
}
test_a_full_standard_output_is_told() {
  # shellcheck disable=SC2016 # for the inner shell
  run sh -c '"$0" >/dev/full' "$build/$stem"
  assert_ran 1 '^07-groups: standard output: No space' "a report to nowhere"
}

faults() {
  runs 07-groups itself -
  says dprintf 'standard output'
}

. "$shunit2"
