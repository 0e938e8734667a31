#!/bin/sh
# Lesson 29: its script, on the demo and on those of the table Break it (other
# broken ones are in tests/solutions); the demo as PID 1 and below ordinary
# processes, with many orphans, signals and no output.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

# tearDown: a test that failed may leave an init, and what it had started.
tearDown() {
  [ -z "${init-}" ] || { kill "$init" && wait "$init"; } 2>/dev/null
  init=''
  cd "$root" || exit
}

# Whoever starts the tests in the background may have ignored the first two, and
# unshare of util-linux 2.36 ignores INT and TERM. A shell cannot trap what it
# was given as ignored.
default='env --default-signal=INT,QUIT,TERM'

# start_init COMMAND...: starts the demo as $init, with its output in the file
# said, as soon as its command runs; sets $command.
start_init() {
  cd "$(mktemp -d "$SHUNIT_TMPDIR/folder.XXXXXX")" || exit
  "$program" "$@" >said 2>errors <&9 &
  init=$!
  soon grep -qs '^command ' said || fail "it starts no command: $(cat errors)"
  command=$(sed -n 's/^command  *pid \([0-9]*\).*/\1/p' said)
}

# assert_ends STATUS WHAT: init ends with it.
assert_ends() {
  wait "$init"
  assertEquals "$2: exit status" "$1" $?
  init=''
}

test_the_script_passes() { assert_script_passes; }

test_break_it_1_no_signal_for_the_command_is_blocked() {
  instead 'i < PASSED_ON' 'i < 0'
  script_notices 'Expected: a line "passed signal 15"'
}
test_break_it_2_only_the_command_gets_the_signal() {
  instead 'if (kill(-command, signo) == -1)' 'if (kill(command, signo) == -1)'
  script_notices 'It is still there, STAT S'
}
test_break_it_3_it_does_not_ask_for_orphans() {
  instead 'prctl(PR_SET_CHILD_SUBREAPER, 1UL) == -1' 0
  script_notices 'PPID: expected #, actual #'
}
test_break_it_4_it_waits_for_the_command_alone() {
  instead 'waitpid(-1, &how' 'waitpid(command, &how'
  script_notices 'Expected: a line "reaped pid #"'
}
test_break_it_5_it_waits_once_for_each_sigchld() {
  instead 'note("reaped", "pid", pid);' 'return note("reaped", "pid", pid), 0;'
  script_notices 'There is a row, STAT Z'
}

# In a PID namespace of its own: init is PID 1 there.
test_a_thousand_orphans_that_end_at_once_leave_no_zombie() {
  find_namespace --mount-proc || return 0
  # shellcheck disable=SC2016,SC2086 # for the inner shell; words
  run timeout 60 $space "$program" sh -c '
    i=0
    while [ $((i += 1)) -le 100 ]; do
      (: & : & : & : & : & : & : & : & : & : &)
    done
    until [ "$(ps -e -o comm= | wc -l)" -le 5 ]; do sleep 0.02; done
    ps -e -o stat= | grep -c Z
    exit 7'
  assert_ran 7 '^0$' "zombies left"
  assertEquals "reaped" 1000 "$(echo "$output" | grep -c '^reaped ')"
}
test_as_pid_1_each_of_its_signals_reaches_the_command() {
  find_namespace --mount-proc || return 0
  # The command sends to PID 1 only where that is our demo.
  # shellcheck disable=SC2016,SC2086 # for the inner shell; words
  run timeout 20 $space $default "$program" bash -c '
    read -r comm </proc/1/comm
    [ "$comm" = 29-pid1 ] && [ $$ -eq 2 ] || exit 99
    for name in HUP INT QUIT USR1 USR2 TERM; do
      got=""
      trap "got=$name" $name
      kill -s $name 1
      until [ -n "$got" ]; do sleep 0.01; done
      echo "got $got"
    done
    exit 7'
  assert_ran 7 '^got TERM$' "the signals"
  assertEquals "how many" 6 "$(echo "$output" | grep -c '^got ')"
}
test_as_pid_1_what_is_left_ends_with_it() {
  find_namespace --mount-proc || return 0
  # The pipe has an end only when nobody has it open any more.
  # shellcheck disable=SC2086 # words
  run timeout 20 $space "$program" sh -c '
    setsid sh -c "trap : TERM HUP; while :; do sleep 60; done" &
    setsid setsid sleep 60 &
    exit 3'
  assert_ran 3 '^command ' "a shell that leaves two sessions"
}
test_the_fuse_works_as_pid_1_and_that_of_other_demos_does_not() {
  find_namespace || return 0
  cd "$(mktemp -d "$SHUNIT_TMPDIR/fuse.XXXXXX")" || exit
  for demo in 20-signals 29-pid1; do
    sed 's/FUSE = 900/FUSE = 1/' "$root/demos/$demo.c" >"$demo.c"
    compile "$demo.c" $demo -w -O0 || fail "$demo does not compile"
  done
  demo=demos/$stem.c
  printf 'greeting hello\ninterval 2000\n' >conf
  $space ./20-signals conf >other 2>&1 &
  other=$!
  soon [ -s other ] || fail "20-signals does not start"
  $space ./29-pid1 sleep 60 >said 2>&1
  assertEquals "29-pid1 as PID 1" 142 $?
  assertTrue "20-signals as PID 1 is still there" "kill -0 $other"
  kill -KILL $other
  ./20-signals conf >said 2>&1
  assertEquals "20-signals, not PID 1" 142 $?
}

