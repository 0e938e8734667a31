#!/bin/sh
# Lesson 15: its script, on the demo and on broken ones; what the demo refuses;
# and the exercise.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

test_the_script_passes() { assert_script_passes; }

test_a_daemon_that_keeps_what_it_inherited_is_noticed() {
  assert_script_notices 's/mode->close_rest\(\)//' \
    'a line like \^done: started\$'
}
test_a_daemon_that_stays_in_the_session_is_noticed() {
  assert_script_notices 's/setsid\(\) == -1/0/' 'TTY: expected \?, actual pts'
}
test_a_daemon_that_redirects_nothing_is_noticed() {
  assert_script_notices 's/mode->redirect\(\)//' \
    ' 0: expected /dev/null, actual pts'
}
test_a_range_that_begins_at_4_is_noticed() {
  assert_script_notices \
    's/first = STDERR_FILENO \+ 1/first = STDERR_FILENO + 2/' \
    'a line like \^done: started\$'
}
test_a_count_up_to_the_limit_is_noticed() {
  assert_script_notices \
    's/if \(syscall.*/for (int n = 3; n < getdtablesize(); n++) close(n);\
    if (0)/' \
    'only: expected only, actual .*99='
}
test_a_fallback_that_counts_up_to_the_limit_is_noticed() {
  assert_script_notices \
    's/    DIR .*/    for (int n = 3; n < getdtablesize(); n++) close(n);\
    return;\n&/' \
    'only: expected only, actual .*99='
}
test_a_fallback_that_closes_nothing_is_noticed() {
  assert_script_notices 's/ close\(fd\)/ (void)fd/' \
    'a line like \^done: started\$'
}
test_an_exit_in_place_of_the_other_is_noticed() {
  assert_script_notices 's/_exit\}/exit}/' \
    'a line like \^done: started\$'
  assert_script_notices 's/ exit\}/ _exit}/' \
    'a line like \^done: started started'
}
test_a_file_opened_without_o_cloexec_is_noticed() {
  assert_script_notices 's/ \| O_CLOEXEC//' 'none=/dev/full: expected none'
}

test_a_kernel_without_close_range_makes_no_difference() {
  break_program "$demo" 's/syscall\(SYS_close_range/syscall(-1/'
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

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }

test_an_only_that_counts_up_to_the_limit_is_noticed() {
  assert_grader_notices \
    's/if \(!close_from_to.*/for (int i = 3; i < getdtablesize(); i++)'\
' if (i != keep) close(i);\n    if (n == 0)/' \
    'only: expected only, actual .* 200='
}
test_an_only_that_closes_nothing_above_is_noticed() {
  assert_grader_notices 's/n \+ 1, ~0U/n + 1, n + 1/' \
    'only: expected only, actual .* 7='
}

test_the_exercise_compiles_with_headers_older_than_close_range() {
  for kind in exercises solutions; do
    sed 's/^#include <sys\/syscall.h>/&\n#undef SYS_close_range/' \
      "lessons/$kind/$stem.c" >"$SHUNIT_TMPDIR/old.c"
    run compile "$SHUNIT_TMPDIR/old.c" "$SHUNIT_TMPDIR/old"
    assertEquals "$kind: $output" 0 "$status"
  done
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
