#!/bin/sh
# Lesson 22: its script, on the demo and on broken ones; clients that are many,
# silent, slow, deaf or mad; what cannot be a socket; other users; and the
# exercise.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

ask=$build/22-ask

tearDown() {
  [ -z "${server-}" ] || { kill "$server" && wait "$server"; } 2>/dev/null
  server=''
  cd "$root" || exit
}

# serve PROGRAM: starts it on my.sock, with its output in file; sets $server.
serve() {
  "$1" my.sock >file 2>&1 &
  server=$!
  soon is_ready || fail "it does not serve: $(cat file)"
}
is_ready() { grep -qs "^server  *pid $server " file; }
is_stopped() { grep -q '^[^)]*) T' "/proc/$1/stat"; }

# assert_answers WHAT [NAME]: the server answers, within two seconds.
assert_answers() {
  run timeout 2 "$ask" "${2:-my.sock}" hello
  assert_ran 0 "^answer +pid $server +hello\$" "$1"
}

test_the_script_passes() { assert_script_passes; }

# What a second server should have said.
refusal='Expected: a line "...: my.sock.lock: locked by another server"'

test_break_it_1_the_mode_is_left_to_the_umask() {
  instead 'umask(0177)' 'umask(022)'
  script_notices 'Its mode is 755'
}
test_break_it_2_each_client_is_waited_for() {
  instead 'NULL, NULL, SOCK_NONBLOCK |' 'NULL, NULL,'
  without 'watched[n].revents != 0 && '
  script_notices 'Expected: a line "answer pid # hello"'
}
test_break_it_3_a_client_that_goes_ends_it() {
  without 'signal(SIGPIPE, SIG_IGN);'
  script_notices '22-ask: my.sock: Connection refused'
}
test_break_it_4_the_name_is_taken_without_a_question() {
  instead 'flock(fd, LOCK_EX | LOCK_NB) == -1' 0
  instead 'connect(fd, (struct sockaddr *)&address, sizeof address) == 0' 0
  instead 'errno != ECONNREFUSED' 0
  script_notices "$refusal"
}
test_break_it_5_the_file_of_a_dead_server_is_not_removed() {
  instead 'unlink(path) == -1' 0
  script_notices 'my.sock: Address already in use'
}

test_a_question_in_place_of_the_lock_is_noticed() {
  # It says the same; and a millisecond passes between the question and bind(2).
  instead 'flock(fd, LOCK_EX | LOCK_NB) == -1' 0
  instead '%s: another server answers there, and goes on' \
    '%s.lock: locked by another server'
  instead 'mode_t before' 'int late = poll(NULL, 0, 1); mode_t before'
  instead 'umask(before);' 'umask(late == 0 ? before : 0);'
  script_notices 'Expected: a line "over"' 'Expected: 100 were refused'
}
test_a_lock_that_is_waited_for_is_noticed() {
  without ' | LOCK_NB'
  script_notices "$refusal"
}
test_a_lock_that_several_can_have_is_noticed() {
  instead LOCK_EX LOCK_SH
  script_notices "$refusal"
}
test_a_socket_that_all_may_use_is_noticed() {
  instead 'umask(0177)' 'umask(0111)'
  script_notices 'Its mode is 666'
}
test_a_diary_that_is_lost_is_noticed() {
  instead '!S_ISSOCK(is.st_mode)' 0
  script_notices 'Expected: a line "...: diary: not a socket, and left*'
}
test_a_name_that_stays_after_term_is_noticed() {
  without 'close(watched[LISTENER].fd);'
  script_notices 'Expected: my.sock was removed by its owner'
}
test_a_sigterm_that_ends_it_at_once_is_noticed() {
  without 'sigaddset(&signals, SIGTERM);'
  script_notices 'Expected: my.sock was removed by its owner'
}
test_a_client_that_is_not_named_is_noticed() {
  instead '(int)peer.pid' '(int)getpid()'
  script_notices 'Expected: log: client is who has asked, and it is our user'
}
test_a_server_that_serves_one_client_only_is_noticed() {
  instead 'PLACES = 1000' 'PLACES = 1'
  script_notices 'silent, PID #: not what it should be' \
    'Actual: there is none' 'Expected: a line "answer pid # hello"'
}
test_an_ask_that_names_itself_is_noticed() {
  of_companion 22-ask
  instead '(int)peer.pid' '(int)getpid()'
  script_notices 'Expected: a line "answer pid # hello"'
}
test_an_ask_that_takes_no_answer_for_one_is_noticed() {
  of_companion 22-ask
  instead 'length == 0' 0
  script_notices 'Expected: a line "22-ask: my.sock: no answer"'
}
test_an_ask_that_always_succeeds_is_noticed() {
  of_companion 22-ask
  instead 'sizeof address) == -1)
        err(1,' 'sizeof address) == -1)
        err(0,'
  script_notices 'Expected: a line "1"'
}

