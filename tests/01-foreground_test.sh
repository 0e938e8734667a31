#!/bin/sh
# Lesson 01: its script, on the server and on broken ones; the server's input
# and output; its exercise.
. "$(dirname "$0")/helper.sh"
server=$build/$stem

# first CODE: the server begins with CODE.
first() { instead 'say_who("server");' "$1 say_who(\"server\");"; }

test_the_script_passes() { assert_script_passes; }

test_break_it_1_the_server_ignores_sigint() {
  at_top '#include <signal.h>'
  first 'signal(SIGINT, SIG_IGN);'
  script_notices 'INT: expected default, actual ignored'
}
test_break_it_2_the_server_moves_to_the_shells_group() {
  first 'setpgid(0, getppid());'
  script_notices 'standard input: Input/output error' \
    'standard input: I/O error'
}
test_break_it_3_the_server_does_not_read() {
  instead 'getline(&line, &size, stdin)' 'pause()'
  script_notices 'Expected: a line "heard: *'
}
test_break_it_4_a_child_in_a_group_of_its_own_stays() {
  first 'if (fork() == 0) { setpgid(0, 0); pause(); }'
  script_notices 'PID # (01-foreground) is still in group #, session #.'
}
test_a_child_that_ignores_ctrl_c_and_stays_is_noticed() {
  at_top '#include <signal.h>'
  first 'if (fork() == 0) { signal(SIGINT, SIG_IGN); pause(); }'
  script_notices 'PID # (01-foreground) is still in group #, session #.'
}
test_a_server_that_forks_and_leaves_is_noticed() {
  first 'if (fork() > 0) return 0;'
  # Which of them depends on whether it still reads when it is looked at.
  script_notices 'PGID: expected # (its PID), actual #' 'Actual: there is none'
}
test_a_server_that_blocks_a_signal_is_noticed() {
  at_top '#include <signal.h>'
  first 'sigset_t set; sigemptyset(&set); sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, NULL);'
  script_notices 'Expected: no signal is blocked. Actual: #.'
}
test_a_server_that_runs_what_it_hears_is_noticed() {
  instead 'if (dprintf(STDOUT_FILENO, "heard: %s\n", line) < 0)' \
    'if (system(line) == -1 || dprintf(STDOUT_FILENO, "heard: %s\n", line) < 0)'
  script_notices 'Expected: nothing like "42" was printed'
}
test_a_server_that_outlives_its_input_is_noticed() {
  instead 'if (!feof(stdin))' 'while (feof(stdin)) pause(); if (!feof(stdin))'
  script_notices 'Expected: server, PID #: gone'
}
test_a_role_line_that_is_not_true_is_noticed() {
  instead 'getppid(), getpgrp(), getsid(0))' '1, getpgrp(), getsid(0))'
  script_notices 'It says ppid 1, and ps shows #'
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

. "$shunit2"
