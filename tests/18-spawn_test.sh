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

test_break_it_1_the_child_gets_no_session() {
  without 'POSIX_SPAWN_SETSID | '
  script_notices 'TTY: expected ?, actual pts/#'
}
test_break_it_2_ignored_signals_are_handed_on() {
  without 'POSIX_SPAWN_SETSIGDEF | '
  script_notices 'HUP: expected default, actual ignored'
}
test_break_it_3_the_log_is_written_over() {
  without ' | O_APPEND'
  script_notices 'The file out.log has not the line that it should have.'
}
test_break_it_4_the_log_leaks_into_the_child() {
  without ' | O_CLOEXEC'
  script_notices \
    'Expected: no other descriptor is open. Actual: 0=* 3=out.log'
}
test_blocked_signals_handed_on_are_noticed() {
  env --block-signal=USR1 true 2>/dev/null || {
    skip_test "this env(1) blocks no signals"
    return
  }
  without ' | POSIX_SPAWN_SETSIGMASK'
  script_notices 'USR1: expected default, actual blocked'
}
test_a_parent_that_waits_is_noticed() {
  instead 'return 0; /* without' 'pause(); return 0; /* without'
  script_notices 'Expected: parent, PID #: gone.'
}
test_an_input_that_stays_the_terminal_is_noticed() {
  instead 'actions, STDIN_FILENO,' 'actions, 9,'
  script_notices 'Expected: descriptor 0 leads to /dev/null. Actual: pts/#'
}
test_errors_that_do_not_go_to_the_log_are_noticed() {
  instead 'out, STDERR_FILENO' 'out, STDOUT_FILENO'
  script_notices 'Expected: descriptor 2 leads to out.log. Actual: pts/#'
}
test_a_child_without_our_environment_is_noticed() {
  instead 'environ);' 'NULL);'
  script_notices 'The file out.log has not the line that it should have.'
}
# The usual fork, setsid and exec: every row of ps is the same.
fork_instead() {
  instead 'posix_spawnp(child, command[0], &actions, &attributes, command,
                         environ)' 'forked(command, out, child)'
  instead '/* Starts the command and sets its PID.' '
#include <signal.h>
static int forked(char **command, int out, pid_t *child)
{
    sigset_t none;

    sigemptyset(&none);
    *child = fork();
    if (*child != 0)
        return 0;
    for (int n = 1; n < 32; n++)
        signal(n, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setsid();
    dup2(out, 1);
    dup2(out, 2);
    dup2(open("/dev/null", O_RDONLY | O_CLOEXEC), 0);
    execvp(command[0], command);
    _exit(127);
}
/* Starts the command and sets its PID.'
}
test_a_fork_and_exec_that_report_success_are_noticed() {
  fork_instead
  script_notices 'Expected: a line "status 127"'
}
test_one_that_only_looks_whether_the_program_is_there_is_noticed() {
  fork_instead
  instead '    *child = fork();' '    if (command[0][0] != 115 &&
        command[0][0] != 101 && access(command[0], X_OK) == -1)
        return errno;
    *child = fork();'
  script_notices 'Expected: a line "status 127"'
  assertContains "the step of $output" "$output" './lost; echo'
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
test_no_signal_is_blocked_or_ignored_in_the_command() {
  # Signals 32 and 33 are libc's own.
  none='^Sig(Blk:[[:space:]]*0*|Ign:.*[08]0000000)$'
  run_in "$SHUNIT_TMPDIR/deaf" "$program" grep -E "$none" /proc/self/status
  for field in Blk Ign; do
    assertTrue "out.log: Sig$field, and no bit" \
      "soon grep -q 'Sig$field:' '$SHUNIT_TMPDIR/deaf/out.log'"
  done
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

# assert_unsaid LINE MESSAGE: the demo, in which LINE spoils standard output
# before the child's PID is printed, says MESSAGE and ends the child. The child
# has UNSAID=LINE in its environment: so it can be found.
assert_unsaid() {
  instead '    if (dprintf(STDOUT_FILENO, "%-8s pid %d\n", "child"' \
    "    $1
    if (dprintf(STDOUT_FILENO, \"%-8s pid %d\\n\", \"child\""
  compile_edited
  run_in "$SHUNIT_TMPDIR/unsaid" env "UNSAID=$broken" "$broken" sleep 60
  assert_ran 1 "standard output: $2" "a second line that fails"
  assertTrue "the child was to be ended" "soon no_process_has 'UNSAID=$broken'"
  forget_edits
}
no_process_has() { ! grep -lzsxF "$1" /proc/[0-9]*/environ >/dev/null; }
test_a_child_whose_pid_cannot_be_said_is_ended() {
  assert_unsaid 'dup2(open("/dev/full", 1), 1);' 'No space'
}
test_a_child_whose_pid_nobody_reads_is_ended() {
  # The reader of a pipe goes between the first line and the second.
  assert_unsaid 'int ends[2];
    if (pipe(ends) == 0 && close(ends[0]) == 0)
        dup2(ends[1], 1);' 'Broken pipe'
}
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

# give_up SIGNAL: a crew has started two workers and cannot start the third. The
# first ignores SIGTERM. Before crew ends them it stops; then comes SIGNAL,
# and nobody reads its complaints any more. Sets $crew_status.
give_up() {
  in_solution
  instead '    end(workers, n);' '    raise(SIGSTOP);
    end(workers, n);'
  compile_edited
  forget_edits
  cd "$(mktemp -d "$SHUNIT_TMPDIR/crew.XXXXXX")" || return
  for worker in delta beta; do
    printf '#!/bin/sh\n%s\necho $$ >%s.pid\nexec sleep 60\n' \
      "trap '' TERM" $worker >$worker
    chmod +x $worker
  done
  sed -i 2d beta
  mkfifo complaints
  exec 5<>complaints
  "$broken" pids ./delta ./beta /nonexistent 2>complaints 5>&- &
  crew=$!
  soon grep -q '^[^)]*) T' "/proc/$crew/stat"
  soon [ -s delta.pid ]
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
    for worker in "$(cat delta.pid)" "$(cat beta.pid)"; do
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
