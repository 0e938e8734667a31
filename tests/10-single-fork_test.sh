#!/bin/sh
# Lesson 10: its script, on the demo and on broken ones; what the demo refuses;
# and the exercise.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

test_the_script_passes() { assert_script_passes; }

test_a_daemon_without_setsid_is_noticed() {
  assert_script_notices 's/setsid\(\) == -1/0/' 'TTY: expected \?, actual pts'
}
test_a_setsid_before_the_fork_is_noticed() {
  assert_script_notices \
    's/^    leave_parent\(\);/    if (setsid() == -1) err(1, "setsid"); &/' \
    'setsid: Operation not permitted'
}
test_a_parent_that_does_not_end_is_noticed() {
  assert_script_notices 's/_exit\(0\)/pause()/' 'a line like \^daemon'
}
test_an_o_noctty_too_many_is_noticed() {
  assert_script_notices 's/return O_RDWR;/return O_RDWR | O_NOCTTY;/' \
    'TTY: expected pts/.*, actual \?'
}
test_an_o_noctty_left_out_is_noticed() {
  assert_script_notices 's/return O_RDWR \| O_NOCTTY/return O_RDWR/' \
    'TTY: expected \?, actual pts'
}
test_a_terminal_opened_for_reading_too_is_noticed() {
  assert_script_notices 's/return O_WRONLY/return O_RDWR/' \
    'TTY: expected \?, actual pts'
}
test_a_daemon_that_ignores_ctrl_c_is_noticed() {
  assert_script_notices 's/say_who\("daemon"\);/signal(SIGINT, SIG_IGN); &/' \
    'daemon, PID .*expected to be gone'
}
test_a_daemon_that_a_ctrl_c_elsewhere_ends_is_noticed() {
  assert_script_notices 's/if \(write\(master/raise(SIGINT); &/' \
    'a line like \^pressed'
}
test_where_no_terminal_can_be_had_it_says_so() {
  break_program "$demo" 's/posix_openpt\([^)]*\)/open("\/nonexistent", 0)/'
  run "$broken"
  assert_ran 1 'cannot make a pseudo-terminal: No such file' "no terminal"
}
test_usage_errors_are_told() {
  run "$program" loudly
  assert_ran 2 '^usage: 10-single-fork \[noctty' "an unknown argument"
  run "$program" noctty wronly
  assert_ran 2 '^usage: 10-single-fork \[noctty' "two arguments"
  run "$program" --help
  assert_ran 2 '^usage: 10-single-fork \[noctty' "an unknown option"
}

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }

test_a_regain_that_opens_with_o_noctty_is_noticed() {
  assert_grader_notices 's/open\(name, O_RDWR/& | O_NOCTTY/' \
    'a line like .terminal yes'
}
test_a_regain_that_invents_the_sender_is_noticed() {
  assert_grader_notices 's/info->si_code == SI_KERNEL/1/' \
    'a line like .SIGHUP \+from pid'
}

. "$shunit2"
