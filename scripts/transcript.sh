#!/bin/sh
# transcript.sh --write|--check [STEM...]: what is generated in lessons.
#
# In a lesson these parts stand between a marker and <!-- end of ... -->:
#   step N          what the lesson's script prints in its step N
#   picture KIND    before or after: what its word picture draws; "before, of
#                   break 1": what it draws of the program test_break_it_1_...
#   code FUNCTION   that function of the demo; or, with from "A" to "B", the
#                   lines of it from the first with A to the next with B
#   breaks          a row for each test_break_it_... of the lesson's test
# PIDs and terminals are made stable, see lib/stable.awk. --write puts new text
# in; --check tells what has drifted (runs of blanks do not count), all but the
# breaks, which the lesson's own test compares. Ends with 1 if something has
# drifted, 3 if this machine cannot show a lesson whole.
set -u
unset CDPATH
cd "$(dirname "$0")/.." || exit 3

# split_run STEM: from the script's output and pictures make the files that are
# to be put in, with one numbering: $work/step.N, $work/before, $work/after.
split_run() {
  {
    [ ! -s "$work/pictures/before" ] ||
      { echo '@ before' && cat "$work/pictures/before"; }
    echo '@ nothing'
    cat "$work/run"
    [ ! -s "$work/pictures/after" ] ||
      { echo '@ after' && cat "$work/pictures/after"; }
  } | awk -f scripts/lib/stable.awk | awk -v work="$work" '
    /^Step [0-9]+ of / { file = work "/step." $2; next }
    /^@ / { file = work "/" $2; next }
    /^ *$/ { next }
    /^[0-9][0-9]-.*: [0-9]+ checks, / { file = ""; next }
    file != "" { print >file }'
}

# newest_pid: the PID that was given out last.
newest_pid() { cut -d ' ' -f 5 /proc/loadavg; }

# run_script STEM: the lesson's script; what it prints in $work/run, what it
# draws in $work/pictures. Ends this program where it does not pass.
run_script() {
  rm -rf "${work:?}"/*
  mkdir "$work/pictures"
  PICTURES=$work/pictures "${SCRIPT_SHELL:-sh}" scripts/"$1".sh --auto \
    --plain >"$work/run" 2>&1 || {
    cat "$work/run"
    echo "$1: its script did not pass, so nothing is written." >&2
    exit 1
  }
}

# picture_of_break STEM N: $work/before is drawn of the program of the N-th
# break: where the demo does not stop in the state that is to be seen.
picture_of_break() {
  mkdir "$work/kept" "$work/other"
  TESTS=$(grep -o "^test_break_it_$2_[a-z0-9_]*" "tests/$1_test.sh") \
    KEEP=$work/kept sh "tests/$1_test.sh" >/dev/null
  PICTURES=$work/other DEADLINE=0.5 sh scripts/"$1".sh --auto --keep-going \
    "$work/kept/$1" >/dev/null 2>&1
  awk -f scripts/lib/stable.awk "$work/other/before" >"$work/before"
}

# code STEM: standard input is a marker "<!-- code ..."; prints what it names.
code() {
  awk '
    NR == FNR { marker = marker $0 " "; next }
    FNR == 1 {
      n = split(marker, part, "\"")
      name = marker
      sub(/^<!-- code /, "", name)
      sub(/[,:].*/, "", name)
      from = n > 2 ? part[2] : ""
      to = n > 4 ? part[4] : ""
      # Without from: the whole function.
      inside = from == "" ? 1 : 0
    }
    !found && index($0, name "(") && /^[a-z_]/ && !/;$/ { found = in_it = 1 }
    in_it && !inside && !done && index($0, from) { inside = 1 }
    in_it && inside { print; n_lines++ }
    in_it && inside && to != "" && index($0, to) { inside = 0; done = 1 }
    in_it && /^}/ { exit }
    END { exit n_lines == 0 }' - "demos/$1.c"
}

# breaks STEM: the table of the lesson's breaks.
breaks() {
  local names
  names=$(grep -o '^test_break_it_[a-z0-9_]*' "tests/$1_test.sh")
  : >"$work/rows"
  TESTS=$names BREAKS=$work/rows sh "tests/$1_test.sh" >"$work/tests" 2>&1 || {
    cat "$work/tests" >&2
    echo "$1: a break was not noticed, so there is no table." >&2
    exit 1
  }
  echo '| the edit | what the script then says |'
  echo '|---|---|'
  cat "$work/rows"
}

