#!/bin/sh
# Lesson 02: its script, on the quiet job and on jobs that are not so quiet.
. "$(dirname "$0")/helper.sh"

# first CODE: the job begins with CODE.
first() { instead 'alarm(FUSE);' "$1 alarm(FUSE);"; }

test_the_script_passes() { assert_script_passes; }

test_break_it_1_the_job_becomes_a_daemon() {
  first 'if (fork() > 0) _exit(0); setsid();'
  script_notices 'TTY: expected pts/#, actual ?'
}
test_break_it_2_the_job_reads_the_terminal() {
  instead 'for (;;)' 'if (read(0, &asked, 1) != 1) return 1; for (;;)'
  script_notices 'STAT: expected S, actual T'
}
test_break_it_3_the_job_makes_a_group_of_its_own_in_a_script_too() {
  first 'setpgid(0, 0);'
  script_notices 'PGID: expected #, actual #'
}
test_break_it_4_the_job_undoes_what_the_shell_of_a_script_ignores() {
  first 'signal(SIGINT, SIG_DFL);'
  script_notices 'INT: expected ignored, actual default'
}
test_a_job_that_ends_at_once_is_noticed() {
  instead 'for (;;)' 'return 0; for (;;)'
  script_notices 'Actual: there is none with PID #'
}
test_a_child_that_stays_after_ctrl_c_is_noticed() {
  first 'if (fork() == 0) { setpgid(0, 0); pause(); }'
  script_notices 'PID # (02-background) is still in group #, session #.'
}
test_a_job_that_ignores_hang_ups_in_the_background_is_noticed() {
  first "if (*whose_keyboard() == 'a') signal(SIGHUP, SIG_IGN);"
  script_notices 'HUP: expected default, actual ignored'
}
test_a_job_that_blocks_sigterm_is_noticed() {
  first 'sigemptyset(&asked); sigaddset(&asked, SIGTERM);
    sigprocmask(SIG_BLOCK, &asked, NULL);'
  script_notices 'TERM: expected default, actual blocked'
}
test_a_job_that_reads_nothing_in_the_background_is_noticed() {
  first "if (*whose_keyboard() == 'a') dup2(open(\"/dev/null\", O_RDONLY), 0);"
  instead 'ttyname(STDIN_FILENO)' 'ttyname(STDOUT_FILENO)'
  script_notices 'descriptor 0 leads to pts/#. Actual: /dev/null'
}
test_a_job_that_leaves_the_terminal_open_once_more_is_noticed() {
  instead 'if (close(fd) == -1)' 'if (0)'
  script_notices 'no other descriptor is open. Actual: * 3=/dev/tty'
}
test_a_job_that_does_not_answer_is_noticed() {
  without 'sigaddset(&asked, SIGUSR1);'
  script_notices 'Expected: a line "job pid # ..."'
}

test_usage_errors_are_told() {
  run "$build/$stem" --help
  assert_ran 2 '^usage: 02-background$' "an argument"
}
test_a_full_standard_output_is_told() {
  # shellcheck disable=SC2016 # for the inner shell
  run sh -c '"$0" >/dev/full' "$build/$stem"
  assert_ran 1 '^02-background: standard output: No space' "a report to nowhere"
}

# reports N: have there been N reports? stdin is the last line of each.
reports() { [ "$(grep -c '^stdin ' "$reports")" -eq "$1" ]; }
stopped() { ps -o stat= -p "$job" | grep -q '^T'; }

test_stopped_and_resumed_it_still_answers_and_says_it_has_no_terminal() {
  reports=$SHUNIT_TMPDIR/reports
  setsid "$build/$stem" >"$reports" </dev/null &
  job=$!
  soon reports 1
  kill -s STOP "$job"
  assertTrue "it stops" "soon stopped"
  kill -s CONT "$job"
  kill -s USR1 "$job"
  assertTrue "it reports again" "soon reports 2"
  assertEquals "reports without a terminal" 2 \
    "$(grep -c "^keyboard nobody's: no terminal" "$reports")"
  kill "$job"
}

. "$shunit2"
