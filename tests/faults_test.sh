#!/bin/sh
# A call of a daemon that fails is told, ends it, and leaves nothing behind.
# Here those that make it a daemon; make faults does all.
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
  tried=$(cat tests/faults/demos.sh)
  for demo in demos/0[89]*.c demos/[1-9]*.c; do
    ! grep -qE '\b(fork|daemon|posix_spawnp?)\(' "$demo" ||
      assertContains "commands that are tried" "$tried" \
        "  $(basename "$demo" .c)"
  done
}

# broken_as STEM EDIT: sets $broken to a demo changed by sed -E.
broken_as() {
  stem=$1
  break_program "demos/$1.c" "$2"
}
test_what_is_wrong_with_a_program_is_noticed() {
  broken_as 12-umask '
    s/if \(setsid\(\) == -1\)/if (setsid() == 0)/
    s/fail\("fifo"\)/_exit(1)/
    s/fail\("socket"\)/warn("socket"), _exit(0)/
    s/fail\("secret"\)/sleep(FUSE)/
    s/mkdir\("folder"/*getenv("FAULT") == 0 \&\& &/'
  set -- "$broken"
  broken_as 16-daemonize \
    's/open\(draft_name\(getpid\(\)\)/open(pid_file/; s/rename\(.*\)/0/'
  set -- "$@" "$broken"
  broken_as 18-spawn 's/return error == ENOENT.*/return 0;/'
  deadline=1
  faults --only 'setsid|mk.*|bind|open|execvp|posix_spawnp' "$@" "$broken" ||
    return 0
  assert_ran 1 '^[1-9][0-9] calls failed in turn' "broken programs"
  assert_red '12.*: setsid child 1 EPERM' 'actual: somebody was there to stay'
  assert_red '12.*: mkfifo child 1 ENOSPC' \
    'expected 12.*fifo.*: No space left on device, actual: $'
  assert_red '12.*: bind child 1 ENOSPC' \
    'process that met the error to end with one, actual: status 0'
  assert_red '12.*: open child 1 EMFILE' 'expected an end within 1 s'
  assert_red '12.*: mkdir child 1 ENOSPC' \
    'expected the call to fail, actual: it was not made'
  assert_red '12.*: getenv' 'with a reason, in demos.sh, actual: in neither'
  assert_red '16.*: execvp grandchild 1 EACCES' 'expected no PID file'
  assert_red '18.*: posix_spawnp 1 EAGAIN' "program's status, actual: 0"
}
test_a_program_that_it_does_not_know_is_refused() {
  cp "$build/01-foreground" "$SHUNIT_TMPDIR/98-other"
  ! faults "$SHUNIT_TMPDIR/98-other" ||
    assert_ran 2 'does not say how 98-other is run' \
      "a program that it does not know"
}

. "$shunit2"
