#!/bin/sh
# The lessons: their form is the same, their numbers agree, and their words are
# plain. With LESSON=08 in the environment it looks at that lesson only. That a
# lesson shows what a run prints is a test of the lesson's own.
# shellcheck disable=SC2016 # the backquotes are Markdown's
. "$(dirname "$0")/helper.sh"

sections=$(printf '%s|' Before Predict Watch After "The code" "Break it" Make \
  "If yours differs" Recap "Where it is written")

# by_hand LESSON: the lesson without what make lessons writes.
by_hand() { sed -E '/^<!-- (picture|step|code|breaks)/,/^<!-- end/d' "$1"; }

# part PART N STEM: a part of the lesson as plain text: see lesson.awk.
part() {
  awk -v part="$1" -v n="${2:-0}" -f scripts/lib/plain.awk \
    -f scripts/lib/lesson.awk "lessons/$3.md"
}

# check_lesson STEM: what is wrong with the form of its lesson, a line each.
check_lesson() {
  lesson=lessons/$1.md
  idea=$(sed -n "2s/^# $1: \(.*\)\.$/\1/p" "scripts/$1.sh")
  [ -n "$idea" ] || echo "scripts/$1.sh: line 2 is not '# $1: the one idea.'"
  title=$(echo "$1" | sed 's/-/ /')
  [ "$(head -n 1 "$lesson")" = "# $title: $idea" ] ||
    echo "$lesson: its title is not '# $title: $idea'"
  grep -q "^| \[$title\]($1.md) | $idea | " lessons/README.md ||
    echo "lessons/README.md: no row of $title with the idea '$idea'"
  minutes=$(sed -n "s/^| \[$title\][^|]*|[^|]*| \([0-9]*\) |.*/\1/p" \
    lessons/README.md)
  sed -n 3p "$lesson" | grep -q "^\*$minutes minutes · after .* · needs: " ||
    echo "$lesson: its head does not begin with" \
      "'*$minutes minutes · after ... · needs: ...'"
  [ "$(sed -n 's/^## //p' "$lesson" | tr '\n' '|')" = "$sections" ] ||
    echo "$lesson: its sections are not $sections"
  words=$(by_hand "$lesson" | sed '/^```/,/^```/d' | count_words)
  [ "$words" -ge 500 ] && [ "$words" -le 1800 ] ||
    echo "$lesson: $words words of prose; it reads in about ten minutes"
  check_steps "$1"
  check_predictions "$1"
  check_lines "$1"
  dead_links "$lesson"
}

# check_steps STEM: a section for each step of the script, of the same title.
check_steps() {
  part steps 0 "$1" >"$SHUNIT_TMPDIR/sections"
  sed -nE 's/^ *step "(.*)"$/\1/p' "scripts/$1.sh" |
    awk '{ print NR "\t" $0 }' >"$SHUNIT_TMPDIR/steps"
  diff "$SHUNIT_TMPDIR/sections" "$SHUNIT_TMPDIR/steps" >/dev/null || {
    echo "lessons/$1.md: its sections are not the steps of its script:"
    diff "$SHUNIT_TMPDIR/sections" "$SHUNIT_TMPDIR/steps"
  }
  [ "$(wc -l <"$SHUNIT_TMPDIR/steps")" -le 7 ] ||
    echo "scripts/$1.sh: more than seven steps"
  awk -v lesson="lessons/$1.md" '
    /^<!-- step / { n = $3; lines = -2 }
    { lines++ }
    /^<!-- end of step/ && lines > 22 {
      print lesson ": the transcript of step " n " has " lines - 2 " lines"
    }' "lessons/$1.md"
  # A step that nothing explains.
  while IFS='	' read -r n _; do
    part step "$n" "$1" >/dev/null ||
      echo "lessons/$1.md: nothing is explained below step $n"
  done <"$SHUNIT_TMPDIR/sections"
}

# check_predictions STEM: each question is asked and answered once in the
# script, and the lesson has a reason for each of its letters.
check_predictions() {
  questions=0
  while part question $((questions + 1)) "$1" >"$SHUNIT_TMPDIR/question"; do
    questions=$((questions + 1))
    for word in predict answer; do
      [ "$(grep -c "^ *$word $questions\$" "scripts/$1.sh")" -eq 1 ] ||
        echo "scripts/$1.sh: '$word $questions' does not stand there once"
    done
    sed 1d "$SHUNIT_TMPDIR/question" | cut -f 1 | sort >"$SHUNIT_TMPDIR/asked"
    part answer "$questions" "$1" 2>/dev/null | cut -f 1 |
      sort >"$SHUNIT_TMPDIR/given"
    cmp -s "$SHUNIT_TMPDIR/asked" "$SHUNIT_TMPDIR/given" ||
      echo "lessons/$1.md: question $questions has not one answer a letter"
    [ "$(wc -l <"$SHUNIT_TMPDIR/asked")" -ge 2 ] ||
      echo "lessons/$1.md: question $questions has no choices"
  done
  [ "$questions" -ge 2 ] && [ "$questions" -le 4 ] ||
    echo "lessons/$1.md: $questions predictions, not two or three"
}

