#!/bin/sh
# The word expect_complaint: a call of a program fails, and a grader looks
# whether the program says so.
# shellcheck disable=SC2016 # what is quoted is for another shell
# Runs with the exercises: run.sh --exercises.
. "$(dirname "$0")/helper.sh"

# toy BODY [FLAG...]: compiles a program whose child has BODY; sets $toy. The
# program does not wait for its child, and ends with status 0.
toy() {
  toy=$SHUNIT_TMPDIR/toy
  cat >"$toy.c" <<END
#define _GNU_SOURCE
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
    if (fork() == 0) {
        $1
        execlp("true", "true", (char *)NULL);
        _exit(127);
    }
    return 0;
}
END
  shift
  compile "$toy.c" "$toy" -w "$@" || fail "the toy does not compile"
}
# complain [ARG...]: expect_complaint with these ARGs, of the toy.
complain() {
  words=''
  for word in "$@"; do words="$words '$word'"; done
  deadline=${deadline-2} story "open_terminal; expect_complaint$words" "$toy"
}

checks='if (setsid() == -1) err(3, "setsid");'

test_a_program_that_says_it_and_ends_passes() {
  only_with_faults || return 0
  toy "$checks"
  complain setsid
  assert_ran 0 'ok +it says "toy: setsid: Oper.*" and ends with status 3$' "it"
  assert_ran 0 '^98-story: 1 checks, 0 failed$' "it"
}
test_the_error_can_be_chosen() {
  only_with_faults || return 0
  toy "$checks"
  complain 'setsid EACCES'
  assert_ran 0 'it says "toy: setsid: Permission denied"' "another error"
}
test_the_status_can_be_asked_for() {
  only_with_faults || return 0
  toy "$checks"
  complain setsid '' 3
  assert_ran 0 'ok +it says "toy: setsid: Oper.*" and ends with status 3$' "it"
  complain setsid '' 2
  assert_ran 1 'on standard error, and ends with status 2\.$' "another"
  assert_ran 1 'Actual: it said "toy: setsid: .*", and ended with status 3\.$' \
    "another"
  toy "$checks"
  complain setsid '' caller 3
  assert_ran 1 "the program's own status is 0" "the caller comes first"
}
test_the_nth_call_and_the_process_can_be_chosen() {
  only_with_faults || return 0
  toy 'if (dup2(1, 7) == -1) err(3, "one"); if (fork() == -1) err(4, "fork");
    wait(NULL); /* one after the other, or their words could mix */
    if (dup2(1, 8) == -1) err(5, "two");'
  complain 'dup2 2'
  assert_ran 0 'it says "toy: two: .*" and ends with status 5$' "the second"
  complain 'fork 2'
  assert_ran 0 'it says "toy: fork: .*" and ends with status 4$' \
    "a call counts on from those of the parent"
  complain 'fork child'
  assert_ran 0 'it says "toy: fork: .*" and ends with status 4$' \
    "the child's first"
  complain 'fork 2 parent'
  assert_ran 1 'does not call fork\(\) in the parent for the second time' \
    "there is none"
}
test_a_program_that_does_not_look_is_told_so() {
  only_with_faults || return 0
  toy 'setsid();'
  complain setsid
  assert_ran 1 'Expected: setsid\(\) fails \(EPERM: Operation not permitted' \
    "no check"
  assert_ran 1 'failed or why, on standard error, and ends with' \
    "no check"
  assert_ran 1 'Actual: it said nothing and ended with status 0\.$' "no check"
  assert_ran 1 'What setsid\(\) returns is not looked at\. Usual cause: no ==' \
    "no check"
}
test_a_program_that_only_meets_the_next_error_is_told_so() {
  only_with_faults || return 0
  toy 'if (dup2(setsid(), 7) == -1) err(3, "dup2");'
  complain setsid
  assert_ran 1 'it said "toy: dup2: .*That names neither setsid nor' "it"
  cp "$toy" "$SHUNIT_TMPDIR/setsid"
  toy=$SHUNIT_TMPDIR/setsid complain setsid
  assert_ran 1 'That names neither setsid nor the error' "its name"
}
test_a_program_that_says_it_and_goes_on_is_told_so() {
  only_with_faults || return 0
  toy 'if (setsid() == -1) perror("setsid");'
  complain setsid
  assert_ran 1 'it said "setsid: Oper.* permitted", and ended with' "that"
  assert_ran 1 'Usual cause: warn\(3\) or perror\(3\)' "that"
}
test_a_program_that_ends_without_a_word_is_told_so() {
  only_with_faults || return 0
  toy 'if (setsid() == -1) _exit(1);'
  complain setsid
  assert_ran 1 'Actual: it said nothing, and ended with status 1\.$' "silence"
}
test_a_crash_is_no_complaint() {
  only_with_faults || return 0
  toy 'FILE *file = fopen("/dev/null", "r"); warn("it"); getc(file);'
  complain fopen
  assert_ran 1 'it said "toy: it: .*", and was ended by SIGSEGV\.$' "a crash"
}
test_a_program_that_stays_is_no_complaint() {
  only_with_faults || return 0
  toy 'if (setsid() == -1) warn("setsid"); pause();'
  deadline=0.3 complain setsid
  assert_ran 1 'a process of it was still there at the deadline' "a hang"
}
test_what_a_parent_has_waited_for_is_known_too() {
  only_with_faults || return 0
  for call in 'wait(NULL)' 'waitpid(-1, NULL, 0)' \
    'waitid(P_ALL, 0, NULL, WEXITED)'; do
    toy "if (fork() > 0) { $call; _exit(0); } setsid();"
    complain setsid
    assert_ran 1 'it said nothing and ended with status 0' "no check; $call"
    toy "if (fork() > 0) { $call; _exit(0); } $checks"
    complain setsid
    assert_ran 0 'it says .* and ends with status 3$' "a check; $call"
    complain setsid '' caller
    assert_ran 1 "the program's own status is 0" "the caller; $call"
  done
}
test_waiting_for_a_child_can_fail() {
  only_with_faults || return 0
  for call in 'wait(NULL)' 'waitpid(pid, NULL, 0)' 'wait3(NULL, 0, NULL)' \
    'wait4(pid, NULL, 0, NULL)' 'waitid(P_ALL, 0, NULL, WEXITED)'; do
    name=${call%%(*}
    toy "int pid = fork(); if (pid > 0 && $call == -1) err(3, \"it\");"
    complain "$name"
    assert_ran 0 'it says "toy: it: Invalid arg.*" and ends with status 3$' \
      "$call"
    complain "$name ECHILD"
    assert_ran 0 'it says "toy: it: No child processes"' "$call"
    toy "int pid = fork(); if (pid > 0) $call;"
    complain "$name"
    assert_ran 1 "What $name\(\) returns is not looked at" "no check; $call"
  done
}
test_a_program_that_never_makes_the_call_is_not_asked() {
  only_with_faults || return 0
  toy ''
  complain setsid
  assert_ran 1 'It does not call setsid\(\): not asked\.$' "no call"
  assert_ran 1 '^98-story: 0 checks, 0 failed$' "no check, no skip"
}
test_only_the_program_meets_the_fault() {
  only_with_faults || return 0
  toy 'execlp("setsid", "setsid", "--wait", "sh", "-c",
      "test -z \"$LD_PRELOAD\" && echo whole", (char *)NULL);'
  complain setsid
  assert_ran 1 'It does not call setsid\(\): not asked' "it executes setsid(1)"
  story 'open_terminal; expect_complaint setsid; expect_print whole' "$toy"
  assert_ran 0 'it prints +whole' "it executes setsid(1)"
}
test_where_nothing_can_come_before_libc_it_is_skipped_with_the_reason() {
  only_with_faults || return 0
  toy "$checks" -static 2>/dev/null
  complain setsid
  assert_ran 1 'SKIP +nothing is made to fail: .* linked statically' "static"
  assert_ran 1 '^98-story: 0 checks, 0 failed, 1 skipped$' "static"
  make_house
  rm "$house/build" && mkdir "$house/build"
  ln -s "$build"/[0-9]* "$build"/stage "$build"/family "$house/build"
  BUILD=$house/build complain setsid
  assert_ran 1 'SKIP +nothing is made to fail: no .*fault.so' "no library"
  house=''
}
test_a_program_with_a_sanitizer_is_skipped() {
  only_with_faults || return 0
  toy "$checks"
  compile "$toy.c" "$toy" -w -fsanitize=address 2>/dev/null ||
    skip_test "this compiler has no sanitizers"
  case $(ldd "$toy") in
  *libasan*)
    complain setsid
    assert_ran 1 'SKIP .* built with a sanitizer' "ASan"
    ;;
  esac
}
test_a_call_that_it_does_not_know_is_refused() {
  only_with_faults || return 0
  toy "$checks"
  complain mumble
  assert_ran 2 'fault\.so has no function mumble$' "no such function"
  complain 'setsid always'
  assert_ran 2 'what is always in a CALL' "no such word"
}

. "$shunit2"
