#!/bin/sh
# Lesson 16: its script, on the demo and on broken ones; what a caller may be
# like; what may be in the way of its files; and the exercise.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

oneTimeSetUp() { folder=$SHUNIT_TMPDIR; }

test_the_script_passes() { assert_script_passes; }

test_break_it_1_no_setsid() {
  without 'must(setsid(), "setsid");'
  script_notices 'TTY: expected ?, actual pts/#'
}
test_break_it_2_the_descriptors_are_not_closed() {
  without 'close_rest_at_exec();'
  script_notices 'Actual: 0=/dev/null 1=log 2=log *5=/ *1100=/*'
}
test_break_it_3_signals_are_not_reset() {
  without 'reset_signals();'
  script_notices 'HUP: expected default, actual ignored'
}
test_break_it_4_no_failure_is_told() {
  instead 'return WEXITSTATUS(status);' 'return 0;'
  script_notices 'Expected: a line "status 127"'
}
test_break_it_5_the_leader_keeps_its_writing_end() {
  without 'close(ends[WRITING]);'
  script_notices 'Expected: a line "daemon pid N..."*'
}

test_a_second_fork_left_out_is_noticed() {
  instead 'daemon_pid = must(fork(), "fork");' 'daemon_pid = 0;'
  instead 'return await_end(leader, "the leader");' \
    'dprintf(1, "daemon   pid %d\n", leader);'
  script_notices 'SID: expected not # (its PID)'
}
test_a_umask_left_out_is_noticed() {
  without 'umask(mask);'
  script_notices 'Expected: the umask is 0022. Actual: *0077'
}
test_a_chdir_left_out_is_noticed() {
  without 'must(chdir(directory), directory);'
  script_notices 'Expected: the working directory is /. Actual: *home'
}
test_a_descriptor_that_is_not_redirected_is_noticed() {
  instead 'must(dup2(output, STDERR_FILENO), "dup2");' ''
  script_notices 'Expected: descriptor 2 leads to log. Actual: *pts/#'
}
test_descriptors_that_are_closed_only_up_to_a_number_are_noticed() {
  instead '~0U, CLOEXEC' '1023U, CLOEXEC'
  script_notices 'Actual: 0=/dev/null 1=log 2=log 1100=/*'
}
test_signals_of_which_only_sighup_is_reset_are_noticed() {
  instead 'signo < NSIG' 'signo < 2'
  script_notices 'Expected: no signal is ignored. Actual: #'
}
test_a_mask_that_stays_blocked_is_noticed() {
  without 'must(sigprocmask(SIG_SETMASK, &none, NULL), "sigprocmask");'
  script_notices 'Expected: no signal is blocked. Actual: #'
}
test_a_log_that_is_written_over_is_noticed() {
  instead 'O_CREAT | O_APPEND' 'O_CREAT'
  script_notices 'descriptor 1 is open for: write append. Actual: *write'
}
test_files_with_other_modes_are_noticed() {
  instead 'LOG_MODE = 0640' 'LOG_MODE = 0666'
  script_notices 'Its mode is 644'
  without 'must(fchmod(fd, PID_FILE_MODE), pid_file);'
  script_notices 'Its mode is 600'
}
# A leader that looks whether there is such a file, and not whether it runs.
believe_in_the_file() {
  instead 'if (setpgid(daemon_pid, getpgrp()) == 0)' \
    'if (access(absolute(command[0]), X_OK) == -1 && strchr(command[0], 47))'
}
test_a_caller_that_is_told_before_the_command_runs_is_noticed() {
  believe_in_the_file
  instead 'execvp(program' \
    'syscall(SYS_close_range, 3, ~0U, 0), usleep(200000), execvp(program'
  script_notices 'Expected: a line "06-nohup"*'
}
test_a_leader_that_believes_in_the_file_is_noticed() {
  believe_in_the_file
  script_notices 'Expected: a line "16-daemonize: ./report: No such*"' \
    'Expected: a line "status 127"'
}
test_a_leader_that_stays_is_noticed() {
  instead '    _exit(0);
' '    fork() == 0 ? pause() : 0;
    _exit(0);
'
  script_notices 'PID # (16-daemonize) is still in group #'
}
test_names_that_mean_another_directory_are_noticed() {
  instead 'absolute(command[0])' 'command[0]'
  script_notices 'Expected: a line "06-nohup"*'
}
test_a_directory_that_is_not_the_one_asked_for_is_noticed() {
  instead 'chdir(directory)' 'chdir("/")'
  script_notices 'Expected: a line "16-daemonize: /nonexistent: No such*'
}
test_a_log_that_cannot_be_opened_and_is_left_out_is_noticed() {
  instead 'return must(open(log_file, flags, LOG_MODE), log_file);' \
    'return open(log_file, flags, LOG_MODE);'
  script_notices 'Expected: a line "16-daemonize: /nonexistent/log*'
}
test_a_pid_file_that_is_wrong_or_left_behind_is_noticed() {
  instead '"%d\n", getpid()' '"%d\n", getppid()'
  script_notices 'Expected: a line "#"'
  instead 'unlink(draft);
    if (daemon_pid > 0)' ';
    if (daemon_pid > 0)'
  instead 'unlink(draft);
        _exit' ';
        _exit'
  script_notices 'There is dead.pid.#.'
}
test_a_file_that_is_no_pid_file_and_is_written_over_is_noticed() {
  instead 'if (end - text != is.st_size || pid < 0)' 'if (0)'
  script_notices 'Expected: a line "16-daemonize: diary: ..."'
}
test_a_second_daemon_with_the_same_pid_file_is_noticed() {
  instead 'if (pid > 0 && getpgid((pid_t)pid) != -1)' 'if (0)'
  script_notices 'Expected: a line "16-daemonize: pid: ...#..."'
}
test_a_start_that_empties_the_old_pid_file_is_noticed() {
  instead 'if (pid_file != NULL)
        check_pid_file();' 'if (pid_file != NULL)
        check_pid_file(), truncate(pid_file, 0);'
  script_notices 'The file dead.pid has not the line that it should have'
}
test_a_status_that_is_always_127_is_noticed() {
  instead 'NOT_FOUND : CANNOT_RUN' 'NOT_FOUND : NOT_FOUND'
  script_notices 'Expected: a line "status 126"'
}

