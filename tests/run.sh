#!/bin/sh
# run.sh [N]: runs all tests, or those of lesson N, six files at a time, as they
# mostly wait. Prints a line a test and last "N passed, N failed, N skipped";
# ends with status 1 if any failed.
set -u
unset CDPATH
cd "$(dirname "$0")/.." || exit 1

# one FILE: runs one file and prints its tests' lines.
if [ "${1-}" = --one ]; then
  log=$TEST_LOGS/$(basename "$2" .sh)
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

. scripts/lib/sweep.sh

# left: what there is of the tests: a file in /proc/PID for each process of
# theirs, and their files.
left() {
  grep -lzsE "^(TEST_LOGS|LESSON_STAGE)=$logs" /proc/[0-9]*/environ
  # What has no such environment may still stand there.
  find /proc/[0-9]*/cwd -prune -lname "$logs*" 2>/dev/null
  find "$logs/tmp" -mindepth 1
}
left_pids() { left | sed -n 's,^/proc/\([0-9]*\)/.*,\1,p'; }

# A space in the name: what a test forgets to quote fails.
logs=$(mktemp -d "${TMPDIR:-/tmp}/daemon tests.XXXXXX") || exit 1
trap 'trap "" HUP INT TERM; sweep left_pids "$logs"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
mkdir "$logs/tmp"
# The tools' first: they take longest, and the lessons fill up what is left.
printf '%s\n' "$@" | LC_ALL=C sort -r |
  TEST_LOGS=$logs TMPDIR="$logs/tmp" xargs -P 6 -n 1 sh tests/run.sh --one &
wait $! # in the background, for a trap is not run before a command has ended
cat "$logs"/*.lines >"$logs/all"

# On a busy machine even what was killed needs a moment to go.
tries=50
while [ -n "$(left)" ] && [ $tries -gt 0 ]; do
  tries=$((tries - 1))
  sleep 0.02
done
left | sed 's/^/FAIL  left behind: /' | tee -a "$logs/all"

count() { grep -c "^$1 " "$logs/all"; }
echo "$(count ok) passed, $(count FAIL) failed, $(count skip) skipped"
[ "$(count FAIL)" -eq 0 ]
