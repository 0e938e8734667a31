#!/bin/sh
# Lesson 07: its script, on a parent with a child in its group and one that has
# left, and on broken ones; what the demo refuses; and the exercise.
. "$(dirname "$0")/helper.sh"

test_the_script_passes() { assert_script_passes; }

test_a_leaver_that_stays_in_the_group_is_noticed() {
  assert_script_notices 's/leaves && setpgid\(0, 0\) == -1/leaves == 2/' \
    'PGID: expected [0-9]+ \(its PID\)'
}
test_a_child_that_leaves_in_the_place_of_the_other_is_noticed() {
  assert_script_notices 's/"child", 0/"child", 1/; s/"leaver", 1/"leaver", 0/' \
    'it leads a process group of its own'
}
test_a_member_that_ignores_ctrl_c_is_noticed() {
  assert_script_notices 's/alarm\(FUSE\); \/\*/signal(SIGINT, SIG_IGN); &/' \
    'child, PID .*expected to be gone'
}
test_a_leaver_that_leaves_the_session_too_is_noticed() {
  assert_script_notices 's/setpgid\(0, 0\) == -1/setsid() == -1/' \
    'SID: expected [0-9]+, actual'
}
test_a_parent_that_does_not_wait_is_noticed() {
  assert_script_notices 's/wait\(NULL\) != -1/pause() != -2/' \
    'kill finds no group'
}
test_a_child_that_ends_with_its_groups_leader_is_noticed() {
  # Which of the two depends on how soon the reaper waits.
  assert_script_notices 's/#include <sys\/wait/#include <sys\/prctl.h>\
&/; s/say_who\(role\);/if (!leaves) prctl(PR_SET_PDEATHSIG, 15UL); &/' \
    'STAT: expected S, actual Z|expected a process, actual none'
}
test_a_parent_that_leaves_the_group_of_a_script_is_noticed() {
  assert_script_notices 's/say_who\("parent"\)/setpgid(0, 0); &/' \
    ' PGID: expected [0-9]+, actual'
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

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }

test_a_crew_whose_members_alone_make_the_group_is_noticed() {
  missed='a line like .*(20 done|ended)|PGID: expected|COMM: expected'
  assert_grader_notices 's/if \(setpgid\(pid, group\).*/if (0)/' \
    "$missed|grandchild|three members"
}
test_a_crew_that_signals_its_children_one_by_one_is_noticed() {
  assert_grader_notices \
    's/if \(kill\(-pids\[0\]/for (int i = 0; i < 3; i++) if (kill(pids[i]/' \
    'nobody_is_left'
}
test_a_crew_that_waits_for_whichever_ends_first_is_noticed() {
  assert_grader_notices 's/waitpid\(pid,/waitpid(-1,/' \
    'a line like \^ended.*signal'
}

. "$shunit2"
