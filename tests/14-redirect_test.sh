#!/bin/sh
# Lesson 14: its script, on the daemon and on broken ones; and what the daemon
# says when it cannot do its work.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

test_the_script_passes() { assert_script_passes; }

test_a_daemon_that_stays_in_the_session_is_noticed() {
  assert_script_notices 's/setsid\(\) == -1/0/' 'TTY: expected \?, actual pts'
}
test_a_daemon_that_closes_nothing_is_noticed() {
  assert_script_notices 's/close_all, "/keep_all, "/' \
    ' 0: expected home, actual pts/'
}
test_a_message_among_the_records_is_noticed() {
  assert_script_notices 's/printf\("message %d\\n", n\)/& < 0 || '\
'dprintf(data, "message %d\\n", n)/' 'FAILED +keep.data has records and'
}
test_a_message_that_is_lost_and_not_told_is_noticed() {
  assert_script_notices 's/dprintf\(data, "message .*/(void)0;/' \
    'a line like \^message 2: \(Input/output'
}
test_a_descriptor_0_left_alone_is_noticed() {
  assert_script_notices 's/dup2\(in, STDIN_FILENO\) == -1/0/' \
    ' 0: expected /dev/null, actual pts/'
}
test_a_descriptor_1_left_alone_is_noticed() {
  assert_script_notices 's/dup2\(out, STDOUT_FILENO\) == -1/0/' \
    ' 1: expected /dev/null, actual pipe'
}
test_a_descriptor_2_left_alone_is_noticed() {
  assert_script_notices 's/dup2\(out, STDERR_FILENO\) == -1/0/' \
    ' 2: expected /dev/null, actual pts/'
}
test_an_original_that_stays_open_is_noticed() {
  assert_script_notices 's/fd > STDERR_FILENO/0/' \
    ' 3: expected home, actual /dev/null'
}
test_an_original_that_is_0_itself_and_closed_is_noticed() {
  assert_script_notices 's/fd > STDERR_FILENO/1/' \
    ' 0: expected /dev/null, actual home'
}
test_a_log_that_is_not_appended_to_is_noticed() {
  assert_script_notices 's/ \| O_APPEND \| O_NOCTTY//' 'a line like \^a note'
}
test_a_line_that_is_lost_at_dup2_is_noticed() {
  assert_script_notices '/to the old place/{n;s/fflush\(stdout\)/0/;}' \
    'The daemon did not say who it is'
}
test_a_line_that_is_printed_twice_after_fork_is_noticed() {
  only_glibc "the first line stays in the buffer" || return 0
  assert_script_notices \
    '/would be there twice/{n;s/fflush\(stdout\)/0/;}' 'a line like \^1\$'
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

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }

test_a_logto_that_closes_what_open_put_in_place_is_noticed() {
  assert_grader_notices 's/in > STDERR_FILENO/1/' \
    'expected: /dev/null;closed;err'
}
test_a_logto_that_changes_the_mode_of_a_file_that_exists_is_noticed() {
  assert_grader_notices 's/^    umask\(mask\);/& fchmod(out, 0640);/' \
    'a line like \^mode 600'
}

test_a_logto_that_gets_no_descriptor_for_its_messages_says_so() {
  compile "lessons/solutions/$stem.c" "$SHUNIT_TMPDIR/logto" -static \
    2>/dev/null || {
    skip_test "no static libc here: the loader would need a descriptor"
    return
  }
  # shellcheck disable=SC2016 # for the inner shell
  run sh -c 'ulimit -n 3; exec "$1" "$2" echo hello' sh \
    "$SHUNIT_TMPDIR/logto" "$SHUNIT_TMPDIR/starved.log"
  assert_ran 1 '^logto: standard error: ' "three descriptors, and no more"
}
test_a_logto_whose_standard_error_is_closed_does_its_work() {
  compile "lessons/solutions/$stem.c" "$SHUNIT_TMPDIR/logto"
  # shellcheck disable=SC2016 # for the inner shell
  run sh -c 'exec "$1" "$2" sh -c "echo hello >&2; exit 5" 2>&-' sh \
    "$SHUNIT_TMPDIR/logto" "$SHUNIT_TMPDIR/unheard.log"
  assertEquals "the command's status" 5 "$status"
  assertEquals "in the file" hello "$(cat "$SHUNIT_TMPDIR/unheard.log")"
}

# For make faults: how it is run, and which failures are exceptions.
faults() {
  runs 14-redirect itself USR1 log
  says dprintf 'log\.data'
  allows 'printf|fflush' '"message' \
    'harmless: log.data has it, that is the lesson'
}

. "$shunit2"