# The mode, in other ways.
test_fchmod_before_bind_passes_too() {
  instead 'int fd = new_socket();

    if (bind' 'int fd = new_socket();

    umask(0);
    fchmod(fd, 0600);
    if (bind'
  make_program
  run "$script" --plain "$broken"
  assert_ran 0 ' 0 failed(, 1 skipped)?$' "fchmod(2) on Linux"
}
# visit_late TEXT: a program that makes its file for all stops at this TEXT, and
# narrows the mode when it goes on. Meanwhile another user asks: what they see
# is in the file said.
visit_late() {
  instead 'umask(0177)' 'umask(0)'
  instead "$1" "raise(SIGSTOP); chmod(path, 0600); $1"
  make_program
  enter_folder
  cp "$ask" 22-ask && chmod 755 . 22-ask
  find_nobody 22-ask || return
  "$broken" my.sock >file 2>&1 &
  server=$!
  soon is_stopped $server
  assertEquals "the mode meanwhile" 777 "$(stat -c %a my.sock)"
  $nobody ./22-ask my.sock hello >said 2>&1 &
  visitor=$!
  soon has_come || fail "no visitor"
  kill -CONT $server
  soon is_ready
  wait $visitor
  assertEquals "the mode then" 600 "$(stat -c %a my.sock)"
}
# has_come: was the visitor refused, or does it wait for an answer?
has_come() { [ -s said ] || grep -q '(22-ask) S' "/proc/$visitor/stat"; }
test_a_mode_that_is_narrowed_after_listen_lets_another_user_in() {
  visit_late 'say_who("server")' || return 0
  assertEquals "what the other user sees" "answer   pid $server  hello" \
    "$(cat said)"
}
test_a_mode_that_is_narrowed_before_listen_lets_nobody_in() {
  visit_late 'if (listen(' || return 0
  assertEquals "what the other user sees" \
    "22-ask: my.sock: Connection refused" "$(cat said)"
}
test_a_folder_of_ones_own_lets_nobody_in_whatever_the_mode_is() {
  enter_folder
  mkdir own && chmod 700 own && cp "$ask" 22-ask && chmod 755 . 22-ask
  find_nobody 22-ask || return 0
  "$program" own/my.sock >file &
  server=$!
  soon is_ready
  chmod 666 own/my.sock
  run $nobody ./22-ask own/my.sock hello
  assert_ran 1 '^22-ask: own/my.sock: Permission denied$' "in a folder 0700"
  chmod 711 own
  run $nobody ./22-ask own/my.sock hello
  assert_ran 0 '^answer ' "in a folder 0711"
}
test_another_user_cannot_ask_lock_signal_or_remove_it() {
  enter_folder
  cp "$ask" 22-ask && chmod 755 . 22-ask
  find_nobody 22-ask || return 0
  serve "$program"
  run $nobody ./22-ask my.sock hello
  assert_ran 1 '^22-ask: my.sock: Permission denied$' "ask"
  run $nobody flock -n my.sock.lock true
  assert_ran 66 'Permission denied' "lock"
  run $nobody sh -c "kill $server"
  assert_ran 1 'not permitted' "signal"
  run $nobody rm -f my.sock
  assert_ran 1 'Permission denied' "remove"
  run $nobody ls "/proc/$server/fd"
  assert_ran 2 'Permission denied' "its descriptors"
  run $nobody sh -c "kill -STOP $server"
  assert_ran 1 'not permitted' "stop"
  run $nobody mv my.sock other.sock
  assert_ran 1 'Permission denied' "rename"
  run $nobody prlimit --pid $server --nofile=5
  assert_ran 1 'not permitted' "leave it no descriptors"
  assert_answers "after all that"
}

# make_crowd: sets $crowd to clients of all kinds: crowd SOCKET KIND [COUNT].
make_crowd() {
  [ -z "${crowd-}" ] || return 0
  compile_tool crowd <<'END'
#include "crowd.h"
#include <sys/un.h>

static const char *path;

static int connected(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    strcpy(address.sun_path, path);
    if (fd == -1 || connect(fd, (void *)&address, sizeof address) == -1)
        err(1, "%s", path);
    return fd;
}

static void ask(int fd, const char *text, size_t step)
{
    size_t size = strlen(text), got = 0;
    char answer[600];
    ssize_t n;

    for (size_t i = 0; i < size; i += step)
        if (send(fd, text + i, size - i < step ? size - i : step, 0) == -1)
            err(1, "send");
    while (got < size) {
        n = recv(fd, answer + got, size - got, 0);
        if (n < 1)
            errx(1, "no answer");
        got += (size_t)n;
    }
    if (memcmp(text, answer, size) != 0)
        errx(1, "another answer");
}

int main(int argc, char **argv)
{
    int count = argc == 4 ? atoi(argv[3]) : 0;
    char many[5000];

    alarm(60);
    path = argv[1];
    srandom(22);
    memset(many, 'x', sizeof many);
    switch (argv[2][0]) {
    case 'r': /* raves */
        while (count-- > 0)
            rave("", LONGEST_RAVE);
        break;
    case 'a': /* all connect, and then each of them asks */
        for (int i = 0; i < count; i++)
            fds[i] = connected();
        for (int i = 0; i < count; i++)
            ask(fds[i], "a question\n", 100);
        break;
    case 's': /* slow */
        ask(connected(), "one byte after the other\n", 1);
        break;
    case 'd': /* deaf: it never reads. It ends when it was let go. */
        fds[0] = connected();
        while (send(fds[0], many, sizeof many, MSG_NOSIGNAL) != -1)
            ;
        break;
    case 'l': /* late: the first has no place any more, the last two have */
        for (int i = 0; i < count; i++)
            fds[i] = connected();
        ask(fds[count - 1], "the last\n", 100);
        ask(fds[count - 2], "the last but one\n", 100);
        if (recv(fds[0], many, 1, 0) != 0)
            errx(1, "the first is still there");
        break;
    case 'q': /* quiet */
        for (int i = 0; i < count; i++)
            fds[i] = connected();
        puts("quiet");
        fflush(stdout);
        pause();
    }
}
END
  crowd=$tool
}
test_ten_thousand_random_strings_do_no_harm() {
  make_crowd
  enter_folder
  serve "$program"
  opened=$(descriptors)
  run "$crowd" my.sock raves 10000
  assert_ran 0 '' "the clients"
  assert_answers "after them"
  soon has_as_many || fail "open, before and after: $opened $(descriptors)"
}
descriptors() { find "/proc/$server/fd" -mindepth 1 | wc -l; }
has_as_many() { [ "$(descriptors)" -eq "$opened" ]; }
test_a_thousand_connections_at_once_are_answered() {
  make_crowd
  enter_folder
  serve_with 'ulimit -n 2000 2>/dev/null || ulimit -n 1024'
  run sh -c 'ulimit -n 2000; exec "$1" my.sock all 1000' sh "$crowd"
  case $output in
  *'ulimit'*) skip_test "so many descriptors are not permitted" ;;
  esac
  assert_ran 0 '' "1000 of them"
  assert_answers "after them"
}
# serve_with COMMAND: starts the demo after this COMMAND of a shell.
serve_with() {
  sh -c "$1"'; exec "$1" my.sock' sh "$program" >file 2>errors &
  server=$!
  soon is_ready || fail "it does not serve: $(cat file)"
}
test_a_slow_client_gets_its_answer_and_a_deaf_one_is_let_go() {
  make_crowd
  enter_folder
  serve "$program"
  run "$crowd" my.sock slow
  assert_ran 0 '' "a slow one"
  run timeout 5 "$crowd" my.sock deaf
  assert_ran 0 '' "a deaf one"
  assert_answers "after them"
}
# be_quiet N: so many clients are connected and say nothing; sets $quiet.
be_quiet() {
  rm -f said
  "$crowd" my.sock quiet "$1" >said &
  quiet=$!
  soon [ -s said ]
}
test_silent_clients_that_take_all_descriptors_are_let_go() {
  make_crowd
  enter_folder
  serve_with 'ulimit -n 20'
  be_quiet 100
  for _ in 1 2 3; do assert_answers "beside a hundred of them"; done
  kill $quiet
}
test_silent_clients_that_take_all_places_are_let_go_the_oldest_first() {
  make_crowd
  instead 'PLACES = 1000' 'PLACES = 3'
  make_program
  enter_folder
  serve "$broken"
  opened=$(descriptors)
  run timeout 5 "$crowd" my.sock late 10
  assert_ran 0 '' "ten of them"
  soon has_as_many || fail "open, before and after: $opened $(descriptors)"
  be_quiet 10
  for _ in 1 2 3; do assert_answers "beside ten of them"; done
  opened=$((opened + 2)) # the last answer has taken the third place
  soon has_as_many || fail "open beside ten: $(descriptors), not $opened"
  kill $quiet
}
test_where_not_one_client_can_be_taken_that_is_told() {
  enter_folder
  serve_with 'ulimit -n 6'
  "$ask" my.sock hello 2>/dev/null
  wait $server
  assertEquals "its exit status" 1 $?
  run cat errors
  assertContains "its message" "$output" \
    "22-unix-socket: accept4: Too many open files"
}

test_killed_a_hundred_times_it_serves_again_and_no_answer_is_wrong() {
  enter_folder
  : >go
  while [ -e go ]; do "$ask" my.sock hello; done >said 2>&1 &
  asker=$!
  for n in $(seq 100); do
    timeout -s KILL "0.0$((n * 37 % 30 + 10))" "$program" my.sock
  done >file 2>&1
  rm go
  wait $asker
  expected='No such file or directory|Connection refused|no answer'
  expected="$expected|Connection reset by peer|Broken pipe"
  assertEquals "other than an answer or an error that is to be expected" '' \
    "$(grep -vE "^answer   pid [0-9]+  hello\$|: ($expected)\$" said)"
  assertTrue "answers" "[ $(grep -c '^answer' said) -ge 10 ]"
  serve "$program"
  assert_answers "at the end"
}

# What is in the way of a name, and what must not be lost.
test_what_cannot_be_a_socket_is_told_and_not_lost() {
  enter_folder
  echo "Dear diary" >diary
  mkfifo pipe && mkdir folder && ln -s diary link
  for bad in diary pipe folder link; do
    run timeout 5 "$program" $bad
    assert_ran 1 "^22-unix-socket: $bad: not a socket, and left as it is\$" $bad
  done
  assertEquals "the diary" "Dear diary" "$(cat diary)"
  assertTrue "the others" "[ -p pipe ] && [ -d folder ] && [ -L link ]"
  ln -s diary other.lock
  mkdir third.lock
  while read -r bad message; do
    run timeout 5 "$program" "$bad"
    assert_ran 1 "^22-unix-socket: $bad.lock: $message\$" "$bad"
  done <<'END'
nowhere/my.sock No such file or directory
diary/my.sock Not a directory
other Too many levels of symbolic links
third Is a directory
END
}
test_a_name_is_at_most_107_bytes_long() {
  enter_folder
  long=$(printf %0108d 0)
  run timeout 5 "$program" "$long"
  assert_ran 1 ': 0*: longer than 107 bytes$' "the server, 108"
  run timeout 5 "$ask" "$long" hello
  assert_ran 1 ': 0*: longer than 107 bytes$' "the client, 108"
  assertEquals "files" "" "$(ls)"
  "$program" "${long#0}" >file &
  server=$!
  soon is_ready
  assert_answers 107 "${long#0}"
}
test_a_folder_that_may_not_be_written_is_told() {
  enter_folder
  mkdir folder && cp "$program" 22-unix-socket
  chmod 555 folder 22-unix-socket
  nobody=''
  if [ "$(id -u)" -eq 0 ]; then
    chmod 711 .
    find_nobody 22-unix-socket || return 0
  fi
  # shellcheck disable=SC2086 # a command and its arguments
  run timeout 5 $nobody ./22-unix-socket folder/my.sock
  assert_ran 1 ': folder/my.sock.lock: Permission denied$' "a new lock"
  chmod 755 folder
  : >folder/my.sock.lock
  chmod 666 folder/my.sock.lock
  chmod 555 folder
  # shellcheck disable=SC2086 # a command and its arguments
  run timeout 5 $nobody ./22-unix-socket folder/my.sock
  assert_ran 1 ': folder/my.sock: Permission denied$' "a new socket"
  chmod 755 folder # to be removed
}
test_the_sockets_of_other_programs_are_left_alone() {
  enter_folder
  # A server that has lost its lock, and one of datagrams.
  serve "$program"
  rm my.sock.lock
  run timeout 5 "$program" my.sock
  assert_ran 1 ': my.sock: another server answers there, and goes on$' stream
  assert_answers "after that"
  "$build/21-receive" other.sock >receive 2>&1 &
  receiver=$!
  soon [ -S other.sock ]
  run timeout 5 "$program" other.sock
  assert_ran 1 ': other.sock: Protocol wrong type for socket$' datagram
  assertTrue "it is there" "[ -S other.sock ]"
  kill $receiver
}
test_a_server_that_lost_its_name_does_not_remove_its_successors() {
  enter_folder
  serve "$program"
  first=$server
  rm my.sock my.sock.lock
  serve "$program"
  kill "$first"
  wait "$first"
  assertEquals "the exit status of the first" 1 $?
  assert_answers "the second"
}
test_another_name_of_the_file_leads_there_too() {
  enter_folder
  serve "$program"
  ln my.sock hard.sock
  mv my.sock new.sock
  assert_answers "a hard link" hard.sock
  assert_answers "a new name" new.sock
  run "$ask" my.sock hello
  assert_ran 1 '^22-ask: my.sock: No such file or directory$' "the old name"
  kill $server
  wait $server
  assertEquals "its exit status" 0 $?
  run "$ask" new.sock hello
  assert_ran 1 '^22-ask: new.sock: Connection refused$' "after its end"
}

test_a_full_log_does_not_end_it() {
  enter_folder
  serve_with 'ulimit -f 1'
  for _ in $(seq 60); do "$ask" my.sock hello; done >said
  assertEquals "answers" 60 "$(grep -c '^answer' said)"
  assertContains "what it says" "$(cat errors)" \
    "22-unix-socket: standard output: File too large"
}
test_a_log_that_nobody_reads_does_not_end_it() {
  enter_folder
  mkfifo pipe
  "$program" my.sock >pipe 2>errors &
  server=$!
  head -n 1 pipe >file
  for _ in 1 2 3; do assert_answers "without a reader of its log"; done
  assertContains "what it says" "$(cat errors)" \
    "22-unix-socket: standard output: Broken pipe"
}
test_with_its_output_closed_it_makes_no_file() {
  enter_folder
  for closed in '>&-' '2>&-' '<&- >&- 2>&-'; do
    run timeout 5 sh -c "exec \"\$1\" my.sock $closed" sh "$program"
    assertEquals "the exit status with $closed" 1 "$status"
    assertEquals "with $closed, files" "" "$(ls)"
  done
}
test_ask_tells_what_went_wrong() {
  enter_folder
  echo "Dear diary" >diary
  run "$ask" diary hello
  assert_ran 1 '^22-ask: diary: Connection refused$' "a file"
  serve "$program"
  # shellcheck disable=SC2016 # for the inner shell
  run sh -c '"$1" my.sock hello >/dev/full' sh "$ask"
  assert_ran 1 '^22-ask: standard output: No space left on device$' "full"
  run "$ask" my.sock "$(printf %0600d 0)"
  assert_ran 1 '^22-ask: my.sock: no answer$' "a question that is too long"
  assert_answers "after that"
}
# shellcheck disable=SC2016 # for the inner shell
test_ask_sends_what_comes_in_pieces() {
  enter_folder
  serve "$program"
  run sh -c '(printf hel; echo lo) | timeout 5 "$1" my.sock -' sh "$ask"
  assert_ran 0 "^answer +pid $server +hello\$" "by a pipe"
  run sh -c 'printf "one\ntwo" | timeout 5 "$1" my.sock -' sh "$ask"
  assert_ran 0 "^answer +pid $server +one\$" "a line, and a part of another"
  run timeout 5 sh -c '"$1" my.sock - </' sh "$ask"
  assert_ran 1 '^22-ask: standard input: Is a directory$' "a directory"
}
test_checkup_and_map_know_it_as_a_daemon() {
  enter_folder
  run "$build/16-daemonize" -d . -l file "$program" my.sock
  server=${output##* }
  soon is_ready
  run "$root/scripts/checkup.sh" --plain "$server"
  assert_ran 0 '^verdict: +double-fork daemon$' checkup
  assert_ran 0 '^PASS +other fds ' checkup
  assert_ran 0 '^PASS +ignores +PIPE XFSZ$' checkup
  run "$root/scripts/map.sh" "$server"
  assert_ran 0 "^[|] +$server +22-unix-socket +S +parent " map
}
test_usage_errors_are_told() {
  for words in '' 'my.sock my.sock' '--help'; do
    # shellcheck disable=SC2086 # words
    run timeout 5 "$program" $words
    assert_ran 2 '^usage: 22-unix-socket SOCKET$' "$words"
  done
  run timeout 5 "$program" ''
  assert_ran 2 '^usage: 22-unix-socket SOCKET$' "an empty name"
  for words in '' 'my.sock hello again'; do
    # shellcheck disable=SC2086 # words
    run timeout 5 "$ask" $words
    assert_ran 2 '^usage: 22-ask SOCKET \[TEXT\|-\]$' "$words"
  done
}

# For make faults: how it is run, and which failures are exceptions.
faults() {
  runs 22-unix-socket caller my.sock,-,TERM my.sock
  says 'flock' 'my.sock.lock'
  says 'lstat|connect|bind|listen|unlink' 'my.sock'
  says 'fcntl' '1 and 2 must be open'
  says 'getsockopt' 'SO_PEERCRED'
  says dprintf 'standard output'
  allows getsockopt '' 'told: a client that is not known is served'
  allows dprintf 'client' 'told: its log is full, and it serves'
  allows 'recv|send' '' 'harmless: that client is let go, and no other'
  beside 22-unix-socket pid
  runs 22-ask caller - pid hello
  runs 22-ask caller - pid -
  says 'connect|send|recv' pid
  says read 'standard input'
}

. "$shunit2"
