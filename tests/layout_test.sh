#!/bin/sh
# A newcomer sees from the folders what is where: each lesson has all its rooms,
# and there is nothing else.
. "$(dirname "$0")/helper.sh"

# problems: what is wrong with the layout of the course at $PWD, a line each.
problems() {
  check_lessons
  check_demos
  for file in .ci/run scripts/*.sh tests/*.sh tests/*/*.sh; do
    read -r first <"$file"
    case $first in
    '#!'*) [ -x "$file" ] || echo "$file: cannot be executed" ;;
    esac
  done
  grep -L '^test_[a-z0-9_]*()' tests/*_test.sh tests/solutions/*_test.sh |
    sed 's/$/: no tests in it/'
  grep -L '^step ' tests/exercises/*_test.sh | sed 's/$/: no criterion in it/'
  grep -c '^ *key_step ' tests/exercises/*_test.sh |
    sed -n '/:1$/!s/:[0-9]*$/: it must have one key_step/p'
  # A sleep is the inside of a poll, never a wait.
  {
    grep -nE "\\b(u|nano)?sleep\\([0-9]" demos/*.c
    grep -nE '\bsleep +[0-9"$]' scripts/*.sh scripts/lib/*.sh tests/*.sh \
      tests/*/*.sh | grep -vE 'sleep 0\.(0[12]|1)\b|sleep 60|layout_test'
  } | sed 's/^/a sleep: /'
  # What has just been executed runs before it sleeps. The transcript has STAT.
  awk '{ whole = whole $0 }
    sub(/\\$/, "", whole) { next }
    whole ~ /^ *expect ".* COMM=/ && whole !~ /STAT=/ {
      print FILENAME ": STAT is not asked for: " whole
    }
    { whole = "" }' scripts/[0-9]*.sh
  strays
}

# check_lessons: a lesson's text gives the stem of all its rooms.
check_lessons() {
  for lesson in lessons/[0-9]*.md; do
    stem=${lesson##*/} stem=${stem%.md}
    check_stem "$lesson" "$stem"
    for room in demos/$stem.c scripts/$stem.sh tests/${stem}_test.sh \
      lessons/exercises/$stem.c lessons/solutions/$stem.c \
      tests/exercises/${stem}_test.sh tests/solutions/${stem}_test.sh; do
      [ -f "$room" ] || echo "missing room: $room"
    done
  done
  basename -s .md -a lessons/[0-9]*.md | cut -c 1-2 | uniq -d |
    sed 's/$/: two lessons have this number/'
  check_project
}

# find_project: sets $project to the stem of the last project, an exercise
# without a lesson, which the title of its page names.
find_project() {
  project=$(sed -n '1s/^# \([0-9][^ ]*\) \([^ ]*\):.*/\1-\2/p' \
    lessons/project.md 2>/dev/null)
}
check_project() {
  find_project
  [ -n "$project" ] || return 0
  check_stem lessons/project.md "$project"
  for room in lessons/exercises/$project.c lessons/solutions/$project.c \
    tests/exercises/${project}_test.sh tests/solutions/${project}_test.sh; do
    [ -f "$room" ] || echo "missing room: $room"
  done
}

# check_demos: one that is no lesson's own is a companion of one.
check_demos() {
  for demo in demos/*.c; do
    stem=${demo##*/} stem=${stem%.c}
    [ -f "lessons/$stem.md" ] || check_stem "$demo" "$stem"
    set -- lessons/"${stem%%-*}"-*.md
    [ -f "$1" ] || echo "$demo: there is no lesson of this number"
  done
}

