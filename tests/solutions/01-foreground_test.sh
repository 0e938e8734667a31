#!/bin/sh
# Exercise 01: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  without '    bring_to_front(getpgrp());
'
  key_is_noticed
}
test_a_front_that_is_stopped_by_sigttou_is_noticed() {
  without 'signal(SIGTTOU, SIG_IGN);'
  grader_notices 'It was stopped by SIGTTOU'
}
test_a_front_that_gives_to_the_wrong_group_is_noticed() {
  instead 'pid_t before = tcgetpgrp(STDIN_FILENO)' 'pid_t before = getsid(0)'
  grader_notices 'Expected: a line "owner pgid #"'
}
test_a_front_that_stays_in_the_background_is_noticed() {
  without 'bring_to_front(getpgrp());'
  grader_notices 'Expected: a line "owner pgid #"'
}
test_a_front_that_only_says_who_the_owner_is_is_noticed() {
  instead '"owner", owner' '"owner", getpgrp()'
  grader_notices 'Expected: a line "owner pgid #"'
}
test_a_front_that_keeps_the_foreground_is_noticed() {
  without 'bring_to_front(before);'
  grader_notices 'Expected: a line "owner pgid #"'
}
test_a_front_that_no_signal_reaches_is_noticed() {
  instead 'signal(SIGTTOU, SIG_IGN);' 'sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);'
  grader_notices 'INT: expected default, actual blocked'
}
test_a_front_that_ends_when_it_has_heard_its_line_is_noticed() {
  without 'pause();'
  grader_notices 'Actual: there is none with PID #'
}
test_a_front_that_knows_what_it_will_hear_is_noticed() {
  instead 'line[strcspn(line, "\n")]' 'line[5]'
  grader_notices 'Expected: a line "heard: hello, front"'
}
test_a_front_that_gives_to_its_parent_is_noticed() {
  instead 'pid_t before = tcgetpgrp(STDIN_FILENO)' 'pid_t before = getppid()'
  grader_notices 'Expected: a line "owner pgid #"' 'tcsetpgrp: '
}
test_a_front_that_gives_to_its_parents_group_is_noticed() {
  instead 'pid_t before = tcgetpgrp(STDIN_FILENO)' \
    'pid_t before = getpgid(getppid())'
  grader_notices 'Expected: a line "owner pgid #"'
}
test_a_front_that_takes_itself_for_its_group_is_noticed() {
  instead 'bring_to_front(getpgrp());' 'bring_to_front(getpid());'
  grader_notices 'Actual: there is none with PID #'
}
test_a_front_that_makes_a_group_for_itself_is_noticed() {
  instead 'alarm(FUSE);' 'alarm(FUSE);
    setpgid(0, 0);'
  grader_notices 'PGID: expected not # (its PID), actual #'
}
test_a_front_that_does_not_wait_to_be_ended_but_runs_is_noticed() {
  instead 'pause();' 'for (;;)
        getppid();'
  grader_notices 'STAT: expected S, actual R'
}
test_a_front_that_sigterm_does_not_end_is_noticed() {
  instead 'signal(SIGTTOU, SIG_IGN);' 'signal(SIGTTOU, SIG_IGN);
    signal(SIGTERM, SIG_IGN);'
  grader_notices 'Expected: front, PID #: gone'
}
test_a_front_that_ctrl_z_does_not_stop_is_noticed() {
  instead 'signal(SIGTTOU, SIG_IGN);' 'signal(SIGTTOU, SIG_IGN);
    signal(SIGTSTP, SIG_IGN);'
  grader_notices 'TSTP: expected default, actual ignored'
}
test_a_front_that_outlives_hang_ups_is_noticed() {
  instead 'signal(SIGTTOU, SIG_IGN);' 'signal(SIGTTOU, SIG_IGN);
    signal(SIGHUP, SIG_IGN);'
  grader_notices 'HUP: expected default, actual ignored'
}
test_a_front_that_ignores_a_failed_tcgetpgrp_is_noticed() {
  only_with_faults || return 0
  instead 'if (before == -1)' 'if (0)'
  grader_notices 'Expected: tcgetpgrp() fails ('
}
test_a_front_that_fails_in_silence_is_noticed() {
  only_with_faults || return 0
  instead 'err(1, "tcsetpgrp")' '_exit(1)'
  grader_notices 'Actual: it said nothing, and ended with status 1'
}
test_a_front_that_blocks_sigttou_passes() {
  instead 'signal(SIGTTOU, SIG_IGN);' 'sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, SIGTTOU);
    sigprocmask(SIG_BLOCK, &one, NULL);'
  grader_accepts
}
test_a_front_that_lets_ioctl_do_it_passes() {
  at_top '#include <sys/ioctl.h>'
  instead 'tcsetpgrp(STDIN_FILENO, group) == -1' \
    'ioctl(STDIN_FILENO, TIOCSPGRP, &group) == -1'
  grader_accepts
}
test_a_front_that_ignores_sigttou_for_the_call_only_passes() {
  instead 'err(1, "tcsetpgrp");' 'err(1, "tcsetpgrp");
    signal(SIGTTOU, SIG_DFL);'
  grader_accepts
}
test_a_front_that_ignores_a_failed_tcsetpgrp_is_noticed() {
  only_with_faults || return 0
  instead 'if (tcsetpgrp(STDIN_FILENO, group) == -1)' \
    'if (tcsetpgrp(STDIN_FILENO, group) == -2)'
  grader_notices 'Expected: tcsetpgrp() fails ('
}

. "$shunit2"
