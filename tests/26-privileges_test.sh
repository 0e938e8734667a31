#!/bin/sh
# Lesson 26: its script, on the demo and on broken ones; what each wrong order
# leaves open; requests that are many or mad; what cannot be a log; other users;
# and the companion.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

# find_net: sets $net to what runs a command in a network of its own, and can
# bind every port there.
find_net() {
  for net in "$build/26-own-net" "unshare -r $build/26-own-net"; do
    ! $net true 2>/dev/null || return 0
  done
  ! skip_test "a network namespace is not permitted"
}
# find_users: that, where there are other users as well.
find_users() {
  for net in "" "unshare -r --map-auto"; do
    net="timeout 20 $net $build/26-own-net"
    ! $net setpriv --reuid 3026 true 2>/dev/null || return 0
  done
  ! skip_test "needs root, or unshare -r --map-auto"
}

# inside: runs the lines of standard input by bash, in $net and in a new folder,
# $folder. They have three more words:
#   serve COMMAND   starts a server on port 69, waits until it serves
#   ask NAME        asks it
#   as ID COMMAND   runs COMMAND as that user
inside() {
  folder=$(mktemp -d "$SHUNIT_TMPDIR/folder.XXXXXX")
  chmod 711 "$folder"
  # shellcheck disable=SC2016 # for the inner shell
  {
    echo 'cd "$1" || exit; program=$2 build=$3; exec 4>&1'
    echo 'serve() {
      rm -f said; "$@" >said 2>errors & server=$!
      until grep -qs "^server " said || ! kill -0 $server; do sleep 0.01; done
      exec 5<>/dev/udp/127.0.0.1/69
    } 2>/dev/null'
    echo 'ask() { printf "%s\n" "$1" >&5; timeout 5 head -n 1 <&5; }'
    echo 'as() { setpriv --reuid $1 --regid $1 --clear-groups "${@:2}"; }'
    echo 'trap "[ ! \$server ] || kill \$server" EXIT'
    cat
  } >"$folder/commands"
  # shellcheck disable=SC2086 # words
  run timeout 50 $net bash "$folder/commands" "$folder" \
    "${broken_program-$program}" "$build" 2>&1
  : >"$folder/commands"
}

test_the_script_passes() { assert_script_passes; }

# A program is broken only where the script can show it.
test_break_it_1_the_user_first_and_the_groups_last() {
  find_users || return 0
  instead 'setresuid(id, id, id)' 'setgroups(0, 0)'
  instead 'setgroups(0, NULL)' 'setresuid(id, id, id)'
  script_notices '26-privileges: setresgid: Operation not permitted'
}
test_break_it_2_the_supplementary_groups_stay() {
  find_users || return 0
  instead 'setgroups(0, NULL) == -1' 0
  script_notices 'Actual: * "3026 3026 3026 3026 3027"'
}
test_break_it_3_the_group_stays() {
  find_users || return 0
  instead 'setresgid(id, id, id) == -1' 0
  script_notices 'Actual: * "3026 3026 3026 root -"'
}
test_break_it_4_only_the_effective_user_is_another() {
  find_users || return 0
  instead 'setresuid(id, id, id)' 'seteuid(id)'
  script_notices '26-privileges: root again: *'
}
test_break_it_5_it_may_get_new_privileges() {
  find_users || return 0
  instead 'prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L) == -1' 0
  script_notices 'NoNewPrivs is 0'
}

