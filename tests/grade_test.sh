#!/bin/sh
# grade.sh, as make exercise and make exercises call it, in a house of its own.
# Runs with the exercises: run.sh --exercises.
. "$(dirname "$0")/helper.sh"

# What it compiles goes into a build folder of the house's own.
setUp() {
  make_house
  rm "$house/build"
  mkdir "$house/build"
  ln -s "$build/00-terminal" "$build/stage" "$house/build"
}
grade() {
  run env BUILD=build DEADLINE="${deadline:-5}" "$house/scripts/grade.sh" "$@"
}

# work NAME TEXT: the learner's file is this program.
work() {
  mkdir -p "$house/work"
  printf '%s\n' "$2" >"$house/work/$1.c"
}

test_the_first_time_a_starter_is_copied_and_the_task_is_shown() {
  grade 08
  assert_ran 0 '^A starter is now in work/08-setsid.c' "the first time"
  assert_ran 0 '^  detach: runs a command in a session of its own' "the task"
  assert_ran 0 '^      127       if there is no such command$' "the task"
  assert_ran 0 '^Next: edit work/08-setsid.c, then make exercise N=08$' "next"
  assertNotContains "nothing is graded" "$output" Step
  assertTrue "the starter" \
    "cmp '$house/work/08-setsid.c' lessons/exercises/08-setsid.c"
  deadline=0.5 grade 08
  assert_ran 1 '^ *This was step 1 of [0-9]+\.$' "the second"
  assert_ran 1 '^  next +make hint N=08' "the second time"
  assert_ran 1 '^Not yet\. Next: edit work/08-setsid.c, then type make' \
    "the second time"
}
test_every_task_can_be_read_in_80_columns() {
  for file in lessons/exercises/*.c; do
    file=$(basename "$file" .c)
    grade "$file"
    assert_ran 0 '^Next: edit work/' "$file"
    assertEquals "rows that are too long" "" \
      "$(printf '%s\n' "$output" | grep -E '.{81}')"
    assertNotContains "$file: a comment's stars" "$output" ' * '
  done
}
test_a_solution_passes_and_is_noted_once() {
  mkdir "$house/work"
  cp "$house/lessons/solutions/00-terminal.c" "$house/work"
  grade 00
  assert_ran 0 '^Passed\. Your program: .*work/' "a solution"
  assert_ran 0 '^Compare with lessons/solutions/00-terminal.c\.$' "a solution"
  assert_ran 0 \
    '^Next: make tour N=01 \(foreground: one group owns the keyboard\)$' "next"
  assertNotContains "a warning" "$output" warns
  grade 00
  assertEquals "noted, with the sum of what passed" \
    "exercise 00-terminal $(cksum <"$house/work/00-terminal.c")" \
    "$(cat "$house/work/progress")"
}
test_what_a_learner_wrote_is_never_overwritten() {
  mkdir "$house/work"
  echo 'int main(void) { return 0; }' >"$house/work/00-terminal.c"
  deadline=0.5 grade 00
  assert_ran 1 '^Not yet' "a program that prints nothing"
  assertEquals "the learner's file" 'int main(void) { return 0; }' \
    "$(cat "$house/work/00-terminal.c")"
}
test_a_compile_error_is_told_in_a_sentence_with_its_line() {
  work 00-terminal 'int main(void)
{
    return }'
  grade 00
  assert_ran 1 '^work/00-terminal.c:3:12: error: ' "what the compiler says"
  assert_ran 1 ' does not compile. The first error, in line 3' \
    "a syntax error"
  assert_ran 1 '^Next: look at line 3 and the one above it' "what to do"
  assertEquals "the last line" "one. Then type make exercise N=00 again." \
    "$(printf '%s\n' "$output" | tail -n 1 | sed 's/^ *//; s/.*one\./one./')"
  work 00-terminal '#include "nothing.h"'
  grade 00
  assert_ran 1 'The first error, in line 1: nothing\.h:' "no header"
}
test_a_function_that_nobody_defines_is_told_in_a_sentence() {
  work 00-terminal 'int getsidd(int); int main(void) { return getsidd(0); }'
  grade 00
  assert_ran 1 'cannot be linked: there is an undefined reference' "a name"
  assert_ran 1 'misspelt\.$' "a misspelt name"
}
test_a_warning_is_said_again_at_the_end() {
  work 00-terminal 'int main(void) { int unused; return 0; }'
  deadline=0.5 grade 00
  assert_ran 1 "^The compiler warns: unused variable 'unused' \\(line 1\\)\.$" \
    "a program that fails"
  assertContains "after the grader" "${output##*checks,}" "The compiler warns"
  sed 's/^int main(void)$/int other; static int more(void) { return 1; }\n&/' \
    lessons/solutions/00-terminal.c >"$house/work/00-terminal.c"
  grade 00
  assert_ran 0 "^The compiler warns: ('more' defined but|unused function)" \
    "a program that passes"
}
test_a_file_that_may_not_be_read_is_told() {
  work 00-terminal 'int main(void) { return 0; }'
  chmod 000 "$house/work/00-terminal.c"
  # Root may read everything, unless it gives that up.
  set --
  [ "$(id -u)" -ne 0 ] ||
    set -- setpriv --bounding-set=-dac_override,-dac_read_search
  run "$@" env BUILD=build "$house/scripts/grade.sh" 00
  assert_ran 1 'cannot be read: its mode is 0\. Next: chmod u\+rw' "mode 000"
}
test_a_compile_writes_nothing_outside_work_and_build_work() {
  work 00-terminal 'int main(void) { return 0; }'
  mkdir "$house/tmp" "$house/build/work"
  ln -s "$house/README.md" "$house/build/work/00-terminal"
  before=$(cd "$house" && find . -path ./work -prune -o -path ./build/work \
    -prune -o -type f -exec cksum {} +)
  TMPDIR=$house/tmp deadline=0.5 grade 00
  assert_ran 1 '^Not yet' "a program that prints nothing"
  assertEquals "the rest of the course" "$before" \
    "$(cd "$house" && find . -path ./work -prune -o -path ./build/work \
      -prune -o -type f -exec cksum {} +)"
}
test_what_is_saved_while_the_grader_runs_has_not_passed() {
  mkdir "$house/work"
  cp "$house/lessons/solutions/00-terminal.c" "$house/work"
  passed=$(cksum <"$house/work/00-terminal.c")
  printf '#!/bin/sh\necho >>"%s"\n' "$house/work/00-terminal.c" \
    >"$house/tests/exercises/00-terminal_test.sh"
  grade 00
  assert_ran 0 '^Passed' "a grader that takes its time"
  assertEquals "noted" "exercise 00-terminal $passed" \
    "$(cat "$house/work/progress")"
}
test_all_stops_at_the_first_that_does_not_pass() {
  mkdir "$house/work"
  cp "$house/lessons/solutions/00-terminal.c" "$house/work"
  grade --all
  assert_ran 1 '^\[#\.+\] 1 of [0-9]+ exercises pass, from the first on$' \
    "one of all"
  assertTrue "the next starter is there" "[ -e '$house/work/01-foreground.c' ]"
  assert_ran 1 '^Next: edit work/01-foreground.c' "its task is shown"
  assertFalse "but not the one after" "[ -e '$house/work/02-background.c' ]"
}
# mistake STEM TEXT SENTENCE: on this program the grader says the SENTENCE, and
# says it in rows that fit. A busy machine may need a longer deadline for it.
mistake() {
  work "$1" "$2"
  for deadline in 0.5 5 20; do
    grade "$1"
    case $(one_row) in *"$3"*) break ;; esac
  done
  said "$3" "$2"
  assertEquals "status" 1 "$status"
  assertEquals "rows that are too long" "" \
    "$(printf '%s\n' "$output" | grep -E '.{81}')"
}
test_a_program_that_prints_nothing_is_told_the_usual_causes() {
  mistake 00-terminal 'int main(void) { return 0; }' \
    'Usual cause: the program ends, or waits, before it prints'
  mistake 00-terminal '#include <stdio.h>
#include <unistd.h>
int main(void) { printf("terminal  %s", ttyname(0) + 5); }' \
    'Usual cause: no newline at its end'
}
test_output_that_stays_in_the_buffer_is_told() {
  ln -s "$build"/[0-9]* "$house/build" 2>/dev/null
  mistake 20-signals "$(sed 's/check(dprintf(STDOUT_FILENO, /check(printf(/' \
    lessons/solutions/20-signals.c)" 'buffer of stdio, which fflush(3)'
  said 'still runs. It waits in sigwaitinfo(2), for a signal' "where it waits"
}
test_a_loop_without_end_is_told() {
  mistake 00-terminal 'int main(void) { for (;;); }' \
    'still runs, and uses the processor all the time'
}
test_a_program_that_waits_is_told_where() {
  mistake 00-terminal '#include <unistd.h>
int main(void) { char c; return read(0, &c, 1) < 0; }' \
    'still runs. It waits in read(2), on descriptor 0 (pts/'
  mistake 00-terminal '#include <unistd.h>
int main(void) { sleep(60); }' 'It waits in sleep(3) or nanosleep(2)'
  mistake 03-stop-resume "$(sed 's/WUNTRACED | WCONTINUED/0/' \
    lessons/solutions/03-stop-resume.c)" \
    'It waits in waitpid(2), for a child to end'
}
test_a_crash_is_told_with_its_signal() {
  only_unsanitized "it tells of a crash itself" || return 0
  mistake 00-terminal 'int main(void) { *(volatile int *)0 = 0; }' \
    'It was ended by SIGSEGV: it used memory that it has not'
}
# passed STEM: its solution is the learner's program, and has passed.
passed() {
  mkdir -p "$house/work"
  cp "lessons/solutions/$1.c" "$house/work"
  echo "exercise $1 $(cksum <"lessons/solutions/$1.c")" \
    >"$house/work/progress"
  ln -sf "$build"/[0-9]* "$house/build"
}
# broken STEM SCRIPT: the learner's variant, made by this script of sed.
broken() {
  sed "$2" "$house/work/$1.c" >"$house/work/broken.c"
  deadline=0.5 grade "$1" work/broken.c
}
# said SENTENCE: is it in the output, however that was wrapped?
said() { assertContains "$2" "$(one_row)" "$1"; }
one_row() { printf '%s\n' "$output" | sed 's/^ *//' | paste -s -d ' ' -; }

test_a_variant_without_the_key_call_is_told_what_the_line_is_for() {
  passed 04-tty-io
  broken 04-tty-io '/signal(SIGTTIN/d'
  assert_ran 0 '^That is what this line is for\.$' "no signal(2)"
  assert_ran 0 '^Step 2 of [0-9]+\. In the background it is not stopped' "step"
  assert_ran 0 '^  FAILED ' "the check"
  assert_ran 0 'stopped by SIGTTIN' "what it means"
  assertContains "noted" "$(cat "$house/work/progress")" \
    "broken 04-tty-io $(cksum <"$house/work/broken.c")"
  passed 08-setsid
  broken 08-setsid 's/setsid() == -1/0/'
  assert_ran 0 '^  command +[0-9]+ .* pts/[0-9]+ .* sleep$' "the row of ps"
}
test_a_variant_is_judged_only_beside_a_program_that_passes() {
  mkdir "$house/work"
  cp lessons/solutions/08-setsid.c "$house/work/08-setsid.c"
  broken 08-setsid 's/setsid() == -1/0/'
  assert_ran 2 'does not pass, as it is now\. Next: first let it pass' "new"
  passed 08-setsid
  echo >>"$house/work/08-setsid.c"
  broken 08-setsid 's/setsid() == -1/0/'
  assert_ran 2 'does not pass, as it is now' "changed since"
  passed 08-setsid
  grade 08 work/nothing.c
  assert_ran 2 '^There is no file work/nothing\.c\.' "no such file"
}
test_a_variant_differs_in_one_to_three_lines() {
  passed 08-setsid
  broken 08-setsid ''
  assert_ran 2 'is the same as work/08-setsid\.c' "no change"
  broken 08-setsid '/if (setsid/,/^        }/d'
  said 'differs from work/08-setsid.c in 4 lines; three are permitted' "4 out"
  assertEquals "status" 2 "$status"
  broken 08-setsid 's/setsid() == -1/0/; 1i// one
2i// two
'
  assert_ran 0 'That is what this line is for' "one changed, two added"
  broken 08-setsid 's/setsid() == -1/0 \&\& /; s/^{/{ -/'
  assert_ran 1 '^work/broken.c does not compile\. The first error' "no C"
}
test_a_variant_that_makes_no_difference_or_another_one_is_told_the_key() {
  key='The key of this exercise is step 1: At the prompt it leads a group'
  passed 08-setsid
  broken 08-setsid 's/^    int status;/    int status = 0;/'
  said "Your change makes no difference that the grader sees. $key" "none"
  assertEquals "status" 1 "$status"
  broken 08-setsid 's/!must_wait/1/'
  said "It fails in step 3: With -w it waits" "step 3"
  said "$key" "step 3"
  broken 08-setsid 's/^int main.*/&\
{ return 0; } int more(int argc, char **argv);\
int more(int argc, char **argv)/'
  said 'It fails as early as a program that does nothing' "an empty main"
  assertEquals "status" 1 "$status"
  assertNotContains "not noted" "$(cat "$house/work/progress")" broken
}
test_a_variant_that_crashes_or_hangs_is_not_accepted() {
  only_unsanitized "it tells of a crash itself" || return 0
  passed 04-tty-io
  broken 04-tty-io 's/signal(SIGTTIN, SIG_IGN)/*(volatile int *)0 = 0/'
  assert_ran 1 '^It crashes: SIGSEGV has ended it\.' "a crash"
  passed 01-foreground
  broken 01-foreground 's/^    bring_to_front(getpgrp());/    for (;;);/'
  assert_ran 1 '^It hangs: it loops without end\.' "a loop"
  broken 01-foreground 's/^    bring_to_front(getpgrp());/    sleep(60);/'
  assert_ran 1 '^It hangs: it sleeps without end\.' "a sleep"
  assertNotContains "not noted" "$(cat "$house/work/progress")" broken
}

hint() { run "$house/scripts/hint.sh" "$@"; }
test_hints_come_one_at_a_time_and_begin_again_after_the_last() {
  hint 8
  assert_ran 0 '^Hint 1 of 2, for exercise 08:$' "the first"
  assert_ran 0 '^  Must you find out whether you lead a group' "the first"
  assert_ran 0 '^The next one: make hint N=08$' "the first"
  hint 08
  assert_ran 0 '^Hint 2 of 2' "the second"
  assertNotContains "the second" "$output" 'Must you find out'
  assert_ran 0 '^That was the last hint\. .* the first: make hint N=08$' \
    "the second"
  assert_ran 0 '^The lesson: make read N=08$' "the second"
  assertEquals "noted once" "hint 08-setsid 2" "$(cat "$house/work/progress")"
  hint 08-setsid
  assert_ran 0 '^Hint 1 of 2' "after the last"
}
test_each_lesson_has_two_hints_at_least_and_they_fit_80_columns() {
  for n in lessons/exercises/*.c; do
    n=$(basename "$n" .c)
    for wanted in 1 2; do
      hint "$n"
      assert_ran 0 "^Hint $wanted of [2-9], for exercise ${n%%-*}:\$" "$n"
      assertEquals "rows that are too long" "" \
        "$(printf '%s\n' "$output" | grep -E '.{81}')"
      [ "$(printf '%s\n' "$output" | grep -c '^  ')" -ge 1 ] ||
        fail "$n: hint $wanted is empty"
    done
  done
}
test_a_lesson_without_hints_says_so() {
  sed '/<summary>Hint/d' lessons/08-setsid.md >"$house/lessons/08-setsid.md"
  hint 08
  assert_ran 0 '^Lesson 08 has no hints\. .*: make read N=08$' "no hints"
}
test_a_hint_that_cannot_be_noted_is_shown() {
  : >"$house/work"
  hint 08
  assert_ran 0 '^Hint 1 of 2' "no work/"
  assert_ran 0 '^\(Not noted: ' "no work/"
}
test_the_last_project_is_an_exercise_without_a_lesson() {
  grade 30
  assert_ran 0 '^Next: edit work/30-keep.c, then make exercise N=30$' "N=30"
  hint 30-keep
  assert_ran 0 '^Hint 1 of [2-9], for exercise 30:$' "its hint"
  run "$house/scripts/read.sh" 30
  assert_ran 0 '^30 keep: the last project$' "its page"
  run "$house/scripts/tour.sh" --only 30
  assert_ran 2 '^30-keep is the last project.* Next: make exercise N=30$' "demo"
  run "$house/scripts/tour.sh" --list
  assert_ran 0 '^  30-keep .* not yet .* keep: the last project$' "the list"
  last=$(basename -s .md lessons/[0-9]*.md | tail -n 1)
  printf '#!/bin/sh\n' >"$house/tests/exercises/${last}_test.sh"
  work "$last" 'int main(void) { return 0; }'
  grade "$last"
  assert_ran 0 '^Next: make exercise N=30 \(keep: the last project\)$' "$last"
}
test_wrong_use_gets_a_sentence() {
  grade 99
  assert_ran 2 '^There is no lesson 99' "N=99"
  grade ''
  assert_ran 2 '^usage: make exercise N=00' "no N"
  hint 99
  assert_ran 2 '^There is no lesson 99' "N=99"
  hint ''
  assert_ran 2 '^usage: make hint N=00' "no N"
}
test_a_checkout_that_cannot_be_written_is_told() {
  : >"$house/work"
  grade 00
  assert_ran 3 'copy the course to a folder of your own' "no work/"
}

. "$shunit2"
