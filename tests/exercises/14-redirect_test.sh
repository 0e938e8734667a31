#!/bin/sh
# The grader of exercise 14: logto.
# shellcheck disable=SC2016 # what is quoted is for the shell on the terminal
. "$(dirname "$0")/../../scripts/lib/lesson.sh"
need paste readlink

# run_line LINE: types it, and waits until the shell has done it all.
lines_typed=0
run_line() {
  lines_typed=$((lines_typed + 1))
  type_line "$1; echo 'end of line $lines_typed'"
  expect_print "end of line $lines_typed"
}

# expect_text FILE TEXT: a check: FILE's lines, joined by ";", are TEXT.
expect_text() {
  verify 'in file' "$1: ${2:-nothing}" reads "$1" "$2"
}
reads() {
  local found
  if [ -e "$stage/home/$1" ]; then
    found=$(paste -s -d ';' "$stage/home/$1" 2>&1)
    wrong="It has: ${found:-nothing}"
  else
    found='(there is no such file)'
    wrong="There is no such file."
  fi
  [ "$found" = "$2" ]
}

# is_narrow: has the file narrow at most mode 640?
is_narrow() {
  local mode
  mode=$(stat -c %a "$stage/home/narrow")
  wrong="At first its mode is $mode: whoever opens it then may go on."
  [ $((0$mode & 0137)) -eq 0 ]
}

open_terminal

key_step "Both outputs go to the file, in order"
run_line "$program log sh -c 'echo one; echo two >&2; echo three; : >ran'"
verify ok "the command has been run" is_there ran
expect_text log 'one;two;three'

step "A second run appends, also when somebody else appends meanwhile"
run_line "chmod 600 log; : >empty; chmod 600 empty"
run_line "$program log sh -c 'echo four; echo a note >>log; echo five >&2'"
expect_text log 'one;two;three;four;a note;five'
tell file "log had mode 600, and must keep it: its owner may have narrowed it"
expect_mode log 600
run_line "$program empty true"
expect_mode empty 600

step "A new file has mode 640 with any umask; the command has its caller's"
for mask in 0777 0000; do
  run_line "(umask $mask; $program mask$mask sh -c umask)"
  expect_mode mask$mask 640
  expect_text mask$mask "$mask"
done

step "Standard input is /dev/null"
where='cat; echo "cat $?"; readlink /proc/$$/fd/0'
run_line "$program input sh -c '$where'"
expect_text input 'cat 0;/dev/null'

step "So it is where the caller has closed 0 and 1, only 1, or only 2"
where='readlink /proc/$$/fd/0; readlink /proc/$$/fd/1 | sed s,.*/,,'
run_line "$program closed sh -c '$where; echo err >&2' <&- >&-"
expect_text closed '/dev/null;closed;err'
for number in 1 2; do
  run_line "$program no$number sh -c '$where; echo err >&2' $number>&-"
  expect_text no$number "/dev/null;no$number;err"
done

step "The command has 0, 1 and 2, and none that you opened on the way"
count='readlink /proc/$$/fd/* | grep -c /count$; readlink /proc/$$/fd/[34]'
run_line "$program count sh -c '$count; echo end'"
expect_text count '2;end'

step "How they are open: /dev/null to read, the file to append"
start_job sleeper "$program open sleep 60 &"
expect "$sleeper" COMM=sleep PPID="$shell"
expect_proc "$sleeper" 0=/dev/null 0.flags=read 1=open 1.flags='write append' \
  2=open 2.flags='write append' only

step "What logto itself says goes to its caller, with the exit status"
expect_status "$program quiet sh -c 'exit 7'" 7
expect_status "$program quiet /nonexistent <&- 2>why" 127
expect_line why 'logto: /nonexistent: No such file*'
expect_status "$program quiet /dev/null" 126
expect_print 'logto: /dev/null: Permission denied'
expect_text quiet ''
expect_status "$program /nonexistent/log echo 2>why.not" 1
expect_line why.not 'logto: /nonexistent/log: No such file*'
expect_status "$program log" 2
expect_print 'usage: logto FILE COMMAND*'

step "A call that fails is told"
expect_complaint fcntl "told true"
expect_complaint open "told true"
expect_complaint dup2 "told true"
expect_complaint 'dup2 2' "told true"
expect_complaint 'dup2 3' "told true"
# Who makes the file and narrows it afterwards cannot do so here: what its mode
# was until then stays.
if grep -aqF fchmod "$stage/home/$program"; then
  type_line "umask 0"
  expect_complaint fchmod "narrow true"
  [ ! -e "$stage/home/narrow" ] ||
    verify 'in file' "narrow has never had a mode wider than 640" is_narrow
fi
# The same by its name.
if calls_are_seen && ! calls_none chmod; then
  type_line "umask 0; rm -f narrow"
  expect_complaint chmod "narrow true"
  [ ! -e "$stage/home/narrow" ] ||
    verify 'in file' "narrow has never had a mode wider than 640" is_narrow
fi
