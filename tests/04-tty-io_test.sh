#!/bin/sh
# Lesson 04: its script, on the demo and on broken ones; and what the demo says
# where a read or a write fails.
. "$(dirname "$0")/helper.sh"
program=$build/$stem terminal=$build/00-terminal
# What takes the foreground of the terminal.
grab='signal(SIGTTOU, SIG_IGN); tcsetpgrp(0, getpgrp());'

test_the_script_passes() { assert_script_passes; }

test_break_it_1_the_reader_ignores_sigttin() {
  instead 'say_who(reads' 'signal(SIGTTIN, SIG_IGN); say_who(reads'
  script_notices 'Actual: there is none'
}
test_break_it_2_the_reader_reads_dev_null() {
  instead 'say_who(reads' 'freopen("/dev/null", "r", stdin); say_who(reads'
  script_notices 'Actual: there is none'
}
test_a_reader_that_takes_the_foreground_is_noticed() {
  instead 'say_who(reads' "$grab say_who(reads"
  # bash may end because of it.
  script_notices 'STAT: expected T, actual S+' 'Actual: there is none'
}
test_break_it_3_the_writer_ignores_sigttou() {
  instead 'if (dprintf(STDOUT_FILENO, "writer' \
    'signal(SIGTTOU, SIG_IGN); if (dprintf(STDOUT_FILENO, "writer'
  script_notices 'STAT: expected T, actual S'
}
test_a_writer_that_writes_nothing_is_noticed() {
  instead 'if (dprintf(STDOUT_FILENO, "writer   line %d\n", n) < 0)' 'if (0)'
  script_notices 'a line "echo whwriter line 1"'
}
test_a_writer_that_writes_a_line_twice_after_the_stop_is_noticed() {
  instead 'if (dprintf(STDOUT_FILENO, "writer' \
    'if (n == 2) dprintf(1, "writer   line 2\n");
     if (dprintf(STDOUT_FILENO, "writer'
  script_notices 'Expected: two signals, two lines.'
}
test_a_job_that_ignores_hang_ups_is_noticed() {
  instead 'say_who(reads' 'signal(SIGHUP, SIG_IGN); say_who(reads'
  script_notices 'Expected: no signal is ignored. Actual: #'
}
test_a_job_that_blocks_sigterm_is_noticed() {
  instead 'sigaddset(&usr1, SIGUSR1);' \
    'sigaddset(&usr1, SIGUSR1); sigaddset(&usr1, SIGTERM);'
  script_notices 'a line "status 143"'
}
test_a_reader_that_ends_with_another_status_is_noticed() {
  instead 'return 0;' 'return 1;'
  script_notices 'a line "status 0"'
}
test_a_reader_that_names_another_parent_is_noticed() {
  instead 'getppid()' 'getpid()'
  script_notices 'It says ppid #, and ps shows #'
}

test_usage_errors_are_told() {
  for words in "" "listen" "read write"; do
    # shellcheck disable=SC2086 # one word an argument
    run "$program" $words
    assert_ran 2 '^usage: 04-tty-io read\|write$' "arguments: $words"
  done
}
test_what_is_no_terminal_is_read_as_ever() {
  run sh -c 'printf "hello" | "$1" read' sh "$program"
  assert_ran 0 '^reader   got: hello$' "a line from a pipe, without its end"
  run "$program" read </dev/null
  assert_ran 0 '^reader   got the end of input$' "an empty input"
  run "$program" read <&-
  assert_ran 1 '04-tty-io: standard input: Bad file' "no standard input"
}
test_a_failed_write_is_told() {
  run sh -c '"$1" write >/dev/full' sh "$program"
  assert_ran 1 '04-tty-io: standard output: No space' "a full device"
}

is_stopped() { ps -o stat= -q "$1" | grep -q '^T'; }
test_a_writer_that_was_stopped_while_it_waits_goes_on() {
  "$program" write >"$SHUNIT_TMPDIR/said" 2>&1 &
  soon [ -s "$SHUNIT_TMPDIR/said" ]
  kill -s STOP $!
  soon is_stopped $!
  kill -s CONT $!
  kill -s USR1 $!
  soon grep -q 'line 1$' "$SHUNIT_TMPDIR/said"
  kill $!
  wait $!
  status=$? output=$(cat "$SHUNIT_TMPDIR/said")
  assert_ran 143 '^writer   line 1$' "stopped and continued"
}

# on_terminal COMMANDS: runs them in a bash with job control on a terminal, in a
# folder with two FIFOs, go and said. There the word demo becomes the demo.
on_terminal() {
  folder=$(mktemp -d "$SHUNIT_TMPDIR/fifos.XXXXXX")
  mkfifo "$folder/go" "$folder/said"
  # shellcheck disable=SC2016 # for the shell on the terminal
  run timeout 20 "$terminal" bash -mc \
    'cd "$2" && demo() { exec "$0" "$@"; } && eval "$1"' \
    "$program" "$1" "$folder" <&9
}
test_a_background_read_with_sigttin_ignored_is_an_error() {
  on_terminal '(trap "" TTIN; demo read) >said 2>&1 & cat said'
  assert_ran 0 'standard input: I.* error' "SIGTTIN ignored"
}
test_a_background_read_in_an_orphaned_group_is_an_error() {
  # The subshell in between has ended, and been waited for, before the read.
  on_terminal '( (: <go; demo read </dev/tty >said 2>&1) & ); : >go; cat said'
  assert_ran 0 'standard input: I.* error' "an orphaned process group"
}
test_a_write_in_an_orphaned_group_under_tostop_is_an_error() {
  on_terminal 'stty tostop; ( (: <go; demo write 2>said) & ); : >go; cat said'
  assert_ran 0 'standard output: I.* error' "an orphaned process group"
}
test_a_signal_of_a_background_read_goes_to_the_whole_group() {
  # sleep reads nothing, and is stopped. Before demo reads it has to be sleep.
  # shellcheck disable=SC2016 # for the inner shell
  on_terminal 'is_sleep() { ps -o comm= -s $$ | grep -qx sleep; }
    { until is_sleep; do :; done; demo read </dev/tty; } | sleep 60 &
    until ps -o stat=,comm= -s $$ | grep "^T.*sleep"
    do
      case $((tries += 1)) in 400) break ;; esac
    done
    kill -s KILL %1'
  assert_ran 0 'T[NL<]* +sleep' "the other member of the pipeline"
}

. "$shunit2"
