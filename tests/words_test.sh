#!/bin/sh
# The words of scripts/lib, in small stories of our own; and bad input, which
# any script must answer with a sentence.
# shellcheck disable=SC2016 # what is quoted is for another shell
. "$(dirname "$0")/helper.sh"

test_a_failed_claim_says_column_expected_actual_meaning_and_usual_cause() {
  story 'open_terminal; expect "$shell" TTY="?" TPGID=-1 SID=PID'
  assert_ran 1 '^  FAILED +shell, PID [0-9]+: not what it should be\.$' "false"
  assert_ran 1 '^ +TTY: expected \?, actual pts/[0-9]+\.$' "a false claim"
  assert_ran 1 '^ +TPGID: expected -1, actual [0-9]+\.$' "a false claim"
  assert_ran 1 'is its controlling terminal' "a false claim"
  assert_ran 1 'Usual cause: setsid\(2\) was not called' "a false claim"
  assert_ran 1 '^  next +lessons/98-story.md' "a false claim"
  assert_ran 1 '^98-story: 1 checks, 1 failed$' "a false claim"
}
test_a_claim_may_name_a_column_or_deny_a_value() {
  deadline=20 story 'open_terminal
    expect "$shell" PGID=PID SID=PGID TPGID!=-1 TTY!="?" HUP=caught'
  assert_ran 0 '1 checks, 0 failed$' "true claims"
  story 'open_terminal; expect "$shell" PID!=PGID'
  assert_ran 1 'PID: expected not [0-9]+ \(its PGID\), actual [0-9]+\.$' \
    "a false one"
}
test_a_signal_is_ignored_caught_blocked_or_none_of_these() {
  deadline=20 story 'open_terminal
    start_job ignores "(trap \"\" HUP; exec sleep 60) &"
    expect "$ignores" COMM=sleep HUP=ignored INT=default
    expect "$shell" HUP=caught'
  assert_ran 0 'ignores: SIGHUP is ignored' "ignored"
  cat >"$SHUNIT_TMPDIR/blocks.c" <<'END'
#define _POSIX_C_SOURCE 200809L
#include <signal.h>
#include <unistd.h>
int main(void)
{
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    for (;;)
        sleep(60);
}
END
  compile "$SHUNIT_TMPDIR/blocks.c" "$SHUNIT_TMPDIR/blocks"
  deadline=2 story 'open_terminal; start_job blocks "$program &"
    expect "$blocks" COMM=blocks INT=default' "$SHUNIT_TMPDIR/blocks"
  assert_ran 1 'INT: expected default, actual blocked' "a blocked signal"
}
test_users_and_groups_are_columns() {
  deadline=20 story 'open_terminal; who=$(id -un)
    expect "$shell" USER="$who" RUSER="$who" SUSER="$who" GROUP="$(id -gn)"'
  assert_ran 0 '1 checks, 0 failed$' "the IDs of the shell"
  story 'open_terminal; expect "$shell" RUSER=nobody-else'
  assert_ran 1 'RUSER: expected nobody-else, actual' "another user"
}
test_a_failed_check_ends_the_run_unless_told_to_keep_going() {
  story 'open_terminal; expect_print never; echo REACHED'
  assertNotContains "after a failed check" "$output" REACHED
  story 'open_terminal; expect_print never; echo REACHED' --keep-going /bin/cat
  assert_ran 1 '^REACHED' "--keep-going"
  assert_ran 1 '1 checks, 1 failed$' "--keep-going"
}
test_a_text_is_literal_but_for_blanks_stars_and_numbers() {
  deadline=20 story 'open_terminal; type_line "echo \"a.b   [c] 42 and so on\""
    expect_print "a.b [c] # and*"'
  assert_ran 0 ' 0 failed$' "a text"
  story 'open_terminal; type_line "echo axb"; expect_print "a.b"'
  assert_ran 1 'Expected: a line "a.b"$' "a dot is a dot"
  assert_ran 1 'Actual: .*"axb"' "what was printed"
  story 'open_terminal; expect_print "owner pid #*"'
  assert_ran 1 'Expected: a line "owner pid N\.\.\." \(N: a number\)' "in words"
}
test_one_of_several_texts_is_enough() {
  deadline=20 story 'open_terminal; type_line "echo two"
    expect_print one two; expect_no_print three'
  assert_ran 0 '2 checks, 0 failed$' "one of two"
}
test_a_pid_that_was_never_printed_fails() {
  story 'open_terminal; expect "" TTY="?"'
  assert_ran 1 'PID unknown' "a program that does not say its PID"
  assert_ran 1 'Its PID was never printed' "a program that does not say its PID"
  story 'open_terminal; expect_gone ""'
  assert_ran 1 'Its PID was never printed' "nobody is no proof of an end"
}
test_a_role_line_must_be_true() {
  deadline=2 story 'open_terminal
    type_line "echo \"job  pid \$\$  ppid 1  pgid 2  sid 3\""; hear job'
  assert_ran 1 'The line of job is not true' "an invented line"
  assert_ran 1 'It says (ppid 1|pgid 2), and ps shows [0-9]+' "an invented line"
}
test_gone_is_gone() {
  story 'open_terminal; expect_gone "$shell"'
  assert_ran 1 'Expected: shell, PID [0-9]+: gone' "a shell that lives"
  assert_ran 1 'It is still there' "a shell that lives"
}
test_alone_is_alone() {
  deadline=2 story 'open_terminal; start_job job "sleep 60 &"
    expect_alone "$shell"'
  assert_ran 1 'PID [0-9]+ \(sleep\) is still in group' "a job that is left"
  deadline=2 story 'open_terminal; start_job job "sleep 60 &"
    descendants() { :; }
    expect_alone "$shell"'
  assert_ran 1 'PID [0-9]+ \(sleep\) is still in group' "no list of children"
  story 'open_terminal; ps() { false; }; expect_alone "$shell"'
  assert_ran 1 'ps shows no process at all' "a ps that fails"
  deadline=20 story 'open_terminal; expect_alone "$shell"'
  assert_ran 0 ' 0 failed$' "nobody else"
}
test_the_number_of_a_job_may_stand_behind_what_nohup_begins_to_say() {
  deadline=5 story 'open_terminal; type_text "printf \"nohup: \"; "
    start_job job "sleep 60 &"; expect "$job" COMM=sleep'
  assert_ran 0 '^  it prints  \[1\] [0-9]+$' "the rest is not ours"
}
test_a_place_is_its_whole_name() {
  deadline=5 story 'open_terminal; start_job job "sleep 60 >a=log &"
    expect "$job" COMM=sleep
    expect_proc "$job" any=a=log none=log
    patience_=10; expect_proc "$job" any=log'
  assert_ran 1 '^  in /proc +job: no descriptor leads to log$' "a=log"
  assert_ran 1 'Expected: a descriptor leads to log' "log"
}
test_two_terminals_at_the_same_time() {
  deadline=5 story 'open_terminal; one=$terminal; open_terminal; two=$terminal
    [ "$one" != "$two" ] || exit 9
    type_line tty; expect_print "/dev/$two"
    use_terminal 1; type_line tty; expect_print "/dev/$one"
    hang_up; expect_gone "$shell"
    use_terminal 2; expect "$shell" TTY="$two"'
  assert_ran 0 '4 checks, 0 failed$' "two terminals"
}
test_what_was_printed_before_the_last_key_does_not_count() {
  deadline=2 story 'open_terminal; type_line "echo one"; expect_print one
    type_line "echo two"; expect_print two; expect_print one'
  assert_ran 1 'Expected: a line "one"' "an old line"
}
test_a_prompt_and_what_stands_behind_it_are_seen() {
  deadline=20 story 'open_terminal; type_line true; expect_prompt
    type_text "echo wh"; expect_prompt "echo wh"'
  assert_ran 0 '2 checks, 0 failed$' "a prompt, and half a line behind it"
  story 'open_terminal; type_line "sleep 60"; expect_prompt'
  assert_ran 1 'Expected: the shell prompts again' "a shell that waits"
  story 'open_terminal; type_text "echo wh"; expect_prompt "echo who"'
  assert_ran 1 'The last line is "\$ echo wh"' "another half line"
}
test_verify_makes_a_check_of_any_command() {
  story 'tries() { wrong="Seen: 1 and 2."; test 1 -eq 2; }
    verify ok "this is so" true; verify ok "they are equal" tries'
  assert_ran 1 '^  ok +this is so$' "true"
  assert_ran 1 '^  FAILED +Expected: they are equal\.$' "false"
  assert_ran 1 '^ +Seen: 1 and 2\.$' "false"
  assertNotContains "a function's name" "$output" tries
}
test_a_file_is_looked_at_by_line_and_by_mode() {
  deadline=20 story 'open_terminal; type_line "umask 077; echo hello >note"
    expect_line note "hel*"; expect_mode note 600'
  assert_ran 0 '2 checks, 0 failed$' "a file"
  deadline=1 story 'open_terminal; type_line "umask 777; echo hello >note"
    expect_line note "hel*"; expect_mode note 600'
  assert_ran 1 'mode is 0|Its mode is 0' "mode 000"
  story 'open_terminal; expect_line nothing "x"'
  assert_ran 1 'Actual: there is no such file' "no file"
}
test_stops_and_deaths_are_named() {
  story 'open_terminal; type_line "sh -c \"kill -SEGV \\\$\\\$\""
    expect_print never'
  assert_ran 1 'It was ended by SIGSEGV' "a segmentation fault"
  deadline=1 story 'open_terminal; type_line "cat &"; expect_print never'
  assert_ran 1 'It was stopped by SIGTTIN' "a background read"
  deadline=1 story 'open_terminal; type_line "stty tostop; echo x &"
    expect_print never'
  assert_ran 1 'It was stopped by SIGTTOU' "a background write"
  story 'open_terminal; type_line "echo till: send: Broken pipe"
    expect_print never'
  assert_ran 1 'Expected: a line "never"' "a failed call"
  assertNotContains "a failed call" "$output" SIGPIPE
}
test_a_buffer_that_is_written_twice_is_told() {
  cat >"$SHUNIT_TMPDIR/twice.c" <<'END'
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int main(void)
{
    setvbuf(stdout, NULL, _IOFBF, BUFSIZ); /* musl writes the first line */
    printf("job      pid %d\n", (int)getpid());
    if (fork() == 0)
        exit(0);
    return 0;
}
END
  compile "$SHUNIT_TMPDIR/twice.c" "$SHUNIT_TMPDIR/twice"
  deadline=1 story 'open_terminal; type_line "$program | cat"
    expect_print "job pid #"; expect_print never' "$SHUNIT_TMPDIR/twice"
  assert_ran 1 'It was printed twice: "job      pid [0-9]+"' "exit for _exit"
  assert_ran 1 'Usual cause: a child ends by exit\(3\)' "exit for _exit"
}
test_a_program_that_cannot_be_executed_is_told_its_mode() {
  cp "$build/08-setsid" "$SHUNIT_TMPDIR/closed"
  chmod 000 "$SHUNIT_TMPDIR/closed"
  story ':' "$SHUNIT_TMPDIR/closed"
  assert_ran 2 'not a program that can be executed: its mode is 0' "mode 000"
}
test_with_wrap_no_row_is_too_long_and_a_failure_hangs_below_itself() {
  long='one two three four five six seven eight nine ten eleven twelve'
  deadline=1 story "open_terminal; verify ok '$long $long' true
    verify ok '$long $long' false" --wrap /bin/cat
  assert_ran 1 '^  ok +one two .* \.\.\.$' "a check that holds"
  assert_ran 1 '^             twelve\.$' "the end of a failure"
  assertEquals "rows that are too long" "" \
    "$(printf '%s\n' "$output" | grep -E '.{81}')"
}
test_a_failure_is_noted_for_grade() {
  note=$SHUNIT_TMPDIR/note
  GRADER_NOTE=$note
  export GRADER_NOTE
  deadline=0.5 story 'step one; verify ok so true
    key_step two; verify ok so true; verify ok so false'
  unset GRADER_NOTE
  assert_ran 1 'This was step 2 of 2' "key_step is a step"
  assertEquals "step, check, fate" '2 2 -' "$(cat "$note")"
}
test_a_signal_is_sent_only_to_what_was_started_on_the_stage() {
  sleep 60 &
  bystander=$!
  story "open_terminal; send_signal KILL $bystander"
  assert_ran 1 "PID $bystander is not on the stage" "somebody else's process"
  assertTrue "the bystander lives" "kill -0 $bystander"
  story "open_terminal; send_signal KILL 1; send_signal KILL -1"
  assert_ran 1 'SIGKILL is not sent' "PID 1"
  story 'open_terminal; send_signal KILL ""'
  assert_ran 1 'SIGKILL is not sent' "no PID"
  kill $bystander
}