# Below ordinary processes: a subreaper.
test_what_is_left_goes_on_without_it_and_has_another_parent() {
  # shellcheck disable=SC2016 # for the inner shell
  start_init sh -c '(sleep 60 & echo "orphan $!"); exit 7'
  assert_ends 7 "the command left an orphan"
  orphan=$(sed -n 's/^orphan //p' said)
  assertTrue "it is there" "kill -0 $orphan"
  assertNotEquals "its parent" "$init" "$(ps -o ppid= -q "$orphan" | tr -d ' ')"
  kill "$orphan"
}
test_ignored_signals_stay_ignored_in_the_command_and_sigchld_does_no_harm() {
  cd "$(mktemp -d "$SHUNIT_TMPDIR/folder.XXXXXX")" || exit
  # shellcheck disable=SC2016,SC2086 # for the inner shell; words
  run timeout 20 $default bash -c 'trap "" HUP TERM CHLD PIPE
    exec "$1" sh -c "
      kill -HUP \$PPID
      kill -TERM \$PPID
      grep SigIgn /proc/self/status
      exit 7"' sh "$program"
  assert_ran 7 '^SigIgn:.[0-9a-f]*4001$' "HUP and TERM"
}
test_a_signal_right_after_the_start_is_not_lost() {
  n=0
  while [ $((n += 1)) -le 20 ]; do
    start_init sleep 60
    kill "$init"
    assert_ends 143 "try $n"
  done
}
test_output_that_nobody_reads_or_that_is_full_does_not_end_it() {
  cd "$(mktemp -d "$SHUNIT_TMPDIR/folder.XXXXXX")" || exit
  mkfifo pipe go
  # shellcheck disable=SC2016 # for the inner shell
  "$program" sh -c 'read x <go; (: & : & : &); read x <go; exit 7' \
    >pipe 2>errors &
  init=$!
  head -n 2 pipe >said
  # Held open for both lines: whoever opens the FIFO for the second while the
  # writer of the first has not closed it yet would read its end.
  exec 8<>go
  echo >&8
  soon grep -q 'standard output: Broken pipe' errors || fail "$(cat errors)"
  echo >&8
  assert_ends 7 "without a reader"
  exec 8<&-
  # shellcheck disable=SC2016 # for the inner shell
  run sh -c 'ulimit -f 1; head -c 400 /dev/zero >full
    "$1" sh -c "(: & : & : & : & : & : & : & : & : & : & : & : & : & : & : &)
      n=500
      until grep -q large errors || [ \$n -eq 0 ]; do
        n=\$((n - 1))
        sleep 0.02
      done
      exit 7" >>full 2>errors; n=$?; cat errors; exit $n' sh "$program"
  assert_ran 7 'standard output: File too large' "a full log"
  run sh -c '"$1" true >&-' sh "$program"
  assert_ran 1 'standard output: Bad file descriptor' "no output from the start"
}
test_in_the_background_it_takes_no_terminal_away() {
  # shellcheck disable=SC2016 # for the story
  deadline=20 story 'open_terminal
start init "$program cat &"
hear command
expect "$command" PGID=PID TPGID="$shell" STAT=T
type_line "echo here"
expect_print here' "$program"
  assert_ran 0 ' 0 failed$' "in the background"
}
test_a_storm_of_signals_and_orphans() {
  # shellcheck disable=SC2016 # for the inner shell
  start_init bash -c 'n=0; trap n=1 USR1; : >ready
    until [ -e over ] && [ "$n" -eq 1 ]; do (: & : &); done
    exit 7'
  soon [ -e ready ] || fail "the command is not ready"
  for n in $(seq 300); do kill -USR1 "$init"; done
  : >over
  assert_ends 7 "after 300 signals"
}
test_usage_errors_are_told() {
  for words in '' --help; do
    # shellcheck disable=SC2086 # words
    run "$program" $words
    assert_ran 2 '^usage: 29-pid1 COMMAND \[ARG\.\.\.\]$' "with: $words"
  done
  run "$program" ''
  assert_ran 127 '^29-pid1: : No such file or directory$' "an empty name"
}

# For make faults: how it is run, and which failures are exceptions.
faults() {
  runs 29-pid1 caller - true
  says prctl PR_SET_CHILD_SUBREAPER
  says dprintf 'standard output'
  says execvp true
  allows tcgetpgrp '' 'harmless: there is no terminal in this run'
  allows setpgid 'setpgid(pid, pid)' 'told: the child does it, too'
}

. "$shunit2"
