#!/bin/sh
# Lesson 21: its script, on the demo and on broken ones; a log that may not
# grow; what the demo refuses; and the exercise.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

test_the_script_passes() { assert_script_passes; }

test_break_it_1_without_o_append() {
  without ' | O_APPEND'
  script_notices 'Actual: both.'
}
test_break_it_2_the_log_is_not_opened_again() {
  instead 'case SIGHUP:' 'case SIGCHLD:'
  script_notices 'Expected: a descriptor leads to log. Actual: none.'
}
test_break_it_3_the_old_log_stays_open() {
  instead 'if (file.fd != -1)' 'if (0)'
  script_notices 'Expected: no descriptor leads to log.1. Actual: any.'
}
test_break_it_4_the_limit_of_a_file_ends_it() {
  without 'signal(SIGXFSZ, SIG_IGN);'
  script_notices 'XFSZ: expected ignored, actual default.'
}
test_a_line_in_two_writes_is_noticed() {
  # In the middle of a line the other one gets its turn.
  at_top '#include <poll.h>'
  instead 'write(file.fd, line + done, length - done)' \
    'write(file.fd, line + done, (poll(NULL, 0, 1), done ? length - done : 2))'
  script_notices 'Actual: * torn=' 'Actual: a=1-# torn=' 'b has begun'
}
test_lines_that_are_kept_in_the_process_are_noticed() {
  # Only what fills a buffer is written, and the rest at the end.
  instead 'n = write(file.fd, line + done, length - done);' \
    'static char kept[8000000]; static size_t all;
        n = (ssize_t)(length - done);
        memcpy(kept + all, line, length);
        all += length;
        if (number % 20000 == 0) {
            write(file.fd, kept, all);
            all = 0;
        }'
  # A kill during such a long write leaves half a line, which is noticed, too.
  script_notices 'Expected: b has begun' 'Expected: data: c=1-100' \
    'Expected: log: a=1-20000 b=1-*'
}
test_a_log_that_anybody_may_read_is_noticed() {
  instead '0640' '0666'
  script_notices 'Its mode is 644'
}
test_a_daemon_that_ends_with_a_full_disk_is_noticed() {
  instead 'warn("%s: lines' 'err(1, "%s: lines'
  script_notices 'Actual: there is none' 'STAT: expected S, actual Z' \
    'Expected: data: c=401-500 lost=100'
}
test_a_daemon_that_complains_of_each_line_is_noticed() {
  instead 'file.lost++;' 'file.lost++, warn("%s: lines are lost", file.path);'
  script_notices 'Expected: a line "1"'
}
# may_mount: the script's last two steps are there.
test_a_torn_line_that_is_continued_is_noticed() {
  may_mount || return 0
  instead 'newline = "\n"' 'newline = ""'
  script_notices 'Actual: d=* torn=1'
}
test_another_facility_is_noticed() {
  may_mount || return 0
  instead 'LOG_DAEMON' 'LOG_USER'
  script_notices 'Expected: a line "30 = 3 * 8 + 6 21-logging: e 1 done"'
}
test_a_receiver_that_takes_the_number_apart_wrongly_is_noticed() {
  may_mount || return 0
  of_companion 21-receive
  instead 'priority % 8' 'priority % 10'
  script_notices 'Expected: a line "30 = 3 * 8 + 6 21-logging: e 1 done"'
}

tearDown() {
  cd "$root" || exit
  [ -z "${writer-}" ] || kill "$writer" 2>/dev/null
  writer=''
}
asleep() { [ "$(ps -o stat= -p "$writer" | cut -c 1)" = S ]; }

