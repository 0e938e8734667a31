#!/bin/sh
# The last project: what our solution does when it is killed, when a call fails,
# when a client raves, and when another user comes.
# Runs with the exercises, run.sh --exercises: it takes long.
. "$(dirname "$0")/helper.sh"
stem=30-keep
here=$PWD

tearDown() { cd "$here" || exit; }

# build_keep: sets $keep to our solution.
build_keep() {
  keep=$SHUNIT_TMPDIR/built/$stem
  [ -x "$keep" ] && return
  mkdir -p "${keep%/*}"
  compile "lessons/solutions/$stem.c" "$keep" || fail "it does not compile"
}

# hold_jobs: what reads from the FIFO go waits until 8 is closed, whether its
# daemon is there or not.
hold_jobs() { mkfifo go && exec 8<>go; }

# client COMMAND...: one of the solution, that must not hang.
client() {
  timeout 20 "$keep" "$@" >client.out 2>client.err
  client=$?
  [ $client -ne 124 ] || fail "$fault: keep $* hangs"
}

# session: what makes the daemon call all its functions. The status of the
# daemon is in $status.
session() {
  rm -rf d
  LD_PRELOAD=$build/fault.so TRACE=$PWD/trace PATIENT=1 FAULT=$fault \
    "$keep" serve d >out 2>err 8>&- &
  daemon=$!
  soon is_there_or_gone
  client run d 'exit 3'
  client wait d 1
  client run d 'echo $$ >pid; exec cat ../go'
  soon is_job_or_gone
  client list d
  client cancel d 2
  kill -s HUP $daemon
  client run d true
  kill -s TERM $daemon
  soon is_over || fail "$fault: it does not end"
  wait $daemon
  status=$?
} 2>/dev/null
is_there_or_gone() { client list d && { [ $client -eq 0 ] || is_over; }; }
is_job_or_gone() { [ -s d/pid ] || [ ! -e d/2.status ] || is_over; }
# The shell has no other children that have ended and are not waited for.
is_over() {
  case $(ps -o stat= -p "$daemon") in
  '' | Z*) ;;
  *) false ;;
  esac
}

