#!/bin/sh
# The test runner itself: what fails is told, and nothing that is left behind is
# overlooked.
# Runs with the exercises, run.sh --exercises: it takes long.
# shellcheck disable=SC2016 # what is quoted is for another shell
. "$(dirname "$0")/helper.sh"

# make_tests LINE...: a house with a single test file, of these lines.
make_tests() {
  make_house
  rm "$house"/tests/*_test.sh "$house"/tests/solutions/*_test.sh
  printf '%s\n' '. "$(dirname "$0")/helper.sh"' "$@" '. "$shunit2"' \
    >"$house/tests/98-x_test.sh"
}

# runs TEXT: run.sh on it, and on nothing else.
runs() {
  make_tests "$1"
  run sh "$house/tests/run.sh"
}

# starts TEXT: run.sh on it, in the background, in a folder for temporary files
# of its own: $folder. Sets $runner to its PID.
starts() {
  make_tests "$1"
  folder=$(mktemp -d "$HOME/tmp.XXXXXX")
  TMPDIR=$folder sh "$house/tests/run.sh" >"$HOME/said" 2>&1 9<&- &
  runner=$!
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
test_a_skip_without_a_reason_is_a_failure() {
  runs 'test_what_is_skipped() { startSkipping; assertEquals 1 2; }'
  assert_ran 1 '^FAIL  98-x: a test is skipped, and does not say why$' "a skip"
}
test_a_file_that_does_not_end_is_a_failure() {
  make_tests 'test_for_ever() {
    trap "" TERM
    while :; do sleep 0.02; done
  }'
  run env TEST_LIMIT=1 sh "$house/tests/run.sh"
  assert_ran 1 '^FAIL  98-x: has not ended within 1 s' "a file without end"
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
test_what_failed_once_can_have_a_second_try_that_is_told() {
  make_tests 'test_one() { :; }' \
    'test_two() { [ -e "$HOME/once" ] || { : >"$HOME/once"; fail slow; }; }'
  run env TRIES=2 sh "$house/tests/run.sh"
  assert_ran 0 '^FAIL  98-x: two$' "the first try"
  assert_ran 0 '^Once more, alone: tests/98-x_test\.sh$' "what comes then"
  assert_ran 0 '^2 passed, 0 failed, 0 skipped, 1 of them at the second try$' \
    "the second try"
  rm "$HOME/once"
  run sh "$house/tests/run.sh"
  assert_ran 1 '^1 passed, 1 failed, 0 skipped$' "without a second try"
  run env TRIES=2 sh "$house/tests/run.sh"
  assert_ran 0 '^2 passed, 0 failed, 0 skipped$' "nothing to try again"
  rm "$HOME/once"
}
test_what_fails_twice_has_failed() {
  make_tests 'test_one() { :; }' 'test_two() { fail always; }'
  run env TRIES=2 sh "$house/tests/run.sh"
  assert_ran 1 '^1 passed, 1 failed, 0 skipped$' "a test that fails twice"
  make_tests 'test_one() { exit 3; }' 'test_two() { :; }'
  run env TRIES=2 sh "$house/tests/run.sh"
  assert_ran 1 '^0 passed, [12] failed, 0 skipped$' "a file that ends twice"
  make_tests 'test_one() { [ -e "$HOME/once" ] || die_once; }' \
    'test_two() { :; }' 'die_once() { : >"$HOME/once"; exit; }'
  run env TRIES=2 sh "$house/tests/run.sh"
  assert_ran 0 '^2 passed, 0 failed, 0 skipped, 2 of them at the second try$' \
    "a file that ends once: all of its tests"
  rm "$HOME/once"
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
  assert_ran 1 '^FAIL  left behind: process [0-9]+: sleep 60 *$' "a stray"
  assert_stray_ends
}
test_a_process_left_behind_without_an_environment_too() {
  runs 'test_stray() {
    cd "$TMPDIR"
    env -i sleep 60 >/dev/null 2>&1 9<&- &
    echo $! >"$HOME/pid"
  }'
  assert_ran 1 '^FAIL  left behind: process [0-9]+: sleep 60 *$' "a stray"
  assert_stray_ends
}
long='test_long() {
  echo $$ >"$HOME/pids"
  cd "$TMPDIR" && env -i sleep 60 &
  echo $! >>"$HOME/pids"
  sleep 60 &
  echo $! >>"$HOME/pids"
  wait
}'
# assert_nothing_is_left AFTER: neither the strays of $long nor a file.
assert_nothing_is_left() {
  while read -r pid; do
    soon is_gone "$pid" || fail "process $pid goes on after $1"
  done <"$HOME/pids"
  soon rmdir "$folder" || fail "files are left after $1: $(ls "$folder")"
  rm -f "$HOME/pids"
}
test_a_terminal_that_closes_in_the_middle_leaves_nothing() {
  make_tests "$long"
  folder=$HOME/tmp && mkdir "$folder"
  # The leader of the session is the shell, as with a person.
  TMPDIR=$folder "$build/00-terminal" sh -c 'sh "$1"; :' sh \
    "$house/tests/run.sh" <&9 >/dev/null 2>&1 &
  soon has_begun || fail "the test has not begun"
  kill $!
  assert_nothing_is_left "a hang-up"
} 2>/dev/null
has_begun() { [ "$(wc -l <"$HOME/pids")" -eq 3 ]; } 2>/dev/null
test_ended_by_any_signal_it_leaves_nothing() {
  for signal in TERM KILL; do
    starts "$long"
    soon has_begun || fail "the test has not begun"
    kill -s $signal $runner
    assert_nothing_is_left "SIG$signal"
  done
} 2>/dev/null

# Somebody is in the folder of the tests while they run: a shell of theirs that
# was there before, and what it starts there.
test_a_bystander_is_no_business_of_ours() {
  mkfifo "$HOME/keys"
  sh <"$HOME/keys" >/dev/null 2>&1 9<&- &
  bystander=$!
  exec 8>"$HOME/keys"
  starts "$long"
  soon has_begun || fail "the test has not begun"
  cat >&8 <<END
cd "$folder"/*
sleep 60 &
echo \$! >"$HOME/other"
END
  soon test -s "$HOME/other" || fail "the bystander is not there"
  kill -s KILL $runner
  soon rmdir "$folder" || fail "files are left: $(ls "$folder")"
  kill -0 "$(cat "$HOME/other")" || fail "the bystander's child was ended"
  kill -0 $bystander || fail "the bystander was ended"
  kill "$(cat "$HOME/other")" $bystander
  exec 8>&-
  rm -f "$HOME/pids"
} 2>/dev/null

# What is a pattern elsewhere is a name here.
test_a_folder_may_have_any_name() {
  make_tests 'test_one_is_one() { assertEquals 1 1; }'
  sleep 60 9<&- &
  for name in 'a||b' 'a(b' 'a*' '.*' 'a[b' 'a\b' 'a

b'; do
    mkdir "$HOME/$name"
    run env TMPDIR="$HOME/$name" sh "$house/tests/run.sh"
    assert_ran 0 '^1 passed, 0 failed, 0 skipped$' "TMPDIR=$name"
    rmdir "$HOME/$name" || fail "files are left in $name"
  done
  assertTrue "a bystander still runs" "kill -0 $!"
  kill $!
}
test_a_folder_that_will_not_do_is_refused() {
  run env TMPDIR="$HOME/none" sh tests/run.sh 08
  assert_ran 3 '^SKIP .*no folder can be made in' "a folder that is not there"
}
test_a_lesson_is_named_in_three_ways() {
  make_tests 'test_one_is_one() { assertEquals 1 1; }'
  mv "$house/tests/98-x_test.sh" "$house/tests/08-x_test.sh"
  cp "$house/tests/08-x_test.sh" "$house/tests/18-x_test.sh"
  for name in 8 08 8-x 08-x; do
    run sh "$house/tests/run.sh" $name
    assert_ran 0 '^1 passed, 0 failed, 0 skipped$' "N=$name"
  done
}
test_the_tests_of_the_exercises_are_run_by_lesson_or_on_their_own() {
  make_tests 'test_one_is_one() { assertEquals 1 1; }'
  mv "$house/tests/98-x_test.sh" "$house/tests/08-x_test.sh"
  printf '. "$(dirname "$0")/../helper.sh"\n%s\n. "$shunit2"\n' \
    'test_two_is_two() { assertEquals 2 2; }' \
    >"$house/tests/solutions/08-x_test.sh"
  run sh "$house/tests/run.sh"
  assert_ran 0 '^1 passed, 0 failed, 0 skipped$' "all tests"
  run sh "$house/tests/run.sh" 8
  assert_ran 0 '^ok    exercise 08-x: two is two$' "N=8"
  assert_ran 0 '^2 passed, 0 failed, 0 skipped$' "N=8"
  for name in '' 8; do
    run sh "$house/tests/run.sh" --exercises $name
    assert_ran 0 '^ok    exercise 08-x: two is two$' "the exercises $name"
    assert_ran 0 '^1 passed, 0 failed, 0 skipped$' "the exercises $name"
    run sh "$house/tests/run.sh" --all $name
    assert_ran 0 '^2 passed, 0 failed, 0 skipped$' "all, $name"
  done
}
test_a_number_without_a_lesson_gets_a_sentence() {
  run sh tests/run.sh 99
  assert_ran 2 '^There is no lesson 99' "N=99"
}

HOME=$(mktemp -d)
oneTimeTearDown() { rm -rf "$HOME"; }
. "$shunit2"
