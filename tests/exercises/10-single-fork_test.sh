#!/bin/sh
# The grader of exercise 10: regain.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

open_terminal

step "It forks once, and leads a session without a terminal"
type_line "$program"
wait_for '^regain .*pid'
wait_for '^terminal no$'
regain=$(pid_of regain)
expect "$regain" TTY='?' TPGID=-1 PPID="$reaper" PGID=PID SID=PID STAT=Ss
expect "$shell" TPGID=PID STAT=Ss+

step "At SIGUSR1 it opens a terminal, and that is its controlling terminal"
send_signal USR1 "$regain"
wait_for '^opened +/dev/'
free=${line##*/dev/}
wait_for '^terminal yes$'
expect "$regain" TTY="$free" TPGID=PID PGID=PID SID=PID STAT=Ss+

step "A SIGHUP that a process sent changes nothing, and it says who sent it"
send_signal HUP "$regain"
wait_for "^SIGHUP +from pid $$\$"
wait_for '^terminal yes$'
expect "$regain" TTY="$free" TPGID=PID

step "It closes the other end: SIGHUP from the kernel, and no terminal again"
send_signal USR1 "$regain"
wait_for '^closed$'
wait_for '^SIGHUP +from the kernel$'
wait_for '^terminal no$'
expect "$regain" TTY='?' TPGID=-1 PPID="$reaper" PGID=PID SID=PID STAT=Ss
