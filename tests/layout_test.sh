#!/bin/sh
# A newcomer sees from the folders what is where: each lesson has all its rooms,
# and there is nothing else.
. "$(dirname "$0")/helper.sh"

# code_lines FILE: how many there are in it, comments and blank lines left out.
code_lines() {
  awk '
    /^ *\/\*/ { inside = 1 }
    !inside && NF { n++ }
    /\*\// { inside = 0 }
    END { print n + 0 }' "$1"
}

# problems: what is wrong with the layout of the course at $PWD, a line each.
problems() {
  stems=$(basename -s .c demos/*.c)
  for stem in $stems; do
    case $stem in
    [0-9][0-9]-*[!a-z0-9-]* | [!0-9]* | ?[!0-9]* | ??[!-]*)
      echo "demos/$stem.c: not a stem such as 08-setsid"
      ;;
    esac
    [ ${#stem} -le 15 ] ||
      echo "demos/$stem.c: ps cuts a name after 15 characters"
    limit=180
    [ "$stem" != 16-daemonize ] || limit=240
    [ "$(code_lines "demos/$stem.c")" -le $limit ] ||
      echo "demos/$stem.c: more than $limit lines of code"
    for room in lessons/$stem.md scripts/$stem.sh tests/${stem}_test.sh \
      lessons/exercises/$stem.c lessons/solutions/$stem.c \
      tests/exercises/${stem}_test.sh; do
      [ -f "$room" ] || echo "missing room: $room"
    done
  done
  echo "$stems" | cut -c 1-2 | uniq -d | sed 's/$/: this number is used twice/'
  for program in scripts/*.sh tests/*_test.sh tests/exercises/*.sh; do
    [ -x "$program" ] || echo "$program: cannot be executed"
  done
  for test in tests/*_test.sh; do
    grep -q '^test_[a-z0-9_]*()' "$test" || echo "$test: no tests in it"
  done
  for grader in tests/exercises/*_test.sh; do
    grep -q '^step ' "$grader" || echo "$grader: no criterion in it"
  done
  # A sleep is the inside of a poll, never a wait.
  grep -nE '\b(sleep|usleep|nanosleep)[ (]+[0-9"$]' demos/*.c scripts/*.sh \
    scripts/lib/*.sh tests/*.sh tests/exercises/*.sh |
    grep -vE 'sleep 0\.0[12]\b|sleep 60|layout_test' | sed 's/^/a sleep: /'
  strays
}

# strays: what stands in a room and belongs to no lesson and no tool.
strays() {
  find . -type f -o -type l | sed 's|^\./||' | while IFS= read -r path; do
    case $path in
    .git/* | .git | build* | work/*) ;;
    .ci/run | .clang-format | .editorconfig | .gitignore | .shellcheckrc) ;;
    Makefile | README.md | LICENSE) ;;
    lessons/README.md | lessons/glossary.md) ;;
    lessons/myths.md | lessons/teaching.md) ;;
    scripts/lib/lesson.sh | scripts/lib/story.sh) ;;
    scripts/lib/terminal.sh | scripts/lib/ps.sh | scripts/lib/sweep.sh) ;;
    scripts/tour.sh | scripts/setup.sh | scripts/grade.sh) ;;
    scripts/transcript.sh | scripts/lint.sh) ;;
    scripts/checkup.sh | scripts/map.sh | scripts/bench.sh) ;;
    tests/helper.sh | tests/helpers_test.sh | tests/run.sh) ;;
    tests/faults/run.sh | tests/faults/demos.sh | tests/faults/*.c) ;;
    tests/bench/*.c | tests/bench/*.h | tests/bench_test.sh) ;;
    tests/layout_test.sh | tests/lessons_test.sh) ;;
    tests/cleanup_test.sh | tests/nuisances_test.sh) ;;
    tests/tour_test.sh | tests/setup_test.sh | tests/grade_test.sh) ;;
    tests/words_test.sh | tests/run_test.sh | tests/faults_test.sh) ;;
    tests/checkup_test.sh | tests/daemons_test.sh | tests/map_test.sh) ;;
    *)
      stem=$(basename "$path")
      stem=${stem%.*} stem=${stem%_test}
      [ -f "demos/$stem.c" ] && case $path in
      "demos/$stem.c" | "lessons/$stem.md") ;;
      "scripts/$stem.sh" | "tests/${stem}_test.sh") ;;
      "lessons/exercises/$stem.c" | "lessons/solutions/$stem.c") ;;
      "tests/exercises/${stem}_test.sh") ;;
      *) false ;;
      esac || echo "stray file: $path"
      ;;
    esac
  done
}

test_every_lesson_has_its_rooms_and_nothing_else_is_there() {
  assertEquals "problems of the layout" "" "$(problems)"
}

# assert_seen PROBLEM COMMANDS: PROBLEM is reported after COMMANDS.
assert_seen() {
  make_house
  assertContains "after: $2" "$(cd "$house" && eval "$2" && problems)" "$1"
}
test_a_missing_room_is_seen() {
  assert_seen "missing room: tests/exercises/00-terminal_test.sh" \
    "rm tests/exercises/00*"
}
test_a_stray_file_is_seen() {
  assert_seen "stray file: demos/notes.txt" ": >demos/notes.txt"
  assert_seen "stray file: scripts/lib/more.sh" ": >scripts/lib/more.sh"
}
test_a_name_that_ps_would_cut_is_seen() {
  assert_seen "after 15 characters" ": >demos/98-a-name-of-17ch.c"
}
test_a_number_used_twice_is_seen() {
  assert_seen "00: this number is used twice" ": >demos/00-other.c"
}
test_a_test_file_without_tests_is_seen() {
  assert_seen "00-terminal_test.sh: no tests in it" \
    "echo : >tests/00-terminal_test.sh"
}
test_a_fixed_wait_is_seen() {
  assert_seen "a sleep: scripts/00-terminal.sh" \
    "echo sleep 1 >>scripts/00-terminal.sh"
}
test_a_long_demo_is_seen() {
  assert_seen "00-terminal.c: more than 180 lines of code" \
    "yes 'int more;' | head -n 180 >>demos/00-terminal.c"
}
test_comments_and_blank_lines_do_not_make_a_demo_long() {
  make_house
  assertEquals "problems of a demo of 500 lines" "" "$(cd "$house" &&
    for _ in $(seq 100); do printf '\n/* one\n * two */\n'; done \
      >>demos/00-terminal.c && problems)"
}

. "$shunit2"
