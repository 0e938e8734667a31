#!/bin/sh
# Lesson 24: its script, on the demo and on broken ones; clients of all kinds,
# ends at all moments, and what cannot be the owner's; and what the lesson says
# of sqlite.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

sell=$build/24-sell

tearDown() {
  cd "$root" || exit
  [ -z "${owner-}" ] || kill -KILL "$owner" 2>/dev/null
  owner=''
}

# own PROGRAM [SEATS]: starts it on the directory owned, its log in the file
# log, its errors in errors; sets $owner.
own() {
  "$1" owned "${2:-90000}" >log 2>errors &
  owner=$!
  soon is_ready || fail "it does not serve: $(cat log errors)"
}
is_ready() { grep -qs "^owner  *pid $owner " log; }
# stop_owner: stops it; when this ends it looks at no client any more.
stop_owner() {
  kill -STOP "$owner"
  soon grep -q '^[^)]*) T' "/proc/$owner/stat"
}
is_over() { ! grep -qs '^[^)]*) [^Z]' "/proc/$owner/stat"; }

# assert_sells NUMBER WHAT: the next ticket has this number.
assert_sells() {
  run "$sell" owner owned 1
  assert_ran 0 "^$1\$" "$2"
}

# make_program: sets $broken to the program of the edits so far.
make_program() {
  compile_edited
  forget_edits
}

# owner_is_noticed TEXT...: as script_notices, by the steps of the script that
# have an owner. In steps 1 to 3 there are only tills, which take their time.
owner_is_noticed() {
  [ -n "${house-}" ] || make_house
  part=$house/$script
  awk '/^step/ { cut = ++steps < 4 } !cut || /type_line "(sell|four)\(/' \
    "$root/$script" >"$part"
  judge "$part" "$@"
}

test_the_script_passes() { assert_script_passes; }

test_break_it_1_it_saves_after_each_hundredth_ticket() {
  instead 'if (sold > before)' 'if (sold % 100 == 0)'
  owner_is_noticed 'Sold more than once: # numbers'
}
test_break_it_2_it_writes_into_the_file_itself() {
  instead 'open("tickets.new",' 'open("tickets",'
  instead 'rename("tickets.new", "tickets") == -1' 0
  owner_is_noticed 'It was empty # times'
}
test_break_it_3_it_saves_for_each_client_alone() {
  instead 'sold++;' 'sold++; save();'
  owner_is_noticed 'It was saved # times'
}
test_break_it_4_it_does_not_look_for_another_owner() {
  instead 'flock(directory, LOCK_EX | LOCK_NB) == -1' 0
  owner_is_noticed 'Expected: a line "...: owned: it has an owner"'
}
test_an_owner_that_answers_before_it_saves_is_noticed() {
  without '    if (sold > before)
        save();'
  instead '            dismiss(n);
    }
}' '            dismiss(n);
    }
    if (sold > before)
        save();
}'
  owner_is_noticed 'Sold more than once: # numbers' 'Sold: #. Saved: #'
}
test_an_owner_that_sells_more_than_there_is_is_noticed() {
  instead 'sold >= seats' 0
  owner_is_noticed 'Expected: a line "24-sell: sold out"'
}
test_an_owner_whose_directory_is_open_to_others_is_noticed() {
  instead 'umask(077)' 'umask(022)'
  instead 'mkdir(name, 0700)' 'mkdir(name, 0755)'
  owner_is_noticed 'Its mode is 755'
}
test_an_owner_that_is_stopped_by_a_socket_that_was_left_is_noticed() {
  instead 'unlink("socket")' 0
  owner_is_noticed 'socket: Address already in use'
}
test_an_owner_that_a_lost_client_ends_is_noticed() {
  # In round 2 and later it is the tills that have gone.
  without 'signal(SIGPIPE, SIG_IGN);'
  enter_folder
  make_program
  own "$broken"
  lose_a_client
  soon is_over || fail "it lives without signal(2)"
  own "$program"
  lose_a_client
  assert_sells 3 "after a client has gone"
}
# lose_a_client: it asks, and has gone before it is answered.
lose_a_client() {
  stop_owner
  "$sell" owner owned 1 >/dev/null &
  asker=$!
  soon grep -qs '^[^)]*) S' "/proc/$asker/stat"
  soon grep -q unix_stream "/proc/$asker/wchan" # it waits for its answer
  kill -KILL $asker
  wait $asker 2>/dev/null
  kill -CONT "$owner"
}

