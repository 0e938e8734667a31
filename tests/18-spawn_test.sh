#!/bin/sh
# Lesson 18: its script, on the demo and on broken ones; what the demo refuses;
# and the exercise.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

# run_in FOLDER COMMAND [ARG...]: runs it there, for out.log.
run_in() {
  mkdir -p "$1"
  # shellcheck disable=SC2016 # the inner shell's arguments
  run sh -c 'cd "$1" && shift && "$@"' sh "$@"
}

test_the_script_passes() { assert_script_passes; }

test_break_it_1_no_session_of_its_own() {
  instead 'POSIX_SPAWN_SETSID |' '0 |'
  script_notices 'TTY: expected ?, actual pts/#'
}
test_break_it_2_signals_are_not_reset() {
  instead '| POSIX_SPAWN_SETSIGDEF' '| 0'
  script_notices 'HUP: expected default, actual ignored'
}
test_break_it_3_the_log_is_not_close_on_exec() {
  without ' | O_CLOEXEC'
  script_notices 'Expected: no other descriptor is open. Actual: *3=out.log*'
}
test_break_it_4_the_log_is_written_over() {
  instead '| O_APPEND' '| O_TRUNC'
  script_notices 'Expected: descriptor 1 is open for: write append*'
}
test_break_it_5_the_error_is_not_handed_on() {
  instead 'return error == ENOENT ? NOT_FOUND : CANNOT_RUN;' 'return 0;'
  script_notices 'Expected: a line "status 127"'
}

# The usual fork, setsid and exec: every row of ps is the same.
test_fork_and_exec_in_its_place_are_noticed() {
  instead 'posix_spawnp(child, command[0], &actions, &attributes, command,
                         environ);' \
    '0; if ((*child = fork()) == 0) { setsid(); dup2(out, 1); dup2(out, 2);
     dup2(open("/dev/null", O_RDONLY | O_CLOEXEC), 0); signal(SIGHUP, SIG_DFL);
     signal(SIGPIPE, SIG_DFL); sigset_t none; sigemptyset(&none);
     sigprocmask(SIG_SETMASK, &none, NULL); execvp(command[0], command);
     _exit(127); }'
  script_notices 'Expected: a line "status 127"' \
    'Expected: a line "18-spawn: /nonexistent: No such file*'
}
test_a_parent_that_waits_is_noticed() {
  instead 'return 0; /* without' 'pause(); return 0; /* without'
  script_notices 'Expected: a line "status 0"'
}
test_an_input_that_stays_the_terminal_is_noticed() {
  instead 'addopen(actions, STDIN_FILENO,' 'addopen(actions, 9,'
  script_notices 'Expected: descriptor 0 leads to /dev/null. Actual: pts/#'
}
test_errors_that_do_not_go_to_the_log_are_noticed() {
  instead 'out, STDERR_FILENO' 'out, STDOUT_FILENO'
  script_notices 'Expected: descriptor 2 leads to out.log. Actual: pts/#'
}
test_a_mask_that_is_handed_on_is_noticed() {
  instead 'POSIX_SPAWN_SETSIGMASK' '0'
  script_notices 'TERM: expected default, actual blocked'
}
test_a_log_that_all_may_read_is_noticed() {
  instead 'LOG_MODE = 0640' 'LOG_MODE = 0644'
  script_notices 'Its mode is 644'
}
test_one_status_for_both_errors_is_noticed() {
  instead 'NOT_FOUND : CANNOT_RUN' 'NOT_FOUND : NOT_FOUND'
  script_notices 'Expected: a line "status 126"'
}