test_usage_errors_are_told() {
  for words in "" "-l log" "-m 8 true" "-m 1777 true" "-x true" "-d"; do
    # shellcheck disable=SC2086 # they are words
    run "$program" $words
    assert_ran 2 '^usage: 16-daemonize \[-d DIR\]' "16-daemonize $words"
  done
  run "$program" -m '' true
  assert_ran 2 '^usage: ' "an empty umask"
  run "$program" -m 777 true
  assert_ran 0 '^daemon ' "the largest umask"
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
  # dash does not ignore SIGCHLD.
  run bash -c "trap '' CHLD; exec \"\$@\"" bash "$program" true
  assert_ran 0 '^daemon' "with SIGCHLD ignored"
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
# it is said why, and nothing stands beside FILE.
assert_pidfile_refused() {
  run timeout 10 "$program" -p "$1" touch "$folder/ran"
  assert_ran 1 "$2" "$3"
  assertFalse "the command was run: $3" "[ -e '$folder/ran' ]"
  assertEquals "beside it: $3" "" "$(ls -d "$1".* 2>/dev/null)"
}
test_a_pid_file_is_written_into_a_file_only() {
  mkfifo "$folder/fifo" && mkdir "$folder/directory"
  assert_pidfile_refused "$folder/fifo" 'fifo: .* or the like' "a FIFO"
  assert_pidfile_refused "$folder/directory" 'directory: .* or the like' \
    "a directory"
  assert_pidfile_refused "$folder/none/pid" 'pid: No such file' \
    "no such folder"
}
test_a_device_is_no_pid_file() {
  # One of its own: a broken program might remove it.
  mknod "$folder/full" c 1 7 2>/dev/null ||
    { skip_test "to make a device is not permitted" && return; }
  assert_pidfile_refused "$folder/full" 'full: .* or the like' "a device"
  assertTrue "the device is still there" "[ -c '$folder/full' ]"
}

# assert_kept FILE PATTERN TEXT WHAT: FILE, which holds TEXT, is refused, and is
# the same file afterwards.
assert_kept() {
  before=$(stat -c '%i %a %h %y' "$1")
  assert_pidfile_refused "$1" "$2" "$4"
  assertEquals "what it holds: $4" "$3" "$(cat "$1")"
  assertEquals "its number, mode, names and date: $4" "$before" \
    "$(stat -c '%i %a %h %y' "$1")"
}
test_what_is_no_pid_file_is_left_as_it_is() {
  for text in 'Dear diary' '12 34' '12
34' '-12' '1x' 123456789 "$(seq 1000)"; do
    echo "$text" >"$folder/diary"
    assert_kept "$folder/diary" 'diary: not a PID file' "$text" "a file: $text"
  done
  ln -s diary "$folder/soft"
  assert_kept "$folder/soft" 'soft: .* symbolic link' "$text" "a link to it"
  (umask 077 && echo secret >"$folder/secret")
  ln "$folder/secret" "$folder/hard"
  assert_kept "$folder/hard" 'hard: not a PID file' secret "its second name"
  assertEquals "what it holds" secret "$(cat "$folder/secret")"
}
test_the_file_of_another_user_is_left_as_it_is() {
  find_nobody "$program" || return 0
  (umask 0 && : >"$folder/theirs")
  chown nobody "$folder/theirs"
  assert_kept "$folder/theirs" 'theirs: the file of another user' '' \
    "the file of another user"
}
test_an_old_pid_file_is_replaced() {
  sleep 0.01 &
  wait $!
  for text in $! "" 0; do
    printf '%s' "$text${text:+
}" >"$folder/old"
    run "$program" -p "$folder/old" true
    assert_ran 0 '^daemon   pid ' "an old PID file: $text"
    assertEquals "what it holds, and a newline" "${output##* }" \
      "$(cat "$folder/old")"
    assertEquals "its lines, after $text" 1 "$(wc -l <"$folder/old")"
  done
  echo $! >"$folder/first" && ln "$folder/first" "$folder/second"
  run "$program" -p "$folder/first" true
  assertEquals "under its second name" $! "$(cat "$folder/second")"
}
test_the_pid_file_of_one_that_runs_is_kept() {
  run "$program" -p "$folder/its" sleep 60
  assert_ran 0 '^daemon   pid ' "the first"
  its=${output##* }
  assert_kept "$folder/its" "its: already running, PID $its$" "$its" \
    "a second one"
  run "$program" -p "$folder/its" /nonexistent
  assert_ran 1 "its: already running, PID $its$" "a second one, misspelt"
  assertEquals "what the PID file holds" "$its" "$(cat "$folder/its")"
  assertTrue "the first runs" "kill $its"
}
test_a_failed_start_leaves_the_old_pid_file() {
  sleep 0.01 &
  wait $!
  echo $! >"$folder/older"
  run "$program" -p "$folder/older" /nonexistent
  assert_ran 127 '/nonexistent: No such file' "a command that does not exist"
  assertEquals "what the old PID file holds" $! "$(cat "$folder/older")"
  assertEquals "PID files" "$folder/older" "$(echo "$folder"/older*)"
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
test_a_draft_is_not_written_through_a_link() {
  # In a PID namespace, where the numbers are known beforehand.
  unshare -pf true 2>/dev/null ||
    { skip_test "needs a PID namespace" && return; }
  mkdir "$folder/planted"
  for n in $(seq 20); do ln -s precious "$folder/planted/pid.$n"; done
  run unshare -pf sh -c '"$@"; exit' sh "$program" -p "$folder/planted/pid" true
  assert_ran 1 'planted/pid: File exists$' "links where the draft is to be"
  assertFalse "what they lead to was made" "[ -e '$folder/planted/precious' ]"
  assertEquals "links that are left" 20 \
    "$(find "$folder/planted" -type l | wc -l)"
}
test_a_failed_start_leaves_no_pid_file() {
  run "$program" -p "$folder/stale" /nonexistent
  assert_ran 127 '/nonexistent: No such file' "a command that does not exist"
  assertFalse "a PID file is left" "[ -e '$folder/stale' ]"
}
test_a_failed_start_leaves_a_file_of_that_name_in_its_directory() {
  mkdir "$folder/from" "$folder/from/there"
  changed 's/pid_file, getpid\(\)/pid_file, 7/'
  echo precious >"$folder/from/there/pid.7"
  # shellcheck disable=SC2016 # for the inner shell
  run sh -c 'cd "$2" && exec "$1" -d there -p pid /nonexistent' \
    sh "$changed" "$folder/from"
  assert_ran 127 '/nonexistent: No such file' "a command that does not exist"
  assertEquals "what is there" there "$(ls "$folder/from")"
  assertEquals "in DIR" precious "$(cat "$folder/from/there/pid.7")"
}
test_a_pid_file_that_may_not_grow_is_told() {
  mkdir "$folder/limit"
  run sh -c 'cd "$2" && ulimit -f 0 && exec "$1" -p pid sleep 60' \
    sh "$program" "$folder/limit"
  assert_ran 1 '^16-daemonize: pid: File too large$' "a limit of file sizes"
  assertEquals "what is left" "" "$(ls -A "$folder/limit")"
}

# changed EDIT: sets $changed to the demo as sed -E changes it, compiled.
changed() {
  changed=$folder/16-daemonize
  sed -E "$1" "$demo" >"$changed.c"
  assertFalse "$1 changes nothing" "cmp -s '$changed.c' $demo"
  compile "$changed.c" "$changed" -O0 -g0 -w || fail "$1: it does not compile"
}
test_an_end_before_the_command_ran_is_told() {
  mkdir "$folder/killed"
  for step in 'char .program' 'must.chdir' 'reset_signals..;' 'execvp.'; do
    changed "s/^    $step/    raise(SIGKILL); &/"
    run "$changed" -p "$folder/killed/pid" sleep 60
    assert_ran 1 'COMMAND was ended by a signal: Killed$' "killed before $step"
  done
  assertEquals "PID files" "" "$(ls -A "$folder/killed")"
  changed 's/^    must\(setsid\(/    raise(SIGKILL); &/'
  run "$changed" sleep 60
  assert_ran 1 'the leader was ended by a signal: Killed$' "the leader killed"
}
test_a_pid_file_that_cannot_be_renamed_leaves_nothing() {
  mkdir "$folder/unnamed"
  changed 's/rename\(draft, pid_file\)/rename(draft, "\/nonexistent\/pid")/'
  run env "UNNAMED=$$" "$changed" -p "$folder/unnamed/pid" sleep 60
  assert_ran 1 'pid: No such file' "a PID file that cannot be renamed"
  assertEquals "PID files" "" "$(ls -A "$folder/unnamed")"
  assertTrue "the command is ended" "soon no_process_has UNNAMED=$$"
}
no_process_has() { ! grep -lzsxF "$1" /proc/[0-9]*/environ >/dev/null; }
test_a_command_that_ends_at_once_was_started() {
  for _ in $(seq 50); do
    run "$program" true
    assert_ran 0 '^daemon' "true"
    # shellcheck disable=SC2016 # for the inner shell
    run "$program" sh -c 'kill -KILL $$'
    assert_ran 0 '^daemon' "a command that kills itself"
    run "$program" setsid true
    assert_ran 0 '^daemon' "a command that leaves the session"
  done
}
test_signals_are_reset_whatever_its_name_is() {
  ln -s "$program" "$folder/SigIgn:0"
  run sh -c "trap '' HUP INT; exec \"\$@\"" sh "$folder/SigIgn:0" \
    -l "$folder/named" cat /proc/self/status
  assert_ran 0 '^daemon' "a program that is named SigIgn:0"
  assertTrue "none is ignored" \
    "soon grep -Eq '^SigIgn:.0{7}(0|18)0+$' '$folder/named'"
}
test_without_close_range_it_works() {
  for edit in 's/^#ifndef SYS_close_range/#undef SYS_close_range\n&/' \
    's/SYS_close_range, STDERR/9999, STDERR/'; do
    changed "$edit"
    for demonstrated in "$program" "$changed"; do
      rm -f "$folder/descriptors"
      "$demonstrated" -l "$folder/descriptors" ls -l /proc/self/fd \
        >/dev/null 5</dev/zero 9</dev/zero
      soon grep -q ' 3 -> /proc' "$folder/descriptors"
      assertEquals "what ls has open after $edit" "0 1 2 3 " \
        "$(sed -n 's/.* \([0-9]*\) -> .*/\1/p' "$folder/descriptors" |
          tr '\n' ' ')"
    done
  done
}
test_a_log_is_not_opened_through_the_link_of_another_user() {
  echo precious >"$folder/precious"
  ln -s precious "$folder/link"
  run "$program" -l "$folder/link" echo mine
  assert_ran 0 '^daemon' "a link of the user's own"
  assertTrue "it leads to the log" "soon grep -qx mine '$folder/precious'"
  find_nobody "$program" || return 0
  chown -h nobody "$folder/link"
  run "$program" -l "$folder/link" echo theirs
  assert_ran 1 'link: .*[Ss]ymbolic link' "the link of another user"
  assertEquals "what it leads to" "precious mine" \
    "$(tr '\n' ' ' <"$folder/precious" | sed 's/ $//')"
}

test_a_pid_that_cannot_be_printed_is_no_failure() {
  run sh -c '"$1" true >/dev/full' sh "$program"
  assert_ran 0 'PID [0-9]+ runs, but standard output: No space left' \
    "a full disk"
  run sh -c 'ulimit -f 0; "$1" true >"$2"' sh "$program" "$folder/short"
  assert_ran 0 'PID [0-9]+ runs, but standard output: File too large' \
    "a limit of file sizes"
  # shellcheck disable=SC2016 # for the inner shell
  without_a_reader '"$1" true'
  assert_ran 0 'PID [0-9]+ runs, but standard output: Broken pipe' \
    "a pipe that nobody reads"
}
test_a_failure_is_told_on_standard_error() {
  run sh -c '"$@" >"$0"' "$folder/output" "$program" /nonexistent
  assert_ran 127 '^16-daemonize: /nonexistent: No such' "standard error"
  assertEquals "standard output" "" "$(cat "$folder/output")"
}
test_a_failure_that_nobody_hears_has_its_status() {
  # shellcheck disable=SC2016 # for the inner shell
  without_a_reader '"$1" /nonexistent 2>&1'
  assertEquals "a command that does not exist" 127 "$status"
  run sh -c 'ulimit -f 0; "$1" /nonexistent 2>"$2"' sh "$program" \
    "$folder/short"
  assertEquals "the status, with a limit of file sizes" 127 "$status"
}
# without_a_reader LINE: runs LINE, in which $1 is the program, with a standard
# output that is a pipe without a reader.
without_a_reader() {
  rm -f "$folder/pipe"
  mkfifo "$folder/pipe"
  run sh -c 'exec 3<>"$2/pipe" 4>"$2/pipe" 3<&-
    { '"$1"'
    } >&4 4>&-' sh "$program" "$folder"
}

# For make faults: how it is run, and which failures are exceptions.
faults() {
  runs 16-daemonize caller - -d there -l log -m 027 -p pid ./sleep 60
  says getcwd 'the current directory'
  says 'open|fchmod|dprintf|close|rename' 'pid|standard output'
  allows lstat 'log_file' \
    'harmless: who made LOG is not known, so no link is followed'
  allows syscall 'SYS_close_range' 'harmless: it goes by /proc/self/fd then'
  allows setpgid '' 'harmless: to be refused is what it hopes for'
  allows dprintf 'STDOUT_FILENO' \
    'told: the command runs, and only its PID is not known'
  allows close 'pid_file' '' # the PID file was written through it
}

. "$shunit2"