test_a_till_that_takes_no_lock_in_spite_of_its_mode_is_noticed() {
  of_companion 24-sell
  instead '{"lock",   open_tickets,     lock_and_take}' \
    '{"lock", open_tickets, take}'
  script_notices 'Sold more than once: # numbers'
}
test_a_till_that_locks_in_all_modes_is_noticed() {
  of_companion 24-sell
  instead '{"none",   open_tickets,     take}' \
    '{"none", open_tickets, lock_and_take}'
  script_notices 'Sold more than once: 0 numbers'
}
test_a_till_that_reads_before_it_locks_is_noticed() {
  of_companion 24-sell
  instead 'flock(fd, LOCK_EX) == -1' 0
  instead '/* Change. */' 'flock(fd, LOCK_EX);'
  script_notices 'Sold more than once: # numbers'
}
test_a_till_that_does_not_say_that_it_is_sold_out_is_noticed() {
  of_companion 24-sell
  instead 'errx(1, "sold out")' 'exit(1)'
  owner_is_noticed 'Expected: a line "24-sell: sold out"'
}

# Clients of all kinds.

# make_crowd: sets $crowd to a program: crowd KIND [COUNT], in the directory of
# an owner.
make_crowd() {
  [ -z "${crowd-}" ] || return 0
  compile_tool crowd <<'END'
#include "crowd.h"
#include <sys/un.h>

static int connected(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "socket"};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    if (fd == -1 || connect(fd, (void *)&address, sizeof address) == -1)
        err(1, "connect");
    return fd;
}

static long answered(int fd)
{
    char text[32] = "";

    if (recv(fd, text, sizeof text - 1, 0) < 2 || strchr(text, '\n') == NULL)
        errx(1, "no answer");
    return atol(text);
}
static long ask(int fd)
{
    if (send(fd, "t", 1, MSG_NOSIGNAL) == -1)
        err(1, "send");
    return answered(fd);
}

int main(int argc, char **argv)
{
    int count = argc == 3 ? atoi(argv[2]) : 0;
    char many[5000];

    alarm(60);
    srandom(24);
    memset(many, 't', sizeof many);
    switch (argv[1][0]) {
    case 'r': /* raves */
        while (count-- > 0)
            rave("", 300);
        break;
    case 'a': /* all connect, ask when there is a line, and then read */
        for (int i = 0; i < count; i++)
            fds[i] = connected();
        if (read(STDIN_FILENO, many, 1) != 1)
            err(1, "read");
        for (int i = 0; i < count; i++)
            send(fds[i], "t", 1, MSG_NOSIGNAL);
        puts("asked");
        fflush(stdout);
        for (int i = 0; i < count; i++)
            printf("%ld\n", answered(fds[i]));
        break;
    case 'b': /* a burst: asks for many at once, and then reads */
        fds[0] = connected();
        send(fds[0], many, (size_t)count, MSG_NOSIGNAL);
        for (long number = 0, last = 0; last != count;) {
            char byte; /* several answers may come at once, or a part of one */

            if (recv(fds[0], &byte, 1, 0) != 1)
                errx(1, "no answer");
            if (byte == '\n')
                last = number;
            number = byte == '\n' ? 0 : 10 * number + byte - '0';
        }
        break;
    case 'd': /* deaf: it never reads. It ends when it was let go. */
        fds[0] = connected();
        while (send(fds[0], many, sizeof many, MSG_NOSIGNAL) != -1)
            ;
        break;
    case 'l': /* late: the first has no place any more, the last two have */
        for (int i = 0; i < count; i++)
            fds[i] = connected();
        ask(fds[count - 1]);
        ask(fds[count - 2]);
        if (recv(fds[0], many, 1, 0) != 0)
            errx(1, "the first is still there");
        break;
    case 'q': /* quiet */
        for (int i = 0; i < count; i++)
            fds[i] = connected();
        puts("quiet");
        fflush(stdout);
        pause();
        break;
    case 'h': /* hesitates: asks when it gets a line */
        fds[0] = connected();
        puts("ready");
        fflush(stdout);
        if (read(STDIN_FILENO, many, 1) != 1 ||
            send(fds[0], "t", 1, MSG_NOSIGNAL) != 1)
            err(1, "send");
        puts("asked");
        fflush(stdout);
        printf("%ld\n", answered(fds[0]));
        break;
    }
}
END
  crowd=$tool
}
# come_in KIND [COUNT]: such a client, in the owner's directory.
come_in() { (cd owned && exec timeout 50 "$crowd" "$@"); }

