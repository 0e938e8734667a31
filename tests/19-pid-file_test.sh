#!/bin/sh
# Lesson 19: its script, on the demo and on broken ones; ends that meet starts,
# and what cannot be a PID file; and the exercise.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

control=$build/19-control

# enter_folder: a new one, to leave files in. tearDown leaves it.
enter_folder() { cd "$(mktemp -d "$SHUNIT_TMPDIR/folder.XXXXXX")" || exit; }
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

# compile_tool NAME: sets $tool to a program compiled from standard input.
compile_tool() {
  tool=$(mktemp -d "$SHUNIT_TMPDIR/tool.XXXXXX")/$1
  cat >"$tool.c"
  compile "$tool.c" "$tool" -D_GNU_SOURCE || fail "$1 does not compile"
}

test_the_script_passes() { assert_script_passes; }

test_a_lock_lost_by_closing_another_descriptor_is_noticed() {
  assert_script_notices \
    's/( *)if \(is.st_nlink > 0\)/\1close(open(path, O_RDONLY));\n&/' \
    'a line like \^status \+pid'
}
test_a_question_before_the_lock_in_place_of_the_lock_is_noticed() {
  # When nobody has it, a millisecond passes, and then it waits for the lock.
  assert_script_notices '
    s/^static void take_lock/static int lock_late(int fd, struct flock *lock)\
{\
    struct flock other = *lock;\
    errno = EAGAIN;\
    if (fcntl(fd, F_GETLK, \&other) == -1 || other.l_type != F_UNLCK)\
        return -1;\
    poll(NULL, 0, 1);\
    return fcntl(fd, F_SETLKW, lock);\
}\
&/
    s/fcntl\(fd, F_SETLK, &lock\)/lock_late(fd, \&lock)/
    s/^#include <fcntl.h>/&\n#include <poll.h>/' \
    'a line like \^over\$'
}
test_a_link_that_is_followed_is_noticed() {
  assert_script_notices 's/O_NOFOLLOW \| //' 'a line like : a symbolic link'
}
test_a_file_that_its_owner_leaves_behind_is_noticed() {
  assert_script_notices 's/unlink\(path\) == -1/0/' \
    'FAILED +my.pid is gone: its owner'
}
test_a_file_that_is_as_private_as_the_umask_is_noticed() {
  assert_script_notices 's/return fchmod\(fd, 0644\)/return 0/' \
    'FAILED +everybody may read my.pid'
}

# For edits of 19-control: the number in the file.
number='s/^static struct flock find_lock/static int number(int fd)\
{\
    char text[32] = "";\
    pread(fd, text, sizeof text - 1, 0);\
    return atoi(text);\
}\
&/
s/^#include <stdio.h>/&\n#include <stdlib.h>/'
test_a_stop_that_believes_the_file_is_noticed() {
  assert_companion_noticed 19-control "$number
    s/(SYS_pidfd_open, )pid/\1number(fd)/
    s/lock.l_pid == pid/1/" \
    'FAILED +PID [0-9]+ has ended'
}
test_a_status_that_believes_the_file_is_noticed() {
  assert_companion_noticed 19-control "$number
    s/(verb->name, )lock.l_pid/\1signo == 0 ? number(fd) : lock.l_pid/
    s/signo == 0 \?/verb->signo == 0 ?/" \
    'a line like \^status \+pid [0-9]+'
}
test_one_status_for_all_that_do_not_run_is_noticed() {
  assert_companion_noticed 19-control 's/1,( *)3,( *)4\}/1,\11,\24}/' \
    'a line like \^exit 3'
}
test_a_kernel_that_is_said_to_lack_what_it_has_is_noticed() {
  ! grep -q '^Seccomp:[[:space:]]*[12]' /proc/self/status ||
    skip_test "a filter of system calls is in force here"
  assert_companion_noticed 19-control 's/\(SYS_pidfd_open, /(99999, /' \
    'a line like \^reload'
}

test_without_its_checks_what_a_link_leads_to_would_be_lost() {
  break_program "$demo" 's/O_NOFOLLOW \| //; s/digits != .*length \|\|/0 \&\&/'
  enter_folder
  echo "Dear diary" >diary
  ln -s diary link
  "$broken" link >file &
  server=$!
  soon is_ready
  assertEquals "the diary" $server "$(cat diary)"
  kill $server
}
test_without_its_last_line_a_file_would_be_left() {
  break_program "$demo" 's/unlink\(path\) == -1/0/'
  enter_folder
  serve "$broken"
  soon is_ready
  end_server
  run "$control" status my.pid
  assert_ran 1 '^not running, but the file is there$' "status"
}

# overtake SOURCE EDIT ARG...: while a server runs, the program with ARG...; it
# stops, once, where EDIT has put PAUSE. Meanwhile the server ends. Sets $late
# to the PID of the program.
overtake() {
  break_program "$root/$1" "$2; s/PAUSE/(paused++ || raise(SIGSTOP))/
    s/^#include <signal.h>/&\nstatic int paused;/"
  shift 2
  enter_folder
  serve "$program"
  soon is_ready
  "$broken" "$@" >late 2>&1 &
  late=$!
  soon is_stopped $late
  end_server
}

