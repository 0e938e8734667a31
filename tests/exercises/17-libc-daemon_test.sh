#!/bin/sh
# The grader of exercise 17: better.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"
need env readlink

# start LINE: types it; $daemon is then the PID that better says, and the
# command runs. Of its parent the line may name one that is about to end: it is
# not shown.
start() {
  type_line "$1"
  poll printed '^daemon .*pid' || fail "The daemon does not say who it is."
  daemon=$(pid_of daemon)
  expect "$daemon" COMM=sleep TTY='?' TPGID=-1 PPID="$reaper"
}

# expect_whole: what daemon(3) does and what it leaves out.
expect_whole() {
  expect "$daemon" SID!=PID SID!="$shell" STAT=S
  leader=$ps_SID
  check "who led its session has ended" gone "$leader"
  expect_proc "$daemon" cwd=/ Umask=0022 SigIgn=none SigBlk=none \
    0=/dev/null 1=/dev/null 2=/dev/null only
}

open_terminal
expect "$shell" TTY="$terminal" TPGID=PID STAT=Ss+

step "From a shell where all is as usual"
start "$program sleep 60"
expect_whole

step "From one where nothing is: mask, signals and descriptors"
spoil="umask 0; trap '' HUP INT TERM ALRM USR1 RTMAX; exec 9</etc/passwd 200</"
# An older env blocks no signals; then nothing is said of those.
block='env --block-signal=HUP,ALRM'
$block true 2>/dev/null || block=
start "($spoil; ulimit -n 100; $block $program sleep 60)"
expect_whole

step "From one that has closed 0 and 1"
start "$program sleep 60 <&- >&-"
expect_whole

step "Without a command there is no daemon"
# shellcheck disable=SC2016 # for the shell on the terminal
type_line "$program; "'echo "status $?"'
wait_for '^usage: better COMMAND'
wait_for '^status 2$'
