#!/bin/sh
# 11-double-fork: nobody left to take one.
. "$(dirname "$0")/lib/lesson.sh"

need_demo 10-single-fork

# start_daemon PROGRAM: starts one and sets $daemon to its PID.
start_daemon() {
  type_line "$1"
  wait_for '^daemon .*pid'
  daemon=$(pid_of daemon)
}

# request SIGNAL PID LINE: sends it; LINE is what the process is to print of it.
request() {
  send_signal "$1" "$2"
  wait_for "$3"
}

# expect_double, expect_single: these have no terminal.
expect_double() {
  expect "$double" TTY='?' TPGID=-1 PPID="$reaper" PGID=SID SID!=PID \
    SID="$leader" STAT=S HUP=default
}
expect_single() {
  expect "$single" TTY='?' TPGID=-1 PPID="$reaper" PGID=PID SID=PID STAT=Ss
}

open_terminal

step "Forked twice: the leader of the new session ends, its child goes on"
type_line "$program"
wait_for '^leader .*pid'
wait_for '^daemon .*pid'
leader=$(pid_of leader) double=$(pid_of daemon)
expect "$shell" TTY="$terminal" TPGID=PID SID=PID STAT=Ss+
expect_double
expect_gone "$leader"

step "Beside it one that was forked once"
start_daemon build/10-single-fork
single=$daemon
expect_single
map "the one forked twice, and the one forked once" "$double" "$single"

step "Both open a terminal that is nobody's, for reading and writing"
predict "Which of them has a terminal afterwards?" "the one forked once" \
  "both" "none" "the one forked twice"
request USR1 "$single" '^opened +/dev/'
free=${line##*/dev/}
expect "$single" TTY="$free" TPGID=PID PGID=PID SID=PID STAT=Ss+
request USR1 "$double" '^opened +/dev/'
expect_double
map "after both have opened a terminal" "$double" "$single"

step "Ctrl-C at both of these terminals"
send_signal USR2 "$single"
expect_gone "$single"
request USR2 "$double" '^pressed +\^C'
expect_double

step "Three ways to have no terminal: a survivor, forked once, forked twice"
start_daemon build/10-single-fork
single=$daemon
type_line "nohup sleep 60 >/dev/null 2>&1 &"
wait_for '^\[1\] '
survivor=$(pid_of %1)
expect "$survivor" TTY="$terminal" TPGID="$shell" PPID="$shell" PGID=PID \
  SID="$shell" STAT=S
hang_up
expect_gone "$shell"
predict "All three now show ? and -1. Which of them lead their session?" \
  "the one forked once" "the two that called setsid(2)" "all three" \
  "none: that is what ? and -1 mean"
expect "$survivor" TTY='?' TPGID=-1 PPID="$reaper" PGID=PID SID!=PID \
  SID="$shell" STAT=S
expect_single
expect_double
say "The other two leaders are dead: a shell, and the daemon's parent. PGID"
say "tells these two apart: a shell's job leads its group, the daemon none."