# has_open NAME: has the writer the file of this name open?
has_open() { readlink "/proc/$writer/fd"/* | grep -q "/$1\$"; }

# fill: a writer meets a limit of the file's size: one line fits in part, then
# none. Sets $writer, and $whole to how many lines are whole.
fill() {
  (ulimit -f 1 && exec "$program" log a 1000 2>err) &
  writer=$!
  soon [ -e log ]
  kill -s USR1 $writer
  soon grep -qs 'lines are lost: File too large' err
  soon asleep
  whole=$(grep -c 'done$' log)
}
# go_on NUMBER: a thousand lines more; joins the first NUMBER lines of the log
# in $first.
go_on() {
  kill -s USR1 "$writer"
  soon grep -q '^a 1001 done$' log
  first=$(head -n "$1" log | tr '\n' ';')
}
test_a_log_that_may_not_grow_ends_nothing_and_all_lines_are_accounted_for() {
  enter_folder
  fill
  last=$(tail -n 1 log)
  assertNotEquals "the last line, of which a part fits" "a $whole done" "$last"
  mv log log.1
  kill -s HUP $writer
  soon [ -e log ]
  go_on 2
  assertEquals "the new log" "a $((1000 - whole)) lost;a 1001 done;" "$first"
}
test_a_log_of_others_that_is_whole_gets_no_empty_line() {
  enter_folder
  fill
  mv log log.1
  echo 'b 1 done' >log
  kill -s HUP $writer
  soon has_open log
  go_on 3
  assertEquals "the log" "b 1 done;a $((1000 - whole)) lost;a 1001 done;" \
    "$first"
}
test_a_log_that_was_emptied_after_half_a_line_gets_no_empty_line() {
  enter_folder
  fill
  : >log
  go_on 2
  assertEquals "the log" "a $((1000 - whole)) lost;a 1001 done;" "$first"
}
test_half_a_line_of_an_earlier_run_is_not_continued() {
  enter_folder
  printf 'a 17 do' >log
  "$program" log a 1 2>err &
  writer=$!
  soon asleep
  kill -s USR1 $writer
  soon grep -q '^a 1 done$' log
  assertEquals "the log" "a 17 do;a 1 done;" "$(tr '\n' ';' <log)"
}
test_a_fifo_in_the_place_of_the_log_does_not_hold_it_up() {
  enter_folder
  mkfifo fifo
  run "$program" fifo a 1
  assert_ran 1 '^21-logging: fifo: neither a file nor a device$' "a start"
  "$program" log a 2 2>err &
  writer=$!
  soon [ -e log ] && soon asleep
  ln log old
  mv fifo log
  kill -s HUP $writer
  soon grep -qs '^21-logging: log: neither a file nor a device$' err ||
    fail "what it says: $(cat err)"
  kill -s USR1 $writer
  soon grep -q '^a 2 done$' old || fail "the old log: $(cat old)"
}
test_a_log_that_cannot_be_opened_anew_stays_the_old_one() {
  enter_folder
  "$program" log a 2 2>err &
  writer=$!
  soon [ -e log ] && soon asleep
  mv log old
  mkdir log
  kill -s HUP $writer
  soon grep -qs '^21-logging: log: Is a directory$' err ||
    fail "what it says: $(cat err)"
  kill -s USR1 $writer
  soon grep -q '^a 2 done$' old || fail "the old log: $(cat old)"
}

test_a_log_that_cannot_be_opened_is_told() {
  run "$program" /nonexistent/log a 1
  assert_ran 1 '^21-logging: /nonexistent/log: No such file' "no such folder"
  run "$program" "$SHUNIT_TMPDIR" a 1
  assert_ran 1 '^21-logging: .*: Is a directory' "a folder"
}
test_a_socket_that_cannot_be_made_is_told() {
  run "$build/21-receive" "$demo"
  assert_ran 1 '^21-receive: demos/.*: Address (already )?in use' "a file"
  run "$build/21-receive" "$(printf '%0120d' 0)"
  assert_ran 1 "too long for a socket's name" "a name of 120"
}
test_a_receiver_whose_output_is_full_ends_with_1() {
  enter_folder
  "$build/21-receive" socket >/dev/full 2>err &
  writer=$!
  soon [ -S socket ]
  logger --rfc3164 -u socket -d hello 2>/dev/null || {
    skip_test "this logger(1) sends no datagrams"
    return
  }
  wait $writer
  assertEquals "its exit status" 1 $?
  assertContains "what it says" "$(cat err)" "standard output: No space left"
}
test_usage_errors_are_told() {
  usage='^usage: 21-logging LOG\|-s NAME COUNT$'
  for arguments in '' 'log a' 'log a 0' 'log a -1' 'log a 1x' 'log a x' \
    'log a 9999999999' 'log a 1 2' '-r' '-r socket'; do
    # shellcheck disable=SC2086 # the arguments are words
    run "$program" $arguments
    assert_ran 2 "$usage" "arguments: $arguments"
  done
  for arguments in '' 'a b' --help; do
    # shellcheck disable=SC2086 # the arguments are words
    run "$build/21-receive" $arguments
    assert_ran 2 '^usage: 21-receive SOCKET$' "arguments: $arguments"
  done
}

# solve: sets $rotlog to the solution.
solve() {
  rotlog=$SHUNIT_TMPDIR/rotlog
  compile "lessons/solutions/$stem.c" "$rotlog"
}
test_a_log_that_somebody_has_moved_is_made_anew() {
  solve
  enter_folder
  mkfifo pipe
  "$rotlog" log 60 <pipe 2>err &
  writer=$!
  exec 5>pipe
  echo one >&5
  soon grep -qs 'Z one$' log
  mv log old
  echo two >&5
  soon grep -q 'Z two$' old
  echo three >&5
  soon grep -qs 'Z three$' log || fail "$(head old log err)"
  exec 5>&-
  wait "$writer"
  assertEquals "its exit status" 0 $?
}
test_a_log_of_others_that_is_whole_is_continued_without_an_empty_line() {
  solve
  enter_folder
  mkfifo pipe
  (ulimit -f 1 && exec "$rotlog" log 9999999 <pipe 2>err) &
  writer=$!
  exec 5>pipe
  # One line, longer than the limit: when it has been told, no other follows.
  seq -s ' ' 1 1000 >&5
  soon grep -qs 'log: File too large$' err
  : >log
  echo again >&5
  soon grep -q 'Z again$' log
  assertEquals "the lines of the emptied log" 1 "$(wc -l <log)"
  exec 5>&-
  wait "$writer"
  assertEquals "its exit status" 1 $?
}
test_complaints_that_nobody_reads_do_not_end_a_rotlog() {
  solve
  enter_folder
  # shellcheck disable=SC2016 # for the inner shell
  run bash -c 'seq 1 20000 | "$1" /dev/full 99 2> >(exec <&-)
    echo "${PIPESTATUS[*]}"' bash "$rotlog"
  assert_ran 0 '^0 1$' "a pipe without a reader"
}

# For make faults: how it is run, and which failures are exceptions.
faults() {
  runs 21-logging caller USR1,HUP log a 2
  says 'open|fstat|pread|write' log
  allows_again open '' 'told: the old log will do'
  allows_again fstat 'fstat(fd,' 'told: the old log will do'
  allows 'fstat|pread' 'file.fd' \
    'told: it is taken for a log that ends with a whole line'
  allows write '' 'told: a full disk is no reason to stop the work'
  runs 21-receive caller - socket
  says 'socket|bind|recv' socket
}

. "$shunit2"
