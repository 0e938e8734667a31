#!/bin/sh
# Lesson 23: its script, on the demo and on broken ones; clients that are many,
# silent, slow, deaf or mad; files that are not ours; other users; the time that
# a wrong token takes; and the exercise.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

ask=$build/23-ask

tearDown() {
  for pid in ${server-} ${impostor-}; do
    kill "$pid" && wait "$pid"
  done 2>/dev/null
  server='' impostor=''
  cd "$root" || exit
}

# serve PROGRAM: starts it on my.port, with its output in file; sets $server.
serve() {
  "$1" my.port >file 2>errors &
  server=$!
  soon is_ready || fail "it does not serve: $(cat file errors)"
}
is_ready() { grep -qs "^server  *pid $server " file; }
# serve_with COMMAND: starts the demo after this COMMAND of a shell.
serve_with() {
  sh -c "$1"'; exec "$1" my.port' sh "$program" >file 2>errors &
  server=$!
  soon is_ready || fail "it does not serve: $(cat file errors)"
}
# end_server [-9]: ends it.
end_server() { { kill "$@" "$server" && wait "$server"; } 2>/dev/null; }
# read_port: sets $port and $token.
read_port() { read -r _ port _ token _ <my.port; }

# assert_answers WHAT: the server answers, within two seconds.
assert_answers() {
  run timeout 2 "$ask" my.port hello
  assert_ran 0 "^answer   hello\$" "$1"
}

test_the_script_passes() { assert_script_passes; }

test_break_it_1_all_may_read_the_file() {
  instead 'O_EXCL | O_CLOEXEC, 0600' 'O_EXCL | O_CLOEXEC, 0644'
  script_notices 'Its mode is 644'
}
test_break_it_2_other_machines_can_connect() {
  instead INADDR_LOOPBACK INADDR_ANY
  script_notices 'Expected: a line "0100007F:* 00000000:0000 0A"'
}
test_break_it_3_a_part_of_the_token_does() {
  instead 'i < TOKEN' 'i < TOKEN / 2'
  script_notices 'Actual: "it says: hello"'
}
test_break_it_4_a_client_may_try_again() {
  instead 'send(fd, "ref' 'line->length = 0; return send(fd, "ref'
  script_notices 'Expected: a line "closed"'
}
test_break_it_5_nobody_has_the_lock() {
  instead 'fcntl(fd, F_SETLK, &lock) == -1' 0
  script_notices 'Expected: a line "status pid #"'
}

