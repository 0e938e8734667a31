#!/bin/sh
# grade.sh N | --all: compiles work/NN-name.c and runs its grader; the first
# time a starter is copied there. --all: every exercise in order, up to the
# first that does not pass.
set -u
unset CDPATH
cd "$(dirname "$0")/.." || exit 3
. scripts/lib/course.sh
build=${BUILD:-build}
: "${CC:=cc}" "${CFLAGS=-O2}" "${LDFLAGS=}" "${WARN=-Wall -Wextra}"

# grade STEM: true if work/STEM.c passes.
grade() {
  source=work/$1.c grader=tests/exercises/$1_test.sh
  again="again make exercise N=${1%%-*}"
  mkdir -p work "$build/work" || {
    echo "Cannot write in $PWD." \
      "Next: copy the course to a folder of your own." >&2
    exit 3
  }
  if [ ! -e "$source" ]; then
    cp "lessons/exercises/$1.c" "$source" || exit 3
    echo "A starter is now in $source. It says what to do; edit it."
  fi
  # shellcheck disable=SC2086 # the flags are words
  $CC $WARN $CFLAGS "$source" -o "$build/work/$1" $LDFLAGS || {
    echo "$source does not compile: see above. Next: mend it, and $again"
    return 1
  }
  "$grader" --auto "$build/work/$1"
  result=$?
  [ $result -eq 0 ] || {
    [ $result -eq 1 ] || exit $result
    echo "Not yet. Next: edit $source, and $again"
    return 1
  }
  # shellcheck disable=SC2046 # two words: checksum and size
  note_ exercise "$1" $(sum_ "$1") ||
    echo "(Not noted: work/progress cannot be written.)"
}

# bar DONE ALL: a bar with a place for each exercise.
bar() {
  awk -v n="$1" -v all="$2" 'BEGIN {
    for (i = 1; i <= all; i++) s = s (i <= n ? "#" : ".")
    print "[" s "] " n " of " all " exercises pass, from the first on"
  }'
}

case ${1-} in
--all)
  set -- lessons/exercises/*.c
  done=0
  for file in "$@"; do
    stem=$(basename "$file" .c)
    grade "$stem" || {
      bar $done $#
      exit 1
    }
    done=$((done + 1))
  done
  bar $done $#
  ;;
'' | -*)
  echo "usage: make exercise N=00, or make exercises" >&2
  exit 2
  ;;
*)
  stem=$(stem_of_ "$1") || exit
  grade "$stem" &&
    echo "Passed. Compare with lessons/solutions/$stem.c. Next: make exercises"
  ;;
esac
