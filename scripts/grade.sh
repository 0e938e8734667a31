#!/bin/sh
# grade.sh N [BROKEN] | --all: compiles work/NN-name.c and runs its grader. The
# first time it copies the starter there and shows the task, and that is all.
# --all: every exercise in order, up to the first that does not pass. BROKEN:
# judges that file, a copy of the program without its key call.
set -u
unset CDPATH
cd "$(dirname "$0")/.." || exit 3
. scripts/lib/exercise.sh
. scripts/lib/broken.sh

# bar DONE ALL: a bar with a place for each exercise.
bar() {
  awk -v n="$1" -v all="$2" 'BEGIN {
    for (i = 1; i <= all; i++) s = s (i <= n ? "#" : ".")
    print "[" s "] " n " of " all " exercises pass, from the first on"
  }'
}

# all: every exercise, up to the first that does not pass. That one's starter is
# copied, if it is missing.
all() {
  local file stem done=0
  set -- lessons/exercises/*.c
  for file in "$@"; do
    stem=$(basename "$file" .c)
    if begin_exercise "$stem" || ! grade "$stem"; then
      bar $done $#
      return 1
    fi
    done=$((done + 1))
  done
  bar $done $#
}

quit_() { exit 130; }

case ${TERM-} in '' | dumb) NO_COLOR=1 ;; esac
choose_colours_
measure_rows
case ${1-} in
--all)
  make_folders
  all
  ;;
'' | -*)
  echo "usage: make exercise N=00, or make exercises" >&2
  exit 2
  ;;
*)
  stem=$(stem_of_ "$1" exercise) || exit
  make_folders
  if [ -n "${2-}" ]; then
    judge_broken "$stem" "$2"
    exit
  fi
  begin_exercise "$stem" || { grade "$stem" && after_pass "$stem"; }
  ;;
esac
