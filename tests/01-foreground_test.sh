#!/bin/sh
# Lesson 01: its script, on the server and on broken ones; the server's input
# and output; its exercise.
. "$(dirname "$0")/helper.sh"
server=$build/$stem

# first CODE: an edit that puts CODE before the first statement of main.
first() { echo "s/\(void\)argv;/& $1/"; }

test_the_script_passes() { assert_script_passes; }

test_a_server_that_ignores_ctrl_c_is_noticed() {
  ignores=$(first 'signal(SIGINT, SIG_IGN);')
  assert_script_notices \
    "s/^#include <err.h>/#include <signal.h>\n&/; $ignores" \
    'server, PID .*: expected to be gone'
}
test_a_server_that_forks_and_leaves_is_noticed() {
  assert_script_notices "$(first 'if (fork() > 0) return 0;')" \
    'PGID: expected|expected a process'
}
test_a_server_that_moves_to_the_shells_group_is_noticed() {
  assert_script_notices "$(first 'setpgid(0, getppid());')" \
    'PGID: expected|standard input: (Input.output|I.O) error'
}
test_a_server_that_does_not_read_is_noticed() {
  assert_script_notices 's/getline\(.*stdin\)/pause()/' 'a line like .heard'
}
test_a_server_that_outlives_its_input_is_noticed() {
  assert_script_notices 's/if \(!feof/while (feof(stdin)) pause(); &/' \
    'server, PID .*: expected to be gone'
}

test_a_last_line_without_a_newline_is_heard() {
  output=$(printf 'one\n\ntwo' | "$server" 2>&1)
  status=$?
  assert_ran 0 '^heard: one$' "a line"
  assert_ran 0 '^heard: $' "an empty line"
  assert_ran 0 '^heard: two$' "a line without newline"
}
test_an_input_that_cannot_be_read_is_told() {
  run "$server" </
  assert_ran 1 '^01-foreground: standard input: Is a directory' "a folder"
  run "$server" <&-
  assert_ran 1 'standard input: Bad file descriptor' "a closed input"
}
test_an_output_that_cannot_be_written_is_told() {
  output=$("$server" 2>&1 >/dev/full </dev/null)
  status=$?
  assert_ran 1 '^01-foreground: standard output: No space left' "a full disk"
}
test_usage_errors_are_told() {
  run "$server" 1 </dev/null
  assert_ran 2 '^usage: 01-foreground$' "an argument"
}

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }

test_a_front_that_is_stopped_by_sigttou_is_noticed() {
  assert_grader_notices '/SIG_IGN/d' 'Stopped'
}
test_a_front_that_gives_to_the_wrong_group_is_noticed() {
  assert_grader_notices 's/before = tcgetpgrp.*/before = getsid(0);/' \
    'a line like .owner'
}

. "$shunit2"
