#!/bin/sh
# quiz.sh, as a learner uses it, and gain.awk, as a teacher does. That each key
# of the questions is right on this machine is in quiz_keys_test.sh.
# shellcheck disable=SC2016,SC2154 # for another shell; person.sh sets it
. "$(dirname "$0")/helper.sh"
. tests/person.sh
questions=scripts/lib/quiz.txt

# keep N: the house's quiz has only the first N questions of each form.
keep() {
  awk -v n="$1" '
    /^question / { keep = $3 == "instead" ? keep : ++count[$2] <= n }
    keep || !/^[a-z ]/' "$questions" >"$house/$questions"
}
oneTimeSetUp() {
  make_house
  keep 2
  mkdir "$house/tmp" "$house/work"
}
setUp() { find "${house:?}/work" -mindepth 1 -delete; }
tearDown() { [ -z "${person-}" ] || has_ended || kill "$person"; }

# quiz LETTERS [ARG...]: with --auto, and these answers.
quiz() {
  letters=$1
  shift
  # shellcheck disable=SC2086 # a word a letter
  output=$(printf '%s\n' $letters | (
    cd "$house" && TMPDIR=$house/tmp sh scripts/quiz.sh "$@" --auto
  ) 2>&1)
  status=$?
}
field() {
  awk -v form="$1" -v want="$2" -v part="${3-}" -v n="${4-}" \
    -f scripts/lib/quiz.awk "$questions"
}

test_both_forms_have_the_same_misconceptions_and_all_are_in_myths() {
  field before myths >"$SHUNIT_TMPDIR/before"
  field after myths >"$SHUNIT_TMPDIR/after"
  assertEquals "questions" 20 "$(grep -c . "$SHUNIT_TMPDIR/before")"
  assertEquals "the other form" "$(cut -f 2- "$SHUNIT_TMPDIR/before" | sort)" \
    "$(cut -f 2- "$SHUNIT_TMPDIR/after" | sort)"
  assertEquals "one question each" 20 \
    "$(cut -f 3 "$SHUNIT_TMPDIR/before" | sort -u | grep -c .)"
  while IFS='	' read -r n lesson claim; do
    grep -qF "| \"$claim\" |" lessons/myths.md ||
      fail "question $n: myths.md has no \"$claim\""
    [ -f "lessons/$lesson.md" ] || fail "question $n: no lesson $lesson"
  done <"$SHUNIT_TMPDIR/before"
}
test_each_question_is_whole() {
  awk '
    function wrong(what) { print block ": " what }
    function close_block(  i, parts, part) {
      if (block == "") return
      split("myth lesson begin text rows ask right do why", parts)
      for (i in parts) {
        part = parts[i]
        if (count[part] != 1) wrong(count[part] + 0 " times " part)
      }
      if (options < 3) wrong("less than three options")
      if (options != claims) wrong("not one claim for each option")
      if (!(key in option)) wrong("the key is no option")
      split("", count)
      split("", option)
      options = claims = 0
    }
    /^question / { close_block(); block = $0 " (" NR ")" }
    /^[a-z]/ { count[$1]++ }
    /^[a-d] / { options++; option[$2 = $1] = 1; last = NR }
    /^if / { claims++ }
    /^right / { key = $2; right[$2]++ }
    END {
      close_block()
      for (key in right) if (right[key] > 20) print "too often: " key
    }' "$questions" >"$SHUNIT_TMPDIR/found"
  assertEquals "problems" "" "$(cat "$SHUNIT_TMPDIR/found")"
}
test_no_row_names_a_demo_that_tells_the_answer() {
  # 16-daemonize starts another program, whose name is shown.
  found=$(grep -nE 'build/[0-9]' "$questions" | grep -v '16-daemonize [a-z]')
  assertEquals "demos under their own names" "" "$found"
}
test_answers_are_noted_and_counted_and_lessons_are_named() {
  quiz "b b" before
  assert_ran 0 '^Form before: 1 of 2 answers are right\.$' "one of two"
  assert_ran 0 '^  make read N=02$' "the lesson to read again"
  assert_ran 0 'not so: "`&` detaches from the terminal\."$' "what was wrong"
  assert_ran 0 '^  answer +You said b\) It ends\. That is so' "the first"
  assert_ran 0 '^  answer +You said b\) Nothing' "the second answer"
  assert_ran 0 '^ +It is a\) The line' "what is right"
  assertEquals "noted" '1	`&` makes a daemon of it.	b	right
2	`&` detaches from the terminal.	b	wrong' \
    "$(cat "$house/work/quiz-before.tsv")"
  quiz "" before
  assert_ran 0 '^Form before: 1 of 2 answers are right\.$' "the same again"
  assertEquals "left behind" "" "$(ls -A "$house/tmp")"
}
test_a_form_that_was_left_goes_on_and_the_second_form_follows_the_course() {
  quiz b
  assert_ran 0 '^1 of 2 questions are answered\. To go on: make quiz FORM=' q
  quiz s
  assert_ran 0 '^Question 2 of 2$' "on with the second"
  assert_ran 0 '^Form before: 1 of 2 answers are right\.$' "s is not right"
  quiz ""
  assert_ran 0 'You have not seen yet:$' "the course is not done"
  assert_ran 0 '^  02$' "which lesson"
  echo 'lesson 02-background' >"$house/work/progress"
  quiz "a b"
  assert_ran 0 '^Form after: 2 of 2 answers are right\.$' "the second form"
  assert_ran 0 '^The gain is 1\.00: ' "the gain"
}
test_a_wrong_key_is_noticed_and_the_question_does_not_count() {
  keep 1
  sed -i 's/^right b$/right c/' "$house/$questions"
  DEADLINE=0.5 quiz c before
  keep 2
  assert_ran 1 'FAILED +The key of this question, c, does not hold here\.' c
  assert_ran 1 '^  Question 1 cannot be shown here' "left out"
  assert_ran 1 '^Form before: 0 of 0 answers are right' "not counted"
  assertContains "noted" "$(cat "$house/work/quiz-before.tsv")" '	-	skipped'
}
test_what_fails_before_the_question_is_said() {
  keep 1
  sed -i 's/^  expect "$job" COMM=sleep$/  expect "$job" COMM=cat/' \
    "$house/$questions"
  DEADLINE=0.5 quiz b before
  keep 2
  assert_ran 1 'FAILED +job, PID [0-9]+: not what it should be' "the reason"
  assertNotContains "no question" "$output" 'It ends'
}
test_where_a_question_cannot_be_shown_another_one_stands_for_it() {
  {
    cat "$house/$questions"
    printf 'question before\nmyth M\nlesson 02-background\nbegin\n'
    printf '  skip "not here"\nright a\n\n'
    awk '/^question / { n++ } n == 1' "$house/$questions" |
      sed 's/^question before/& instead/'
  } >"$house/new"
  mv "$house/new" "$house/$questions"
  quiz "s s b" before
  keep 2
  assert_ran 0 '^SKIP question: not here' "the reason"
  assert_ran 0 '^Question 3 of 3$' "the other one"
  assert_ran 0 '^Form before: 1 of 3 answers are right\.$' "it counts"
}
test_bad_input_is_answered_by_a_sentence() {
  quiz x before
  assert_ran 2 '"x" is no answer: a b c s$' "a letter that is none"
  quiz a between
  assert_ran 2 '^usage: ' "a form that is none"
  run sh scripts/quiz.sh before
  assert_ran 2 'needs a terminal' "without a terminal"
}
test_at_a_terminal_mistakes_are_asked_again_and_q_leaves() {
  TMPDIR=$house/tmp TERM=dumb start sh scripts/quiz.sh
  answer x '\[a b c\] your answer'
  answer '?' '\[a b c\] your answer'
  sees 'that it leads the group'
  answer A '\[a b c\] your answer'
  sees 'You said a\) It runs on without'
  answer '' 'go on'
  answer q 'answer'
  sees '1 of 2 questions are answered'
  ends_with 0
  assertEquals "noted" 1 "$(grep -c 'wrong$' "$house/work/quiz-before.tsv")"
  assertEquals "left behind" "" "$(ls -A "$house/tmp")"
}
test_however_it_ends_nothing_is_left() {
  for way in "$(printf '\003')" hangup; do
    TMPDIR=$house/tmp TERM=dumb start sh scripts/quiz.sh
    if [ "$way" = hangup ]; then
      sees 'your answer'
      kill "$person"
    else
      press "$way" 'your answer'
      ends_with 0
    fi
    soon has_ended
    soon is_swept || fail "left behind: $(ls -A "$house/tmp")"
  done
}

