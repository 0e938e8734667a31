#!/bin/sh
# run.sh [N]: runs all tests, or those of lesson N, six files at a time, as they
# mostly wait. Prints a line a test and last "N passed, N failed, N skipped";
# ends with status 1 if any failed.
set -u
unset CDPATH
cd "$(dirname "$0")/.." || exit 1

# one FILE: runs one file and prints its tests' lines.
if [ "${1-}" = --one ]; then
  log=$LOGS/$(basename "$2" .sh)
  SHUNIT_COLOR=none timeout 300 sh "$2" >"$log" 2>&1 </dev/null
  awk -v file="$(basename "$2" _test.sh)" -v status=$? '
    function flush() {
      if (name == "") return
      gsub(/_/, " ", name); sub(/^test /, "", name)
      if (bad) print "FAIL  " file ": " name detail
      else if (reason != "") print "skip  " file ": " name " (" reason ")"
      else print "ok    " file ": " name
      failed += bad
    }
    /^test_[a-z0-9_]+$/ {
      flush()
      name = $0
      detail = reason = ""
      bad = 0
      seen++
      next
    }
    /^(ASSERT|shunit2):/ { bad = 1 }
    /^SKIP / { reason = substr($0, 6) }
    /^Ran [0-9]+ test/ { ran = $2; next }
    name != "" && !/^(OK|FAILED)/ { detail = detail "\n      " $0 }
    END {
      flush()
      if ((status != 0 && !failed) || ran == 0 || ran != seen)
        print "FAIL  " file ": ended with status " status " after " ran + 0 \
          " tests" detail
    }' "$log" | tee "$log.lines"
  exit 0
fi

case ${1-} in
'') set -- tests/*_test.sh ;;
*)
  n=$1
  set -- tests/"$n"-*_test.sh
  [ -e "$1" ] || {
    echo "There is no lesson $n. The lessons are:" >&2
    ls demos >&2
    exit 2
  }
  ;;
esac

# A space in the name: what a test forgets to quote fails.
LOGS=$(mktemp -d "${TMPDIR:-/tmp}/daemon tests.XXXXXX") || exit 1
export LOGS
trap 'rm -rf "$LOGS"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
mkdir "$LOGS/tmp"
# The tools' first: they take longest, and the lessons fill up what is left.
printf '%s\n' "$@" | LC_ALL=C sort -r |
  TMPDIR="$LOGS/tmp" xargs -P 6 -n 1 sh tests/run.sh --one
cat "$LOGS"/*.lines >"$LOGS/all"

{
  find "$LOGS/tmp" -mindepth 1
  grep -lzs "^LESSON_STAGE=$LOGS" /proc/[0-9]*/environ
  # What has no such environment may still stand there.
  find /proc/[0-9]*/cwd -prune -lname "$LOGS*" 2>/dev/null
} | sed 's/^/FAIL  left behind: /' | tee -a "$LOGS/all"

count() { grep -c "^$1 " "$LOGS/all"; }
echo "$(count ok) passed, $(count FAIL) failed, $(count skip) skipped"
[ "$(count FAIL)" -eq 0 ]
