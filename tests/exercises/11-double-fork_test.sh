#!/bin/sh
# The grader of exercise 11: launch.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

# expect_daemon: $daemon has no terminal and leads no session; who led it is
# gone, and nobody else is left there.
expect_daemon() {
  expect "$daemon" COMM=sleep TTY='?' TPGID=-1 PPID="$reaper" SID!=PID \
    SID!="$shell" PGID=SID STAT=S HUP=default INT=default QUIT=default \
    TERM=default
  expect_gone "$ps_SID"
  expect_alone "$daemon" "$ps_SID"
}

open_terminal
expect "$shell" TTY="$terminal" TPGID=PID STAT=Ss+

key_step "From a shell with job control, where launch leads a process group"
start daemon "$program sleep 60"
expect_daemon
first=$daemon
expect "$shell" TTY="$terminal" TPGID=PID STAT=Ss+

step "From a script, where it leads none"
# shellcheck disable=SC2016 # for the shell on the terminal
start daemon "sh -c '$program sleep 60;"' echo "status $?"'"'"
expect_daemon
expect_print 'status 0'

step "The command gets its arguments"
type_line "$program echo one two"
expect_print 'one two'

step "Three processes make a daemon, and the command has the fuse"
# build/family prints a line for each process that has ended, and has not been
# reaped by another. The session is named after its leader.
if [ -x "$stage/home/build/family" ]; then
  type_line "export DEADLINE=10"
  type_line "build/family $program build/family --fuse 2>said >ended"
  type_line "sed 's/^daemon.* sid */leader /p; d' said >>ended"
  type_line "echo \"processes: \$(cut -d ' ' -f 2 ended | sort -u | wc -l)\""
  expect_print 'processes: 3'
  expect_line said 'fuse 900' 'fuse 8#'
else
  leave_out "there is no build/family to count them. Next: make"
fi

step "A call that fails is told, and so is a command that is not there"
type_line "$program /nonexistent"
expect_print '*No such file or directory'
type_line "$program /dev/null"
expect_print '*Permission denied'
expect_complaint fork true
expect_complaint 'fork 2' true
expect_complaint setsid true

step "The end of the terminal is nothing to them"
hang_up
expect_gone "$shell"
expect "$first" TTY='?' TPGID=-1 PGID=SID STAT=S
expect "$daemon" TTY='?' TPGID=-1 PGID=SID STAT=S
