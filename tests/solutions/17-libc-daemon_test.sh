#!/bin/sh
# Exercise 17: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  without '    reset_signals();
'
  key_is_noticed
}
test_the_solution_passes_with_musl_too() {
  with_musl=$SHUNIT_TMPDIR/with-musl
  musl-gcc -static "lessons/solutions/$stem.c" -o "$with_musl" 2>/dev/null || {
    skip_test "no musl-gcc here that makes a program"
    return
  }
  run "$grader" --plain "$with_musl"
  assert_ran 0 ' 0 failed(, [0-9]+ skipped)?$' "the solution, with musl"
}
test_with_musl_a_daemon_that_fails_late_is_told_too() {
  # musl leads 2 to /dev/null before it forks.
  with_musl=$SHUNIT_TMPDIR/no-fork
  printf '%s\n' '#include <errno.h>' \
    'int __wrap_fork(void) { errno = EAGAIN; return -1; }' >"$with_musl.c"
  for kind in exercises solutions; do
    musl-gcc -static -Wl,--wrap=fork "lessons/$kind/$stem.c" "$with_musl.c" \
      -o "$with_musl" 2>/dev/null || {
      skip_test "no musl-gcc here that makes a program"
      return
    }
    run "$with_musl" true
    assert_ran 1 '^no-fork: daemon: Resource temporarily' "$kind, without fork"
  done
}
test_a_better_that_resets_only_the_classic_signals_is_noticed() {
  instead 'signo < NSIG' 'signo < 32'
  grader_notices 'Expected: no signal is ignored. Actual: fffffff*'
}
test_a_better_that_closes_only_1023_descriptors_is_noticed() {
  instead 'close_rest();
    execvp' 'for (int fd = 3; fd < 1024; fd++) close(fd);
    execvp'
  grader_notices 'Expected: no other descriptor is open. Actual: *1100=/'
}
test_a_better_that_stays_a_leader_is_noticed() {
  only_glibc "musl forks twice itself" || return 0
  without 'lead_nothing();
    alarm'
  grader_notices 'SID: expected not # (its PID)'
}
test_a_better_that_leaves_the_umask_of_daemon_is_noticed() {
  without '    umask(022);
'
  grader_notices 'Expected: the umask is 0022. Actual: 0000'
}
test_a_better_with_another_umask_is_noticed() {
  instead 'umask(022)' 'umask(027)'
  grader_notices 'Expected: the umask is 0022. Actual: 0027'
}
test_a_better_that_forgets_one_signal_is_noticed() {
  instead '    for (int signo = 1; signo < NSIG; signo++)' \
    '    for (int signo = 1; signo < NSIG; signo++)
        if (signo != SIGPIPE)'
  grader_notices 'Expected: no signal is ignored. Actual: #1000'
}
test_a_better_that_unblocks_two_signals_only_is_noticed() {
  env --block-signal=HUP true 2>/dev/null ||
    ! skip_test "this env blocks no signals" || return 0
  instead 'sigprocmask(SIG_SETMASK' 'sigaddset(&none, SIGHUP);
    sigaddset(&none, SIGALRM);
    sigprocmask(SIG_UNBLOCK'
  grader_notices 'Expected: no signal is blocked'
}
test_a_better_that_unblocks_only_the_classic_signals_is_noticed() {
  env --block-signal=HUP true 2>/dev/null ||
    ! skip_test "this env blocks no signals" || return 0
  instead 'sigprocmask(SIG_SETMASK' 'for (int n = 1; n < 32; n++)
        sigaddset(&none, n);
    sigprocmask(SIG_UNBLOCK'
  grader_notices 'Expected: no signal is blocked'
}
test_a_better_that_gives_up_where_the_kernel_refuses_is_noticed() {
  only_with_faults || return 0
  instead 'first, last, 0U) == 0)' 'first, last, 0U) != 2)'
  grader_notices 'Expected: no other descriptor is open. Actual: *9=/'
}
test_a_better_that_gives_up_where_close_range_3_fails_is_noticed() {
  only_with_faults && only_with_close_range || return 0
  instead '#define _DEFAULT_SOURCE' '#define _GNU_SOURCE'
  instead 'if (syscall(SYS_close_range, first, last, 0U) == 0)
        return;' 'if (close_range(first, last, 0) == 0)
        return;
    _exit(1);'
  grader_notices 'Expected: a process. Actual: there is none with PID #'
}
test_a_better_that_closes_1023_after_a_refusal_is_noticed() {
  only_with_faults || return 0
  instead '        return;

    /* Where' '        return;
    for (int fd = 3; fd < 1024; fd++)
        close(fd);
    return;

    /* Where'
  grader_notices 'Expected: no other descriptor is open. Actual: *1100=/ *'
}
test_a_better_that_closes_the_folder_that_it_reads_is_noticed() {
  only_with_faults && only_with_descriptors 3000 || return 0
  without ' && fd != dirfd(folder)'
  grader_notices 'Expected: no other descriptor is open. Actual: *null 2#=/ *'
}
test_a_better_that_closes_4095_descriptors_is_noticed() {
  only_with_descriptors 5000 || return 0
  instead 'last = ~0U' 'last = 4095U'
  grader_notices 'Expected: no other descriptor is open. Actual: *#=/'
}
test_a_better_that_runs_the_command_where_fork_fails_is_noticed() {
  only_with_faults || return 0
  only_glibc "musl forks twice itself" || return 0
  instead 'case -1:
        _exit(1);' 'case -1:
        break;'
  grader_notices 'Expected: nothing like "daemon pid*" was printed'
}
test_a_better_that_unblocks_only_some_real_time_signals_is_noticed() {
  env --block-signal=HUP true 2>/dev/null ||
    ! skip_test "this env blocks no signals" || return 0
  instead 'sigprocmask(SIG_SETMASK' 'for (int n = 1; n < 32; n++)
        sigaddset(&none, n);
    sigaddset(&none, SIGRTMAX);
    sigprocmask(SIG_UNBLOCK'
  grader_notices 'Expected: no signal is blocked. Actual: #'
}
test_a_better_that_sets_the_fuse_before_it_forks_is_noticed() {
  only_glibc "musl forks twice itself" || return 0
  instead '    lead_nothing();
    alarm(FUSE);' '    alarm(FUSE);
    lead_nothing();'
  grader_notices 'Actual: fuse 0'
}
test_a_better_that_hands_on_one_argument_is_noticed() {
  instead 'execvp(argv[1], argv + 1);' \
    'execlp(argv[1], argv[1], argv[2], (char *)NULL);'
  grader_notices 'The file said has not the line that it should have'
}
test_a_better_that_closes_up_to_the_limit_is_noticed() {
  instead 'close_rest();
    execvp' 'for (int fd = 3; fd < getdtablesize(); fd++) close(fd);
    execvp'
  grader_notices 'Expected: no other descriptor is open. Actual: *1100=/'
}
test_a_better_that_says_another_session_is_noticed() {
  instead 'getpgrp(), getsid(0));' 'getpgrp(), getpid());'
  grader_notices 'It says sid #, and ps shows #'
}
test_a_better_that_says_who_its_leader_is_is_noticed() {
  only_glibc "musl forks twice itself" || return 0
  instead '    lead_nothing();
    alarm(FUSE);' '    alarm(FUSE);'
  instead '    umask(022);' '    lead_nothing();
    umask(022);'
  grader_notices 'daemon, PID #: not what it should be'
}
test_a_better_that_is_quiet_is_noticed() {
  instead 'caller = fcntl(STDERR_FILENO, F_DUPFD, STDERR_FILENO + 1);' \
    'caller = fcntl(open("/dev/null", O_RDWR), F_DUPFD, STDERR_FILENO + 1);'
  grader_notices 'Expected: a line "daemon pid N..."'
}
test_a_better_that_ends_with_1_after_a_usage_error_is_noticed() {
  instead 'return 2;' 'return 1;'
  grader_notices 'Expected: a line "status 2"'
}
test_a_better_that_ignores_a_failed_daemon_is_noticed() {
  only_with_faults || return 0
  instead 'if (daemon(0, 0) == -1)' 'if (daemon(0, 0) == -2)'
  grader_notices 'Expected: daemon() fails ('
}
test_a_better_that_speaks_on_standard_output_is_noticed() {
  instead 'fcntl(STDERR_FILENO, F_DUPFD' 'fcntl(STDOUT_FILENO, F_DUPFD'
  grader_notices 'Expected: a line "daemon pid N..."'
}
test_a_better_that_leaves_signals_blocked_is_noticed() {
  env --block-signal=HUP true 2>/dev/null ||
    ! skip_test "this env blocks no signals" || return 0
  without '    sigprocmask(SIG_SETMASK, &none, NULL);
'
  grader_notices 'Expected: no signal is blocked'
}
test_a_better_that_catches_what_was_ignored_is_noticed() {
  instead 'signal(signo, SIG_DFL)' 'signal(signo, SIG_IGN)'
  grader_notices 'Expected: no signal is ignored'
}
test_a_better_that_hands_on_its_callers_terminal_is_noticed() {
  without '    close_rest();
'
  grader_notices 'Expected: no other descriptor is open. Actual: *3=pts/#'
}
test_a_better_that_stays_where_it_was_started_is_noticed() {
  instead 'daemon(0, 0)' 'daemon(1, 0)'
  grader_notices 'Actual: home'
}
test_a_better_that_keeps_0_1_and_2_is_noticed() {
  instead 'daemon(0, 0)' 'daemon(0, 1)'
  grader_notices 'Expected: descriptor 0 leads to /dev/null. Actual: pts/#'
}
test_a_better_whose_leader_stays_is_noticed() {
  only_glibc "musl forks twice itself" || return 0
  instead 'default:
        _exit(0);' 'default:
        pause();
        _exit(0);'
  instead 'while (getppid() == leader)
            sched_yield(); /* so that the line we print is right */' ''
  grader_notices 'PPID: expected *'
}
test_a_better_that_makes_a_session_of_its_own_is_noticed() {
  only_glibc "musl forks twice itself" || return 0
  instead 'alarm(FUSE);' 'setsid();
    alarm(FUSE);'
  grader_notices 'SID: expected not # (its PID)'
}
test_a_better_with_sigaction_and_close_on_exec_passes() {
  instead 'signal(signo, SIG_DFL);' \
    'sigaction(signo, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);'
  instead 'first, last, 0U)' 'first, last, 4U /* CLOSE_RANGE_CLOEXEC */)'
  grader_accepts
}
test_a_better_that_always_forks_again_passes() {
  without '    if (getsid(0) != leader)
        return; /* this daemon(3) has forked a second time itself */
'
  grader_accepts
}
test_a_better_that_prepares_before_it_calls_daemon_passes() {
  instead 'if (daemon(0, 0) == -1)' 'reset_signals();
    if (daemon(0, 0) == -1)'
  instead '    umask(022);
    reset_signals();
' '    umask(S_IWGRP | S_IWOTH);
'
  grader_accepts
}
test_a_better_that_always_reads_the_folder_passes() {
  instead 'if (syscall(SYS_close_range, first, last, 0U) == 0)' \
    'if (first > last)'
  grader_accepts
}
test_the_exercise_compiles_with_headers_older_than_close_range() {
  assert_old_headers_do
}
test_a_better_that_ignores_a_failed_fcntl_is_noticed() {
  only_with_faults || return 0
  instead 'if (caller == -1)' \
    'if (caller == -2)'
  grader_notices 'Expected: fcntl() fails ('
}

. "$shunit2"