test_a_token_that_is_always_the_same_is_noticed() {
  instead 'getrandom(secret, sizeof secret, 0) == -1' \
    'memset(secret, 7, sizeof secret) == NULL'
  script_notices 'Port and token before: # *; and now: # *'
}
test_a_token_of_what_happens_to_be_in_memory_is_noticed() {
  # It is the address with its port, and so another one each time.
  instead 'getrandom(secret, sizeof secret, 0) == -1' 0
  script_notices 'Port and token before: # *; and now: # *'
}
test_a_token_of_the_clock_alone_has_the_wrong_form() {
  instead 'snprintf(&token[2 * i], 3, "%02x", secret[i])' \
    'snprintf(token, 33, "%d", getpid() + (secret[i] & 0))'
  script_notices 'Expected: the token has 32 hexadecimal digits'
}
test_a_port_that_is_always_the_same_is_noticed() {
  # One that is free now, and so most probably a moment later.
  enter_folder
  serve "$program"
  read_port
  end_server
  cd "$root" || exit
  instead '.sin_family = AF_INET}' \
    ".sin_family = AF_INET, .sin_port = htons($port)}"
  script_notices 'Port and token before: # *; and now: # *' \
    'The last line: *: 127.0.0.1: Address already in use'
}
test_only_the_end_of_the_token_is_noticed() {
  instead 'size_t i = 0; i < TOKEN' 'size_t i = 1; i < TOKEN'
  script_notices 'Actual: "it says: hello"'
}
test_a_token_that_nobody_asks_for_is_noticed() {
  instead 'return difference == 0' 'return difference >= 0'
  script_notices 'Actual: "it says: *"'
}
test_each_client_is_waited_for_is_noticed() {
  instead 'NULL, NULL, SOCK_NONBLOCK |' 'NULL, NULL,'
  without 'watched[n].revents != 0 &&
                '
  script_notices 'Expected: a line "it says: hello"'
}
test_a_server_for_one_client_is_noticed() {
  instead 'PLACES = 1000' 'PLACES = 1'
  script_notices 'silent, PID #: not what it should be' 'Actual: there is none'
}
test_a_refusal_in_silence_is_noticed() {
  instead 'send(fd, "refused\n", strlen("refused\n"), 0);' ''
  script_notices 'Expected: a line "it says: refused"'
}
test_a_file_that_is_not_made_anew_is_noticed() {
  instead 'rename(written, path) == -1' 'link(written, path) == -1'
  script_notices 'The last line: 23-tcp-token: my.port.new: File exists'
}
test_a_second_server_that_takes_over_is_noticed() {
  instead 'errx(1, "%s: locked by another server", locked)' 'return'
  script_notices \
    'Expected: a line "...: my.port.lock: locked by another server"'
}
test_a_lock_for_reading_is_noticed() {
  instead '.l_type = F_WRLCK' '.l_type = F_RDLCK'
  script_notices 'Expected: a line "status pid #"'
}
test_a_pid_that_is_not_its_own_is_noticed() {
  instead 'token, getpid()' 'token, getppid()'
  script_notices 'Actual: "port # token * pid #"'
}
test_an_ask_that_always_succeeds_is_noticed() {
  of_companion 23-ask
  instead 'err(1, "standard output");
    return 0;' 'err(1, "standard output");
    return 3;'
  script_notices 'Expected: a line "0"'
}
test_an_impostor_that_gives_no_answer_is_noticed() {
  of_companion 23-impostor
  instead ' || dup2(fd, STDOUT_FILENO) == -1' ''
  script_notices 'Expected: a line "answer hello"'
}

# What a wrong token costs: has_token, step by step, as a debugger counts.
test_a_wrong_token_takes_as_many_steps_wherever_it_is_wrong() {
  count_steps || return 0
  assertEquals "all the same: $output" 1 \
    "$(printf '%s\n' "$output" | sort -u | wc -l)"
  assertEquals "positions" 33 "$(printf '%s\n' "$output" | wc -l)"
}
test_an_early_exit_would_be_seen_there() {
  instead 'difference |= line->text[i] ^ token[i];' \
    'if (line->text[i] != token[i]) return 0;'
  # A loop that the compiler unrolls may need as many for two places.
  CFLAGS="$CFLAGS -O1" count_steps "$edited" || return 0
  forget_edits
  assertEquals "all different" 33 \
    "$(printf '%s\n' "$output" | sort -u | wc -l)"
}
# count_steps [SOURCE]: runs has_token of the demo, compiled with $CFLAGS, on
# lines whose token is wrong at one place, or nowhere; a line for each with the
# number of instructions. Skips the test where that may not be done.
count_steps() {
  tool=$(mktemp -d "$SHUNIT_TMPDIR/steps.XXXXXX")/steps
  cp "${1:-$root/$demo}" "$tool.demo.c"
  cat >"$tool.c" <<'END'
#define main demo_main
#include "steps.demo.c"
#undef main
#include <sys/ptrace.h>
#include <sys/wait.h>

static struct line line = {.length = TOKEN + 3};

/* The number of instructions of has_token, and what comes before and after it,
 * where the token is wrong at this place; -1 if that may not be counted. */
static int steps(int place)
{
    int status, n = 0;
    pid_t child = fork();

    if (child == 0) {
        memset(token, 'a', TOKEN);
        memset(line.text, 'a', TOKEN);
        line.text[TOKEN] = ' ';
        if (place < TOKEN)
            line.text[place] = 'b';
        if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) == -1)
            _exit(9);
        raise(SIGSTOP);
        _exit(has_token(&line));
    }
    if (waitpid(child, &status, 0) == -1 || !WIFSTOPPED(status))
        return -1;
    while (WIFSTOPPED(status)) {
        if (ptrace(PTRACE_SINGLESTEP, child, NULL, NULL) == -1)
            return -1;
        waitpid(child, &status, 0);
        n++;
    }
    if (WEXITSTATUS(status) != (place == TOKEN))
        errx(1, "place %d: a wrong result", place);
    return n;
}

