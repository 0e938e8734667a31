#!/bin/sh
# Lesson 02: its script, on the quiet job and on jobs that are not so quiet.
. "$(dirname "$0")/helper.sh"

test_the_script_passes() { assert_script_passes; }

# at_the_start STATEMENTS: the edit that puts them in front of the first report.
at_the_start() { echo "s/^    alarm\(FUSE\);/&$1/"; }

test_a_job_that_becomes_a_daemon_is_noticed() {
  assert_script_notices "$(at_the_start 'if (fork()) _exit(0); setsid();')" \
    'TTY: expected pts/.*actual \?'
}
test_a_job_that_ends_at_once_is_noticed() {
  assert_script_notices 's/for \(;;\)/while (0)/' \
    'expected a process, actual none'
}
test_a_job_that_reads_the_terminal_is_noticed() {
  assert_script_notices \
    's/for \(;;\)/if (read(0, \&asked, 1) != 1) return 1; &/' \
    'STAT: expected S, actual T|a line like .*Running'
}
test_a_job_that_makes_a_group_of_its_own_in_a_script_is_noticed() {
  assert_script_notices "$(at_the_start 'setpgid(0, 0);')" \
    'PGID: expected [0-9]+, actual'
}
test_a_job_that_undoes_what_a_script_ignores_is_noticed() {
  assert_script_notices "$(at_the_start 'signal(SIGINT, SIG_DFL);')" \
    'INT: expected ignored, actual default'
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

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }

test_a_launch_that_leaves_the_group_to_the_child_is_noticed() {
  assert_grader_notices 's/setpgid\(pid, pid\)/0/' 'FAILED .*each pgid is pid'
}

test_a_launch_that_cannot_say_why_ends_with_the_right_status() {
  compile "lessons/solutions/$stem.c" "$SHUNIT_TMPDIR/launch"
  for lost in '>&-' '>/dev/full'; do
    run sh -c "\"\$1\" /nonexistent 2$lost" sh "$SHUNIT_TMPDIR/launch"
    assertEquals "a command that is not there, 2$lost" 127 "$status"
    run sh -c "\"\$1\" /dev/null 2$lost" sh "$SHUNIT_TMPDIR/launch"
    assertEquals "a command that is no program, 2$lost" 126 "$status"
  done
}

. "$shunit2"
