#!/bin/sh
# The tour, taken as a person takes it: on a terminal, typing.
# shellcheck disable=SC2016 # what is quoted is for another shell
# Runs with the exercises: run.sh --exercises.
. "$(dirname "$0")/helper.sh"
. tests/person.sh

setUp() { make_house; }
last=$(basename -s .md lessons/[0-9]*.md | tail -n 1)

start_tour() { start sh scripts/tour.sh "$@"; }

# enter_until PATTERN: Enter at each question, until PATTERN is there.
enter_until() {
  enters=0
  until since "$1" || [ $enters -gt 20 ]; do
    sees "$1|\\[Enter\\]"
    since "$1" || answer '' '\[Enter\]'
    enters=$((enters + 1))
  done
  sees "$1"
}
more='\[Enter\] more +\[q\] (quit|stop reading)'
go_on='\[Enter\] go on .*\[q\] quit'
menu='\[Enter\] begin +\[s\] skip it +\[q\] quit'

# make_up STEM COMMANDS: the house has a short lesson STEM; its script is of
# COMMANDS.
make_up() {
  printf '#!/bin/sh\nstep() { :; }\nstep one\n%s\n' "$2" \
    >"$house/scripts/$1.sh"
  cat >"$house/lessons/$1.md" <<'END'
# A lesson

The question.

## Before

The state before.

## Predict

1. A prediction.

## After

The state after.

## The code

A line of code.

## Break it

An edit.

## Make

What the exercise is.

<details><summary>Hint 1</summary>

A hint.
</details>
END
}
progress() { cat "$house/work/progress" 2>/dev/null; }
# seen STEM...: these have been seen.
seen() {
  mkdir -p "$house/work"
  printf 'lesson %s\n' "$@" >"$house/work/progress"
}
# seen_all_but PATTERN: all lessons but these have been seen.
seen_all_but() {
  mkdir -p "$house/work"
  basename -s .md lessons/[0-9]*.md | grep -Ev "$1" | sed 's/^/lesson /' \
    >"$house/work/progress"
}

