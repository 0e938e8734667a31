# helper.sh: the words of the tests. A test file sources it first and ends with
# . "$shunit2"
# Words for a person who types at a terminal are in person.sh.
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

# With $TESTS, names of tests, only these are run; not handed on to what they
# start.
only=${TESTS-}
unset TESTS
if [ -n "$only" ]; then
  suite() {
    for test in $only; do suite_addTest "$test"; done
  }
fi

# A keyboard: COMMAND <&9 reads what was written >&9, and never meets an end.
mkfifo "${TMPDIR:-/tmp}/endless.$$" && exec 9<>"${TMPDIR:-/tmp}/endless.$$"
rm "${TMPDIR:-/tmp}/endless.$$"

# Another libc has other words for some errors: musl, those on the left.
other_libc=''
grep -qs GLIBC "$build/00-terminal" || other_libc=1
in_glibcs_words() {
  sed 's/Address in use/Address already in use/
    s/No file descriptors available/Too many open files/
    s/Symbolic link loop/Too many levels of symbolic links/
    s/I\/O error/Input\/output error/'
}

# run COMMAND [ARG...]: without a terminal. Sets $status and $output, which has
# the words of glibc.
run() {
  output=$("$@" 2>&1)
  status=$?
  [ -z "$other_libc" ] ||
    output=$(printf '%s\n' "$output" | in_glibcs_words)
}

# soon COMMAND [ARG...]: true as soon as COMMAND is; false after 20 s or more.
soon() {
  soon_tries=1000
  until "$@"; do
    soon_tries=$((soon_tries - 1))
    [ $soon_tries -gt 0 ] || return 1
    sleep 0.02
  done
}

# count_words: of standard input. What wc(1) takes for a word, such as a dash,
# is not the same in each version of it.
count_words() {
  awk '{ for (i = 1; i <= NF; i++) n += $i ~ /[[:alnum:]]/ }
    END { print n + 0 }'
}

# enter_folder: a new folder, to leave files in. tearDown has to leave it.
enter_folder() { cd "$(mktemp -d "$SHUNIT_TMPDIR/folder.XXXXXX")" || exit; }

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
    printf '%s\n' "$1"
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

# find_namespace [FLAG [COMMAND]]: sets $space to unshare(1), with FLAG, as it
# is permitted here: root may make a PID namespace, others perhaps in a user
# namespace of theirs. COMMAND is what the test needs besides.
find_namespace() {
  command -v "${2:-true}" >/dev/null ||
    ! skip_test "there is no $2 here" || return 1
  for flags in -pf -Urpf; do
    space="unshare $flags --kill-child ${1-}"
    ! $space true 2>/dev/null || return 0
  done
  ! skip_test "a PID namespace is not permitted"
}

