#!/bin/sh
# Lesson 19: its script, on the demo and on broken ones; ends that meet starts,
# and what cannot be a PID file; and the exercise.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

control=$build/19-control

tearDown() { cd "$root" || exit; }

# serve PROGRAM: starts it on my.pid, with its output in file; sets $server.
serve() {
  "$1" my.pid >file 2>&1 &
  server=$!
}
is_ready() { grep -qs "^server  *pid $server " file; }
is_stopped() { grep -q '^[^)]*) T' "/proc/$1/stat"; }

# end_server: ends it, and waits for it.
end_server() {
  kill "$server"
  wait "$server"
}

test_the_script_passes() { assert_script_passes; }

test_break_it_1_the_file_is_opened_and_closed_once_more() {
  instead 'if (is.st_nlink > 0)' \
    'close(open(path, O_RDONLY)); if (is.st_nlink > 0)'
  script_notices 'Expected: a line "status pid #"'
}
test_break_it_2_a_second_server_waits_for_the_lock() {
  instead F_SETLK F_SETLKW
  script_notices 'It is still there, STAT S.'
}
test_break_it_3_the_file_stands_for_the_lock() {
  instead 'O_RDWR | O_CREAT' 'O_RDWR | O_CREAT | O_EXCL'
  script_notices 'my.pid: File exists'
}
test_break_it_4_the_file_is_not_removed() {
  instead 'unlink(path) == -1' 0
  script_notices 'Expected: my.pid was removed by its owner'
}
test_a_question_before_the_lock_in_place_of_the_lock_is_noticed() {
  # When nobody has it, a millisecond passes, and then it waits for the lock.
  at_top '#include <poll.h>'
  instead 'static void take_lock' '
static int lock_late(int fd, struct flock *lock)
{
    struct flock other = *lock;

    errno = EAGAIN;
    if (fcntl(fd, F_GETLK, &other) == -1 || other.l_type != F_UNLCK)
        return -1;
    poll(NULL, 0, 1);
    return fcntl(fd, F_SETLKW, lock);
}
static void take_lock'
  instead 'fcntl(fd, F_SETLK, &lock)' 'lock_late(fd, &lock)'
  script_notices 'Expected: a line "over"'
}
test_a_link_that_is_followed_is_noticed() {
  without 'O_NOFOLLOW | '
  script_notices 'Expected: a line "...: link: a symbolic link"'
}
test_a_file_that_only_its_owner_may_read_is_noticed() {
  instead 'return fchmod(fd, 0644)' 'return 0'
  script_notices 'Its mode is 600'
}

