#!/bin/sh
# Exercise 07: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  instead 'setpgid(0, group) == -1' '0'
  instead 'setpgid(pid, group) == -1' '0'
  key_is_noticed
}
test_a_crew_whose_members_alone_make_the_group_is_noticed() {
  instead 'if (setpgid(pid, group) == -1 && errno != EACCES)' 'if (0)'
  grader_notices 'PGID: expected' 'COMM: expected' 'names three members' \
    'a line "ended' 'a grandchild of crew' 'Expected: 60 members' \
    'a line "20 done"'
}
test_a_crew_that_signals_its_children_one_by_one_is_noticed() {
  instead 'if (kill(-pids[0], SIGTERM) == -1)' \
    'for (int i = 0; i < 3; i++) if (kill(pids[i], SIGTERM) == -1)'
  grader_notices 'Expected: nobody is left in the group.'
}
test_a_crew_that_waits_for_whichever_ends_first_is_noticed() {
  instead 'waitpid(pid,' 'waitpid(-1,'
  grader_notices 'a line "ended pid # signal'
}
test_a_crew_that_ignores_a_failed_kill_is_noticed() {
  only_with_faults || return 0
  instead 'if (kill(-pids[0], SIGTERM) == -1)' \
    'if (kill(-pids[0], SIGTERM) == -2)'
  grader_notices 'Expected: kill() fails ('
}

. "$shunit2"