test_a_log_that_root_opens_first_is_noticed() {
  find_users || return 0
  instead 'requests = bind_port((in_port_t)port);' \
    'requests = bind_port((in_port_t)port); log_event("started");'
  script_notices 'Expected: a line "server pid N..." *'
}
test_a_server_that_does_not_try_to_be_root_again_is_noticed() {
  find_users || return 0
  instead 'setresuid(0, 0, 0) != -1' 0
  script_notices 'Expected: a line "...: root again: *'
}
test_a_server_that_stays_as_it_is_is_noticed() {
  find_users || return 0
  instead 'give_away((uid_t)id);' ''
  without 'prove_for_good();'
  script_notices 'Expected: a line "...: log: Permission denied"'
}
test_a_server_that_drops_before_it_binds_is_noticed() {
  find_users || return 0
  instead '    requests = bind_port' '    if (argc == 4)
        give_away((uid_t)id);
    requests = bind_port'
  script_notices '26-privileges: port 69: Permission denied'
}
test_a_server_that_goes_on_without_its_port_is_noticed() {
  instead 'bind(fd, (struct sockaddr *)&address, sizeof address) == -1' 0
  script_notices 'Expected: a line "...: port 69: Permission denied"'
}
test_a_server_that_keeps_its_log_open_is_noticed() {
  find_users || return 0
  instead '    int fd = open(log_path,' '    static int fd = -1; if (fd == -1)
    fd = open(log_path,'
  instead '    close(fd);
    return 0;' '    return 0;'
  script_notices 'Expected: a line "-rw-r----- # # logs/log"'
}
test_a_server_that_goes_on_without_a_log_is_noticed() {
  find_users || return 0
  instead 'log_event("started") == -1' 'log_event("started") == 0 && 0'
  script_notices 'Expected: a line "1"'
}
test_a_server_that_reads_files_ahead_is_noticed() {
  # It has opened the secret as root, so the mode plays no part.
  find_users || return 0
  instead '    requests = bind_port' '    int kept = open("secret", O_RDONLY);
    dup2(kept, 99);
    requests = bind_port'
  instead '    if (fd == -1)
        return -1;
    n = read' '    if (fd == -1)
        fd = dup(99);
    if (fd == -1)
        return -1;
    n = read'
  script_notices 'Expected: a line "Permission denied"'
}
test_a_companion_that_stays_in_the_network_is_noticed() {
  find_users || return 0
  of_companion 26-own-net
  instead 'loopback.ifr_flags |= IFF_UP' 'loopback.ifr_flags |= 0'
  script_notices 'Expected: a line "welcome"'
}

# leaves TEXT: a program whose give_away() is the C text on standard input
# leaves that open: what ps shows; whether it may read a file of group 3027, one
# of group 0; and what setresuid(0, 0, 0) returns.
leaves() {
  at_top '#include <sys/wait.h>'
  instead '    if (setgroups(0, NULL) == -1)
        err(1, "setgroups");
    if (setresgid(id, id, id) == -1)
        err(1, "setresgid");
    if (setresuid(id, id, id) == -1)
        err(1, "setresuid");' "$(cat)"
  instead '        prove_for_good();' '        if (fork() == 0) {
            dprintf(2, "%d\n", setresuid(0, 0, 0));
            _exit(0);
        }
        wait(NULL);'
  make_program
  broken_program=$broken
  inside <<'END'
echo read | tee others roots >/dev/null
chgrp 3027 others && chmod 640 others roots && mkdir -m 777 logs
serve setpriv --groups 3027 "$program" 69 logs/log 3026
echo $(ps -o user=,ruser=,suser=,group=,supgrp= -p $server) \
  "|" $(ask others) "|" $(ask roots) "|" $(cat errors)
END
  unset broken_program
  assertEquals "what is left open" "$1" "$output"
}
no='Permission denied'
test_what_each_order_leaves_open() {
  find_users || return 0
  leaves "3026 3026 3026 3026 - | $no | $no | -1" <<'END'
    setgroups(0, NULL); setresgid(id, id, id); setresuid(id, id, id);
END
  leaves "3026 3026 3026 root 3027 | read | read | -1" <<'END'
    setresuid(id, id, id); setresgid(id, id, id); setgroups(0, NULL);
END
  leaves "3026 3026 3026 3026 3027 | read | $no | -1" <<'END'
    setresgid(id, id, id); setresuid(id, id, id);
END
  leaves "3026 3026 3026 root - | $no | read | -1" <<'END'
    setgroups(0, NULL); setresuid(id, id, id);
END
  leaves "3026 root root 3026 - | $no | $no | 0" <<'END'
    setgroups(0, NULL); setresgid(id, id, id); seteuid(id);
END
}

# copy_for_nobody PROGRAM: a copy stands in the working directory, a new one;
# $nobody runs it as an ordinary user. tearDown leaves the directory.
copy_for_nobody() {
  cd "$(mktemp -d "$SHUNIT_TMPDIR/folder.XXXXXX")" || exit
  cp "$1" . && chmod 755 . ./*
  nobody=''
  [ "$(id -u)" -ne 0 ] || find_nobody "${1##*/}"
}
tearDown() { cd "$root" || exit; }

