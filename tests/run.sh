#!/bin/sh
# run.sh [--exercises | --all] [N]: runs the tests of the lessons and of what a
# learner uses; those of the exercises, and what takes long; all of these; or
# all of lesson N. Seven files at a time, as they mostly wait.
# Prints a line a test and last "N passed, N failed, N skipped". With TRIES=2,
# what has failed is run once more when all else has ended, alone; the last line
# then says how many passed at the second try.
# Status: 0 none failed, 1 one did, 2 usage, 3 cannot run here.
set -u
unset CDPATH
cd "$(dirname "$0")/.." || exit 3
. tests/stage.sh
: "${TEST_LIMIT:=600}" # seconds for a file, which takes 20 or less alone

# one FILE: runs one file and prints its tests' lines.
if [ "${1-}" = --one ]; then
  unset TRIES # not for a run that a test starts
  name=$(basename "$2" _test.sh) log=$LOGS/$(basename "$2" .sh)
  case $2 in
  tests/solutions/*) name="exercise $name" log=$log.exercise ;;
  esac
  # shunit2 catches the signal that comes first, so another one comes later.
  SHUNIT_COLOR=none timeout -k $((TEST_LIMIT / 30 + 1)) "$TEST_LIMIT" \
    sh "$2" >"$log" 2>&1 </dev/null
  awk -v file="$name" -v status=$? -v limit="$TEST_LIMIT" \
    -v failures="$log.failed" '
    function flush() {
      if (name == "") return
      gsub(/_/, " ", name); sub(/^test /, "", name)
      if (bad) print "FAIL  " file ": " name detail
      else if (reason != "") print "skip  " file ": " name " (" reason ")"
      else print "ok    " file ": " name
      failed += bad
      if (bad) print title >failures
    }
    /^test_[a-z0-9_]+$/ {
      flush()
      name = title = $0
      detail = reason = ""
      bad = 0
      seen++
      next
    }
    /^(ASSERT|shunit2):/ { bad = 1 }
    /^SKIP / { reason = substr($0, 6) }
    reason != "" { told = 1 }
    /skipped=[1-9]/ { skipped = 1 }
    /^Ran [0-9]+ test/ { ran = $2; next }
    name != "" && !/^(OK|FAILED)/ { detail = detail "\n      " $0 }
    END {
      flush()
      if (status == 124 || status == 137)
        print "FAIL  " file ": has not ended within " limit " s" detail
      else if ((status != 0 && !failed) || ran == 0 || ran != seen)
        print "FAIL  " file ": ended with status " status " after " ran + 0 \
          " tests" detail
      if (skipped && !told)
        print "FAIL  " file ": a test is skipped, and does not say why"
    }' "$log" | tee "$log.lines"
  exit 0
fi

exercises='' rooms="tests tests/solutions"
case ${1-} in
--exercises) exercises=$1 rooms=tests/solutions && shift ;;
--all) exercises=$1 && shift ;;
esac
# Lesson N, in other words: 8, 08 or 08-setsid.
case ${1-} in
[0-9] | [0-9]-*) lesson=0$1 ;;
*) lesson=${1-} ;;
esac
if [ -z "$lesson$exercises" ]; then
  set --
  for file in tests/*_test.sh; do
    grep -q '^# Runs with the exercises' "$file" || set -- "$@" "$file"
  done
elif [ "$lesson$exercises" = --all ]; then
  set -- tests/*_test.sh tests/solutions/*_test.sh
elif [ -z "$lesson" ]; then
  # shellcheck disable=SC2046 # one word a file
  set -- tests/solutions/*_test.sh \
    $(grep -l '^# Runs with the exercises' tests/*_test.sh)
else
  set --
  for room in $rooms; do
    for file in "$room/$lesson"_test.sh "$room/$lesson"-*_test.sh; do
      [ ! -e "$file" ] || set -- "$@" "$file"
    done
  done
  [ $# -gt 0 ] || {
    echo "There is no lesson $lesson. The lessons are:"
    basename -s .md -a lessons/[0-9]*.md
    exit 2
  } >&2
fi

# A space in the name: what a test forgets to quote fails.
take_stage "daemon tests" tests/run.sh ${exercises:+"$exercises"} \
  ${lesson:+"$lesson"}
mkdir "$stage/tmp"
printf '#!/bin/sh\n' >"$stage/program" && chmod +x "$stage/program"
"$stage/program" 2>/dev/null || {
  echo "SKIP no program can be run in ${TMPDIR:-/tmp} (noexec)." \
    "Next: set TMPDIR to another folder" >&2
  exit 3
}
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
# The tools' tests work and the lessons' mostly wait, so they take turns.
for file; do echo "${file##*/} $file"; done | LC_ALL=C sort -r |
  awk '{ print ($1 ~ /^[0-9]/ ? ++lessons : ++tools), $2 }' | sort -n |
  cut -d ' ' -f 2 |
  LOGS=$stage TMPDIR="$stage/tmp" xargs -P 7 -n 1 sh tests/run.sh --one &
wait $! # in the background, for a trap is not run before a command has ended

# try_again FILE: runs the tests of it that have failed a second time, alone;
# all of them, if it ended before its end. What the second run says stands.
again=0
try_again() {
  local log
  log=$stage/$(basename "$1" .sh)
  case $1 in tests/solutions/*) log=$log.exercise ;; esac
  ! grep -q '^FAIL' "$log.lines" || {
    TESTS=$(cat "$log.failed" 2>/dev/null) LOGS=$stage/again
    export TESTS LOGS
    ! grep -q '^FAIL  [^:]*: \(has not \)*ended ' "$log.lines" || TESTS=''
    echo "Once more, alone: $1"
    rm -rf "$LOGS" && mkdir "$LOGS"
    TMPDIR="$stage/tmp" sh tests/run.sh --one "$1" &
    wait $!
    again=$((again + $(cat "$LOGS"/*.lines | grep -c '^ok ')))
    {
      [ -z "$TESTS" ] || grep '^\(ok\|skip\) ' "$log.lines"
      cat "$LOGS"/*.lines
    } >"$LOGS/all"
    mv "$LOGS/all" "$log.lines"
  }
}
if [ "${TRIES:-1}" -gt 1 ]; then
  for file in "$@"; do try_again "$file"; done
fi
cat "$stage"/*.lines >"$stage/all"

# list_left: what there is still of the tests, processes and files.
list_left() {
  list_strays
  find "$stage/tmp" -mindepth 1
}
# On a busy machine even what was killed needs a moment to go.
tries=50
while [ -n "$(list_left)" ] && [ $tries -gt 0 ]; do
  tries=$((tries - 1))
  sleep 0.02
done
list_left | sed 's/^/FAIL  left behind: /' | tee -a "$stage/all"

count() { grep -c "^$1 " "$stage/all"; }
echo "$(count ok) passed, $(count FAIL) failed, $(count skip) skipped\
$([ "$again" -eq 0 ] || echo ", $again of them at the second try")"
[ "$(count FAIL)" -eq 0 ]
