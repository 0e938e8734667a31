#!/bin/sh
# The tour, taken as a person takes it: on a terminal, typing.
. "$(dirname "$0")/helper.sh"

setUp() { make_house; }
last=$(basename -s .md lessons/[0-9]*.md | tail -n 1)

# start ARG...: the tour of the house on a terminal; type >&9, read $screen.
start() {
  screen=$SHUNIT_TMPDIR/screen
  : >"$screen"
  (
    cd "$house" && BUILD=build exec build/00-terminal sh scripts/tour.sh "$@"
  ) <&9 >"$screen" 2>/dev/null &
  tour=$!
}
sees() {
  soon grep -Eq -e "$1" "$screen" || fail "the tour should show $1:
$(tail -n 15 "$screen")"
}
ends_with() {
  soon ended || kill "$tour"
  wait "$tour"
  assertEquals "status of the tour" "$1" $?
}
ended() { ! kill -0 "$tour" 2>/dev/null; }

# make_up STEM COMMANDS: the house has a lesson's script of these.
make_up() { printf '#!/bin/sh\n%s\n' "$2" >"$house/scripts/$1.sh"; }

# prompts: how many there were; prompted N: as many as that, or more.
prompts() { grep -o '\[q\] quit' "$screen" | wc -l; }
prompted() { [ "$(prompts)" -ge "$1" ]; }

# go_through STEM: Enter at each prompt until the lesson's script has ended.
go_through() {
  enters=0
  until grep -Eq "^$1: [0-9]+ checks" "$screen" || [ $enters -gt 99 ]; do
    [ "$(prompts)" -le "$enters" ] || { echo >&9 && enters=$((enters + 1)); }
    sleep 0.02
  done
}

test_it_starts_at_the_first_lesson_and_resumes_where_it_was_left() {
  start
  sees '00-terminal +15 min +a terminal has two ends'
  sees '^Next is 00-terminal\. Have lessons/00-terminal.md open'
  go_through 00-terminal
  sees '^Next is 01-foreground'
  echo q >&9
  sees 'You left before 01-foreground\. To go on from there: make tour'
  ends_with 0
  assertEquals "noted" "lesson 00-terminal" "$(cat "$house/work/progress")"

  start
  sees '00-terminal .* seen'
  sees '^Next is 01-foreground'
  echo >&9
  sees '1\. .*'
  echo q >&9
  sees 'You left before 01-foreground'
  ends_with 0
}
test_ctrl_c_in_a_lesson_cleans_up_and_leaves() {
  start --from 01
  sees '^Next is 01-foreground'
  echo >&9
  sees 'go on  \[q\] quit'
  soon prompted 2
  printf '\003' >&9
  sees 'Interrupted, and cleaned up'
  sees 'You left before 01-foreground'
  ends_with 0
}
test_a_lesson_can_be_skipped() {
  start --from 05
  sees '^Next is 05-hangup'
  echo s >&9
  sees '^Next is 06-nohup'
  echo q >&9
  ends_with 0
  assertFalse "a skipped lesson is not noted" "[ -e '$house/work/progress' ]"
}
test_what_was_seen_is_not_shown_again() {
  mkdir "$house/work"
  printf 'lesson %s\n' 00-terminal 02-background >"$house/work/progress"
  start
  sees '^Next is 01-foreground'
  echo s >&9
  sees '^Next is 03-stop-resume'
  echo q >&9
  ends_with 0
  basename -s .md "$house"/lessons/[0-9]*.md | sed 's/^/lesson /' \
    >"$house/work/progress"
  run "$house/scripts/tour.sh"
  assert_ran 0 '^You have seen all lessons' "nothing is left"
}
test_one_lesson_is_no_tour() {
  start --only 00
  go_through 00-terminal
  sees 'Next, if you like: its exercise'
  ends_with 0
  assertNotContains "its end" "$(cat "$screen")" "That was the end"
  start --only 00
  soon prompted 1
  echo q >&9
  sees 'You left 00-terminal\. To begin it again: make demo N=00'
  ends_with 0
}
test_a_failed_check_can_be_run_again_and_is_not_noted() {
  make_up "$last" 'echo "1 checks, 1 failed"; exit 1'
  start --from "${last%%-*}"
  sees "^Next is $last"
  echo >&9
  sees 'A check failed'
  echo r >&9
  soon prompted 2
  echo >&9
  sees 'That was the end'
  ends_with 1
  assertFalse "a failed lesson is not noted" "[ -e '$house/work/progress' ]"
}
test_a_lesson_that_cannot_run_here_stays_open() {
  make_up "$last" 'echo "SKIP no terminal"; exit 3'
  start --from "${last%%-*}"
  sees "^Next is $last"
  echo >&9
  sees 'It stays open'
  ends_with 3
  assertFalse "a lesson that did not run is not noted" \
    "[ -e '$house/work/progress' ]"
}
test_a_prediction_is_asked_and_answered() {
  start --only 00
  sees 'go on  \[q\] quit'
  echo >&9
  sees 'a b c \] your prediction'
  echo z >&9
  soon prompted 3
  echo A >&9
  sees 'You predict: (a\. Look closely: it will be [bc]\)|.*\. Now look)'
  sees '2\. Type a line'
  soon prompted 4
  echo q >&9
  ends_with 0
}
test_wrong_use_gets_a_sentence_and_the_list() {
  run env -u MAKEFLAGS make -s -C "$house" demo N=99
  assert_ran 2 '^There is no lesson 99\. The lessons are:' "make demo N=99"
  assert_ran 2 '^  06-nohup ' "make demo N=99"
  run env -u MAKEFLAGS make -s -C "$house" demo
  assert_ran 2 'make demo N=08' "make demo"
  run env -u MAKEFLAGS make -s -C "$house" demo N=..
  assert_ran 2 'make demo N=08' "make demo N=.."
  run "$house/scripts/tour.sh" --from
  assert_ran 2 '^usage: tour.sh' "--from without a number"
  run "$house/scripts/tour.sh" --nonsense
  assert_ran 2 '^usage: tour.sh' "an unknown option"
}
test_where_nothing_can_be_noted_it_says_so() {
  : >"$house/work"
  make_up 00-terminal 'exit 0'
  run "$house/scripts/tour.sh" --only 00
  assert_ran 0 'Not noted: work/ cannot be written' \
    "a checkout that is read-only"
}

. "$shunit2"
