#!/bin/sh
# 16-daemonize: the whole ritual, and the parent knows it worked.
. "$(dirname "$0")/lib/lesson.sh"
need setsid
need_demo 06-nohup

name=${program##*/} # it begins its messages with this
tell_status='; echo "status $?"'

# A descriptor above the 1,024 that some programs take for the end.
high=1100 raise="ulimit -n 1101; "
if [ "$(ulimit -H -n)" != unlimited ] && [ "$(ulimit -H -n)" -le "$high" ]; then
  high=9 raise=''
fi
blocks=--block-signal=TERM blocked=blocked
env "$blocks" true 2>/dev/null || blocks='' blocked=default

# refused LINE STATUS MESSAGE: types LINE; that is what the caller gets to know.
refused() {
  type_line "$1$tell_status"
  expect_print "$name: $3"
  expect_print "status $2"
}
# nothing_beside FILE: is there no other file whose name begins so?
nothing_beside() {
  wrong=$(cd "$stage/home" && ls -d "$1"?* 2>/dev/null)
  [ -n "$wrong" ] || return 0
  wrong="There is $wrong."
  false
}
# A script without its interpreter.
echo '#!/nonexistent/perl' >"$stage/home/report"
chmod +x "$stage/home/report"

open_terminal

step "Prepare a shell that hands much on, and start sleep there as a job"
[ -n "$blocks" ] || leave_out "this env(1) cannot block signals"
type_line "umask 077; ${raise}exec 5</ $high</"
type_line "spoil() { trap '' HUP; exec env $blocks \"\$@\"; }"
predict 1
start_job job "spoil sleep 60 &"
expect "$job" COMM=sleep TTY="$terminal" TPGID="$shell" PPID="$shell" \
  PGID=PID SID="$shell" STAT=S HUP=ignored TERM="$blocked"
answer 1
expect_proc "$job" Umask=0077 cwd=home 0="$terminal" 1="$terminal" \
  2="$terminal" 5=/ "$high"=/
picture before "$shell" "$job"

step "Start sleep as a daemon from the same shell"
start daemon "(spoil $program -l log -p pid sleep 60)"
type_line 'echo "status $?"'
expect_print 'status 0'
leader=$(ps -o sid= -q "$daemon" | tr -d ' ')
call "$leader" leader
expect "$daemon" COMM=sleep TTY='?' TPGID=-1 PPID="$reaper" PGID=SID SID!=PID \
  STAT=S HUP=default
expect_gone "$leader"
expect_alone "$daemon" "$leader"
expect_proc "$daemon" Umask=0022 SigIgn=none SigBlk=none cwd=/ 0=/dev/null \
  1=log 1.flags='write append' 2=log only
expect_mode log 640
expect_line pid "$daemon"
picture after "$shell" "$job" "$daemon"

step "Ask which program it is as soon as the caller has ended"
type_line "sh -c 'echo \$\$' >old.pid"
expect_line old.pid '#'
type_line "name() { cat /proc/\$(cat \$1)/comm; }"
type_line "$program -m 077 -p old.pid build/06-nohup; name old.pid"
expect_print 06-nohup
expect_mode old.pid 644

step "Start what cannot be executed"
# What it says comes from a child, at any moment: maybe in the middle of a line.
type_line "setsid -f /nonexistent 2>/dev/null$tell_status"
expect_print 'status 0'
type_line "sh -c 'echo \$\$' >dead.pid"
expect_line dead.pid '#'
dead=$line
refused "$program -p dead.pid /nonexistent" 127 \
  "/nonexistent: No such file or directory"
expect_line dead.pid "$dead"
verify ok "there is no other file beside it" nothing_beside dead.pid
type_line "cat report"
expect_print '*/nonexistent/perl'
if [ -x "$stage/home/report" ]; then
  predict 2
  refused "$program ./report" 127 "./report: No such file or directory"
  answer 2
else
  leave_out "TMPDIR is on a file system from which nothing can be executed"
fi
refused "$program /dev/null" 126 "/dev/null: Permission denied"

step "Start cat with a file that does not exist"
sleeper=$daemon
predict 3
start daemon "$program -l failed cat /nonexistent$tell_status"
expect_print 'status 0'
answer 3
expect_line failed 'cat: */nonexistent*'
expect_gone "$daemon"

step "Give a directory, a log and PID files that it cannot take"
refused "$program -d /nonexistent sleep 60" 1 \
  "/nonexistent: No such file or directory"
refused "$program -l /nonexistent/log sleep 60" 1 \
  "/nonexistent/log: No such file or directory"
refused "(ulimit -f 0; $program -p new sleep 60)" 1 "new: File too large"
verify ok "there is no file new" nothing_beside ne
type_line "echo 'Dear diary' >diary"
refused "$program -p diary sleep 60" 1 "diary: *"
expect_line diary 'Dear diary'
refused "$program -p pid sleep 60" 1 "pid: *$sleeper*"
expect_line pid "$sleeper"
