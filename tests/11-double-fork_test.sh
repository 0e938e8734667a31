#!/bin/sh
# Lesson 11: its script, on the demo and on broken ones; the demo beside that of
# lesson 10; what it refuses; and the exercise.
. "$(dirname "$0")/helper.sh"
program=$build/$stem pair=10-single-fork

test_the_script_passes() { assert_script_passes; }

test_a_second_fork_left_out_is_noticed() {
  assert_script_notices 's/^    leave_parent\(\); .*no leader.*//' \
    'SID: expected not .* \(its PID\)'
}
test_a_setsid_after_both_forks_is_noticed() {
  assert_script_notices \
    's/setsid\(\) == -1/0/; s/^    say_who\("daemon"\)/    setsid(); &/' \
    'SID: expected not .* \(its PID\)'
}
test_a_leader_that_does_not_end_is_noticed() {
  assert_script_notices 's/_exit\(0\)/if (getpid() == getsid(0)) pause(); &/' \
    'a line like \^daemon'
}
test_a_daemon_that_ignores_sighup_is_noticed() {
  assert_script_notices 's/say_who\("daemon"\);/signal(SIGHUP, SIG_IGN); &/' \
    'HUP: expected default, actual ignored'
}
test_a_daemon_that_a_ctrl_c_elsewhere_ends_is_noticed() {
  assert_script_notices 's/if \(write\(master/raise(SIGINT); &/' \
    'a line like \^pressed'
}
test_a_second_setsid_undoes_the_second_fork() {
  assert_script_notices 's/if \(open\(name/if (setsid() == -1 || open(name/' \
    'TTY: expected \?, actual pts'
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
  ln -s "$build/00-terminal" "$program" "$SHUNIT_TMPDIR/half"
  run env BUILD="$SHUNIT_TMPDIR/half" "$script" --plain
  assert_ran 2 'no program .*/10-single-fork. Next: make' "without its pair"
}

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }

test_a_launch_that_forks_once_is_noticed() {
  assert_grader_notices \
    's/^    pid_t parent =.*/& static int left; if (left++) return;/' \
    'SID: expected not'
}
test_a_launch_that_says_the_leaders_pid_is_noticed() {
  assert_grader_notices \
    's/^    start_session\(\);/& say_who("daemon");/; s/^    say_who.*//' \
    'actual none|actual Zs'
}

. "$shunit2"
