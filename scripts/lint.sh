#!/bin/sh
# lint.sh: lines of 80 characters at most, shellcheck, clang-format, and every C
# file compiled alone with warnings as errors, by each compiler that is here.
# What is not here is named.
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

# is_narrow FILE...: has none of them a line of more than 80 characters?
is_narrow() {
  awk 'length > 80 {
    print FILENAME ":" FNR ": " length " characters. Next: break it before 81"
    found = 1
  }
  END { exit found }' "$@"
}

set -- .ci/run scripts/*.sh scripts/lib/*.sh tests/*.sh tests/*/*.sh
! have shellcheck || shellcheck -x "$@" || failed=1
is_narrow Makefile "$@" || failed=1
set -- demos/*.c lessons/exercises/*.c lessons/solutions/*.c tests/*/*.c
is_narrow "$@" || failed=1
! have clang-format || clang-format --dry-run -Werror "$@" || failed=1
for compiler in gcc clang musl-gcc; do
  have "$compiler" || continue
  for file in "$@"; do
    # shellcheck disable=SC2086 # the flags are words
    "$compiler" $WARN -O2 -Werror -c "$file" -o /dev/null || failed=1
    case $file in
    # With no flag at all, as a reader would.
    demos/*) "$compiler" "$file" -o /dev/null || failed=1 ;;
    esac
  done
done
exit $failed
