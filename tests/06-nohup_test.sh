#!/bin/sh
# Lesson 06: its script, on the job and on broken ones; and the job by itself.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

test_the_script_passes() { assert_script_passes; }

test_break_it_1_the_program_sets_sighup_back_to_its_default() {
  instead 'say_who(name);' 'signal(SIGHUP, SIG_DFL); say_who(name);'
  script_notices 'HUP: expected ignored, actual default'
}
test_break_it_2_the_program_ignores_sighup_unless_it_has_a_screen() {
  instead 'say_who(name);' \
    'if (!isatty(1)) signal(SIGHUP, SIG_IGN); say_who(name);'
  script_notices 'HUP: expected default, actual ignored'
}
test_break_it_3_the_program_buffers_its_lines() {
  only_glibc "musl writes the first line at once, to a file too" || return 0
  instead 'dprintf(STDOUT_FILENO, "line' 'printf("line'
  script_notices 'Expected: a line "line 2"'
}
test_break_it_4_the_program_does_not_check_its_lines() {
  instead 'n) < 0)' 'n) == 0)'
  script_notices 'Expected: disowned, PID #: gone.'
}
test_a_program_that_prints_to_the_terminal_by_name_is_noticed() {
  instead 'say_who(name);' 'freopen("/dev/tty", "w", stdout); say_who(name);'
  script_notices 'The file plain.out has not the line'
}
test_a_program_that_detaches_by_itself_is_noticed() {
  instead 'say_who(name);' 'if (fork() > 0) _exit(0); setsid(); say_who(name);'
  script_notices 'a line "plain pid # ppid # pgid # sid #"'
}
test_a_program_that_empties_its_output_first_is_noticed() {
  instead 'say_who(name);' 'if (ftruncate(1, 0)) {} say_who(name);'
  script_notices 'a line "a line of yesterday"'
}
test_a_program_that_ignores_sigint_is_noticed() {
  instead 'say_who(name);' 'signal(SIGINT, SIG_IGN); say_who(name);'
  script_notices 'INT: expected default, actual ignored'
}
test_a_program_that_leaves_a_child_in_its_group_is_noticed() {
  instead 'say_who(name);' \
    'if (fork() == 0) { signal(SIGHUP, SIG_IGN); pause(); } say_who(name);'
  script_notices 'PID # (06-nohup) is still in group #, session #'
}

test_a_failure_to_print_is_told_with_status_1() {
  run sh -c '"$1" >/dev/full' sh "$program"
  assert_ran 1 'standard output: No space left' "a full device"
  run sh -c '"$1" >&-' sh "$program"
  assert_ran 1 'standard output: Bad file' "a closed standard output"
}
test_usage_errors_are_told() {
  run "$program" one two
  assert_ran 2 '^usage: 06-nohup \[NAME\]$' "a second name"
  run "$program" --help
  assert_ran 2 '^usage: 06-nohup \[NAME\]$' "an unknown option"
}
test_a_machine_without_setsid_skips_the_lesson() {
  mkdir "$SHUNIT_TMPDIR/bin"
  for tool in bash ps mkfifo nohup sh env mktemp dirname cat rm sed tr grep \
    cut sleep; do
    ln -s "$(command -v "$tool")" "$SHUNIT_TMPDIR/bin/$tool"
  done
  run env PATH="$SHUNIT_TMPDIR/bin" "$script" --plain
  assert_ran 3 '^SKIP 06-nohup: needs setsid' "without setsid(1)"
}

. "$shunit2"
