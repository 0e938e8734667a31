#!/bin/sh
# Each question of make quiz: on this machine its key is right, and each other
# key would be noticed.
# Runs with the exercises: it starts each question several times, so it takes
# long.
. "$(dirname "$0")/helper.sh"
questions=scripts/lib/quiz.txt

oneTimeSetUp() { make_house; }

# put FORM N LETTER [INSTEAD]: one question of the house; LETTER is said.
put() {
  run env QUIZ_FORM="$1" QUIZ_N="$2" QUIZ_SAY="$3" QUIZ_INSTEAD="${4-}" \
    QUIZ_OUT="$SHUNIT_TMPDIR/out.tsv" DEADLINE="${deadline:-5}" \
    sh "$house/scripts/lib/question.sh" --auto "$build/00-terminal" </dev/null
}
read_quiz() {
  awk -v form="$form" -v n="$n" -v want="$1" -v part="${2-}" \
    -v instead="${instead-}" -f scripts/lib/quiz.awk "$questions"
}

# assert_key: question $n of $form, or what stands for it.
assert_key() {
  key=$(read_quiz text right) || return 0
  put "$form" "$n" "$key" "$instead"
  if [ "$status" -eq 3 ]; then
    skip_test "form $form, question $n: $output"
    endSkipping
    return
  fi
  assert_ran 0 'That is so\.$' "form $form, question $n, the key $key"
  for letter in $(read_quiz options); do
    [ "$letter" != "$key" ] || continue
    awk -v form="$form" -v n="$n" -v instead="$instead" -v letter="$letter" '
      /^question / {
        if ($2 == form && $3 != "instead") number++
        here = $2 == form && number == n && ($3 == "instead") == instead + 0
      }
      here && /^right / { $0 = "right " letter }
      { print }' "$questions" >"$house/$questions"
    deadline=0.5 put "$form" "$n" "$letter" "$instead"
    # A slow machine gets the full deadline.
    ran 1 'FAILED +The key of this question' || put "$form" "$n" "$letter" \
      "$instead"
    assert_ran 1 'FAILED +The key of this question' \
      "form $form, question $n, the wrong key $letter"
  done
  cp "$questions" "$house/$questions"
}
assert_keys() {
  for n in $(seq "$1" "$2"); do
    for instead in '' 1; do assert_key; done
  done
}

test_the_keys_of_the_form_before_1_to_10() { form=before assert_keys 1 10; }
test_the_keys_of_the_form_before_11_to_20() { form=before assert_keys 11 20; }
test_the_keys_of_the_form_after_1_to_10() { form=after assert_keys 1 10; }
test_the_keys_of_the_form_after_11_to_20() { form=after assert_keys 11 20; }

. "$shunit2"
