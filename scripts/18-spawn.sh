#!/bin/sh
# 18-spawn: detached without fork: posix_spawn.
. "$(dirname "$0")/lib/lesson.sh"
need setsid
need_demo 11-double-fork

# spawn COMMAND: types 18-spawn COMMAND; sets $parent and $child.
spawn() {
  type_line "$program $1"
  wait_for '^parent .*pid'
  wait_for '^child .*pid'
  parent=$(pid_of parent) child=$(pid_of child)
}

open_terminal

step "Neither fork nor setsid is called, and the child is in its own session"
type_line "sleep 60 &"
wait_for '^\[1\] '
job=$(pid_of %1)
expect "$job" TTY="$terminal" TPGID="$shell" PPID="$shell" PGID=PID \
  SID="$shell" STAT=S
spawn "sleep 60"
detached=$child
expect_gone "$parent"
expect "$shell" TTY="$terminal" TPGID=PID STAT=Ss+
expect "$child" COMM=sleep TTY='?' TPGID=-1 PPID="$reaper" PGID=PID SID=PID \
  STAT=Ss

step "Its input is /dev/null; what it writes is appended to out.log"
expect_proc "$child" 0=/dev/null 1=out.log 2=out.log
spawn "sh -c 'echo one; cat; echo two >&2'"
expect_line out.log '^two$'
spawn "echo three"
expect_line out.log '^three$'
expect_line out.log '^one$'

step "Started where SIGHUP is ignored: a job, and a spawned child"
type_line "(trap '' HUP; exec sleep 60) &"
wait_for '^\[2\] '
expect "$(pid_of %2)" COMM=sleep HUP=ignored
type_line "(trap '' HUP; exec $program sleep 60)"
wait_for '^child .*pid'
expect "$(pid_of child)" COMM=sleep TTY='?' SID=PID HUP=default

step "A program that does not exist"
expect_status "setsid /nonexistent 2>/dev/null" 0
say "setsid(1) forked and was through before its child could know."
predict "Now 18-spawn, which does not wait for its child either. Its status?" \
  "127: it is told" "0, as with setsid(1)" "0, and the child's will be 127"
expect_status "$program /nonexistent" 127
wait_for '/nonexistent: No such file or directory'
expect_status "$program /dev/null" 126

step "It leads its session: one redirection, and it has a terminal again"
type_line "build/11-double-fork"
wait_for '^daemon .*pid'
keeper=$(pid_of daemon)
send_signal USR1 "$keeper"
wait_for '^opened +/dev/'
free=${line##*/dev/}
expect "$keeper" TTY='?' TPGID=-1 PGID=SID SID!=PID STAT=S
say "It keeps $free, a terminal that is nobody's, and does not get it."
predict "The child becomes sleep, with $free as its input. Its TTY?" \
  "$free" "?" "$terminal"
spawn "sh -c 'exec sleep 60 </dev/$free'"
expect "$child" COMM=sleep TTY="$free" TPGID=PID PGID=PID SID=PID STAT=Ss+
send_signal USR2 "$keeper"
wait_for '^pressed +\^C'
expect_gone "$child"

step "The terminal hangs up: the shell's job, and the first spawned child"
hang_up
expect_gone "$shell"
expect_gone "$job"
expect "$detached" COMM=sleep TTY='?' TPGID=-1 PPID="$reaper" SID=PID STAT=Ss