# may_mount: may a file system be mounted here, in a namespace of its own? If
# not, the test is skipped.
may_mount() {
  for flags in -m -rm; do
    ! unshare $flags mount -t tmpfs tmpfs "$SHUNIT_TMPDIR" || return 0
  done 2>/dev/null
  ! skip_test "needs a mount: unshare -m, -rm"
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

# only_with_faults: skips the test, and is false, where no call of a program can
# be made to fail: nothing can come before libc. See scripts/lib/complaint.sh.
only_with_faults() {
  [ -e "$build/fault.so" ] || ! skip_test "there is no fault.so" || return
  echo 'int main(void) { return 0; }' >"$SHUNIT_TMPDIR/plain.c"
  compile "$SHUNIT_TMPDIR/plain.c" "$SHUNIT_TMPDIR/plain" -w
  if grep -aq __asan_init "$SHUNIT_TMPDIR/plain"; then
    ! skip_test "built with a sanitizer, which has to come before libc"
  elif ! LD_PRELOAD=$build/fault.so TRACE=/dev/stdout PATIENT=1 \
    "$SHUNIT_TMPDIR/plain" 2>&1 | grep -q '^loaded'; then
    ! skip_test "nothing can come before this libc: is it static?"
  fi
}

# only_with_close_range: skips the test, and is false, where libc has not the
# function close_range(2).
only_with_close_range() {
  printf '%s\n' '#define _GNU_SOURCE' '#include <unistd.h>' \
    'int main(void) { return close_range(3, 9, 0); }' >"$SHUNIT_TMPDIR/range.c"
  compile "$SHUNIT_TMPDIR/range.c" "$SHUNIT_TMPDIR/range" 2>/dev/null ||
    ! skip_test "this libc has no function close_range"
}

# only_with_descriptors NUMBER: skips the test, and is false, where a process
# may not have so many.
only_with_descriptors() {
  hard_limit=$(ulimit -H -n)
  [ "$hard_limit" = unlimited ] || [ "$hard_limit" -ge "$1" ] ||
    ! skip_test "needs $1 open files: ulimit -H -n says $hard_limit"
}

# only_unsanitized WHY: skips the test, and is false, where the build has
# sanitizers.
only_unsanitized() {
  ! grep -aq __asan_init "$build/00-terminal" ||
    ! skip_test "built with a sanitizer: $1"
}

# compile SOURCE PROGRAM [FLAG...]: as make would, and with the FLAGs.
compile() {
  source=$1 target=$2
  shift 2
  # shellcheck disable=SC2086 # the flags are words
  $CC $WARN $CFLAGS "$@" "$source" -o "$target" $LDFLAGS
}

# instead OLD NEW: in a copy of the demo NEW stands in the place of OLD. OLD is
# literal text, of one line or more, and occurs exactly once. Several may follow
# each other; script_notices, or grader_notices after "in_solution", judges.
# The copy is $edited.
instead() {
  if [ -z "${edited-}" ]; then
    edited=$(mktemp -d "$SHUNIT_TMPDIR/broken.XXXXXX")/$stem.c
    cp "${source_of_breaks-$demo}" "$edited"
    edits=''
  fi
  if [ -n "$2" ]; then
    edits="${edits:+$edits; }\`$1\` becomes \`$2\`"
  else
    edits="${edits:+$edits; }without \`$1\`"
  fi
  OLD=$1 NEW=$2 awk '
    { text = text $0 "\n" }
    END {
      old = ENVIRON["OLD"]
      at = index(text, old)
      if (at == 0) exit 1
      rest = substr(text, at + length(old))
      if (index(rest, old)) exit 2
      printf "%s%s%s", substr(text, 1, at - 1), ENVIRON["NEW"], rest
    }' "$edited" >"$edited.new"
  case $? in
  0) ;;
  1) fail "\"$1\" does not stand in ${source_of_breaks-$demo}" ;;
  *) fail "\"$1\" stands more than once in ${source_of_breaks-$demo}" ;;
  esac
  mv "$edited.new" "$edited"
}

# without TEXT: the copy lacks this text.
without() { instead "$1" ''; }

# at_top LINE: the copy begins with this line, such as an #include.
at_top() {
  top=$(sed -n '/^#include/{p;q;}' "${edited:-${source_of_breaks-$demo}}")
  so_far=${edits-}
  instead "$top
" "$top
$1
"
  edits="${so_far:+$so_far; }with \`$1\` at the top"
}

# in_solution: the next edits are of the exercise's solution, as they all are in
# a file of tests/solutions.
in_solution() { source_of_breaks=lessons/solutions/$stem.c; }

# of_companion STEM: the next edits are of this companion of the lesson's demo.
of_companion() { companion=$1 source_of_breaks=demos/$1.c; }

# compile_edited [FLAG...]: compiles the copy, as quickly as can be; sets
# $broken to the program.
compile_edited() {
  broken=${edited%.c}
  compile "$edited" "$broken" -O0 -g0 -w "$@" ||
    fail "$edits: that does not compile"
}

# make_program: the same, and the edits are forgotten: for a test that runs the
# program itself.
make_program() {
  compile_edited
  forget_edits
}

# compile_tool NAME: sets $tool to a program compiled from standard input, which
# may include crowd.h.
compile_tool() {
  tool=$(mktemp -d "$SHUNIT_TMPDIR/tool.XXXXXX")/$1
  cat >"$tool.c"
  compile "$tool.c" "$tool" -D_GNU_SOURCE -I"$root/tests" ||
    fail "$1 does not compile"
}

# is_like TEXT: does the last run's output have this TEXT in it? In it * stands
# for anything and # for a number; a blank for one or more.
is_like() { printf '%s\n' "$output" | grep -Eq -e "$(like "$1")"; }
like() {
  printf '%s' "$1" |
    sed -E 's/[][().+?{}|^$\\]/\\&/g; s/ +/ +/g; s/#/[0-9]+/g; s/\*/.*/g'
}

