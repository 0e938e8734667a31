#!/bin/sh
# Lesson 12: its script, on the demo and on broken ones; what the demo refuses;
# and the exercise.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

test_the_script_passes() { assert_script_passes; }

test_break_it_1_the_mask_is_not_set() {
  instead 'umask((mode_t)mask);' '(void)mask;'
  script_notices 'Expected: the umask is 0033. Actual: 0022'
}
test_break_it_2_the_mask_is_set_after_the_files_are_made() {
  without 'make_files();'
  instead 'if (mask != INHERITED)' 'make_files(); if (mask != INHERITED)'
  script_notices 'Expected: a line "744 drwxr--r-- three/folder"'
}
test_break_it_3_a_mode_is_subtracted() {
  instead 'say_who("daemon");' 'mask = umask(0); umask(mask); '\
'chmod("file", 0666 - mask); say_who("daemon");'
  script_notices 'Expected: a line "640 -rw-r----- two/file"'
}
test_break_it_4_the_secret_is_made_wide_and_narrowed_then() {
  instead '0600) == -1' '0666) == -1 || chmod("secret", 0600) == -1'
  script_notices 'Expected: a line "0 ---------- five/secret"'
}
test_a_secret_without_a_mode_of_its_own_is_noticed() {
  instead '0600) == -1' '0666) == -1'
  script_notices 'Expected: a line "600 -rw------- one/secret"'
}
test_a_fifo_or_a_socket_of_another_mode_is_noticed() {
  instead '"fifo", 0666' '"fifo", 0600'
  script_notices 'Expected: a line "644 prw-r--r-- one/fifo"'
  instead 'if (mkfifo(' 'chmod("socket", 0700); if (mkfifo('
  script_notices 'Expected: a line "755 srwxr-xr-x one/socket"'
}
test_a_mask_of_0_that_is_taken_for_none_is_noticed() {
  instead 'if (mask != INHERITED)' 'if (mask > 0)'
  script_notices 'Expected: the umask is 0000. Actual: 0077'
}
test_a_daemon_that_always_sets_0_is_noticed() {
  instead 'make_files();' 'umask(0); make_files();'
  script_notices 'Expected: the umask is 0022. Actual: 0000'
}
test_a_daemon_that_stays_in_the_session_is_noticed() {
  instead 'if (setsid() == -1)' 'if (0)'
  script_notices 'TTY: expected ?, actual pts/#'
}
test_a_daemon_that_stays_in_the_session_with_a_mask_is_noticed() {
  instead 'if (setsid() == -1)' 'if (argc == 1 && setsid() == -1)'
  script_notices 'TTY: expected ?, actual pts/#'
}
test_a_daemon_that_leaves_another_process_behind_is_noticed() {
  instead 'make_files();' 'if (fork() == 0) for (;;) pause(); make_files();'
  script_notices 'PID # (12-umask) is still in group #'
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

# For make faults: how it is run, and which failures are exceptions.
faults() {
  runs 12-umask itself - 027
  says dprintf 'standard output'
  says bind socket
}

. "$shunit2"
