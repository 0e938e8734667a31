#!/bin/sh
# The grader of exercise 11: launch.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

# expect_daemon: the last to have said that it is one has no terminal and leads
# no session; who led it is gone, and nobody else is left there.
expect_daemon() {
  wait_for '^daemon .*pid'
  daemon=$(pid_of daemon)
  expect "$daemon" COMM=sleep TTY='?' TPGID=-1 PPID="$reaper" SID!=PID \
    SID!="$shell" PGID=SID STAT=S
  leader=$ps_SID
  expect_gone "$leader"
  check "it is alone in its session" alone
}
alone() { [ "$(ps -s "$leader" -o stat= | sed '/^Z/d' | wc -l)" -eq 1 ]; }

open_terminal
expect "$shell" TTY="$terminal" TPGID=PID STAT=Ss+

step "From a shell with job control, where launch leads a process group"
type_line "$program sleep 60"
expect_daemon
first_daemon=$daemon
expect "$shell" TTY="$terminal" TPGID=PID STAT=Ss+

step "From a script, where it leads none"
# shellcheck disable=SC2016 # for the shell on the terminal
type_line "sh -c '$program sleep 60;"' echo "status $?"'"'"
expect_daemon
check "the script goes on: it prints status 0" printed '^status 0$'

step "The end of the terminal is nothing to them"
hang_up
expect_gone "$shell"
expect "$first_daemon" TTY='?' TPGID=-1 PGID=SID STAT=S
expect "$daemon" TTY='?' TPGID=-1 PGID=SID STAT=S
