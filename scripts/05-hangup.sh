#!/bin/sh
# 05-hangup: who dies when the terminal goes.
. "$(dirname "$0")/lib/lesson.sh"
need dash

# start_jobs NAME: a stopped job and a background one, $stopped and $back. Each
# writes the signals that it gets into its file, NAME.stopped or NAME.back.
start_jobs() {
  type_line "$program $1.stopped"
  wait_for '^job .*pid'
  stopped=$(pid_of job)
  press ^Z
  wait_for 'Stopped'
  start_back "$1"
}
start_back() {
  type_line "$program $1.back &"
  wait_for '^job .*pid'
  back=$(pid_of job)
}
start_front() {
  type_line "$program $1.front"
  wait_for '^job .*pid'
  front=$(pid_of job)
}

# expect_survivor: of a dead shell's background job.
expect_survivor() {
  expect_gone "$shell"
  expect "$back" TTY='?' TPGID=-1 PPID="$reaper" PGID=PID PGID!=SID SID="$shell"
}

# All at once, so that their names differ: bash on 1, dash on 2, and 3.
open_terminal
open_terminal dash -i
open_terminal

step "A program in the shell's place: the kernel tells the session's leader"
type_line "exec $program leader"
wait_for '^job .*pid'
expect "$shell" COMM=05-hangup TTY="$terminal" SID=PID TPGID=PID STAT=Ss+
hang_up
expect_gone "$shell"
expect_line leader "^SIGHUP from the kernel\$"
check "it died by that signal: status 129, 128 + SIGHUP" ended_with 129

step "bash with three jobs: one stopped, one in the background, one in front"
use_terminal 1
start_jobs bash
start_front bash
expect "$stopped" TTY="$terminal" PGID=PID SID="$shell" TPGID="$front" STAT=T
expect "$back" TTY="$terminal" PGID=PID SID="$shell" TPGID="$front" STAT=S
expect "$front" TTY="$terminal" PGID=PID SID="$shell" TPGID=PID STAT=S+

step "Hang up: the kernel tells bash, and bash its jobs"
predict "All three will end. Who sends SIGHUP to the background job?" \
  "bash, before it ends" "the kernel: it tells the whole session" \
  "the kernel: it tells whoever has the terminal open"
hang_up
expect_gone "$shell"
expect_gone "$front"
expect_line bash.front "^SIGHUP from pid $shell\$"
expect_gone "$back"
expect_line bash.back "^SIGHUP from pid $shell\$"
expect_gone "$stopped"
expect_line bash.stopped "^SIGHUP from pid $shell\$"
expect_line bash.stopped "^SIGCONT from pid $shell\$"

step "The same three under dash, which tells its jobs nothing"
use_terminal 2
start_jobs dash
start_front dash
expect "$back" TTY="$terminal" PGID=PID SID="$shell" TPGID="$front" STAT=S
predict "Which of the three will be left after the hang-up?" \
  "the background one" "none: the kernel ends them all" \
  "the background one and the stopped one" "all three"
hang_up
expect_gone "$front"
expect_line dash.front "^SIGHUP from the kernel\$"
expect_gone "$stopped"
expect_line dash.stopped "^SIGHUP from the kernel\$"
expect_line dash.stopped "^SIGCONT from the kernel\$"
expect_survivor
check "nobody told it: its file is empty" [ ! -s "$stage/home/dash.back" ]
say "TTY ? and TPGID -1, as with a daemon. But its SID is a dead shell's"
say "and its PGID is not its SID: it never called setsid(2)."

step "Leave bash by exit: a running job lives on, a stopped one is ended"
open_terminal
start_jobs exit
type_line "exit"
wait_for 'There are stopped jobs'
type_line "exit"
expect_gone "$stopped"
expect_line exit.stopped "^SIGTERM from pid $shell\$"
expect_line exit.stopped "^SIGCONT from pid $shell\$"
expect_survivor

step "Leave dash by exit: the same, but the kernel ends the stopped job"
open_terminal dash -i
start_jobs dash-exit
type_line "exit"
wait_for 'You have stopped jobs'
type_line "exit"
expect_gone "$stopped"
expect_line dash-exit.stopped "^SIGHUP from the kernel\$"
expect_survivor

step "bash with huponexit, not a login shell: exit tells nobody all the same"
open_terminal
type_line "shopt -s huponexit; shopt login_shell | expand"
wait_for '^login_shell +off$'
start_back huponexit
type_line "exit"
expect_survivor

step "bash with huponexit, a login shell: now exit is a hang-up"
open_terminal bash --noprofile --norc --login --noediting -i
type_line "shopt -s huponexit; shopt login_shell | expand"
wait_for '^login_shell +on$'
start_back login
type_line "exit"
expect_gone "$back"
expect_line login.back "^SIGHUP from pid $shell\$"
