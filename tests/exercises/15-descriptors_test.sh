#!/bin/sh
# The grader of exercise 15: only.
# shellcheck disable=SC2016 # what is quoted is for the shell on the terminal
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

# Descriptors above 1,023 and 4,095 are opened: what counts only so far would
# miss them.
hard_limit=$(ulimit -H -n) highest=99999
[ "$hard_limit" = unlimited ] || [ "$hard_limit" -ge 3000 ] ||
  skip "needs 3000 open files at least: ulimit -H -n says $hard_limit"
[ "$hard_limit" = unlimited ] || [ "$hard_limit" -gt "$highest" ] ||
  highest=$((hard_limit - 1))

# expect_exactly NUMBER=PLACE: this is the only one that it has beside 0 to 2,
# and it is still open for reading alone.
expect_exactly() {
  expect_proc "$sleeper" 0=/dev/null 0.flags=read 1=/dev/null 1.flags=write \
    2="$terminal" "$1" "${1%%=*}.flags=read" only
}

# start_with SETTING N: what the SETTING has opened is inherited.
start_with() {
  start_job sleeper \
    "(exec </dev/null >/dev/null; $1; exec $program $2 sleep 60) &"
  expect "$sleeper" COMM=sleep PPID="$shell"
}

# start_refused CALL SETTING N: the same, and this call of close_range(2) fails.
start_refused() {
  tell fails "close_range(2), call $1, in this run"
  start_with "$2; export PATIENT=1 FAULT=\$'close_range\\tany $1\\tENOSYS' \
LD_PRELOAD=build/fault.so" "$3"
}

# So many that /proc/self/fd is not read at one go.
crowd='eval "exec $(printf "%s</ " $(seq 1000 2900))"'

open_terminal

key_step "Of three that were inherited the command has the chosen one"
start_with 'exec 3</ 5</dev/zero 7</dev/full' 5
expect_exactly 5=/dev/zero

step "The lowest that can be chosen, and the highest that is open"
start_with 'exec 3</ 5</dev/zero 7</dev/full' 3
expect_exactly 3=/
start_with 'ulimit -S -n 3000; exec 3</ 5</dev/zero 2000</dev/full' 2000
expect_exactly 2000=/dev/full
start_with 'exec 3</ 4</dev/zero' 4
expect_exactly 4=/dev/zero

step "A limit that came later leaves descriptors above it open"
above="2000</dev/full $highest</dev/zero"
start_with "ulimit -n $((highest + 1)); exec 3</ $above; ulimit -n 100" 3
expect_exactly 3=/

step "Two thousand inherited, and a limit as high as it may be"
start_with 'ulimit -S -n $(ulimit -H -n); '"$crowd" 1044
expect_exactly 1044=/

step "One of 0 to 2 that was closed stays closed"
start_with 'exec <&- 3</ 7</dev/full' 7
expect_proc "$sleeper" 0=closed 1=/dev/null 2="$terminal" 3=closed 7=/dev/full

step "The same where the kernel refuses close_range(2)"
# It fails by the library that expect_complaint uses: with glibc, and without a
# sanitizer, which would have to come first.
if [ ! -e build/fault.so ] || grep -aq __asan_init "$stage/home/$program" ||
  ! grep -aq GLIBC "$stage/home/$program"; then
  leave_out "nothing is made to fail: no fault.so, another libc or a sanitizer"
else
  start_refused 1 'exec 3</ 5</dev/zero 7</dev/full' 5
  expect_exactly 5=/dev/zero
  start_refused 2 'exec 3</ 5</dev/zero 7</dev/full' 5
  expect_exactly 5=/dev/zero
  start_refused 1 \
    "ulimit -n 3000; exec 3</ 5</dev/zero; $crowd; ulimit -n 100" 3
  expect_exactly 3=/
fi

step "The chosen one leads where it led before"
type_line "$program 3 sh -c 'echo to three >&3; echo to one' 3>file"
expect_print 'to one'
expect_line file 'to three'

step "The exit status: the command's, or 126 or 127; 2 after a usage error"
expect_status "$program 3 sh -c 'exit 7' 3</" 7
expect_status "$program 3 /dev/null 3</" 126
expect_status "$program 3 /nonexistent 3</" 127
expect_status "$program three true 3</" 2
expect_status "$program 3x true 3</" 2
expect_status "$program 2 true" 2
expect_status "$program 3 3</" 2

step "A call that fails is told"
expect_complaint 'fcntl EBADF' "3 true 3</"
expect_status "$program 9 true" 1
