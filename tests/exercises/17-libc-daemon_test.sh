#!/bin/sh
# The grader of exercise 17: better.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"
need env

# A descriptor above the 1,024 that some programs take for the end.
high=1100 raise="ulimit -S -n 1101; "
if [ "$(ulimit -H -n)" != unlimited ] && [ "$(ulimit -H -n)" -le "$high" ]; then
  high=200 raise=''
fi
# An older env blocks no signals; then nothing is said of those.
block='env --block-signal=HUP,ALRM,USR2,RTMAX'
$block true 2>/dev/null || block=

# expect_whole: what daemon(3) does and what it leaves out.
expect_whole() {
  expect "$daemon" COMM=sleep TTY='?' TPGID=-1 PPID="$reaper" SID!=PID \
    SID!="$shell" STAT=S
  leader=$ps_SID
  call "$leader" leader
  expect_gone "$leader"
  expect_proc "$daemon" cwd=/ Umask=0022 SigIgn=none SigBlk=none \
    0=/dev/null 1=/dev/null 2=/dev/null only
}

open_terminal
expect "$shell" TTY="$terminal" TPGID=PID STAT=Ss+

step "From a shell where all is as usual"
start daemon "$program sleep 60"
expect_whole

key_step "From one where nothing is: mask, signals and descriptors"
type_line "open() { ${raise}exec 9</etc/passwd $high</; ulimit -S -n 100; }"
type_line "spoil() { umask 0; trap '' \$(seq 1 31) RTMAX; open; }"
start daemon "(spoil; exec $block $program sleep 60)"
expect_whole

step "From one that has closed 0 and 1"
start daemon "$program sleep 60 <&- >&-"
expect_whole

step "Where the kernel refuses close_range(2)"
# See the grader of exercise 15.
if [ ! -e build/fault.so ] || grep -aq __asan_init "$stage/home/$program" ||
  ! grep -aq GLIBC "$stage/home/$program"; then
  leave_out "nothing is made to fail: no fault.so, another libc or a sanitizer"
else
  tell fails "syscall(), call 1, in this run"
  type_line "export PATIENT=1 FAULT=\$'syscall\\tany 1\\tENOSYS'"
  start daemon "(exec 9</; LD_PRELOAD=build/fault.so exec $program sleep 60)"
  expect_whole
  type_line "unset PATIENT FAULT"
fi

step "Without a command there is no daemon"
# shellcheck disable=SC2016 # for the shell on the terminal
type_line "$program; "'echo "status $?"'
expect_print 'usage: better COMMAND*'
expect_print 'status 2'

step "A call that fails is told"
expect_complaint fcntl true
expect_complaint daemon true
