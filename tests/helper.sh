# shellcheck shell=sh
# helper.sh: the words of the tests. A test file sources it first and ends with
# . "$shunit2"
set -u
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")/.." || exit 1
while [ ! -d demos ]; do cd ..; done
root=$PWD build=${BUILD:-build}
case $build in
/*) ;;
*) build=$root/$build ;;
esac
# For the scripts, wherever they are run from.
export BUILD="$build"
: "${CC:=cc}" "${CFLAGS=-O2}" "${LDFLAGS=}" "${WARN=-std=c17}"

stem=${0##*/} stem=${stem%_test.sh}
demo=demos/$stem.c script=scripts/$stem.sh
grader=tests/exercises/${stem}_test.sh

for shunit2 in "$root/build/shunit2/usr/share/shunit2/shunit2" \
  "$(command -v shunit2)"; do
  [ ! -r "$shunit2" ] || break
done
[ -r "$shunit2" ] ||
  { echo "shunit2 is missing. Next: sh scripts/setup.sh" && exit 1; } >&2

# A keyboard: COMMAND <&9 reads what was written >&9, and never meets an end.
mkfifo "${TMPDIR:-/tmp}/endless.$$" && exec 9<>"${TMPDIR:-/tmp}/endless.$$"
rm "${TMPDIR:-/tmp}/endless.$$"

# run COMMAND [ARG...]: without a terminal. Sets $status and $output.
run() {
  output=$("$@" 2>&1)
  status=$?
}

# soon COMMAND [ARG...]: true as soon as COMMAND is; false after 5 s or more.
soon() {
  soon_tries=250
  until "$@"; do
    soon_tries=$((soon_tries - 1))
    [ $soon_tries -gt 0 ] || return 1
    sleep 0.02
  done
}

# make_house: a copy of the course to write in or to spoil, at $house; it is
# built, as here.
make_house() {
  house=$(mktemp -d "$SHUNIT_TMPDIR/house XXXXXX")
  cp -Rp Makefile README.md demos lessons scripts tests .ci "$house"
  ln -s "$build" "$house/build"
}

# story LINES [ARG...]: runs a script of these LINES in the words of
# scripts/lib, on cat unless an ARG says otherwise; $deadline (0.5) is its
# DEADLINE.
story() {
  [ -n "${house-}" ] || make_house
  tell_story=$house/scripts/98-story.sh
  # shellcheck disable=SC2016 # for the script
  {
    echo '#!/bin/sh'
    echo '# 98-story: a story.'
    echo '. "$(dirname "$0")/lib/lesson.sh"'
    echo "$1"
  } >"$tell_story"
  chmod +x "$tell_story"
  shift
  [ $# -gt 0 ] || set -- /bin/cat
  run env DEADLINE="${deadline:-0.5}" "$tell_story" "$@"
}

# skip_test REASON: nothing that follows in this test is checked; says so.
skip_test() {
  echo "SKIP $1"
  startSkipping
}

# find_nobody FILE: sets $nobody to what runs a command as nobody, where root
# may do so and nobody may read the FILE.
find_nobody() {
  nobody="setpriv --reuid nobody --regid $(id -g nobody) --clear-groups"
  if [ "$(id -u)" -ne 0 ]; then
    ! skip_test "becoming another user needs root"
  elif ! $nobody test -r "$1"; then
    ! skip_test "nobody cannot read $1"
  fi
} 2>/dev/null

# find_namespace [FLAG [COMMAND]]: sets $space to unshare(1), with FLAG, as it is
# permitted here: root may make a PID namespace, others perhaps in a user
# namespace of theirs. COMMAND is what it needs besides.
find_namespace() {
  command -v "${2:-true}" >/dev/null ||
    ! skip_test "there is no $2 here" || return 1
  for flags in -pf -Urpf; do
    space="unshare $flags --kill-child ${1-}"
    ! $space true 2>/dev/null || return 0
  done
  ! skip_test "a PID namespace is not permitted"
}

# only_glibc DIFFERENCE: skips the test, and is false, where the demos have
# another libc.
only_glibc() {
  grep -q GLIBC "$build/00-terminal" && return
  skip_test "glibc only: $1"
  return 1
}

# ran STATUS PATTERN: did the last run end with STATUS and print a line like
# PATTERN (an ERE)?
ran() { [ "$status" -eq "$1" ] && printf '%s\n' "$output" | grep -Eq -e "$2"; }

# assert_ran STATUS PATTERN WHAT: it did.
assert_ran() {
  ran "$1" "$2" && return
  fail "$3: expected status $1 and a line like $2, actual status $status and
$(printf '%s\n' "$output" | tail -n 15)"
}

# compile SOURCE PROGRAM [FLAG...]: as make would, and with the FLAGs.
compile() {
  source=$1 target=$2
  shift 2
  # shellcheck disable=SC2086 # the flags are words
  $CC $WARN $CFLAGS "$@" "$source" -o "$target" $LDFLAGS
}

# break_program SOURCE EDIT: sets $broken to a program compiled from SOURCE as
# sed -E changes it. An EDIT that changes nothing is a failure. The compiler is
# told to be quick: it is most of what the tests cost.
break_program() {
  broken=$(mktemp -d "$SHUNIT_TMPDIR/broken.XXXXXX")/$stem
  sed -E "$2" "$1" >"$broken.c"
  if cmp -s "$1" "$broken.c"; then
    fail "the edit $2 changed nothing in $1"
  else
    compile "$broken.c" "$broken" -O0 -g0 -w ||
      fail "after $2 $1 does not compile"
  fi
}

# assert_notices JUDGE SOURCE EDIT PATTERN: JUDGE fails on SOURCE broken by
# EDIT, and says why. A slow machine gets the full deadline.
assert_notices() {
  break_program "$2" "$3"
  for deadline in 0.3 5; do
    run env DEADLINE=$deadline "$1" --plain "$broken"
    ! ran 1 "$4" || return 0
  done
  assert_ran 1 "$4" "$1 on $2 broken by $3"
}

# assert_script_notices EDIT PATTERN: that, of the lesson's script and demo.
assert_script_notices() { assert_notices "$script" "$demo" "$@"; }

# assert_grader_notices EDIT PATTERN: that, of the exercise's grader and
# solution.
assert_grader_notices() {
  assert_notices "$grader" "lessons/solutions/$stem.c" "$@"
}

# assert_script_passes: the lesson's script passes on the demo.
assert_script_passes() {
  run "$script" --plain
  assert_ran 0 "^$stem: [1-9][0-9]* checks, 0 failed(, [0-9]+ skipped)?\$" \
    "$stem.sh"
}

# assert_exercise: the exercise's starter fails and its solution passes.
assert_exercise() {
  for kind in exercises solutions; do
    mkdir -p "$SHUNIT_TMPDIR/$kind"
    compile "lessons/$kind/$stem.c" "$SHUNIT_TMPDIR/$kind/$stem" ||
      fail "lessons/$kind/$stem.c does not compile"
  done
  run env DEADLINE=0.3 "$grader" --plain "$SHUNIT_TMPDIR/exercises/$stem"
  assert_ran 1 FAILED "the grader on the starter"
  run "$grader" --plain "$SHUNIT_TMPDIR/solutions/$stem"
  assert_ran 0 ' 0 failed(, [0-9]+ skipped)?$' "the grader on the solution"
}