# put_among_demos: a companion is not named to the script: it stands in its
# place among the demos, in the folder $among.
put_among_demos() {
  among=${broken%/*}/build
  mkdir "$among"
  ln -s "$build"/* "$among"
  ln -sf "$broken" "$among/$companion"
}

# judge JUDGE TEXT...: JUDGE fails on the edited program, and says one of the
# TEXTs, see is_like. A slow machine gets the full deadline, after a short one
# that a test file whose right programs need longer sets: $quick_deadline. With
# $KEEP, a folder, the program is put there, and not judged.
judge() {
  judge=$1
  shift
  case " $* " in
  *' FAILED '*) fail "every failure says FAILED: which check is meant?" ;;
  esac
  compile_edited
  if [ -n "${KEEP-}" ]; then
    cp "$broken" "$KEEP/$stem"
    return
  fi
  [ -z "$companion" ] || put_among_demos
  for deadline in "${quick_deadline-0.1}" 5; do
    if [ -n "$companion" ]; then
      run env BUILD="$among" DEADLINE="$deadline" "$judge" --plain
    else
      run env DEADLINE="$deadline" "$judge" --plain "$broken"
    fi
    [ "$status" -eq 1 ] || continue
    for expected in "$@"; do
      if is_like "$expected"; then
        record_break "$expected"
        forget_edits
        return
      fi
    done
  done
  fail "$judge on a program in which $edits:
expected status 1 and: $*
actual status $status and
$(printf '%s\n' "$output" | tail -n 20)"
  forget_edits
}
forget_edits() {
  edited='' edits='' companion='' source_of_breaks=$demo
  case $0 in
  */solutions/*) in_solution ;;
  esac
}
forget_edits

# record_break TEXT: the row of a test_break_it_... in the lesson's table Break
# it: the edit, and the line of the script that is like TEXT. With $BREAKS, a
# file, it is written there, see scripts/transcript.sh; otherwise the lesson
# must have it.
record_break() {
  case ${_shunit_test_-} in
  test_break_it_*) ;;
  *) return 0 ;;
  esac
  says=$(printf '%s\n' "$output" | grep -E -e "$(like "$1")" | tail -n 1 |
    sed -E 's/^  (FAILED|screen)//; s/^ +//; s/^([0-9]+-[a-z-]+: )?\$ /\1/')
  row="| $(printf '%s' "$edits" | sed 's/|/\\|/g') | \`$says\` |"
  row=$(printf '%s\n' "$row" | awk -f scripts/lib/stable.awk)
  if [ -n "${BREAKS-}" ]; then
    printf '%s\n' "$row" >>"$BREAKS"
  elif grep -q '^<!-- breaks' "lessons/$stem.md"; then
    sed 's/[0-9][0-9]*/#/g' "lessons/$stem.md" |
      grep -qxF "$(printf '%s\n' "$row" | sed 's/[0-9][0-9]*/#/g')" ||
      fail "lessons/$stem.md has not the row $row Next: make lessons"
  fi
}

# script_notices TEXT...: the lesson's script fails on the edited demo, and says
# one of the TEXTs.
script_notices() { judge "$script" "$@"; }

# grader_notices TEXT...: that, of the exercise's grader.
grader_notices() { judge "$grader" "$@"; }

# program_is DESCRIPTION: the edited program is what stands on standard input: a
# whole one, for a right or a wrong solution that has little in common with
# ours. Edits may follow, and then grader_notices or grader_accepts.
program_is() {
  edited=$(mktemp -d "$SHUNIT_TMPDIR/program.XXXXXX")/$stem.c
  cat >"$edited"
  edits=$1
}

# grader_accepts [FLAG...]: the exercise's grader passes the edited solution,
# compiled with the FLAGs: a right one that does it in another way.
grader_accepts() {
  compile_edited "$@"
  assert_accepted "$broken" "a solution in which $edits${1:+ ($1 ...)}"
  forget_edits
}

# key_is_noticed: make exercise BROKEN= takes the edited solution for the one
# without its key call, where the solution is the learner's program.
key_is_noticed() {
  make_house
  rm "$house/build"
  mkdir "$house/build" "$house/work"
  ln -s "$build"/* "$house/build"
  rm -f "$house/build/work"
  cp "lessons/solutions/$stem.c" "$house/work"
  echo "exercise $stem $(cksum <"lessons/solutions/$stem.c")" \
    >"$house/work/progress"
  cp "$edited" "$house/work/broken.c"
  for deadline in 0.3 5; do
    run env BUILD=build DEADLINE=$deadline "$house/scripts/grade.sh" "$stem" \
      work/broken.c
    [ "$status" -ne 0 ] || break
  done
  assert_ran 0 '^That is what this line is for\.$' "$stem with $edits"
  assert_ran 0 '^  FAILED ' "$stem with $edits: the check"
  forget_edits
}

# assert_old_headers_do: starter and solution compile with headers older than
# close_range(2).
assert_old_headers_do() {
  for kind in exercises solutions; do
    sed 's/^#include <sys\/syscall.h>/&\n#undef SYS_close_range/' \
      "lessons/$kind/$stem.c" >"$SHUNIT_TMPDIR/old.c"
    run compile "$SHUNIT_TMPDIR/old.c" "$SHUNIT_TMPDIR/old"
    assertEquals "$kind: $output" 0 "$status"
  done
}

# assert_accepted PROGRAM WHAT: the exercise's grader passes it.
assert_accepted() {
  run "$grader" --plain "$1"
  assert_ran 0 ' 0 failed(, [0-9]+ skipped)?$' "the grader on $2"
}

# flags_for WAY: sets $flags to how a solution is compiled in that WAY:
#   slow       each call takes its time, see tests/faults/slow.c; and all that
#              glibc has is declared, whatever macro is in the file
#   sanitized  what is not allowed in C ends the program
flags_for() {
  case $1 in
  slow) # the macro is empty, as where a file defines it itself
    flags="-D_GNU_SOURCE= -U_FORTIFY_SOURCE tests/faults/slow.c
$(sed -n 's/^SLOW(\(.*\))$/-Wl,--wrap=\1/p' tests/faults/slow.c)"
    ;;
  sanitized)
    flags="-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all"
    ;;
  esac
}

# assert_script_passes: the lesson's script passes on the demo, and the lesson
# shows what it prints: in a run with all nuisances at once (signals ignored,
# stray descriptors, no standard input, a narrow umask, another language, a
# TMPDIR with a space, COLUMNS), none of which may change a line. Every other
# lesson under bash. The transcripts have glibc's words for errors; under
# another libc it is only seen to pass.
assert_script_passes() {
  mkdir -p "$SHUNIT_TMPDIR/a b"
  set -- sh scripts/transcript.sh --check "$stem"
  grep -q GLIBC "$build/00-terminal" || set -- "$script" --plain
  case $stem in
  ?[02468]-*) set -- SCRIPT_SHELL=bash "$@" ;;
  esac
  # shellcheck disable=SC2016 # for the inner shell
  run bash -c '
    trap "" HUP INT QUIT TERM TSTP TTIN TTOU CHLD PIPE
    umask 077
    exec 3</dev/null 4>&2 5<&2 6>/dev/null 7</dev/null 8>/dev/null
    exec 9</dev/null <&-
    TMPDIR=$1
    shift
    export TMPDIR LANG=C.UTF-8 LC_ALL=C.UTF-8 CDPATH=/ PS1=x: TERM=xterm
    export COLUMNS=40
    exec env "$@"
  ' bash "$SHUNIT_TMPDIR/a b" "$@"
  # 3: a step, or the whole lesson, is nothing that this machine can show. Then
  # the script has to pass, or to say so.
  why=''
  if [ "$status" -eq 3 ]; then
    run "$script" --plain
    why=$(echo "$output" | sed -n 's/^ *SKIP *//p' | head -n 1)
    [ "$status" -ne 3 ] || status=0
    [ -n "$why" ] || fail "it says nothing of what it leaves out: $output"
  fi
  assertEquals "$output" 0 "$status"
  [ -z "$why" ] || skip_test "$why"
}

# assert_exercise: the exercise's starter fails and its solution passes, also
# where it is compiled in other ways; the compiler warns of neither; and each
# call that the grader makes fail is one that the solution makes.
assert_exercise() {
  for kind in exercises solutions; do
    mkdir -p "$SHUNIT_TMPDIR/$kind"
    run compile "lessons/$kind/$stem.c" "$SHUNIT_TMPDIR/$kind/$stem"
    assertEquals "the compiler on lessons/$kind/$stem.c" '' "$output"
  done
  run env DEADLINE=0.3 "$grader" --plain "$SHUNIT_TMPDIR/exercises/$stem"
  assert_ran 1 FAILED "the grader on the starter"
  assert_accepted "$SHUNIT_TMPDIR/solutions/$stem" "the solution"
  assertNotContains "calls of the solution" "$output" 'not asked'
  for way in slow sanitized; do
    flags_for $way
    mkdir -p "$SHUNIT_TMPDIR/in_$way"
    # shellcheck disable=SC2086 # the flags are words
    if compile "lessons/solutions/$stem.c" "$SHUNIT_TMPDIR/in_$way/$stem" \
      $flags 2>"$SHUNIT_TMPDIR/said"; then
      assert_accepted "$SHUNIT_TMPDIR/in_$way/$stem" "the $way solution"
    elif [ $way = sanitized ]; then
      skip_test "in part: this compiler has no sanitizers"
    else
      fail "the $way solution does not compile: $(cat "$SHUNIT_TMPDIR/said")"
    fi
  done
}
