#!/bin/sh
# Lesson 16: its script, on the demo and on broken ones; what a caller may be
# like; what may be in the way of its files; and the exercise.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

oneTimeSetUp() { folder=$SHUNIT_TMPDIR; }

test_the_script_passes() { assert_script_passes; }

test_a_setsid_left_out_is_noticed() {
  assert_script_notices 's/^ *must\(setsid.*//' 'TTY: expected \?, actual pts'
}
test_a_second_fork_left_out_is_noticed() {
  assert_script_notices \
    's/must\(fork\(\), "fork"\) > 0/0/; s/waitpid\(leader, NULL, 0\);//' \
    'SID: expected not .* \(its PID\)'
}
test_signals_that_are_not_reset_are_noticed() {
  assert_script_notices 's/^    reset_signals\(\);//' \
    'HUP: expected default, actual ignored'
}
test_a_umask_left_out_is_noticed() {
  assert_script_notices 's/^ *umask\(.*//' 'Umask: expected 0022, actual 0077'
}
test_a_chdir_left_out_is_noticed() {
  assert_script_notices 's/^ *must\(chdir.*//' 'cwd: expected /, actual home'
}
test_a_descriptor_that_is_not_redirected_is_noticed() {
  assert_script_notices 's/dup2\(out, 2\)/0/' ' 2: expected log, actual pts'
}
test_descriptors_that_leak_are_noticed() {
  assert_script_notices 's/^ *must\(syscall.*//' \
    'only: expected only, actual .* 5=/ '
}
test_a_caller_that_is_told_nothing_is_noticed() {
  assert_script_notices 's/return last > 0 \? 0 : -last/return 0/' \
    'a line like \^status 127'
}
test_a_pid_file_through_a_link_is_noticed() {
  assert_script_notices 's/ \| O_NOFOLLOW//' 'a line like \^16-daemonize: link'
}
test_names_that_mean_another_directory_are_noticed() {
  assert_script_notices 's/absolute\(argv\[optind\]\)/argv[optind]/' \
    'a line like \^daemon'
}

test_a_directory_that_is_not_the_one_asked_for_is_noticed() {
  assert_script_notices 's/chdir\(given\[.d.\]\)/chdir("\/")/' \
    'a line like \^16-daemonize: /nonexistent: No such'
}
test_a_log_that_cannot_be_opened_and_is_left_out_is_noticed() {
  assert_script_notices \
    's/out = must\(open\((.*)\), given\[.l.\]\)/out = open(\1)/' \
    'a line like \^16-daemonize: /nonexistent/log'
}
test_a_pid_file_that_is_wrong_or_left_behind_is_noticed() {
  assert_script_notices 's/"%d\\n", getpid\(\)/"%d\\n", getppid()/' \
    'FAILED +its PID is in pidfile'
  assert_script_notices 's/unlink\(written\)/(void)0/' \
    'FAILED +no PID file is left'
}
test_a_status_that_is_always_127_is_noticed() {
  assert_script_notices 's/127 : 126/127 : 127/' 'a line like \^status 126'
}

test_usage_errors_are_told() {
  for words in "" "-l log" "-m 8 true" "-m 1777 true" "-x true" "-d"; do
    # shellcheck disable=SC2086 # they are words
    run "$program" $words
    assert_ran 2 '^usage: 16-daemonize \[-d DIR\]' "16-daemonize $words"
  done
  run "$program" -m '' true
  assert_ran 2 '^usage: ' "an empty umask"
}
test_options_behind_the_command_are_the_commands() {
  run "$program" -l "$folder/ls" ls -d /
  assert_ran 0 '^daemon   pid [0-9]+$' "a command with an option"
  assertTrue "it had its option" "soon grep -qx / '$folder/ls'"
}