test_whichever_call_fails_it_ends_with_an_error_or_goes_on() {
  only_with_faults || return 0
  build_keep
  enter_folder
  hold_jobs
  tried=0
  for call in open flock fchdir mkdir socket fchmod bind listen sigprocmask \
    signalfd prctl dup2 fork poll read accept4 recv dprintf rename fcntl; do
    for number in 1 2 3 4 5 6 7 8; do
      fault="$call	$number	"
      : >trace
      session
      grep -q "^$call" trace || break
      tried=$((tried + 1))
      case $status in
      0 | 1) ;;
      *) fail "$fault: status $status, $(cat err)" ;;
      esac
      grep -q "$stem: " err d/log 2>/dev/null ||
        case $call in
        recv) ;;    # the client is told, by its end
        dprintf) ;; # of a line of the log, or of what a client is told
        *) fail "$fault: status $status, and nothing is said" ;;
        esac
      part=$(grep -sLxE 'running|exit [0-9]+|signal [0-9]+|unknown' d/*.status)
      [ -z "$part" ] || fail "$fault: no state in $part"
    done
  done
  exec 8>&-
  assertTrue "only $tried calls have failed" "[ $tried -ge 40 ]"
}

# start_keep: the daemon of the directory d; sets $daemon.
start_keep() {
  "$keep" serve d >>out 2>&1 &
  daemon=$!
  soon "$keep" list d >/dev/null 2>&1 || fail "it does not serve: $(cat out)"
}
end_keep() {
  kill -s TERM "$daemon"
  soon is_over || kill -s KILL "$daemon"
  wait "$daemon"
  assertEquals "status after SIGTERM: $(cat out d/log)" 0 $?
}
test_clients_that_rave_change_nothing() {
  build_keep
  compile_tool crowd <<'END'
#include "crowd.h"
#include <sys/un.h>

static int connected(void)
{
    struct sockaddr_un address = {AF_UNIX, "d/socket"};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

    connect(fd, (struct sockaddr *)&address, sizeof address);
    return fd;
}

int main(void)
{
    const char *beginnings[] = {"wait 1", "list", "cancel 7 ", "wait -"};

    for (int i = 0; i < 500; i++)
        rave(beginnings[i % 4], LONGEST_RAVE);
    for (int i = 0; i < 200; i++) /* they stay until we end */
        fds[i] = connected();
    return 0;
}
END
  enter_folder
  start_keep
  "$keep" run d 'exit 3' >/dev/null
  "$keep" run d 'exec sleep 60' >/dev/null
  "$keep" wait d 2 >waiting &
  waiting=$!
  assertTrue "the crowd" "timeout 60 '$tool'"
  assertEquals "the jobs" '1 exit 3;2 running;' \
    "$(timeout 20 "$keep" list d | tr '\n' ';')"
  run timeout 20 "$keep" cancel d 2
  assertEquals "$output" 143 "$status"
  wait $waiting
  assertEquals "who has waited all the time" 143 $?
  end_keep
}
test_another_user_is_not_served() {
  build_keep
  enter_folder
  chmod 711 . # by a name from here: nobody may not come by another way
  cp "$keep" keep
  find_nobody keep || return 0
  start_keep
  chmod 711 d
  run $nobody ./keep list d
  assert_ran 255 'Permission denied' "nobody"
  run $nobody ./keep run d 'id -u'
  assert_ran 255 'Permission denied' "nobody"
  run cat d/1.output
  assert_ran 1 'No such file' "nobody has started no job"
  end_keep
}
test_a_reader_of_a_state_never_finds_a_part_of_one() {
  # It is killed at sixty moments, while jobs begin, end and are cancelled.
  build_keep
  enter_folder
  hold_jobs
  mkdir d
  for moment in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
    for pause in 1 2 3 4; do
      serve
      # One that ends may have the lock for a moment.
      until "$keep" list d >listed; do kill -s 0 $daemon || serve; done
      for job in 'exit 3' 'exec cat ../go' 'kill -9 $$'; do
        number=$("$keep" run d "echo $moment.$pause.$job >>ran; $job") ||
          number=none
        timeout 20 "$keep" cancel d "$number" >cancelled &
      done
      for _ in 1 2 3 4; do
        [ $pause -ge $((moment % 4)) ] || "$keep" list d >listed
      done
      kill -s KILL $daemon
      wait
      part=$(grep -LxE 'running|exit 3|signal (9|15)|unknown' d/*.status)
      [ -z "$part" ] || fail "no state in $part"
    done
  done 2>/dev/null
  exec 8>&-
  serve
  soon "$keep" list d >listed
  assertEquals "states" '' \
    "$(grep -vE ' (exit 3|signal (9|15)|unknown)$' listed)"
  assertTrue "jobs: $(wc -l <listed)" "[ $(wc -l <listed) -ge 60 ]"
  assertEquals "what has run twice" '' "$(sort d/ran | uniq -d)"
  end_keep
}
serve() {
  "$keep" serve d >>out 2>&1 8>&- &
  daemon=$!
}

# What the project does not ask for, and our solution does.
test_an_empty_state_is_unknown_and_one_that_cannot_be_read_is_told() {
  build_keep
  enter_folder
  mkdir -m 700 d
  : >d/1.status # the machine has crashed
  start_keep
  assertEquals '1 unknown' "$("$keep" list d)"
  end_keep
  ln -s 2.status d/2.status
  timeout 20 "$keep" serve d >out 2>&1
  assertEquals "status" 1 $?
  assertEquals "what it says" 1 "$(grep -c '2.status: Too many' d/log)"
}
test_what_a_killed_daemon_has_half_written_is_not_in_the_new_files() {
  build_keep
  enter_folder
  mkdir -m 700 d
  echo 'a line that is long' >d/status.new
  echo 'a line that is long' >d/1.output
  hold_jobs
  start_keep
  "$keep" run d 'echo new; read -r line <../go' >out
  soon grep -qs new d/1.output
  assertEquals running "$(cat d/1.status)"
  assertEquals new "$(cat d/1.output)"
  exec 8>&-
  end_keep
}
test_an_output_that_is_emptied_while_its_job_runs_begins_anew() {
  build_keep
  enter_folder
  hold_jobs
  start_keep
  "$keep" run d 'echo one; read -r line <../go; echo two' >out
  soon grep -qs one d/1.output
  : >d/1.output
  echo go on >&8
  timeout 20 "$keep" wait d 1 >out
  assertEquals two "$(tr '\0' 0 <d/1.output)"
  exec 8>&-
  end_keep
}
test_a_log_that_is_full_or_a_fifo_is_no_end() {
  build_keep
  enter_folder
  # Blocks of 512 bytes in some shells, and of 1,024 in others.
  (ulimit -f 1 && exec "$keep" serve d >>out 2>&1) &
  daemon=$!
  soon "$keep" list d >/dev/null 2>&1
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 \
    26 27 28 29 30 31 32 33 34 35 36 37 38 39 40; do
    "$keep" run d true
  done >out
  timeout 20 "$keep" wait d 40 >out
  assertEquals "jobs" 40 "$("$keep" list d | grep -c ' ')"
  assertEquals "the log has a line of job 40" 0 "$(grep -c 'job 40' d/log)"
  end_keep
  rm d/log
  start_keep
  mv d/log d/old
  mkfifo d/log
  kill -s HUP $daemon
  soon grep -q 'log: No such device' d/old || fail "it says nothing"
  run timeout 20 "$keep" list d
  assertEquals "$output" 0 "$status"
  mv d/old d/log
  end_keep
}
test_sigint_ends_it_as_sigterm_does() {
  build_keep
  enter_folder
  start_keep
  "$keep" run d 'exec sleep 60' >out
  kill -s INT $daemon
  soon is_over || fail "it does not end"
  wait $daemon
  assertEquals "status" 0 $?
  assertEquals 'signal 15' "$(cat d/1.status)"
}
test_with_0_1_or_2_closed_or_in_a_link_it_does_not_start() {
  build_keep
  enter_folder
  for closed in '<&-' '>&-' '2>&-'; do
    timeout 20 sh -c "\"\$1\" serve d $closed" sh "$keep" 2>err >out
    assertEquals "status with $closed" 1 $?
    timeout 20 sh -c "\"\$1\" list d $closed" sh "$keep" 2>err >out
    assertEquals "the client's status with $closed" 255 $?
  done
  mkdir -m 700 d
  ln -s d link
  timeout 20 "$keep" serve link 2>err >out
  assertEquals "status" 1 $?
  assertEquals "what it says" 1 "$(grep -c 'link: ' err)"
}
test_a_server_with_a_full_backlog_is_a_server() {
  build_keep
  compile_tool busy <<'END'
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main(int argc, char **argv) /* argv[1]: what is run beside it */
{
    struct sockaddr_un address = {AF_UNIX, "d/socket"};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    bind(fd, (struct sockaddr *)&address, sizeof address);
    listen(fd, 0);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    connect(fd, (struct sockaddr *)&address, sizeof address);
    return argc == 2 && system(argv[1]) == 0 ? 0 : 1;
}
END
  enter_folder
  mkdir -m 700 d
  "$tool" "timeout 20 '$keep' serve d 2>err; echo \$? >status"
  assertEquals "status: $(cat err)" 1 "$(cat status)"
  assertTrue "the socket is gone" "[ -S d/socket ]"
}
test_a_state_that_cannot_be_written_is_no_state() {
  build_keep
  enter_folder
  start_keep
  mkdir -p d/1.status/x
  run "$keep" run d true
  assert_ran 255 'cannot be started' "the client"
  assertEquals "what the log says of job 1" 0 "$(grep -c '^job 1' d/log)"
  end_keep
  rm -r d/1.status d/status.new
  echo running >d/1.status
  mkdir d/status.new
  timeout 20 "$keep" serve d >out 2>&1
  assertEquals "status" 1 $?
  assertEquals "the state" running "$(cat d/1.status)"
}
test_who_has_started_it_and_does_not_read_is_not_waited_for() {
  build_keep
  # A name in d, its queue full, from as many senders as that takes.
  compile_tool crowded <<'END'
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main(void)
{
    struct sockaddr_un address = {AF_UNIX, "queue"};
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    ssize_t sent = 0;

    bind(fd, (struct sockaddr *)&address, sizeof address);
    while (sent != -1) {
        fd = socket(AF_UNIX, SOCK_DGRAM, 0);
        sent = sendto(fd, "", 1, MSG_DONTWAIT, (struct sockaddr *)&address,
                      sizeof address);
        close(fd);
    }
    creat("full", 0600);
    alarm(300);
    pause();
}
END
  enter_folder
  "$tool" &
  holder=$!
  soon [ -e full ]
  NOTIFY_SOCKET=../queue "$keep" serve d >>out 2>&1 &
  daemon=$!
  soon grep -qs '^keep ' d/log
  run timeout 20 "$keep" list d
  assertEquals "$output" 0 "$status"
  assertEquals "what it says" 1 \
    "$(grep -c ': ../queue: Resource temporarily unavailable' d/log)"
  { kill $holder && wait $holder; } 2>/dev/null
  end_keep
}
test_a_message_for_which_there_is_no_socket_is_told() {
  only_with_faults || return 0
  build_keep
  enter_folder
  LD_PRELOAD=$build/fault.so PATIENT=1 FAULT="socket	2	" \
    NOTIFY_SOCKET=../queue "$keep" serve d >>out 2>&1 &
  daemon=$!
  soon grep -qs 'socket: \|queue: ' d/log
  run timeout 20 "$keep" list d
  assertEquals "$output" 0 "$status"
  run cat d/log
  assert_ran 0 "^$stem: socket: Too many open files" "what it says"
  end_keep
}
test_a_directory_that_cannot_be_made_is_told_by_its_cause() {
  build_keep
  enter_folder
  chmod 711 .
  cp "$keep" keep
  nobody=''
  [ "$(id -u)" -ne 0 ] || find_nobody keep || return 0
  mkdir -m 555 closed
  run $nobody ./keep serve closed/d
  assert_ran 1 'closed/d: Permission denied' "a folder that is closed to us"
}
test_a_notify_socket_with_a_long_name_is_told_and_not_handed_on() {
  build_keep
  enter_folder
  NOTIFY_SOCKET=@$(printf '%0200d' 0)
  export NOTIFY_SOCKET
  start_keep
  unset NOTIFY_SOCKET
  assertEquals "what it says" 1 "$(grep -c '0: too long' d/log)"
  "$keep" run d 'env | grep -c NOTIFY_SOCKET' >out
  timeout 20 "$keep" wait d 1 >out
  assertEquals 0 "$(cat d/1.output)"
  end_keep
}

. "$shunit2"
