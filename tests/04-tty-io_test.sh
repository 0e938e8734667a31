#!/bin/sh
# Lesson 04: its script, on the demo and on broken ones; and what the demo says
# where a read or a write fails.
. "$(dirname "$0")/helper.sh"
program=$build/$stem terminal=$build/00-terminal
# What takes the foreground of the terminal.
grab='signal(SIGTTOU, SIG_IGN); tcsetpgrp(0, getpgrp());'

test_the_script_passes() { assert_script_passes; }

test_a_reader_that_ignores_sigttin_is_noticed() {
  assert_script_notices 's/^( *)alarm\(FUSE\);/\1signal(SIGTTIN, SIG_IGN);/' \
    'expected a process, actual none'
}
test_a_reader_of_dev_null_is_noticed() {
  assert_script_notices \
    's|^( *if \(reads)\)$|\1 \&\& freopen("/dev/null", "r", stdin))|' \
    'got the end of input'
}
test_a_reader_that_takes_the_foreground_is_noticed() {
  assert_script_notices "s/^( *)alarm\(FUSE\);/\1$grab/" \
    'STAT: expected T, actual S\+'
}
test_a_writer_that_ignores_sigttou_is_noticed() {
  assert_script_notices \
    's/^( *)if \(dprintf\(.*"writer/\1signal(SIGTTOU, SIG_IGN);\n&/' \
    'STAT: expected T, actual S$'
}
test_a_writer_that_writes_nothing_is_noticed() {
  assert_script_notices 's/dprintf\(.*"writer.*n\)/n/' 'a line like .*line 1'
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

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }

test_a_peek_that_is_stopped_is_noticed() {
  assert_grader_notices '/SIG_IGN/d' 'errno EIO'
}
test_a_peek_that_takes_the_foreground_is_noticed() {
  assert_grader_notices "s/signal\(SIGTTIN.*/$grab/" 'errno EIO'
}

. "$shunit2"
