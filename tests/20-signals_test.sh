#!/bin/sh
# Lesson 20: its script, on the demo and on broken ones; what the demo refuses;
# and the exercise.
. "$(dirname "$0")/helper.sh"
program=$build/$stem
oneTimeSetUp() { conf=$SHUNIT_TMPDIR/conf; }

test_the_script_passes() { assert_script_passes; }

test_break_it_1_hup_is_not_blocked() {
  without 'sigaddset(&signals, SIGHUP);'
  script_notices 'Actual: there is none' 'has not the line that it should have'
}
test_break_it_2_term_is_not_blocked() {
  without 'sigaddset(&signals, SIGTERM);'
  script_notices 'Expected: a line "0000000000000001 0000000000004201"'
}
test_break_it_3_the_configuration_is_taken_over_line_by_line() {
  instead 'parse_config(file, &new)' 'parse_config(file, &config)'
  without 'config = new;'
  script_notices 'Expected: a line "state greeting good day, *"'
}
test_break_it_4_a_new_process_for_each_configuration() {
  instead 'case SIGHUP:' 'case SIGHUP: if (fork() != 0) exit(0);'
  script_notices 'Actual: there is none' 'STAT: expected S, actual Z'
}
# The handler sets a flag. pause() stands for the moment between the check of it
# and the wait: it returns when a signal has come, and that is the one lost.
test_a_signal_lost_between_check_and_wait_is_noticed() {
  instead 'static int await(' 'static volatile sig_atomic_t flag;
static void set_flag(int n)
{
    flag = n;
}
static int wait_for_flag(long long left, struct timespec *wait)
{
    int signo = flag;
    flag = 0;
    if (signo)
        return signo;
    if (left)
        pause();
    return nanosleep(wait, NULL);
}
static int await('
  instead 'sigtimedwait(signals, NULL, &wait)' 'wait_for_flag(left, &wait)'
  instead 'if (sigprocmask(SIG_BLOCK, &signals, NULL) == -1)' \
    'for (int n = 1; n < 16; n++)
        if (n != SIGALRM) signal(n, set_flag);
    if (0)'
  script_notices 'Expected: a line "state *"'
}
test_a_period_that_each_signal_begins_again_is_noticed() {
  instead 'switch (await(signals, last + config.interval))' \
    'int signo = await(signals, last + config.interval);
        switch (signo)'
  instead '        now = milliseconds();
        if (now' '        if (signo != -1)
            last = milliseconds();
        now = milliseconds();
        if (now'
  script_notices 'Expected: a line "it works"'
}
test_a_change_that_comes_while_it_rereads_and_is_thrown_away_is_noticed() {
  instead 'if (read_config(file))' 'if (read_config(file) && drain())'
  instead 'static void work_in_time' 'static int drain(void)
{
    const struct timespec none = {0};
    sigset_t hup;

    sigemptyset(&hup);
    sigaddset(&hup, SIGHUP);
    for (long long until = milliseconds() + 5; milliseconds() < until;)
        ; /* so that it is noticed under load, too */
    while (sigtimedwait(&hup, NULL, &none) > 0)
        ;
    return 1;
}
static void work_in_time'
  script_notices 'Expected: a line "all were read"'
}
test_a_change_that_comes_too_early_and_is_overlooked_is_noticed() {
  instead 'if (read_config(file))' 'if (!too_early() && read_config(file))'
  instead 'static void work_in_time' 'static int too_early(void)
{
    static long long before;
    long long gap = milliseconds() - before;
    before += gap;
    return gap < 20 && config.greeting[0] <= 57;
}
static void work_in_time'
  script_notices 'Expected: a line "all were read"'
}
test_a_start_without_a_configuration_is_noticed() {
  instead 'if (!read_config(argv[1]))' \
    'if (!read_config(argv[1]) && (config.interval = 2000) == 0)'
  script_notices 'Expected: a line "status 1"'
}

# run_full FILE: on a full device, so that it ends whatever it makes of FILE.
# shellcheck disable=SC2016 # for the inner shell
run_full() { run sh -c '"$1" "$2" >/dev/full' sh "$program" "$1"; }
# assert_refused WHAT TEXT: it does not start with a configuration of TEXT.
assert_refused() {
  printf %b "$2" >"$conf"
  run_full "$conf"
  assert_ran 1 'conf: refused: cannot be understood$' "$1"
}
test_a_configuration_that_is_not_whole_is_refused() {
  assert_refused "an empty file" ''
  assert_refused "no line" '\n'
  assert_refused "no end of line" 'greeting hello'
  assert_refused "no greeting" 'interval 2000\ninterval 2000\n'
  assert_refused "no second line" 'greeting hello\n'
  assert_refused "an interval of 0" 'greeting hello\ninterval 0\n'
  assert_refused "a negative interval" 'greeting hello\ninterval -5\n'
  assert_refused "a fraction" 'greeting hello\ninterval 1.5\n'
  assert_refused "too large a number" 'greeting hello\ninterval 123456789\n'
  assert_refused "a third line" 'greeting hello\ninterval 9\nhello\n'
  assert_refused "a word cut in two" 'greeting hello\ninter'
  assert_refused "a number cut in two" 'greeting hello\ninterval 20'
  assert_refused "no second newline" 'greeting hello\ninterval 2000'
  assert_refused "a NUL" 'greeting hello\n\000interval 9\n'
  assert_refused "a NUL behind the end" 'greeting hello\ninterval 9\n\000'
  assert_refused "a long greeting" \
    "greeting $(printf '%040d' 0)\ninterval 9\n"
  assert_refused "a long line" "greeting hello\n$(printf '%0200d' 0)\n"
  assert_refused "a line that is whole only as far as it is read" \
    "greeting$(printf '%118s' '')x\ninterval 9\n"
}
test_a_newline_is_no_blank_and_a_blank_is_not_left_out() {
  assert_refused "no greeting but a blank" 'greeting \ninterval 2000\n'
  assert_refused "nothing but blanks" 'greeting  \ninterval 9\n'
  assert_refused "the greeting in the next line" \
    'greeting\nhello\ninterval 9\n'
  assert_refused "no blank in the first line" \
    'greetinghello\ninterval 9\n'
  assert_refused "no blank in the second" 'greeting hello\ninterval99\n'
  assert_refused "a blank in place of a newline" 'greeting a\n interval 9\n'
  assert_refused "the number in the next line" 'greeting a\ninterval \n9\n'
  assert_refused "a line between" 'greeting hello\n\ninterval 9\n'
  assert_refused "a newline before" '\ngreeting hello\n'
}
# serve TEXT: starts it with a configuration of TEXT; $server is its PID. When
# this ends it has done its first piece of work.
serve() {
  printf %b "$1" >"$conf"
  : >"$conf.log"
  "$program" "$conf" >>"$conf.log" 2>&1 &
  server=$!
  soon grep -q '^end' "$conf.log"
}
end_server() {
  kill "$server"
  wait "$server"
  assertEquals "its exit status after TERM" 0 $?
}
# state TEXT: sets $state to the state it writes with a configuration of TEXT.
state() {
  serve "$1"
  kill -s USR1 "$server"
  soon grep -q '^state' "$conf.log"
  end_server
  state=$(sed -n 's/^state *//p' "$conf.log")
}
test_blanks_before_a_value_do_not_belong_to_it() {
  state 'greeting   good  day\ninterval  60000\n'
  assertEquals "several blanks" \
    'greeting good  day, interval 60000 ms, done 1' "$state"
  state "greeting$(printf '%117s' '')x\ninterval 60000\n"
  assertEquals "as many blanks as there is room for" \
    'greeting x, interval 60000 ms, done 1' "$state"
  state "greeting $(printf '%039d' 0)\ninterval 12345678\n"
  assertEquals "as long as may be" \
    "greeting $(printf '%039d' 0), interval 12345678 ms, done 1" "$state"
}
test_an_interval_of_one_millisecond_is_taken() {
  state 'greeting hello\ninterval 1\n'
  assertContains "the least that may be" "$state" 'interval 1 ms'
}
test_rereading_leaves_no_file_open() {
  serve 'greeting hello\ninterval 60000\n'
  open=$(ls "/proc/$server/fd")
  for word in one two; do
    printf 'greeting %s\ninterval 60000\n' $word >"$conf"
    kill -s HUP "$server"
    soon grep -q "^reread  *greeting $word," "$conf.log"
  done
  assertEquals "its descriptors" "$open" "$(ls "/proc/$server/fd")"
  end_server
}
# now: in milliseconds.
now() { echo $(($(date +%s%N) / 1000000)); }
has_come() { [ "$(now)" -ge "$1" ]; }
has_ended_pieces() { [ "$(grep -c '^end' "$conf.log")" -ge "$1" ]; }
# Six are missed while it is stopped. The third piece after that cannot end
# before the second one's time is over; if they were made up for, it would.
test_pieces_that_were_missed_are_left_out() {
  serve 'greeting hello\ninterval 500\n'
  kill -s STOP "$server"
  soon has_come $(($(now) + 3000))
  pieces=$(grep -c '^end' "$conf.log")
  begun=$(now)
  kill -s CONT "$server"
  soon has_ended_pieces $((pieces + 3)) || fail "it does not go on"
  soon_ended=$(($(now) - begun))
  [ $soon_ended -ge 500 ] || fail "three pieces within $soon_ended ms"
  end_server
}
test_what_cannot_be_read_is_refused() {
  run "$program" /nonexistent
  assert_ran 1 'nonexistent: refused: No such file' "no file"
  run "$program" /
  assert_ran 1 '/: refused: Is a directory' "a directory"
  mkfifo "$conf.fifo"
  run "$program" "$conf.fifo"
  assert_ran 1 'fifo: refused: cannot be understood' "a FIFO without a writer"
}
test_a_standard_output_that_is_full_is_told() {
  printf 'greeting hello\ninterval 2000\n' >"$conf"
  run_full "$conf"
  assert_ran 1 '^20-signals: standard output: No space left' "a full device"
}
test_a_log_that_may_not_grow_is_told_and_ends_it_with_1() {
  printf 'greeting hello\ninterval 10\n' >"$conf"
  # shellcheck disable=SC2016 # for the inner shell
  for limit in 0 1; do
    rm -f "$conf.log"
    run sh -c 'ulimit -f "$1"; exec "$2" "$3" >"$3.log"' \
      sh $limit "$program" "$conf"
    assert_ran 1 '^20-signals: standard output: File too large$' \
      "a limit of $limit blocks"
  done
}
test_usage_errors_are_told() {
  run "$program"
  assert_ran 2 '^usage: 20-signals CONFIG$' "no configuration"
  run "$program" conf conf
  assert_ran 2 '^usage: 20-signals CONFIG$' "two configurations"
}

# begin_beating COMMAND...: the solution beats in the background, run by COMMAND
# with its path as the last word; $heart is its PID, $beats what it prints.
begin_beating() {
  compile "lessons/solutions/$stem.c" "$SHUNIT_TMPDIR/heartbeat"
  beats=$SHUNIT_TMPDIR/beats
  : >"$beats"
  "$@" "$SHUNIT_TMPDIR/heartbeat" >>"$beats" 2>&1 &
  heart=$!
  soon grep -q '^beat 1$' "$beats"
}
is_stopped() { grep -q '^[^)]*) T' "/proc/$heart/stat"; }
toggle_three_times() {
  kill -s STOP "$heart"
  soon is_stopped
  for _ in 1 2 3; do kill -s RTMAX "$heart"; done
  kill -s CONT "$heart"
  soon grep -q '^debug on$' "$beats"
  kill "$heart"
  wait "$heart"
  toggles=$(grep -c '^debug o' "$beats")
}
# shellcheck disable=SC2016 # for the inner shell
test_real_time_signals_are_queued_up_to_a_limit() {
  begin_beating sh -c 'exec "$0" 60000'
  toggle_three_times
  assertEquals "three of three" 3 "$toggles"
  begin_beating bash -c 'ulimit -i 0; exec "$0" 60000'
  toggle_three_times
  assertEquals "of three that may not be queued" 1 "$toggles"
}

# For make faults: how it is run, and which failures are exceptions.
faults() {
  runs 20-signals caller HUP,USR1,TERM conf
  says dprintf 'standard (output|error)'
  says 'fdopen|fgets|getc' conf
  allows_again 'open|fdopen|fgets|getc' '' \
    'told: a new configuration is refused, and the old one stays'
}

. "$shunit2"
