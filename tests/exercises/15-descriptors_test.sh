#!/bin/sh
# The grader of exercise 15: only.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

# expect_exactly NUMBER=PLACE: this is the only one that it has beside 0 to 2.
expect_exactly() {
  expect_proc "$sleeper" 0=/dev/null 1=/dev/null 2="$terminal" "$1" only
}

# start_with SETTING N: what the SETTING opened is inherited; sets $sleeper.
start_with() {
  type_line "(exec </dev/null >/dev/null; $1; exec $program $2 sleep 60) &"
  wait_for '^\[[0-9]+\] [0-9]+$'
  sleeper=${line#* }
  expect "$sleeper" COMM=sleep PPID="$shell"
}

open_terminal

step "Of three that were inherited the command has the chosen one"
start_with 'exec 3</ 5</dev/zero 7</dev/full' 5
expect_exactly 5=/dev/zero

step "The lowest that can be chosen, and the highest that is open"
start_with 'exec 3</ 5</dev/zero 7</dev/full' 3
expect_exactly 3=/
start_with 'exec 3</ 5</dev/zero 200</dev/full' 200
expect_exactly 200=/dev/full

step "A limit that came later leaves descriptors above it open"
start_with 'exec 3</ 200</dev/full; ulimit -n 100' 3
expect_exactly 3=/

step "Fifty inherited, and a limit as high as it may be"
# shellcheck disable=SC2016 # for the shell on the terminal
many='for n in $(seq 20 69); do eval "exec $n</"; done'
# shellcheck disable=SC2016 # the same
start_with 'ulimit -Sn $(ulimit -Hn); '"$many" 44
expect_exactly 44=/

step "The chosen one leads where it led before"
type_line "$program 3 sh -c 'echo to three >&3; echo to one' 3>file"
wait_for '^to one$'
expect_line file '^to three$'

step "The exit status: the command's, or 126 or 127; 2 after a usage error"
# shellcheck disable=SC2016 # for the shell on the terminal
ask_status=' 3</; echo "status $?"'
type_line "$program 3 sh -c 'exit 7'$ask_status"
wait_for '^status 7$'
type_line "$program 3 /dev/null$ask_status"
wait_for '^status 126$'
type_line "$program 3 /nonexistent$ask_status"
wait_for '^status 127$'
type_line "$program three true$ask_status"
wait_for '^status 2$'
