#!/bin/sh
# Lesson 25: its script, on the demo and on broken ones; servers that are killed
# at any moment, what is left of a group, clients that are many or mad, other
# users; and the exercise.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

job=$build/25-job

tearDown() {
  [ -z "${server-}" ] || { kill "$server" && wait "$server"; } 2>/dev/null
  [ -z "${work-}" ] || kill_group
  server='' work=''
  cd "$root" || exit
}

# kill_group: ends what is left of the work.
kill_group() { kill -s KILL -- "-$work" 2>/dev/null; }

# serve PROGRAM COMMAND...: starts it in the directory my; sets $server and
# $work, the number of its group.
serve() {
  served=$1
  shift
  "$served" my "$@" >log 2>&1 &
  server=$!
  soon is_running || fail "it does not serve: $(cat log)"
  work=$(sed 's/running pgid //' my/status)
}
is_running() { grep -qs "^work .* ppid $server " log; }
is_gone() { ! ps -o stat= -q "$1" | grep -qv Z; }
has_no_group() { ! kill -s 0 -- "-$1"; } 2>/dev/null

# assert_status WHAT TEXT [VERB]: that is how it ends, or is.
assert_status() {
  run timeout 10 "$job" "${3:-wait}" my
  assertEquals "$1" "$2" "$output"
}

test_the_script_passes() { assert_script_passes; }

test_break_it_1_the_work_stays_in_the_session_of_its_server() {
  instead 'setsid() == -1' 0
  script_notices 'SID: expected # (its PID), actual #.'
}
test_break_it_2_the_work_writes_where_its_server_does() {
  without 'dup2(output, STDOUT_FILENO) == -1 || '
  script_notices 'Expected: two/output: all that was written'
}
test_break_it_3_only_the_first_process_is_cancelled() {
  instead 'kill(-work, SIGKILL)' 'kill(work, SIGKILL)'
  script_notices 'Expected: a line "signal 15"'
}
test_break_it_4_nobody_looks_for_work_that_lives() {
  instead 'kill(-group, 0) == 0 || errno != ESRCH' 0
  script_notices 'Expected: a line "...: pgid # lives without its server"'
}

# The script, on other broken programs.
test_a_server_without_a_lock_is_noticed() {
  instead '"lock", LOCK_EX | LOCK_NB' '"lock", LOCK_SH'
  script_notices 'Expected: a line "...: lock: Resource *"'
}
test_a_socket_that_all_may_use_is_noticed() {
  instead 'fchmod(fd, 0600)' 'fchmod(fd, 0666)'
  script_notices 'Its mode is 644'
}
test_a_directory_that_all_may_use_is_noticed() {
  instead 'mkdir(argv[1], 0700)' 'mkdir(argv[1], 0755)'
  script_notices 'Its mode is 755'
}
test_a_server_that_does_not_ask_first_is_noticed() {
  instead 'kill(-work, SIGTERM)' 'kill(-work, SIGKILL)'
  script_notices 'Expected: a line "signal 15"'
}
test_a_server_that_ends_with_the_first_process_is_noticed() {
  without ' && kill(-work, 0) == -1 && errno == ESRCH'
  script_notices 'nobody is left' 'part, PID #: gone' \
    'nobody else is left in its group or session'
}
test_a_status_that_comes_too_late_is_noticed() {
  without 'write_status("running pgid", getpid());'
  script_notices 'The file one/status has not the line that it should *'
}
test_an_end_by_a_signal_that_is_no_signal_is_noticed() {
  instead 'end.si_code == CLD_EXITED ? "exit" : "signal"' '"exit"'
  script_notices 'Expected: a line "signal 15"'
}
test_a_client_that_takes_unknown_for_success_is_noticed() {
  of_companion 25-job
  instead 'status = UNKNOWN' 'status = 0'
  script_notices 'Expected: a line "255"'
}
test_a_client_that_believes_the_file_is_noticed() {
  of_companion 25-job
  instead '!served' 0
  script_notices 'Expected: a line "unknown: *"'
}
test_a_client_that_does_not_wait_is_noticed() {
  of_companion 25-job
  instead '{"wait", LOCK_SH,' '{"wait", LOCK_SH | LOCK_NB,'
  script_notices 'Expected: a process.' 'COMM: expected 25-job' \
    'Expected: a line "exit 0"' 'Expected: a line "exit 3"'
}

