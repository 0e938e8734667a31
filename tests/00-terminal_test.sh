#!/bin/sh
# Lesson 00: its script, on the terminal program and on broken ones; and the
# program itself, on which every other script stands.
. "$(dirname "$0")/helper.sh"
terminal=$build/$stem

test_the_script_passes() { assert_script_passes; }

test_break_it_1_the_command_leads_no_session_and_takes_no_terminal() {
  instead 'setsid() == -1 || ioctl(slave, TIOCSCTTY, 0) == -1' 0
  script_notices 'SID: expected # (its PID), actual #'
}
test_break_it_2_the_command_leads_a_session_and_takes_no_terminal() {
  without ' || ioctl(slave, TIOCSCTTY, 0) == -1'
  script_notices 'TTY: expected pts/#, actual ?'
}
test_break_it_3_a_terminal_of_our_own_is_not_made_raw() {
  without 'cfmakeraw(&raw);'
  script_notices 'makes no signals now, and passes all keys on'
}
test_break_it_4_the_master_stays_open_at_the_end_of_input() {
  without 'close(watched[MASTER].fd);'
  script_notices 'Expected: shell, PID #: gone'
}
test_a_key_that_is_not_written_into_the_master_is_noticed() {
  instead 'write(watched[MASTER].fd, &key, 1) == 1' 1
  script_notices 'Expected: a line "/dev/pts/#"'
}
test_a_signal_in_place_of_a_hang_up_is_noticed() {
  instead 'close(watched[MASTER].fd);' \
    'kill(tcgetsid(watched[MASTER].fd), SIGHUP);'
  script_notices 'Expected: shell, PID #: gone'
}
test_a_program_that_gives_its_own_terminal_up_is_noticed() {
  instead 'status = relay(' \
    'ioctl(open("/dev/tty", O_RDWR), TIOCNOTTY); status = relay('
  script_notices 'TTY: expected pts/#, actual ?'
}
test_a_descriptor_that_is_left_to_the_command_is_noticed() {
  instead 'O_RDWR | O_NOCTTY | O_CLOEXEC);' 'O_RDWR | O_NOCTTY);'
  script_notices 'no other descriptor is open. Actual: * 4=pts/#'
}
test_a_signal_that_ends_the_command_and_is_not_told_of_is_noticed() {
  instead 'SIGNALLED + WTERMSIG(status)' 0
  script_notices 'It ended with status 0'
}
test_an_exit_status_that_is_not_handed_on_is_noticed() {
  instead 'WEXITSTATUS(status)' 1
  script_notices 'Expected: a line "status 0"'
}
test_a_size_that_is_not_handed_on_is_noticed() {
  without 'ioctl(STDIN_FILENO, TIOCGWINSZ, &size);'
  script_notices 'Expected: a line "33 80"'
}
test_modes_that_are_not_put_back_are_noticed() {
  instead 'tcsetattr(STDIN_FILENO, TCSADRAIN, &before);' '{}'
  script_notices 'pts/# makes signals again'
}
test_a_terminal_that_is_not_announced_is_noticed() {
  instead 'fprintf(stderr, "command' 'if (0) fprintf(stderr, "command'
  script_notices 'No terminal was opened'
}

test_the_exit_status_is_the_commands() {
  run "$terminal" sh -c 'exit 7' <&9
  assert_ran 7 '^command  pid [0-9]+  terminal /dev/pts/[0-9]+$' "exit 7"
  run "$terminal" sh -c 'kill -9 $$' <&9
  assert_ran 137 '^command' "a command ended by SIGKILL"
  run "$terminal" /nonexistent <&9
  assert_ran 127 'nonexistent: No such file' "a command that is not there"
  run "$terminal" /dev/null <&9
  assert_ran 126 'null: Permission denied' "a command that is no program"
}
test_usage_errors_are_told() {
  run "$terminal"
  assert_ran 2 '^usage: 00-terminal COMMAND' "no command"
  run "$terminal" --help
  assert_ran 2 '^usage: 00-terminal COMMAND' "an unknown option"
}
test_it_ends_with_the_command_though_a_daemon_holds_the_slave() {
  run "$terminal" sh -c 'trap "" HUP; exec 3<&0
    sleep 60 & echo "held $!"; seq 2000' <&9
  kill "$(echo "$output" | tr -d '\r' | sed -n 's/^held //p')"
  assert_ran 0 '^2000' "all that was printed"
}
test_a_daemon_that_prints_for_ever_does_not_keep_it() {
  run "$terminal" sh -c 'trap "" HUP; yes & true' <&9
  assert_ran 0 '^command' "a daemon that goes on printing"
}
test_a_long_input_arrives_whole() {
  { seq 20000 && printf '\004'; } >&9 &
  output=$("$terminal" cksum <&9 2>&1 | tail -n 1 | tr -d '\r')
  assertEquals "of 20,000 typed lines" "$(seq 20000 | cksum)" "$output"
}
test_what_the_caller_ignored_is_not_handed_on() {
  # bash: dash cannot ignore SIGCHLD.
  run bash -c 'trap "" HUP INT TERM CHLD; exec "$@"' sh \
    "$terminal" sh -c 'ps -o ignored= -p $$; exit 3' <&9
  # Signals 32 and 33 are libc's own.
  assert_ran 3 '^ *0000000[01][08]0000000.?$' "no signal ignored"
}
test_the_end_of_input_hangs_up() {
  run "$terminal" cat </dev/null
  assert_ran 129 '^command' "a command that dies of SIGHUP"
}
test_a_session_leader_without_a_terminal_does_not_get_the_new_one() {
  # If it did, the command could not.
  run setsid -w "$terminal" ps -o tty= -o stat= <&9
  assert_ran 0 'pts/[0-9]+ +R[NL<]*s\+' "the command is on the new terminal"
}

