#!/bin/sh
# 21-logging: appended, rotated, never lost.
# shellcheck disable=SC2016 # what is quoted is for the shell on the terminal
. "$(dirname "$0")/lib/lesson.sh"
need awk readlink
need_demo 16-daemonize 21-receive

# start NAME LOG COUNT: starts a daemon and waits until it is ready: it ignores
# SIGXFSZ only when it has blocked SIGUSR1, which would end it before that. Sets
# $daemon to its PID. What it has to complain of goes to NAME.err.
start() {
  type_line "build/16-daemonize -d . -l $1.err -p $1.pid $program $2 $1 $3"
  wait_for '^daemon +pid'
  daemon=$(pid_of daemon)
  expect "$daemon" TTY='?' TPGID=-1 PPID="$reaper" PGID=SID SID!=PID STAT=S \
    XFSZ=ignored
}
# tell_daemon SIGNAL NAME: types it.
tell_daemon() { type_line "kill -s $1 \$(cat $2.pid)"; }

# expect_lines LOGS SUM: a check of all lines in these logs. SUM is what there
# is of each writer, in order: NAME=FIRST-LAST,FIRST-LAST; then torn=N that are
# no whole lines, and lost=N that a writer says have found no room.
expect_lines() {
  checks=$((checks + 1))
  if poll adds_up "$@"; then
    tell 'in files' "$1: $2" "$green"
  else
    fail "The lines in $1 are not those that should be there." \
      "expected: $2
actual:   $sum"
  fi
}
adds_up() {
  for log in $1; do # /dev/full has no end
    [ -f "$here/$log" ] || { sum="$log: no such file" && return 1; }
  done
  # shellcheck disable=SC2086 # one word a log
  sum=$(cd "$here" && awk '
    function run(name) { return first[name] "-" last[name] }
    function end_run(name) {
      if (++runs[name] < 4) text[name] = text[name] run(name) ","
      if (runs[name] == 4) text[name] = text[name] "...,"
    }
    /^[a-z] [0-9]+ done$/ {
      if ($2 != last[$1] + 1 || !first[$1]) {
        if (first[$1]) end_run($1)
        first[$1] = $2
      }
      last[$1] = $2
      next
    }
    /^[a-z] [0-9]+ lost$/ { lost += $2; next }
    { torn++ }
    END {
      for (i = 1; i <= 5; i++) {
        name = substr("abcde", i, 1)
        if (first[name]) out = out " " name "=" text[name] run(name)
      }
      if (torn) out = out " torn=" torn
      if (lost) out = out " lost=" lost
      print substr(out, 2)
    }' $1 2>&1)
  [ "$sum" = "$2" ]
}

open_terminal
here=$stage/home

step "Two daemons write 20,000 lines each into one log, at the same time"
start a log 20000
a=$daemon
start b log 20000
b=$daemon
predict "How many of the 40,000 lines are torn, or written over?" "none" \
  "some, another number each time" "none torn, but half of them written over"
type_line 'kill -s USR1 $(cat a.pid b.pid)'
expect_lines log "a=1-20000 b=1-20000"
say "Each line is one write, and goes to the end as it is by then."
say "Nothing waits in the process, either:"
send_signal KILL "$b"
expect_gone "$b"
expect_lines log "a=1-20000 b=1-20000"

step "Rotation: the log gets another name, then HUP"
type_line "mv log log.1"
predict "20,000 lines more. There is no log any more. Where do they go?" \
  "into log.1" "into a new log" "nowhere: they are lost"
tell_daemon USR1 a
expect_lines log.1 "a=1-40000 b=1-20000"
expect_proc "$a" any=log.1 none=log
tell_daemon HUP a
expect_proc "$a" any=log none=log.1
tell_daemon USR1 a
expect_lines log "a=40001-60000"

step "And four times while it is writing"
type_line 'read PID <a.pid'
type_line \
  'rotate() { mv log $1; kill -s HUP $PID; until [ -e log ]; do :; done; }'
type_line 'rotate log.2; kill -s USR1 $PID'
type_line 'for n in 3 4 5 6; do rotate log.$n; done; echo rotated'
wait_for '^rotated$'
expect_lines "log.2 log.3 log.4 log.5 log.6 log" "a=40001-80000"

step "copytruncate: the log is copied and emptied, and no HUP is needed"
start c data 100
c=$daemon
tell_daemon USR1 c
expect_lines data "c=1-100"
type_line "cp data data.1"
tell_daemon USR1 c
expect_lines data "c=1-200"
predict "Now it is emptied, and 100 lines follow. What is in the two?" \
  "1 to 100 and 201 to 300" "1 to 300" "101 to 300"
type_line ": >data"
tell_daemon USR1 c
expect_lines "data.1 data" "c=1-100,201-300"

step "A disk that is always full: /dev/full"
type_line "ln -sf /dev/full data"
tell_daemon HUP c
tell_daemon USR1 c
expect_line c.err 'lines are lost: No space left on device$'
expect "$c" TTY='?' TPGID=-1 PPID="$reaper" PGID=SID STAT=S
say "It says so once and goes on; S: it has done with its 100 lines."
type_line "rm data"
tell_daemon HUP c
tell_daemon USR1 c
expect_lines data "c=401-500 lost=100"
expect_line data '^c 100 lost$'
type_line "wc -l <c.err"
wait_for '^ *1$'

step "A disk that is full, and then is not: a line may be torn"
if open_mounting_terminal; then
  here=/proc/$shell/root$here
  type_line "mkdir disk; mount -t tmpfs -o size=256k disk disk"
  type_line "head -c 192k /dev/zero >disk/big && echo 64k left"
  wait_for '^64k left$'
  start d disk/log 6000
  d=$daemon
  tell_daemon USR1 d
  expect_line d.err 'lines are lost: No space left on device$'
  expect "$d" STAT=S
  type_line "rm disk/big"
  tell_daemon USR1 d
  expect_lines disk/log "d=1-5553,6001-12000 torn=1 lost=447"
  type_line "sed -n '5553,5556l' disk/log"
  wait_for '^d 5554 \$$'
  wait_for '^d 447 lost\$$'

  step "syslog(3): a socket instead of a file, and a number with each line"
  type_line "mkdir dev; : >dev/null; mount --bind /dev/null dev/null"
  type_line "mount --rbind dev /dev && echo 'a /dev with null and no log'"
  wait_for '^a /dev with'
  type_line "build/21-receive /dev/log &"
  wait_for '^\[1\] '
  receiver=$(pid_of %1)
  check "there is a socket, /dev/log" [ -S "$stage/home/dev/log" ]
  expect "$receiver" TTY="$terminal" PPID="$shell" STAT=S
  start e -s 2
  tell_daemon USR1 e
  wait_for '^30 = 3 \* 8 \+ 6  21-logging: e 1 done$'
  send_signal TERM "$receiver"
  expect_gone "$receiver"
  predict "Nobody reads /dev/log any more. What will e.err have?" \
    "nothing: syslog(3) returns nothing" "Connection refused" \
    "the two lines"
  type_line 'kill -s USR1 $(cat e.pid); echo two lines more'
  wait_for '^two lines more$'
  expect "$daemon" TTY='?' STAT=S
  check "e.err is empty" [ ! -s "$stage/home/e.err" ]
else
  leave_out "this machine does not let us mount, as unshare -m or -rm would;"
  say "and so syslog(3), with a /dev/log of our own, is not shown either."
fi
