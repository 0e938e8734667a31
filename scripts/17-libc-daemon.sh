#!/bin/sh
# 17-libc-daemon: what daemon(3) does and leaves out.
. "$(dirname "$0")/lib/lesson.sh"
need readlink

# start_daemon LINE: types it; $daemon is then the PID that the daemon says.
start_daemon() {
  type_line "$1"
  wait_for '^daemon .*pid'
  daemon=$(pid_of daemon)
}
expect_daemon() { expect "$daemon" TTY='?' TPGID=-1 PPID="$reaper" "$@"; }
# expect_null, expect_kept CLAIM...: where its 0, 1 and 2 lead, and the CLAIMs.
expect_null() {
  expect_proc "$daemon" 0=/dev/null 1=/dev/null 2=/dev/null "$@"
}
expect_kept() {
  expect_proc "$daemon" 0="$terminal" 1="$terminal" 2="$terminal" "$@"
}

the_only_message() {
  [ "$(grep -c 'settings: No such file' "$screen")" -eq 1 ]
}

open_terminal

step "daemon(0, 0): away from the terminal, in /, 0 to 2 to /dev/null"
expect "$shell" TTY="$terminal" TPGID=PID STAT=Ss+
expect_proc "$shell" cwd=home 0="$terminal" 1="$terminal" 2="$terminal" \
  9=closed Umask=0022
type_line "$program 0 0"
wait_for '^libc '
libc=${line#libc     }
wait_for '^daemon .*pid'
daemon=$(pid_of daemon) zeros=$(pid_of daemon)
expect_daemon HUP=default
expect_null cwd=/ 3="$terminal" 9=closed Umask=0022
say "3 is the program's own way to be heard: a copy of 2, made before."

step "Its two arguments say what not to do"
predict "daemon(1, 1): what does it do?" "it only forks and calls setsid(2)" \
  "it goes to / and closes 0, 1 and 2" "nothing" \
  "what daemon(0, 0) does, and goes to / as well"
start_daemon "$program 0 1"
expect_daemon
expect_kept cwd=/
start_daemon "date >settings; $program 1 0 settings"
expect_daemon
expect_null cwd=home 4=settings
say "It opened settings after daemon(3), and that is where it stands."
start_daemon "$program 1 1"
expect_daemon
expect_kept cwd=home
say "Four times the same row of ps; and the last of them still prints here."

step "A caller that has mask 077, ignores SIGHUP and has a file open as 9"
predict "Which of these does daemon(0, 0) leave to the daemon?" "all three" \
  "the mask alone" "the mask and 9" "none: that is what it is for"
start_daemon "(umask 077; trap '' HUP; $program 0 0 9</etc/passwd)"
expect_daemon HUP=ignored
expect_null cwd=/ 9=/etc/passwd Umask=0077

step "The child goes on and opens its settings. But now it stands in /"
predict "daemon(0, 0), and there is no /settings. What does its caller get?" \
  "status 0, and no message" "status 1, and a message" \
  "status 1, and no message" "status 0, and a message"
expect_status "$program 0 0 settings" 0
wait_for '^daemon .*pid'
expect_gone "$(pid_of daemon)"
expect_status "$program 0 1 settings" 0
wait_for '^daemon .*pid'
expect_gone "$(pid_of daemon)"
wait_for 'settings: No such file or directory$'
check "of the two only this one was heard, and neither in the status" \
  the_only_message

step "One libc forks once and then does the rest: glibc"
fails="(ulimit -n 4; $program 0 0)"
if [ "$libc" = glibc ]; then
  expect "$zeros" TTY='?' TPGID=-1 PGID=PID SID=PID STAT=Ss
  say "A session leader: it can take a terminal again, lesson 10."
  predict "No descriptor is left for /dev/null: daemon(3) fails. Where?" \
    "in the child: the caller gets status 0" \
    "in the caller, which gets status 1" "nowhere: 0, 1 and 2 are then closed"
  expect_status "$fails" 0
  check "the child says that daemon(3) failed" printed "^$stem: daemon: "
else
  leave_out "$program was not compiled with glibc"
fi

step "Another does the rest and then forks, twice: musl"
mkdir "$stage/home/musl"
if musl-gcc -static "demos/$stem.c" -o "$stage/home/musl/$stem" \
  2>/dev/null; then
  say "The same source, compiled by musl-gcc -static demos/$stem.c"
  start_daemon "(umask 077; trap '' HUP; musl/$stem 0 0 9</etc/passwd)"
  expect_daemon PGID=SID SID!=PID STAT=S HUP=ignored
  leader=$ps_SID
  check "the leader of its session is gone" gone "$leader"
  expect_null cwd=/ 9=/etc/passwd Umask=0077
  expect_status "(ulimit -n 4; musl/$stem 0 0)" 1
else
  leave_out "no musl-gcc here that makes a program"
fi