# within COMMANDS: types them to a shell on a terminal of ours, between two
# looks at the terminal's modes; sets $output, and $status to how often these
# were the same.
within() {
  echo "stty rows 33 cols 101; stty -g; $1; stty -g; exit" >&9
  output=$(PS1='' "$terminal" sh <&9 2>&1 | tr -d '\r')
  status=$(echo "$output" | grep -E '^([0-9a-f]+:){9}' | sort | uniq -c |
    awk '{print $1}')
}
test_the_window_size_is_handed_on_and_the_modes_restored() {
  within "'$terminal' stty size"
  assert_ran 2 '^33 101$' "stty size inside; the same modes twice"
}
test_where_the_output_is_a_pipe_the_input_tells_size_and_modes() {
  within "'$terminal' sh -c 'stty size; stty -a <&3' 3<&0 | cat"
  assert_ran 2 '^33 101$' "stty size inside; the same modes twice"
  assert_ran 2 '^-isig -icanon ' "raw meanwhile"
}
test_a_signal_restores_the_modes() {
  within "'$terminal' sh -c 'kill -TERM \$PPID; exec cat'; echo status \$?"
  assert_ran 2 '^status 143$' "ended by SIGTERM; the same modes twice"
}
test_a_stop_is_no_end() {
  # In a shell with job control: one without would not be stopped by SIGTSTP.
  # shellcheck disable=SC2016 # for the story
  deadline=20 story 'open_terminal; start command "build/00-terminal cat"
    expect "$command" COMM=cat; holder=$ps_PPID
    send_signal TSTP "$holder"; expect "$holder" COMM=00-terminal STAT=T
    type_line fg; expect "$holder" STAT=S+; type_line hello
    expect_print hello'
  assert_ran 0 ' 0 failed$' "stopped, and continued"
}
test_in_the_background_it_leaves_the_terminal_alone() {
  # shellcheck disable=SC2016 # for the script
  deadline=5 story 'open_terminal; start_job job "$program cat &"
    expect "$job" STAT=T' "$terminal"
  assert_ran 0 ' 0 failed$' "SIGTTOU stops it"
}
test_a_new_window_size_is_handed_on() {
  waits='trap "stty size; exit" WINCH; stty rows 44 <&3'
  waits="$waits; while :; do sleep 0.02; done"
  within "'$terminal' sh -c '$waits' 3<&0"
  assert_ran 2 '^44 101$' "after a change of size; the same modes twice"
}

test_where_no_terminal_can_be_had_the_script_says_skip() {
  instead 'posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)' \
    'open("/nonexistent", 0)'
  compile_edited
  run "$script" --plain "$broken"
  assert_ran 3 '^SKIP 00-terminal: no terminal' "without pseudo-terminals"
  forget_edits
}

# name_of_device MAJOR MINOR: what whereami says of a terminal of that number.
name_of_device() {
  sed -E "
    s/if \\(ioctl\\(fd, TIOCGDEV.*/device = makedev($1, $2); if (0)/
    s/open\\(\"\\/dev\\/tty\", O_RDWR\\)/STDIN_FILENO/" \
    "lessons/solutions/$stem.c" >"$SHUNIT_TMPDIR/named.c"
  compile "$SHUNIT_TMPDIR/named.c" "$SHUNIT_TMPDIR/named" -w
  "$SHUNIT_TMPDIR/named" | sed -n 's/^terminal  *//p'
}
test_a_whereami_names_any_kind_of_terminal() {
  assertEquals "a pseudo-terminal" pts/7 "$(name_of_device 136 7)"
  for name in tty1 ttyS0; do
    device=$(tr : ' ' 2>/dev/null <"/sys/class/tty/$name/dev")
    [ -n "$device" ] || {
      skip_test "there is no $name on this machine"
      return
    }
    # shellcheck disable=SC2086 # two numbers
    assertEquals "device $device" "$name" "$(name_of_device $device)"
  done
}

. "$shunit2"
