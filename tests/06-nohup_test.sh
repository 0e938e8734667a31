#!/bin/sh
# Lesson 06: its script, on the job and on broken ones; and the job by itself.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

test_the_script_passes() { assert_script_passes; }

test_a_job_that_sets_sighup_back_to_default_is_noticed() {
  assert_script_notices 's/alarm\(FUSE\);/& signal(SIGHUP, SIG_DFL);/' \
    'HUP: expected ignored, actual default'
}
test_a_job_that_buffers_its_output_is_noticed() {
  assert_script_notices 's/dprintf\(STDOUT_FILENO, "line/printf("line/' \
    'The file nohup.out has not the line'
}
test_a_job_that_prints_to_the_terminal_by_name_is_noticed() {
  assert_script_notices \
    's/alarm\(FUSE\);/& if (!freopen("\/dev\/tty", "w", stdout)) return 1;/' \
    'The file nohup.out has not the line'
}
test_a_job_that_detaches_by_itself_is_noticed() {
  assert_script_notices \
    's/alarm\(FUSE\);/& if (fork() > 0) _exit(0); setsid();/' \
    'TTY: expected pts/[0-9]+, actual \?'
}
test_a_job_that_does_not_check_what_it_prints_is_noticed() {
  assert_script_notices 's/if \((dprintf\(.*"line .*\)) < 0\)/if (\1 == 0)/' \
    'disowned, PID .*expected to be gone'
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

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }

test_a_nohup_that_does_not_ignore_sighup_is_noticed() {
  assert_grader_notices 's/SIGHUP, SIG_IGN/SIGHUP, SIG_DFL/' \
    'HUP: expected ignored, actual default'
}
test_a_nohup_that_overwrites_is_noticed() {
  assert_grader_notices 's/ \| O_APPEND/ | O_TRUNC/' \
    'a line like \^nohup.out: out'
}

. "$shunit2"