# Every natural name is the author's: words use local, and what scripts/lib has
# for itself ends in _.
test_words_leave_the_variables_of_a_script_alone() {
  names='a actual all answer auto bit build checks choice claim claimed claims
    column command count details detail end failed fd file first folder found
    from given group header i job known label last letter limit lines list
    mark mode n name names not now number opener own owner pid pids place plain
    pressed question reason rest right role room row rows said same screen
    sentence shown signal steps status target text title tries value values
    wanted where why words x'
  set_all=$(for name in $names; do echo "$name=mine"; done)
  all_mine=$(for name in $names; do
    echo "[ \"\$$name\" = mine ] || echo \"CHANGED $name\""
  done)
  deadline=20 story "$set_all
open_terminal
step 'One'
start_job shelf 'sleep 60 &'
type_line 'echo \"child  pid \$\$  \"'
hear child
call \"\$child\" kid
expect \"\$shell\" PGID=PID HUP=caught
expect_proc \"\$shell\" cwd=home any=\$terminal
expect_print 'child*'
expect_no_print 'kid*'
expect_status true 0
type_line 'echo x >f'
expect_line f x
expect_mode f 644
verify ok 'so' true
step 'Two'
press Enter
type_text 'x'
press ^C
expect_prompt
leave_out 'nothing'
expect_complaint open f
send_signal TERM \$shelf
expect_gone \"\$shelf\"
open_terminal
use_terminal 1
hang_up
expect_gone \"\$shell\"
expect_alone \"\$shell\"
$all_mine"
  assert_ran 0 ' 0 failed, [12] skipped$' "all words"
  assertEquals "names that were changed" "" "$(echo "$output" | grep CHANGED)"
}
test_a_word_is_documented_or_ends_in_an_underscore() {
  for lib in scripts/lib/*.sh; do
    # shellcheck disable=SC2013 # names are words
    for word in $(sed -nE 's/^([a-z_]*[a-z])\(\) .*/\1/p' "$lib"); do
      grep -qE "^# ([a-z_]+, )*${word}[ :,.]" "$lib" ||
        echo "$lib: $word has no comment"
    done
  done >"$SHUNIT_TMPDIR/complaints"
  assertEquals "words" "" "$(cat "$SHUNIT_TMPDIR/complaints")"
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
  story 'verify ok "so" true; leave_out "not permitted to mount"'
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
  story 'verify ok "so" true'
  assertNotContains "not a terminal" "$output" "$esc"
  for how in '' --plain; do
    run env TERM=xterm "$build/00-terminal" "$tell_story" --auto $how /bin/cat \
      <&9
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
test_a_tmpdir_that_cannot_be_written_is_a_skip() {
  run env TMPDIR=/nonexistent scripts/00-terminal.sh
  assert_ran 3 '^SKIP 00-terminal: no folder can be made in /nonexistent: ' \
    "no TMPDIR"
}
test_a_name_that_a_shell_would_not_take_is_refused() {
  cp "$build/00-terminal" "$SHUNIT_TMPDIR/a;b"
  run scripts/00-terminal.sh "$SHUNIT_TMPDIR/a;b"
  assert_ran 2 'has a character that a shell would not take' "a;b"
}
test_a_ps_that_cannot_show_the_columns_is_a_skip_for_scripts_and_graders() {
  mkdir "$SHUNIT_TMPDIR/bin"
  # What busybox says.
  printf '#!/bin/sh\necho "ps: unrecognized option: q" >&2; exit 1\n' \
    >"$SHUNIT_TMPDIR/bin/ps"
  chmod +x "$SHUNIT_TMPDIR/bin/ps"
  for judge in scripts/08-setsid.sh tests/exercises/08-setsid_test.sh; do
    run env PATH="$SHUNIT_TMPDIR/bin:$PATH" "$judge" /bin/true
    assert_ran 3 '^SKIP 08-setsid: needs ps of procps' "$judge"
  done
}

. "$shunit2"
