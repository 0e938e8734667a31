#!/bin/sh
# Lesson 12: its script, on the demo and on broken ones; what the demo refuses;
# and the exercise.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

test_the_script_passes() { assert_script_passes; }

test_a_daemon_that_does_not_set_the_mask_is_noticed() {
  assert_script_notices 's/ umask\(\(mode_t\)mask\);/ (void)mask;/' \
    'a line like .Umask:.*0033'
}
test_a_daemon_that_sets_the_mask_after_it_made_the_files_is_noticed() {
  assert_script_notices '/if \(mask != INHERITED\)/,/umask/d
    s/make_files\(\);/& if (mask != INHERITED) umask((mode_t)mask);/' \
    'a line like .744 d.* three/folder'
}
test_a_mode_that_was_subtracted_is_noticed() {
  assert_script_notices '
    s/make_files\(\);/& if (mask == INHERITED) umask(mask = umask(0));/
    s/say_who\("daemon"\)/chmod("file", (mode_t)(0666 - mask)); &/' \
    'a line like .640 -.* two/file'
}
test_a_fifo_or_a_socket_of_another_mode_is_noticed() {
  assert_script_notices 's/"fifo", 0666/"fifo", 0600/' \
    'a line like .644 p.* one/fifo'
  assert_script_notices 's/mkfifo\("fifo"/chmod("socket", 0700) == -1 || &/' \
    'a line like .755 s.* one/socket'
}
test_a_mask_of_0_that_is_taken_for_none_is_noticed() {
  assert_script_notices 's/mask != INHERITED\)/mask > 0)/' \
    'a line like .Umask:.*0000'
}
test_a_secret_without_a_mode_of_its_own_is_noticed() {
  assert_script_notices 's/O_EXCL, 0600/O_EXCL, 0666/' \
    'a line like .600 -.* one/secret'
}
test_a_daemon_that_always_sets_0_is_noticed() {
  assert_script_notices 's/make_files\(\);/umask(0); &/' \
    'a line like .Umask:.*0022'
}
test_a_daemon_that_stays_in_the_session_is_noticed() {
  assert_script_notices 's/setsid\(\) == -1/0/' 'TTY: expected \?, actual'
}

# run_in FOLDER: the demo, there, where its daemon ends at once.
run_in() {
  run sh -c 'cd "$1" && shift && exec "$@"' sh "$1" "$program" 022
}
test_what_exists_is_not_used() {
  for made in file socket fifo folder secret; do
    mkdir -p "$SHUNIT_TMPDIR/$made/$made"
    run_in "$SHUNIT_TMPDIR/$made"
    assert_ran 0 "^12-umask: $made: (File exists|Address )" "where $made exists"
  done
}
test_a_folder_that_cannot_be_written_in_is_told() {
  run_in /proc
  assert_ran 0 '^12-umask: file: No such file' "in /proc"
}
test_a_mask_may_be_short_and_is_set_exactly() {
  mkdir "$SHUNIT_TMPDIR/short"
  (cd "$SHUNIT_TMPDIR/short" && umask 077 && "$program" 7 >said 2>&1)
  soon grep -q '^daemon' "$SHUNIT_TMPDIR/short/said"
  kill "$(sed 's/.* pid \([0-9]*\) .*/\1/' "$SHUNIT_TMPDIR/short/said")"
  run stat -c '%a %n' "$SHUNIT_TMPDIR"/short/file "$SHUNIT_TMPDIR"/short/folder
  assert_ran 0 '^660 .*/file$' "with mask 7"
  assert_ran 0 '^770 .*/folder$' "with mask 7"
}
test_usage_errors_are_told() {
  for word in '' 8 028 0x1f 1000 -1 ' 22' u=rwx --help 99999999999999999999; do
    run "$program" "$word"
    assert_ran 2 '^usage: 12-umask \[MASK\]' "the mask '$word'"
  done
  run "$program" 022 027
  assert_ran 2 '^usage: 12-umask \[MASK\]' "two masks"
}

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }

test_a_file_that_is_wide_for_a_moment_is_noticed() {
  assert_grader_notices 's/O_EXCL, 0640/O_EXCL, 0666/' \
    'expected no bit beyond 640, actual 666'
}
test_a_mode_made_exact_before_the_wait_is_noticed() {
  assert_grader_notices 's/printf\("created/fchmod(fd, 0640); &/' \
    'in the mask 0077, actual 640'
}
test_a_file_that_exists_and_is_taken_is_noticed() {
  assert_grader_notices 's/ \| O_EXCL//' 'a line like .status 1'
}

# For make faults: how it is run, and which failures are exceptions.
faults() {
  runs 12-umask itself - 027
  says dprintf 'standard output'
  says bind socket
}

. "$shunit2"
