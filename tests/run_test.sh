#!/bin/sh
# The test runner itself: what fails is told, and nothing that is left behind is
# overlooked.
# shellcheck disable=SC2016 # what is quoted is for another shell
. "$(dirname "$0")/helper.sh"

# make_tests TEXT: a house with a single test file, of these lines.
make_tests() {
  make_house
  rm "$house"/tests/*_test.sh
  printf '. "$(dirname "$0")/helper.sh"\n%s\n. "$shunit2"\n' "$1" \
    >"$house/tests/98-x_test.sh"
}

# runs TEXT: run.sh on it.
runs() {
  make_tests "$1"
  run sh "$house/tests/run.sh"
}

# assert_stray_ends: who wrote its PID to the file pid has ended, or soon has.
assert_stray_ends() {
  soon is_gone "$(cat "$HOME/pid")" || fail "the stray goes on"
  rm -f "$HOME/pid"
}
is_gone() { ! ps -o stat= -q "$1" | grep -qv Z; }

test_a_passed_test_is_a_line() {
  runs 'test_one_is_one() { assertEquals 1 1; }'
  assert_ran 0 '^ok    98-x: one is one$' "a test that passes"
  assert_ran 0 '^1 passed, 0 failed, 0 skipped$' "a test that passes"
}
test_a_failed_test_is_told_with_its_message() {
  runs 'test_one_is_two() { assertEquals "a lie" 1 2; }'
  assert_ran 1 '^FAIL  98-x: one is two$' "a test that fails"
  assert_ran 1 'a lie expected:<1> but was:<2>' "a test that fails"
  assert_ran 1 '^0 passed, 1 failed, 0 skipped$' "a test that fails"
}
test_a_skip_names_its_reason() {
  runs 'test_what_needs_root() { skip_test "needs root"; assertEquals 1 2; }'
  assert_ran 0 '^skip  98-x: what needs root \(needs root\)$' "a skipped test"
  assert_ran 0 '^0 passed, 0 failed, 1 skipped$' "a skipped test"
}
test_a_file_that_dies_is_a_failure() {
  runs 'test_one() { exit 0; }'
  assert_ran 1 '^FAIL  98-x' "a file that ends in the middle"
  runs 'if'
  assert_ran 1 '^FAIL  98-x: ended with status' "a syntax error"
}
test_a_file_without_tests_is_a_failure() {
  runs 'echo hello'
  assert_ran 1 '^FAIL  98-x: ended with status 0 after 0 tests' "no tests"
}
test_a_file_left_behind_is_a_failure() {
  runs 'test_litter() { : >"$TMPDIR/litter"; }'
  assert_ran 1 '^FAIL  left behind: .*/litter$' "a file left"
}
test_a_process_left_behind_is_a_failure_and_is_ended() {
  runs 'test_stray() {
    sh -c "exec sleep 60 >/dev/null 2>&1 9<&-" &
    echo $! >"$HOME/pid"
  }'
  assert_ran 1 '^FAIL  left behind: /proc/[0-9]+/environ$' "a process left"
  assert_stray_ends
}
test_a_process_left_behind_without_an_environment_too() {
  runs 'test_stray() {
    cd "$TMPDIR"
    env -i sleep 60 >/dev/null 2>&1 9<&- &
    echo $! >"$HOME/pid"
  }'
  assert_ran 1 '^FAIL  left behind: /proc/[0-9]+/cwd$' "a process left"
  assert_stray_ends
}
test_a_terminal_that_closes_in_the_middle_leaves_nothing() {
  make_tests 'test_long() {
    echo $$ >"$HOME/pid"
    sleep 60
  }'
  mkdir "$HOME/tmp"
  TMPDIR=$HOME/tmp "$build/00-terminal" sh "$house/tests/run.sh" <&9 \
    >/dev/null 2>&1 &
  soon test -s "$HOME/pid" || fail "the test has not begun"
  kill $!
  assert_stray_ends
  soon rmdir "$HOME/tmp" || fail "files are left: $(ls "$HOME/tmp")"
} 2>/dev/null
test_a_number_without_a_lesson_gets_a_sentence() {
  run sh tests/run.sh 99
  assert_ran 2 '^There is no lesson 99' "N=99"
}

HOME=$(mktemp -d)
oneTimeTearDown() { rm -rf "$HOME"; }
. "$shunit2"
