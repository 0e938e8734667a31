#!/bin/sh
# Exercise 10: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  instead 'open(name, O_RDWR)' 'open(name, O_RDWR | O_NOCTTY)'
  key_is_noticed
}
test_a_regain_that_opens_with_o_noctty_is_noticed() {
  instead 'open(name, O_RDWR' 'open(name, O_RDWR | O_NOCTTY'
  grader_notices 'Expected: a line "terminal yes"'
}
test_a_regain_that_invents_the_sender_is_noticed() {
  instead 'info->si_code == SI_KERNEL' 1
  grader_notices 'Expected: a line "SIGHUP from pid #"'
}
test_a_regain_says_its_ppid_when_it_has_been_adopted() {
  # A parent that is slow to end.
  sed 's/_exit(0)/for (int i = 0; i < 100000; i++) sched_yield(); &/' \
    "lessons/solutions/$stem.c" >"$SHUNIT_TMPDIR/slow.c"
  compile "$SHUNIT_TMPDIR/slow.c" "$SHUNIT_TMPDIR/slow"
  # shellcheck disable=SC2016 # for the inner shell
  said=$SHUNIT_TMPDIR/said
  sh -c 'echo "parent $$" && exec "$1"' sh "$SHUNIT_TMPDIR/slow" >"$said" 2>&1
  soon grep -q '^terminal' "$said"
  kill "$(sed -n 's/^regain *pid \([0-9]*\) .*/\1/p' "$said")"
  parent=$(sed -n 's/^parent //p' "$said") output=$(cat "$said") status=0
  assert_ran 0 '^regain   pid' "a slow parent"
  assertNotContains "its first parent" "$output" "  ppid $parent "
}
test_a_regain_that_forks_twice_is_noticed() {
  instead 'err(1, "setsid");' 'err(1, "setsid");
    if (fork() > 0)
        _exit(0);'
  grader_notices 'PGID: expected # (its PID), actual #'
}
test_a_regain_that_stays_in_its_session_is_noticed() {
  instead 'setsid() == -1' '0'
  grader_notices 'Expected: a line "terminal no"'
}
test_a_regain_that_does_not_fork_is_noticed() {
  instead 'switch (fork())' 'switch (0)'
  without 'while (getppid() == parent)
            sched_yield();'
  grader_notices 'setsid: Operation not permitted'
}
test_a_regain_that_is_ended_by_its_hang_up_is_noticed() {
  without 'sigaddset(&signals, SIGHUP);'
  grader_notices 'Expected: a line "SIGHUP from pid #"'
}
test_a_regain_that_ignores_sighup_is_noticed() {
  without 'sigaddset(&signals, SIGHUP);'
  instead 'setvbuf(' 'signal(SIGHUP, SIG_IGN);
    setvbuf('
  grader_notices 'Expected: a line "SIGHUP from pid #"'
}
test_a_regain_that_only_says_it_has_closed_is_noticed() {
  without 'close(master);'
  grader_notices 'Expected: a line "SIGHUP from the kernel"'
}
test_a_regain_that_says_what_is_expected_without_looking_is_noticed() {
  instead 'info->si_code == SI_KERNEL' 'access("/dev/tty", F_OK) == 0 && 0'
  grader_notices 'Expected: a line "SIGHUP from the kernel"'
}
test_a_regain_that_gives_its_own_pid_for_the_senders_is_noticed() {
  instead 'info->si_pid' 'getpid()'
  grader_notices 'Expected: a line "SIGHUP from pid #"'
}
test_a_regain_that_hard_codes_its_terminal_is_noticed() {
  instead 'fd == -1 ? "no" : "yes"' 'n++ / 2 == 1 ? "yes" : "no"'
  instead 'int fd = open("/dev/tty", O_RDWR);' 'static int n;
    int fd = -1;'
  instead 'open(name, O_RDWR)' 'open(name, O_RDWR | O_NOCTTY)'
  grader_notices 'TTY: expected'
}
test_a_regain_that_leaves_the_terminal_by_itself_is_noticed() {
  at_top '#include <sys/ioctl.h>'
  instead 'close(master);' 'ioctl(open("/dev/tty", O_RDWR), TIOCNOTTY);'
  grader_notices 'Expected: a line "SIGHUP from the kernel"'
}
test_a_regain_that_ends_at_the_kernels_sighup_is_noticed() {
  instead 'printf("SIGHUP   from the kernel\n");' \
    '_exit(printf("SIGHUP   from the kernel\n") < 0);'
  grader_notices 'Expected: a line "terminal no"'
}
test_a_regain_that_takes_one_sighup_only_is_noticed() {
  instead 'say_sender(&info);
            say_terminal();' 'static int asked;
            if (asked++ > 2)
                continue;
            say_sender(&info);
            say_terminal();'
  grader_notices 'Expected: a line "SIGHUP from pid #"'
}
test_a_regain_that_forks_twice_before_its_session_is_noticed() {
  instead '    become_leader();' '    if (fork() > 0)
        _exit(0);
    become_leader();'
  grader_notices 'Expected: ended has two lines'
}
test_a_regain_whose_parent_fails_is_noticed() {
  instead '_exit(0)' '_exit(1)'
  grader_notices 'has not the line'
}
test_a_regain_whose_parent_stays_is_noticed() {
  instead '_exit(0)' 'for (;;)
            pause()'
  without 'while (getppid() == parent)
            sched_yield();'
  grader_notices 'PPID: expected #, actual #'
}
test_a_regain_that_signals_itself_is_noticed() {
  instead 'close(master);' 'kill(getpid(), SIGHUP);'
  grader_notices 'Expected: a line "SIGHUP from the kernel"'
}
test_a_regain_that_keeps_the_other_end_is_noticed() {
  instead 'close(master);' 'dup(master);
            close(master);'
  grader_notices 'Expected: a line "SIGHUP from the kernel"'
}
test_a_regain_that_takes_its_parent_for_the_sender_is_noticed() {
  instead 'info->si_pid' 'getppid()'
  grader_notices 'Expected: a line "SIGHUP from pid #"'
}
test_a_regain_that_names_another_terminal_is_noticed() {
  instead 'printf("opened   %s\n", name)' 'printf("opened   /dev/pts/9999\n")'
  grader_notices 'TTY: expected 9999, actual' 'TTY: expected pts/9999'
}
test_a_regain_that_has_a_terminal_from_the_beginning_is_noticed() {
  instead 'say_terminal();

    for' 'take_terminal(ptsname(master));
    say_terminal();

    for'
  grader_notices 'Expected: a line "terminal no"'
}
test_a_regain_that_says_both_is_noticed() {
  instead 'printf("terminal %s\n", fd == -1 ? "no" : "yes")' \
    'printf("terminal yes\nterminal no\n")'
  grader_notices 'Expected: said has two lines'
}
test_a_regain_that_takes_no_terminal_after_a_sighup_is_noticed() {
  instead 'say_sender(&info);
            say_terminal();' 'say_sender(&info);
            printf("terminal no\n");'
  grader_notices 'Expected: a line "terminal yes"'
}
test_a_regain_that_ignores_a_failed_fork_is_noticed() {
  only_with_faults || return 0
  instead '    case -1:
' '    case -2:
'
  grader_notices 'Expected: fork() fails ('
}
test_a_regain_that_ignores_a_failed_sigprocmask_is_noticed() {
  only_with_faults || return 0
  instead 'if (sigprocmask(SIG_BLOCK, &signals, NULL) == -1)' \
    'if (sigprocmask(SIG_BLOCK, &signals, NULL) == -2)'
  grader_notices 'Expected: sigprocmask() fails ('
}
test_a_regain_that_ignores_a_failed_posix_openpt_is_noticed() {
  only_with_faults || return 0
  instead 'master == -1 || grantpt(master) == -1 || unlockpt(master) == -1' \
    'grantpt(master) == -2 || unlockpt(master) == -2'
  grader_notices 'Expected: posix_openpt() fails ('
}
test_a_regain_that_ignores_a_failed_unlockpt_is_noticed() {
  only_with_faults || return 0
  instead 'unlockpt(master) == -1' 'unlockpt(master) == -2'
  grader_notices 'Expected: unlockpt() fails ('
}
test_a_regain_that_ignores_a_failed_grantpt_is_noticed() {
  only_with_faults || return 0
  instead 'grantpt(master) == -1' 'grantpt(master) == -2'
  grader_notices 'Expected: grantpt() fails ('
}
test_a_regain_that_ignores_a_failed_open_is_noticed() {
  command -v prlimit >/dev/null || ! skip_test "needs prlimit" || return 0
  without ' == -1)
        err(1, "%s", name)'
  instead 'if (open(name' '(open(name'
  instead 'O_RDWR);
    printf("opened' 'O_RDWR));
    printf("opened'
  grader_notices 'Expected: regain, PID #: gone'
}
test_a_regain_that_tells_nothing_before_it_has_a_terminal_is_noticed() {
  instead 'signo == SIGHUP)' 'signo == SIGHUP && taken)'
  grader_notices 'Expected: a line "SIGHUP from pid #"'
}
test_a_regain_that_knows_one_sender_only_is_noticed() {
  instead 'info->si_pid)' 'one == 0 ? one = info->si_pid : one)'
  instead 'static void say_sender' 'static pid_t one;
static void say_sender'
  grader_notices 'Expected: a line "SIGHUP from pid #"'
}
test_a_regain_that_ends_when_it_is_continued_is_noticed() {
  without ' && errno != EINTR'
  grader_notices 'sigwaitinfo: Interrupted system call'
}
test_a_regain_that_knows_only_kill_for_a_sender_is_noticed() {
  env kill -q 1 -s 0 $$ 2>/dev/null ||
    ! skip_test "this kill has no -q" || return 0
  instead 'info->si_code == SI_KERNEL' 'info->si_code != SI_USER'
  grader_notices 'Actual: "SIGHUP from the kernel"'
}
test_a_regain_with_signalfd_passes() {
  at_top '#include <sys/signalfd.h>'
  instead 'siginfo_t info;

    setvbuf' 'siginfo_t info = {0};
    struct signalfd_siginfo got;
    int fd = -1;

    setvbuf'
  instead 'signo = sigwaitinfo(&signals, &info);' 'if (fd == -1)
            fd = signalfd(-1, &signals, 0);
        signo = read(fd, &got, sizeof got) > 0 ? (int)got.ssi_signo : -1;
        info.si_code = got.ssi_code;
        info.si_pid = (pid_t)got.ssi_pid;'
  grader_accepts
}
test_a_regain_that_asks_for_its_terminal_passes() {
  at_top '#include <sys/ioctl.h>'
  instead 'if (open(name, O_RDWR) == -1)' \
    'int fd = open(name, O_RDWR | O_NOCTTY);
    if (fd == -1 || ioctl(fd, TIOCSCTTY, 0) == -1)'
  grader_accepts
}
test_a_regain_that_has_opened_its_terminal_before_passes() {
  at_top '#include <sys/ioctl.h>'
  instead 'if (open(name, O_RDWR) == -1)' \
    'if (ioctl(slave, TIOCSCTTY, 0) == -1)'
  instead 'static void take_terminal' 'static int slave;
static void take_terminal'
  instead '    alarm(FUSE);' '    slave = open(ptsname(master),
                 O_RDWR | O_NOCTTY);
    if (slave == -1)
        err(1, "the slave");
    alarm(FUSE);'
  grader_accepts
}
test_a_regain_that_makes_its_terminal_late_and_closes_the_slave_passes() {
  instead 'int master = make_terminal(), taken' 'int master = -1, taken'
  instead 'taken = 1;' 'taken = 1;
            master = make_terminal();'
  instead 'if (open(name, O_RDWR) == -1)
        err(1, "%s", name);' 'int fd = open(name, O_RDWR);
    if (fd == -1)
        err(1, "%s", name);
    close(fd);'
  grader_accepts
}
test_a_regain_that_knows_a_process_by_its_pid_passes() {
  instead 'info->si_code == SI_KERNEL' 'info->si_code > 0'
  instead 'close(master);' 'dup2(open("/dev/null", O_RDWR), master);'
  grader_accepts
}
test_a_regain_that_ignores_a_failed_setsid_is_noticed() {
  only_with_faults || return 0
  instead 'if (setsid() == -1)' \
    'if (setsid() == -2)'
  grader_notices 'Expected: setsid() fails ('
}
# shellcheck disable=SC2016 # for the inner shell
test_a_regain_that_nobody_can_read_says_so_and_ends_with_1() {
  compile "lessons/solutions/$stem.c" "$SHUNIT_TMPDIR/regain"
  run "$build/family" sh -c 'exec "$1" >/dev/full' sh "$SHUNIT_TMPDIR/regain"
  assert_ran 0 '^regain: standard output: not all could' "a full device"
  assert_ran 0 '^orphan [0-9]+ 1$' "the daemon, at a full device"
}

. "$shunit2"
