#!/bin/sh
# Lesson 28: its script, on the demo and on broken ones; services of all kinds,
# a supervisor that is killed, messages that do not count; and other
# supervisors, where they are installed. More broken programs are in the tests
# of the exercise, in tests/solutions: there it may take longer.
# shellcheck disable=SC2317 # soon calls
. "$(dirname "$0")/helper.sh"
program=$build/$stem
ready=$build/28-ready

# enter_folder: a new one, to leave files in. tearDown leaves it, and ends what
# is watched.
enter_folder() { cd "$(mktemp -d "$SHUNIT_TMPDIR/folder.XXXXXX")" || exit; }
tearDown() {
  [ -z "${watcher-}" ] || { kill "$watcher" && wait "$watcher"; } 2>/dev/null
  watcher=''
  cd "$root" || exit
}

# watch COMMAND [ARG...]: the supervisor watches it, with its output in file;
# sets $watcher, and $service as soon as it has started.
watch() {
  watch_with "$program" "$@"
}
watch_with() {
  "$@" >file 2>errors &
  watcher=$!
  soon has_started 1 || fail "nothing is started: $(cat file errors)"
}
# has_started NUMBER: so often? Sets $service to the PID of the last.
has_started() {
  [ -e file ] && [ "$(grep -c '^started ' file)" -ge "$1" ] &&
    service=$(sed -n 's/^started  *pid //p' file | tail -n 1)
}
says() { grep -qs -e "$1" file; }
# field_of PID NUMBER: of /proc/PID/stat, counted from the state, which is 1.
field_of() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f "$2"; }
is_gone() { [ "$(field_of "$1" 1)" = Z ] || [ ! -e "/proc/$1" ]; }
is_called() { [ "$(cat "/proc/$1/comm" 2>/dev/null)" = "$2" ]; }

# notices_late TEXT...: that, in a step before which a right program needs up to
# a second, for a service that ignores SIGTERM.
notices_late() {
  local quick_deadline=1.5
  script_notices "$@"
}

test_the_script_passes() { assert_script_passes; }

test_break_it_1_the_service_has_no_group_of_its_own() {
  instead 'setpgid(0, 0) == -1' 0
  without 'setpgid(service, service);'
  script_notices 'PGID: expected # (its PID), actual #.'
}
test_break_it_2_only_the_service_gets_the_signal() {
  instead 'kill(-service, signo)' 'kill(service, signo)'
  notices_late 'Expected: server, PID #: gone.'
}
test_break_it_3_each_start_comes_as_soon_as_the_first() {
  instead 'delay * 2 < LONGEST ? delay * 2 : LONGEST' 'SHORTEST'
  notices_late 'Expected: a line "again in 200 ms"'
}
test_break_it_4_the_signals_stay_blocked_in_the_service() {
  instead 'sigprocmask(SIG_SETMASK, &before, NULL) == -1' 0
  script_notices 'HUP: expected default, actual blocked.'
}
test_break_it_5_the_deadline_is_far_away() {
  instead 'GRACE = 1000' 'GRACE = 900000'
  notices_late 'Expected: a line "killed pid # signal 9"'
}

