#!/bin/sh
# The grader of exercise 17: better.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"
need env

# Descriptors above the 1,024 and 4,096 that some programs take for the end.
hard_limit=$(ulimit -H -n) high=1100 highest=99999
[ "$hard_limit" = unlimited ] || [ "$hard_limit" -gt "$highest" ] ||
  highest=$((hard_limit - 1))
[ "$highest" -ge "$high" ] || high=$highest
# An older env blocks no signals; then nothing is said of those.
block='env --block-signal=HUP,ALRM,USR2,RTMIN+5,RTMAX'
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
raise="ulimit -S -n $((highest + 1))"
type_line "open() { $raise; exec 9</etc/passwd $high</ $highest</; }"
# The signals from 32 to 34 are libc's own.
type_line "mute() { trap '' \$(seq 1 31) \$(seq 35 63) RTMAX; }"
type_line "spoil() { umask 0; mute; open; ulimit -S -n 100; }"
start daemon "(spoil; exec $block $program sleep 60)"
expect_whole

step "From one that has closed 0 and 1"
start daemon "$program sleep 60 <&- >&-"
expect_whole

step "The command has its arguments, and the fuse"
# build/family says how many seconds are left.
if [ -x "$stage/home/build/family" ]; then
  fuse="cd \"\$0\"; exec build/family --fuse >said"
  type_line "$program sh -c '$fuse' \"\$PWD\""
  expect_line said 'fuse 900' 'fuse 8#'
else
  leave_out "there is no build/family to say it. Next: make"
fi

step "Where the kernel refuses close_range(2), and where it refuses fork(2)"
# See the grader of exercise 15.
if [ ! -e build/fault.so ] || grep -aq __asan_init "$stage/home/$program" ||
  ! grep -aq GLIBC "$stage/home/$program"; then
  leave_out "nothing is made to fail: no fault.so, another libc or a sanitizer"
else
  # So many that /proc/self/fd is not read at one go.
  last=2900
  [ "$highest" -ge "$last" ] || last=$highest
  type_line "crowd() { open; eval exec \$(printf '%s</ ' \$(seq 1200 $last)); }"
  tell fails "close_range(2), call 1, in this run"
  type_line "export PATIENT=1 FAULT=\$'close_range\\tany 1\\tENOSYS'"
  start daemon "(crowd; LD_PRELOAD=build/fault.so exec $program sleep 60)"
  expect_whole
  if calls_are_seen && ! calls_none fork; then
    tell fails "fork(), call 1, in this run"
    say "Then nothing may run as a daemon: it would lead its session."
    type_line "export FAULT=\$'fork\\tany 1\\tEAGAIN'"
    fails="env LD_PRELOAD=build/fault.so $program"
    type_line "build/family $fails true >ends; echo over"
    expect_print over
    expect_no_print 'daemon pid*'
  fi
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