test_ten_thousand_random_strings_do_no_harm() {
  make_crowd
  enter_folder
  own "$program"
  opened=$(descriptors)
  run come_in raves 10000
  assert_ran 0 '' "the clients"
  run "$sell" owner owned 1
  assert_ran 0 "^$(cat owned/tickets)\$" "a ticket after them"
  soon has_as_many || fail "open, before and after: $opened $(descriptors)"
}
# has_clients NUMBER: so many, beside the socket that takes them.
has_clients() {
  [ "$(find "/proc/$owner/fd" -lname 'socket:*' | wc -l)" -eq $(($1 + 1)) ]
}
descriptors() { find "/proc/$owner/fd" -mindepth 1 | wc -l; }
has_as_many() { [ "$(descriptors)" -eq "$opened" ]; }
test_a_thousand_clients_at_once_are_answered_and_saved_together() {
  make_crowd
  enter_folder
  limit=$(ulimit -Hn)
  [ "$limit" = unlimited ] || [ "$limit" -ge 1100 ] ||
    { skip_test "so many descriptors are not permitted" && return; }
  sh -c 'ulimit -n 1100; exec "$1" owned 90000' sh "$program" >log 2>errors &
  owner=$!
  soon is_ready || fail "it does not serve: $(cat log errors)"
  mkfifo go
  (cd owned && ulimit -n 1100 && exec "$crowd" all 1000) <go >sold &
  crowded=$!
  exec 8>go
  soon has_clients 1000 || fail "open: $(descriptors)"
  stop_owner
  echo ask >&8
  soon grep -qs asked sold
  kill -CONT "$owner"
  wait $crowded
  assertEquals "the exit status of the crowd" 0 $?
  exec 8>&-
  assertEquals "different numbers" 1000 "$(sort -u sold | grep -c '^[0-9]')"
  assertEquals "the last" 1000 "$(cat owned/tickets)"
  assertEquals "saved: at the start and" 2 "$(grep -c ^saved log)"
}
test_a_burst_is_answered_byte_by_byte_and_a_deaf_client_is_let_go() {
  make_crowd
  enter_folder
  own "$program"
  run come_in burst 100
  assert_ran 0 '' "a burst"
  run come_in deaf
  assert_ran 0 '' "a deaf one"
  run "$sell" owner owned 1
  assert_ran 0 "^$(cat owned/tickets)\$" "a ticket after them"
}
# be_quiet N: so many clients are connected and say nothing; sets $quiet.
be_quiet() {
  rm -f said
  (cd owned && exec "$crowd" quiet "$1") >said &
  quiet=$!
  soon [ -s said ]
}
test_silent_clients_that_take_all_descriptors_are_let_go() {
  make_crowd
  enter_folder
  sh -c 'ulimit -n 20; exec "$1" owned 90000' sh "$program" >log 2>errors &
  owner=$!
  soon is_ready
  be_quiet 100
  for n in 1 2 3; do assert_sells $n "beside a hundred of them"; done
  run cat errors
  assertContains "what it says" "$output" 'accept4: Too many open files'
  kill $quiet
}
test_silent_clients_that_take_all_places_are_let_go_the_oldest_first() {
  make_crowd
  instead 'PLACES = 1000' 'PLACES = 3'
  make_program
  enter_folder
  own "$broken"
  opened=$(descriptors)
  run come_in late 10
  assert_ran 0 '' "ten of them"
  soon has_as_many || fail "open, before and after: $opened $(descriptors)"
  be_quiet 10
  for n in 3 4 5; do assert_sells $n "beside ten of them"; done
  kill $quiet
}
test_a_client_is_answered_beside_an_older_one_that_goes() {
  make_crowd
  enter_folder
  own "$program"
  be_quiet 1
  mkfifo go
  (cd owned && exec "$crowd" hesitates) <go >heard &
  exec 8>go
  soon grep -qs ready heard
  # The owner waits for both. While it is stopped one goes and one asks.
  soon has_clients 2 || fail "open: $(descriptors)"
  stop_owner
  kill $quiet
  wait $quiet 2>/dev/null
  echo ask >&8
  soon grep -qs asked heard
  kill -CONT "$owner"
  soon grep -qs '^1$' heard || fail "no answer beside one that has gone"
  exec 8>&-
}
test_where_not_one_client_can_be_taken_that_is_told() {
  enter_folder
  sh -c 'ulimit -n 6; exec "$1" owned 90000' sh "$program" >log 2>errors &
  owner=$!
  soon is_ready
  run "$sell" owner owned 1
  assert_ran 1 '^24-sell: (no answer: the owner has gone|(recv|send): .*)$' \
    "a till"
  wait $owner
  assertEquals "the owner's exit status" 1 $?
  run cat errors
  assertContains "what it says" "$output" 'accept4: Too many open files'
}