int main(void)
{
    for (int i = 0; i <= TOKEN; i++) {
        int n = steps(i);
        if (n == -1)
            return 77;
        printf("%d\n", n);
    }
    return 0;
}
END
  compile "$tool.c" "$tool" -w || fail "it does not compile"
  run "$tool"
  [ "$status" -ne 77 ] || ! skip_test "no process may be traced here" || return
  assertEquals "$output" 0 "$status"
}

# Other users.
test_another_user_connects_and_gets_nothing_else() {
  enter_folder
  cp "$ask" 23-ask && chmod 755 . 23-ask
  find_nobody 23-ask || return 0
  serve "$program"
  read_port
  run $nobody bash -c \
    "exec 3<>/dev/tcp/127.0.0.1/$port; echo hello >&3; cat <&3"
  assert_ran 0 '^refused$' "connect"
  run $nobody ./23-ask my.port hello
  assert_ran 1 '^23-ask: my.port: Permission denied$' "ask"
  run $nobody flock -n my.port.lock true
  assert_ran 66 'Permission denied' "lock"
  run $nobody sh -c "kill $server"
  assert_ran 1 'not permitted' "signal"
  run $nobody rm -f my.port
  assert_ran 1 'Permission denied' "remove"
  run $nobody cat "/proc/$server/environ"
  assert_ran 1 'Permission denied' "its environment"
  run $nobody ls "/proc/$server/fd"
  assert_ran 2 'Permission denied' "its descriptors"
  run $nobody prlimit --pid $server --nofile=5
  assert_ran 1 'not permitted' "leave it no descriptors"
  run $nobody touch my.port.new
  assert_ran 1 'Permission denied' "be in the way of the next file"
  assert_answers "after all that"
}
test_another_user_takes_the_port_of_a_killed_server() {
  enter_folder
  cp "$build/23-impostor" . && chmod 755 . 23-impostor
  find_nobody 23-impostor || return 0
  serve "$program"
  read_port
  run $nobody ./23-impostor "$port" cat
  assert_ran 1 'Address already in use' "while it serves"
  end_server -9
  # shellcheck disable=SC2016 # for the inner shell
  $nobody ./23-impostor "$port" sh -c 'read t x; echo " my $t"' >said &
  impostor=$!
  soon grep -qs '^impostor' said
  run timeout 2 "$ask" my.port hello
  assert_ran 0 "^answer   my $token\$" "the token, in the hands of nobody"
}

