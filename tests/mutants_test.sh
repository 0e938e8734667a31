#!/bin/sh
# make mutants, on a program of three lines and a script of one: what its script
# does not notice is told; and a mutant harms nobody.
# Runs with the exercises, run.sh --exercises: it takes long.
# shellcheck disable=SC2016 # what is quoted is for another shell
. "$(dirname "$0")/helper.sh"

setUp() {
  house=$SHUNIT_TMPDIR/house
  rm -rf "$house"
  mkdir -p "$house/build" "$house/demos" "$house/lessons/solutions" \
    "$house/scripts" "$house/tests/exercises"
  cp -R tests/mutants tests/stage.sh "$house/tests"
  : >"$house/Makefile"
  : >"$house/lessons/98-toy.md"
  ln -s "$build/stage" "$house/build"
  : >"$house/tests/mutants/known"
  write_toy demos/98-toy 0
  # It looks at the line only, not at the status.
  echo '[ "$("${3:-$BUILD/98-toy}")" = toy ]' >"$house/scripts/98-toy.sh"
}

# write_toy NAME STATUS: a program that prints its name after the number.
write_toy() {
  cat >"$house/$1.c" <<END
#include <stdio.h>
int main(void)
{
    puts("${1##*-}");
    return $2;
}
END
}

# mutate [VARIABLE=VALUE...] [N]: runs the tool; where it cannot confine a
# program it skips the test and is false.
mutate() {
  run env BUILD="$house/build" sh "$house/tests/mutants/run.sh" "$@"
  [ "$status" -eq 3 ] || return 0
  skip_test "${output#SKIP }"
  return 1
}

test_a_survivor_is_told_with_its_line() {
  mutate 98 || return 0
  assert_ran 1 '^98-toy:5: return 0 -> 1: survived$' "a status"
  assert_ran 1 '^98-toy: 2 mutants, 1 noticed, 1 survived$' "the score"
  assertEquals "lines" 2 "$(echo "$output" | wc -l)"
}
test_a_survivor_that_is_known_is_none() {
  {
    echo '98-toy :: return 0 -> 1 :: return 0; :: equivalent: a toy'
    echo '98-toy :: without puts() :: puts("toy"); :: equivalent: a lie'
    echo '98-toy :: without pause() :: pause(); :: equivalent: gone'
    echo '97-no :: without puts() :: puts("toy"); :: equivalent: another'
  } >"$house/tests/mutants/known"
  mutate 98-toy || return 0
  assert_ran 0 '1 survived, 1 of them for a known reason$' "a known one"
  assert_ran 0 'known, but noticed: without puts\(\) :: puts\("toy"\);$' \
    "one that is noticed"
  assert_ran 0 'known, but there is no such mutant: without pause' \
    "one that is no more"
  assertEquals "lines" 3 "$(echo "$output" | wc -l)"
}
test_a_companion_is_judged_in_its_place_by_the_lessons_script() {
  write_toy demos/98-friend 0
  echo '[ "$("${3:-$BUILD/98-toy}")$("$BUILD/98-friend")" = toyfriend ]' \
    >"$house/scripts/98-toy.sh"
  for name in 98-toy 98-friend; do
    compile "$house/demos/$name.c" "$house/build/$name"
  done
  mutate || return 0
  assert_ran 1 '^98-friend:5: return 0 -> 1: survived$' "the companion"
  assert_ran 1 '^98-friend: 2 mutants, 1 noticed, 1 survived$' "the companion"
  assert_ran 1 '^98-toy: 2 mutants, 1 noticed, 1 survived$' "the demo"
}
test_nothing_is_added_inside_a_comment() {
  cat >"$SHUNIT_TMPDIR/toy.c" <<'C'
#include <stdio.h>
int main(void)
{
    int n = 0;

    /* "so", as it's said */
    return n;
}
C
  mkdir "$SHUNIT_TMPDIR/toys"
  awk -v folder="$SHUNIT_TMPDIR/toys" -f tests/mutants/mutate.awk \
    "$SHUNIT_TMPDIR/toy.c" >"$SHUNIT_TMPDIR/list"
  assertTrue "something is added" "grep -q 'added' '$SHUNIT_TMPDIR/list'"
  assertEquals "inside the comment" '' \
    "$(grep -l '/[*] *[a-z{].*said' "$SHUNIT_TMPDIR"/toys/*.c)"
}
test_a_solution_is_judged_by_its_grader() {
  write_toy lessons/solutions/98-toy 0
  echo '"$3"' >"$house/tests/exercises/98-toy_test.sh"
  run env EXERCISE=1 BUILD="$house/build" sh "$house/tests/mutants/run.sh" 98
  [ "$status" -ne 3 ] || { skip_test "${output#SKIP }" && return; }
  assert_ran 1 '^exercise 98-toy:4: without puts\(\): survived$' "a solution"
  assert_ran 1 '^exercise 98-toy: 2 mutants, 1 noticed, 1 survived$' "it"
}
test_a_solution_without_a_lesson_is_judged_by_its_grader() {
  rm "$house/lessons/98-toy.md"
  test_a_solution_is_judged_by_its_grader
}
test_where_the_demo_itself_does_not_pass_nothing_is_judged() {
  echo 'echo it is Sunday; false' >"$house/scripts/98-toy.sh"
  mutate 98 || return 0
  assert_ran 1 '^98-toy: the unchanged program does not pass' "the demo"
  assert_ran 1 '^it is Sunday$' "why"
}
test_a_script_that_ends_otherwise_is_told() {
  echo '"$3" >/dev/null || exit 4' >"$house/scripts/98-toy.sh"
  mutate 98 || return 0
  assert_ran 1 '^98-toy:5: return 0 -> 1: the script ended with 4$' "status 4"
}
test_nothing_outside_is_written_removed_or_signalled() {
  sleep 60 9<&- &
  cat >"$house/scripts/98-toy.sh" <<END
rm -f "$house/lessons/98-toy.md" /dev/full
echo lost >"$house/written"
kill -s KILL $! && exit 1
test -w "\$TMPDIR"
END
  mutate 98 || { kill $! && return 0; }
  assert_ran 1 '^98-toy: 2 mutants, 0 noticed, 2 survived$' "who does harm"
  assertTrue "the file is there" "[ -e '$house/lessons/98-toy.md' ]"
  assertTrue "the device is there" "[ -c /dev/full ]"
  assertFalse "a file was written" "[ -e '$house/written' ]"
  assertTrue "the process is there" "kill $!"
}
test_a_number_without_a_demo_gets_a_sentence() {
  mutate 97
  assert_ran 2 '^There is no demos/97' "N=97"
}

. "$shunit2"