# The status.
test_a_reader_of_the_status_keeps_what_it_has_begun() {
  enter_folder
  mkfifo go
  serve "$program" sh -c 'read x <go; exit 7'
  exec 5<my/status
  echo go >go
  assert_status "the new one" "exit 7"
  assertEquals "the old one" "running pgid $work" "$(cat <&5)"
  exec 5<&-
}
test_a_command_that_cannot_be_run_is_127_and_says_so() {
  enter_folder
  run timeout 5 "$program" my ./nonexistent
  assertEquals "the exit status of the server" 1 "$status"
  assert_status "the status" "exit 127"
  assertEquals "the output" \
    "25-persistence: ./nonexistent: No such file or directory" \
    "$(cat my/output)"
}
test_the_end_counts_whatever_the_starter_has_ignored() {
  enter_folder
  # bash: dash cannot ignore SIGCHLD.
  # shellcheck disable=SC2016 # for the inner shell
  run timeout 5 bash -c 'trap "" CHLD TERM ALRM
    exec "$1" my sh -c "exit 9"' bash "$program"
  assert_status "the status" "exit 9"
}
test_what_has_ended_is_not_run_again() {
  enter_folder
  run timeout 5 "$program" my sh -c 'echo once; exit 4'
  run timeout 5 "$program" my sh -c 'echo twice'
  assert_ran 1 ': status: not that of work that runs, and left as it is$' again
  assert_status "the status" "exit 4"
  assertEquals "the output" once "$(cat my/output)"
}
test_a_status_that_is_none_is_left_alone() {
  enter_folder
  mkdir my
  echo "Dear diary" >my/status
  run timeout 5 "$program" my true
  assert_ran 1 ': status: not that of work that runs, and left as it is$' diary
  assertEquals "the diary" "Dear diary" "$(cat my/status)"
  : >my/end
  run "$job" ask my
  assert_ran 255 '^25-job: status: not that of any work$' "the client"
}
test_what_cannot_be_a_directory_is_told() {
  enter_folder
  : >file
  run timeout 5 "$program" file true
  assert_ran 1 '^25-persistence: file: Not a directory$' "a file"
  run timeout 5 "$program" no/where true
  assert_ran 1 '^25-persistence: no/where: No such file or directory$' "nowhere"
  run "$job" ask file
  assert_ran 255 '^25-job: file: Not a directory$' "the client, a file"
  mkdir empty
  run "$job" ask empty
  assert_ran 255 '^25-job: end: No such file or directory$' "an empty one"
}
test_without_a_standard_output_no_work_begins() {
  enter_folder
  # shellcheck disable=SC2016 # for the inner shell
  run timeout 5 sh -c 'exec "$1" my touch made >&-' sh "$program"
  assertEquals "its exit status" 1 "$status"
  assertFalse "no work" "[ -e made ]"
}
test_a_log_that_is_full_lets_no_work_begin_unseen() {
  enter_folder
  # shellcheck disable=SC2016 # for the inner shell
  run timeout 5 sh -c 'exec "$1" my touch made >/dev/full' sh "$program"
  assert_ran 1 ': standard output: No space left on device$' "a full log"
  assertFalse "no work" "[ -e made ]"
}

