#!/bin/sh
# class.sh on a small class that has every outcome. How programs are contained
# is in box_test.sh.
# Runs with the exercises: run.sh --exercises; it takes long.
. "$(dirname "$0")/helper.sh"

# A deadline as short as that is enough here: only wrong programs wait for it.
class() { run env DEADLINE="${deadline:-4}" scripts/class.sh "$@"; }

# hand_in STUDENT STEM: what stands on standard input.
hand_in() {
  mkdir -p "$SHUNIT_TMPDIR/handed in/$1"
  cat >"$SHUNIT_TMPDIR/handed in/$1/$2.c"
}
oneTimeSetUp() {
  dir="$SHUNIT_TMPDIR/handed in" out="$SHUNIT_TMPDIR/out"
  tab=$(printf '\t')
  {
    echo '// by me "'
    sed 's/{/{ \/* here *\//' lessons/solutions/02-background.c
  } | hand_in one 02-background
  echo 'int main(void) { return 0; }' | hand_in one 09-orphan
  hand_in 'two übung' 02-background <lessons/exercises/02-background.c
  printf 'int  main ( void )\n{\n  return 0; // none\n}\n' |
    hand_in 'two übung' 09-orphan
  echo 'int main(void) { for (;;) { } }' | hand_in 'two übung' 08-setsid
  echo 'int main(void) { return }' | hand_in '-x' 02-background
  ln -s /etc/passwd "$dir/-x/08-setsid.c"
  echo '' >"$dir/a file"
}

# row STUDENT EXERCISE: what stands in the TSV after these two.
row() { sed -n "s/^$1$tab$2$tab//p" "$out/class.tsv" | tr '\t' '|'; }

test_a_class_is_graded_and_every_outcome_is_in_the_table() {
  only_unsanitized "its memory is limited" || return 0
  class --out "$out" "$dir"
  assertEquals "$output" 0 "$status"
  assert_ran 0 '^ +02 +08 +09$' "the exercises that somebody has handed in"
  assert_ran 0 '^one +ok +- +1/10$' "passed, not there, failed"
  assert_ran 0 '^two übung +1/8 +hang +1/10$' "failed, hangs"
  assert_ran 0 '^-x +cc +- +-$' "does not compile; a link is no file"
  assert_ran 0 '^02-background +1 of +3 +###\.+ +1 at step 1: ' "the class"
  assert_ran 0 '^08-setsid +0 of +1 +\.+ +1 at step 1: ' "the class"
  assert_ran 0 '^09-orphan +0 of +2 +\.+ +2 at step 1: ' "the class"
  assert_ran 0 '^The solution of the course, 02-background: one$' "a copy"
  assert_ran 0 '^The same program, 09-orphan: one, two übung$' "twins"
  assertNotContains "a starter is no copy" "$output" 'program, 02'
  assert_ran 0 '^(It runs as a user ID|NOT CONTAINED)' "what is contained"

  assertEquals 'passed|8|8|8||solution' "$(row one 02-background)"
  assertEquals 'missing|0|9|0||' "$(row one 08-setsid)"
  assertEquals 'compile|0|8|0||' "$(row -x 02-background)"
  assertEquals 'starter' "$(row 'two übung' 02-background | sed 's/.*|//')"
  assertContains "$(row 'two übung' 08-setsid)" 'hangs|1|9|0|'
  assertContains "$(row one 09-orphan)" 'step|1|10|0|'
  assertEquals 'one, two übung' "$(row one 09-orphan | sed 's/.*|//')"
  assertEquals "rows" 10 "$(wc -l <"$out/class.tsv")"

  assertContains "a log" "$(cat "$out/logs/two übung/02-background.log")" \
    'This was step 1 of 8.'
  assertContains "a log" "$(cat "$out/logs/-x/02-background.log")" \
    'work/02-background.c does not compile. The first error, in line 1'
}

# It comes second: what was graded is not graded again.
test_one_student_is_printed_as_a_tsv_with_points() {
  only_unsanitized "its memory is limited" || return 0
  log=$out/logs/one/02-background.log
  echo kept >"$log"
  output=$(scripts/class.sh --one --out "$out" "$dir/one" 2>/dev/null)
  assertEquals "status" 0 $?
  assertEquals "its grade holds" kept "$(cat "$log")"
  assertEquals "the first row" \
    "student exercise outcome step steps points criterion alike" \
    "$(echo "$output" | sed -n '1s/\t/ /gp')"
  assertEquals "a row for each exercise" \
    "$(find lessons/exercises -name '*.c' | wc -l)" \
    "$(($(echo "$output" | wc -l) - 1))"
  output=$(echo "$output" | tr '\t' '|')
  assertContains "$output" 'one|02-background|passed|8|8|8||solution'
  assertContains "$output" 'one|03-stop-resume|missing|0|'
}
test_what_the_quiz_has_shown_is_told() {
  quiz=$SHUNIT_TMPDIR/quiz
  # Twenty answers, all wrong before and right after; a claim that would move
  # the cursor; a link that has no end.
  mkdir -p "$quiz/one" "$quiz/a link" "$quiz/half"
  for n in $(seq 20); do
    printf '%s\tclaim \033[2J%s\ta\twrong\n' "$n" "$n"
  done >"$quiz/one/quiz-before.tsv"
  sed 's/wrong/right/' "$quiz/one/quiz-before.tsv" >"$quiz/one/quiz-after.tsv"
  cp "$quiz/one/quiz-before.tsv" "$quiz/half/quiz-before.tsv"
  ln -s /dev/zero "$quiz/a link/quiz-before.tsv"
  class --out "$out" "$quiz"
  assert_ran 0 '^ +1 +0  "claim \?\[2J20"$' "a misconception"
  assert_ran 0 '^The gain is 1\.00: ' "the gain"
  assert_ran 0 '^Not counted: half: before is done, after is not there' "half"
  assertNotContains "a link" "$output" 'a link'
  echo 'int main(void) { return }' >"$quiz/half/02-background.c"
  class --out "$out" "$quiz"
  assert_ran 0 '^half +cc$' "a program beside it"
  assert_ran 0 '^The gain is 1\.00: ' "the gain, after the table"
}
test_wrong_usage_is_told() {
  class
  assert_ran 2 '^usage: make class DIR=directory' "no directory"
  class --two "$dir"
  assert_ran 2 '^usage: ' "an unknown option"
  class "$dir" "$dir"
  assert_ran 2 '^usage: ' "two directories"
  class "$SHUNIT_TMPDIR/none"
  assert_ran 2 '^There is no directory .*none$' "a directory that is missing"
  mkdir -p "$SHUNIT_TMPDIR/empty/student"
  class --out "$SHUNIT_TMPDIR/no" "$SHUNIT_TMPDIR/empty"
  assert_ran 2 '^There is no NN-name.c' "nothing handed in"
  class --out "$SHUNIT_TMPDIR/no" "$SHUNIT_TMPDIR/empty/student"
  assert_ran 2 'has no directories in it.$' "no students"
}

. "$shunit2"