# Clients. make_crowd sets $crowd to clients of all kinds: crowd PORT TOKEN KIND
# [COUNT].
make_crowd() {
  [ -z "${crowd-}" ] || return 0
  compile_tool crowd <<'END'
#include "crowd.h"
#include <netinet/in.h>

static int port;
static const char *token;

static int connected(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_port = htons((in_port_t)port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd == -1 || connect(fd, (void *)&address, sizeof address) == -1)
        err(1, "connect");
    return fd;
}

static void ask(int fd, const char *question, size_t step)
{
    char text[600], answer[600];
    size_t size = (size_t)sprintf(text, "%s %s\n", token, question), got = 0;
    ssize_t n;

    for (size_t i = 0; i < size; i += step)
        if (send(fd, text + i, size - i < step ? size - i : step, 0) == -1)
            err(1, "send");
    while (got < size - 32) {
        n = recv(fd, answer + got, size - 32 - got, 0);
        if (n < 1)
            errx(1, "no answer");
        got += (size_t)n;
    }
    if (memcmp(text + 32, answer, got) != 0)
        errx(1, "another answer");
}

int main(int argc, char **argv)
{
    int count = argc == 5 ? atoi(argv[4]) : 0;
    char many[5000];
    ssize_t n;

    alarm(60);
    port = atoi(argv[1]);
    token = argv[2];
    srandom(23);
    memset(many, 'x', sizeof many);
    switch (argv[3][0]) {
    case 'r': /* raves */
        while (count-- > 0)
            rave(token, LONGEST_RAVE);
        break;
    case 'a': /* all connect, and then each of them asks, twice */
        for (int i = 0; i < count; i++)
            fds[i] = connected();
        for (int i = 0; i < 2 * count; i++)
            ask(fds[i % count], "a question", 100);
        break;
    case 's': /* slow */
        ask(connected(), "one byte after the other", 1);
        break;
    case 'd': /* deaf: it never reads. It ends when it was let go. */
        fds[0] = connected();
        many[0] = ' ';
        many[400] = '\n';
        do {
            send(fds[0], token, 32, MSG_NOSIGNAL);
            n = send(fds[0], many, 401, MSG_NOSIGNAL);
        } while (n != -1);
        break;
    case 'e': /* endless: a line without an end, and with the right token */
        fds[0] = connected();
        send(fds[0], token, 32, MSG_NOSIGNAL);
        send(fds[0], many, sizeof many, MSG_NOSIGNAL);
        while (recv(fds[0], many, 1, 0) > 0)
            errx(1, "it has answered");
        break;
    case 'l': /* late: the first has no place any more, the last two have */
        for (int i = 0; i < count; i++)
            fds[i] = connected();
        ask(fds[count - 1], "the last", 100);
        ask(fds[count - 2], "the last but one", 100);
        if (recv(fds[0], many, 1, 0) != 0)
            errx(1, "the first is still there");
        break;
    case 'k': /* keeps: silent ones do not push out who has shown the token */
        for (int i = 0; i < 3; i++) {
            fds[0] = connected();
            ask(fds[0], "the first", 100);
            for (int n = 1; n < count; n++)
                fds[n] = connected();
            ask(fds[0], "the first, again", 100);
            if (recv(fds[1], many, 1, 0) != 0)
                errx(1, "a silent one is still there");
            while (--count > 0)
                close(fds[count]);
            count = atoi(argv[4]);
        }
        break;
    case 'h': /* halves: of several at the same time, in turn */
        for (int i = 0; i < count; i++) {
            fds[i] = connected();
            send(fds[i], token, (size_t)i, 0);
        }
        for (int i = count - 1; i > 0; i -= 2)
            close(fds[i]); /* and places move */
        for (int i = 0; i < count; i += 2) {
            sprintf(many, "%s %d\n", token + i, i);
            send(fds[i], many, strlen(many), 0);
            n = recv(fds[i], many, 100, 0);
            many[n > 0 ? n : 0] = '\0';
            if (atoi(many) != i || many[0] != ' ')
                errx(1, "client %d: %s", i, many);
        }
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
# serve_crowd: a crowd, in a folder, and the demo serves it.
serve_crowd() {
  make_crowd
  enter_folder
  serve_with "${1-:}"
  read_port
  opened=$(descriptors)
}
descriptors() { find "/proc/$server/fd" -mindepth 1 | wc -l; }
has_as_many() { [ "$(descriptors)" -eq "$opened" ]; }
# be_quiet N: so many clients are connected and say nothing; sets $quiet.
be_quiet() {
  rm -f said
  "$crowd" "$port" "$token" quiet "$1" >said &
  quiet=$!
  soon [ -s said ]
}
test_ten_thousand_random_strings_do_no_harm() {
  serve_crowd
  run "$crowd" "$port" "$token" raves 10000
  assert_ran 0 '' "the clients"
  assert_answers "after them"
  soon has_as_many || fail "open, before and after: $opened $(descriptors)"
}
test_a_thousand_connections_at_once_are_answered() {
  serve_crowd 'ulimit -n 2000 2>/dev/null || ulimit -n 1024'
  # shellcheck disable=SC2016 # for the inner shell
  run sh -c 'ulimit -n 2000; exec "$@" all 1000' sh "$crowd" "$port" "$token"
  case $output in
  *'ulimit'*) skip_test "so many descriptors are not permitted" ;;
  esac
  assert_ran 0 '' "1000 of them"
  assert_answers "after them"
}
test_slow_deaf_and_endless_clients_harm_themselves_alone() {
  serve_crowd
  for kind in slow deaf endless; do
    run timeout 5 "$crowd" "$port" "$token" $kind
    assert_ran 0 '' "a $kind one"
    assert_answers "after a $kind one"
  done
}
test_half_a_line_waits_for_its_other_half_beside_those_of_others() {
  serve_crowd
  run timeout 5 "$crowd" "$port" "$token" halves 32
  assert_ran 0 '' "32 halves"
}
test_silent_clients_that_take_all_descriptors_are_let_go() {
  serve_crowd 'ulimit -n 20'
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
  read_port
  opened=$(descriptors)
  run timeout 5 "$crowd" "$port" "$token" late 10
  assert_ran 0 '' "ten of them"
  soon has_as_many || fail "open, before and after: $opened $(descriptors)"
  be_quiet 10
  for _ in 1 2 3; do assert_answers "beside ten of them"; done
  opened=$((opened + 2)) # the last answer has taken the third place
  soon has_as_many || fail "open beside ten: $(descriptors), not $opened"
  kill $quiet
}
test_silent_clients_do_not_push_out_one_that_has_shown_the_token() {
  serve_crowd 'ulimit -n 9'
  run timeout 5 "$crowd" "$port" "$token" keeps 10
  assert_ran 0 '' "no descriptor left"
  end_server
  cd "$root" || exit
  instead 'PLACES = 1000' 'PLACES = 4'
  make_program
  enter_folder
  serve "$broken"
  read_port
  run timeout 5 "$crowd" "$port" "$token" keeps 10
  assert_ran 0 '' "no place left"
}
# shellcheck disable=SC2016 # for the inner shell
test_if_all_have_shown_the_token_the_youngest_has_to_go() {
  instead 'PLACES = 1000' 'PLACES = 3'
  make_program
  enter_folder
  serve "$broken"
  read_port
  run timeout 5 bash -c 'ask() {
      echo "$1 $3" >&$2 && read -r -u $2 line && echo "$2 $line"
    }
    for fd in 4 5 6 7; do
      eval "exec $fd<>/dev/tcp/127.0.0.1/$0" && ask "$1" $fd hello
    done
    read -r -u 6 line || echo "6 is closed"
    for fd in 4 5 7; do ask "$1" $fd again; done' "$port" "$token"
  assertEquals "what four clients were told, where three have room" \
    '4 hello 5 hello 6 hello 7 hello 6 is closed 4 again 5 again 7 again' \
    "$(echo "$output" | paste -s -d ' ' -)"
}
test_where_not_one_client_can_be_taken_that_is_told() {
  enter_folder
  serve "$program"
  prlimit --pid $server --nofile=5 ||
    skip_test "the limit of another process cannot be set here"
  "$ask" my.port hello 2>/dev/null
  wait $server
  assertEquals "its exit status" 1 $?
  run cat errors
  assertContains "its message" "$output" \
    "23-tcp-token: accept4: Too many open files"
}
test_what_is_sent_with_a_line_and_what_is_missing_of_a_token() {
  enter_folder
  serve "$program"
  read_port
  # A token that ends too soon, none, a line that is empty.
  for words in "${token%??????}" '' ' ' "$token"; do
    # shellcheck disable=SC2016 # for the inner shell
    run timeout 2 bash -c 'exec 3<>/dev/tcp/127.0.0.1/$0; echo "$1" >&3
      read -r line <&3; echo "it says: $line"' "$port" "$words"
    case $words in
    "$token") assert_ran 0 '^it says: $' "the token alone" ;;
    *) assert_ran 0 '^it says: refused$' "\"$words\"" ;;
    esac
  done
}
# say_at_once PIECE [PIECE...]: a client sends each PIECE as a whole, the next
# when it has read a line; sets $output to the lines that it has read, to "end"
# or until the server closes, which is told as "closed".
say_at_once() {
  rm -f piece.*
  n=0
  for piece; do
    n=$((n + 1))
    # shellcheck disable=SC2059 # it has newlines
    printf "$piece" >piece.$n
  done
  # shellcheck disable=SC2016 # for the inner shell
  run timeout 20 bash -c 'exec 3<>/dev/tcp/127.0.0.1/$0
    hear() { read -r line <&3 && echo "$line"; }
    for piece in piece.*; do cat "$piece" >&3; hear; done
    while [ "${line# }" != end ]; do
      hear || { echo closed && exit; }
    done' "$port"
  output=$(echo "$output" | paste -s -d ' ' -)
}
test_each_line_is_judged_on_its_own_however_it_comes() {
  enter_folder
  serve "$program"
  read_port
  say_at_once "$token one\n$token two\n" "$token end\n"
  assertEquals "two lines" "one two end" "$output"
  say_at_once "$token one\nx two\n"
  assertEquals "two, the second without a token" "one refused closed" "$output"
  say_at_once "$token one\n$token tw" "o\n" "$token end\n"
  assertEquals "one and a half, and the other half" "one two end" "$output"
  say_at_once "$token one\n$token two\n$token\n\n$token five\n"
  assertEquals "the fourth is empty" "one two  refused closed" "$output"
}

