#!/bin/sh
# Lesson 05: its script, on the demo and on broken ones; what the demo refuses
# and how it ends; and the exercise.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

test_the_script_passes() { assert_script_passes; }

test_break_it_1_the_job_ignores_sighup() {
  instead 'if (raise(signo)' 'signal(signo, SIG_IGN); if (raise(signo)'
  script_notices 'a line "Hangup'
}
test_break_it_2_the_job_ends_with_a_status_and_not_by_the_signal() {
  instead 'if (raise(signo) != 0)' '_exit(128 + signo); if (raise(signo) != 0)'
  script_notices 'a line "Hangup'
}
test_break_it_3_the_job_names_its_parent_as_the_sender() {
  instead 'info->si_pid' 'getppid()'
  script_notices 'a line "SIGHUP from pid #"'
}
test_break_it_4_the_job_takes_a_stop_for_an_error() {
  only_glibc "sigwaitinfo fails with EINTR" || return 0
  instead 'if (errno != EINTR)' 'if (errno != 0)'
  script_notices 'a line "SIGHUP from pid #"'
}
test_a_job_that_leaves_the_session_is_noticed() {
  instead 'say_who("job");' \
    'if (fork() > 0) _exit(0); setsid(); say_who("job");'
  script_notices 'a line "Hangup'
}
test_a_job_that_sees_the_kernel_nowhere_is_noticed() {
  instead 'info->si_code == SI_KERNEL' 0
  script_notices 'a line "SIGHUP from the kernel"'
}
test_a_job_that_sees_the_kernel_everywhere_is_noticed() {
  instead 'info->si_code == SI_KERNEL' 1
  script_notices 'a line "SIGHUP from pid #"'
}
test_a_job_that_an_ignored_signal_ends_is_noticed() {
  instead 'if (raise(signo) != 0)' \
    'signal(signo, SIG_DFL); if (raise(signo) != 0)'
  script_notices 'Actual: there is none'
}
test_a_job_that_does_not_look_for_what_else_has_come_is_noticed() {
  instead 'int other = record_pending(&signals, file);' 'int other = 0;'
  script_notices 'a line "SIGCONT from the kernel"'
}
test_a_job_that_leaves_a_child_behind_is_noticed() {
  instead 'say_who("job");' 'if (fork() == 0) pause(); say_who("job");'
  script_notices 'PID # (05-hangup) is still in group #, session #'
}
test_a_job_that_ignores_hang_ups_is_noticed() {
  instead 'say_who("job");' 'signal(SIGHUP, SIG_IGN); say_who("job");'
  script_notices 'Expected: no signal is ignored. Actual: #'
}

# start_job FILE: a demo that has said who it is. end_job: ends it by SIGTERM;
# sets $status to how it ended and $output to its file and what it said.
start_job() {
  log=$1
  rm -f "$SHUNIT_TMPDIR/said"
  "$program" "$log" >"$SHUNIT_TMPDIR/said" 2>&1 &
  job=$!
  soon [ -s "$SHUNIT_TMPDIR/said" ]
}
end_job() {
  kill -s TERM "$job"
  wait "$job" 2>/dev/null
  status=$? output=$(cat "$SHUNIT_TMPDIR/said" "$SHUNIT_TMPDIR"/log.*)
}
has_ended() { ! grep -q '^State:.[^Z]' "/proc/$job/status"; } 2>/dev/null
test_it_dies_of_the_signal_that_it_recorded() {
  start_job "$SHUNIT_TMPDIR/log.1"
  end_job
  assert_ran 143 "^SIGTERM from pid $$\$" "ended by SIGTERM"
}
test_sigcont_and_an_ignored_sighup_are_recorded_and_do_not_end_it() {
  trap '' HUP
  for signal in CONT HUP; do
    start_job "$SHUNIT_TMPDIR/log.$signal"
    kill -s "$signal" "$job"
    soon [ -s "$log" ]
    end_job
    assert_ran 143 "^SIG$signal from pid $$\$" "after SIG$signal"
  done
  trap - HUP
}
test_a_sigterm_that_comes_with_an_ignored_sighup_ends_it() {
  trap '' HUP
  start_job "$SHUNIT_TMPDIR/log.both"
  trap - HUP
  kill -s STOP "$job"
  kill -s HUP "$job"
  kill -s TERM "$job"
  kill -s CONT "$job"
  soon has_ended || kill -s KILL "$job"
  wait "$job" 2>/dev/null
  status=$? output=$(cat "$log")
  assert_ran 143 "^SIGTERM from pid $$\$" "a stopped job that gets both"
}
test_a_file_that_cannot_be_written_is_told() {
  run "$program" /nonexistent/log
  assert_ran 1 'nonexistent/log: No such file' "a folder that is not there"
  start_job /dev/full
  end_job
  assert_ran 1 'cannot write: No space left' "a full device"
}
test_usage_errors_are_told() {
  run "$program"
  assert_ran 2 '^usage: 05-hangup FILE$' "no file"
  run "$program" one two
  assert_ran 2 '^usage: 05-hangup FILE$' "two files"
  run "$program" --help
  assert_ran 2 '^usage: 05-hangup FILE$' "an unknown option"
}