test_the_first_time_it_welcomes_and_says_how_to_leave() {
  make_up 00-terminal 'echo "00-terminal: 1 checks, 0 failed"'
  start_tour
  sees 'Welcome to "Daemons, step by step"'
  sees 'You press Enter to go on'
  answer q '\[Enter\] begin +\[q\] quit'
  sees 'To begin: make tour'
  ends_with 0
  start_tour
  answer '' '\[Enter\] begin +\[q\] quit'
  sees '00-terminal +[0-9]+ +- +- +a terminal has two ends'
  answer q "$menu"
  sees 'You left 00-terminal at its beginning\. .*: make tour.?$'
  ends_with 0
}
test_a_lesson_is_read_run_explained_and_noted() {
  make_up 00-terminal 'echo "the steps $*"'
  make_up 01-foreground true
  start_tour
  answer '' '\[Enter\] begin +\[q\] quit'
  answer '' "$menu"
  sees 'The state before'
  answer '' '\[Enter\] run the program'
  sees 'the steps --from=1'
  answer '' '\[Enter\] what it has shown'
  sees 'The state after'
  sees 'A line of code'
  answer e '\[Enter\] next lesson +\[e\]'
  sees 'What the exercise is'
  answer s '\[s\] skip it'
  answer '' '\[Enter\] next lesson +\[r\]'
  answer q "$menu"
  sees 'You left 01-foreground'
  ends_with 0
  assertEquals "noted" "lesson 00-terminal
step 01-foreground 1 0 0" "$(progress)"
  assertNotContains "a prediction before its step" "$(cat "$screen")" \
    'A prediction'
  start_tour
  sees '00-terminal +[0-9]+ +seen'
  answer q "$menu"
  ends_with 0
}
test_it_goes_on_in_the_step_where_it_was_left() {
  seen 00-terminal
  start env LC_ALL=C.UTF-8 sh scripts/tour.sh --from 8
  answer '' "$menu"
  answer '' "$more"
  answer '' '\[Enter\] run the program'
  sees 'Step 1 of 5'
  answer '' "$go_on"
  answer z '\[a b c\] your prediction'
  sees 'Type one of the keys in \[ \], and then Enter'
  answer B '\[a b c\] your prediction'
  answer s '\[a b c\] your prediction'
  sees 'You said b\) .*That is so'
  sees 'answer +It is a\)'
  enter_until 'Step 2 of 5'
  answer '?' "$go_on"
  sees 'TPGID +the group in the foreground'
  answer r "$go_on"
  sees '20 minutes · after lesson 07' # not ASCII
  answer q "$more"
  answer q "$go_on"
  sees 'You left 08-setsid in step 2\. To go on from there: make tour'
  ends_with 0

  start_tour
  sees '08-setsid +20 +here'
  answer '' '\[Enter\] go on there +\[b\] from its beginning'
  sees 'Step 1 of 5'
  answer '' "$go_on"
  sees 'ok +parent, PID [0-9]+: gone'
  answer '' "$go_on"
  answer '' "$go_on"
  answer a '\[a b c\] your prediction'
  sees 'You said a\) The reaper, the process that adopts orphans'
  enter_until '1 of your 2 predictions were right'
  answer q '\[Enter\] what it has shown'
  sees 'You left 08-setsid after its last step'
  ends_with 0
  start_tour
  answer '' '\[Enter\] go on there'
  sees 'what it has shown'
  answer q '\[q\] quit'
  ends_with 0
}
test_after_a_lesson_the_farewell_is_true() {
  make_up 05-hangup true
  start_tour --from 5
  answer '' "$menu"
  answer '' '\[Enter\] run'
  answer '' '\[Enter\] what'
  answer q '\[Enter\] next'
  sees 'You have seen 05-hangup\. To go on: make tour'
  ends_with 0
  start_tour
  sees 'Next is 06-nohup'
  answer q "$menu"
  ends_with 0
}
test_from_its_beginning_is_a_choice() {
  mkdir "$house/work"
  echo 'step 08-setsid 3 0 2' >"$house/work/progress"
  start_tour
  answer b '\[b\] from its beginning'
  sees 'A background job keeps your terminal'
  answer q "$more"
  sees 'You left 08-setsid at its beginning'
  ends_with 0
}
test_after_a_skipped_lesson_the_farewell_is_true() {
  make_up 01-foreground true
  make_up 02-background true
  make_up 03-stop-resume true
  seen 00-terminal
  start_tour
  answer s "$menu"
  sees 'Next is 02-background'
  answer '' "$menu"
  answer '' '\[Enter\] run'
  answer '' '\[Enter\] what'
  answer '' '\[Enter\] next'
  sees 'Next is 03-stop-resume'
  answer '' "$menu"
  answer q '\[Enter\] run'
  sees 'You left 03-stop-resume at its beginning\. .*: make tour.?$'
  ends_with 0
  start_tour
  sees 'Next is 03-stop-resume'
  answer q "$menu"
  ends_with 0
}
test_what_was_skipped_comes_after_the_others() {
  seen_all_but "01-|$last"
  make_up "$last" true
  echo "step $last 1 0 0" >>"$house/work/progress"
  start_tour
  sees "Next is $last"
  answer s "$menu"
  sees 'Next is 01-foreground'
  answer s "$menu"
  sees 'That was the end\. What you have done: make list'
  ends_with 0
}
test_what_was_seen_is_not_shown_again() {
  seen 00-terminal 02-background
  start_tour
  sees 'Next is 01-foreground'
  answer s "$menu"
  sees 'Next is 03-stop-resume'
  answer q "$menu"
  ends_with 0
  seen_all_but none
  run "$house/scripts/tour.sh"
  assert_ran 0 '^You have seen all lessons' "nothing is left"
}
test_keys_that_are_typed_too_early_are_thrown_away() {
  seen 00-terminal
  make_up 01-foreground true
  start_tour
  press '


' "$menu"
  answer q '\[Enter\] run the program'
  sees 'You left 01-foreground at its beginning'
  ends_with 0
}
test_ctrl_c_in_a_step_cleans_up_and_leaves() {
  start_tour --from 8
  answer '' "$menu"
  answer '' "$more"
  answer '' '\[Enter\] run'
  press "$(printf '\003')" "$go_on"
  sees 'Interrupted, and cleaned up'
  sees 'You left 08-setsid at its beginning'
  ends_with 0
}
test_after_ctrl_z_and_fg_the_question_is_asked_again() {
  seen 00-terminal
  start bash --norc --noprofile --noediting -i
  answer 'make -s tour' '[$#] '
  press "$(printf '\032')" "$menu"
  sees 'Stopped'
  answer fg 'Stopped'
  answer q "$menu"
  sees 'You left 01-foreground'
  answer 'exit 5' 'left 01'
  ends_with 5
}
test_a_failed_check_can_be_run_again_and_is_not_noted() {
  make_up "$last" 'echo "1 checks, 1 failed"; exit 1'
  start_tour --from "${last%%-*}"
  answer '' "$menu"
  answer '' '\[Enter\] run'
  answer a 'A check failed: see above\. +\[Enter\] go on +\[a\] run it again'
  answer '' 'A check failed'
  sees 'That was the end'
  ends_with 1
  assertNotContains "noted" "$(progress)" "lesson $last"
}
test_a_lesson_that_cannot_run_here_stays_open() {
  make_up "$last" 'echo "SKIP no terminal"; exit 3'
  start_tour --from "$last"
  answer '' "$menu"
  answer '' '\[Enter\] run'
  sees 'It stays open'
  ends_with 3
  assertNotContains "noted" "$(progress)" "lesson $last"
}
test_a_lesson_without_the_sections_is_no_obstacle() {
  make_up "$last" true
  echo '# A lesson' >"$house/lessons/$last.md"
  start_tour --from "$last"
  answer '' "$menu"
  answer '' '\[Enter\] run'
  answer '' '\[Enter\] what'
  answer '' '\[Enter\] next'
  sees 'That was the end'
  ends_with 0
}
test_one_lesson_is_no_tour() {
  make_up 00-terminal true
  start_tour --only 00
  ends_with 0
  assertNotContains "its end" "$(cat "$screen")" "That was the end"
  assertEquals "noted" "lesson 00-terminal" "$(progress)"
  for n in 8 08 08-setsid; do
    start_tour --only $n
    answer q "$go_on"
    sees 'You left 08-setsid\. To see it again: make demo N=08'
    ends_with 0
  done
}
test_a_demo_may_begin_at_a_step() {
  start make -s demo N=8 STEP=2
  answer q "$go_on"
  sees 'You left 08-setsid'
  ends_with 0
  assertContains "step 1" "$(cat "$screen")" 'setsid failed, EPERM'
  assertNotContains "asked in step 1" "$(cat "$screen")" 'your prediction'
  start_tour --only 08 9
  sees 'there is no step 9: the last is step 5'
  ends_with 2
}
test_a_long_title_is_wrapped_and_what_runs_again_is_named() {
  start sh -c 'stty rows 24 cols 80; exec sh scripts/tour.sh --only 27 2'
  sees '^ +This step runs again first, without a stop\.'
  sees '^Step 2 of 7'
  answer q "$go_on"
  ends_with 0
  assertEquals "too wide" '' "$(tr -d '\r' <"$screen" | grep -E '.{81}')"
  start sh scripts/tour.sh --only 08 3
  sees '^ +Steps 1 to 2 run again first'
  answer q "$go_on"
  ends_with 0
}
test_the_list_stops_where_the_screen_is_full() {
  mkdir -p "$house/work"
  echo 'broken 00-terminal 1 2' >"$house/work/progress"
  start sh -c 'stty rows 24 cols 80; exec make -s list'
  answer '' '\[Enter\] more +\[q\] quit'
  answer '' '\[Enter\] more +\[q\] quit'
  sees 'its key line was taken out'
  ends_with 0
  start make -s list
  answer q '\[Enter\] more +\[q\] quit'
  ends_with 0
  assertNotContains "the end" "$(cat "$screen")" 'key line'
}
test_a_long_wait_is_seen_and_the_same_row_comes_again_once() {
  story 'step one
call $$ itself
expect $$ PPID=$PPID
expect $$ PID=$$
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13; do say "Row $i"; done
step two
expect $$ STAT=Z'
  printf '%s\n' '## Watch' '' '### 1. one' '' '<!-- step 1 -->' \
    '<!-- end of step -->' '' '- **A row.**' '- Two.' '- Three.' '- Four.' \
    >"$house/lessons/98-story.md"
  DEADLINE=3
  export DEADLINE
  start scripts/98-story.sh /bin/cat
  unset DEADLINE
  answer '' "$go_on"
  answer '' '\[Enter\] what it means'
  sees 'Four'
  assertEquals "rows" 3 "$(grep -c '^ *itself ' "$screen")"
  answer '' "$go_on"
  sees 'waiting +at most 2 s more'
  sees '^.* FAILED'
  ends_with 1
}
test_without_a_terminal_it_runs_straight_through_and_notes_nothing() {
  seen_all_but '0[12]-'
  make_up 01-foreground 'echo "first $#"'
  make_up 02-background 'echo second; exit 1'
  run "$house/scripts/tour.sh"
  assert_ran 1 '^first 0' "no terminal"
  assert_ran 1 '^second' "no terminal"
  assertNotContains "noted" "$(progress)" "lesson 01"
}
test_the_list_says_what_passes_now() {
  seen 00-terminal
  echo one >"$house/work/00-terminal.c"
  echo two >"$house/work/01-foreground.c"
  for stem in 00-terminal 01-foreground; do
    echo "exercise $stem $(cksum <"$house/work/$stem.c")" \
      >>"$house/work/progress"
  done
  echo more >>"$house/work/01-foreground.c"
  echo three >"$house/work/02-background.c"
  run "$house/scripts/tour.sh" --list
  assert_ran 0 '^  00-terminal +[0-9]+  seen +passes +a terminal' "a pass"
  assert_ran 0 '^  01-foreground +15  - +changed since  one group' \
    "a pass that is void"
  assert_ran 0 '^ {30}it passed$' "a pass that is void"
  assert_ran 0 '^  02-background +15  - +not yet ' "tried"
  assert_ran 0 '^  03-stop-resume +[0-9]+  - +- ' "nothing"
  assertNotContains "no variant yet" "$output" BROKEN
  assertEquals "too wide" '' "$(echo "$output" | grep -E '.{81}')"
  echo 'broken 00-terminal 1 2' >>"$house/work/progress"
  run "$house/scripts/tour.sh" --list
  assert_ran 0 '^  00-terminal +[0-9]+  seen +passes \+ +a terminal' "a variant"
  assert_ran 0 '^  \+ its key line was taken out, too: .* BROKEN=' "what + is"
  assertEquals "too wide" '' "$(echo "$output" | grep -E '.{81}')"
}
test_wrong_use_gets_a_sentence_and_the_list() {
  run env -u MAKEFLAGS make -s -C "$house" demo N=99
  assert_ran 2 '^There is no lesson 99\. The lessons are:' "make demo N=99"
  assert_ran 2 '^  .*06-nohup ' "make demo N=99"
  for wrong in 'demo' 'demo N=.. ' 'demo N=08 STEP=x' 'tour N=100'; do
    # shellcheck disable=SC2086 # words
    run env -u MAKEFLAGS make -s -C "$house" $wrong
    assert_ran 2 '^usage: tour.sh|^There is no lesson' "make $wrong"
  done
  run "$house/scripts/tour.sh" --from
  assert_ran 2 '^usage: tour.sh' "--from without a number"
  run "$house/scripts/tour.sh" --nonsense
  assert_ran 2 '^usage: tour.sh' "an unknown option"
}
test_where_nothing_can_be_noted_it_says_so() {
  : >"$house/work"
  make_up 00-terminal true
  start_tour
  answer '' '\[Enter\] begin'
  sees 'What you do is not noted: work/ cannot be written'
  answer q "$menu"
  sees 'You left 00-terminal\. To go on from there: make tour N=00'
  ends_with 0
}

. "$shunit2"
