#!/bin/sh
# The whole course, gone through once without a learner: all lessons, and all
# exercises by the solutions.
# Runs with the exercises, run.sh --exercises: it takes long.
# shellcheck disable=SC2016 # what is quoted is for another shell
. "$(dirname "$0")/helper.sh"

# course WORD...: make, in a house that has the solutions in work/.
course() {
  rm "$house/build"
  mkdir -p "$house/build" "$house/work"
  ln -s "$build"/* "$house/build"
  rm -f "$house/build/work"
  cp lessons/solutions/*.c "$house/work"
  run make -C "$house" --no-print-directory BUILD=build "$@"
}

test_the_tour_goes_through_all_lessons() {
  make_house
  course tour </dev/null
  assertEquals "status; the end: $(echo "$output" | tail -n 5)" 0 "$status"
  for script in scripts/[0-9]*.sh; do
    lesson=$(basename "$script" .sh)
    assert_ran 0 "^$lesson: [0-9]+ checks, 0 failed" "the lesson"
  done
}
test_all_exercises_pass_with_the_solutions() {
  make_house
  course exercises
  count=$(find lessons/solutions -name '*.c' | wc -l)
  assert_ran 0 "^\\[#+\\] $count of $count exercises pass" "the solutions"
  assertEquals "what is noted" "$count" \
    "$(grep -c '^exercise ' "$house/work/progress")"
}

. "$shunit2"
