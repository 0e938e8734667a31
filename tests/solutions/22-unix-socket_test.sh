#!/bin/sh
# Exercise 22: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  instead 'sigprocmask(SIG_BLOCK, &term, NULL) == -1' 0
  key_is_noticed
}
test_a_handoff_that_takes_its_parents_socket_is_noticed() {
  instead '!says("LISTEN_PID", getpid())' 0
  grader_notices 'Expected: a line "the PID of its parent: status 1"'
}
test_a_handoff_that_reads_a_number_only_at_its_beginning_is_noticed() {
  instead 'strcmp(value, wanted) == 0' \
    'strncmp(value, wanted, strlen(wanted)) == 0'
  grader_notices 'Expected: a line "no number: status 1"'
}
test_a_handoff_that_does_not_look_at_listen_fds_is_noticed() {
  without ' || !says("LISTEN_FDS", 1)'
  grader_notices 'Expected: a line "no LISTEN_FDS: status 1"'
}
test_a_handoff_that_crashes_without_a_variable_is_noticed() {
  only_unsanitized "a crash is its own end of it, with status 1" || return 0
  without 'value != NULL && '
  grader_notices 'Expected: a line "no PID: status 1"'
}
test_a_handoff_that_takes_any_socket_is_noticed() {
  instead '!listens' 0
  grader_notices 'Expected: a line "3 does not listen: status 1"'
}
test_a_handoff_that_gives_no_reason_is_noticed() {
  instead 'errx(1, "no socket was handed over")' 'exit(1)'
  grader_notices 'Expected: a reason was said'
}
test_a_handoff_that_ignores_a_failed_accept_is_noticed() {
  only_with_faults || return 0
  instead 'if (client == -1)' 'if (client == -2)'
  grader_notices 'Expected: a line "accept fails: status 1"'
}
test_a_handoff_that_sigterm_ends_at_once_is_noticed() {
  without 'sigaddset(&term, SIGTERM);'
  grader_notices 'It has ended, and its client has no answer'
}
test_a_handoff_that_leaves_its_client_is_noticed() {
  instead 'client = accept(listener, NULL, NULL);' \
    'client = accept(listener, NULL, NULL); poll(watched, 1, 60000);
        if (watched[0].revents != 0) return;'
  grader_notices 'It has ended, and its client has no answer' \
    'Expected: a line "answer pid # # hello"'
}
test_a_handoff_that_answers_all_that_wait_first_is_noticed() {
  instead 'watched[0].revents != 0' \
    'watched[0].revents != 0 && watched[1].revents == 0'
  grader_notices 'The server that was to end has answered 3'
}
test_a_handoff_that_shuts_the_socket_is_noticed() {
  instead 'return;
        client' '{ shutdown(listener, SHUT_RDWR); return; }
        client'
  grader_notices 'Expected: each of the three has its answer' \
    'There is no process' 'Expected: there is another server'
}
test_a_handoff_that_empties_the_backlog_is_noticed() {
  instead 'return;
        client' '{ while (poll(watched + 1, 1, 0) == 1)
                close(accept(listener, NULL, NULL)); return; }
        client'
  grader_notices 'Expected: each of the three has its answer'
}
test_a_handoff_that_removes_the_file_is_noticed() {
  instead 'return;
        client' '{ unlink("my.sock"); return; }
        client'
  grader_notices 'Expected: *' 'It prints: *'
}
test_a_handoff_that_ends_with_an_error_is_noticed() {
  instead 'serve(find_socket());
        return 0;' 'serve(find_socket());
        return 3;'
  grader_notices 'Expected: there is another server'
}
test_a_handoff_that_makes_a_socket_of_its_own_is_noticed() {
  instead '/* Is the variable' 'static int make_socket(const char *path);
/* Is the variable'
  instead 'return LISTENER;' 'unlink("my.sock");
    return make_socket("my.sock");'
  grader_notices 'Expected: a line "answer pid # # hello"'
}
test_a_handoff_that_refuses_with_another_status_is_noticed() {
  instead 'errx(1, "no socket' 'errx(3, "no socket'
  grader_notices 'Expected: a line "the PID of its parent: status 1"'
}
test_a_handoff_that_says_its_reason_on_standard_output_is_noticed() {
  instead 'errx(1, "no socket was handed over")' \
    'exit(dprintf(1, "no socket was handed over\n") < 0 ? 2 : 1)'
  grader_notices 'Expected: a reason was said'
}
test_a_handoff_that_does_not_look_at_descriptor_3_is_noticed() {
  instead 'if (getsockopt(' 'listens = 1;
    if (size == 0 && getsockopt('
  grader_notices 'Expected: a line "3 is closed: status 1"' \
    'Expected: a line "3 does not listen: status 1"' \
    'Expected: a line "3 is no socket: status 1"'
}
test_a_handoff_that_ignores_a_failed_sigprocmask_is_noticed() {
  only_with_faults || return 0
  instead 'if (sigprocmask(SIG_BLOCK, &term, NULL) == -1)' \
    'if (sigprocmask(SIG_BLOCK, &term, NULL) == -2)'
  grader_notices 'Expected: a line "sigprocmask fails: status 1"'
}
test_a_handoff_that_takes_two_sockets_is_noticed() {
  instead '!says("LISTEN_FDS", 1)' \
    '(!says("LISTEN_FDS", 1) && !says("LISTEN_FDS", 2))'
  grader_notices 'Expected: a line "LISTEN_FDS 2: status 1"'
}
test_a_handoff_that_takes_a_number_with_a_rest_is_noticed() {
  instead '!says("LISTEN_FDS", 1)' \
    'atoi(getenv("LISTEN_FDS") ? getenv("LISTEN_FDS") : "") != 1'
  grader_notices 'Expected: a line "LISTEN_FDS 1x: status 1"'
}
test_a_handoff_that_ignores_a_failed_signalfd_is_noticed() {
  only_with_faults || return 0
  instead 'watched[0].fd == -1' 'watched[0].fd == -2'
  grader_notices 'Expected: a line "signalfd fails: status 1"*'
}
test_a_handoff_that_ignores_a_failed_poll_is_noticed() {
  only_with_faults || return 0
  instead 'if (poll(watched, 2, -1) == -1)' 'if (poll(watched, 2, -1) == -2)'
  grader_notices 'Expected: a line "poll fails: status 1"'
}
test_a_handoff_that_ends_with_0_where_poll_fails_is_noticed() {
  only_with_faults || return 0
  instead 'if (poll(watched, 2, -1) == -1)
            err(1, "poll");' 'if (poll(watched, 2, -1) == -1)
            return;'
  grader_notices 'Expected: a line "poll fails: status 1"'
}
test_a_handoff_that_ignores_sigterm_is_noticed() {
  instead 'watched[1].fd = listener;' 'watched[1].fd = listener;
    signal(SIGTERM, SIG_IGN);'
  grader_notices 'holder, PID *' 'Expected: *: gone'
}
test_a_handoff_whose_answers_come_from_children_is_noticed() {
  instead '        answer(client);' '        if (fork() == 0) {
            answer(client);
            _exit(0);
        }
        close(client);'
  grader_notices 'Expected: a line "answer pid # # hello"'
}
test_a_handoff_that_asks_the_next_client_first_is_noticed() {
  instead '        answer(client);' '        watched[0].revents = 0;
        if (poll(watched, 1, 300) == 1)
            return;
        answer(client);'
  grader_notices 'It has ended, and its client has no answer' \
    'Expected: a line "answer pid # # hello"'
}

# wait_by LINES: in place of poll(2) and signalfd(2) it waits by these LINES,
# which set client, or return.
wait_by() {
  instead '        if (poll(watched, 2, -1) == -1)
            err(1, "poll");
        if (watched[0].revents != 0)
            return;
        client = accept(listener, NULL, NULL);' "$1"
}
test_a_handoff_with_a_handler_and_ppoll_passes() {
  at_top '#include <errno.h>'
  instead '/* Answers one' 'static volatile sig_atomic_t asked;
static void take(int signo) { asked = signo; }
/* Answers one'
  instead 'watched[1].fd = listener;' 'watched[1].fd = listener;
    struct sigaction action = {.sa_handler = take};
    sigset_t none;
    sigemptyset(&none);
    sigaction(SIGTERM, &action, NULL);'
  wait_by '        if (ppoll(watched + 1, 1, NULL, &none) == -1)
            if (errno != EINTR)
                err(1, "ppoll");
        if (asked)
            return;
        client = accept(listener, NULL, NULL);'
  grader_accepts
}
test_a_handoff_that_lets_sigterm_end_it_only_while_it_waits_passes() {
  # It unblocks SIGTERM, whose handler ends it, only around poll(2).
  instead '/* Answers one' 'static void end(int n) { _exit(n != SIGTERM); }
/* Answers one'
  instead 'watched[1].fd = listener;' 'watched[1].fd = listener;
    signal(SIGTERM, end);'
  wait_by '        sigprocmask(SIG_UNBLOCK, &term, NULL);
        if (poll(watched + 1, 1, -1) == -1)
            err(1, "poll");
        sigprocmask(SIG_BLOCK, &term, NULL);
        client = accept(listener, NULL, NULL);'
  grader_accepts
}
test_a_handoff_that_looks_for_sigterm_each_50_ms_passes() {
  at_top '#include <time.h>'
  wait_by '        struct timespec now = {0, 0};
        if (sigtimedwait(&term, NULL, &now) != -1)
            return;
        int n = poll(watched + 1, 1, 50);
        if (n == -1)
            err(1, "poll");
        if (n == 0)
            continue;
        client = accept(listener, NULL, NULL);'
  grader_accepts
}
test_a_handoff_that_looks_at_the_client_before_sigterm_passes() {
  # So it answers one client more, and the next server the others.
  instead '        if (watched[0].revents != 0)
            return;
        client = accept(listener, NULL, NULL);
        if (client == -1)
            err(1, "accept");
        answer(client);' '        if (watched[1].revents != 0) {
            client = accept(listener, NULL, NULL);
            if (client == -1)
                err(1, "accept");
            answer(client);
        }
        if (watched[0].revents != 0)
            return;'
  grader_accepts
}

# hold KIND: a holder of the starter or of the solution, whose starter ignores
# SIGCHLD; sets $holder, and $server as soon as there is one.
hold() {
  compile "$root/lessons/$1/$stem.c" handoff
  # bash: dash cannot ignore SIGCHLD.
  bash -c 'trap "" CHLD; exec ./handoff hold my.sock' >log 2>errors &
  holder=$!
  soon has_servers 1 || fail "there is no server"
  server=$(sed -n '1s/server  *pid //p' log)
}
has_servers() { [ "$(grep -c '^server ' log)" -ge "$1" ]; } 2>/dev/null
tearDown() {
  [ -z "${holder-}" ] || { kill "$holder" && wait "$holder"; } 2>/dev/null
  holder=''
  cd "$root" || exit
}
test_a_holder_sees_its_servers_end_whatever_its_starter_has_ignored() {
  enter_folder
  hold solutions
  kill "$server"
  soon has_servers 2 || fail "there is no second server"
  kill "$holder"
  wait "$holder"
  assertEquals "the status of the holder" 0 $?
  assertFalse "my.sock is left" "[ -e my.sock ]"
  holder=''
}
test_a_holder_of_the_starter_sees_it_too() {
  # Its server does not end with 0, so the holder ends with 1.
  enter_folder
  hold exercises
  kill "$server"
  soon holder_has_ended || kill -s KILL "$holder"
  wait "$holder"
  assertEquals "the status of the holder" 1 $?
  holder=''
}
holder_has_ended() { ! kill -s 0 "$holder"; } 2>/dev/null

. "$shunit2"