# number: the next edits may use number(fd), what the file says, and
# is_alive(fd), is there such a process?
number() {
  at_top '#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
static int number(int fd)
{
    char text[32] = "";
    pread(fd, text, sizeof text - 1, 0);
    return atoi(text);
}
static int is_alive(int fd) { return number(fd) && !kill(number(fd), 0); }'
}
test_a_start_that_the_number_of_another_process_prevents_is_noticed() {
  number
  instead 'while (fcntl(fd' 'if (is_alive(fd))
        errx(1, "%s: locked by PID %d", path, number(fd));
    while (fcntl(fd'
  script_notices 'Expected: my.pid: #'
}
test_a_stop_that_believes_the_file_is_noticed() {
  of_companion 19-control
  number
  instead 'SYS_pidfd_open, pid' 'SYS_pidfd_open, number(fd)'
  instead 'lock.l_pid == pid' 1
  script_notices 'It is still there, STAT S.'
}
test_a_status_that_believes_the_file_is_noticed() {
  of_companion 19-control
  number
  instead 'verb->name, lock.l_pid' \
    'verb->name, verb->signo ? lock.l_pid : number(fd)'
  script_notices 'Expected: a line "status pid #"'
}
test_a_status_that_asks_only_whether_such_a_process_is_there_is_noticed() {
  of_companion 19-control
  number
  instead '        if (lock.l_type == F_UNLCK)' '        if (verb->signo == 0) {
            lock.l_type = is_alive(fd) ? F_WRLCK : F_UNLCK;
            lock.l_pid = number(fd);
        }
        if (lock.l_type == F_UNLCK)'
  script_notices 'Expected: a line "status pid #"'
}
test_one_status_for_all_that_do_not_run_is_noticed() {
  of_companion 19-control
  instead '1,        3,       4}' '1,        1,       4}'
  script_notices 'Expected: a line "3"'
}
test_a_kernel_that_is_said_to_lack_what_it_has_is_noticed() {
  grep -q '^Seccomp:[[:space:]]*0' /proc/self/status ||
    skip_test "a filter of system calls is in force here"
  of_companion 19-control
  instead '(SYS_pidfd_open, ' '(99999, '
  script_notices 'Expected: there is a reason to refuse that'
}

test_without_its_checks_what_a_link_leads_to_would_be_lost() {
  without 'O_NOFOLLOW | '
  without 'digits != (size_t)length || '
  make_program
  enter_folder
  echo "Dear diary" >diary
  ln -s diary link
  "$broken" link >file &
  server=$!
  soon is_ready
  assertEquals "the diary" $server "$(cat diary)"
  kill $server
}
test_a_longer_number_is_overwritten_to_its_last_digit() {
  enter_folder
  echo 99999999999999 >my.pid
  serve "$program"
  soon is_ready
  assertEquals "the file" $server "$(cat my.pid)"
  end_server
}

# stops_before TEXT: it will stop, once, before this part of a statement.
stops_before() { instead "$1" "stop_once(), $1"; }
# overtake ARG...: while a server runs, the program of the edits is started with
# ARG..., and stops as stops_before says. Meanwhile the server ends. Sets $late
# to the PID of the program.
overtake() {
  at_top '#include <signal.h>
static void stop_once(void)
{
    static int stopped;
    if (!stopped++)
        raise(SIGSTOP);
}'
  make_program
  enter_folder
  serve "$program"
  soon is_ready
  "$broken" "$@" >late 2>&1 &
  late=$!
  soon is_stopped $late
  end_server
}

# meet: the demo, perhaps edited, opens the file; before it has locked it the
# owner removes the file and ends.
meet() {
  stops_before 'fcntl(fd, F_SETLK, &lock)'
  overtake my.pid
  kill -CONT $late
  soon grep -qs '^server ' late
}
test_a_start_while_the_owner_ends_makes_a_file_of_its_own() {
  meet
  assertEquals "the number in the new file" $late "$(cat my.pid)"
  run "$program" my.pid
  assert_ran 1 "my.pid: locked by PID $late\$" "a third start"
  kill $late
}
test_without_the_second_look_it_would_lock_a_file_that_nobody_finds() {
  instead 'is.st_nlink > 0' 1
  meet
  assertFalse "a file" "[ -e my.pid ]"
  serve "$program"
  soon is_ready
  assertTrue "and so there are two" "kill $late && kill $server"
}
test_a_file_that_was_moved_is_not_missed_and_its_successor_is_kept() {
  for move in 'rm my.pid' 'mv my.pid old.pid'; do
    enter_folder
    serve "$program"
    soon is_ready
    $move
    first_server=$server
    serve "$program"
    soon is_ready
    kill $first_server
    wait $first_server
    assertEquals "the exit status of the first, after $move" 0 $?
    assertEquals "the number in the file" $server "$(cat my.pid)"
    kill $server
  done
}

# stop_before N: a stop that stops before the N-th of its calls.
stop_before() {
  of_companion 19-control
  case $1 in
  1) stops_before 'process = (int)syscall(SYS_pidfd_open' ;;
  2) stops_before 'lock = find_lock(fd);
    if (lock.l_type == F_WRLCK' ;;
  3) stops_before 'sent = syscall(SYS_pidfd_send_signal' ;;
  esac
  overtake stop my.pid
}
test_a_stop_while_the_server_ends_finds_nobody_and_is_content() {
  for n in 1 2 3; do
    stop_before $n
    kill -CONT $late
    wait $late
    assertEquals "before call $n" "0 not running" "$? $(cat late)"
    cd "$root" || return
  done
}
test_a_stop_while_another_server_takes_over_stops_that() {
  for n in 1 2 3; do
    stop_before $n
    serve "$program"
    soon is_ready
    kill -CONT $late
    wait $late
    assertEquals "before call $n" "0 stop     pid $server" "$? $(cat late)"
    soon [ ! -e my.pid ] || fail "the other has not ended"
    kill $server 2>/dev/null
    wait $server
    cd "$root" || return
  done
}
test_a_lock_that_cannot_be_had_names_no_holder_where_there_is_none() {
  instead 'fcntl(fd, F_SETLK, &lock)' '(errno = ENOLCK, -1)'
  instead 'FUSE = 900' 'FUSE = 1'
  make_program
  enter_folder
  run "$broken" my.pid
  assert_ran 1 '^19-pid-file: my.pid: No locks available$' "ENOLCK"
}
test_a_holder_that_has_ended_when_asked_for_is_no_hindrance() {
  instead 'while (fcntl(fd, F_SETLK, &lock)' 'static int once;
    while ((once++ ? fcntl(fd, F_SETLK, &lock) : (errno = EAGAIN, -1))'
  make_program
  enter_folder
  serve "$broken"
  soon is_ready || fail "it does not serve: $(cat file)"
  kill $server
}
test_with_its_output_closed_it_does_not_write_into_the_file() {
  # Not to wait for long if it serves.
  instead 'FUSE = 900' 'FUSE = 1'
  make_program
  enter_folder
  for closed in '>&-' '2>&-' '>&- 2>&-' '<&- >&- 2>&-'; do
    run sh -c "exec \"\$1\" my.pid $closed" sh "$broken"
    assertEquals "the exit status with $closed" 1 "$status"
    assertFalse "with $closed, a file" "[ -e my.pid ]"
  done
  run sh -c 'exec "$1" my.pid >&-' sh "$broken"
  assert_ran 1 ': 1 and 2 must be open: Bad file descriptor' "what it says"
}
test_a_log_that_is_full_is_told_and_the_server_serves() {
  enter_folder
  "$program" my.pid >/dev/full 2>file &
  server=$!
  soon grep -qs 'standard output: No space left on device$' file
  run "$control" reload my.pid
  assert_ran 0 "^reload +pid $server\$" "reload"
  # shellcheck disable=SC2016 # for the inner shell
  run sh -c '"$1" status my.pid >/dev/full' sh "$control"
  assert_ran 4 'standard output: No space left on device$' "status"
  run "$control" stop my.pid
  assert_ran 0 "^stop +pid $server\$" "stop"
  wait $server
  assertEquals "its exit status" 0 $?
  assertFalse "a file" "[ -e my.pid ]"
}

# read_under_lock FILE [COMMAND...]: a process, run by COMMAND, tries to lock
# FILE for reading. Sets $reader to its PID; what it says is in the file said.
read_under_lock() {
  [ -n "${locker-}" ] || {
    compile_tool locker <<'END'
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
int main(int argc, char **argv)
{
    struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET};
    int fd = open(argv[argc - 1], O_RDONLY);

    alarm(60);
    if (fd == -1 || fcntl(fd, F_SETLK, &lock) == -1)
        err(1, "%s", argv[argc - 1]);
    puts("locked");
    fflush(stdout);
    pause();
}
END
    locker=$tool
  }
  cp "$locker" locker
  locked=$1
  shift
  rm -f said
  "$@" ./locker "$locked" >said 2>&1 &
  reader=$!
  soon [ -s said ]
}
# Whoever may read the file may have a lock of it for reading, and then it
# cannot be locked for writing. That is told, and not taken for a server.
test_a_reader_with_a_lock_is_named_and_is_not_the_server() {
  enter_folder
  serve "$program"
  soon is_ready
  kill -KILL $server
  wait $server 2>/dev/null
  nobody=''
  [ "$(id -u)" -ne 0 ] || { chmod 711 . && find_nobody my.pid; }
  # shellcheck disable=SC2086 # a command and its arguments
  read_under_lock my.pid $nobody
  assertEquals "what the reader says" locked "$(cat said)"
  run "$program" my.pid
  assert_ran 1 \
    "my.pid: locked for reading by PID $reader, and no server runs\$" start
  but="not running, but PID $reader has locked the file for reading"
  while read -r wanted verb; do
    run "$control" "$verb" my.pid
    assert_ran "$wanted" "^$but\$" "$verb"
  done <<'END'
1 status
7 reload
0 stop
END
  assertTrue "the reader was signalled" "kill $reader"
  wait $reader 2>/dev/null
  serve "$program"
  soon is_ready || fail "it does not serve after the reader: $(cat file)"
  kill $server
}
test_a_reader_cannot_lock_the_file_while_a_server_runs() {
  enter_folder
  serve "$program"
  soon is_ready
  read_under_lock my.pid
  assertContains "what the reader says" "$(cat said)" "temporarily unavailable"
  kill $server
}
test_status_is_for_anyone_whatever_the_umask_was() {
  enter_folder
  umask 077
  serve "$program"
  soon is_ready
  umask 022
  assertEquals "all may read it" my.pid "$(find my.pid -perm 644)"
  cp "$control" 19-control && chmod 711 .
  if find_nobody my.pid; then
    run $nobody ./19-control status my.pid
    assert_ran 0 "^status +pid $server\$" "status, as nobody"
    run $nobody ./19-control stop my.pid
    assert_ran 1 ": cannot signal PID $server: Operation not permitted\$" \
      "stop, as nobody"
  fi
  kill $server
}