# shells_of_the_table: the shells in the lesson's table, and who signals first
# the stopped, the background and the foreground job at a hang-up, and the first
# two at exit.
shells_of_the_table() {
  awk -F ' *[|] *' 'NF == 8 && $2 ~ /^[a-z]+$/ && $7 ~ /^[a-z]+$/ {
    if ($2 != "shell") print $2, $3, $4, $5, $6, $7
  }' lessons/05-hangup.md
}

# shellcheck disable=SC2016 # for the story
habits='
who() {
  case $(head -n 1 "$stage/home/$1" 2>&1) in
  *kernel) echo kernel ;;
  *" $shell") echo shell ;;
  "") echo nobody ;;
  *) echo another ;;
  esac
}
are() {
  was="$(for file in $1; do who "$file"; done | paste -s -d " " -)"
  wrong="It was: $was."
  [ "$was" = "$2" ]
}
start_two() {
  start job "$program $1.stopped"
  stopped=$job
  press ^Z
  expect "$stopped" STAT=T
  start job "$program $1.back &"
  back=$job
}
left_alone() { [ "$1" != nobody ] || expect "$back" TTY="?" STAT=S; }

open_terminal $how
start_two hung
start job "$program hung.front"
hang_up
expect_gone "$shell" "$job" "$stopped"
verify ok "at a hang-up" are "hung.stopped hung.back hung.front" "$1 $2 $3"
left_alone "$2"
open_terminal $how
start_two left
type_line exit
type_line exit
expect_gone "$shell" "$stopped"
verify ok "at exit" are "left.stopped left.back" "$4 $5"
left_alone "$5"'

test_the_table_says_what_the_shells_that_are_here_do() {
  deadline=5 tried=0
  while read -r shell words; do
    case $shell in
    bash) how='bash --norc --noprofile --noediting -i' ;;
    zsh) how='zsh -f -i +Z -o nopromptsp -o nopromptcr' ;;
    *) how="$shell -i" ;;
    esac
    command -v "$shell" >/dev/null || continue
    # As root mksh makes a prompt of its own.
    [ "$shell" != mksh ] || [ "$(id -u)" -ne 0 ] || continue
    tried=$((tried + 1))
    story "how='$how'; set -- $words $habits" "$program"
    assert_ran 0 ' 0 failed$' "$shell: $words"
  done <<END
$(shells_of_the_table)
END
  deadline=''
  [ "$tried" -ge 2 ] || fail "the table has only $tried of the shells here"
}
test_bash_with_huponexit_signals_its_jobs_only_if_it_is_a_login_shell() {
  deadline=5
  # shellcheck disable=SC2016 # for the story
  for options in '-i nobody' '--login -i shell'; do
    story "${habits%%
open_terminal*}
      open_terminal bash --norc --noprofile --noediting ${options% *}
      type_line 'shopt -s huponexit'
      start job \"\$program left.back &\"
      back=\$job
      type_line exit
      expect_gone \"\$shell\"
      verify ok 'at exit' are left.back ${options##* }
      left_alone ${options##* }" "$program"
    assert_ran 0 ' 0 failed$' "bash $options"
  done
  deadline=''
}

. "$shunit2"
