#!/bin/sh
# 05-hangup: who is told when the terminal goes.
. "$(dirname "$0")/lib/lesson.sh"
need dash

# start_two NAME: a stopped job and one in the background, $stopped and $back.
# Each writes the signals that it gets into a file, NAME.stopped or NAME.back.
start_two() {
  start job "$program $1.stopped"
  stopped=$job
  call "$stopped" stopped
  press ^Z
  expect_print "[1]*Stopped $program $1.stopped"
  start job "$program $1.back &"
  back=$job
  call "$back" back
}
# start_three NAME: these two, and one in the foreground, $front.
start_three() {
  start_two "$1"
  start job "$program $1.front"
  front=$job
  call "$front" front
  expect "$stopped" TTY="$terminal" PPID="$shell" PGID=PID SID="$shell" \
    TPGID="$front" STAT=T
  expect "$back" TTY="$terminal" PPID="$shell" PGID=PID SID="$shell" \
    TPGID="$front" STAT=S
  expect "$front" TTY="$terminal" PPID="$shell" PGID=PID SID="$shell" \
    TPGID=PID STAT=S+
}

# expect_survivor: the background job of a shell that has ended, and no other.
expect_survivor() {
  expect_gone "$shell"
  expect "$back" TTY='?' PPID="$reaper" PGID=PID PGID!=SID SID="$shell" \
    TPGID=-1 STAT=S
  expect_alone "$shell" "$back"
}

# only_from FILE SENDER: was each signal in the FILE from this SENDER?
only_from() {
  wrong=$(grep -v "from $2\$" "$stage/home/$1")
  [ -z "$wrong" ]
}
# is_empty FILE: has no signal come?
is_empty() {
  wrong=$(cat "$stage/home/$1")
  [ -z "$wrong" ]
}

# All at once, so that their names differ: bash on 1, dash on 2, and 3.
open_terminal
open_terminal dash -i
open_terminal

step "Send SIGHUP to a job, and to one that ignores it"
use_terminal 1
start job "$program sent"
expect_proc "$job" SigIgn=none
send_signal HUP "$job"
expect_print 'Hangup*'
expect_gone "$job"
expect_line sent "SIGHUP from pid $$"
start job "(trap '' HUP; exec $program ignored)"
send_signal HUP "$job"
expect_line ignored "SIGHUP from pid $$"
expect "$job" STAT=S+ HUP=ignored
send_signal TERM "$job"
expect_print 'Terminated*'
expect_gone "$job"
expect_line ignored "SIGTERM from pid $$"

step "Start the program in the place of a shell, and hang up"
use_terminal 3
start job "exec $program leader"
expect "$shell" COMM="$comm" TTY="$terminal" PGID=PID SID=PID TPGID=PID STAT=Ss+
hang_up
expect_gone "$shell"
expect_line leader 'SIGHUP from the kernel'
expect_line leader 'SIGCONT from the kernel'
verify ok "it died by that signal: status 129, 128 + SIGHUP" ended_with 129

step "Start a stopped, a background and a foreground job under bash"
use_terminal 1
start_three bash

step "Hang up bash's terminal"
predict 1
hang_up
expect_gone "$shell" "$front" "$back" "$stopped"
expect_line bash.front "SIGHUP from pid $shell"
expect_line bash.back "SIGHUP from pid $shell"
expect_line bash.stopped "SIGHUP from pid $shell"
expect_line bash.stopped "SIGCONT from pid $shell"
verify ok "nobody else has told the background job" \
  only_from bash.back "pid $shell"
expect_alone "$shell"
answer 1

step "Start the same three jobs under dash"
use_terminal 2
start_three dash
picture before "$shell" "$stopped" "$back" "$front"

step "Hang up dash's terminal"
predict 2
hang_up
expect_gone "$front" "$stopped"
expect_line dash.front 'SIGHUP from the kernel'
expect_line dash.stopped 'SIGHUP from the kernel'
expect_line dash.stopped 'SIGCONT from the kernel'
expect_survivor
verify ok "nobody has told the background job: its file is empty" \
  is_empty dash.back
picture after "$back"
answer 2

step "Start two jobs under another bash, and leave it by exit"
open_terminal
start_two exit
predict 3
type_line "exit"
expect_print 'There are stopped jobs.'
type_line "exit"
expect_gone "$stopped"
expect_line exit.stopped "SIGTERM from pid $shell"
expect_line exit.stopped "SIGCONT from pid $shell"
expect_survivor
verify ok "nobody has told the background job: its file is empty" \
  is_empty exit.back
answer 3