# meet EDIT: a demo, changed by EDIT, opens the file; before it has locked it
# the owner removes the file and ends.
meet() {
  overtake "$demo" "s/while \(fcntl\(fd, F_SETLK/PAUSE; &/; $1" my.pid
  kill -CONT $late
  soon grep -qs '^server ' late
}
test_a_start_while_the_owner_ends_makes_a_file_of_its_own() {
  meet ''
  assertEquals "the number in the new file" $late "$(cat my.pid)"
  run "$program" my.pid
  assert_ran 1 "my.pid: locked by PID $late\$" "a third start"
  kill $late
}
test_without_the_second_look_it_would_lock_a_file_that_nobody_finds() {
  meet 's/is.st_nlink > 0/1/'
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

# Before each of the calls that a stop consists of.
moments='s/syscall\(SYS_pidfd_open/syscall((PAUSE, SYS_pidfd_open)/
s/^    lock = find_lock\(fd\);/    PAUSE;\n&/
s/syscall\(SYS_pidfd_send_signal/syscall((PAUSE, SYS_pidfd_send_signal)/'

test_a_stop_while_the_server_ends_finds_nobody_and_is_content() {
  while read -r edit; do
    overtake demos/19-control.c "$edit" stop my.pid
    kill -CONT $late
    wait $late
    assertEquals "after $edit" "0 not running" "$? $(cat late)"
  done <<END
$moments
END
}
test_a_stop_while_another_server_takes_over_stops_that() {
  while read -r edit; do
    overtake demos/19-control.c "$edit" stop my.pid
    serve "$program"
    soon is_ready
    kill -CONT $late
    wait $late
    assertEquals "after $edit" "0 stop     pid $server" "$? $(cat late)"
    soon [ ! -e my.pid ] || fail "the other has not ended"
    kill $server 2>/dev/null
    wait $server
  done <<END
$moments
END
}
test_a_lock_that_cannot_be_had_names_no_holder_where_there_is_none() {
  break_program "$demo" 's/fcntl\(fd, F_SETLK, &lock\)/(errno = ENOLCK, -1)/
    s/FUSE = 900/FUSE = 1/'
  enter_folder
  run "$broken" my.pid
  assert_ran 1 '^19-pid-file: my.pid: No locks available$' "ENOLCK"
}
test_a_holder_that_has_ended_when_asked_for_is_no_hindrance() {
  break_program "$demo" '
    s/fcntl\(fd, F_SETLK, &lock\)/(once++ ? & : (errno = EAGAIN, -1))/
    s/^static int open_file/static int once;\n&/'
  enter_folder
  serve "$broken"
  soon is_ready || fail "it does not serve: $(cat file)"
  kill $server
}
test_with_its_output_closed_it_does_not_write_into_the_file() {
  # Not to wait for long if it serves.
  break_program "$demo" 's/FUSE = 900/FUSE = 1/'
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

# may_unshare: may we have a PID namespace of our own? Sets $flags for it: as an
# ordinary user we need a user namespace, too.
may_unshare() {
  for flags in -pf -rpf; do
    ! unshare $flags --mount-proc true 2>/dev/null || return 0
  done
  skip_test "needs a PID namespace: unshare -pf or -rpf --mount-proc"
  false
}
test_a_holder_outside_the_namespace_is_not_signalled_and_is_told() {
  may_unshare || return 0
  enter_folder
  serve "$program"
  soon is_ready
  no_process='locked by no process of this PID namespace$'
  while read -r wanted verb; do
    run unshare "$flags" --mount-proc "$control" "$verb" my.pid
    assert_ran "$wanted" "^19-control: my.pid: $no_process" "$verb, from inside"
  done <<'END'
4 status
1 reload
1 stop
END
  run unshare "$flags" --mount-proc "$program" my.pid
  assert_ran 1 "^19-pid-file: my.pid: $no_process" "start, from inside"
  assertTrue "the server has ended" "kill $server"
}
test_a_holder_inside_a_namespace_is_found_by_its_number_outside() {
  may_unshare || return 0
  enter_folder
  unshare "$flags" --kill-child --mount-proc "$program" my.pid >file &
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
    assert_ran 0 '^  SKIP +a filter of system calls' "its reason"
    compile "lessons/solutions/$stem.c" "$refuse.$stem"
    run "$refuse" "$grader" --plain "$refuse.$stem"
    assert_ran 3 '^SKIP .*: this kernel refuses PID descriptors' "the grader"
  done
}
test_with_older_headers_it_compiles_and_stops() {
  break_program demos/19-control.c \
    's/^#include <unistd.h>/&\n#undef SYS_pidfd_open\
#undef SYS_pidfd_send_signal/'
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
  break_program "$demo" 's/FUSE = 900/FUSE = 1/'
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
test_a_number_that_cannot_be_written_leaves_no_file() {
  enter_folder
  run sh -c 'trap "" XFSZ; ulimit -f 0; exec "$1" my.pid' sh "$program"
  assert_ran 1 ' my.pid: File too large' "a limit of 0 on the size"
  assertFalse "a file" "[ -e my.pid ]"
}
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

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_an_end_that_kills_at_once_is_noticed() {
  assert_grader_notices 's/has_ended\(process, milliseconds\)/0/' \
    'a line like \^ended\$'
}
test_an_end_whose_server_has_ended_meanwhile_says_so() {
  while read -r edit; do
    overtake "lessons/solutions/$stem.c" "$edit" my.pid 60
    kill -CONT $late
    wait $late
    assertEquals "after $edit" "0 ended" "$? $(cat late)"
  done <<'END'
s/syscall\(SYS_pidfd_open/syscall((PAUSE, SYS_pidfd_open)/
s/find_holder\(fd\) != pid/(PAUSE, &)/
s/syscall\(SYS_pidfd_send_signal/syscall((PAUSE, SYS_pidfd_send_signal)/
END
}
test_an_end_of_a_holder_outside_the_namespace_is_refused() {
  may_unshare || return 0
  break_program "$root/lessons/solutions/$stem.c" 's/^/ /'
  enter_folder
  serve "$program"
  soon is_ready
  run unshare "$flags" --mount-proc "$broken" my.pid 1
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
