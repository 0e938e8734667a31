#!/bin/sh
# The grader of exercise 14: logto.
# shellcheck disable=SC2016 # what is quoted is for the shell on the terminal
. "$(dirname "$0")/../../scripts/lib/lesson.sh"
need paste readlink stat

# run_line LINE: types it, and waits until the shell has done it all.
run_line() {
  lines_typed=$((${lines_typed-0} + 1))
  type_line "$1; echo 'done $lines_typed'"
  poll printed "^done $lines_typed\$" || fail "The command does not end: $1"
}

# expect_text FILE TEXT: a check: FILE's lines, joined by ";", are TEXT.
expect_text() {
  checks=$((checks + 1))
  if poll reads "$@"; then
    tell "in file" "$1: $2" "$green"
  else
    fail "The file $1 has not what it should have." "expected: $2
actual: $found"
  fi
}
reads() {
  found=$(paste -s -d ';' "$stage/home/$1" 2>&1)
  [ "$found" = "$2" ]
}

open_terminal

step "Both outputs go to the file, in order"
run_line "$program log sh -c 'echo one; echo two >&2; echo three'"
expect_text log 'one;two;three'

step "A second run appends, also when somebody else appends meanwhile"
type_line "chmod 600 log"
run_line "$program log sh -c 'echo four; echo a note >>log; echo five >&2'"
expect_text log 'one;two;three;four;a note;five'
say "A file that was there keeps its mode: its owner may have narrowed it."
type_line "stat -c 'mode %a' log"
wait_for '^mode 600$'

step "A new file has mode 640 with any umask; the command has its caller's"
for mask in 0777 0000; do
  run_line "(umask $mask; $program mask$mask sh -c umask)"
  expect_text mask$mask "$mask"
  type_line "stat -c 'mode %a' mask$mask"
  wait_for '^mode 640$'
done

step "Standard input is /dev/null"
where='cat; echo "cat $?"; readlink /proc/$$/fd/0'
run_line "$program input sh -c '$where'"
expect_text input 'cat 0;/dev/null'

step "So it is where the caller has closed 0 and 1"
where='readlink /proc/$$/fd/0; readlink /proc/$$/fd/1 | sed s,.*/,,'
run_line "$program closed sh -c '$where; echo err >&2' <&- >&-"
expect_text closed '/dev/null;closed;err'

step "The command has 0, 1 and 2, and none that you opened on the way"
count='readlink /proc/$$/fd/* | grep -c /count$; readlink /proc/$$/fd/[34]'
run_line "$program count sh -c '$count; echo end'"
expect_text count '2;end'

step "What logto itself says goes to its caller, with the exit status"
ask_status='; echo "status $?"'
type_line "$program quiet sh -c 'exit 7'$ask_status"
wait_for '^status 7$'
type_line "$program quiet /nonexistent$ask_status"
wait_for '^logto: /nonexistent: No such file'
wait_for '^status 127$'
type_line "$program quiet /dev/null$ask_status"
wait_for '^logto: /dev/null: Permission denied'
wait_for '^status 126$'
expect_text quiet ''
type_line "$program /nonexistent/log echo$ask_status"
wait_for '^logto: /nonexistent/log: No such file'
wait_for '^status 1$'
type_line "$program log$ask_status"
wait_for '^usage: logto FILE COMMAND'
wait_for '^status 2$'
