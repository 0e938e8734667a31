#!/bin/sh
# 18-spawn: detached without fork: posix_spawn.
. "$(dirname "$0")/lib/lesson.sh"
need setsid
need_demo 11-double-fork

name=${program##*/} # it begins its messages with this
blocks=--block-signal=TERM blocked=blocked
env "$blocks" true 2>/dev/null || blocks='' blocked=default

# spawn LINE: types LINE, which starts 18-spawn; sets $child.
spawn() {
  type_line "$1"
  hear child
}
# says_shell: does the line that was heard last say so?
says_shell() {
  wrong="It prints: $line"
  case $line in
  *" ppid $shell  pgid $parent  sid $shell") ;;
  *) false ;;
  esac
}
expect_child() {
  expect "$child" COMM=sleep PPID="$reaper" PGID=PID SID=PID "$@"
}
# refused COMMAND STATUS MESSAGE: 18-spawn cannot execute it, and says so.
refused() {
  type_line "$program $1; echo \"status \$?\""
  expect_print "$name: $3"
  expect_print "status $2"
}

open_terminal

step "Start sleep with it, beside a job of the shell"
start_job job "sleep 60 &"
expect "$job" COMM=sleep TTY="$terminal" TPGID="$shell" PPID="$shell" \
  PGID=PID SID="$shell" STAT=S
predict 1
start parent "$program sleep 60; echo \"status \$?\""
verify ok "the parent was in the shell's session" says_shell
hear child
expect_print 'status 0'
expect_gone "$parent"
expect_child TTY='?' TPGID=-1 STAT=Ss
answer 1
expect_proc "$child" 0=/dev/null 1=out.log 1.flags='write append' 2=out.log \
  only cwd=home Umask=0022

step "Start commands that read and write"
spawn "$program sh -c 'echo one; cat; echo two >&2'"
expect_line out.log two
spawn "$program echo three"
expect_line out.log three
expect_line out.log one
expect_mode out.log 640

step "Start it where signals are ignored and blocked"
[ -n "$blocks" ] || leave_out "this env(1) cannot block signals"
type_line "spoil() { trap '' HUP; exec env $blocks \"\$@\" 9</; }"
start_job job "(umask 077; spoil sleep 60) &"
expect "$job" COMM=sleep HUP=ignored TERM="$blocked"
spawn "(umask 077; spoil $program sleep 60)"
expect_child TTY='?' HUP=default TERM=default PIPE=default
expect_proc "$child" SigIgn=none SigBlk=none Umask=0077 9=/

step "Start what cannot be executed"
type_line "setsid -f /nonexistent 2>/dev/null; echo \"status \$?\""
expect_print 'status 0'
predict 2
refused /nonexistent 127 "/nonexistent: No such file or directory"
answer 2
refused /dev/null 126 "/dev/null: Permission denied"

step "Let the child open a terminal that belongs to no session"
start daemon build/11-double-fork
send_signal USR1 "$daemon"
expect_print 'opened /dev/pts/#'
free=${line##*/dev/}
expect "$daemon" TTY='?' TPGID=-1 PGID=SID SID!=PID STAT=S
predict 3
spawn "$program sh -c 'exec sleep 60 </dev/$free'"
expect_child TTY="$free" TPGID=PID STAT=Ss+ INT=default
answer 3
send_signal USR2 "$daemon"
expect_print 'pressed ^C'
expect_gone "$child"
