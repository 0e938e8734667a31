#!/bin/sh
# 21-logging: appended, rotated, counted.
# shellcheck disable=SC2016 # what is quoted is for the shell on the terminal
. "$(dirname "$0")/lib/lesson.sh"
need awk readlink
need_demo 16-daemonize 21-receive

# start_writer NAME LOG COUNT: starts a daemon and waits until it is ready: it
# ignores SIGXFSZ only when it has blocked SIGUSR1, which would end it before
# that. Sets $daemon. What it has to complain of goes to NAME.err.
start_writer() {
  start daemon "\$D -l $1.err -p $1.pid $program $2 $1 $3"
  call "$daemon" "$1"
  expect "$daemon" TTY='?' TPGID=-1 PPID="$reaper" PGID=SID SID!=PID STAT=S \
    XFSZ=ignored
}
# tell_daemon SIGNAL NAME: types it.
tell_daemon() { type_line "kill -s $1 \$(cat $2.pid)"; }

# expect_lines LOGS SUM: a check of all lines in these logs. SUM is what there
# is of each writer, in order: NAME=FIRST-LAST,FIRST-LAST; then torn=N that are
# no whole lines, and lost=N that a writer says have found no room. A # stands
# for a number.
expect_lines() { verify 'in files' "$1: $2" adds_up "$@"; }
adds_up() {
  local log sum
  for log in $1; do # /dev/full has no end
    wrong="$log is no file."
    [ -f "$here/$log" ] || return 1
  done
  # shellcheck disable=SC2086 # one word a log
  sum=$(cd "$here" && awk '
    # A run: numbers of one writer, one after the other, without a gap.
    function run(name) { return first[name] "-" last[name] }
    # Three runs of a writer are told, and then that there are more.
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
    /./ { torn++ }
    END {
      for (i = 1; i <= 5; i++) {
        name = substr("abcde", i, 1)
        if (first[name]) out = out " " name "=" text[name] run(name)
      }
      if (torn) out = out " torn=" torn
      if (lost) out = out " lost=" lost
      print substr(out, 2)
    }' $1 2>&1)
  wrong="Actual: $sum."
  echo "$sum" | grep -qx "$(echo "$2" | sed 's/#/[0-9]*/')"
}

# has_begun: is there a line of b in the log?
has_begun() { grep -qs '^b ' "$here/log"; }
# is_unfinished: has b not written its last line?
is_unfinished() {
  wrong='It has written them all.'
  ! grep -q '^b 500000 ' "$here/log"
}
is_socket() { [ -S "$stage/home/dev/log" ]; }
is_empty() { [ ! -s "$stage/home/$1" ]; }

open_terminal
here=$stage/home

step "Let two daemons write into one log at the same time, and end one"
type_line 'D="build/16-daemonize -d ."'
start_writer a log 20000
a=$daemon
start_writer b log 500000
b=$daemon
expect_proc "$a" 3=log 3.flags='both append'
predict 1
type_line 'kill -s USR1 $(cat a.pid b.pid)'
verify ok "b has begun" has_begun
send_signal KILL "$b"
expect_gone "$b"
verify ok "it has not written all its lines" is_unfinished
expect_lines log "a=1-20000 b=1-#"
expect_mode log 640
answer 1

step "Rename the log, and send HUP"
type_line "rm log && kill -s HUP \$(cat a.pid) && echo removed"
expect_print 'removed'
expect_proc "$a" any=log
type_line "mv log log.1"
predict 2
tell_daemon USR1 a
expect_lines log.1 "a=20001-40000"
expect_proc "$a" any=log.1 none=log
answer 2
tell_daemon HUP a
expect_proc "$a" any=log none=log.1
tell_daemon USR1 a
expect_lines log "a=40001-60000"

step "Rename it four times while the daemon writes"
type_line 'read P <a.pid'
type_line \
  'rotate() { mv log $1; kill -HUP $P; until [ -e log ]; do :; done; }'
type_line 'rotate log.2; kill -s USR1 $P'
type_line 'for n in 3 4 5 6; do rotate log.$n; done; echo rotated'
expect_print 'rotated'
expect_lines "log.2 log.3 log.4 log.5 log.6 log" "a=40001-80000"

step "Copy a log and empty it, without a signal"
start_writer c data 100
c=$daemon
tell_daemon USR1 c
expect_lines data "c=1-100"
type_line "cp data data.1"
tell_daemon USR1 c
expect_lines data "c=1-200"
predict 3
type_line ": >data"
tell_daemon USR1 c
expect_lines "data.1 data" "c=1-100,201-300"
answer 3

step "Put a disk that is always full in the place of the log: /dev/full"
type_line "ln -sf /dev/full data"
tell_daemon HUP c
tell_daemon USR1 c
expect_line c.err '*lines are lost: No space left on device'
expect "$c" TTY='?' TPGID=-1 PPID="$reaper" PGID=SID STAT=S
type_line "rm data"
tell_daemon HUP c
tell_daemon USR1 c
expect_lines data "c=401-500 lost=100"
expect_line data 'c 100 lost'
type_line "wc -l <c.err"
expect_print '1'

if open_mounting_terminal; then
  here=/proc/$shell/root$here
  step "Fill a disk while the daemon writes, and make room again"
  type_line 'D="build/16-daemonize -d ."'
  type_line "mkdir disk; mount -t tmpfs -o size=256k disk disk"
  type_line "head -c 192k /dev/zero >disk/big && echo 64k left"
  expect_print '64k left'
  start_writer d disk/d 6000
  d=$daemon
  tell_daemon USR1 d
  expect_line d.err '*lines are lost: No space left on device'
  expect "$d" STAT=S
  type_line "rm disk/big"
  tell_daemon USR1 d
  expect_lines disk/d "d=1-5553,6001-12000 torn=1 lost=447"
  type_line "sed -n '5553,5556l' disk/d"
  expect_print 'd 5554 $'
  expect_print 'd 447 lost$'

  step "Log by syslog(3), with somebody who reads and with nobody"
  type_line "mkdir dev; : >dev/null; mount --bind /dev/null dev/null"
  type_line "mount --rbind dev /dev && echo 'a /dev with null and no log'"
  expect_print 'a /dev with null and no log'
  start_job receiver "build/21-receive /dev/log &"
  verify ok "there is a socket, /dev/log" is_socket
  expect "$receiver" TTY="$terminal" PPID="$shell" STAT=S
  start_writer e -s 2
  tell_daemon USR1 e
  expect_print '30 = 3 * 8 + 6 21-logging: e 1 done'
  send_signal TERM "$receiver"
  expect_gone "$receiver"
  type_line 'kill -s USR1 $(cat e.pid); echo two lines more'
  expect_print 'two lines more'
  expect "$daemon" TTY='?' STAT=S
  verify ok "nothing was complained of: e.err is empty" is_empty e.err
else
  leave_out "this machine does not let us mount, as unshare -m or -rm would; \
so a full disk and syslog(3) are not shown"
fi