# check_lines STEM: 80 columns, but for the table of breaks and links.
check_lines() {
  awk -v lesson="lessons/$1.md" '
    /^\|/ || /\]\(/ || /^<!--/ { next }
    length > 80 {
      text = $0
      gsub(/[^ -~]+/, "x", text) # a character of more than one byte
      if (length(text) > 80) print lesson ": more than 80 columns: " $0
    }' "lessons/$1.md"
}

# check_words FILE: words and forms that a learner of English stumbles over, and
# codes of the standard outside the last section.
check_words() {
  sed '/^```/,/^```/d' "$1" | awk -v file="$1" '
    /^## / { section = substr($0, 4) }
    { text = tolower($0) }
    text ~ /(^|[^a-z])(lest|anew|hence|thereby)([^a-z]|$)/ {
      print file ": an old word (lest, anew, hence, thereby): " $0
    }
    text ~ /tried here|it is none|, and that one/ {
      print file ": say it plainly (WORDING): " $0
    }
    /X(SH|CU|BD)/ && section != "Where it is written" {
      print file ": codes of POSIX stand in \"Where it is written\": " $0
    }'
}

# dead_links FILE: its relative links that lead nowhere, also to a heading.
dead_links() {
  grep -o '](\([^):]*\))' "$1" | sed 's/](\(.*\))/\1/' |
    while read -r link; do
      target=$(dirname "$1")/${link%%#*}
      [ -n "${link%%#*}" ] || target=$1
      if [ ! -e "$target" ]; then
        echo "$1: no $link"
      elif [ "$link" != "${link#*#}" ]; then
        has_anchor "$target" "${link#*#}" || echo "$1: no $link"
      fi
    done
}
# has_anchor FILE ANCHOR: a heading, or a term of the glossary in bold or as the
# first cell of a row, whose words make that anchor.
has_anchor() {
  sed -nE 's/^#+ //p; s/^<a id="([^"]*)".*/\1/p' "$1" |
    tr '[:upper:] ' '[:lower:]-' | tr -cd 'a-z0-9\n-' | grep -qxF "$2"
}

test_the_other_texts_lead_somewhere() {
  for text in README.md lessons/[A-Za-z]*.md; do
    assertEquals problems '' "$(dead_links "$text")"
  done
}

is_in_order() {
  assertEquals problems '' "$(check_lesson "$1")"
  assertEquals words '' "$(check_words "lessons/$1.md")"
}

suite() {
  for lesson in lessons/"${LESSON-}"[0-9-]*.md; do
    stem=$(basename "$lesson" .md)
    name=$(echo "$stem" | tr - _)
    eval "test_${name}_is_in_order() { is_in_order $stem; }"
    suite_addTest "test_${name}_is_in_order"
  done
  suite_addTest test_the_other_texts_lead_somewhere
  suite_addTest test_what_has_drifted_is_noticed
  suite_addTest test_a_lesson_out_of_order_is_noticed
}

# spoil STEM EDIT: has its lesson in the house as sed changes it.
spoil() { sed -E "$2" "lessons/$1.md" >"$house/lessons/$1.md"; }

test_what_has_drifted_is_noticed() {
  make_house
  for edit in 's/^  it prints  leader /  it prints  lead /' \
    '/^<!-- picture/,/^<!-- end/s/ Ss  /Ss+ /' \
    '/^<!-- picture before/,/^<!-- end/s/.*parent 1003.*//' \
    '/^<!-- code/,/^<!-- end/s/setsid/getsid/'; do
    spoil 11-double-fork "$edit"
    run sh "$house/scripts/transcript.sh" --check 11-double-fork
    assert_ran 1 'lessons/11-double-fork.md: not what a run prints' \
      "spoilt by $edit"
  done
}
test_a_lesson_out_of_order_is_noticed() {
  make_house
  expect_problem 's/^## Predict/## Guess/' "its sections are not"
  expect_problem 's/^(### 2\. Press Ctrl-C)/\1 again/' "not the steps"
  expect_problem '/^ +- \(c\) A session never/,+1d' "not one answer a letter"
  expect_problem 's/^# 08 setsid: a/# 08 setsid: the/' "its title is not"
  expect_problem 's/glossary.md#fuse/glossary.md#fuze/' "no glossary.md#fuze"
  expect_problem '/^- \*\*The child lives/,/^### 3/{/^###/!d}' \
    "nothing is explained below step 2"
}
# expect_problem EDIT TEXT: of lesson 08 spoilt by EDIT, check_lesson says TEXT.
expect_problem() {
  spoil 08-setsid "$1"
  assertContains "spoilt by $1" \
    "$(cd "$house" && check_lesson 08-setsid)" "$2"
}

. "$shunit2"
