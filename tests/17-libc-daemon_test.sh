#!/bin/sh
# Lesson 17: its script, on the demo and on broken ones; what the demo refuses;
# and the exercise, with another libc too where it is here.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

test_the_script_passes() { assert_script_passes; }

test_the_two_arguments_swapped_are_noticed() {
  assert_script_notices \
    's/daemon\(nochdir, noclose\)/daemon(noclose, nochdir)/' \
    'cwd: expected /, actual home$'
}
test_a_mask_that_is_set_is_noticed() {
  assert_script_notices 's/^    alarm/    umask(022);\n&/
      s/^#include <err/#include <sys\/stat.h>\n&/' \
    'Umask: expected 0077, actual 0022'
}
test_a_signal_put_right_is_noticed() {
  assert_script_notices 's/^    alarm/    signal(SIGHUP, SIG_DFL);\n&/
      s/^#include <sched/#include <signal.h>\n&/' \
    'HUP: expected ignored, actual default'
}
test_a_descriptor_that_is_closed_is_noticed() {
  assert_script_notices 's/^    alarm/    close(9);\n&/' \
    ' 9: expected /etc/passwd, actual closed'
}
test_a_file_opened_before_daemon_is_noticed() {
  assert_script_notices \
    's/^    if \(daemon/    if (argc == 4 \&\& open(argv[3], 0) == -1)\
        return 1;\n    argc = 3;\n&/' \
    'expected to be gone, actual still there'
}
test_a_message_that_is_heard_in_spite_of_dev_null_is_noticed() {
  assert_script_notices 's/complain\(STDERR_FILENO/complain(caller/' \
    'succeed: the_only_message'
}
test_a_second_fork_after_that_of_glibc_is_noticed() {
  run "$program" 0 0 /nonexistent/file
  case $output in
  "libc     glibc"*) ;;
  *)
    skip_test "the demo was not compiled with glibc"
    return
    ;;
  esac
  assert_script_notices \
    's/^    alarm/    starter = getpid();\n    if (fork() != 0) _exit(0);\n&/' \
    'STAT: expected Ss, actual S$'
}
test_a_musl_whose_daemon_stays_a_leader_is_noticed() {
  only_glibc "its daemon stands in for one of musl" || return 0
  # The script compiles for musl itself: here by a musl-gcc that is none.
  mkdir "$SHUNIT_TMPDIR/bin"
  # shellcheck disable=SC2016 # for the script
  printf '#!/bin/sh\nshift\nexec %s "$@"\n' "$CC" >"$SHUNIT_TMPDIR/bin/musl-gcc"
  chmod +x "$SHUNIT_TMPDIR/bin/musl-gcc"
  for deadline in 0.3 5; do
    run env DEADLINE=$deadline PATH="$SHUNIT_TMPDIR/bin:$PATH" "$script" --plain
    case $output in *"actual Ss"*) break ;; esac
  done
  assert_ran 1 'STAT: expected S, actual Ss$' "with glibc for musl"
}

test_without_the_feature_test_macro_there_is_no_daemon() {
  posix=$SHUNIT_TMPDIR/posix.c
  sed 's/^#define _DEFAULT_SOURCE/#define _POSIX_C_SOURCE 200809L/' "$demo" \
    >"$posix"
  run "$CC" -std=c17 -Werror=implicit-function-declaration -fsyntax-only \
    "$posix"
  assert_ran 1 "declar.*daemon|daemon.*declar" "with what POSIX has, no more"
}
test_a_standard_error_that_is_closed_ends_it_before_daemon() {
  run sh -c '"$1" 0 0 2>&-' sh "$program"
  assertEquals "exit status" 1 "$status"
}
test_usage_errors_are_told() {
  for wrong in '' 0 '0 2' '00 1' '-1 0' '0 0 file more' --help; do
    # shellcheck disable=SC2086 # words
    run "$program" $wrong
    assert_ran 2 '^usage: 17-libc-daemon NOCHDIR NOCLOSE \[FILE\]' \
      "arguments '$wrong'"
  done
}

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }

test_the_solution_passes_with_musl_too() {
  with_musl=$SHUNIT_TMPDIR/with-musl
  musl-gcc -static "lessons/solutions/$stem.c" -o "$with_musl" 2>/dev/null || {
    skip_test "no musl-gcc here that makes a program"
    return
  }
  run "$grader" --plain "$with_musl"
  assert_ran 0 ' 0 failed$' "the grader on the solution compiled with musl"
}
test_a_better_that_resets_only_the_classic_signals_is_noticed() {
  assert_grader_notices 's/signo < NSIG/signo < 32/' \
    'SigIgn: expected none, actual 8'
}

test_the_exercise_compiles_with_headers_older_than_close_range() {
  for kind in exercises solutions; do
    sed 's/^#include <sys\/syscall.h>/&\n#undef SYS_close_range/' \
      "lessons/$kind/$stem.c" >"$SHUNIT_TMPDIR/old.c"
    run compile "$SHUNIT_TMPDIR/old.c" "$SHUNIT_TMPDIR/old"
    assertEquals "$kind: $output" 0 "$status"
  done
}

# For make faults: how it is run, and which failures are exceptions.
faults() {
  runs 17-libc-daemon itself - 0 0 conf
  says fcntl 'standard error'
  says dprintf 'standard (output|error)'
  allows dprintf '' 'unheard: it was what tells'
  allows open '' 'unheard: 2 leads to /dev/null, that is the lesson'
}

. "$shunit2"
