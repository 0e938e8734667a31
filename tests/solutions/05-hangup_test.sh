#!/bin/sh
# Exercise 05: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_a_keep_that_ends_with_a_status_and_not_by_the_signal_is_noticed() {
  instead 'raise(SIGHUP)' '_exit(129)'
  grader_notices 'a line "Hangup'
}
test_a_handler_that_signal_sets_in_a_starter_stays_set() {
  for starter in "$stem" 20-signals; do
    {
      grep '^#define _' "lessons/exercises/$starter.c"
      cat <<CODE
#include <signal.h>
static void count(int signo)
{
    (void)signo;
}
int main(void)
{
    return signal(SIGUSR1, count) == SIG_ERR || raise(SIGUSR1) != 0 ||
           raise(SIGUSR1) != 0;
}
CODE
    } >"$SHUNIT_TMPDIR/handler.c"
    compile "$SHUNIT_TMPDIR/handler.c" "$SHUNIT_TMPDIR/handler"
    run "$SHUNIT_TMPDIR/handler"
    assertEquals "$starter: the second signal is caught too" 0 "$status"
  done
}

. "$shunit2"
