#!/bin/sh
# The grader of exercise 21: rotlog.
# shellcheck disable=SC2016 # what is quoted is for the shell on the terminal
. "$(dirname "$0")/../../scripts/lib/lesson.sh"
need awk seq tee wc

# run_line LINE: types it, and waits until the shell has done it all.
run_line() {
  lines_typed=$((${lines_typed-0} + 1))
  type_line "$1; echo 'done $lines_typed'"
  patiently 3 expect_print "done $lines_typed"
}

# logs LOG: its names, the oldest first: LOG.1 LOG.2 ... LOG.
logs() {
  generation=1
  while [ -e "$stage/home/$1.$generation" ]; do
    echo "$1.$generation"
    generation=$((generation + 1))
  done
  echo "$1"
}

# expect_text LOG TEXT: a check: the lines in LOG.1, LOG.2 and so on and LOG,
# without their times, joined by ";" and a log's end marked by "|".
expect_text() { verify 'in files' "$1: $2" reads "$@"; }
reads() {
  local found
  # shellcheck disable=SC2046 # one word a log
  found=$(cd "$stage/home" && awk '
    FNR == 1 && NR > 1 { printf "|" }
    FNR > 1 { printf ";" }
    {
      sub(/^[0-9]+-[0-9][0-9]-[0-9][0-9]T[0-9:]+Z /, "<time>")
      printf "%s", $0
    }
    ' $(logs "$1") 2>&1)
  wrong="Actual: $found"
  [ "$found" = "$2" ]
}

# expect_numbers LOG LAST SIZE: a check: its logs have the lines 1 to LAST once
# and in order; none is larger than SIZE, and all but LOG are nearly so large.
expect_numbers() {
  verify 'in files' "$1.1 $1.2 ... $1: 1 to $2, each once and in order, in \
logs of at most $3 bytes, none renamed before it is nearly full" \
    numbers_are "$@"
}
numbers_are() {
  # shellcheck disable=SC2046 # one word a log
  wrong=$(cd "$stage/home" && awk -v last="$2" -v size="$3" '
    function look_at_size() {
      if (bytes > size || (bytes + 30 < size && !ended))
        print before " has " bytes " bytes"
    }
    FNR == 1 && NR > 1 { look_at_size(); bytes = 0 }
    { before = FILENAME; bytes += length($0) + 1 }
    !/Z [0-9]+$/ { print FILENAME " has the line: " substr($0, 1, 50) }
    $2 != ++n { print FILENAME ": expected line " n ", actual " $2; n = $2 }
    END {
      ended = 1
      look_at_size()
      if (n != last) print "the last line is " n
    }
    ' $(logs "$1") 2>&1 | head -n 3)
  [ -z "$wrong" ]
}

# timely FROM LOG: is the last line's time between FROM and now?
timely() {
  local stamp
  stamp=$(tail -n 1 "$stage/home/$2")
  stamp=${stamp%% *}
  wrong="It is $stamp."
  printf '%s\n' "$1" "$stamp" "$(now)" | sort -C
}
now() { date -u +%Y-%m-%dT%H:%M:%SZ; }

# whole LOG NUMBER: has it so many lines, and all of them a time and a number?
# An empty one may come in at the start: where the end of the log is seen in the
# middle of another's line.
whole() {
  wrong="There is no file $1."
  [ -f "$stage/home/$1" ] || return 1
  wrong="It has $(grep -c . "$stage/home/$1") lines, of which \
$(grep -Ec '^[-0-9T:]{19}Z [0-9]+$' "$stage/home/$1") are whole."
  [ "$(grep -Ec '^[-0-9T:]{19}Z [0-9]+$' "$stage/home/$1")" -eq "$2" ] &&
    [ "$(grep -c . "$stage/home/$1")" -eq "$2" ]
}

# said_once TEXT: was it printed once since the last key?
said_once() {
  wrong="It is said $(lines | grep -c "$1") times."
  [ "$(lines | grep -c "$1")" -eq 1 ]
}

is_alone_in_it() {
  wrong="There are: $(paste -s -d ' ' "$stage/home/names")."
  [ "$(wc -l <"$stage/home/names")" -eq 1 ]
}

# is_idle: has rotlog read all that it was given, and done nothing for 0.2 s? A
# process that works, or sleeps for a while, is switched to again and again.
is_idle() {
  local before moment
  wrong='It is still at work.'
  before=$(switches)
  for moment in 1 2 3 4 5 6 7 8 9 10; do
    sleep 0.02
    [ "$(switches)" = "$before" ] || return 1
  done
}
switches() { grep ctxt_switches "/proc/$rotlog/status"; }

open_terminal

step "A line is in the log as soon as it has come, with the time in UTC"
from=$(now)
type_line "TZ=XXX-5 $program log 1000"
type_line "hello"
expect_line log '#-#-#T#:#:#Z hello'
verify ok "the time is that of now, in UTC" timely "$from" log
while [ "$(now)" = "$from" ]; do sleep 0.1; done
sleep 0.1 # time(2) may be a tick of the clock behind date(1)
from=$(now)
type_line "and again"
expect_line log '#-#-#T#:#:#Z and again'
verify ok "the second line's time is that of now, too" timely "$from" log
press ^D
type_line 'echo "status $?"'
expect_print 'status 0'

key_step "1,000 lines, in logs of at most 2,000 bytes"
run_line "seq 1 1000 | $program many 2000"
expect_numbers many 1000 2000

step "A line that just fits into 50 bytes, with its time, is not too long"
run_line "printf '%s\\n' one two three | $program exact 50"
expect_text exact '<time>one;<time>two|<time>three'

step "It is started again: what is there is continued, nothing is replaced"
run_line "seq 1001 1500 | $program many 2000"
expect_numbers many 1500 2000

step "A log that ends with a part of a line: a newline comes before the next"
run_line "printf half | tee torn >tight; echo one | $program torn 30"
expect_text torn 'half;<time>one'
say "With the newline 30 bytes: one more than this log may have:"
run_line "echo one | $program tight 29"
expect_text tight 'half|<time>one'

step "A line with a byte 0 in it is a line like any other"
run_line "printf 'a\\0b\\n' | $program zero 50"
expect_status "[ \$(wc -c <zero) -eq 25 ]" 0

step "100 logs, one a line, and not more than 40 descriptors"
run_line "(ulimit -n 40; seq 1 100 | $program small 30)"
expect_numbers small 100 30

step "Two write into one log at the same time"
writer="seq 1 2000 | $program both 99999999"
run_line "$writer & $writer; wait"
verify ok "4,000 lines, and each of them is whole" whole both 4000

step "A line that is too long has a log to itself; the last may lack a newline"
long=$(printf '%0100d' 0)
run_line "printf '%s\\n' one $long two '' | $program long 60"
expect_text long "<time>one|<time>$long|<time>two;<time>"
run_line "printf '%s\\n' $long two | $program alone 60"
expect_text alone "<time>$long|<time>two"
verify ok "no empty log was made for it" is_missing alone.2
run_line "printf three | $program last 60; printf four | $program last 60"
expect_text last '<time>three;<time>four'

step "A line may have 100,000 bytes"
run_line "printf '%0100000d\\n' 7 | $program huge 9999999; wc -c <huge >bytes"
expect_line bytes 100022

step "Another may write into the log meanwhile, or empty it"
run_line "mkfifo pipe; $program shared 1000 <pipe & exec 5>pipe; echo one >&5"
expect_text shared '<time>one'
run_line 'echo a note >>shared; echo two >&5'
expect_text shared '<time>one;a note;<time>two'
run_line ': >shared; echo three >&5'
expect_text shared '<time>three'
run_line 'exec 5>&-; wait'

step "The log is full: that is said once, and the rest is read"
run_line "ln -s /dev/full full"
# More than a pipe holds. What is said on standard output is not seen.
lines='printf "%099d\n" $(seq 1000)'
full="$program full 9999999 >/dev/null"
type_line "$lines | $full; echo "'status ${PIPESTATUS[*]}'
expect_print '*full: No space left on device'
expect_print 'status 0 1'
verify ok "it is said once" said_once 'No space'

step "The log meets a limit: that is said once, and the rest is read"
limit="ulimit -f 1; $lines | $program limited 9999999"
type_line "($limit; "'echo "status ${PIPESTATUS[*]}")'
expect_print '*limited: File too large'
expect_print 'status 0 1'
verify ok "it is said once" said_once 'File too large'
expect_line limited '#-#-#T#:#:#Z #1'

step "Of the last line only a part finds room: that is an error, too"
cut="ulimit -f 1; printf '%02000d\\n' 7 | $program cut 9999999"
type_line "($cut; "'echo "status ${PIPESTATUS[*]}")'
expect_print '*cut: File too large'
expect_print 'status 0 1'

step "It cannot be rotated: that is said once, and it is continued"
# With .1 behind it the name has 256 bytes, and that is one too many.
run_line "long=\$(printf '%0254d' 0)"
type_line "seq 1 200 | $program \$long 1000; "'echo status ${PIPESTATUS[*]}'
expect_print '*: File name too long' '*: Filename too long'
expect_print 'status 0 1'
verify ok "it is said once" said_once 'too long'
verify ok "all lines are in it" whole "$(printf '%0254d' 0)" 200

step "It cannot be opened, or the arguments are wrong"
type_line "$program /nonexistent/log 1000 </dev/null"'; echo "status $?"'
expect_print '*/nonexistent/log: No such file*'
expect_print 'status 1'
for size in 10x 0; do
  type_line "$program log $size </dev/null"'; echo "status $?"'
  expect_print 'usage: *'
  expect_print 'status 2'
done

step "A call that fails is told"
run_line "seq 1 5 >lines"
expect_complaint open "first 40 <lines"
expect_complaint write "second 40 <lines"
expect_complaint 'rename EACCES' "third 40 <lines"

step "A disk that is full, and then is not: half a line, and then a new one"
if open_mounting_terminal; then
  run_line "mkdir disk; mount -t tmpfs -o size=256k disk disk"
  run_line "head -c 192k /dev/zero >disk/big; echo 64k left"
  start_job rotlog "$program disk/log 9999999 <pipe 2>err & exec 5>pipe"
  # Of 33 bytes each: of the 1,986th the last two find no room.
  run_line 'yes half a line | head -n 3000 >&5'
  expect_line err '*disk/log: No space left on device'
  verify ok "it has read the 3,000 lines, and waits for more" is_idle
  expect "$rotlog" STAT=S
  run_line "rm disk/big; echo again >&5; echo and again >&5"
  type_line 'exec 5>&-; wait $!; echo "status $?"'
  expect_print 'status 1'
  run_line "tail -n 4 disk/log >end"
  expect_text end \
    '<time>half a line;<time>half a lin;<time>again;<time>and again'

  step "A disk without room for a second log: the first one is continued"
  run_line "mkdir one; mount -t tmpfs -o nr_inodes=2 one one"
  feed="seq 1 200 | $program one/log 1000"
  type_line "$feed"'; echo status ${PIPESTATUS[*]}'
  expect_print '*: No space left on device'
  expect_print 'status 0 1'
  run_line "ls one >names; cp one/log whole"
  expect_line names 'log'
  verify ok "there is no other log" is_alone_in_it
  verify ok "all lines are in it" whole whole 200
else
  leave_out "this machine does not let us mount: unshare -m, -rm"
fi
