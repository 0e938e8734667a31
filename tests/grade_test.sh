#!/bin/sh
# grade.sh, as make exercise and make exercises call it, in a house of its own.
. "$(dirname "$0")/helper.sh"

# What it compiles goes into a build folder of the house's own.
setUp() {
  make_house
  rm "$house/build"
  mkdir "$house/build"
  ln -s "$build/00-terminal" "$build/stage" "$house/build"
}
grade() {
  run env BUILD=build DEADLINE="${deadline:-5}" "$house/scripts/grade.sh" "$@"
}

test_the_first_time_a_starter_is_copied_and_graded() {
  deadline=0.5 grade 00
  assert_ran 1 '^A starter is now in work/00-terminal.c' "the first time"
  assert_ran 1 '^Not yet\. Next: edit work/00-terminal.c' "the first time"
}
test_a_solution_passes_and_is_noted_once() {
  mkdir "$house/work"
  cp "$house/lessons/solutions/00-terminal.c" "$house/work"
  grade 00
  assert_ran 0 '^Passed\. Compare with lessons/solutions/00-terminal.c' \
    "a solution"
  grade 00
  assertEquals "noted, with the sum of what passed" \
    "exercise 00-terminal $(cksum <"$house/work/00-terminal.c")" \
    "$(cat "$house/work/progress")"
}
test_what_a_learner_wrote_is_never_overwritten() {
  mkdir "$house/work"
  echo 'int main(void) { return 0; }' >"$house/work/00-terminal.c"
  deadline=0.5 grade 00
  assert_ran 1 '^Not yet' "a program that prints nothing"
  assertEquals "the learner's file" 'int main(void) { return 0; }' \
    "$(cat "$house/work/00-terminal.c")"
}
test_a_program_that_does_not_compile_is_told() {
  mkdir "$house/work"
  echo 'int main(void) { return }' >"$house/work/00-terminal.c"
  grade 00
  assert_ran 1 '^work/00-terminal.c does not compile' "a syntax error"
}
test_all_stops_at_the_first_that_does_not_pass() {
  mkdir "$house/work"
  cp "$house/lessons/solutions/00-terminal.c" "$house/work"
  grade --all
  assert_ran 1 '^\[#\.+\] 1 of [0-9]+ exercises pass, from the first on$' \
    "one of all"
  assertTrue "the next starter is there" "[ -e '$house/work/01-foreground.c' ]"
  assertFalse "but not the one after" "[ -e '$house/work/02-background.c' ]"
}
test_wrong_use_gets_a_sentence() {
  grade 99
  assert_ran 2 '^There is no lesson 99' "N=99"
  grade ''
  assert_ran 2 '^usage: make exercise N=00' "no N"
}
test_a_checkout_that_cannot_be_written_is_told() {
  : >"$house/work"
  grade 00
  assert_ran 3 'copy the course to a folder of your own' "no work/"
}

. "$shunit2"
