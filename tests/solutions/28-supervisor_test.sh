#!/bin/sh
# Exercise 28: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"
says_ready='    say_ready(); /* the last of what is done once */'

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  instead 'if (sendto(fd, text, strlen(text), MSG_DONTWAIT,
               (struct sockaddr *)&address, size) == -1)' 'if (0)'
  key_is_noticed
}

# Wrong ones.
test_a_service_that_is_ready_before_it_has_its_greeting_is_noticed() {
  without "$says_ready"
  instead 'read_greeting(argv[1]);

    sigemptyset' 'sigemptyset'
  instead 'err(1, "sigprocmask");' 'err(1, "sigprocmask");
    say_ready();
    read_greeting(argv[1]);'
  grader_notices 'waiting, PID #: not what it should be' \
    '28-ready does not wait: READY=1 came too early.' \
    'Expected: nothing like "ready *" was printed.'
}
test_a_service_that_is_ready_before_its_signals_are_blocked_is_noticed() {
  only_with_faults || return 0
  without "$says_ready"
  instead 'read_greeting(argv[1]);

    sigemptyset' 'read_greeting(argv[1]);
    say_ready();
    sigemptyset'
  grader_notices 'Expected: a line "28-ready: ./failing: ended before *'
}
test_a_name_with_an_at_sign_in_it_is_noticed() {
  without "if (name[0] == '@')
        address.sun_path[0] = '\\0';"
  grader_notices 'Expected: a line "ready pid #"'
}
test_a_name_with_all_the_zeros_behind_it_is_noticed() {
  instead '(socklen_t)(sizeof address.sun_family + strlen(name))' \
    'sizeof address'
  grader_notices 'Expected: a line "ready pid #"'
}
test_another_word_is_noticed() {
  instead 'text[] = "READY=1"' 'text[] = "READY"'
  grader_notices 'Expected: a line "ready pid #"'
}
test_a_stream_in_place_of_a_datagram_is_noticed() {
  instead SOCK_DGRAM SOCK_STREAM
  grader_notices 'Expected: a line "ready pid #"'
}
test_a_service_that_wants_somebody_to_wait_is_noticed() {
  instead 'if (name == NULL)
        return;' 'if (name == NULL)
        errx(1, "no NOTIFY_SOCKET");'
  grader_notices 'It says: *: no NOTIFY_SOCKET'
}
test_a_service_that_complains_when_nobody_wants_to_know_is_noticed() {
  instead 'if (name == NULL)
        return;' 'if (name == NULL) {
        warnx("no NOTIFY_SOCKET");
        return;
    }'
  grader_notices 'It says: *: no NOTIFY_SOCKET'
}
test_a_service_that_ends_when_nobody_waits_any_more_is_noticed() {
  instead '        warn("%s", name);
    close' '        err(1, "%s", name);
    close'
  grader_notices 'SIGHUP is not sent: PID # is not on the stage' \
    'Expected: a line "greeting hello"'
}
test_a_service_that_does_not_say_that_nobody_waits_is_noticed() {
  instead '        warn("%s", name);
    close' '        (void)fd;
    close'
  grader_notices 'Expected: it says so on standard error.'
}
test_a_name_that_is_too_long_and_is_copied_is_noticed() {
  instead 'strlen(name) >= sizeof address.sun_path' 0
  grader_notices 'Expected: a line "server pid N*' \
    'Expected: it says so on standard error.'
}
test_a_service_that_is_ready_without_a_greeting_is_noticed() {
  instead 'errx(1, "%s: no greeting", path)' 'warnx("%s: no greeting", path)'
  grader_notices 'Expected: a line "28-ready: *: ended before it was ready"*'
}
test_a_service_whose_signals_are_not_blocked_is_noticed() {
  instead 'sigprocmask(SIG_BLOCK, &signals, NULL) == -1' 0
  grader_notices 'Expected: a line "greeting hello"'
}
test_a_sigprocmask_that_fails_and_is_ignored_is_noticed() {
  only_with_faults || return 0
  instead 'NULL) == -1)
        err(1, "sigprocmask");' 'NULL) == -2)
        err(1, "sigprocmask");'
  grader_notices 'Expected: sigprocmask() fails ('
}

test_what_cannot_say_who_it_is_is_not_ready() {
  compile "lessons/solutions/$stem.c" "$SHUNIT_TMPDIR/notify"
  echo hello >"$SHUNIT_TMPDIR/hello"
  # shellcheck disable=SC2016 # for the sh
  run "$build/28-ready" wait sh -c 'exec "$1"/notify "$1"/hello >/dev/full' sh \
    "$SHUNIT_TMPDIR"
  assert_ran 1 'notify: standard output: No space left' "a full device"
  assert_ran 1 'ended before' "READY=1 was said"
}