# student NAME BEFORE AFTER: BEFORE and AFTER are a letter an answer: r right,
# w wrong, - skipped.
student() {
  mkdir -p "$class/$1"
  for form in before after; do
    [ "$form" = before ] && letters=$2 || letters=$3
    n=0
    while [ -n "$letters" ]; do
      n=$((n + 1))
      case $letters in
      r*) result=right ;;
      w*) result=wrong ;;
      *) result=skipped ;;
      esac
      printf '%s\tclaim %s\ta\t%s\n' "$n" "$n" "$result"
      letters=${letters#?}
    done >"$class/$1/quiz-$form.tsv"
    [ -s "$class/$1/quiz-$form.tsv" ] || rm "$class/$1/quiz-$form.tsv"
  done
}
gain() { run awk -f scripts/lib/gain.awk "$class"/*/quiz-*.tsv; }

test_a_class_of_twelve_has_its_sums_and_its_gain() {
  class=$SHUNIT_TMPDIR/class
  student s01 wwww rrrr
  student s02 wwww rrrw
  student 'third übung' rwww rrww
  student -s04 rwww rrrr
  student e=f rrww rrrw
  student s06 rrww rrrr
  student s07 rrrw rrrr
  student s08 wrww wrrw
  student s09 wwrw rwrr
  student s10 wwwr wwwr
  student s11 rrrr rrrr
  student s12 -rww -rrr
  gain
  # before: 0 0 25 25 50 50 75 25 25 25 100 33.3, mean 36.1;
  # after: 100 75 50 100 75 100 100 50 75 25 100 100, mean 79.2.
  assertEquals "the class" 'before  after  who had the misconception
     5      2  "claim 1"
     6      2  "claim 2"
     9      2  "claim 3"
    10      4  "claim 4"
mean score: 36.1 % before, 79.2 % after; students: 12
The gain is 0.67: (after - before) / (100 % - before).' "$output"
}
test_who_has_done_one_form_only_is_named_and_not_counted() {
  class=$SHUNIT_TMPDIR/half
  student s01 wr rr
  student s02 wr ''
  student s03 '' rr
  student s04 wr r
  gain
  assert_ran 0 'before, 100.0 % after; students: 1$' "one is counted"
  assert_ran 0 '^Not counted: s02: before is done, after is not there\.$' s02
  assert_ran 0 '^Not counted: s03: before is not there, after is done\.$' s03
  assert_ran 0 '^Not counted: s04: before is done, after has 1 of 2 answ' s04
}
test_a_class_that_knew_all_has_no_gain() {
  class=$SHUNIT_TMPDIR/good
  student s01 rr rr
  gain
  assert_ran 0 '^No gain can be told: all answers were right before\.$' all
  class=$SHUNIT_TMPDIR/none
  student s02 rr ''
  gain
  assert_ran 0 '^No student has done both forms\.$' none
}

. "$shunit2"