# Services of all kinds.
test_a_service_is_a_child_that_leads_its_group_and_has_no_signal_changed() {
  enter_folder
  watch sleep 60
  soon is_called "$service" sleep
  assertEquals "PPID, PGID" "$watcher $service" \
    "$(field_of "$service" 2) $(field_of "$service" 3)"
  assertEquals "SigBlk, as the shell's" "$(grep SigBlk /proc/$$/status)" \
    "$(grep SigBlk "/proc/$service/status")"
  assertEquals "SigIgn, as the supervisor's" \
    "$(grep SigIgn "/proc/$watcher/status")" \
    "$(grep SigIgn "/proc/$service/status")"
}
test_interrupted_it_ends_its_service_too() {
  enter_folder
  # A shell without job control has SIGINT ignored in the background.
  watch_with env --default-signal=INT "$program" sleep 60
  kill -s INT "$watcher"
  wait "$watcher"
  assertEquals "its exit status" 0 $?
  assertTrue "the service is gone" "is_gone $service"
}
test_a_stopped_service_ends_all_the_same() {
  enter_folder
  printf 'greeting hello\ninterval 60000\n' >conf
  watch "$build/20-signals" conf
  soon says '^end'
  kill -s STOP "$service"
  kill "$watcher"
  wait "$watcher"
  assertTrue "it had its time: $(cat file)" "says '^ended *by SIGTERM'"
}
test_a_service_that_is_stopped_does_not_stop_its_supervisor() {
  enter_folder
  watch sleep 60
  soon is_called "$service" sleep
  kill -s STOP "$service"
  is_stopped() { [ "$(field_of "$service" 1)" = T ]; }
  soon is_stopped || fail "it is not stopped"
  took_sigchld() { grep -q '^ShdPnd:[[:space:]]*0*$' "/proc/$watcher/status"; }
  soon took_sigchld || fail "the supervisor has not seen SIGCHLD"
  kill "$watcher"
  soon is_gone "$watcher" ||
    { fail "SIGTERM does not end it"; kill -s KILL "$watcher"; }
  kill -s CONT "$service" 2>/dev/null
  true
}
test_term_between_two_starts_ends_it_without_another() {
  instead 'SHORTEST = 100' 'SHORTEST = 60000'
  instead 'LONGEST = 10000' 'LONGEST = 60000'
  make_program
  enter_folder
  watch_with "$broken" false
  soon says '^again *in 60000 ms$'
  kill -s HUP "$watcher" # to nobody: not to our own group either
  kill "$watcher"
  wait "$watcher"
  assertEquals "its exit status" 0 $?
  assertEquals "starts" 1 "$(grep -c '^started' file)"
}
test_a_command_that_cannot_run_is_tried_again() {
  enter_folder
  : >plain
  for row in '127 ./nowhere No such file or directory' \
    '126 ./plain Permission denied'; do
    rest=${row#* }
    watch "${rest%% *}"
    soon says "^ended .* status ${row%% *}\$" || fail "$row: $(cat file)"
    soon has_started 2 || fail "$row: it is not tried again"
    assertContains "what it says" "$(cat errors)" \
      "28-supervisor: ${rest%% *}: ${rest#* }"
    kill "$watcher"
    wait "$watcher"
  done
}
test_where_sigchld_was_ignored_it_learns_of_an_end_all_the_same() {
  enter_folder
  watch_with env --ignore-signal=CHLD "$program" sh -c 'exit 3'
  soon says '^ended .* status 3$' || fail "$(cat file errors)"
  soon has_started 2 || fail "no other is started"
}
test_a_service_that_has_settled_is_started_soon_again() {
  instead 'SETTLED = 5000' 'SETTLED = 0'
  make_program
  enter_folder
  watch_with "$broken" false
  soon has_started 5
  assertEquals "the delays" "again    in 100 ms" \
    "$(grep again file | sort -u)"
}
test_after_200_starts_nothing_has_piled_up() {
  instead 'SHORTEST = 100' 'SHORTEST = 1'
  instead 'LONGEST = 10000' 'LONGEST = 1'
  make_program
  enter_folder
  watch_with "$broken" sh -c 'sleep 60 & exit 3'
  opened=$(find "/proc/$watcher/fd" -mindepth 1 | wc -l)
  soon has_started 200 || fail "starts: $(grep -c started file)"
  assertEquals "its descriptors" "$opened" \
    "$(find "/proc/$watcher/fd" -mindepth 1 | wc -l)"
  assertTrue "its children: one at most" \
    "[ $(pgrep -P "$watcher" | wc -l) -le 1 ]"
  kill "$watcher"
  wait "$watcher"
  last=$(sed -n 's/^started *pid //p' file | tail -n 20 | paste -s -d ,)
  assertEquals "left in the groups" '' "$(pgrep -r R,S,D,T -g "$last")"
}
test_a_log_that_nobody_reads_does_not_stop_it() {
  enter_folder
  mkfifo pipe
  "$program" sleep 60 >pipe 2>errors &
  watcher=$!
  { read -r _ && read -r _ _ service; } <pipe
  soon is_called "$service" sleep
  kill "$service"
  soon has_another || fail "no other sleep: $(cat errors)"
  assertContains "what it says" "$(cat errors)" \
    "28-supervisor: standard output: Broken pipe"
}
has_another() {
  other=$(pgrep -P "$watcher")
  [ -n "$other" ] && [ "$other" != "$service" ] && is_called "$other" sleep
}
test_a_log_that_is_full_does_not_stop_it() {
  enter_folder
  # shellcheck disable=SC2016 # for the inner shell
  sh -c 'ulimit -f 1; exec "$1" sh -c "sleep 0.01; exit 3"' sh "$program" \
    >file 2>/dev/null &
  watcher=$!
  soon has_started 3 || fail "$(cat file)"
  assertTrue "it runs" "kill -0 $watcher"
}
test_where_no_process_can_be_started_it_tries_again() {
  only_with_faults || return 0
  enter_folder
  : >calls
  # Without PATIENT it would be ended after its first wait.
  LD_PRELOAD=$build/fault.so FAULT="$(printf 'fork\tany 1\tEAGAIN')" \
    PATIENT=1 TRACE=$PWD/calls "$program" sleep 60 >file 2>errors &
  watcher=$!
  soon has_started 1 || fail "$(cat file errors)"
  assertContains "what it says" "$(cat errors)" '28-supervisor: fork: '
}
test_a_supervisor_that_is_killed_leaves_its_service_alone() {
  enter_folder
  watch sleep 60
  soon is_called "$service" sleep
  kill -s KILL "$watcher"
  wait "$watcher" 2>/dev/null
  assertTrue "the service goes on" "kill -0 $service"
  assertNotEquals "its parent" "$watcher" "$(field_of "$service" 2)"
  kill "$service"
  watcher=''
}

# Messages.
test_a_service_that_ends_before_it_is_ready_is_told() {
  run timeout 5 "$ready" wait false
  assert_ran 1 '^28-ready: false: ended before it was ready$' "false"
  run timeout 5 "$ready" wait ./nowhere
  assert_ran 1 '^28-ready: ./nowhere: No such file or directory$' "no program"
}
# shellcheck disable=SC2016 # for the inner shell
test_a_service_whose_start_cannot_be_told_is_ended() {
  enter_folder
  run timeout 5 sh -c '"$1" wait sh -c "echo \$\$ >pid; \"\$1\" say
    exec sleep 60" sh "$1" >/dev/full 2>errors' sh "$ready"
  assertEquals "the status with a full log" 1 "$status"
  assertContains "with a full log" "$(cat errors)" \
    "28-ready: standard output: No space left"
  service=$(cat pid)
  soon is_gone "$service" || {
    fail "the service is left: $service"
    kill "$service"
  }
}
# shellcheck disable=SC2016 # for the inner shell
test_a_service_that_is_stopped_has_not_ended() {
  run timeout 5 "$ready" wait sh -c '
    (kill -s STOP $$; kill -s CONT $$; exec "$0" say) & wait' "$ready"
  assert_ran 0 '^ready  *pid ' "stopped and continued"
}
# make_say: sets $say to a program that says its arguments, whatever they are.
make_say() {
  compile_tool say <<'END'
#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

int main(int argc, char **argv)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    char *name = getenv("NOTIFY_SOCKET"); /* @... */
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

    strcpy(to.sun_path + 1, name + 1);
    for (int i = 1; i < argc; i++)
        if (sendto(fd, argv[i], strlen(argv[i]), 0, (void *)&to,
                   (socklen_t)(sizeof to.sun_family + strlen(name))) == -1)
            err(1, "%s", name);
    return 0;
}
END
  say=$tool
}
test_of_what_is_said_only_a_line_ready_1_counts() {
  make_say
  run timeout 5 "$ready" wait "$say" 'READY=0' 'READY=11' 'XREADY=1' ready '' \
    'STATUS=READY=1' "$(printf %0511dREADY=1 0)" \
    "$(printf '%0600d\nREADY=1' 0)"
  assert_ran 1 'ended before it was ready$' "none of them"
  for text in 'READY=1
' 'STATUS=up
READY=1' 'READY=1
STATUS=up'; do
    run timeout 5 "$ready" wait "$say" "$text"
    assert_ran 0 '^ready ' "$text"
  done
}
test_another_user_cannot_say_it() {
  enter_folder
  cp "$ready" 28-ready && chmod 755 . 28-ready
  find_nobody 28-ready || return 0
  # shellcheck disable=SC2086 # a command and its arguments
  run timeout 5 "$ready" wait $nobody ./28-ready say
  assert_ran 1 'ended before it was ready$' "another user"
}
test_saying_where_nobody_waits_is_an_error() {
  run env -u NOTIFY_SOCKET "$ready" say
  assert_ran 1 '^28-ready: there is no NOTIFY_SOCKET: nobody waits$' "no name"
  run env NOTIFY_SOCKET=@nobody.$$ "$ready" say
  assert_ran 1 "^28-ready: @nobody.$$: Connection refused\$" "nobody"
  run env NOTIFY_SOCKET=/nowhere/at/all "$ready" say
  assert_ran 1 '^28-ready: /nowhere/at/all: No such file' "no file"
  run env NOTIFY_SOCKET="$(printf %0108d 0)" "$ready" say
  assert_ran 1 ': too long$' "a long name"
}
test_ready_works_with_a_socket_file_too() {
  command -v python3 >/dev/null || skip_test "there is no python3" || return 0
  enter_folder
  run env NOTIFY_SOCKET=sock timeout 20 python3 -c '
import socket, subprocess, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind("sock")
subprocess.run([sys.argv[1], "say"])
print(s.recv(100).decode())' "$ready"
  assert_ran 0 '^READY=1$' "a file"
}

