#!/bin/sh
# lint.sh: lines of 80 characters at most; demos and solutions that a person can
# read aloud (density.awk); shellcheck, clang-format, and every C file compiled
# alone with warnings as errors, by each compiler that is here. What is not here
# is named.
set -u
unset CDPATH
cd "$(dirname "$0")/.." || exit 3
: "${WARN=-std=c17 -Wall -Wextra -Wpedantic}"
failed=0

# have COMMAND: or say that its part is left out.
have() {
  command -v "$1" >/dev/null && return
  echo "lint: no $1 here, that part is left out"
  return 1
}

# have_since VERSION COMMAND: that, of a COMMAND that is as new as that.
have_since() {
  have "$2" || return
  "$2" --version | awk -v since="$1" -v command="$2" '
    match($0, /[0-9]+[.][0-9]+/) {
      split(substr($0, RSTART, RLENGTH), is, ".")
      split(since, least, ".")
      old = is[1] < least[1] || is[1] == least[1] && is[2] < least[2]
      if (old)
        print "lint: " command " is older than " since ", that part is left out"
      exit old
    }'
}

# spread NUMBER COMMAND [ARG...]: runs COMMAND on the files that standard input
# names, NUMBER files at a time, on all processors.
spread() {
  local number="$1"
  shift
  xargs -P "$(getconf _NPROCESSORS_ONLN)" -n "$number" "$@"
}

# is_narrow FILE...: has none of them a line of more than 80 characters?
is_narrow() {
  awk 'length > 80 {
    print FILENAME ":" FNR ": " length " characters. Next: break it before 81"
    found = 1
  }
  END { exit found }' "$@"
}

set -- .ci/run scripts/*.sh scripts/lib/*.sh tests/*.sh tests/*/*.sh
# 2317, 2329: it does not see who calls the functions that soon is given.
! have_since 0.9 shellcheck ||
  printf '%s\n' "$@" | spread 10 shellcheck -x -e SC2317,SC2329 || failed=1
is_narrow Makefile scripts/lib/*.awk tests/*.awk tests/*/*.awk "$@" || failed=1
for file in demos/*.c lessons/solutions/*.c; do
  awk -f tests/density.awk "$file" || failed=1
done
set -- demos/*.c lessons/exercises/*.c lessons/solutions/*.c scripts/lib/*.c \
  tests/*/*.c
is_narrow "$@" tests/*/*.h || failed=1
! have_since 14.0 clang-format ||
  clang-format --dry-run -Werror "$@" tests/*/*.h || failed=1
# compile: each file alone, and a demo as a reader would, too, with no flag.
# shellcheck disable=SC2016 # for another shell
compile='
  $compiler $WARN -O2 -Werror -c "$1" -o /dev/null || exit
  case $1 in
  demos/*) $compiler "$1" -o /dev/null ;;
  esac'
export WARN compiler
for compiler in gcc clang musl-gcc; do
  have "$compiler" || continue
  printf '%s\n' "$@" | spread 1 sh -c "$compile" compile || failed=1
done
exit $failed