# check_alive: inside, a file is asked for and comes.
# shellcheck disable=SC2016 # for the inner shell
check_alive='echo hello >file; chmod 644 file; ask file'
test_random_requests_do_no_harm() {
  find_net || return 0
  compile_tool rave <<'END'
#include <arpa/inet.h>
#include <stdlib.h>
#include <sys/socket.h>

int main(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = 69 << 8};
    char text[600];
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    srandom(26);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int i = 0; i < 10000; i++) {
        size_t size = (size_t)random() % sizeof text;

        for (size_t n = 0; n < size; n++)
            text[n] = (char)random();
        sendto(fd, text, size, 0, (struct sockaddr *)&address, sizeof address);
        if (i % 100 == 0) { /* another client, that has not read its answers */
            fd = socket(AF_INET, SOCK_DGRAM, 0);
        }
    }
}
END
  inside <<END
serve "\$program" 69 /dev/null
opened=\$(ls /proc/\$server/fd | wc -l)
"$tool"
# What is still in the queue is answered first; a request may be lost there.
until [ "\$(echo x >&5; timeout 1 head -n 1 <&5)" ]; do :; done
exec 5<>/dev/udp/127.0.0.1/69
$check_alive
for _ in {1..50}; do ask file; done >/dev/null
echo \$((\$(ls /proc/\$server/fd | wc -l) - opened)) descriptors more
END
  assertEquals "after 10000 of them" "hello
0 descriptors more" "$output"
}
test_names_that_are_no_files_are_answered() {
  find_net || return 0
  inside <<'END'
mkfifo fifo; mkdir folder; ln -s /etc/passwd link; : >empty
serve "$program" 69 /dev/null
for name in ../commands /etc/passwd . folder nothing ''; do ask "$name"; done
ask "$(printf %0300d 0)"
printf 'folder\0x\n' >&5; timeout 5 head -n 1 <&5
for name in fifo empty; do
  echo $name >&5; timeout 5 dd count=1 <&5 2>&1 | sed -n '/copied/s/ .*//p'
done
echo hello >file; ask file
END
  assertEquals "answers" "Invalid argument
Invalid argument
Is a directory
Is a directory
No such file or directory
No such file or directory
No such file or directory
Is a directory
0
0
hello" "$output"
}
test_a_thousand_clients_at_once_are_answered() {
  find_net || return 0
  compile_tool thousand <<'END'
#include <arpa/inet.h>
#include <err.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CLIENTS = 1000 };

/* There is no room for all requests at the same time, and so some are lost:
 * who has no answer asks again. */
int main(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = 69 << 8};
    static struct pollfd clients[CLIENTS];
    int waiting = CLIENTS;
    char text[100];

    alarm(60);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int i = 0; i < CLIENTS; i++) {
        int fd = socket(AF_INET, SOCK_DGRAM, 0);

        if (fd == -1 || connect(fd, (void *)&address, sizeof address) == -1)
            err(1, "socket");
        clients[i] = (struct pollfd){fd, POLLIN, 0};
    }
    while (waiting > 0) {
        for (int i = 0; i < CLIENTS; i++) {
            if (clients[i].fd >= 0 && send(clients[i].fd, "file\n", 5, 0) != 5)
                err(1, "send");
        }
        while (poll(clients, CLIENTS, 100) > 0) {
            for (int i = 0; i < CLIENTS; i++) {
                if (clients[i].revents == 0)
                    continue;
                if (recv(clients[i].fd, text, sizeof text, 0) != 6 ||
                    memcmp(text, "hello\n", 6) != 0)
                    errx(1, "another answer");
                clients[i].fd = -1; /* poll(2) leaves it out */
                waiting--;
            }
        }
    }
}
END
  inside <<END
ulimit -n 1100 || exit 0
serve "\$program" 69 /dev/null
$check_alive
"$tool" && echo all
ask file
END
  case $output in
  *limit*) skip_test "so many descriptors are not permitted" ;;
  esac
  assertEquals "the answers" "hello