# The work.
test_the_work_has_its_output_and_nothing_of_the_server() {
  enter_folder
  serve "$program" sleep 60
  soon has_become sleep
  assertEquals "the server's descriptors" "" \
    "$(find "/proc/$work/fd" -mindepth 1 -printf '%l\n' |
      grep -E "$PWD|socket|signalfd" | grep -vF my/output)"
  assertEquals "its output" "$PWD/my/output" "$(readlink "/proc/$work/fd/1")"
  assertEquals "its errors" "$PWD/my/output" "$(readlink "/proc/$work/fd/2")"
  assertEquals "its directory" "$PWD" "$(readlink "/proc/$work/cwd")"
  assertEquals "what it blocks" 0000000000000000 \
    "$(sed -n 's/^SigBlk:\t//p' "/proc/$work/status")"
}
has_become() { [ "$(ps -o comm= -q "$work")" = "$1" ]; }
test_output_is_added_to_what_is_there() {
  enter_folder
  mkdir my
  echo before >my/output
  run timeout 5 "$program" my echo after
  assertEquals "the output" "before after" "$(paste -sd ' ' my/output)"
}
test_work_that_is_stopped_can_be_cancelled_politely() {
  enter_folder
  serve "$program" sleep 60
  kill -s STOP "$work"
  assert_status "the status" "signal 15" cancel
}
test_work_that_has_no_group_yet_can_be_cancelled_politely() {
  instead 'GRACE = 1' 'GRACE = 60'
  instead 'if (setsid()' 'raise(SIGSTOP);
    if (setsid()'
  make_program
  enter_folder
  "$broken" my sleep 60 >log 2>&1 &
  server=$!
  soon has_stopped_child
  kill "$server"
  soon grep -q '^ShdPnd:.*4000$' "/proc/$work/status" ||
    fail "no SIGTERM waits for it"
  kill -s CONT "$work"
  assert_status "the status" "signal 15"
}
test_work_that_catches_sigterm_says_its_own_status() {
  enter_folder
  mkfifo never
  serve "$program" sh -c 'trap "exit 5" TERM; : >ready; read x <never; exit 1'
  soon [ -e ready ]
  assert_status "the status" "exit 5" cancel
}
test_the_work_runs_as_long_as_one_of_its_group() {
  enter_folder
  serve "$program" sh -c 'sleep 60 & exit 6'
  soon is_gone "$work"
  run "$job" ask my
  assert_ran 254 "^running pgid $work\$" "its first process has ended"
  assert_status "the status" "exit 6" cancel
}
test_a_daemon_that_the_work_starts_is_not_waited_for() {
  enter_folder
  serve "$program" sh -c 'setsid sh -c "echo \$\$ >daemon; exec sleep 60" &
    until [ -s daemon ]; do :; done; exit 8'
  assert_status "the status" "exit 8"
  assertTrue "the daemon lives" "kill -s TERM $(cat daemon)"
}
test_sigterm_to_the_server_and_the_fuse_cancel_the_work() {
  enter_folder
  serve "$program" sleep 60
  kill "$server"
  assert_status "after SIGTERM" "signal 15"
  rm -r my
  cd "$root" || fail
  instead 'FUSE = 900' 'FUSE = 1'
  without 'alarm(FUSE); /* a'
  instead " child does not" "/* A child does not"
  make_program
  cd - >/dev/null || fail
  serve "$broken" sleep 60
  assert_status "after the fuse" "signal 15"
}
test_the_work_has_a_fuse_of_its_own() {
  instead 'FUSE = 900' 'FUSE = 1'
  make_program
  enter_folder
  serve "$broken" sleep 60
  kill -s KILL "$server"
  wait "$server" 2>/dev/null
  soon is_gone "$work" || fail "it is still there"
  server=''
}
test_each_of_the_group_has_time_to_end() {
  instead 'GRACE = 1' 'GRACE = 60'
  make_program
  enter_folder
  mkfifo slow never
  cat >save <<'SAVE'
(trap ": >told; read x <slow; : >saved; exit" TERM
: >ready; while :; do read x <never; done) &
wait
SAVE
  serve "$broken" sh save
  soon [ -e ready ]
  "$job" cancel my >said &
  soon is_gone "$work"
  soon [ -e told ]
  echo go >slow
  wait $!
  assertEquals "the status" "signal 15" "$(cat said)"
  assertTrue "it had time" "[ -e saved ]"
}

# A server that is killed.
test_killed_before_the_work_begins_it_is_not_started_twice() {
  instead 'write_status("running pgid", getpid());' \
    'raise(SIGSTOP); write_status("running pgid", getpid());'
  make_program
  enter_folder
  "$broken" my sleep 60 >log &
  server=$!
  soon has_stopped_child
  kill -s KILL "$server"
  wait "$server" 2>/dev/null
  run timeout 5 "$program" my true
  assert_ran 1 ': lock: Resource temporarily unav' "a child has the lock"
  kill -s CONT "$work"
  soon [ -s my/status ]
  soon has_become sleep
  run timeout 5 "$program" my true
  assert_ran 1 ": status: pgid $work lives without its server\$" "it lives"
  run "$job" wait my
  assert_ran 255 "^unknown: " "it is not known"
  server=''
}
has_stopped_child() {
  work=$(ps -o pid= -o stat= --ppid "$server" |
    sed -n 's/ *\([0-9]*\) T.*/\1/p')
  [ -n "$work" ]
}
test_a_member_of_the_group_is_in_the_way_of_a_restart() {
  enter_folder
  serve "$program" sh -c 'sleep 60 & echo $! >member; wait'
  soon [ -s member ]
  kill -s KILL "$server"
  wait "$server" 2>/dev/null
  kill -s KILL "$work"
  soon is_gone "$work"
  run timeout 5 "$program" my true
  assert_ran 1 ": status: pgid $work lives without its server\$" "a member"
  kill -s KILL "$(cat member)"
  soon has_no_group "$work" || fail "the group does not end"
  run timeout 5 "$program" my sh -c 'exit 3'
  assert_status "the status of the next" "exit 3"
  server=''
}
test_killed_at_any_moment_nothing_runs_twice_or_ends_with_0() {
  enter_folder
  cat >sum <<'SUM'
mkdir running || echo twice >>wrong
sleep 0.02
rmdir running
exit 7
SUM
  : >wrong
  for n in $(seq 100); do
    timeout -s KILL "0.00$((n * 37 % 90 + 10))" "$program" my sh sum
    run timeout 10 "$job" ask my
    # 254: the child has not executed the command yet, and has the locks.
    case $status/$output in
    7/exit* | 254/running* | 255/*) ;;
    *) echo "$output, status $status" >>wrong ;;
    esac
    [ "$status" -ne 7 ] || rm -r my
  done >log 2>&1
  assertEquals "what is wrong" "" "$(cat wrong)"
  soon starts_again || fail "it does not start: $output"
}
starts_again() {
  run timeout 5 "$program" my true
  [ "$status" -eq 0 ]
}

# Clients.
test_three_hundred_that_wait_are_all_told() {
  enter_folder
  serve "$program" sleep 60
  for _ in $(seq 300); do "$job" wait my & done >said
  assert_status "one more" "signal 15" cancel
  wait
  assertEquals "told" 300 "$(grep -cx 'signal 15' said)"
}
test_ten_thousand_random_messages_do_no_harm() {
  compile_tool raver <<'TOOL'
#include <err.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>

int main(void)
{
    struct sockaddr_un address = {AF_UNIX, "my/socket"};
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    char text[300];

    srandom(25);
    for (int i = 0; i < 10000; i++) {
        size_t size = (size_t)random() % sizeof text;

        for (size_t n = 0; n < size; n++)
            text[n] = (char)random();
        if (sendto(fd, text, size, 0, (void *)&address, sizeof address) == -1)
            err(1, "sendto");
    }
    sendto(fd, "cancel it", 9, 0, (void *)&address, sizeof address);
    sendto(fd, "cancel", 5, 0, (void *)&address, sizeof address);
}
TOOL
  enter_folder
  serve "$program" sleep 60
  run timeout 10 "$tool"
  assert_ran 0 '' "the messages"
  assert_status "after them" "running pgid $work" ask
  assert_status "and then" "signal 15" cancel
}
test_what_a_client_says_is_true_even_if_a_server_starts_meanwhile() {
  # It stops between the two: is there a server, and what is the status?
  of_companion 25-job
  at_top '#include <signal.h>'
  instead 'file = fopen("status", "r");' \
    'raise(SIGSTOP); file = fopen("status", "r");'
  make_program
  enter_folder
  serve "$program" sleep 60
  kill -s KILL "$server"
  wait "$server" 2>/dev/null
  kill_group
  soon has_no_group "$work"
  "$broken" ask my >said &
  asker=$!
  soon is_stopped $asker
  "$program" my sleep 60 >log 2>&1 &
  server=$!
  soon is_waiting || fail "the next server does not wait"
  kill -s CONT $asker
  wait $asker
  assertContains "what it says" "$(cat said)" "unknown: "
  soon is_running || fail "the next server does not start"
  work=$(sed 's/running pgid //' my/status)
}
is_stopped() { grep -q '^[^)]*) T' "/proc/$1/stat"; }
is_waiting() { grep -q '^[^)]*) S' "/proc/$server/stat"; }
test_a_client_without_a_server_to_cancel_says_so() {
  enter_folder
  run timeout 5 "$program" my true
  run timeout 5 "$job" cancel my
  assert_ran 0 '^exit 0$' "it has ended"
  assert_ran 0 '^25-job: socket: Connection refused$' "nobody is there"
  # shellcheck disable=SC2016 # for the inner shell
  run sh -c '"$1" ask my >/dev/full' sh "$job"
  assert_ran 255 '^25-job: standard output: No space left on device$' full
}
test_another_user_cannot_ask_cancel_signal_or_read() {
  enter_folder
  cp "$job" 25-job && chmod 755 . 25-job
  find_nobody 25-job || return 0
  serve "$program" sleep 60
  for verb in ask wait cancel; do
    run $nobody ./25-job $verb my
    assert_ran 255 '^25-job: my: Permission denied$' "$verb"
  done
  chmod 711 my
  run $nobody ./25-job ask my
  assert_ran 255 '^25-job: end: Permission denied$' "in a directory 0711"
  chmod 755 my
  chmod 644 my/end my/status
  run $nobody ./25-job cancel my
  assert_ran 255 '^25-job: socket: Permission denied$' "the socket alone"
  run $nobody cat my/output
  assert_ran 1 'Permission denied' "the output"
  run $nobody sh -c "kill $work"
  assert_ran 1 'not permitted' "a signal"
  run $nobody sh -c "kill $server"
  assert_ran 1 'not permitted' "a signal to the server"
  run $nobody flock -n my/lock true
  assert_ran 66 'Permission denied' "the lock"
  run $nobody mv my other
  assert_ran 1 'Permission denied' "another name"
  assert_status "after all that" "running pgid $work" ask
}

test_checkup_and_map_know_the_server_and_its_work() {
  enter_folder
  run "$build/16-daemonize" -d . -l log "$program" my sleep 60
  server=${output##* }
  soon is_running
  work=$(sed 's/running pgid //' my/status)
  run "$root/scripts/checkup.sh" --plain "$server"
  assert_ran 0 '^verdict: +double-fork daemon$' checkup
  run "$root/scripts/checkup.sh" --plain "$work"
  assert_ran 0 \
    '^verdict: +child of a daemon, which can watch it: 25-persistence, PID ' \
    "checkup of the work"
  run "$root/scripts/map.sh" "$work"
  assert_ran 0 "^[|] +$work +sleep +Ss +parent $server" map
}
test_usage_errors_are_told() {
  for words in '' 'my' '--help true'; do
    # shellcheck disable=SC2086 # words
    run timeout 5 "$program" $words
    assert_ran 2 '^usage: 25-persistence NAME COMMAND \[ARG\.\.\.\]$' "$words"
  done
  for words in '' 'ask' 'look my' 'ask my my'; do
    # shellcheck disable=SC2086 # words
    run timeout 5 "$job" $words
    assert_ran 2 '^usage: 25-job ask\|wait\|cancel NAME$' "$words"
  done
}

# For make faults: how it is run, and which failures are exceptions.
faults() {
  runs 25-persistence caller - my true
  says 'open|open64' '[.]|output|/dev/null'
  says 'flock' 'lock|end'
  says 'fopen' 'status'
  says 'sigprocmask|signalfd' 'signals'
  says 'fchmod|bind|unlink' 'socket'
  says 'dprintf' 'standard output|status.new'
  says 'rename' 'status'
  says 'read' 'signalfd'
  says 'execvp' 'true'
  allows execvp '' 'unheard: it is told in the file output'
  allows kill 'si_pid' 'harmless: it is asked again'
  allows waitid 'WNOHANG' 'harmless: it is asked again'
  beside 25-persistence pid sleep 60
  runs 25-job caller - ask pid
  runs 25-job caller - cancel pid
  says 'open|open64|flock' 'end|flock'
  says 'fopen|fgets' 'status'
  says 'connect|send' 'socket'
  allows recv '' 'harmless: a client that is not heard can ask again'
}

. "$shunit2"