test_a_holder_outside_the_namespace_is_not_signalled_and_is_told() {
  find_namespace --mount-proc || return 0
  enter_folder
  serve "$program"
  soon is_ready
  no_process='locked by no process of this PID namespace$'
  while read -r wanted verb; do
    # shellcheck disable=SC2086 # a command and its arguments
    run $space "$control" "$verb" my.pid
    assert_ran "$wanted" "^19-control: my.pid: $no_process" "$verb, from inside"
  done <<'END'
4 status
1 reload
1 stop
END
  # shellcheck disable=SC2086 # a command and its arguments
  run $space "$program" my.pid
  assert_ran 1 "^19-pid-file: my.pid: $no_process" "start, from inside"
  assertTrue "the server has ended" "kill $server"
}
test_a_holder_inside_a_namespace_is_found_by_its_number_outside() {
  find_namespace --mount-proc || return 0
  enter_folder
  # shellcheck disable=SC2086 # a command and its arguments
  $space "$program" my.pid >file &
  box=$!
  soon grep -qs '^server .*pid 1 ' file
  assertEquals "the number in the file" 1 "$(cat my.pid)"
  run "$control" status my.pid
  assert_ran 0 '^status +pid [0-9][0-9]+$' "status, from outside"
  run "$control" stop my.pid
  assert_ran 0 '^stop +pid [0-9][0-9]+$' "stop, from outside"
  wait $box
  assertEquals "its exit status" 0 $?
  assertFalse "a file" "[ -e my.pid ]"
}

