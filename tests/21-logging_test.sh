#!/bin/sh
# Lesson 21: its script, on the demo and on broken ones; a log that may not
# grow; what the demo refuses; and the exercise.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

test_the_script_passes() { assert_script_passes; }

test_a_log_opened_without_o_append_is_noticed() {
  assert_script_notices 's/ \| O_APPEND//' 'actual: +[ab]='
}
test_a_line_in_two_writes_is_noticed() {
  # In the middle of a line the other one gets its turn.
  assert_script_notices \
    's/(line \+ done, )all - done/\1(poll(NULL, 0, 1), done ? all - done : 2)/
      s/^#include <err.h>/&\n#include <poll.h>/' \
    'actual: .* torn='
}
test_a_daemon_that_does_not_open_its_log_anew_is_noticed() {
  assert_script_notices 's/signo == SIGHUP/0/' \
    'any=log: expected any, actual none'
}
test_a_daemon_that_keeps_the_old_log_open_too_is_noticed() {
  assert_script_notices 's/ close\(fd\);/;/' \
    'none=log\.1: expected none, actual any'
}
test_a_limit_that_would_end_the_daemon_is_noticed() {
  assert_script_notices 's/ signal\(SIGXFSZ, SIG_IGN\);//' \
    'XFSZ: expected ignored, actual default'
}
test_a_daemon_that_ends_with_a_full_disk_is_noticed() {
  assert_script_notices 's/warn\("%s: lines/err(1, "%s: lines/' \
    'expected a process, actual none|actual Z|expected: c=401-500 lost'
}
test_a_daemon_that_complains_of_each_line_is_noticed() {
  assert_script_notices 's/ && lost == 0\)/)/' 'a line like \^ \*1\$'
}
# may_mount: the script's last two steps are there.
may_mount() {
  for flags in -m -rm; do
    ! unshare $flags mount -t tmpfs tmpfs "$SHUNIT_TMPDIR" || return 0
  done 2>/dev/null
  skip_test "needs a mount: unshare -m, -rm"
  false
}
test_a_torn_line_that_is_continued_is_noticed() {
  may_mount || return 0
  assert_script_notices 's/torn \? "\\n" : ""/""/' 'actual: +d=.* torn=1'
}
test_another_facility_is_noticed() {
  may_mount || return 0
  assert_script_notices 's/LOG_DAEMON/LOG_USER/' 'a line like \^30 = 3'
}

# A limit of the size: one line fits in part, then none. With a new log there is
# room again. Sets $last to the end of the old log, $first to that of the new.
fill() {
  rm -f log log.1 err
  (ulimit -f 1 && exec "$1" log a 1000 2>err) &
  soon [ -e log ]
  kill -s USR1 $!
  soon grep -q 'lines are lost: File too large' err
  soon asleep $!
  mv log log.1
  kill -s HUP $!
  soon [ -e log ]
  kill -s USR1 $!
  soon grep -q '^a 1001 done$' log
  last=$(tail -n 1 log.1) first=$(head -n 2 log | tr '\n' ';')
  kill $!
}
asleep() { [ "$(ps -o stat= -p "$1" | cut -c 1)" = S ]; }
test_a_log_that_may_not_grow_ends_nothing_and_all_lines_are_accounted_for() {
  cd "$SHUNIT_TMPDIR" || return
  fill "$program"
  whole=$(grep -c 'done$' log.1)
  assertTrue "a part of a line, at the end of the old log: $last" \
    "[ '$last' != 'a $whole done' ]"
  assertEquals "the new log" "a $((1000 - whole)) lost;a 1001 done;" "$first"
  cd "$root" || return
}

test_a_log_that_cannot_be_opened_is_told() {
  run "$program" /nonexistent/log a 1
  assert_ran 1 '^21-logging: /nonexistent/log: No such file' "no such folder"
  run "$program" "$SHUNIT_TMPDIR" a 1
  assert_ran 1 '^21-logging: .*: Is a directory' "a folder"
}
test_a_socket_that_cannot_be_made_is_told() {
  run "$program" -r "$demo"
  assert_ran 1 '^21-logging: demos/.*: Address (already )?in use' "a file"
  run "$program" -r "$(printf '%0120d' 0)"
  assert_ran 1 "too long for a socket's name" "a name of 120"
}
test_usage_errors_are_told() {
  usage='^usage: 21-logging LOG\|-s NAME COUNT, or -r SOCKET$'
  for arguments in '' 'log a' 'log a 0' 'log a -1' 'log a 1x' 'log a x' \
    'log a 1 2' '-r' '-r a b c'; do
    # shellcheck disable=SC2086 # the arguments are words
    run "$program" $arguments
    assert_ran 2 "$usage" "arguments: $arguments"
  done
}

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }

test_a_rotlog_that_replaces_an_older_log_is_noticed() {
  assert_grader_notices 's/access\(old, F_OK\) == 0/0/' \
    'expected line 1, actual'
}
test_a_rotlog_that_keeps_its_old_logs_open_is_noticed() {
  assert_grader_notices 's/close\(fd\)/0/' 'The logs of small have not'
}
test_a_rotlog_that_writes_over_what_others_wrote_is_noticed() {
  assert_grader_notices 's/ \| O_APPEND//' 'expected line [0-9]+, actual 1001'
}
test_a_rotlog_whose_reason_is_success_is_noticed() {
  may_mount || return 0
  assert_grader_notices 's/ errno = ENOSPC;//' \
    'a line like disk/log: No space left on device'
}
test_a_rotlog_that_goes_on_from_half_a_line_is_noticed() {
  may_mount || return 0
  assert_grader_notices 's/torn = n > torn .*/torn = 0;/' \
    'actual: .* lin20[-0-9]+T[0-9:]+Z again;'
}

. "$shunit2"