# check_stem FILE STEM
check_stem() {
  case $2 in
  [0-9][0-9]-*[!a-z0-9-]* | [!0-9]* | ?[!0-9]* | ??[!-]* | ??-)
    echo "$1: not a stem such as 08-setsid"
    ;;
  esac
  [ ${#2} -le 15 ] || echo "$1: ps cuts a name after 15 characters"
}

# strays: what stands in a room and belongs to no lesson and to no tool.
strays() {
  find . -type f -o -type l | sed 's|^\./||' | while IFS= read -r path; do
    name=${path##*/}
    case $path in
    .git/* | .git | build* | work/*) true ;;
    .ci/run | .clang-format | .editorconfig | .gitignore) true ;;
    .shellcheckrc | Makefile | README.md | LICENSE) true ;;
    # Tools, and what they are written in.
    scripts/lib/[a-z]*.*) is_word "${name%.*}" ;;
    scripts/[a-z]*.awk) is_named "$name" scripts/*.sh ;;
    scripts/[a-z]*.sh) is_named "scripts/$name" README.md Makefile ;;
    tests/exercises/* | tests/solutions/*) is_room "$path" ;;
    tests/[a-z]*/*) [ -f "${path%/*}/run.sh" ] ;;
    tests/helper.sh | tests/[a-z]*_test.sh) true ;;
    tests/[a-z]*.*) is_named "$name" README.md Makefile tests/*.sh ;;
    # Pages without a number, their pictures.
    lessons/README.md) true ;;
    lessons/*/*.svg) is_named "$name" lessons/*.md README.md ;;
    lessons/[a-z]*.md) is_named "$name" README.md lessons/README.md ;;
    *) is_room "$path" ;;
    esac || echo "stray file: $path"
  done
}

# is_named NAME FILE...: is it named in one of them, and not only in itself or
# in a test?
is_named() {
  named=$1
  shift
  grep -lF -e "$named" "$@" | grep -v '_test\.sh$' | grep -qv "/$named\$"
}

# is_word NAME: do scripts name this part of scripts/lib?
is_word() {
  grep -lwF -e "$1" scripts/*.sh scripts/lib/* Makefile |
    grep -qv "^scripts/lib/$1\."
}

# is_room PATH: is it a room of a lesson, or a companion among the demos?
is_room() {
  stem=${1##*/}
  stem=${stem%.*} stem=${stem%_test}
  case $1 in
  demos/[0-9][0-9]-*.c) return 0 ;; # see check_demos
  "lessons/$stem.md" | "scripts/$stem.sh" | "tests/${stem}_test.sh") ;;
  "lessons/exercises/$stem.c" | "lessons/solutions/$stem.c") ;;
  "tests/exercises/${stem}_test.sh" | "tests/solutions/${stem}_test.sh") ;;
  *) return 1 ;;
  esac
  [ -f "lessons/$stem.md" ] || { find_project && [ "$stem" = "$project" ]; }
}

test_every_lesson_has_its_rooms_and_nothing_else_is_there() {
  assertEquals "problems of the layout" "" "$(problems)"
}

# spoil COMMANDS: sets $found to the problems of a house after COMMANDS.
spoil() {
  make_house
  found=$(cd "$house" && eval "$1" && problems)
  rm -rf "$house"
}
seen() { assertContains "problems" "$found" "$1"; }
unseen() { assertNotContains "problems" "$found" "$1"; }

