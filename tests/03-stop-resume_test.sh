#!/bin/sh
# Lesson 03: its script, on the worker and on broken ones; and the exercise.
. "$(dirname "$0")/helper.sh"
worker=$build/$stem

# first CODE: the worker begins with CODE.
first() { instead 'alarm(FUSE);' "$1 alarm(FUSE);"; }

test_the_script_passes() { assert_script_passes; }

test_break_it_1_the_worker_ignores_sigtstp() {
  first 'signal(SIGTSTP, SIG_IGN);'
  script_notices 'TSTP: expected default, actual ignored'
}
test_break_it_2_the_worker_does_not_ask_for_sigcont() {
  without 'sigaddset(&signals, SIGCONT);'
  script_notices 'Expected: a line "continued, by pid #"'
}
test_break_it_3_the_worker_ignores_sigterm() {
  instead 'sigaddset(&signals, SIGTERM);' 'signal(SIGTERM, SIG_IGN);'
  script_notices 'No SIGTERM waits for it.'
}
test_break_it_4_the_worker_takes_a_stop_for_a_failure() {
  only_glibc "sigwaitinfo fails with EINTR" || return 0
  instead 'errno != EINTR' 1
  script_notices 'sigwaitinfo: Interrupted system call'
}
test_a_worker_that_stops_itself_in_a_handler_is_noticed() {
  instead 'int main(' 'static void stop(int n) { (void)n; raise(SIGSTOP); }
int main('
  first 'signal(SIGTSTP, stop);'
  script_notices 'TSTP: expected default, actual caught'
}
test_a_worker_that_ignores_hang_ups_is_noticed() {
  first 'signal(SIGHUP, SIG_IGN);'
  script_notices 'HUP: expected default, actual ignored'
}
test_a_worker_that_takes_its_parent_for_the_sender_is_noticed() {
  instead 'say_sender("continued", from.si_pid)' \
    'say_sender("continued", getppid())'
  script_notices 'Expected: a line "continued, by pid #"'
}
test_a_worker_that_stays_after_sigterm_is_noticed() {
  instead 'return 0;' 'break;'
  script_notices 'Expected: worker, PID #: gone'
}
test_a_child_that_stays_is_noticed() {
  first 'if (fork() == 0) { setpgid(0, 0); pause(); }'
  script_notices 'PID # (03-stop-resume) is still in group #, session #.'
}
test_a_worker_in_a_session_of_its_own_is_noticed() {
  first 'if (fork() > 0) pause(); setsid();'
  script_notices 'SID: expected #, actual #'
}

test_usage_errors_are_told() {
  run "$worker" %1
  assert_ran 2 '^usage: 03-stop-resume' "an argument"
}

. "$shunit2"