test_usage_errors_are_told() {
  run "$program"
  assert_ran 2 '^usage: 28-supervisor COMMAND ' "no command"
  run "$program" -x true
  assert_ran 2 '^usage: 28-supervisor COMMAND ' "an option"
  for words in '' say\ it wait listen; do
    # shellcheck disable=SC2086 # words
    run "$ready" $words
    assert_ran 2 '^usage: 28-ready say ' "28-ready $words"
  done
}
test_a_log_that_cannot_be_written_at_the_start_is_told() {
  # shellcheck disable=SC2016 # for the inner shell
  run sh -c 'exec "$1" sleep 60 >/dev/full' sh "$program"
  assert_ran 1 'standard output: No space left on device$' "a full device"
}

# runit's supervisor, in a folder of our own.
test_runsv_does_the_same_without_a_group_and_loses_a_daemon_too() {
  command -v runsv >/dev/null || skip_test "there is no runsv" || return 0
  enter_folder
  mkdir service
  printf '#!/bin/sh\nexec sleep 60\n' >service/run
  chmod +x service/run
  runsv service 2>errors &
  watcher=$!
  soon has_sleep || fail "$(cat errors)"
  service=$other
  assertEquals "PGID and SID: those of runsv" \
    "$(field_of $watcher 3) $(field_of $watcher 4)" \
    "$(field_of "$service" 3) $(field_of "$service" 4)"
  kill -s KILL "$service"
  soon has_another || fail "no restart"

  # What it starts next makes a daemon of itself.
  printf 'greeting hello\ninterval 60000\n' >conf
  printf '#!/bin/sh\ncd "%s" && exec "%s" -d . -l log "%s" conf\n' \
    "$PWD" "$build/16-daemonize" "$build/20-signals" >service/run
  kill -s KILL "$other"
  soon two_run || fail "daemons: $(servers)"
  kill "$watcher"
  wait "$watcher"
  assertNotEquals "daemons" '' "$(servers)"
  for one in $(servers); do
    assertNotEquals "the parent of $one" "$watcher" "$(field_of "$one" 2)"
    assertTrue "daemon $one is there" "kill $one"
  done
  watcher=''
}
servers() { sed -nE 's/^server +pid ([0-9]+) .*/\1/p' log 2>/dev/null; }
# runsv starts one a second: few looks are enough.
two_run() {
  sleep 0.1
  [ "$(grep -c '^server ' log)" -ge 2 ]
} 2>/dev/null
has_sleep() {
  other=$(pgrep -P "$watcher")
  [ -n "$other" ] && is_called "$other" sleep
}

# For make faults: how it is run, and which failures are exceptions.
faults() {
  runs 28-supervisor caller TERM ./sleep
  runs 28-ready caller - wait ./sleep
  says dprintf 'standard output'
  says setsockopt SO_PASSCRED
}

. "$shunit2"