all
hello" "$output"
}
test_killed_a_hundred_times_it_serves_again_and_no_answer_is_wrong() {
  find_net || return 0
  inside <<'END'
echo hello >file
: >go
exec 5<>/dev/udp/127.0.0.1/69
# What is asked while it is killed has no answer.
while [ -e go ]; do
  echo file >&5 && timeout 0.02 head -n 1 <&5
done >answers 2>/dev/null & asker=$!
for n in {1..100}; do
  timeout -s KILL 0.0$((n * 37 % 30 + 10)) "$program" 69 log
done >file.said 2>&1
rm go
wait $asker
sort -u answers
grep -vxE 'started|sent' log
[ "$(wc -l <answers)" -ge 10 ] || wc -l answers
serve "$program" 69 log
ask file
END
  assertEquals "answers, and lines in the log that are not whole" "hello
hello" "$output"
}
test_another_user_cannot_signal_it_read_its_log_or_take_its_port() {
  find_users || return 0
  inside <<'END'
mkdir -m 777 logs
serve "$program" 69 logs/log 3026
as 3028 bash -c "kill $server" 2>&1 | sed 's/.* - //'
as 3028 cat logs/log 2>&1 | sed 's/.*: //'
"$program" 69 logs/log 2>&1 | sed 's/.*: //; s/Address in/Address already in/'
# Its memory is closed to its own user as well: it was root's.
for id in 3026 3028; do
  as $id ls "/proc/$server/fd" 2>&1 | sed 's/.*: //'
done
echo hello >file; ask file
END
  assertEquals "what they get" "Operation not permitted
Permission denied
Address already in use
Permission denied
Permission denied
hello" "$output"
}
test_the_other_ways_need_no_root_in_the_server() {
  find_users || return 0
  inside <<'END'
cp "$program" 26-privileges && echo hello >file
plain='setpriv --reuid 3026 --regid 3026 --clear-groups'
right='--inh-caps=+net_bind_service --ambient-caps=+net_bind_service'
serve $plain $right ./26-privileges 69 /dev/null
echo $(ps -o user= -p $server) $(grep CapPrm /proc/$server/status) $(ask file)
kill $server; wait $server
$plain ./26-privileges 69 /dev/null 2>&1 | sed 's/.*: //'
echo 69 >/proc/sys/net/ipv4/ip_unprivileged_port_start
serve $plain ./26-privileges 69 /dev/null
echo $(ps -o user= -p $server) $(grep CapPrm /proc/$server/status) $(ask file)
END
  assertEquals "with the capability, without, and where the port is for all" \
    "3026 CapPrm: 0000000000000400 hello
Permission denied
3026 CapPrm: 0000000000000000 hello" "$output"
}
test_what_cannot_be_a_log_is_told() {
  find_net || return 0
  inside <<'END'
mkfifo pipe; mkdir folder; : >file
for log in pipe folder file/log nowhere/log ''; do
  timeout 5 "$program" 69 "$log"
  echo $?
done
END
  assertEquals "what it says" "26-privileges: pipe: No such device or address
1
26-privileges: folder: Is a directory
1
26-privileges: file/log: Not a directory
1
26-privileges: nowhere/log: No such file or directory
1
26-privileges: : No such file or directory
1" "$output"
}
test_a_full_log_does_not_end_it() {
  find_net || return 0
  inside <<'END'
echo hello >file
serve sh -c 'ulimit -f 1; exec "$0" 69 log' "$program"
for _ in {1..200}; do ask file; done | sort | uniq -c
head -n 1 errors
END
  assertEquals "what it does" "200 hello
26-privileges: log: File too large" "$(echo "$output" | sed 's/^ *//')"
}
test_without_a_reader_of_its_complaints_it_serves() {
  find_net || return 0
  inside <<'END'
echo hello >file
mkdir folder; mkfifo pipe
exec 6<>pipe
"$program" 69 folder/log >said 2>pipe 6<&- & server=$!
until grep -qs "^server " said; do sleep 0.01; done
exec 5<>/dev/udp/127.0.0.1/69 6<&-
rm -r folder
for _ in 1 2 3; do ask file; done
END
  assertEquals "what it does" "hello
hello
hello" "$output"
}
test_with_its_output_closed_it_does_not_start() {
  for closed in '>&-' '2>&-' '<&- >&- 2>&-'; do
    run timeout 5 sh -c "exec \"\$1\" 0 /dev/null $closed" sh "$program"
    assertEquals "the exit status with $closed" 1 "$status"
  done
}
test_an_ordinary_user_cannot_give_away_what_they_have_not() {
  copy_for_nobody "$program" || return 0
  # shellcheck disable=SC2086 # a command and its arguments
  run timeout 5 $nobody ./26-privileges 0 /dev/null 3026
  assert_ran 1 '^26-privileges: setgroups: Operation not permitted$' "that"
}
test_checkup_and_map_know_it_as_a_daemon() {
  find_users || return 0
  inside <<'END'
mkdir -m 777 logs
serve true
daemon=$("$build/16-daemonize" -d . -l said "$program" 69 logs/log 3026)
server=${daemon##* }
until grep -qs "^server " said; do sleep 0.01; done
"$OLDPWD/scripts/checkup.sh" --plain $server
"$OLDPWD/scripts/map.sh" $server
END
  assert_ran 0 '^verdict: +double-fork daemon$' checkup
  assert_ran 0 '^PASS +other fds ' checkup
  assert_ran 0 '^PASS +ignores +PIPE XFSZ$' checkup
  assert_ran 0 "^[|] +[0-9]+ +26-privileges +S +parent " map
}
test_the_first_and_the_last_numbers_are_taken() {
  find_users || return 0
  inside <<'END'
for words in '0 /dev/null' '9 /dev/null' '65535 /dev/null' \
  '0 /dev/null 2147483647' '0 /dev/null 1' '0 /dev/null 9'; do
  serve "$program" $words
  cut -c 1-6 said
  kill -9 $server
  wait $server
done 2>/dev/null
unset server
END
  if [ "$(id -u)" -eq 0 ]; then
    assertEquals "so many servers" 6 "$(echo "$output" | grep -c '^server$')"
  else # that last user is in no user namespace
    assertEquals "so many servers" 5 "$(echo "$output" | grep -c '^server$')"
  fi
}
test_usage_errors_are_told() {
  for words in '' 69 '69 log 3026 3026' '-1 log' '65536 log' '6x log' \
    'x log' '69 log -1' '69 log x' '69 log 2147483648' '69 log 4294967295' \
    '69 log 99999999999999999999' '--help log'; do
    # shellcheck disable=SC2086 # words
    run timeout 5 "$program" $words
    assert_ran 2 '^usage: 26-privileges PORT LOG \[ID\]$' "$words"
  done
  run timeout 5 "$program" 69 log 0
  assert_ran 1 ': 0 is root: nothing would be given away$' 0
  for words in '' --help; do
    # shellcheck disable=SC2086 # words
    run timeout 5 "$build/26-own-net" $words
    assert_ran 2 '^usage: 26-own-net COMMAND \[ARG\.\.\.\]$' "$words"
  done
}
test_own_net_ends_as_its_command_does() {
  find_net || return 0
  for line in '3 sh -c "exit 3"' '127 /nonexistent' '126 /dev/null'; do
    eval "run $net ${line#* }"
    assertEquals "${line#* }: $output" "${line%% *}" "$status"
  done
}
test_own_net_has_lo_and_nothing_else() {
  find_net || return 0
  run $net sed -n 's/:.*//p' /proc/net/dev
  assertEquals "interfaces" lo "$(echo "$output" | tr -d ' ')"
  copy_for_nobody "$build/26-own-net" || return 0
  # shellcheck disable=SC2086 # a command and its arguments
  run $nobody ./26-own-net true
  assert_ran 125 '^26-own-net: unshare: Operation not permitted$' "a user"
}

# For make faults: how it is run, and which failures are exceptions.
faults() {
  runs 26-privileges caller log 0 log
  runs 26-privileges caller log 0 /dev/null 3026
  says bind 'port 0'
  says fcntl '1 and 2 must be open'
  says dprintf 'standard output|log|/dev/null'
  allows dprintf 'dprintf(fd' 'told: its log is full, and it serves'
  allows 'open|read|openat' 'name' 'harmless: that is what it answers'
  allows read '' 'harmless: that is what it answers'
  allows sendto '' 'told: that client has no answer'
  allows_again open 'open(log_path' 'told: that line is lost'
  [ "$(id -u)" -ne 0 ] ||
    allows setresuid '(0, 0, 0)' 'harmless: that is as it should be'
  runs 26-own-net caller - true
  says ioctl lo
  says execvp true
}

. "$shunit2"
