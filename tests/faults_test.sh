#!/bin/sh
# A call of a daemon that fails is told, ends it, and leaves nothing behind.
# Here those that make it a daemon; make faults does all.
# Runs with the exercises, run.sh --exercises: it takes long.
. "$(dirname "$0")/helper.sh"

oneTimeSetUp() {
  made=$(make -s BUILD="$build" "$build/fault.so" "$build/family" 2>&1)
}

# faults [ARG...]: runs tests/faults/run.sh; where that cannot be done it skips
# the test and is false.
faults() {
  run env DEADLINE="${deadline:-2}" sh tests/faults/run.sh "$@"
  [ "$status" -eq 3 ] || return 0
  skip_test "${output#SKIP }"
  return 1
}

# assert_red ROW PROBLEM: the last run has this row, and says that this is
# wrong.
assert_red() {
  echo "$output" | awk -v row="^FAILED .*$1" -v problem="$2" '
    /^[^ ]/ { here = $0 ~ row }
    here && $0 ~ problem { found = 1 }
    END { exit !found }' ||
    fail "expected a row like 'FAILED ... $1' with '$2', actual:
$output"
}

test_the_calls_that_make_a_daemon_may_fail() {
  ! faults --only 'fork|daemon|posix_spawnp|setsid|pipe2|chdir|execvp' ||
    assert_ran 0 '^[1-9][0-9] calls failed in turn, 0 of them' \
      "tests/faults/run.sh; $made"
}

test_no_demo_that_detaches_is_left_out() {
  for demo in demos/0[89]*.c demos/[1-9]*.c; do
    program=$(basename "$demo" .c)
    ! grep -qE '\b(fork|daemon|posix_spawnp?)\(' "$demo" ||
      grep -q "^  runs $program " tests/"${program%%-*}"-*_test.sh ||
      fail "no test has a function faults that says how $program is run"
  done
}

# edit STEM: the next edits are of this demo. compile_edits sets $broken to what
# comes of them; it knows its lines.
edit() {
  stem=$1
  of_companion "$1"
}
compile_edits() {
  broken=${edited%.c}
  compile "$edited" "$broken" -O0 -g -w || fail "it does not compile"
  forget_edits
}
test_what_is_wrong_with_a_program_is_noticed() {
  edit 12-umask
  instead 'if (setsid() == -1)' 'if (setsid() == 0)'
  instead 'fail("fifo")' '_exit(1)'
  instead 'address) == -1)
        fail("socket")' 'address) == -1)
        warn("socket"), _exit(0)'
  instead 'fail("secret")' 'sleep(FUSE)'
  instead '#include <err.h>' '#include <err.h>
#include <stdlib.h>
char *secure_getenv(const char *);'
  instead 'if (mkdir(' 'if (*secure_getenv("FAULT") == 0 && mkdir('
  compile_edits
  set -- "$broken"
  edit 16-daemonize
  instead 'open(name, flags' 'open(pid_file, flags'
  instead 'rename(draft, pid_file)' '0'
  compile_edits
  set -- "$@" "$broken"
  edit 18-spawn
  instead 'return error == ENOENT ? NOT_FOUND : CANNOT_RUN' 'return 0'
  compile_edits
  deadline=1
  faults --only 'setsid|mk.*|bind|open|execvp|posix_spawnp' "$@" "$broken" ||
    return 0
  assert_ran 1 '^[1-9][0-9] calls failed in turn' "broken programs"
  assert_red '12.*: setsid child 1 EPERM' 'actual: somebody was there to stay'
  assert_red '12.*: mkfifo child 1 ENOSPC' \
    'expected 12.*fifo.*: No space left on device, actual: $'
  assert_red '12.*: bind child 1 ENOSPC in: if .bind.fd' \
    'process that met the error to end with one, actual: status 0'
  assert_red '12.*: open child 1 EMFILE' 'expected an end within 1 s'
  assert_red '12.*: mkdir child 1 ENOSPC' \
    'expected the call to fail, actual: it was not made'
  assert_red '12.*: secure_getenv' \
    'with a reason, in words.sh, actual: in neither'
  assert_red '16.*: execvp grandchild 1 EACCES' 'expected no PID file'
  assert_red '18.*: posix_spawnp 1 EAGAIN' "program's status, actual: 0"
}

# make_small_house EDIT: a house of lesson 08 alone, whose exceptions are edited
# by sed.
make_small_house() {
  make_house
  rm "$house/build" "$house"/tests/[0-9]*_test.sh
  mkdir "$house/build"
  for file in 08-setsid stage fault.so family; do
    ln -s "$build/$file" "$house/build"
  done
  sed "$1" tests/08-setsid_test.sh >"$house/tests/08-setsid_test.sh"
  run env BUILD="$house/build" sh "$house/tests/faults/run.sh"
  [ "$status" -ne 3 ] || skip_test "${output#SKIP }"
}
test_an_exception_holds_for_its_own_line_only() {
  make_small_house ''
  assert_ran 0 ' calls failed in turn, 0 of them not as they should' "lesson 08"
  make_small_house '/allows setsid/s/!=/==/'
  assert_red '08-setsid: setsid 1 EPERM in: if .setsid.. != -1' 'expected 08'
}
test_an_exception_that_no_call_meets_is_told() {
  make_small_house "/^faults()/a\\
  allows fork 'spoon' 'told: there is none'"
  assert_ran 1 '^FAILED  08: allows fork spoon: ' "an exception of no call"
  assert_ran 1 'expected a call to meet this exception, actual: there is none' \
    "an exception of no call"
}
test_a_program_that_it_does_not_know_is_refused() {
  cp "$build/01-foreground" "$SHUNIT_TMPDIR/98-other"
  ! faults "$SHUNIT_TMPDIR/98-other" ||
    assert_ran 2 'no test says how 98-other is run' \
      "a program that it does not know"
}
test_ended_by_sigkill_it_leaves_nothing() {
  faults --only fork "$build/09-orphan" || return 0
  folder=$(mktemp -d "$SHUNIT_TMPDIR/killed.XXXXXX")
  TMPDIR=$folder sh tests/faults/run.sh --only fork "$build/09-orphan" \
    >/dev/null 2>&1 &
  # shellcheck disable=SC2317,SC2329 # soon calls it
  has_begun() { ls "$folder"/*/row.*; } >/dev/null 2>&1
  soon has_begun || fail "it has not begun"
  kill -s KILL $!
  soon rmdir "$folder" || fail "files are left: $(ls "$folder")"
} 2>/dev/null

. "$shunit2"
