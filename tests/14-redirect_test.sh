#!/bin/sh
# Lesson 14: its script, on the daemon and on broken ones; and what the daemon
# says when it cannot do its work.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

test_the_script_passes() { assert_script_passes; }

test_break_it_1_close_what_open_has_put_in_place() {
  instead 'if (fd > STDERR_FILENO)' 'if (1)'
  script_notices 'Expected: descriptor 0 leads to /dev/null. Actual: home'
}
test_break_it_2_the_log_is_not_appended_to() {
  instead 'O_APPEND | O_NOCTTY' 'O_NOCTTY'
  script_notices 'Expected: a line "a note"'
}
test_break_it_3_no_flush_before_dup2() {
  instead '/* What was printed until now belongs to the old place. */' 'if (0)'
  script_notices 'Expected: a line "daemon pid N..."'
}
test_break_it_4_no_flush_before_fork() {
  only_glibc "the first line stays in the buffer" || return 0
  instead '/* What is still in the buffer would be there twice: '\
'fork(2) copies it. */' 'if (0)'
  script_notices 'Expected: a line "1"'
}
test_a_daemon_that_stays_in_the_session_is_noticed() {
  instead 'if (setsid() == -1)' 'if (0)'
  script_notices 'TTY: expected ?, actual pts/#'
}
test_a_daemon_that_stays_in_the_session_if_it_logs_is_noticed() {
  instead 'if (setsid() == -1)' 'if (isatty(0) && setsid() == -1)'
  script_notices 'TTY: expected ?, actual pts/#'
}
test_a_daemon_that_closes_nothing_is_noticed() {
  instead '"close", close_all' '"close", keep_all'
  script_notices 'Expected: descriptor 0 leads to home. Actual: pts/#'
}
test_a_message_among_the_records_is_noticed() {
  instead 'if (printf("message %d\n", n) < 0' \
    'if (dprintf(data, "message %d\n", n) < 0 || printf("message %d\n", n) < 0'
  script_notices 'Expected: keep.data has records and nothing else'
}
test_a_message_that_is_lost_and_not_told_is_noticed() {
  instead 'dprintf(data, "message %d: %s\n", n, strerror(errno));' ';'
  script_notices 'Expected: a line "message 2: Input/output error"'
}
test_a_daemon_that_ignores_sigpipe_is_noticed() {
  instead 'alarm(FUSE);' 'signal(SIGPIPE, SIG_IGN); alarm(FUSE);'
  script_notices 'PIPE: expected default, actual ignored'
}
test_a_descriptor_that_is_left_alone_is_noticed() {
  instead 'dup2(in, STDIN_FILENO) == -1' 0
  script_notices 'Expected: descriptor 0 leads to /dev/null. Actual: pts/#'
  instead 'dup2(out, STDOUT_FILENO) == -1' 0
  script_notices 'Expected: descriptor 1 leads to /dev/null. Actual: pipe'
  instead 'dup2(out, STDERR_FILENO) == -1' 0
  script_notices 'Expected: descriptor 2 leads to /dev/null. Actual: pts/#'
}
test_an_original_that_stays_open_is_noticed() {
  instead 'if (fd > STDERR_FILENO)' 'if (0)'
  script_notices 'Expected: descriptor 3 leads to home. Actual: /dev/null'
}
test_a_log_that_is_emptied_or_open_to_others_is_noticed() {
  instead 'O_APPEND | O_NOCTTY' 'O_APPEND | O_TRUNC'
  script_notices 'Expected: a line "a note"'
  instead 'LOG_MODE = 0640' 'LOG_MODE = 0666'
  script_notices 'Its mode is 644'
}

# in_folder MODE: the daemon in a folder where MODE.data is a folder, so that it
# ends; sets $output to all that was said. The pipe ends with the daemon.
in_folder() {
  spoilt=$(mktemp -d "$SHUNIT_TMPDIR/folder.XXXXXX")
  mkdir "$spoilt/$1.data"
  output=$(cd "$spoilt" && "$program" "$1" 2>&1)
  status=$?
}
test_data_that_cannot_be_opened_are_told_to_the_caller_or_the_log_or_nobody() {
  in_folder keep
  assert_ran 0 'keep.data: Is a directory' "keep"
  in_folder log
  assertNotContains "to the caller" "$output" "Is a directory"
  soon grep -qs 'log.data: Is a directory' "$spoilt/log"
  assertTrue "to the log" "grep -q 'log.data: Is a directory' '$spoilt/log'"
  in_folder null
  assertNotContains "to nobody" "$output" "Is a directory"
}
test_a_log_that_cannot_be_opened_is_told_to_the_caller() {
  spoilt=$(mktemp -d "$SHUNIT_TMPDIR/folder.XXXXXX")
  mkdir "$spoilt/log"
  output=$(cd "$spoilt" && "$program" log 2>&1)
  status=$?
  assert_ran 0 '14-redirect: log: Is a directory' "a log that is a folder"
}
test_usage_errors_are_told() {
  for wrong in '' 'keep log' open --help; do
    # shellcheck disable=SC2086 # words
    run "$program" $wrong
    assert_ran 2 '^usage: 14-redirect keep\|close\|null\|log$' "mode '$wrong'"
  done
}

# For make faults: how it is run, and which failures are exceptions.
faults() {
  runs 14-redirect itself USR1 log
  says dprintf 'log\.data'
  allows 'printf|fflush' '"message' \
    'harmless: log.data has it, that is the lesson'
}

. "$shunit2"