# refusing ERROR: sets $refuse to a command that runs another, to which the
# kernel answers pidfd_open(2) with ERROR, a number.
refusing() {
  compile_tool refuse <<END
#include <err.h>
#include <sys/prctl.h>
#include <unistd.h>
/* seccomp(2), by numbers: not every libc finds the kernel's headers. */
struct step {
    unsigned short code;
    unsigned char yes, no;
    unsigned number;
};
int main(int argc, char **argv)
{
    struct step steps[] = {{0x20, 0, 0, 0},            /* the call's number */
                           {0x15, 0, 1, 434},          /* is it pidfd_open? */
                           {0x06, 0, 0, 0x50000 + $1}, /* yes: this error */
                           {0x06, 0, 0, 0x7fff0000}};  /* no: allowed */
    struct {
        unsigned short length;
        struct step *steps;
    } filter = {4, steps};

    if (argc < 2 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1 ||
        prctl(PR_SET_SECCOMP, 2, &filter, 0, 0) == -1)
        err(3, "seccomp");
    execvp(argv[1], argv + 1);
    err(3, "%s", argv[1]);
}
END
  refuse=$tool
  "$refuse" true 2>/dev/null || ! skip_test "needs filters of system calls"
}
test_where_pid_descriptors_are_refused_that_is_said_and_left_out() {
  for error in 38:'Function not implemented' 1:'Operation not permitted'; do
    refusing "${error%%:*}" || return 0
    enter_folder
    serve "$program"
    soon is_ready
    run "$refuse" "$control" status my.pid
    assert_ran 0 "^status +pid $server\$" "status"
    run "$refuse" "$control" stop my.pid
    assert_ran 3 "^19-control: pidfd_open: ${error#*:}\$" "stop"
    kill $server
    cd "$root" || return
    run "$refuse" "$script" --plain
    assert_ran 0 ' 0 failed, 3 skipped$' "the script"
    assert_ran 0 '^  SKIP +pidfd_open\(2\) is refused: ' "its reason"
    compile "lessons/solutions/$stem.c" "$refuse.$stem"
    run "$refuse" "$grader" --plain "$refuse.$stem"
    assert_ran 3 '^SKIP .*: this kernel refuses PID descriptors' "the grader"
  done
}
test_with_older_headers_it_compiles_and_stops() {
  of_companion 19-control
  instead '#include <unistd.h>' '#include <unistd.h>
#undef SYS_pidfd_open
#undef SYS_pidfd_send_signal'
  make_program
  enter_folder
  serve "$program"
  soon is_ready
  run "$broken" stop my.pid
  assert_ran 0 "^stop +pid $server\$" "stop"
  wait $server
}