# Ends at all moments.

# sell_until_it_is_over: false while there is the file go, but not at once.
sell_until_it_is_over() {
  "$sell" owner owned 1000000
  [ ! -e go ]
}
# A hundred owners are killed while tills ask: each second one when a till has
# got some tickets, the others perhaps before they serve.
test_killed_a_hundred_times_no_number_is_sold_twice() {
  enter_folder
  : >go
  soon sell_until_it_is_over >>sold 2>>said &
  for n in $(seq 100); do
    "$program" owned 1000000 &
    owner=$!
    if [ $((n % 2)) -eq 0 ]; then
      head -c $((n * 37 % 90))M /dev/zero >/dev/null # takes its time
    else
      soon "$sell" owner owned $((n % 9 + 1)) >>sold 2>>said
    fi
    kill -KILL $owner
    wait $owner
  done >log 2>errors
  rm go
  wait
  assertEquals "owners' errors" '' "$(grep -v 'Killed$' errors)"
  assertTrue "sold: $(wc -l <sold)" "[ $(wc -l <sold) -ge 100 ]"
  assertEquals "sold twice" '' "$(sort sold | uniq -d)"
  last=$(sort -n sold | tail -n 1)
  assertTrue "sold $last, saved $(cat owned/tickets)" \
    "[ $(cat owned/tickets) -ge $last ]"
  expected='No such file or directory|Connection (refused|reset by peer)'
  assertEquals "other errors of the tills" '' "$(grep -vE \
    ": ($expected|Broken pipe)\$|: no answer: the owner has gone\$" said)"
  next=$(($(cat owned/tickets) + 1))
  own "$program" 1000000
  assert_sells $next "the next one"
}
test_what_cannot_be_saved_is_not_answered_and_ends_it() {
  enter_folder
  own "$program"
  assert_sells 1 "at first"
  mkdir owned/tickets.new
  run "$sell" owner owned 1
  assert_ran 1 '^24-sell: (no answer: the owner has gone|(recv|send): .*)$' \
    "a till"
  wait $owner
  assertEquals "the owner's exit status" 1 $?
  assertEquals "its message" "24-sole-owner: tickets.new: Is a directory" \
    "$(cat errors)"
  rmdir owned/tickets.new
  own "$program"
  assert_sells 2 "then"
}
test_what_another_writes_into_the_file_does_not_last() {
  enter_folder
  own "$program"
  assert_sells 1 "at first"
  run "$sell" none owned 5
  assertEquals "the file meanwhile" 6 "$(cat owned/tickets)"
  assert_sells 2 "the owner's next"
  assertEquals "the file" 2 "$(cat owned/tickets)"
}
test_a_reader_sees_a_whole_number_at_each_moment() {
  enter_folder
  own "$program"
  "$sell" owner owned 100 >sold &
  seller=$!
  while kill -0 $seller; do
    read -r number <owned/tickets
    echo "$number"
  done >seen 2>/dev/null
  assertEquals "not a number" '' "$(grep -vE '^[0-9]+$' seen)"
  sort -nc seen || fail "a number that is smaller than the one before"
}

