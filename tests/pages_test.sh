#!/bin/sh
# The pages without a number, and the README: what they claim can be found, and
# the programs in them are what they say.
# shellcheck disable=SC2016 # what is quoted is for another shell
. "$(dirname "$0")/helper.sh"

# section FILE LANGUAGE: the first block of code of this language in FILE.
section() {
  awk -v fence="\`\`\`$2" '
    /^```/ && inside { exit }
    $0 == fence { inside = 1; next }
    inside' "$1"
}

test_what_is_a_daemon_is_short_and_the_first_link() {
  assertEquals "the first link of README.md" lessons/what-is-a-daemon.md \
    "$(grep -om 1 '](\([^)]*\))' README.md | sed 's/](\(.*\))/\1/')"
  words=$(count_words <lessons/what-is-a-daemon.md)
  assertTrue "$words words" "[ $words -gt 300 ] && [ $words -lt 450 ]"
  run sh -c "$(section lessons/what-is-a-daemon.md '')"
  assertEquals "its command" 0 "$status"
}
test_reading_ps_explains_all_that_scripts_print() {
  labels=$(sed -nE \
    "s/^ *(tell|verify) ('([^']*)'|([a-z]+|SKIP|FAILED) ).*/\3\4/p" \
    scripts/lib/[p-t]*.sh scripts/lib/lesson.sh scripts/[0-9]*.sh |
    grep -vxE 'predict|answer|foreseen|next|screen|LABEL' | sort -u)
  for label in $(echo "$labels" | tr ' ' _); do
    label=$(echo "$label" | tr _ ' ')
    grep -q "^|.*\`$label\`" lessons/reading-ps.md ||
      fail "lessons/reading-ps.md does not explain the label \"$label\""
  done
  columns=$(sed -n '/^columns_/,/^END/p' scripts/lib/ask.sh |
    grep -oE '\b[A-Z]{3,}\b' | grep -vx END)
  for column in $columns; do
    assertTrue "$column" "grep -q '^| $column |' lessons/reading-ps.md"
  done
}
test_the_rows_are_those_of_the_lessons() {
  run sh scripts/rows.sh --check
  assertEquals "$output" 0 "$status"
  make_house
  sed -i 's/1003 S+   01-foreground/1003 T    01-foreground/' \
    "$house/lessons/01-foreground.md"
  run sh "$house/scripts/rows.sh" --check
  assert_ran 1 '^lessons/rows.md: not the rows of the lessons' "another row"
  sed -i 's/^  server  /  client  /' "$house/lessons/01-foreground.md"
  run sh "$house/scripts/rows.sh" --check
  assert_ran 1 '^rows.md: lesson 01 has no row server/1 in step 2' "no row"
  run sh scripts/rows.sh
  assert_ran 2 '^usage: ' "no argument"
  rm -rf "$house"
  unset house
}
# Asked again of the words of each row, the recorded ones too.
test_each_row_is_of_the_kind_that_the_questions_find() {
  assertEquals "rows of another kind" '' "$(awk '
    function kind() {
      if (stat ~ /^Z/) return "A"
      if (stat ~ /^T/) return "B"
      if (tty == "pts" && sid == "PID") return "C"
      if (tty == "pts" && tpgid == "PGID") return "D"
      if (tty == "pts") return pgid == "PID" ? "E" : "F"
      if (sid == "PID") return "G"
      return pgid == "SID" ? "H" : pgid == "PID" ? "I" : "J"
    }
    /^ +PPID / { inside = 1; next }
    /^```/ { inside = 0 }
    inside {
      split(substr($0, 45), word, " ")
      pgid = word[1]; sid = word[2]; tty = word[3]
      tpgid = word[4]; stat = word[5]
      if (word[6] != kind()) print
    }' lessons/rows.md)"
  for kind in A B C D E F G H I J; do
    assertEquals "answers $kind" 1 \
      "$(grep -oF "**($kind)**" lessons/rows.md | wc -l)"
    grep -qE "^.{44}[^*]* $kind +([0-9.]+)?\$" lessons/rows.md ||
      fail "no row of kind $kind"
  done
}
test_the_glossary_is_in_order_and_has_a_sentence_a_term() {
  terms=$(sed -n 's/^### //p' lessons/glossary.md)
  assertEquals "the order" "$(echo "$terms" | sort -f)" "$terms"
  assertEquals "terms without one paragraph" '' "$(awk '
    function judge() { if (term != "" && paragraphs != 1) print term }
    /^### / { judge(); term = $0; paragraphs = 0; blank = 0; next }
    /^$/ { blank = 1; next }
    blank { paragraphs++; blank = 0 }
    END { judge() }' lessons/glossary.md)"
  for term in reaper session 'role line' fuse 'blocked signal' \
    'pending signal' 'orphaned process group' 'half true' survivor; do
    assertContains "the glossary" "$terms" "$term"
  done
}
test_each_myth_has_a_lesson() {
  assertEquals "rows" '' "$(grep '^| "' lessons/myths.md |
    grep -vE '^\| ".*\." \| .*\. \| \[[0-9]{2}\]\([0-9].*\) \|$')"
  assertTrue "myths" "[ $(grep -c '^| "' lessons/myths.md) -ge 50 ]"
}