test_a_command_that_cannot_be_run_is_told() {
  run_in "$SHUNIT_TMPDIR/refused" "$program" /nonexistent
  assert_ran 127 '/nonexistent: No such file' "a file that is not there"
  # Not with a PATH of which a folder may not be searched: that is 126.
  run_in "$SHUNIT_TMPDIR/refused" env PATH=/bin "$program" no-such-command
  assert_ran 127 'no-such-command: No such file' "a name that is not in PATH"
  run_in "$SHUNIT_TMPDIR/refused" "$program" /
  assert_ran 126 '/: Permission denied' "a folder"
  echo 'echo no interpreter' >"$SHUNIT_TMPDIR/refused/text"
  chmod +x "$SHUNIT_TMPDIR/refused/text"
  run_in "$SHUNIT_TMPDIR/refused" "$program" ./text
  assert_ran 126 '\./text: Exec format error' "a text without #!"
}
test_no_signal_is_blocked_in_the_command() {
  env --block-signal=USR1 true 2>/dev/null || {
    skip_test "this env(1) blocks no signals"
    return
  }
  none='^SigBlk:[[:space:]]*0*$'
  run_in "$SHUNIT_TMPDIR/deaf" \
    env --block-signal=USR1 "$program" grep -E "$none" /proc/self/status
  assertTrue "out.log: SigBlk, and no bit" \
    "soon grep -Eq '$none' '$SHUNIT_TMPDIR/deaf/out.log'"
  instead 'POSIX_SPAWN_SETSIGMASK' '0'
  compile_edited
  run_in "$SHUNIT_TMPDIR/deaf" \
    env --block-signal=USR1 "$broken" grep SigBlk: /proc/self/status
  assertTrue "out.log: SigBlk, and USR1's bit, of one that leaves the mask" \
    "soon grep -q 'SigBlk:.*200$' '$SHUNIT_TMPDIR/deaf/out.log'"
  forget_edits
}
test_a_log_that_cannot_be_opened_is_named() {
  mkdir -p "$SHUNIT_TMPDIR/taken/out.log"
  run_in "$SHUNIT_TMPDIR/taken" "$program" true
  assert_ran 1 'out\.log: Is a directory' "a folder for a log"
}
test_a_full_standard_output_starts_nothing() {
  # shellcheck disable=SC2016 # the inner shell's arguments
  run_in "$SHUNIT_TMPDIR/full" \
    sh -c '"$1" touch started >/dev/full' sh "$program"
  assert_ran 1 'standard output: No space' "a full device"
  assertFalse "nothing was to be started" \
    "[ -e '$SHUNIT_TMPDIR/full/out.log' ]"
}
# child_unsaid SETTING: the demo, and before its second line the SETTING; sets
# $broken.
child_unsaid() {
  instead 'if (dprintf(STDOUT_FILENO, "%-8s pid %d\n", "child"' \
    "$1
    if (dprintf(STDOUT_FILENO, \"%-8s pid %d\\n\", \"child\""
  compile_edited
  forget_edits
}
test_a_child_whose_pid_cannot_be_said_is_ended() {
  child_unsaid 'dup2(open("/dev/full", 1), 1);'
  run_in "$SHUNIT_TMPDIR/unsaid" env "UNSAID=$$" "$broken" sleep 60
  assert_ran 1 'standard output: No space' "a second line that fails"
  assertTrue "the child was to be ended" "soon no_process_has UNSAID=$$"
}
test_a_child_whose_pid_nobody_reads_is_ended() {
  # The reader of a pipe goes between the first line and the second.
  child_unsaid 'int ends[2]; pipe(ends); close(ends[0]); dup2(ends[1], 1);'
  run_in "$SHUNIT_TMPDIR/unread" env "UNREAD=$$" "$broken" sleep 60
  assert_ran 1 'standard output: Broken pipe' "a pipe that nobody reads"
  assertTrue "the child was to be ended" "soon no_process_has UNREAD=$$"
}
test_what_it_ignores_itself_is_not_handed_on() {
  # Signals 32 and 33 are libc's own.
  none='^SigIgn:.*[08]0000000$'
  run_in "$SHUNIT_TMPDIR/ignored" "$program" grep -E "$none" /proc/self/status
  assertTrue "out.log: SigIgn, and no bit" \
    "soon grep -Eq '$none' '$SHUNIT_TMPDIR/ignored/out.log'"
}
no_process_has() { ! grep -lzsxF "$1" /proc/[0-9]*/environ >/dev/null; }

test_a_closed_standard_input_is_no_trouble() {
  # shellcheck disable=SC2016 # the inner shell's arguments
  run_in "$SHUNIT_TMPDIR/closed" \
    sh -c '"$1" sh -c "cat; echo said >&2" <&-' sh "$program"
  assert_ran 0 '^child ' "with 0 closed"
  assertTrue "out.log: the line that was said" \
    "soon grep -qx said '$SHUNIT_TMPDIR/closed/out.log'"
}
test_usage_errors_are_told() {
  run "$program"
  assert_ran 2 '^usage: 18-spawn COMMAND' "no command"
  run "$program" --help
  assert_ran 2 '^usage: 18-spawn COMMAND' "an option"
}
test_without_lesson_11_the_script_says_what_to_do() {
  mkdir "$SHUNIT_TMPDIR/half"
  ln -s "$build/00-terminal" "$build/stage" "$program" "$SHUNIT_TMPDIR/half"
  run env BUILD="$SHUNIT_TMPDIR/half" "$script" --plain
  assert_ran 2 'no program .*/11-double-fork. Next: make' "without its demo"
}

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }

test_a_crew_that_leaves_workers_behind_is_noticed() {
  in_solution
  without 'end(workers, n);'
  grader_notices 'So many more processes are there than before: #'
}
test_workers_that_are_not_given_what_they_should_be_are_noticed() {
  in_solution
  instead 'posix_spawnp(' 'posix_spawn('
  grader_notices 'Expected: a line "status 0"'
  in_solution
  instead '                             environ);' 'NULL);'
  grader_notices 'OURS is:'
  in_solution
  instead 'O_RDWR' 'O_RDONLY'
  grader_notices 'Descriptor 1 is open for: read'
}
test_workers_that_have_signals_blocked_are_noticed() {
  env --block-signal=USR1 true 2>/dev/null || {
    skip_test "this env(1) blocks no signals"
    return
  }
  in_solution
  instead 'POSIX_SPAWN_SETSIGMASK);' '0);'
  grader_notices 'HUP: expected default, actual blocked'
}
test_a_crew_that_leaves_its_file_behind_is_noticed() {
  in_solution
  instead 'unlink(file)' 0
  grader_notices 'Expected: there is no file last'
}

# give_up SIGNAL: a crew has started two workers and cannot start the third. The
# first ignores SIGTERM. Before crew ends them it stops; then comes SIGNAL,
# and nobody reads its complaints any more. Sets $crew_status.
give_up() {
  in_solution
  instead 'end(workers, n);' 'raise(SIGSTOP); end(workers, n);'
  compile_edited
  forget_edits
  cd "$(mktemp -d "$SHUNIT_TMPDIR/crew.XXXXXX")" || return
  for worker in don bob; do
    printf '#!/bin/sh\n%s\necho $$ >%s.pid\nexec sleep 60\n' \
      "trap '' TERM" $worker >$worker
    chmod +x $worker
  done
  sed -i 2d bob
  mkfifo complaints
  exec 5<>complaints
  "$broken" pids ./don ./bob /nonexistent 2>complaints 5>&- &
  crew=$!
  soon grep -q '^[^)]*) T' "/proc/$crew/stat"
  soon [ -s don.pid ]
  exec 5>&-
  kill -s "$1" $crew
  kill -s CONT $crew
  wait $crew
  crew_status=$?
}
test_a_crew_that_gives_up_is_not_stopped_halfway_and_leaves_nobody() {
  for signal in TERM HUP XFSZ; do
    give_up $signal
    assertEquals "its exit status, after $signal" 127 "$crew_status"
    assertFalse "a file, after $signal" "[ -e pids ]"
    for worker in "$(cat don.pid)" "$(cat bob.pid)"; do
      assertFalse "a worker, after $signal" "kill -0 $worker 2>/dev/null"
    done
    cd "$root" || return
  done
}

# For make faults: how it is run, and which failures are exceptions.
faults() {
  runs 18-spawn caller - sleep 60
  says dprintf 'standard output'
}

. "$shunit2"
