#!/bin/sh
# Lesson 11: its script, on the demo and on broken ones; the demo beside that of
# lesson 10; what it refuses; and the exercise.
. "$(dirname "$0")/helper.sh"
program=$build/$stem pair=10-single-fork

test_the_script_passes() { assert_script_passes; }

test_break_it_1_no_second_fork() {
  instead 'leave_parent(); /* no leader' '/* no leader'
  script_notices 'SID: expected not # (its PID), actual #'
}
test_break_it_2_setsid_comes_last() {
  instead 'if (setsid() == -1)' 'if (0)'
  instead 'say_who("daemon");' 'setsid(); say_who("daemon");'
  script_notices 'SID: expected not # (its PID), actual #'
}
test_break_it_3_setsid_once_more_before_open() {
  instead 'if (open(name' 'if (setsid() == -1 || open(name'
  script_notices 'TTY: expected ?, actual pts/#'
}
test_break_it_4_the_daemon_ignores_sighup() {
  instead 'say_who("daemon");' 'signal(SIGHUP, SIG_IGN); say_who("daemon");'
  script_notices 'HUP: expected default, actual ignored'
}
test_a_leader_that_does_not_end_is_noticed() {
  instead '_exit(0)' 'if (getpid() == getsid(0)) pause(); _exit(0)'
  script_notices 'Expected: a line "daemon pid N..."'
}
test_a_daemon_that_a_ctrl_c_elsewhere_ends_is_noticed() {
  instead 'if (write(master' 'raise(SIGINT); if (write(master'
  script_notices 'Expected: a line "pressed ^C"'
}
test_a_daemon_that_only_says_that_it_has_opened_is_noticed() {
  instead 'if (open(name, flags) == -1)' 'if (0)'
  script_notices 'Expected: a descriptor leads to pts/#. Actual: none.'
}
test_a_daemon_that_leaves_another_process_behind_is_noticed() {
  instead 'say_who("daemon");' \
    'if (fork() == 0) for (;;) pause(); say_who("daemon");'
  script_notices 'PID # (11-double-fork) is still in group #'
}

# code STEM: the demo without its header and its name.
code() { sed "1,/^ \*\//d; s/$1/NAME/" "demos/$1.c"; }
test_the_pair_differs_in_the_second_fork_alone() {
  differing=$(diff "demos/$pair.c" "$demo" | grep -c '^[<>]')
  assertTrue "differing lines: at most 15 expected, $differing actual" \
    "[ $differing -gt 0 ] && [ $differing -le 15 ]"
  code "$pair" >"$SHUNIT_TMPDIR/single"
  code "$stem" >"$SHUNIT_TMPDIR/double"
  assertEquals "the code that differs" \
    '> say_who("leader"); > leave_parent(); ' \
    "$(diff "$SHUNIT_TMPDIR/single" "$SHUNIT_TMPDIR/double" |
      sed -n '/^[<>]/{s|/\*.*||;p;}' | tr -s ' \n' ' ')"
}

test_usage_errors_are_told() {
  run "$program" loudly
  assert_ran 2 '^usage: 11-double-fork \[noctty' "an unknown argument"
  run "$program" noctty wronly
  assert_ran 2 '^usage: 11-double-fork \[noctty' "two arguments"
  run "$program" --help
  assert_ran 2 '^usage: 11-double-fork \[noctty' "an unknown option"
}
test_without_its_pair_the_script_says_what_to_do() {
  mkdir "$SHUNIT_TMPDIR/half"
  ln -s "$build/00-terminal" "$build/stage" "$program" "$SHUNIT_TMPDIR/half"
  run env BUILD="$SHUNIT_TMPDIR/half" "$script" --plain
  assert_ran 2 'no program .*/10-single-fork. Next: make' "without its pair"
}

# For make faults: how it is run, and which failures are exceptions.
faults() {
  runs 11-double-fork itself USR1,USR2
  says dprintf 'standard output'
  says 'posix_openpt|grantpt|unlockpt' pseudo-terminal
  says 'read|write' "the terminal's other end"
}

. "$shunit2"