test_numbers_that_nobody_should_signal() {
  enter_folder
  for number in 0 -1 1 $$ 99999999999999999999 ''; do
    echo "$number" >my.pid
    while read -r wanted verb; do
      run "$control" "$verb" my.pid
      assert_ran "$wanted" '^not running, but the file is there$' \
        "$verb, $number"
    done <<'END'
1 status
7 reload
0 stop
END
  done
}
test_without_a_file_the_statuses_are_those_of_an_init_script() {
  enter_folder
  while read -r wanted verb; do
    run "$control" "$verb" my.pid
    assert_ran "$wanted" '^not running$' "$verb"
  done <<'END'
3 status
7 reload
0 stop
END
  assertFalse "a file" "[ -e my.pid ]"
}
test_what_cannot_be_a_pid_file_is_told() {
  enter_folder
  echo "Dear diary" >diary
  ln -s diary link
  mkdir folder
  mkfifo pipe
  while read -r bad pattern; do
    run "$program" "$bad"
    assert_ran 1 "^19-pid-file: $bad: $pattern" "start $bad"
    for verb in 4:status 1:reload 1:stop; do
      run "$control" ${verb#*:} "$bad"
      assert_ran ${verb%:*} "^19-control: $bad: $pattern" "$verb $bad"
    done
  done <<'END'
link a symbolic link$
folder (Is a directory|not a regular file)$
pipe not a regular file$
diary/my.pid Not a directory$
END
  run "$program" nowhere/my.pid
  assert_ran 1 ' nowhere/my.pid: No such file or directory' "no folder"
  head -c 2000 /dev/zero | tr '\0' 7 >long
  run "$program" long
  assert_ran 1 ' long: not a PID file, and left as it is' "a long number"
  assertEquals "its size" 2000 "$(wc -c <long)"
  run "$program" diary
  assert_ran 1 ' diary: not a PID file, and left as it is' "a diary"
  assertEquals "the diary" "Dear diary" "$(cat diary)"
}
test_a_device_is_refused() {
  enter_folder
  # One of our own, that nobody misses.
  mknod full c 1 7
  [ -r full ] || {
    skip_test "making a device is not permitted"
    return
  }
  run "$program" full
  assert_ran 1 ' full: not a regular file$' "start"
  run "$control" status full
  assert_ran 4 ' full: not a regular file$' "status"
  assertTrue "it is there" "[ -c full ]"
} 2>/dev/null
test_a_file_of_several_numbers_is_refused_and_left_as_it_is() {
  instead 'FUSE = 900' 'FUSE = 1'
  make_program
  enter_folder
  printf '%s\n' 1 2 3 >numbers
  run "$broken" numbers
  assert_ran 1 ' numbers: not a PID file, and left as it is' "start"
  assertEquals "the numbers" "1 2 3" "$(paste -s -d ' ' numbers)"
}
test_a_folder_that_may_not_be_written_is_told_and_nothing_in_it_lost() {
  enter_folder
  mkdir folder && echo 1234 >folder/my.pid && cp "$program" 19-pid-file
  chmod 555 19-pid-file folder && chmod 444 folder/my.pid
  nobody=''
  if [ "$(id -u)" -eq 0 ]; then
    chmod 711 . # and by names from here: nobody may not come by another way
    find_nobody folder/my.pid || return 0
  fi
  for file in my.pid new.pid; do
    run $nobody ./19-pid-file folder/$file
    assert_ran 1 "^19-pid-file: folder/$file: Permission denied\$" "start"
  done
  assertEquals "what is in the folder" "my.pid 1234" \
    "$(ls folder) $(cat folder/my.pid)"
  chmod 755 folder # to be removed
}
# shellcheck disable=SC2016 # for the inner shell
test_a_number_that_cannot_be_written_leaves_no_file() {
  enter_folder
  run sh -c 'ulimit -f 0; exec "$1" my.pid' sh "$program"
  assert_ran 1 ' my.pid: File too large' "a limit of 0 on the size"
  assertFalse "a file" "[ -e my.pid ]"
}
# shellcheck disable=SC2016 # for the inner shell
test_a_log_that_may_not_grow_is_told_and_the_server_serves() {
  # There is room for the number. A block is 512 bytes, in bash 1024.
  enter_folder
  head -c 2000 /dev/zero >log
  sh -c 'ulimit -f 1; exec "$1" my.pid >>log 2>errors' sh "$program" &
  server=$!
  soon grep -qs 'standard output: File too large$' errors || fail "not told"
  kill -s HUP $server
  soon has_told_twice || fail "it does not serve: $(cat errors)"
  end_server
  assertEquals "its exit status" 0 $?
  assertFalse "a file" "[ -e my.pid ]"
}
has_told_twice() { [ "$(grep -c 'standard output: ' errors)" -eq 2 ]; }
test_a_full_disk_and_then_one_that_is_read_only() {
  enter_folder
  cat >try <<'END'
mount -t tmpfs -o size=4k tmpfs . && cd "$PWD" || exit
head -c 4096 /dev/zero >fill
"$1" my.pid && exit
[ ! -e my.pid ] && mount -o remount,ro "$PWD" || exit
"$1" my.pid
END
  for flags in -m -rm; do
    run unshare $flags sh try "$program"
    case $output in
    *unshare:* | *mount:*) ;;
    *) break ;;
    esac
  done
  case $output in
  *unshare:* | *mount:*) skip_test "needs a mount: unshare -m, -rm" ;;
  esac
  assert_ran 1 ' my.pid: No space left on device' "a full disk"
  assert_ran 1 ' my.pid: Read-only file system' "a read-only one"
}
test_usage_errors_are_told() {
  for words in '' 'my.pid my.pid' '--help'; do
    # shellcheck disable=SC2086 # words
    run "$program" $words
    assert_ran 2 '^usage: 19-pid-file PIDFILE$' "$words"
  done
  for words in '' status 'begin my.pid' 'start my.pid' 'stop my.pid my.pid'; do
    # shellcheck disable=SC2086 # words
    run "$control" $words
    assert_ran 2 '^usage: 19-control status\|reload\|stop PIDFILE$' "$words"
  done
}