# The machine's and the user's troubles.
test_what_cannot_be_its_directory_or_its_file_is_told_and_not_lost() {
  enter_folder
  echo "Dear diary" >diary
  while read -r bad message; do
    run timeout 5 "$program" "$bad" 500
    assert_ran 1 "^24-sole-owner: $bad: $message\$" "$bad"
  done <<'END'
diary Not a directory
diary/owned Not a directory
nowhere/owned No such file or directory
END
  mkdir owned
  for content in 'Dear diary' '' '12' '12 13\n' '-5\n' '\n' '12\n\n' '0x5\n'; do
    printf '%b' "$content" >owned/tickets
    run timeout 5 "$program" owned 500
    assert_ran 1 "^24-sole-owner: tickets: not a number, and left as it is\$" \
      "$content"
    assertEquals "the file" "$(printf '%b' "$content" | od -c)" \
      "$(od -c <owned/tickets)"
  done
  rm owned/tickets
  mkdir owned/tickets
  run timeout 5 "$program" owned 500
  assert_ran 1 '^24-sole-owner: tickets: Is a directory$' "a directory"
  rmdir owned/tickets
  ln -s tickets owned/tickets
  run timeout 5 "$program" owned 500
  assert_ran 1 '^24-sole-owner: tickets: Too many levels of symbolic' "a loop"
  rm owned/tickets
  echo "Dear diary" >owned/socket
  run timeout 5 "$program" owned 500
  assert_ran 1 '^24-sole-owner: socket: Address already in use$' "a diary"
  assertEquals "the diary" "Dear diary" "$(cat owned/socket)"
}
test_it_goes_on_where_the_last_one_ended_and_a_full_house_stays_full() {
  enter_folder
  mkdir owned
  echo 498 >owned/tickets
  own "$program" 500
  run "$sell" owner owned 3
  assert_ran 1 '^24-sell: sold out$' "the last ones"
  assertEquals "sold" "499 500" \
    "$(echo "$output" | grep -v sold | paste -s -d ' ')"
  kill $owner
  wait $owner 2>/dev/null
  own "$program" 400
  run "$sell" owner owned 1
  assert_ran 1 '^24-sell: sold out$' "fewer seats than were sold"
  assertEquals "the file" 500 "$(cat owned/tickets)"
}
test_a_new_file_that_was_left_is_overwritten_as_a_whole() {
  enter_folder
  mkdir owned
  echo 123456789 >owned/tickets.new
  own "$program"
  assertEquals "the file" 0 "$(cat owned/tickets)"
}
test_a_directory_that_may_not_be_written_is_told() {
  enter_folder
  mkdir -m 555 owned folder && cp "$program" 24-sole-owner
  chmod 755 . 24-sole-owner
  nobody=''
  if [ "$(id -u)" -eq 0 ]; then find_nobody 24-sole-owner || return 0; fi
  # shellcheck disable=SC2086 # a command and its arguments
  run timeout 5 $nobody ./24-sole-owner owned 500
  assert_ran 1 ': tickets.new: Permission denied$' "a directory"
  # shellcheck disable=SC2086 # a command and its arguments
  run timeout 5 $nobody ./24-sole-owner folder/owned 500
  assert_ran 1 ': folder/owned: Permission denied$' "a new one"
}
test_another_user_cannot_ask_read_lock_signal_or_remove_anything() {
  enter_folder
  cp "$sell" 24-sell && chmod 755 . 24-sell
  find_nobody 24-sell || return 0
  own "$program"
  while read -r wanted command; do
    # shellcheck disable=SC2086 # a command and its arguments
    run $nobody $command
    assert_ran "$wanted" '(not permitted|[Pp]ermission denied)$' "$command"
  done <<END
1 ./24-sell owner owned 1
1 ./24-sell none owned 1
1 cat owned/tickets
2 ls owned
66 flock -n owned true
1 kill $owner
2 ls /proc/$owner/fd
1 mv owned other
1 rm -rf owned
END
  # Nor where its directory can be searched by all.
  chmod 755 owned
  while read -r wanted command; do
    # shellcheck disable=SC2086 # a command and its arguments
    run $nobody $command
    assert_ran "$wanted" '(not permitted|[Pp]ermission denied)$' "$command, 755"
  done <<END
1 ./24-sell owner owned 1
1 ./24-sell none owned 1
1 cat owned/tickets
1 rm -f owned/tickets
END
  assert_sells 1 "after all that"

  # With these modes others may ask, and nothing else.
  chmod 711 owned
  chmod 666 owned/socket
  run $nobody ./24-sell owner owned 1
  assert_ran 0 '^2$' "another user asks"
  run $nobody sh -c 'echo 0 >owned/tickets'
  assert_ran 2 'ermission denied$' "another user writes"
}
# shellcheck disable=SC2016 # for the inner shell
test_a_disk_that_is_full_is_told_and_nothing_is_lost() {
  enter_folder
  mkdir owned
  echo 7 >owned/tickets
  run timeout 5 sh -c 'ulimit -f 0; exec "$1" owned 500' sh "$program"
  assert_ran 1 '^24-sole-owner: tickets.new: File too large$' "a limit of 0"
  assertEquals "the file" 7 "$(cat owned/tickets)"
  own "$program" 500
  assert_sells 8 "then"
}
test_a_log_that_is_full_or_that_nobody_reads_does_not_end_it() {
  enter_folder
  mkfifo pipe
  "$program" owned 500 >pipe 2>errors &
  owner=$!
  head -n 2 pipe >log
  soon is_ready
  for n in 1 2 3; do assert_sells $n "without a reader of its log"; done
  assertContains "what it says" "$(cat errors)" \
    '24-sole-owner: standard output: Broken pipe'
  kill $owner
  wait $owner 2>/dev/null
  sh -c 'ulimit -f 1; exec "$1" owned 500' sh "$program" >log 2>errors &
  owner=$!
  soon is_ready
  "$sell" owner owned 200 >sold
  assertEquals "sold" 200 "$(wc -l <sold)"
  assertContains "what it says" "$(cat errors)" \
    '24-sole-owner: standard output: File too large'
}
test_with_its_output_closed_it_makes_no_file() {
  enter_folder
  for closed in '>&-' '2>&-' '<&- >&- 2>&-'; do
    run timeout 5 sh -c "exec \"\$1\" owned 500 $closed" sh "$program"
    assertEquals "the exit status with $closed" 1 "$status"
    assertEquals "with $closed, files" '' "$(ls)"
  done
  sh -c 'exec "$1" owned 500 <&-' sh "$program" >log 2>errors &
  owner=$!
  soon is_ready
  assert_sells 1 "0 closed"
}
test_a_till_tells_what_went_wrong() {
  enter_folder
  mkdir office
  run "$sell" lock nowhere 1
  assert_ran 1 '^24-sell: nowhere: No such file or directory$' "no directory"
  run "$sell" none office 1
  assert_ran 1 '^24-sell: tickets: No such file or directory$' "no file"
  run "$sell" owner office 1
  assert_ran 1 '^24-sell: connect: No such file or directory$' "no owner"
  echo 5 >office/tickets
  # shellcheck disable=SC2016 # for the inner shell
  run sh -c '"$1" lock office 2 >/dev/full' sh "$sell"
  assert_ran 1 '^24-sell: standard output: No space left on device$' "full"
  run "$sell" lock office 3
  assert_ran 0 '^9$' "then"
  own "$program"
  kill $owner
  wait $owner 2>/dev/null
  run "$sell" owner owned 1
  assert_ran 1 '^24-sell: connect: Connection refused$' "a dead owner"
}
test_usage_errors_are_told() {
  enter_folder
  while read -r words; do
    # shellcheck disable=SC2086 # words
    run timeout 5 "$program" $words
    assert_ran 2 '^usage: 24-sole-owner DIRECTORY SEATS$' "$words"
  done <<'END'

owned
owned 0
owned -5
owned 5x
owned five
owned 5 5
--help
END
  run timeout 5 "$program" owned ''
  assert_ran 2 '^usage: 24-sole-owner DIRECTORY SEATS$' "an empty number"
  while read -r words; do
    # shellcheck disable=SC2086 # words
    run timeout 5 "$sell" $words
    assert_ran 2 '^usage: 24-sell none\|lock\|owner DIRECTORY NUMBER$' "$words"
  done <<'END'

lock
lock .
lock . 0
lock . 5x
some . 5
lock . 5 5
END
  assertEquals "what was made" '' "$(ls)"
  own "$program" 1
  assert_sells 1 "the only seat"
}

