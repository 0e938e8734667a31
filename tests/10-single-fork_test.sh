#!/bin/sh
# Lesson 10: its script, on the demo and on broken ones; what the demo refuses;
# and the exercise.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

test_the_script_passes() { assert_script_passes; }

test_break_it_1_the_daemon_is_careful_from_the_start() {
  instead 'return O_RDWR;' 'return O_RDWR | O_NOCTTY;'
  script_notices 'TTY: expected pts/#, actual ?'
}
test_break_it_2_o_noctty_is_left_out() {
  instead 'return O_RDWR | O_NOCTTY;' 'return O_RDWR;'
  script_notices 'TTY: expected ?, actual pts/#'
}
test_break_it_3_setsid_is_left_out() {
  instead 'if (setsid() == -1)' 'if (0)'
  script_notices 'TTY: expected ?, actual pts/#'
}
test_break_it_4_the_daemon_ignores_sigint() {
  instead 'say_who("daemon");' 'signal(SIGINT, SIG_IGN); say_who("daemon");'
  script_notices 'INT: expected default, actual ignored'
}
test_a_setsid_before_the_fork_is_noticed() {
  instead '    leave_parent(); /* the caller' \
    '    if (setsid() == -1) fail("setsid"); leave_parent(); /* the caller'
  script_notices 'setsid: Operation not permitted'
}
test_a_parent_that_does_not_end_is_noticed() {
  instead '_exit(0)' 'pause()'
  script_notices 'Expected: a line "daemon pid N..."'
}
test_a_terminal_opened_for_reading_too_is_noticed() {
  instead 'return O_WRONLY' 'return O_RDWR'
  script_notices 'TTY: expected ?, actual pts/#'
}
test_a_daemon_that_only_says_that_it_has_opened_is_noticed() {
  instead 'if (open(name, flags) == -1)' \
    'if (flags != O_RDWR ? 0 : open(name, flags) == -1)'
  script_notices 'Expected: a descriptor leads to pts/#. Actual: none.'
}
test_a_daemon_that_blocks_sigint_is_noticed() {
  instead 'sigaddset(&requests, SIGUSR2);' \
    'sigaddset(&requests, SIGUSR2); sigaddset(&requests, SIGINT);'
  script_notices 'careless, PID #: gone' 'INT: expected default, actual blocked'
}
test_a_daemon_that_a_ctrl_c_elsewhere_ends_is_noticed() {
  instead 'if (write(master' 'raise(SIGINT); if (write(master'
  script_notices 'Expected: a line "pressed ^C"'
}
test_where_no_terminal_can_be_had_it_says_so() {
  instead 'posix_openpt(O_RDWR | O_NOCTTY)' 'open("/nonexistent", 0)'
  compile_edited
  forget_edits
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

# For make faults: how it is run, and which failures are exceptions.
faults() {
  runs 10-single-fork itself USR1,USR2 noctty
  says dprintf 'standard output'
  says 'posix_openpt|grantpt|unlockpt' pseudo-terminal
  says 'read|write' "the terminal's other end"
}

. "$shunit2"