test_an_end_whose_server_has_ended_meanwhile_says_so() {
  while read -r text; do
    in_solution
    stops_before "$text"
    overtake my.pid 60
    kill -CONT $late
    wait $late
    assertEquals "before $text" "0 ended" "$? $(cat late)"
    cd "$root" || return
  done <<'END'
process = (int)syscall(SYS_pidfd_open
process == -1 || find_holder(fd)
syscall(SYS_pidfd_send_signal
END
}
test_an_end_of_a_holder_outside_the_namespace_is_refused() {
  find_namespace --mount-proc || return 0
  compile "lessons/solutions/$stem.c" "$SHUNIT_TMPDIR/end"
  enter_folder
  serve "$program"
  soon is_ready
  # shellcheck disable=SC2086 # a command and its arguments
  run $space "$SHUNIT_TMPDIR/end" my.pid 1
  assert_ran 1 'my.pid: locked by no process of this PID namespace$' "end"
  assertTrue "the server has ended" "kill $server"
}

# For make faults: how it is run, and which failures are exceptions.
faults() {
  runs 19-pid-file caller HUP,TERM pid
  says 'open|fstat|fcntl|pread|ftruncate|fchmod|dprintf|sigwait' pid
  says 'lstat|unlink' pid
  allows fstat '&is' "left: it may be another's, or no PID file"
  allows fcntl 'F_SETLK' "left: it may be another's"
  allows pread '' "left: it may be another's, or no PID file"
  allows 'fstat|lstat' '' "left: it may be another's by now"
  allows dprintf 'STDOUT_FILENO' 'told: its log is full, and it serves'
  allows unlink '' 'left: that is what failed'
  beside 19-pid-file pid
  runs 19-control caller - status pid
  runs 19-control caller - reload pid
  runs 19-control caller - stop pid
  says syscall 'pidfd_open|cannot signal PID'
}

. "$shunit2"
