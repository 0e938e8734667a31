#!/bin/sh
# Lesson 19: its script, on the demo and on broken ones; ends that meet starts,
# and what cannot be a PID file; and the exercise.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

# enter_folder: a new one, to leave files in. tearDown leaves it.
enter_folder() { cd "$(mktemp -d "$SHUNIT_TMPDIR/folder.XXXXXX")" || exit; }
tearDown() { cd "$root" || exit; }

# serve PROGRAM: starts it on my.pid, with its output in file; sets $server.
serve() {
  "$1" start my.pid >file 2>&1 &
  server=$!
}
is_ready() { grep -q "^server  *pid $server " file; }
is_stopped() { grep -q '^[^)]*) T' "/proc/$1/stat"; }

test_the_script_passes() { assert_script_passes; }

test_a_lock_lost_by_closing_another_descriptor_is_noticed() {
  assert_script_notices 's/(if \(strspn)/close(open(path, O_RDONLY)); \1/' \
    'a line like \^status \+pid'
}
test_a_stop_that_believes_the_file_is_noticed() {
  assert_script_notices \
    's/(errno = ESRCH;)/if (verb == STOP \&\&\
         (dup2(fd, 0) == -1 || scanf("%d", \&pid) != 1)) return 1; \1/
     s/find_holder\(fd, F_RDLCK\) == pid/1/' \
    'FAILED +PID [0-9]+ has ended'
}
test_a_question_before_the_lock_in_place_of_the_lock_is_noticed() {
  assert_script_notices \
    's/fcntl\(fd, F_SETLK, &lock\)/find_holder(fd, F_WRLCK) ||\
         poll(NULL, 0, 1) ? errno = EAGAIN, -1 : fcntl(fd, F_SETLKW, \&lock)/
     s/^#include <fcntl.h>/&\n#include <poll.h>/' \
    'a line like \^over\$'
}
test_one_status_for_all_that_do_not_run_is_noticed() {
  assert_script_notices 's/fd == -1 \? 3 : 1/1/' 'a line like \^exit 3'
}
test_a_link_that_is_followed_is_noticed() {
  assert_script_notices 's/O_NOFOLLOW \| //' 'a line like : a symbolic link'
}
test_a_file_that_its_owner_leaves_behind_is_noticed() {
  assert_script_notices 's/unlink\(path\) == -1/0/' \
    'FAILED +my.pid is gone: its owner'
}

test_without_its_checks_what_a_link_leads_to_would_be_lost() {
  break_program "$demo" 's/O_NOFOLLOW \| //; s/strspn\(old.*is.st_size/0/'
  enter_folder
  echo "Dear diary" >diary
  ln -s diary link
  "$broken" start link >file &
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
  kill $server
  wait $server
  run "$program" status my.pid
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
  kill $server
  wait $server
}

# meet EDIT: a demo, changed by EDIT, opens the file; before it has locked it
# the owner removes the file and ends.
meet() {
  overtake "$demo" "s/while \(fcntl\(fd, F_SETLK/PAUSE; &/; $1" start my.pid
  kill -CONT $late
  soon grep -q '^server ' late
}
test_a_start_while_the_owner_ends_makes_a_file_of_its_own() {
  meet ''
  assertEquals "the number in the new file" $late "$(cat my.pid)"
  run "$program" start my.pid
  assert_ran 1 "my.pid: locked by PID $late:" "a third start"
  kill $late
}
test_without_the_second_look_it_would_lock_a_file_that_nobody_finds() {
  meet 's/is.st_nlink == 0/0/'
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

# Before each of the calls that a stop consists of, or an end.
moments='s/SYS_pidfd_open/(PAUSE, &)/
s/find_holder\(fd[^)]*\) .= pid/(PAUSE, &)/
s/SYS_pidfd_send_signal/(PAUSE, &)/'