test_killed_a_hundred_times_it_serves_again_and_no_answer_is_wrong() {
  enter_folder
  : >go
  while [ -e go ]; do "$ask" my.port hello; done >said 2>&1 &
  asker=$!
  for n in $(seq 100); do
    timeout -s KILL "0.0$((n * 37 % 30 + 10))" "$program" my.port
  done >file 2>&1
  rm go
  wait $asker
  expected='my.port: No such file or directory|Connection refused|no answer'
  expected="$expected|Connection reset by peer|Broken pipe"
  assertEquals "other than an answer or an error that is to be expected" '' \
    "$(grep -vE "^answer   hello\$|: ($expected)\$" said)"
  assertTrue "answers" "[ $(grep -c '^answer' said) -ge 10 ]"
  serve "$program"
  assert_answers "at the end"
}

test_a_lock_that_others_can_block_is_noticed() {
  at_top '#include <sys/stat.h>'
  instead '| O_CLOEXEC, 0600);

    if (fd == -1)
        err(1, "%s", locked)' '| O_CLOEXEC, 0666);
    umask(0);
    fchmod(fd, 0644);
    if (fd == -1)
        err(1, "%s", locked)'
  script_notices 'Its mode is 644'
}

# Files.
test_what_is_not_ours_is_not_lost() {
  enter_folder
  echo "Dear diary" >diary
  mkfifo pipe && mkdir folder && ln -s diary link
  for bad in diary pipe folder link; do
    run timeout 5 "$program" $bad
    assert_ran 1 "^23-tcp-token: $bad: not ours, and left as it is\$" $bad
  done
  ln -s diary other.lock
  mkdir third.lock
  while read -r bad message; do
    run timeout 5 "$program" "$bad"
    assert_ran 1 "^23-tcp-token: $bad.lock: $message\$" "$bad"
  done <<'END'
nowhere/my.port No such file or directory
diary/my.port Not a directory
other Too many levels of symbolic links
third Is a directory
END
  assertEquals "the diary" "Dear diary" "$(cat diary)"
  assertTrue "the others" "[ -p pipe ] && [ -d folder ] && [ -L link ]"
}
test_a_link_in_the_place_of_the_new_file_is_not_followed() {
  enter_folder
  echo "Dear diary" >diary
  ln -s diary my.port.new
  serve "$program"
  assertEquals "the diary" "Dear diary" "$(cat diary)"
  assert_answers "and it serves"
}
test_a_new_file_that_was_left_open_to_all_is_not_used() {
  enter_folder
  : >my.port.new
  chmod 666 my.port.new
  exec 3<my.port.new
  serve "$program"
  assertEquals "what is read through the old descriptor" '' "$(cat <&3)"
  exec 3<&-
  assertEquals "the mode" 600 "$(stat -c %a my.port)"
}
test_a_file_that_cannot_be_written_is_told() {
  enter_folder
  mkdir my.port.new
  run timeout 5 "$program" my.port
  assert_ran 1 '^23-tcp-token: my.port.new: File exists$' "a folder in its way"
  rmdir my.port.new
  mkdir my.port
  run timeout 5 "$program" my.port
  assert_ran 1 '^23-tcp-token: my.port.new: Is a directory$' "FILE, a folder"
}
test_with_its_output_closed_it_harms_nothing() {
  enter_folder
  for closed in '>&-' '<&- >&-' '2>&-'; do
    # shellcheck disable=SC2016 # for the inner shell
    run sh -c "exec timeout 0.2 \"\$1\" my.port $closed" sh "$program"
    [ ! -e my.port ] || assertEquals "good files with $closed" 1 \
      "$(grep -cE '^port [0-9]+  token [0-9a-f]{32}  pid [0-9]+$' my.port)"
  done
}
test_ask_tells_what_went_wrong() {
  enter_folder
  run "$ask" my.port hello
  assert_ran 1 '^23-ask: my.port: No such file or directory$' "no file"
  echo "Dear diary" >my.port
  run "$ask" my.port hello
  assert_ran 1 '^23-ask: my.port: there is no port and token in it$' "a diary"
  rm my.port
  serve "$program"
  read_port
  # shellcheck disable=SC2016 # for the inner shell
  run sh -c '"$1" my.port hello >/dev/full' sh "$ask"
  assert_ran 1 '^23-ask: standard output: No space left on device$' "full"
  run "$ask" my.port "$(printf %0600d 0)"
  assert_ran 1 '^23-ask: .*(no answer|reset by peer|Broken pipe)$' "too long"
  sed 's/token ./token x/' my.port >wrong.port
  run "$ask" wrong.port hello
  assert_ran 1 "^23-ask: 127.0.0.1:$port: refused\$" "a wrong token"
  assert_answers "after that"
  end_server
  run "$ask" my.port hello
  assert_ran 1 "^23-ask: 127.0.0.1:$port: Connection refused\$" "nobody there"
}
# ask_impostor WORDS...: what ask says when this command answers.
ask_impostor() {
  rm -f said # of the one before
  "$build/23-impostor" 0 "$@" >said &
  impostor=$!
  soon grep -qs '^impostor' said
  read -r _ port <said
  echo "port $port  token 00112233445566778899aabbccddeeff  pid 1" >my.port
  run timeout 5 "$ask" my.port hello
  kill "$impostor"
  wait "$impostor"
} 2>/dev/null
test_ask_reads_a_whole_line_or_says_that_there_is_none() {
  enter_folder
  ask_impostor sh -c 'read -r line; printf " he"; sleep 0.1; echo llo'
  assert_ran 0 '^answer   hello$' "in pieces"
  ask_impostor sh -c 'read -r line; printf " one\ntwo"; read -r line'
  assert_ran 0 '^answer   one$' "a line, and a part of another"
  ask_impostor sh -c 'read -r line; printf " half"'
  assert_ran 1 ': no answer$' "without an end"
  ask_impostor sh -c 'read -r line; printf " %0600d\n" 0'
  assert_ran 1 ': no answer$' "too long"
  ask_impostor sh -c 'read -r line'
  assert_ran 1 ': no answer$' "nothing"
}
# shellcheck disable=SC2016 # for the command
test_the_impostors_command_has_its_client_twice_and_can_wait_for_a_child() {
  enter_folder
  ask_impostor sh -c 'read -r line; cd /proc/$$
    printf " twice: %d" "$(readlink fd/* | grep -cxF "$(readlink fd/0)")"
    mask=$(sed -n "s/^SigIgn:\t//p" status)
    echo " ignored: $((0x$mask >> 16 & 1))"'
  assert_ran 0 '^answer   twice: 2 ignored: 0$' "descriptors and SIGCHLD"
}
test_the_impostor_tells_what_went_wrong() {
  enter_folder
  "$build/23-impostor" 0 ./no-such-command >said 2>errors &
  impostor=$!
  soon grep -qs '^impostor' said
  read -r _ port <said
  run timeout 5 "$build/23-impostor" "$port" cat
  assert_ran 1 "^23-impostor: 127.0.0.1:$port: Address already in use\$" "twice"
  # shellcheck disable=SC2016 # for the inner shell
  run timeout 5 bash -c 'exec 3<>/dev/tcp/127.0.0.1/$0; cat <&3' "$port"
  assert_ran 0 '^$' "a command that there is not"
  assertContains "its message" "$(cat errors)" \
    "23-impostor: ./no-such-command: No such file or directory"
}
# visit_port: a client on $port, which stays until the server has closed first.
visit_port() {
  # shellcheck disable=SC2016 # for the inner shell
  bash -c 'exec 3<>/dev/tcp/127.0.0.1/$0; echo hello >&3; cat <&3' "$port"
} >/dev/null 2>&1
test_time_wait_keeps_a_port_unless_both_servers_have_set_so_reuseaddr() {
  enter_folder
  serve "$program"
  read_port
  visit_port
  end_server
  run timeout 5 "$build/23-impostor" "$port" cat
  assert_ran 1 'Address already in use' "the demo had not set it"
  for n in 1 2; do
    rm -f said
    "$build/23-impostor" "$((n == 1 ? 0 : port))" head -n 1 >said 2>&1 &
    impostor=$!
    soon grep -qs '^impostor' said || fail "start $n: $(cat said)"
    read -r _ port <said
    visit_port
    { kill "$impostor" && wait "$impostor"; } 2>/dev/null
  done
  assertTrue "the second has started as well" "[ -s said ]"
}
test_checkup_and_map_know_it_as_a_daemon() {
  enter_folder
  run "$build/16-daemonize" -d . -l file "$program" my.port
  server=${output##* }
  soon is_ready
  run "$root/scripts/checkup.sh" --plain "$server"
  assert_ran 0 '^verdict: +double-fork daemon$' checkup
  assert_ran 0 '^PASS +other fds ' checkup
  assert_ran 0 '^PASS +ignores +PIPE$' checkup
  run "$root/scripts/map.sh" "$server"
  assert_ran 0 "^[|] +$server +23-tcp-token +S +parent " map
}
test_usage_errors_are_told() {
  for words in '' 'my.port my.port' '--help'; do
    # shellcheck disable=SC2086 # words
    run timeout 5 "$program" $words
    assert_ran 2 '^usage: 23-tcp-token FILE$' "$words"
  done
  run timeout 5 "$program" ''
  assert_ran 2 '^usage: 23-tcp-token FILE$' "an empty name"
  for words in '' 'my.port hello again'; do
    # shellcheck disable=SC2086 # words
    run timeout 5 "$ask" $words
    assert_ran 2 '^usage: 23-ask FILE \[TEXT\]$' "$words"
  done
  run timeout 5 "$build/23-impostor" 0
  assert_ran 2 '^usage: 23-impostor PORT COMMAND \[ARG...\]$' "no command"
}


# For make faults: how it is run, and which failures are exceptions.
faults() {
  runs 23-tcp-token caller my.port,- my.port
  says 'fcntl' 'my.port.lock'
  says 'dprintf|rename' 'my.port.new'
  says 'bind|listen|getsockname' '127.0.0.1'
  says dprintf 'standard output'
  allows unlink '' 'harmless: there is none, or O_EXCL tells'
  allows 'recv|send' '' 'harmless: that client is let go, and no other'
  beside 23-tcp-token pid
  runs 23-ask caller - pid hello
  says 'connect' '127.0.0.1'
  runs 23-impostor caller - 0 true
  says setsockopt SO_REUSEADDR
}

. "$shunit2"