test_a_missing_room_is_seen() {
  spoil "rm tests/exercises/00*; : >lessons/98-more.md"
  seen "missing room: tests/exercises/00-terminal_test.sh"
  for room in demos/98-more.c scripts/98-more.sh tests/98-more_test.sh \
    lessons/exercises/98-more.c lessons/solutions/98-more.c \
    tests/exercises/98-more_test.sh tests/solutions/98-more_test.sh; do
    seen "missing room: $room"
  done
}
test_the_last_project_has_four_rooms_and_no_others() {
  spoil "rm -f tests/exercises/30-keep* tests/solutions/30-keep*
    for file in demos/30-keep.c scripts/30-keep.sh tests/30-keep_test.sh
    do : >\$file; done"
  seen "missing room: tests/exercises/30-keep_test.sh"
  seen "missing room: tests/solutions/30-keep_test.sh"
  seen "demos/30-keep.c: there is no lesson of this number"
  unseen lessons/30-keep.md
  spoil "sed -i '1s/.*/# 31 hold: another/' lessons/project.md"
  seen "missing room: lessons/exercises/31-hold.c"
  seen "stray file: lessons/exercises/30-keep.c"
}
test_a_companion_needs_a_lesson_and_has_no_other_room() {
  spoil "for file in demos/00-friend.c demos/98-friend.c \
    lessons/exercises/00-friend.c scripts/00-friend.sh; do : >\$file; done"
  seen "demos/98-friend.c: there is no lesson of this number"
  seen "stray file: lessons/exercises/00-friend.c"
  seen "stray file: scripts/00-friend.sh"
  unseen demos/00-friend.c
}
test_a_stray_file_is_seen() {
  strays="demos/notes.txt demos/more.c scripts/98-more.sh scripts/more.txt
    tests/more.txt tests/98-more_test.sh tests/exercises/98-more_test.sh
    tests/solutions/98-more_test.sh tests/exercises/run.sh
    lessons/notes.txt notes.txt .notes"
  spoil "for file in \$strays; do : >\$file; done"
  for file in $strays; do
    seen "stray file: $file"
  done
}
test_a_tool_that_nobody_names_is_a_stray_file() {
  spoil "echo scripts/zebra.sh >scripts/zebra.sh; echo zebra.sh >tests/zebra.sh
    echo giraffe >scripts/lib/giraffe.sh; mkdir tests/zebra tests/lion
    : >tests/zebra/words.sh
    : >scripts/tiger.sh; echo scripts/tiger.sh >>README.md
    : >scripts/tiger.awk; : >scripts/giraffe.awk
    echo '# tiger.awk' >>scripts/map.sh
    : >tests/tiger.sh; echo '# tests/tiger.sh' >>Makefile
    : >scripts/lib/tiger.awk; echo '# tiger' >>scripts/map.sh
    : >tests/lion/run.sh; : >tests/lion/roar.c"
  seen "stray file: scripts/zebra.sh"
  seen "stray file: tests/zebra.sh"
  seen "stray file: scripts/lib/giraffe.sh"
  seen "stray file: scripts/giraffe.awk"
  seen "stray file: tests/zebra/words.sh"
  unseen tiger
  unseen lion
}
test_a_page_or_picture_that_nobody_links_is_a_stray_file() {
  spoil "mkdir -p lessons/pictures; echo zebra.md >lessons/zebra.md
    : >lessons/pictures/zebra.svg; : >lessons/pictures/tiger.svg
    echo '![tiger](pictures/tiger.svg)' >lessons/tiger.md
    echo '[tiger](tiger.md)' >>lessons/README.md"
  seen "stray file: lessons/zebra.md"
  seen "stray file: lessons/pictures/zebra.svg"
  unseen tiger
}
test_a_name_that_is_no_stem_or_used_twice_is_seen() {
  spoil ": >lessons/98-a-name-of-17ch.md; : >demos/00-a-name-of-17ch.c
    : >lessons/00-other.md
    for stem in 98-Name 98_name 9-name 98- 980-name; do
      : >lessons/\$stem.md; done"
  seen "lessons/98-a-name-of-17ch.md: ps cuts a name after 15 characters"
  seen "demos/00-a-name-of-17ch.c: ps cuts a name after 15 characters"
  seen "00: two lessons have this number"
  for stem in 98-Name 98_name 9-name 98- 980-name; do
    seen "lessons/$stem.md: not a stem"
  done
}
test_a_file_that_does_nothing_is_seen() {
  spoil "chmod -x scripts/map.sh tests/bench/run.sh
    echo : >tests/00-terminal_test.sh
    echo : >tests/exercises/00-terminal_test.sh
    echo key_step two >>tests/exercises/01-foreground_test.sh"
  seen "scripts/map.sh: cannot be executed"
  seen "tests/bench/run.sh: cannot be executed"
  seen "tests/00-terminal_test.sh: no tests in it"
  seen "tests/exercises/00-terminal_test.sh: no criterion in it"
  seen "tests/exercises/00-terminal_test.sh: it must have one key_step"
  seen "tests/exercises/01-foreground_test.sh: it must have one key_step"
  unseen "tests/exercises/02-background_test.sh"
}
test_a_row_that_is_asked_for_without_stat_is_seen() {
  # shellcheck disable=SC2016 # for a script
  spoil 'printf "expect \"\$job\" COMM=sleep \\\\\n  HUP=default\n" \
    >>scripts/08-setsid.sh'
  # shellcheck disable=SC2016 # a text
  seen 'scripts/08-setsid.sh: STAT is not asked for: expect "$job" COMM=sleep'
  # shellcheck disable=SC2016 # a text
  unseen 'STAT is not asked for: expect "$child"'
}
test_a_fixed_wait_is_seen() {
  spoil "echo sleep 1 >>scripts/00-terminal.sh
    echo 'void f(void) { usleep(3); }' >>demos/00-terminal.c"
  seen "a sleep: scripts/00-terminal.sh"
  seen "a sleep: demos/00-terminal.c"
}

. "$shunit2"
