#!/bin/sh
# watch.sh, as a person uses it: on a terminal, with an editor in another one.
# shellcheck disable=SC2016 # what is quoted is for another shell
# Runs with the exercises: run.sh --exercises.
. "$(dirname "$0")/helper.sh"
. tests/person.sh

# A grader that is quick: the program's exit status.
setUp() {
  make_house
  rm "$house/build"
  mkdir "$house/build" "$house/work"
  ln -s "$build/00-terminal" "$build/stage" "$house/build"
  for stem in 00-terminal 01-foreground; do
    printf '#!/bin/sh\necho Graded.\nexec "$2"\n' \
      >"$house/tests/exercises/${stem}_test.sh"
  done
  source=$house/work/00-terminal.c
}
watch() { start sh scripts/watch.sh "$@"; }
# save TEXT: as an editor that writes into the file itself; replace TEXT: as one
# that gives a new file the name.
save() { printf '%s\n' "$1" >"$source"; }
replace() {
  printf '%s\n' "$1" >"$source.new"
  mv "$source.new" "$source"
}
right='int main(void) { return 0; }' wrong='int main(void) { return 1; }'
keys='\[h\] hint +\[q\] quit +Watching work/00-terminal\.c: save it'
more_keys='\[h\] hint +\[n\] next exercise +\[q\] quit'

# graded TIMES: has it been graded so often?
graded() { [ "$(grep -c 'Graded\.' "$screen")" -eq "$1" ]; }

test_it_grades_at_once_and_whenever_the_file_is_saved() {
  save "$wrong"
  watch 0
  sees '^---- .* work/00-terminal\.c'
  sees 'Not yet\. Next: edit work/00-terminal\.c, then save it'
  sees "$keys"
  save "$wrong " # another file, as wrong as the first
  soon graded 2 || fail "saved: not graded"
  replace "$right"
  sees 'Passed\.'
  sees "$more_keys"
  save 'int main(void) { return }'
  sees 'does not compile\. The first error, in line 1'
  press q "$keys"
  ends_with 0
  assertTrue "graded as often as it was saved and compiled" "graded 3"
}
test_a_failure_names_the_key_for_a_hint() {
  cp tests/exercises/00-terminal_test.sh "$house/tests/exercises"
  save "$right" # but not for the grader of the course
  DEADLINE=0.3 watch 0
  sees '^ *next +press h for a hint'
  press q "$keys"
  ends_with 0
}
test_a_file_that_is_away_for_a_moment_or_longer_is_waited_for() {
  save "$wrong"
  watch 0
  sees "$keys"
  mv "$source" "$source.away"
  sees 'work/00-terminal\.c is not there any more\.'
  replace "$right"
  sees 'Passed\.'
  press q "$more_keys"
  ends_with 0
}
test_what_is_saved_during_a_run_is_graded_after_it() {
  mkfifo "$house/go"
  printf '#!/bin/sh\necho Graded.\nread -r _ <go\nexec "$2"\n' \
    >"$house/tests/exercises/00-terminal_test.sh"
  save "$wrong"
  watch 0
  sees 'Graded\.'
  save "$right"
  echo >"$house/go"
  sees 'Not yet'
  soon graded 2 || fail "saved during a run: not graded"
  echo >"$house/go"
  sees 'Passed\.'
  press q "$more_keys"
  ends_with 0
}
test_the_first_time_it_shows_the_task_and_waits() {
  watch 0
  sees '^  whereami: says on which terminal it runs'
  sees 'Next: edit work/00-terminal\.c, in another terminal, and save it'
  press q "$keys"
  ends_with 0
  assertTrue "a starter is not graded" "graded 0"
}
test_keys_give_hints_and_go_on_only_after_a_pass() {
  save "$wrong"
  watch 0
  press h "$keys"
  sees 'Hint 1 of 2, for exercise 00'
  press h 'The next one: h'
  sees 'Hint 2 of 2, for exercise 00'
  press n "$keys"
  sees 'This exercise does not pass yet\. When it does, n goes on\.'
  save "$right"
  press n "$more_keys"
  answer '' '\[Enter\] more' # the task is longer than a screen
  press q 'Watching work/01-foreground\.c'
  ends_with 0
  assertTrue "the next starter" "[ -e '$house/work/01-foreground.c' ]"
}
test_after_the_last_exercise_there_is_no_next_one() {
  last=$(basename -s .c lessons/exercises/*.c | tail -n 1)
  printf '#!/bin/sh\nexec "$2"\n' >"$house/tests/exercises/${last}_test.sh"
  echo "$right" >"$house/work/$last.c"
  watch "$last"
  sees 'That was the last exercise'
  press n '\[h\] hint +\[q\] quit'
  sees 'That was the last exercise'
  press q '\[h\] hint +\[q\] quit|last exercise'
  ends_with 0
}

# in_a_shell: started by a shell that prints the terminal's settings before and
# after it.
in_a_shell() {
  start sh -c 'trap : INT; stty -a >before
    sh scripts/watch.sh 0; echo "left with $?"; stty -a >after; exec cat'
}
test_ctrl_c_leaves_and_the_terminals_settings_are_as_before() {
  save "$wrong"
  in_a_shell
  press "$(printf '\003')" "$keys"
  sees 'left with 130'
  soon test -s "$house/after"
  assertEquals "stty -a" "$(cat "$house/before")" "$(cat "$house/after")"
  kill "$person"
  wait "$person" || :
}
# left: the processes whose working directory is in the house.
left() {
  for link in /proc/[0-9]*/cwd; do
    case $(readlink "$link") in
    "$house"*) echo "$link $(tr '\0' ' ' <"${link%cwd}cmdline")" ;;
    esac
  done
} 2>/dev/null
nothing_is_left() { [ -z "$(left)" ]; }
test_the_terminal_is_closed_and_nothing_is_left() {
  cp lessons/solutions/00-terminal.c "$source"
  for moment in "$keys" 'Step 2'; do
    cp tests/exercises/00-terminal_test.sh "$house/tests/exercises"
    watch 0
    sees "$moment"
    kill -s HUP "$person"
    wait "$person"
    soon nothing_is_left || fail "at $moment: $(left)"
  done
}
test_without_a_terminal_it_says_so() {
  run "$house/scripts/watch.sh" 0
  assert_ran 2 '^make watch needs a terminal.*: make exercise N=00$' "a pipe"
  run "$house/scripts/watch.sh" 99
  assert_ran 2 '^There is no lesson 99' "N=99"
  run "$house/scripts/watch.sh" ''
  assert_ran 2 '^usage: make watch N=00' "no N"
}

. "$shunit2"
