#!/bin/sh
# The words of scripts/lib, in small stories of our own; and bad input, which
# any script must answer with a sentence.
# shellcheck disable=SC2016 # what is quoted is for another shell
. "$(dirname "$0")/helper.sh"

test_a_failed_claim_says_column_expected_actual_and_meaning() {
  story 'open_terminal; expect "$shell" TTY="?" TPGID=-1 SID=PID'
  assert_ran 1 '^  FAILED +shell, PID [0-9]+$' "a false claim"
  assert_ran 1 '^ +TTY: expected \?, actual pts/[0-9]+$' "a false claim"
  assert_ran 1 'is its controlling terminal' "a false claim"
  assert_ran 1 '^ +TPGID: expected -1, actual [0-9]+$' "a false claim"
  assert_ran 1 '^  next +lessons/98-story.md' "a false claim"
  assert_ran 1 '^98-story: 1 checks, 1 failed$' "a false claim"
}
test_a_claim_may_name_a_column_or_deny_a_value() {
  story 'open_terminal
    expect "$shell" PGID=PID SID=PGID TPGID!=-1 TTY!="?" HUP=caught'
  assert_ran 0 '1 checks, 0 failed$' "true claims"
  story 'open_terminal; expect "$shell" PID!=PGID'
  assert_ran 1 'PID: expected not [0-9]+ \(its PGID\), actual [0-9]+$' \
    "a false one"
}
test_a_failed_check_ends_the_run_unless_told_to_keep_going() {
  story 'open_terminal; wait_for never; echo REACHED'
  assertNotContains "after a failed check" "$output" REACHED
  story 'open_terminal; wait_for never; echo REACHED' --keep-going /bin/cat
  assert_ran 1 '^REACHED' "--keep-going"
  assert_ran 1 '1 checks, 1 failed$' "--keep-going"
}
test_a_pid_that_was_never_printed_fails() {
  story 'open_terminal; pid=$(pid_of child); expect "$pid" TTY="?"'
  assert_ran 1 'PID unknown' "a program that does not say its PID"
}
test_gone_is_gone() {
  story 'open_terminal; expect_gone "$shell"'
  assert_ran 1 'expected to be gone, actual still there' "a shell that lives"
}
test_two_terminals_at_the_same_time() {
  deadline=5 story 'open_terminal; one=$terminal; open_terminal; two=$terminal
    [ "$one" != "$two" ] || exit 9
    type_line tty; wait_for "^/dev/$two\$"
    use_terminal 1; type_line tty; wait_for "^/dev/$one\$"
    hang_up; expect_gone "$shell"
    use_terminal 2; expect "$shell" TTY="$two"'
  assert_ran 0 '4 checks, 0 failed$' "two terminals"
}
test_what_was_printed_before_the_last_key_does_not_count() {
  deadline=2 story 'open_terminal; type_line "echo one"; wait_for "^one"
    type_line "echo two"; wait_for "^two"; wait_for "^one"'
  assert_ran 1 'expected: a line like \^one' "an old line"
}
test_a_check_may_be_any_command() {
  story 'check "this is so" true; check "that is not" test 1 -eq 2'
  assert_ran 1 '^  ok +this is so$' "true"
  assert_ran 1 '^  FAILED +that is not$' "false"
  assert_ran 1 'expected to succeed: test 1 -eq 2' "false"
}
test_an_open_terminal_needs_a_command_that_runs() {
  story 'open_terminal /nonexistent/sh'
  assert_ran 1 'shows no prompt' "no such shell"
}
test_a_script_that_checks_nothing_has_not_passed() {
  story 'say "All is well."'
  assert_ran 1 '0 checks, 0 failed' "no check"
}
test_a_step_left_out_is_said_and_counted() {
  story 'check "so" true; leave_out "not permitted to mount"'
  assert_ran 0 '^  SKIP +not permitted to mount$' "a step left out"
  assert_ran 0 '1 checks, 0 failed, 1 skipped$' "a step left out"
}
test_a_missing_command_is_a_skip_and_no_success() {
  story 'need no-such-command'
  assert_ran 3 \
    '^SKIP 98-story: needs no-such-command\. Next: sh scripts/setup\.sh$' "need"
}
test_colour_is_only_for_who_wants_it() {
  esc=$(printf '\033')
  story 'check "so" true'
  assertNotContains "not a terminal" "$output" "$esc"
  for how in '' --plain; do
    run env "$build/00-terminal" "$tell_story" --auto $how /bin/cat <&9
    if [ -n "$how" ]; then
      assertNotContains "$how" "$output" "$esc"
    else
      assertContains "on a terminal" "$output" "$esc"
    fi
  done
  run env NO_COLOR=1 "$build/00-terminal" "$tell_story" --auto /bin/cat <&9
  assertNotContains "NO_COLOR" "$output" "$esc"
}
test_bad_input_gets_a_sentence_and_status_2() {
  story ':' --nonsense
  assert_ran 2 '^usage: ' "an unknown option"
  story ':' /bin/cat /bin/cat
  assert_ran 2 '^usage: ' "two programs"
  story ':' /nonexistent
  assert_ran 2 '^98-story: there is no program /nonexistent\. Next: make$' \
    "no such program"
  story ':' /etc/passwd
  assert_ran 2 'is not a program' "a text file"
  story ':' /etc
  assert_ran 2 'there is no program /etc' "a folder"
  deadline=soon story ':'
  assert_ran 2 'DEADLINE=soon is not a number' "a deadline that is no number"
  story ':' --help
  assert_ran 0 '^usage: ' "--help"
}
test_a_program_that_dies_at_once_or_says_nothing_is_noticed_by_every_script() {
  program=/bin/cat
  for script in scripts/[0-9]*.sh; do
    # One says nothing, the other dies at once: each script meets one of them.
    case $program in
    */cat) program=/bin/true ;;
    *) program=/bin/cat ;;
    esac
    {
      env DEADLINE=0.5 "$script" $program >/dev/null 2>&1
      [ $? -eq 1 ] || echo "$script $program did not fail"
    } &
  done >"$SHUNIT_TMPDIR/complaints"
  wait
  assertEquals "complaints" "" "$(cat "$SHUNIT_TMPDIR/complaints")"
}
test_a_tmpdir_that_cannot_be_written_is_a_skip() {
  run env TMPDIR=/nonexistent scripts/00-terminal.sh
  assert_ran 3 '^SKIP 00-terminal: cannot make a folder in /nonexistent$' \
    "no TMPDIR"
}

. "$shunit2"
