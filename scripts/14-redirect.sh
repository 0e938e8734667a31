#!/bin/sh
# 14-redirect: 0, 1 and 2 must point somewhere.
. "$(dirname "$0")/lib/lesson.sh"
need readlink tee

# start_daemon LINE: types it; $daemon is then the PID that the daemon says. The
# parent that it names may be one that is about to end: it is not shown.
start_daemon() {
  type_line "$1"
  poll printed '^daemon .*pid' || fail "The daemon did not say who it is."
  daemon=$(pid_of daemon)
}
expect_daemon() {
  expect "$1" TTY='?' TPGID=-1 PPID="$reaper" SID=PID STAT=Ss
}

# request_message PID: has the daemon print one more message.
request_message() {
  tell signal "SIGUSR1 to PID $1"
  kill -s USR1 "$1"
}

only_records() {
  [ -s "$stage/home/$1" ] && ! grep -qv '^record ' "$stage/home/$1"
}

open_terminal

step "keep: ps sees a daemon, /proc sees three ways to the terminal"
start_daemon "$program keep"
keep=$daemon
wait_for '^message 1$'
expect_daemon "$keep"
expect_proc "$keep" "0=$terminal" "1=$terminal" "2=$terminal" 3=home \
  4=keep.data
check "keep.data has records and nothing else" only_records keep.data

step "keep, where standard output is a pipe: its reader waits for the end of it"
start_daemon "$program keep | cat"
wait_for '^message 1$'
expect_proc "$daemon" "0=$terminal" 1=pipe "2=$terminal" 3=home 4=keep.data
expect "$shell" TTY="$terminal" TPGID!=PID STAT=Ss
say "No prompt: cat is in front, and its pipe has a writer, the daemon."
press ^C
expect "$shell" TTY="$terminal" TPGID=PID STAT=Ss+

step "close: it closes 0, 1 and 2, then opens its folder and its data"
predict "Then it prints a message with printf. Where does the message go?" \
  "into its data" "nowhere: printf fails" "to the terminal"
start_daemon "$program close"
expect_daemon "$daemon"
expect_proc "$daemon" 0=home 1=close.data 2=closed
expect_line close.data '^message 1$'
say "open(2) returns the lowest number that is free: the data became 1."
say "A third file would be 2, and get the warnings."

step "null: 0, 1 and 2 lead to /dev/null, and the pipe is let go"
start_daemon "$program null | tee said"
expect_daemon "$daemon"
expect_proc "$daemon" 0=/dev/null 1=/dev/null 2=/dev/null 3=home 4=null.data
expect_line null.data '^record 1$'
check "null.data has records and nothing else" only_records null.data
expect "$shell" TTY="$terminal" TPGID=PID STAT=Ss+
type_line "grep -c parent said"
wait_for '^1$'
say "What it said came through the pipe, whole and once: it was flushed"
say "before the fork, and again before descriptor 1 changed."

step "log: 1 and 2 lead to the end of a file. Here 0 is closed from the start"
start_daemon "$program log <&-"
expect_daemon "$daemon"
expect_proc "$daemon" 0=/dev/null 1=log 2=log 3=home 4=log.data
expect_line log '^message 1$'
type_line "echo a note >>log"
expect_line log '^a note$'
request_message "$daemon"
expect_line log '^message 2$'
expect_line log '^a note$'

step "Hang up, and ask the first and the last for one more message"
predict "No signal reaches them. What becomes of the message of keep?" \
  "it cannot be written: EIO" "it is discarded, without an error" \
  "it waits for the next terminal of that name"
hang_up
expect_gone "$shell"
expect_daemon "$keep"
expect_proc "$keep" "0=$terminal (deleted)" "1=$terminal (deleted)" \
  "2=$terminal (deleted)"
request_message "$keep"
expect_line keep.data '^message 2: (Input/output|I/O) error$'
expect_daemon "$daemon"
request_message "$daemon"
expect_line log '^message 3$'
