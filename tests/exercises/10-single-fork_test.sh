#!/bin/sh
# The grader of exercise 10: regain.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

open_terminal

step "It forks once, and leads a session without a terminal"
start regain "$program"
expect_print 'terminal no'
expect "$regain" TTY='?' TPGID=-1 PPID="$reaper" PGID=PID SID=PID STAT=Ss
expect "$shell" TPGID=PID STAT=Ss+

step "It tells of a SIGHUP before it has a terminal, too"
type_line "kill -HUP $regain"
expect_print "SIGHUP from pid $shell"
expect_print 'terminal no'

key_step "At SIGUSR1 it opens a terminal, and that is its controlling terminal"
send_signal USR1 "$regain"
expect_print 'opened /dev/pts/#'
opened=${line##*/dev/}
expect_print 'terminal yes'
expect "$regain" TTY="$opened" TPGID=PID PGID=PID SID=PID STAT=Ss+

step "A SIGHUP that a process sent changes nothing, and it says who sent it"
send_signal HUP "$regain"
expect_print "SIGHUP from pid $$"
expect_print 'terminal yes'
expect "$regain" TTY="$opened" TPGID=PID

step "It closes the other end: SIGHUP from the kernel, and no terminal again"
send_signal USR1 "$regain"
expect_print 'closed'
expect_print 'SIGHUP from the kernel'
expect_print 'terminal no'
expect "$regain" TTY='?' TPGID=-1 PPID="$reaper" PGID=PID SID=PID STAT=Ss

step "It goes on, also after a stop, and tells of each SIGHUP"
send_signal STOP "$regain"
expect "$regain" STAT=Ts
send_signal CONT "$regain"
expect "$regain" STAT=Ss
send_signal HUP "$regain"
expect_print "SIGHUP from pid $$"
expect_print 'terminal no'
# sigqueue(3) sends it with another si_code than kill(2).
if env kill -q 1 -s 0 $$ 2>/dev/null; then
  type_line "env kill -q 1 -s HUP $regain"
  expect_print 'SIGHUP from pid #'
  expect_print 'terminal no'
fi

step "One fork: two processes in all, and the parent ends with status 0"
# build/family prints a line for each process that has ended.
if [ -x "$stage/home/build/family" ]; then
  type_line "export DEADLINE=20"
  type_line "build/family $program 2>said >ended &"
  expect_line said 'regain pid #*'
  regain=${line#*pid }
  regain=${regain%% *}
  call "$regain" regain
  expect_line said 'terminal no'
  verify 'in file' "said has two lines" counted 2 '' said
  send_signal KILL "$regain"
  expect_line ended 'program # 0'
  expect_line ended "orphan $regain 137"
  verify 'in file' "ended has two lines" counted 2 '' ended
else
  leave_out "there is no build/family to count them. Next: make"
fi

step "A call that fails is told"
expect_complaint fork
expect_complaint setsid
expect_complaint sigprocmask
expect_complaint posix_openpt
expect_complaint grantpt
expect_complaint unlockpt
# No more descriptors: the terminal cannot be opened, if that was not done yet.
start regain "$program 2>why"
expect_print 'terminal no'
expect "$regain" STAT=Ss
if readlink "/proc/$regain/fd/"* | grep '/pts/[0-9]' |
  grep -qv "/$terminal\$"; then
  say "It has opened its terminal before SIGUSR1: not asked."
elif prlimit --pid "$regain" --nofile=0 2>/dev/null; then
  tell fails "open(), from now on: no more descriptors are permitted"
  send_signal USR1 "$regain"
  expect_gone "$regain"
  verify ok "it says why, on standard error" says_something why
else
  leave_out "there is no prlimit to forbid it descriptors"
fi