# Right ones.
test_a_service_that_connects_and_writes_passes() {
  instead 'if (sendto(fd, text, strlen(text), MSG_DONTWAIT,
               (struct sockaddr *)&address, size) == -1)' \
    'if (connect(fd, (struct sockaddr *)&address, size) == -1 ||
        write(fd, text, strlen(text)) == -1)'
  grader_accepts
}
test_a_service_that_says_its_status_too_passes() {
  instead 'text[] = "READY=1"' 'text[] = "STATUS=up\nREADY=1\n"'
  grader_accepts
}
test_a_service_that_is_ready_before_it_prints_its_line_passes() {
  # Where standard output can be written, nobody sees a difference.
  without "$says_ready"
  instead 'err(1, "sigprocmask");' 'err(1, "sigprocmask");
    say_ready();'
  grader_accepts
}
test_a_service_that_blocks_before_it_reads_passes() {
  without 'read_greeting(argv[1]);'
  instead 'err(1, "sigprocmask");' 'err(1, "sigprocmask");
    sigprocmask(SIG_UNBLOCK, &signals, NULL);
    read_greeting(argv[1]);
    sigprocmask(SIG_BLOCK, &signals, NULL);'
  grader_accepts
}
test_a_service_that_measures_by_offsetof_and_memcpy_passes() {
  at_top '#include <stddef.h>'
  instead 'strcpy(address.sun_path, name);
    if' 'memcpy(address.sun_path, name, strlen(name));
    if'
  instead '(socklen_t)(sizeof address.sun_family + strlen(name))' \
    '(socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name))'
  grader_accepts
}

# The lesson's script, on broken programs: here it may take longer than in the
# lesson's test.
of_demo() { source_of_breaks=$demo; }
# notices_late TEXT...: that, in a step before which a right program needs up to
# a second, for a service that ignores SIGTERM.
notices_late() {
  local quick_deadline=1.5
  script_notices "$@"
}

test_a_supervisor_that_starts_once_is_noticed() {
  of_demo
  instead 'if (!ending)' 'exit(0); if (!ending)'
  at_top '#include <stdlib.h>'
  script_notices 'Expected: a line "started pid N"*'
}
test_a_supervisor_that_gives_up_after_a_good_end_is_noticed() {
  of_demo
  instead '    plan_start();
}

static void begin' '    plan_start();
    if (end.si_code == CLD_EXITED && end.si_status == 0)
        _exit(0);
}

static void begin'
  notices_late 'Expected: a line "again in 200 ms"'
}
test_a_hup_that_is_not_passed_on_is_noticed() {
  of_demo
  without 'pass_on(SIGHUP);'
  script_notices 'Expected: a line "reread greeting hi, *"'
}
test_a_hup_that_ends_the_supervisor_is_noticed() {
  of_demo
  without 'SIGHUP, '
  script_notices 'Expected: a line "reread greeting hi, *"'
}
test_a_term_that_is_not_passed_on_is_noticed() {
  of_demo
  without 'pass_on(SIGTERM);'
  script_notices 'Expected: a line "ended by SIGTERM"'
}
test_a_service_that_is_started_again_after_term_is_noticed() {
  of_demo
  without 'ending = 1;'
  script_notices 'Expected: watcher, PID #: gone.'
}
test_a_group_of_which_something_is_left_is_noticed() {
  of_demo
  instead 'pass_on(SIGKILL);
    if (waitpid' 'if (waitpid'
  notices_late 'Expected: server, PID #: gone.'
}
test_a_status_that_is_not_told_is_noticed() {
  of_demo
  instead 'status %d\n", service,
                     end.si_status' 'status %d\n", service,
                     0'
  notices_late 'Expected: a line "ended pid N status 1"*'
}
test_a_number_that_is_not_the_signal_is_noticed() {
  of_demo
  instead 'signal %d\n", service,
                     end' 'signal %d\n", service,
                     128 + end'
  script_notices 'Expected: a line "killed pid # signal 9"'
}
test_a_ready_that_comes_too_early_is_noticed() {
  of_companion 28-ready
  instead 'poll(watched, BOTH, -1) == -1' \
    '(watched[MESSAGES].revents = POLLIN) == 0'
  instead 'recvmsg(fd, &message, 0) == -1' 0
  instead 'if (sender.uid != geteuid())
        return 0;' 'return 1;'
  notices_late '28-ready*' 'Expected: nothing like "ready *" was printed.'
}
test_a_ready_that_is_not_heard_is_noticed() {
  of_companion 28-ready
  instead 'return say("READY=1")' 'return say("READY=0")'
  notices_late 'Expected: a line "ready pid #"'
}
test_a_waiter_that_does_not_return_is_noticed() {
  of_companion 28-ready
  instead 'return abandon(service, "standard output");
            return 0;' 'return abandon(service, "standard output"); pause();'
  notices_late 'Expected: waiting, PID #: gone.'
}

. "$shunit2"
