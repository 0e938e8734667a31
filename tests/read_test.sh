#!/bin/sh
# read.sh: a lesson as text, in a pipe and on a terminal.
# shellcheck disable=SC2016 # what is quoted is for another shell
. "$(dirname "$0")/helper.sh"
. tests/person.sh

setUp() {
  [ -z "${house-}" ] || return 0
  make_house
  cat >"$house/lessons/sample.md" <<'END'
# A sample: of everything

*20 minutes · [demo](../demos/08-setsid.c) ·
[terms](glossary.md)*

The first paragraph is so long
that it must be wrapped, and it has **bold text that is wrapped
as well** and `code with *stars* and [brackets](x)`.

## Before

<!-- picture before: make lessons writes it -->
```
## no heading

      a picture
```
<!-- end of picture -->

| a | b |
|---|---|
| `x \| y` | two |

| the edit | what it says |
|---|---|
|`one` becomes `two`, in a cell of words|Expected: that there are as many words|

## After

1. First.
   - (a) A choice that is long enough to be wrapped below itself,
     and not below its letter.
2. Second.

<details><summary>Answers</summary>

1. **a.** Because.
</details>

Last… words.
END
}

# read_it ARG...: the house's reader, without a terminal.
read_it() { run env LC_ALL=C.UTF-8 sh "$house/scripts/read.sh" "$@"; }

test_in_a_pipe_it_is_plain_text_with_the_folded_parts_at_the_end() {
  read_it sample
  assertEquals "a page" 'A sample: of everything
=======================

20 minutes · demo (demos/08-setsid.c) · terms

The first paragraph is so long that it must be wrapped, and it has bold text
that is wrapped as well and `code with *stars* and [brackets](x)`.

Before
------

    ## no heading

          a picture

  a        b
  `x | y`  two

- `one` becomes `two`, in a cell of words
  Expected: that there are as many words

After
-----

1. First.
   - (a) A choice that is long enough to be wrapped below itself, and not below
     its letter.
2. Second.

[Answers: at the end, 1]

Last… words.

1. Answers (After)
------------------

1. a. Because.' "$output"
  assertEquals "its status" 0 "$status"
}
test_a_part_is_printed_from_and_until_a_section() {
  read_it --from Before --until After sample
  assertContains "from Before" "$output" "a picture"
  assertNotContains "before Before" "$output" "20 minutes"
  assertNotContains "after Before" "$output" "Answers"
  read_it --from Never sample
  assert_ran 1 '^lessons/sample.md has no section Never' "no such section"
}
test_a_terminal_without_other_characters_gets_none() {
  run env LC_ALL=C sh "$house/scripts/read.sh" sample
  assert_ran 0 '^20 minutes - demo' "in the C locale"
  assert_ran 0 '^Last\.\.\. words' "in the C locale"
}
test_every_awk_prints_the_same() {
  expected=$(LC_ALL=C.UTF-8 sh "$house/scripts/read.sh" sample)
  mkdir -p "$SHUNIT_TMPDIR/bin"
  for awk in mawk gawk original-awk 'busybox awk'; do
    found=$(command -v "${awk%% *}") || continue
    printf '#!/bin/sh\nexec %s "$@"\n' "$found${awk#"${awk%% *}"}" \
      >"$SHUNIT_TMPDIR/bin/awk"
    chmod +x "$SHUNIT_TMPDIR/bin/awk"
    assertEquals "$awk" "$expected" \
      "$(PATH="$SHUNIT_TMPDIR/bin:$PATH" LC_ALL=C.UTF-8 \
        sh "$house/scripts/read.sh" sample)"
  done
}

# not_text: what is left of Markdown in standard input, code aside; and what is
# wider than a terminal.
not_text() {
  awk '
    size = length($0) > 0 { line = $0; gsub(/[\200-\277]/, "", line) }
    size && length(line) > 80 && !/^ / { print "wide: " $0 }
    /<!--|<\/?details|<\/?summary/ { print "HTML: " $0 }
    { gsub(/`[^`]*`/, "") }
    !/^ / && (/\]\(/ || /\*\*/) { print "Markdown: " $0 }'
}
test_all_lessons_and_pages_are_text() {
  for page in lessons/*.md; do
    page=$(basename "$page" .md)
    assertEquals "$page" '' "$(sh scripts/read.sh "$page" | not_text)"
  done
}
test_a_lesson_has_three_names() {
  for n in 8 08 08-setsid; do
    read_it $n
    assert_ran 0 '^08 setsid: a session without a terminal$' "N=$n"
  done
}
test_wrong_use_gets_a_sentence() {
  read_it 99
  assert_ran 2 '^There is no lesson 99\. The lessons are:' "N=99"
  read_it nonsense
  assert_ran 2 '^There is no lesson and no page nonsense' "no such page"
  read_it ../README
  assert_ran 2 '^There is no lesson and no page' "a path"
  read_it
  assert_ran 2 '^usage: read.sh' "nothing"
  read_it --from After
  assert_ran 2 '^usage: read.sh' "no lesson"
  run env -u MAKEFLAGS make -s -C "$house" read N=08
  assert_ran 0 '^08 setsid' "make read"
}

# on_terminal COMMAND...: see start; with colours and with letters of more than
# a byte.
on_terminal() {
  start env -u NO_COLOR TERM=xterm LC_ALL=C.UTF-8 "$@"
}

test_on_a_terminal_a_folded_part_opens_on_enter() {
  on_terminal sh scripts/read.sh --from After sample
  answer '' '\[Enter\] show it'
  sees '1\. .*a\..* Because'
  sees 'Last… words'
  ends_with 0
  on_terminal sh scripts/read.sh --from After sample
  answer s '\[Enter\] show it +\[s\] skip it +\[q\] quit'
  sees 'Last… words'
  ends_with 0
  assertNotContains "a part left folded" "$(cat "$screen")" Because
}
test_on_a_terminal_it_stops_before_the_screen_is_full_and_q_leaves() {
  on_terminal sh -c 'stty rows 24 cols 80; exec make -s read N=08'
  answer '' '\[Enter\] more +\[q\] stop reading'
  answer '' '\[Enter\] more +\[q\] stop reading'
  answer q '\[Enter\] more +\[q\] stop reading'
  ends_with 0
  assertEquals "rows between two stops: too many" '' "$(
    awk '/\[q\] stop/ { if (NR - last > 23) print NR - last; last = NR }' \
      "$screen"
  )"
  assertEquals "an empty row at the top of a screen" '' "$(
    tr -d '\r' <"$screen" | awk '/\[q\] stop/ { getline; if (/^$/) print NR }'
  )"
  assertTrue "headings are bold" "grep -q '.\[1mBefore' '$screen'"
  on_terminal sh scripts/read.sh 08
  answer q '\[Enter\] more'
  ends_with 130
}
test_where_no_colour_is_wanted_there_is_none() {
  on_terminal env NO_COLOR=1 sh scripts/read.sh 08
  answer q '\[Enter\] more'
  ends_with 130
  assertFalse "an escape" "grep -q '$(printf '\033')' '$screen'"
}

. "$shunit2"
