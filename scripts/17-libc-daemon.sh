#!/bin/sh
# 17-libc-daemon: what daemon(3) does and leaves out.
. "$(dirname "$0")/lib/lesson.sh"

blocks=--block-signal=TERM blocked=blocked
env "$blocks" true 2>/dev/null || blocks='' blocked=default

expect_daemon() { expect "$daemon" TTY='?' TPGID=-1 PPID="$reaper" "$@"; }
# expect_spoilt: what it has of the shell function spoil.
expect_spoilt() {
  expect_proc "$daemon" 0=/dev/null 1=/dev/null 2=/dev/null 3="$terminal" 9=/ \
    only cwd=/ Umask=0077
}
# messages_are NUMBER: how often was it said that the settings are not there?
messages_are() {
  local count
  count=$(lines | grep -c 'settings: No such file or directory$')
  wrong="Messages of that kind: $count."
  [ "$count" -eq "$1" ]
}

open_terminal

step "Call daemon(0, 0)"
expect "$shell" TTY="$terminal" TPGID=PID STAT=Ss+
type_line "$program 0 0"
expect_print 'libc *'
case $line in
*' not glibc') libc=other ;;
*) libc=glibc ;;
esac
hear daemon
expect_daemon HUP=default INT=default TERM=default
expect_proc "$daemon" cwd=/ 0=/dev/null 1=/dev/null 2=/dev/null \
  3="$terminal" only Umask=0022
zeros=$daemon

step "Give its two arguments the other values"
start daemon "$program 0 1"
expect_daemon
expect_proc "$daemon" cwd=/ 1="$terminal"
start daemon "date >settings; $program 1 0 settings"
expect_daemon
expect_proc "$daemon" cwd=home 1=/dev/null any=settings
predict 1
start daemon "$program 1 1"
expect_daemon
expect_proc "$daemon" cwd=home 0="$terminal" 1="$terminal" 2="$terminal"
answer 1

step "Call it where much is handed on: a mask, signals and a descriptor"
[ -n "$blocks" ] || leave_out "this env(1) cannot block signals"
type_line "spoil() { trap '' HUP; exec env $blocks \"\$@\" 9</; }"
predict 2
start daemon "(umask 077; spoil $program 0 0)"
expect_daemon HUP=ignored TERM="$blocked"
expect_spoilt
answer 2

step "Let the daemon open its settings after the call"
predict 3
expect_status "$program 0 0 settings" 0
hear daemon
expect_gone "$daemon"
verify ok "no message was printed" messages_are 0
answer 3
expect_status "$program 0 1 settings" 0
hear daemon
expect_gone "$daemon"
verify ok "a message was printed" messages_are 1

step "Compile the same program with another libc"
if [ "$libc" = glibc ]; then
  call "$zeros" glibc
  expect "$zeros" TTY='?' TPGID=-1 PGID=PID SID=PID STAT=Ss
else
  leave_out "$program was not compiled with glibc"
fi
mkdir "$stage/home/musl"
musl=''
if musl-gcc -static "demos/$stem.c" -o "$stage/home/musl/$stem" \
  2>/dev/null; then
  musl=musl/$stem
  say "musl-gcc -static demos/$stem.c -o $musl"
  start daemon "(umask 077; spoil $musl 0 0)"
  call "$daemon" musl
  expect_daemon PGID=SID SID!=PID STAT=S HUP=ignored TERM="$blocked"
  leader=$ps_SID
  call "$leader" leader
  expect_gone "$leader"
  expect_spoilt
else
  leave_out "no musl-gcc here that makes a program"
fi

step "Let /dev/null be what cannot be opened"
if [ "$libc" = glibc ]; then
  expect_status "(ulimit -n 4; $program 0 0)" 0
  expect_print '*: daemon: *'
else
  leave_out "$program was not compiled with glibc"
fi
if [ -n "$musl" ]; then
  expect_status "(ulimit -n 4; $musl 0 0)" 1
  expect_print '*: daemon: No file descriptors available'
else
  leave_out "no musl-gcc here that makes a program"
fi
