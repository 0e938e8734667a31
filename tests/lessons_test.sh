#!/bin/sh
# The lessons: their order is the same, their numbers agree, and what they show
# is what a run prints.
. "$(dirname "$0")/helper.sh"

sections=$(printf '%s ' Picture Predict Run Explain "Read the code" "Break it" \
  Make "If yours differs" Recap)

# by_hand LESSON: the lesson without what make lessons writes.
by_hand() { sed -E '/^<!-- (picture|transcript)/,/^<!-- end/d' "$1"; }

# check_lesson STEM: what is wrong with its lesson, a line each.
check_lesson() {
  lesson=lessons/$1.md
  idea=$(sed -n "2s/^# $1: \(.*\)\.$/\1/p" "scripts/$1.sh")
  [ -n "$idea" ] || echo "scripts/$1.sh: line 2 is not '# $1: the one idea.'"
  title=$(echo "$1" | sed 's/-/ /')
  [ "$(head -n 1 "$lesson")" = "# $title: $idea" ] ||
    echo "$lesson: its title is not '# $title: $idea'"
  grep -q "^| \[$title\]($1.md) | $idea | " lessons/README.md ||
    echo "lessons/README.md: no row of $title with the idea '$idea'"
  grep -q "](lessons/$1.md) | $idea |" README.md ||
    echo "README.md: no row of lessons/$1.md with the idea '$idea'"
  minutes=$(sed -n "s/^| \[$title\][^|]*|[^|]*| \([0-9]*\) |.*/\1/p" \
    lessons/README.md)
  header="*$minutes minutes · needs: … · commands: … · read: …*"
  sed -n 3p "$lesson" |
    grep -qx "\*$minutes minutes · needs: .* · commands: .* · read: .*\*" ||
    echo "$lesson: its header is not '$header'"
  [ "$(sed -n 's/^## //p' "$lesson" | tr '\n' ' ')" = "$sections" ] ||
    echo "$lesson: its sections are not $sections"
  words=$(by_hand "$lesson" | wc -w)
  [ "$words" -ge 700 ] && [ "$words" -le 1300 ] ||
    echo "$lesson: $words words without pictures and transcript"
  grep -q '^<!-- transcript: ' "$lesson" ||
    echo "$lesson: no place for the transcript"
  ! grep -q '^ *map "' "scripts/$1.sh" || grep -q '^<!-- picture: ' "$lesson" ||
    echo "$lesson: no place for the pictures that its script draws"
  sed -n '/^<!-- picture/,/^<!-- end/p' "$lesson" | awk -v lesson="$lesson" '
    length > 72 { print lesson ": a picture of " length " columns: " $0 }'
  by_hand "$lesson" | awk -v lesson="$lesson" '
    /^```/ { inside = !inside }
    NR != 3 && length > (inside ? 80 : 100) {
      print lesson ": a line of " length " characters: " $0
    }'
  dead_links "$lesson"
}

# dead_links FILE: its relative links that lead nowhere.
dead_links() {
  grep -o '](\([^)#:]*\))' "$1" | sed 's/](\(.*\))/\1/' |
    while read -r link; do
      [ -e "$(dirname "$1")/$link" ] || echo "$1: no $link"
    done
}
test_the_other_texts_lead_somewhere() {
  for text in README.md lessons/[A-Za-z]*.md; do
    assertEquals problems '' "$(dead_links "$text")"
  done
}

is_in_order() { assertEquals problems '' "$(check_lesson "$1")"; }

suite() {
  for lesson in lessons/[0-9]*.md; do
    stem=$(basename "$lesson" .md)
    name=$(echo "$stem" | tr - _)
    eval "test_${name}_is_in_order() { is_in_order $stem; }"
    eval "test_${name}_shows_what_a_run_prints() { is_current $stem; }"
    suite_addTest "test_${name}_is_in_order"
    suite_addTest "test_${name}_shows_what_a_run_prints"
  done
  suite_addTest test_the_other_texts_lead_somewhere
  suite_addTest test_a_transcript_that_has_drifted_is_noticed
  suite_addTest test_a_picture_that_has_drifted_is_noticed
  suite_addTest test_a_lesson_out_of_order_is_noticed
}

# is_current STEM: is its transcript what a run prints? A run with all nuisances
# at once (signals ignored, stray descriptors, no standard input, a narrow
# umask, another language, a TMPDIR with a space) and under another shell than
# most tests use: none of that may change a line.
is_current() {
  only_glibc "a transcript has its words for errors" || return 0
  mkdir -p "$SHUNIT_TMPDIR/a b"
  # shellcheck disable=SC2016 # for the inner shell
  run bash -c '
    trap "" HUP INT QUIT TERM TSTP TTIN TTOU CHLD PIPE
    umask 077
    exec 3</dev/null 4>&2 5<&2 6>/dev/null 7</dev/null 8>/dev/null
    exec 9</dev/null <&-
    export TMPDIR=$1 LANG=C.UTF-8 LC_ALL=C.UTF-8 CDPATH=/ PS1=x: TERM=xterm
    SCRIPT_SHELL=bash exec sh scripts/transcript.sh --check "$2"
  ' bash "$SHUNIT_TMPDIR/a b" "$1"
  [ "$status" -ne 3 ] || skip_test "$(echo "$output" | sed -n 's/^  SKIP *//p')"
  assertEquals "$output" 0 "$status"
}

# spoil STEM EDIT: has its lesson in the house as sed changes it.
spoil() { sed "$2" "lessons/$1.md" >"$house/lessons/$1.md"; }

test_a_transcript_that_has_drifted_is_noticed() {
  make_house
  spoil 00-terminal 's/^  it prints  hello/  it prints  hullo/'
  run sh "$house/scripts/transcript.sh" --check 00-terminal
  assert_ran 1 'lessons/00-terminal.md: not what a run prints' \
    "a spoilt transcript"
}
test_a_picture_that_has_drifted_is_noticed() {
  make_house
  for edit in 's/ Ss  /Ss+ /' 's/.*parent 1001.*//' \
    's/while a job/after the job/'; do
    spoil 01-foreground "/^<!-- picture/,/^<!-- end/$edit"
    run sh "$house/scripts/transcript.sh" --check 01-foreground
    assert_ran 1 'lessons/01-foreground.md: not what a run prints' \
      "a picture spoilt by $edit"
  done
}
test_a_lesson_out_of_order_is_noticed() {
  make_house
  spoil 00-terminal 's/^## Predict/## Guess/'
  assertContains "a section of another name" \
    "$(cd "$house" && check_lesson 00-terminal)" "its sections are not"
  spoil 01-foreground '/^<!-- picture/,/^<!-- end/d'
  assertContains "no picture" \
    "$(cd "$house" && check_lesson 01-foreground)" "no place for the pictures"
}

. "$shunit2"
