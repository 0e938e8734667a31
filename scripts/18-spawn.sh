#!/bin/sh
# 18-spawn: detached without fork: posix_spawn.
. "$(dirname "$0")/lib/lesson.sh"
need setsid
need_demo 11-double-fork

# spawn LINE: types a line that ends with 18-spawn and its COMMAND; sets
# $parent, $parent_said (its line) and $child.
spawn() {
  start parent "$1"
  parent_said=$line
  hear child
}
# was_job: does the line of the parent say that it was a job of the shell?
was_job() {
  wrong="It prints: $parent_said"
  case $parent_said in
  *" ppid $shell "*" pgid $parent "*" sid $shell") ;;
  *) false ;;
  esac
}

# What makes a command deaf to SIGHUP and, where env(1) can do that, to SIGUSR1.
shut="trap '' HUP; exec" blocked=''
if env --block-signal=USR1 true 2>/dev/null; then
  shut="$shut env --block-signal=USR1" blocked=USR1=blocked
fi

open_terminal

step "Start sleep as a job of the shell, and by 18-spawn"
start_job job "sleep 60 &"
expect "$job" COMM=sleep TTY="$terminal" TPGID="$shell" PPID="$shell" \
  PGID=PID SID="$shell" STAT=S
predict 1
spawn "$program sleep 60"
spawned=$child
call "$spawned" spawned
verify ok "the parent was a job of the shell, in its session" was_job
expect_gone "$parent"
expect "$shell" TTY="$terminal" TPGID=PID STAT=Ss+
expect "$spawned" COMM=sleep TTY='?' TPGID=-1 PPID="$reaper" PGID=PID \
  SID=PID STAT=Ss
answer 1

step "Look at its descriptors, and start two more that write"
expect_proc "$spawned" 0=/dev/null 0.flags=read 1=out.log 2=out.log only \
  cwd=home Umask=0022
expect_mode out.log 640
spawn "word=two $program sh -c 'echo one; cat; echo \$word >&2'"
expect_line out.log two
spawn "$program echo three"
expect_line out.log three
expect_line out.log one

step "Start a job and a child where SIGHUP is ignored and SIGUSR1 is blocked"
start_job deaf "($shut sleep 60) &"
# shellcheck disable=SC2086 # none, or one claim
expect "$deaf" COMM=sleep STAT=S HUP=ignored $blocked
spawn "($shut $program sleep 60)"
expect "$child" COMM=sleep STAT=Ss HUP=default USR1=default PIPE=default
expect_proc "$child" SigIgn=none SigBlk=none

step "Start programs that cannot be executed, and one that fails"
expect_status "setsid /nonexistent 2>/dev/null" 0
predict 2
expect_status "$program /nonexistent" 127
expect_print '*: /nonexistent: No such file or directory'
answer 2
expect_status "$program /dev/null" 126
type_line "echo '#!/nonexistent' >lost; chmod +x lost"
expect_status "$program ./lost" 127
expect_print '*: ./lost: No such file or directory'
expect_status "$program false" 0

step "Let a child open a terminal that belongs to no session"
start leader build/11-double-fork
hear daemon
send_signal USR1 "$daemon"
expect_print 'opened /dev/pts/#'
free=${line##*/dev/}
expect "$daemon" TTY='?' TPGID=-1 PGID=SID SID!=PID STAT=S
predict 3
spawn "$program sh -c 'exec sleep 60 </dev/$free'"
expect "$child" COMM=sleep TTY="$free" TPGID=PID PGID=PID SID=PID STAT=Ss+ \
  INT=default
answer 3
send_signal USR2 "$daemon"
expect_print 'pressed ^C'
expect_gone "$child"

step "Hang the terminal up"
expect "$spawned" TTY='?' SID=PID HUP=default
hang_up
expect_gone "$shell" "$job"
expect "$spawned" COMM=sleep TTY='?' TPGID=-1 PPID="$reaper" SID=PID STAT=Ss