# with_run STEM: the lesson with the new parts in it.
with_run() {
  local marker name
  while IFS= read -r marker; do
    case $marker in
    '<!-- picture before, of break '*)
      name=${marker#<!-- picture before, of break }
      picture_of_break "$1" "${name%%[!0-9]*}"
      ;;
    '<!-- code '*)
      name=$(printf '%s' "$marker" | cksum | tr ' ' .)
      printf '%s\n' "$marker" | code "$1" >"$work/code.$name" || {
        echo "lessons/$1.md: nothing is found for $marker" >&2
        exit 1
      }
      printf '%s\t%s\n' "$work/code.$name" "$marker" >>"$work/codes"
      ;;
    esac
  done <"lessons/$1.md"
  [ "$mode" = --check ] || breaks "$1" >"$work/breaks" || exit 1
  awk -v work="$work" -v mode="$mode" '
    function put(file, fence,  line, any) {
      if (fence != "") print "```" (fence == "plain" ? "" : fence)
      while ((getline line < file) > 0) { print line; any = 1 }
      if (fence != "") print "```"
      if (!any) {
        print FILENAME ": there is nothing for " $0 >"/dev/stderr"
        failed = 1
      }
    }
    BEGIN {
      while ((getline line < (work "/codes")) > 0) {
        at = index(line, "\t")
        code[substr(line, at + 1)] = substr(line, 1, at - 1)
      }
    }
    /^<!-- end of / { inside = 0 }
    !inside
    /^<!-- step / { put(work "/step." ($3 + 0), "console"); inside = 1 }
    /^<!-- picture / {
      sub(/[:,]/, "", $3)
      put(work "/" $3, "plain")
      inside = 1
    }
    /^<!-- code / { put(code[$0], "c"); inside = 1 }
    /^<!-- breaks/ && mode == "--write" { put(work "/breaks", ""); inside = 1 }
    END { exit failed }' "lessons/$1.md" || exit 1
}

# squeezed FILE: without what differs from one system to the next: runs of
# blanks; the count of lesson 03, which bash 5.3 makes higher by one; what bash
# 5.3 says behind "Hangup" and "Terminated"; N, a low priority, in STAT; and the
# error that glibc's daemon(3) tells in lesson 17 since 2.43, or little earlier.
squeezed() {
  sed -E 's/[[:blank:]]+/ /g; s/ $//; s/continued [0-9]+/continued N/
    s/^( it prints (Hangup|Terminated)) .*/\1/; s/^( it prints [STR])N /\1 /
    s/(daemon: )Too many open files/\1Bad file descriptor/' "$1"
}

mode=${1-}
case $mode in
--write | --check) shift ;;
*)
  echo 'usage: transcript.sh --write|--check [STEM...]' >&2
  exit 2
  ;;
esac
# shellcheck disable=SC2046 # one word a stem
[ $# -gt 0 ] || set -- $(basename -s .md lessons/[0-9]*.md)
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT

drifted=0
for stem in "$@"; do
  [ -r "lessons/$stem.md" ] || {
    echo "There is no lessons/$stem.md." >&2
    exit 2
  }
  # Where PIDs began again from below during a run, what began in the same
  # hundredth of a second can have another order: the run is repeated.
  for i in 1 2 3; do
    first=$(newest_pid)
    run_script "$stem"
    [ "$(newest_pid)" -lt "$first" ] || break
  done
  if grep '^  SKIP ' "$work/run"; then
    echo "$stem: a step is left out on this machine," \
      "so what it shows is not judged."
    drifted=3
    continue
  fi
  split_run "$stem"
  with_run "$stem" >"$work/lesson" || exit 1
  squeezed "$work/lesson" >"$work/new"
  squeezed "lessons/$stem.md" >"$work/old"
  if [ "$mode" = --write ]; then
    cmp -s "$work/lesson" "lessons/$stem.md" || {
      cat "$work/lesson" >"lessons/$stem.md"
      echo "lessons/$stem.md: written"
    }
  elif ! cmp -s "$work/new" "$work/old"; then
    echo "lessons/$stem.md: not what a run prints. Next: make lessons"
    diff "$work/old" "$work/new"
    drifted=1
  fi
done
exit $drifted
