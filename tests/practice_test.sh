#!/bin/sh
# practice.sh, as a learner uses it: on a terminal, typing. That each task has
# its ways is in practice_ways_test.sh.
# shellcheck disable=SC2016,SC2154 # for another shell; person.sh sets it
. "$(dirname "$0")/helper.sh"
. tests/person.sh

oneTimeSetUp() { make_house; }
tearDown() { leaves_if_there; }

test_a_lesson_is_practised_left_and_gone_on_with() {
  at 03 1
  sees 'Lesson 03 for your own hands: 5 tasks'
  sees 'Task 1 of 5: Stop a program'
  types hint
  sees 'Hint 1: The key is Ctrl-Z'
  types hint
  sees 'Hint 2: '
  types hint
  sees 'That was the last hint'
  types task
  sees 'Task 1 of 5: Stop a program'
  types 'build/03-stop-resume &'
  wrong 'It runs in the background'
  types true
  sees '\$ $'
  assertFalse "the same once more" "since 'Not yet'"
  types fg
  noted 03-stop-resume
  press "$ctrl_z" 03-stop-resume
  right
  sees ' T +03-stop-resume'
  sees 'Task 2 of 5'
  types skip
  sees 'Task 3 of 5'
  types quit
  sees '1 of 5 tasks are done\. To go on: make practice N=03'
  ends_with 0
  assertEquals "noted" 'practice 03-stop-resume 1' \
    "$(cat "$house/work/progress")"
  start sh scripts/practice.sh 3
  sees 'Task 2 of 5'
}
test_after_the_last_task_the_shell_stays() {
  at 03 5
  types skip
  sees 'That was the last task'
  types 'echo on $((40 + 2))'
  sees 'on 42'
  types quit
  sees '4 of 5 tasks are done'
  ends_with 0
  echo 'practice 03-stop-resume 1 2 3 4 5' >"$house/work/progress"
  start sh scripts/practice.sh 3
  sees 'Task 1 of 5'
  types quit
  sees 'All 5 tasks of lesson 03 are done\. Next: make exercise N=03'
  ends_with 0
}
test_after_skip_nothing_is_called_wrong_before_a_command() {
  # The job that runs prints, mostly not behind the prompt.
  local prompt='^\$ '
  at 04 2
  types skip
  sees 'Task 3 of 5'
  types 'echo on $((40 + 2))'
  sees 'Not yet: No reader is there'
  answer skip "$prompt"
  answer skip "$prompt"
  sees 'Task 5 of 5'
  sees "$prompt"
  assertFalse "the task begins as what is wrong" "since 'Not yet'"
  answer 'echo on $((40 + 2))' "$prompt"
  sees 'on 42'
  assertFalse "three jobs run: nothing is wrong" "since 'Not yet'"
}
test_what_the_shell_starts_inherits_nothing_of_practice() {
  at 03 1
  types 'ls -l /proc/self/fd | grep -c -e home -e asked -e answer; echo end'
  sees '^0.$'
  types 'env | grep -c PRACTICE; pwd; echo "$?"'
  sees '^0.$'
  types '(exit 7)'
  types 'echo "status $?"'
  sees 'status 7'
}
test_a_command_that_is_cut_off_does_no_harm() {
  at 03 1
  types 'sleep 60'
  noted sleep
  press "$ctrl_c$ctrl_c$ctrl_c" sleep
  types 'build/03-stop-resume &'
  wrong 'It runs in the background'
  press "$ctrl_c" '\$ $'
  types hint
  sees 'Hint 1'
}
test_what_ctrl_c_cuts_off_is_told_at_the_next_prompt() {
  local path="$PATH"
  mkdir "$house/bin"
  printf '#!/bin/sh\n: >"%s/looks"\nsleep 0.7\nexec %s "$@"\n' "$house" \
    "$(command -v ps)" >"$house/bin/ps"
  chmod +x "$house/bin/ps"
  PATH=$house/bin:$PATH
  at 03 1
  PATH=$path
  sees '\$ $'
  rm -f "$house/looks"
  types 'build/03-stop-resume & sleep 0.1; kill -s STOP $!; echo asks'
  soon [ -e "$house/looks" ]
  press "$ctrl_c" '^asks'
  says '\[x\] Task 1 is done'
  sees 'Task 2 of'
  leaves
  rm -r "${house:?}/bin"
}
test_the_first_time_that_something_is_wrong_it_names_hint() {
  at 03 1
  types 'build/03-stop-resume &'
  says 'Type hint for a hint'
  types 'kill $!; wait'
  types 'build/03-stop-resume'
  noted 03-stop-resume
  press "$ctrl_c" 'worker +pid'
  says 'Not yet: It has ended'
  ! since 'Type hint' || fail "it is said again"
}
test_where_it_cannot_be_it_says_so() {
  run "$house/scripts/practice.sh" 07
  assert_ran 2 'There are no tasks for lesson 07\. There are for: 00 01 ' "07"
  run "$house/scripts/practice.sh" 03
  assert_ran 2 'make practice needs a terminal' "a pipe"
  run "$house/scripts/practice.sh" 99
  assert_ran 2 '^There is no lesson 99' "N=99"
  run "$house/scripts/practice.sh" ''
  assert_ran 2 '^usage: make practice N=00' "no N"
  rm -rf "$house/work"
  at 03 1
  rm -rf "$house/work" && : >"$house/work"
  types 'build/03-stop-resume &'
  types 'kill -s STOP $!'
  sees 'Not noted: work/ cannot be written'
  leaves
  rm "$house/work"
}

# problems: what is wrong with the form of the tasks, a line each.
problems() {
  awk '
    function flush() {
      if (task == "") return
      if (!ends) print task ": neither done nor live"
      if (!hints) print task ": no hint"
      ends = hints = 0
      task = ""
    }
    /^#/ || NF == 0 || /^ / { next }
    $1 == "lesson" { flush(); stem = $2; print stem > lessons; next }
    $1 == "task" { flush(); task = stem " " $0; next }
    $1 == "done" || $1 == "live" { ends++; next }
    $1 == "hint" { hints++; next }
    $1 == "see" && !/: / && !/[^.]$/ { print task ": no sentence: " $0 }
    $1 !~ /^(first|see|begin|reopen)$/ { print "no such word: " $0 }
    END { flush() }' lessons="$SHUNIT_TMPDIR/lessons" scripts/lib/tasks.txt
  awk 'length > 80 { print "too wide: " $0 }' scripts/lib/tasks.txt
  while read -r lesson; do
    [ -f "lessons/$lesson.md" ] || echo "no such lesson: $lesson"
    grep -q "make practice N=${lesson%%-*}" "lessons/$lesson.md" ||
      echo "lessons/$lesson.md does not name its practice"
  done <"$SHUNIT_TMPDIR/lessons"
}
test_the_tasks_are_in_order() { assertEquals problems '' "$(problems)"; }

. "$shunit2"
