#!/bin/sh
# The grader of exercise 05: keep.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

# kept NUMBER: a check: that and nothing else is in the file.
kept() {
  checks=$((checks + 1))
  if poll in_file "$1"; then
    tell ok "the file has $1" "$green"
  else
    fail "The count was not kept." "in the file: expected $1, actual $kept"
  fi
}
in_file() {
  kept=$(cat "$stage/home/counter" 2>&1)
  [ "$kept" = "$1" ]
}

# start_keep [TEXT]: in the foreground, with TEXT after it on the line.
start_keep() {
  type_line "$program counter${1-}"
  wait_for '^keep .*pid'
  keep=$(pid_of keep)
}

# count_to NUMBER: one SIGUSR1, and what keep is to say of it.
count_to() {
  tell signal "SIGUSR1 to PID $keep"
  kill -s USR1 "$keep"
  wait_for "^count $1\$"
}

open_terminal

step "It counts"
# shellcheck disable=SC2016 # for the shell on the terminal
start_keep '; echo "status $?"'
count_to 1
count_to 2

step "At SIGHUP it saves the count and ends by that signal: the shell says so"
send_signal HUP "$keep"
wait_for '^Hangup'
wait_for '^status 129$'
kept 2

step "Again: it goes on from there, and the terminal is hung up"
start_keep
count_to 3
expect "$keep" TTY="$terminal" TPGID=PID
hang_up
expect_gone "$keep"
kept 3