# its_status SETTING: what /proc tells of a command started after SETTING; and
# the daemon is named.
its_status() {
  rm -f "$folder/status"
  run sh -c "$1"'; exec "$@"' sh "$program" -l "$folder/status" \
    sh -c 'ls -l /proc/$$/fd; cat /proc/$$/status'
  assert_ran 0 "${2-^daemon   pid [0-9]+\$}" "after $1"
  assertTrue "it ran, after $1" "soon grep -q '^nonvoluntary' '$folder/status'"
}
# assert_its_descriptors SETTING [PATTERN]: 0 leads to /dev/null, 1 and 2 to the
# log, and there is no other.
assert_its_descriptors() {
  its_status "$@"
  assertEquals "descriptors after $1" \
    "0 /dev/null 1 $folder/status 2 $folder/status " \
    "$(sed -n 's/.* \([0-9]*\) -> /\1 /p' "$folder/status" | tr '\n' ' ')"
}
test_with_0_1_or_2_closed_it_works() {
  assert_its_descriptors 'exec <&-'
  assert_its_descriptors 'exec >&-' ''
  assert_its_descriptors 'exec 2>&-'
  assert_its_descriptors 'exec <&- >&- 2>&-' ''
}
test_with_signals_ignored_and_blocked_it_works() {
  its_status "trap '' HUP INT QUIT PIPE TERM CHLD"
  # Signals 32 and 33 are libc's own: what make starts has them ignored.
  assertTrue "none is ignored" \
    "grep -Eq '^SigIgn:.0{7}(0|18)0+$' '$folder/status'"
  env --block-signal=TERM true 2>/dev/null ||
    { skip_test "env(1) cannot block signals" && return; }
  run env --block-signal "$program" -l "$folder/blocked" cat /proc/self/status
  assert_ran 0 '^daemon' "with all signals blocked"
  assertTrue "none is blocked" \
    "soon grep -q '^SigBlk:.0000000000000000$' '$folder/blocked'"
}
test_with_the_highest_limit_and_many_descriptors_it_works() {
  # shellcheck disable=SC2016 # for the inner shell
  assert_its_descriptors 'ulimit -n $(ulimit -Hn); exec 3</ 5</ 9</'
}
test_in_a_removed_directory_it_works() {
  its_status "mkdir '$folder/gone'; cd '$folder/gone'; rmdir '$folder/gone'"
  mkdir "$folder/gone"
  run sh -c 'cd "$1"; rmdir "$1"; exec "$2" ./run' sh "$folder/gone" "$program"
  assert_ran 1 'the current directory: No such file' "a relative name there"
}

# assert_pidfile_refused FILE PATTERN WHAT: with FILE as PIDFILE nothing is run,
# and it is said why.
assert_pidfile_refused() {
  run "$program" -p "$1" touch "$folder/ran"
  assert_ran 1 "$2" "$3"
  assertFalse "the command was run: $3" "[ -e '$folder/ran' ]"
}
test_a_pid_file_is_written_into_a_file_only() {
  mkfifo "$folder/fifo" && mkdir "$folder/directory"
  assert_pidfile_refused "$folder/fifo" 'fifo: No such device' "a FIFO"
  assert_pidfile_refused "$folder/directory" 'directory: Is a directory' \
    "a directory"
  assert_pidfile_refused "$folder/none/pid" 'pid: No such file' \
    "no such folder"
  assert_pidfile_refused /dev/full '/dev/full: File exists' "a device"
  assertTrue "the device is still there" "[ -c /dev/full ]"
}
test_a_full_disk_leaves_no_pid_file() {
  unshare -m true 2>/dev/null ||
    { skip_test "needs a mount namespace" && return; }
  mkdir -p "$folder/disk"
  # shellcheck disable=SC2016 # for the inner shell
  run unshare -m sh -c 'mount -t tmpfs -o size=4k none "$2" && cd "$2" || exit
    echo x >fill; "$1" -p pid touch ran; echo "status $?"; ls' \
    sh "$program" "$folder/disk"
  assert_ran 0 '^status 1$' "a full disk"
  assertEquals "what is said, and what is left" \
    "16-daemonize: pid: No space left on device status 1 fill " \
    "$(echo "$output" | tr '\n' ' ')"
}
test_the_pid_file_has_its_mode_under_any_umask() {
  run "$program" -m 077 -p "$folder/mode" true
  assertEquals 644 "$(stat -c %a "$folder/mode")"
}
test_a_failed_start_leaves_no_pid_file() {
  run "$program" -p "$folder/stale" /nonexistent
  assert_ran 127 '/nonexistent: No such file' "a command that does not exist"
  assertFalse "a PID file is left" "[ -e '$folder/stale' ]"
}
test_a_pid_that_cannot_be_printed_is_no_failure() {
  run sh -c '"$1" true >/dev/full' sh "$program"
  assert_ran 0 'PID [0-9]+ runs, but standard output: No space left' \
    "a full disk"
}

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_a_ready_that_takes_any_byte_is_noticed() {
  assert_grader_notices 's/byte == .\\n./byte/' 'a line like \^status 1'
}
test_a_command_that_closes_3_and_stays_is_not_said_to_have_ended() {
  compile "lessons/solutions/$stem.c" "$SHUNIT_TMPDIR/ready"
  run "$SHUNIT_TMPDIR/ready" sh -c 'exec 3>&- sleep 60 2>/dev/null'
  assert_ran 1 'sh, PID [0-9]+, has not said that it is ready$' "3 closed"
  kill "$(echo "$output" | sed -n 's/.* PID \([0-9]*\),.*/\1/p')"
}
test_a_ready_that_keeps_its_own_writing_end_is_noticed() {
  assert_grader_notices 's/^    close\(ready_pipe\[1\]\);//' \
    'a line like \^status 1'
}

. "$shunit2"
