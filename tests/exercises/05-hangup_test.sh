#!/bin/sh
# The grader of exercise 05: keep.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

# kept NUMBER: is that, and nothing else, in the file?
kept() {
  local text
  text=$(cat "$stage/home/counter" 2>&1)
  wrong="The file has: $text"
  [ "$text" = "$1" ]
}

# count_to NUMBER: one SIGUSR1, and what keep is to say of it.
count_to() {
  send_signal USR1 "$keep"
  expect_print "count $1"
}

open_terminal

step "It counts"
# shellcheck disable=SC2016 # for the shell on the terminal
start keep "$program counter"'; echo "status $?"'
count_to 1
count_to 2
expect "$keep" HUP!=caught USR1!=caught ALRM!=caught TERM=default INT=default

key_step "At SIGHUP it saves the count and ends by it: the shell says so"
send_signal HUP "$keep"
expect_print 'Hangup*'
expect_print 'status 129'
verify 'in file' "counter has the number 2 in it, and nothing else" kept 2

step "A call that fails is told"
expect_complaint sigprocmask other
expect_complaint 'fopen EACCES' other
expect_complaint 'fopen 2' other
expect_complaint fclose new

step "Again: it goes on from there"
start keep "$program counter"
count_to 3
send_signal HUP "$keep"
expect_gone "$keep"
verify 'in file' "counter has the number 3 in it, and nothing else" kept 3

step "Stopped and continued, it counts on"
start keep "$program counter &"
send_signal STOP "$keep"
expect "$keep" STAT=T
send_signal CONT "$keep"
count_to 4

step "It writes at SIGHUP, whatever has become of the file meanwhile"
type_line "echo 77777 >counter"
verify 'in file' "counter has the number 77777 in it" kept 77777
send_signal HUP "$keep"
expect_gone "$keep"
verify 'in file' "counter has the number 4 in it, and nothing else" kept 4

step "SIGTERM ends it, as it ends any program"
# shellcheck disable=SC2016 # for the shell on the terminal
start keep "$program counter"'; echo "status $?"'
send_signal TERM "$keep"
expect_print 'status 143'

step "Started with SIGHUP ignored, it is told all the same"
type_line "echo 41 >counter"
# shellcheck disable=SC2016 # for the shell on the terminal
start keep "(trap '' HUP; exec $program counter)"'; echo "status $?"'
count_to 42
send_signal HUP "$keep"
expect_print 'status 129'
verify 'in file' "counter has the number 42 in it, and nothing else" kept 42

step "The terminal is hung up"
start keep "$program counter"
count_to 43
expect "$keep" TTY="$terminal" TPGID=PID
hang_up
expect_gone "$keep"
verify 'in file' "counter has the number 43 in it, and nothing else" kept 43