# say TEXT: in sqlite, by a command that waits for no lock.
say() { sqlite3 db "$1"; }
# count_to_20_by STATEMENT: four processes add one to a number five times each,
# and wait for a lock. Prints the number in the end.
count_to_20_by() {
  say 'UPDATE counter SET n = 0'
  for _ in 1 2 3 4; do
    for _ in 1 2 3 4 5; do sqlite3 db '.timeout 20000' "$1"; done &
  done
  wait
  say 'SELECT n FROM counter'
}
test_sqlite_loses_updates_without_an_error_and_how_it_does_not() {
  command -v sqlite3 >/dev/null ||
    { skip_test "there is no sqlite3 here" && return; }
  enter_folder
  say 'CREATE TABLE counter(n); INSERT INTO counter VALUES(0)'
  # Two programs: both read, and then both write.
  first=$(say 'SELECT n FROM counter') second=$(say 'SELECT n FROM counter')
  run say "UPDATE counter SET n = $first + 1"
  assertEquals "the first says" "0 " "$status $output"
  run say "UPDATE counter SET n = $second + 1"
  assertEquals "the second says" "0 " "$status $output"
  assertEquals "the number" 1 "$(say 'SELECT n FROM counter')"
  # A third one has it locked.
  mkfifo statements
  sqlite3 db <statements >said &
  exec 8>statements
  echo "BEGIN IMMEDIATE; SELECT 'begun';" >&8
  soon grep -qs begun said
  run say 'UPDATE counter SET n = 9'
  assert_ran "$status" 'database is locked' "with timeout 0"
  assertNotEquals "its status" 0 "$status"
  exec 8>&-
  wait
  assertEquals "one UPDATE" 20 \
    "$(count_to_20_by 'UPDATE counter SET n = n + 1')"
  assertEquals "BEGIN IMMEDIATE" 20 "$(count_to_20_by 'BEGIN IMMEDIATE;
    CREATE TEMP TABLE seen AS SELECT n FROM counter;
    UPDATE counter SET n = (SELECT n FROM seen) + 1; COMMIT')"
}

# For make faults: how it is run, and which failures are exceptions.
faults() {
  runs 24-sole-owner caller socket . 5
  says 'mkdir|open|fchdir' '\.'
  says 'open|read|rename|fsync' tickets
  says dprintf 'tickets.new|standard output'
  says 'lstat|unlink|bind|listen' socket
  says fcntl '1 and 2 must be open'
  allows lstat '' 'harmless: if there is a file in the way, bind(2) tells'
  allows dprintf 'STDOUT_FILENO, "saved' 'told: its log is full, and it serves'
  allows 'recv|send' '' 'harmless: that client is let go, and no other'
  beside 24-sole-owner . 5
  runs 24-sell caller - none . 2
  runs 24-sell caller - lock . 2
  runs 24-sell caller - owner . 2
  says 'open|pread|pwrite' tickets
  says chdir '\.'
}

. "$shunit2"
