#!/bin/sh
# Lesson 20: its script, on the demo and on broken ones; what the demo refuses;
# and the exercise.
. "$(dirname "$0")/helper.sh"
program=$build/$stem
oneTimeSetUp() { conf=$SHUNIT_TMPDIR/conf; }

test_the_script_passes() { assert_script_passes; }

test_a_hup_that_is_not_blocked_is_noticed() {
  assert_script_notices 's/ sigaddset\(&signals, SIGHUP\);//' \
    'a line like \^reread'
}
# The handler sets a flag. pause() stands for the moment between the check of it
# and the wait: it returns when a signal has come, and that is the one lost.
test_a_signal_lost_between_check_and_wait_is_noticed() {
  assert_script_notices '
    s/^static int await/static volatile sig_atomic_t flag;\
      static void set_flag(int n) { flag = n; }\
&/
    s/int signo = sig.*/int signo = flag; flag = 0; if (signo) return signo;\
      if (left) pause(); signo = nanosleep(\&wait, NULL);/
    s/if \(sigprocmask.*/(void)signals; for (int n = 1; n < 16; n++)\
      if (n != SIGALRM) signal(n, set_flag); if (0)/' \
    'a line like \^state'
}
test_a_new_process_for_each_configuration_is_noticed() {
  assert_script_notices \
    's/^( *)if \(signo == SIGUSR1 /\1if (signo == SIGHUP \&\& fork() != 0)\
        return 0;\n&/' \
    'STAT: expected S, actual Z|actual none'
}
test_a_configuration_taken_over_line_by_line_is_noticed() {
  assert_script_notices \
    's/^    struct config new .*//; s/new\./config./g; s/ config = new;//' \
    'a line like \^state.* good day'
}
test_a_period_that_each_signal_begins_anew_is_noticed() {
  assert_script_notices \
    's/^( *)since = /\1if (signo != -1) last = milliseconds();\n&/' \
    'expected to succeed: ask_and_see'
}
# From the first greeting that is a number on, a HUP that comes within 20 ms of
# the one before is overlooked.
test_a_burst_of_which_the_last_is_lost_is_noticed() {
  assert_script_notices '
    s/^( *)if \(signo == SIGUSR1 /\1static long long before;\
        long long gap = milliseconds() - before;\
        if (signo == SIGHUP) before += gap;\
        if (signo == SIGHUP \&\& gap < 20 \&\&\
            config.greeting[0] <= 57) continue;\
&/' \
    'a line like \^reread \+greeting 1000,'
}
test_a_start_without_a_configuration_is_noticed() {
  assert_script_notices \
    's/!read_config\(argv\[1\]\)\)$/!read_config(argv[1]) \&\&\
        (config.interval = 2000) == 0)/' \
    'a line like \^status 1\$'
}
test_a_term_that_interrupts_the_work_is_noticed() {
  assert_script_notices 's/ sigaddset\(&signals, SIGTERM\);//' \
    'expected to succeed: ends_with'
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
  assert_refused "no greeting" 'interval 2000\n'
  assert_refused "an interval of 0" 'greeting hello\ninterval 0\n'
  assert_refused "a negative interval" 'greeting hello\ninterval -5\n'
  assert_refused "a fraction" 'greeting hello\ninterval 1.5\n'
  assert_refused "too large a number" 'greeting hello\ninterval 123456789\n'
  assert_refused "a third line" 'greeting hello\ninterval 9\nhello\n'
  assert_refused "a word cut in two" 'greeting hello\ninter'
  assert_refused "a number cut in two" 'greeting hello\ninterval 20'
  assert_refused "no second newline" 'greeting hello\ninterval 2000'
  assert_refused "a NUL" 'greeting hello\n\000interval 9\n'
  assert_refused "a long greeting" "greeting $(printf '%040d' 0)\n"
  assert_refused "a long file" "greeting hello\n$(printf '%0200d' 0)\n"
  assert_refused "a long file, whole as far as it is read" \
    "greeting$(printf '%117s' '')x\ninterval 9\n"
}
test_a_newline_is_no_blank_and_a_blank_is_not_left_out() {
  assert_refused "no greeting but a blank" 'greeting \ninterval 2000\n'
  assert_refused "nothing but blanks" 'greeting  \n'
  assert_refused "the greeting in the next line" 'greeting\nhello\n'
  assert_refused "no blank in the first line" 'greetinghello\n'
  assert_refused "no blank in the second" 'greeting hello\ninterval99\n'
  assert_refused "a blank in place of a newline" 'greeting a\n interval 9\n'
  assert_refused "the number in the next line" 'greeting a\ninterval \n9\n'
  assert_refused "a line between" 'greeting hello\n\ninterval 9\n'
  assert_refused "a newline before" '\ngreeting hello\n'
}
# state TEXT: sets $state to the state it writes with a configuration of TEXT.
state() {
  printf %b "$1" >"$conf"
  : >"$conf.log"
  "$program" "$conf" >>"$conf.log" 2>&1 &
  soon grep -q '^end' "$conf.log"
  kill -s USR1 $!
  soon grep -q '^state' "$conf.log"
  kill $!
  wait $!
  assertEquals "its exit status after TERM" 0 $?
  state=$(sed -n 's/^state *//p' "$conf.log")
}
test_blanks_before_a_value_do_not_belong_to_it() {
  state 'greeting   good  day\ninterval  60000\n'
  assertEquals "several blanks" \
    'greeting good  day, interval 60000 ms, done 1' "$state"
  state "greeting $(printf '%039d' 0)\ninterval 12345678\n"
  assertEquals "as long as may be" \
    "greeting $(printf '%039d' 0), interval 12345678 ms, done 1" "$state"
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
test_without_an_interval_it_is_two_seconds() {
  state 'greeting hello\n'
  assertEquals "state" 'greeting hello, interval 2000 ms, done 1' "$state"
}
test_a_standard_output_that_is_full_is_told() {
  echo 'greeting hello' >"$conf"
  run_full "$conf"
  assert_ran 1 'standard output: No space left' "a full device"
}
test_usage_errors_are_told() {
  run "$program"
  assert_ran 2 '^usage: 20-signals CONFIG$' "no configuration"
  run "$program" conf conf
  assert_ran 2 '^usage: 20-signals CONFIG$' "two configurations"
}

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }

test_a_heartbeat_that_takes_three_signals_for_one_is_noticed() {
  assert_grader_notices \
    's/debug = !debug;/& while (await(\&signals, 0) == SIGRTMAX);/' \
    "expected to succeed: says .*debug on debug off debug on"
}

. "$shunit2"
