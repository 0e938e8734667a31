#!/bin/sh
# Lesson 17: its script, on the demo and on broken ones; what the demo refuses;
# and the exercise, with another libc too where it is here.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

test_the_script_passes() { assert_script_passes; }

test_break_it_1_the_two_arguments_swapped() {
  instead 'daemon(nochdir, noclose)' 'daemon(noclose, nochdir)'
  script_notices 'Expected: the working directory is /. Actual: home'
}
test_break_it_2_the_umask_is_set() {
  at_top '#include <sys/stat.h>'
  instead 'alarm(FUSE);' 'umask(022); alarm(FUSE);'
  script_notices 'Expected: the umask is 0077. Actual: 0022'
}
test_break_it_3_a_signal_is_put_right() {
  at_top '#include <signal.h>'
  instead 'alarm(FUSE);' 'signal(SIGHUP, SIG_DFL); alarm(FUSE);'
  script_notices 'HUP: expected ignored, actual default'
}
test_break_it_4_the_file_is_opened_before() {
  only_glibc "with another its STAT is S, without s" || return 0
  instead 'if (daemon(' \
    'if (argc == 4) { open(argv[3], O_RDONLY); argc = 3; } if (daemon('
  script_notices 'It is still there, STAT Ss'
}
test_break_it_5_the_message_goes_to_the_copy() {
  instead 'complain(STDERR_FILENO, argv[3])' 'complain(caller, argv[3])'
  script_notices 'Messages of that kind: #'
}

test_a_descriptor_that_is_closed_is_noticed() {
  instead 'alarm(FUSE);' 'alarm(FUSE); close(9);'
  script_notices 'Expected: descriptor 9 leads to /. Actual: closed'
}
test_a_second_fork_after_that_of_glibc_is_noticed() {
  only_glibc "musl forks twice itself" || return 0
  instead 'alarm(FUSE);' 'if (fork() != 0) _exit(0); alarm(FUSE);'
  script_notices 'STAT: expected Ss, actual S'
}
test_a_message_that_is_not_heard_with_noclose_is_noticed() {
  instead 'complain(STDERR_FILENO, argv[3])' '1'
  script_notices 'Messages of that kind: 0'
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
  assert_ran 1 'STAT: expected S, actual Ss' "with glibc for musl"
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
test_it_speaks_on_standard_error() {
  # shellcheck disable=SC2016 # for the inner shell
  run sh -c '"$1" 0 1 /nonexistent 2>"$2"' sh "$program" "$SHUNIT_TMPDIR/said"
  assertEquals "standard output" "" "$output"
  assertTrue "standard error: its PID" "grep -q '^daemon' '$SHUNIT_TMPDIR/said'"
  assertTrue "standard error: the failure" \
    "soon grep -q '/nonexistent: No such' '$SHUNIT_TMPDIR/said'"
}
test_usage_errors_are_told() {
  for wrong in '' 0 '0 2' '00 1' '-1 0' '0 0 file more' --help; do
    # shellcheck disable=SC2086 # words
    run "$program" $wrong
    assert_ran 2 '^usage: 17-libc-daemon NOCHDIR NOCLOSE \[FILE\]' \
      "arguments '$wrong'"
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