test_a_stop_while_the_server_ends_finds_nobody_and_is_content() {
  while read -r edit; do
    overtake "$demo" "$edit" stop my.pid
    kill -CONT $late
    wait $late
    assertEquals "after $edit" "0 not running" "$? $(cat late)"
  done <<END
$moments
END
}
test_a_stop_while_another_server_takes_over_stops_that() {
  while read -r edit; do
    overtake "$demo" "$edit" stop my.pid
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
  run "$broken" start my.pid
  assert_ran 1 '^19-pid-file: my.pid: No locks available$' "ENOLCK"
}
test_a_holder_that_has_ended_when_asked_for_is_no_hindrance() {
  break_program "$demo" '
    s/fcntl\(fd, F_SETLK, &lock\)/(once++ ? & : (errno = EAGAIN, -1))/
    s/^(static int failure)/static int once; \1/'
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
    run sh -c "exec \"\$1\" start my.pid $closed" sh "$broken"
    assertEquals "the exit status with $closed" 1 "$status"
    assertFalse "with $closed, a file" "[ -e my.pid ]"
  done
  run sh -c 'exec "$1" start my.pid >&-' sh "$broken"
  assert_ran 1 ': 1 and 2 must be open: Bad file descriptor' "what it says"
}

test_one_that_has_a_lock_for_reading_is_not_the_server() {
  break_program "$demo" 's/F_WRLCK, .l_w/F_RDLCK, .l_w/'
  enter_folder
  serve "$broken"
  soon is_ready
  run "$program" stop my.pid
  assert_ran 0 '^not running, but the file is there$' "stop"
  run "$program" start my.pid
  assert_ran 1 "my.pid: locked by PID $server:" "start"
  assertTrue "the reader was signalled" "kill $server"
}
test_numbers_that_nobody_should_signal() {
  enter_folder
  for number in 0 -1 1 $$ 99999999999999999999 ''; do
    echo "$number" >my.pid
    run "$program" status my.pid
    assert_ran 1 '^not running, but the file is there$' "status, $number"
    run "$program" reload my.pid
    assert_ran 7 '^not running, but the file is there$' "reload, $number"
    run "$program" stop my.pid
    assert_ran 0 '^not running, but the file is there$' "stop, $number"
  done
}
test_what_cannot_be_a_pid_file_is_told() {
  enter_folder
  echo "Dear diary" >diary
  ln -s diary link
  mkdir folder
  mkfifo pipe
  while read -r bad pattern; do
    for verb in start status reload stop; do
      case $verb in
      status) wanted=4 ;;
      *) wanted=1 ;;
      esac
      run "$program" $verb "$bad"
      assert_ran $wanted "^19-pid-file: $bad: $pattern" "$verb $bad"
    done
  done <<END
link a symbolic link: .
folder (Is a directory|not a regular file)
pipe not a regular file
/dev/full not a regular file
diary/my.pid Not a directory
END
  run "$program" start nowhere/my.pid
  assert_ran 1 ' nowhere/my.pid: No such file or directory' "no folder"
  head -c 2000 /dev/zero | tr '\0' 7 >long
  run "$program" start long
  assert_ran 1 ' long: not a PID file, and left as it is' "a long number"
  assertEquals "its size" 2000 "$(wc -c <long)"
  run "$program" start diary
  assert_ran 1 ' diary: not a PID file, and left as it is' "a diary"
  assertEquals "the diary" "Dear diary" "$(cat diary)"
}
test_a_file_of_several_numbers_is_refused_and_left_as_it_is() {
  break_program "$demo" 's/FUSE = 900/FUSE = 1/'
  enter_folder
  printf '%s\n' 1 2 3 >numbers
  run "$broken" start numbers
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
    run $nobody ./19-pid-file start folder/$file
    assert_ran 1 "^19-pid-file: folder/$file: Permission denied\$" "start"
  done
  assertEquals "what is in the folder" "my.pid 1234" \
    "$(ls folder) $(cat folder/my.pid)"
  chmod 755 folder # to be removed
}
test_a_number_that_cannot_be_written_leaves_no_file() {
  enter_folder
  run sh -c 'trap "" XFSZ; ulimit -f 0; exec "$1" start my.pid' sh "$program"
  assert_ran 1 ' my.pid: File too large' "a limit of 0 on the size"
  assertFalse "a file" "[ -e my.pid ]"
}
test_a_full_disk_and_then_one_that_is_read_only() {
  enter_folder
  cat >try <<'END'
mount -t tmpfs -o size=4k tmpfs . && cd "$PWD" || exit
head -c 4096 /dev/zero >fill
"$1" start my.pid && exit
[ ! -e my.pid ] && mount -o remount,ro "$PWD" || exit
"$1" start my.pid
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
  for words in '' start 'begin my.pid' 'start my.pid my.pid'; do
    # shellcheck disable=SC2086 # words
    run "$program" $words
    assert_ran 2 '^usage: 19-pid-file start\|status\|reload\|stop PIDFILE$' \
      "$words"
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
  done <<END
$moments
END
}

. "$shunit2"
