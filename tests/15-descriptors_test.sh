#!/bin/sh
# Lesson 15: its script, on the demo and on broken ones; what the demo refuses;
# and the exercise.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

test_the_script_passes() { assert_script_passes; }

test_break_it_1_nothing_from_3_on_is_closed() {
  without 'mode->close_rest();'
  script_notices 'Expected: a line "done: started"'
}
test_break_it_2_it_counts_up_to_the_limit() {
  instead 'if (syscall(SYS_close_range, first, last, 0U) == -1)' \
    'for (int n = 3; n < getdtablesize(); n++) close(n); if (0)'
  script_notices 'no other descriptor is open. Actual: *2000=/etc/passwd'
}
test_break_it_3_exit_in_place_of__exit() {
  instead '"leak", keep_them, keep_them, _exit' \
    '"leak", keep_them, keep_them, exit'
  script_notices 'Actual: "done: started started"'
}
test_break_it_4_without_close_on_exec() {
  without ' | O_CLOEXEC'
  script_notices 'Expected: no descriptor leads to /dev/full. Actual: any'
}
test_a_daemon_that_counts_up_to_1023_is_noticed() {
  instead 'if (syscall(SYS_close_range, first, last, 0U) == -1)' \
    'for (int n = 3; n < 1024; n++) close(n); if (0)'
  script_notices 'no other descriptor is open. Actual: *2000=/etc/passwd'
}
test_a_range_that_begins_at_4_is_noticed() {
  instead 'first = STDERR_FILENO + 1' 'first = STDERR_FILENO + 2'
  script_notices 'Expected: a line "done: started"'
}
test_a_fallback_that_counts_up_to_the_limit_is_noticed() {
  instead '"proc", lead_to_null, close_by_proc' '"proc", lead_to_null, count'
  instead '/* What the daemon does about all that it has inherited.' \
    'static void count(void) { for (int n = 3; n < 1024; n++) close(n); }
/* What the daemon does about all that it has inherited.'
  script_notices 'no other descriptor is open. Actual: *2000=/etc/passwd'
}
test_a_fallback_that_closes_nothing_is_noticed() {
  instead 'fd != dirfd(directory))
            close(fd);' 'fd != dirfd(directory))
            (void)fd;'
  script_notices 'Expected: a line "done: started"'
}
test_a_daemon_that_stays_in_the_session_is_noticed() {
  instead 'if (setsid() == -1)' 'if (0)'
  script_notices 'TTY: expected ?, actual pts/#'
}
test_a_daemon_that_redirects_nothing_is_noticed() {
  without 'mode->redirect();'
  script_notices 'Expected: descriptor 0 leads to /dev/null. Actual: pts/#'
}
test_an__exit_in_place_of_exit_is_noticed() {
  instead '"exit", keep_them, keep_them, exit' \
    '"exit", keep_them, keep_them, _exit'
  script_notices 'Expected: a line "done: started started"'
}
test_a_daemon_that_hands_its_blocked_signals_on_is_noticed() {
  instead 'if (sigprocmask(SIG_UNBLOCK, blocked, NULL) == -1)' 'if (0)'
  script_notices 'TERM: expected default, actual blocked'
}
test_a_daemon_that_has_one_more_descriptor_is_noticed() {
  instead 'alarm(FUSE);' 'open("/", O_RDONLY); alarm(FUSE);'
  script_notices 'Expected: no other descriptor is open. Actual: *5=/'
}
test_where_no_descriptor_above_1023_can_be_had_the_script_is_skipped() {
  # shellcheck disable=SC2016 # for the inner shell
  run sh -c 'ulimit -n 1024; exec "$1" --plain' sh "$script"
  assert_ran 3 '^SKIP 15-descriptors: needs 3000 open files' "a low limit"
}

test_a_kernel_without_close_range_makes_no_difference() {
  instead 'syscall(SYS_close_range' 'syscall(-1'
  compile_edited
  forget_edits
  run "$script" --plain "$broken"
  assert_ran 0 ', 0 failed$' "with a system call that does not exist"
}
test_headers_that_do_not_know_close_range_make_no_difference() {
  sed 's/^#include <sys\/syscall.h>/&\n#undef SYS_close_range/
    s/^#endif/&\n#ifdef __NR_close_range\
_Static_assert(SYS_close_range == __NR_close_range, "its number");\n#endif/' \
    "$demo" >"$SHUNIT_TMPDIR/old.c"
  compile "$SHUNIT_TMPDIR/old.c" "$SHUNIT_TMPDIR/old"
  run "$SHUNIT_TMPDIR/old" close
  kill "$(echo "$output" | sed -n 's/.*daemon *pid \([0-9]*\) .*/\1/p')"
  assert_ran 0 '^daemon ' "compiled with headers older than Linux 5.9"
}
test_a_standard_output_that_is_full_is_told() {
  run sh -c '"$1" close >/dev/full' sh "$program"
  # Parent and daemon write at once: a line may stand in the middle of another.
  kill "$(echo "$output" | sed -n 's/.*daemon *pid \([0-9]*\) .*/\1/p')"
  assert_ran 1 'standard output' "a full device"
}
test_usage_errors_are_told() {
  run "$program"
  assert_ran 2 '^usage: 15-descriptors leak\|exit\|' "no mode"
  run "$program" lea
  assert_ran 2 '^usage: 15-descriptors leak\|exit\|' "an unknown mode"
  run "$program" leak leak
  assert_ran 2 '^usage: 15-descriptors leak\|exit\|' "two modes"
}

# For make faults: how it is run, and which failures are exceptions.
faults() {
  runs 15-descriptors itself USR1 leak
  runs 15-descriptors itself - close
  runs 15-descriptors itself - proc
  says dup2 /dev/null
  allows fflush 'fflush(stdout)' \
    'told: flushed after the fork, that is the lesson'
  allows dprintf 'STDERR_FILENO' \
    'harmless: it was standard error, and nothing is left to say it on'
  allows sigwait '' 'unheard: 2 leads to /dev/null by then'
  allows syscall 'SYS_close_range' 'harmless: it goes by /proc/self/fd then'
}

. "$shunit2"