# daemon COMMANDS: in a folder of its own, on build/stage, which leaves nothing
# behind: runs COMMANDS, which start a daemon, in bad surroundings, and then
# checkup on the PID in $pid.
daemon() {
  mkdir -p "$SHUNIT_TMPDIR/daemon"
  rm -f "$SHUNIT_TMPDIR/daemon/server.log"
  run "$build/stage" daemon sh -c '
    umask 0
    trap "" HUP
    exec 7</dev/null
    cd "$1" || exit
    '"$1"'
    trap - HUP
    exec sh "$2/scripts/checkup.sh" --plain "$pid"
  ' sh "$SHUNIT_TMPDIR/daemon" "$root"
}
# assert_daemon VERDICT MAY: checkup says VERDICT, and warns only of what is
# like MAY, an ERE, and of root.
assert_daemon() {
  assert_ran 0 "^verdict: +$1\$" "checkup"
  assertEquals "what checkup warns of" '' \
    "$(echo "$output" | grep -E '^(WARN|FAIL|CANNOT)' | grep -vE " ($2|user) ")"
}
test_what_recipes_name_leads_to_the_lesson_that_shows_it() {
  table=$(sed -n '/^## What recipes name/,$p' lessons/other-languages.md)
  for thing in fork setsid 'a second fork' umask chdir descriptors nohup \
    'PID file' 'socket file' 'port and a token' 'one owner' 'outlives' \
    'root' 'detached' 'Python' 'cron entry' 'PID 1'; do
    echo "$table" | grep -q "^| .*$thing.*\](\([0-9].*\.md\)) |\$" ||
      fail "no row of $thing"
  done
  for lesson in $(echo "$table" | grep -o '([0-9][^)]*\.md)' | tr -d '()'); do
    assertTrue "$lesson" "[ -f lessons/$lesson ]"
  done
}
test_the_program_in_python_is_a_double_fork_daemon() {
  if ! command -v python3 >/dev/null; then
    skip_test "there is no python3 here"
    return
  fi
  mkdir -p "$SHUNIT_TMPDIR/daemon"
  section lessons/other-languages.md python >"$SHUNIT_TMPDIR/daemon/server.py"
  daemon 'python3 server.py || exit
    until pid=$(grep -o "PID [0-9]*$" server.log); do sleep 0.02; done
    pid=${pid#PID }'
  assert_daemon 'double-fork daemon' none
  assertEquals "the mode of its log" 640 \
    "$(stat -c %a "$SHUNIT_TMPDIR/daemon/server.log")"
}
test_the_child_in_node_is_a_single_fork_daemon() {
  if ! command -v node >/dev/null; then
    skip_test "there is no node here"
    return
  fi
  mkdir -p "$SHUNIT_TMPDIR/daemon"
  section lessons/other-languages.md js >"$SHUNIT_TMPDIR/daemon/server.js"
  daemon 'pid=$(node server.js) || exit
    pid=${pid#daemon }'
  assert_daemon 'single-fork daemon' 'session|umask'
  sed -i "s/'sleep'/'.\/nosuch'/" "$SHUNIT_TMPDIR/daemon/server.js"
  daemon 'node server.js; exit'
  assert_ran 127 'ENOENT' "a program that does not exist"
}
test_the_unit_is_one_that_systemd_can_read() {
  if ! command -v systemd-analyze >/dev/null; then
    skip_test "there is no systemd-analyze here"
    return
  fi
  section lessons/other-languages.md ini |
    sed 's|^ExecStart=.*|ExecStart=/bin/true|; s|^User=.*|User=root|' \
      >"$SHUNIT_TMPDIR/server.service"
  run systemd-analyze verify "$SHUNIT_TMPDIR/server.service"
  assertEquals "what systemd says of it" '' \
    "$(echo "$output" | grep -F server.service)"
}
test_the_readme_begins_with_two_commands_that_are_there() {
  assertEquals "its first block" \
    'sh scripts/setup.sh && make tour
sh scripts/setup.sh && make test' "$(section README.md '' | sed 's/ *#.*//')"
  for page in README.md lessons/teaching.md lessons/README.md; do
    grep -oE 'make [a-z]+' "$page" | sort -u | while read -r _ target; do
      grep -qE "^$target:" Makefile ||
        fail "$page names make $target, which is not there"
    done
    grep -oE '(scripts|build|demos|tests)/[0-9a-z_-]+(\.[a-z]+|…)?' "$page" |
      grep -v '…' | sort -u | while read -r path; do
      case $path in
      build/*) file=$build/${path#build/} ;; # the programs may be elsewhere
      *) file=$path ;;
      esac
      [ -e "$file" ] || fail "$page names $path, which is not there"
    done
  done
}
test_make_says_in_a_sentence_that_it_needs_linux() {
  make_house
  rm "$house/build"
  mkdir -p "$SHUNIT_TMPDIR/bin"
  printf '#!/bin/sh\necho Darwin\n' >"$SHUNIT_TMPDIR/bin/uname"
  chmod +x "$SHUNIT_TMPDIR/bin/uname"
  run env -u MAKEFLAGS PATH="$SHUNIT_TMPDIR/bin:$PATH" \
    make -C "$house" BUILD=build tour
  assert_ran 2 '^The course needs Linux: README.md says' "make tour"
  assertNotContains "what it does" "$output" Welcome
}
test_the_pictures_are_those_of_the_lesson() {
  run sh scripts/pictures.sh --check
  assertEquals "$output" 0 "$status"
  for picture in lessons/pictures/*.svg; do
    assertContains "README.md" "$(cat README.md)" "($picture)"
    assertContains "$picture has a background" "$(cat "$picture")" \
      'class="page"'
  done
  make_house
  sed -i 's/parent 1002/parent 1009/' "$house/lessons/08-setsid.md"
  run sh "$house/scripts/pictures.sh" --check
  assert_ran 1 'not the picture of its lesson' "a picture that has drifted"
}
test_the_hour_in_teaching_names_steps_that_are_there() {
  awk '
    /^\*\*Lesson [0-9]/ { lesson = substr($2, 1, 2) }
    /^## Half/ { exit }
    lesson != "" && /^\| "/ { split($0, part, "\""); print lesson, part[2] }' \
    lessons/teaching.md >"$SHUNIT_TMPDIR/steps"
  assertTrue "steps" "[ $(wc -l <"$SHUNIT_TMPDIR/steps") -ge 12 ]"
  while read -r lesson title; do
    grep -qxF "step \"$title\"" scripts/"$lesson"-*.sh ||
      fail "lesson $lesson has no step \"$title\""
  done <"$SHUNIT_TMPDIR/steps"
}

# amiss FILE: what a browser does not show as it is meant, and our reader does:
# a row of a table with another number of cells, a heading two levels deeper,
# text directly below <summary>, a line of a paragraph that looks like an item.
amiss() {
  awk -v OFS=": " '
    /^```/ { fenced = !fenced; next }
    fenced { next }
    /^\|/ {
      row = $0
      gsub(/\\[|]/, "", row)
      cells = gsub(/[|]/, "", row)
      if (table && cells != table) print FILENAME, FNR, "cells of a table"
      table = cells
    }
    !/^\|/ { table = 0 }
    /^#+ / {
      match($0, /^#+/)
      if (RLENGTH > level + 1) print FILENAME, FNR, "level of a heading"
      level = RLENGTH
    }
    summary && $0 != "" { print FILENAME, FNR, "no empty line below <summary>" }
    { summary = /<summary>/ }
    /^ *([0-9]+\)|[+*]) / { print FILENAME, FNR, "looks like an item" }' "$1"
}
test_a_browser_shows_the_same_as_the_reader() {
  for page in README.md lessons/*.md; do
    assertEquals "$page" '' "$(amiss "$page")"
  done
  printf '%s\n' '# A' '' '### B' '' '<details><summary>C</summary>' 'D (1,' \
    '2) and E.' '</details>' '' '| F | G |' '|---|---|' '| `h | i` | j |' \
    >"$SHUNIT_TMPDIR/wrong.md"
  assertEquals "faults in a page with four" 4 \
    "$(amiss "$SHUNIT_TMPDIR/wrong.md" | wc -l)"
  printf '%s\n' '| F | G |' '|---|---|' '| `h \| i` | j |' \
    >"$SHUNIT_TMPDIR/right.md"
  assertEquals "a pipe in a cell" '' "$(amiss "$SHUNIT_TMPDIR/right.md")"
}
test_the_words_are_plain() {
  for page in README.md lessons/[A-Za-z]*.md; do
    assertEquals "$page" '' "$(sed '/^```/,/^```/d' "$page" | grep -nwiE \
      'lest|anew|hence|thereby|tried here|it is none|and that one|TODO')"
  done
}

. "$shunit2"
