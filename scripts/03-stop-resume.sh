#!/bin/sh
# 03-stop-resume: Ctrl-Z, jobs, bg, fg.
. "$(dirname "$0")/lib/lesson.sh"

# pending PID: does a SIGTERM (bit 14 of the mask) wait for the process?
pending() {
  waiting=$(ps -o pending= -p "$1") &&
    [ $((0x${waiting#????????} >> 14 & 1)) -eq 1 ]
}

open_terminal

step "Start the worker in the foreground"
type_line "$program"
wait_for '^worker .*pid'
worker=$(pid_of worker)
expect "$worker" TTY="$terminal" PGID=PID SID="$shell" TPGID=PID STAT=S+

step "Press Ctrl-Z: SIGTSTP stops the job, and the shell is in front again"
predict "Whose group will be in the foreground of the terminal?" \
  "the shell's: it takes the terminal back" \
  "the worker's: it is only paused" "nobody's, until bg or fg"
press ^Z
expect "$worker" PGID=PID TPGID="$shell" STAT=T
wait_for '^\[1\].*Stopped'
type_line "jobs -l"
wait_for "^\[1\]. +$worker Stopped"

step "bg: the shell sends SIGCONT, and that is all"
type_line "bg %1"
wait_for "^continued 1, by pid $shell\$"
expect "$worker" TPGID="$shell" STAT=S

step "Do by hand what Ctrl-Z and bg did: jobs -p prints the job's PID"
type_line "kill -STOP \$(jobs -p)"
expect "$worker" TPGID="$shell" STAT=T
type_line "kill -CONT \$(jobs -p)"
wait_for "^continued 2, by pid $shell\$"
expect "$worker" TPGID="$shell" STAT=S
# bash can miss a SIGCHLD while it prints; then it learns of the change when it
# next waits for a child, such as this ps.
type_line "ps -o stat,comm -p \$(jobs -p)"
wait_for '^S '
type_line "jobs -l"
wait_for "^\[1\]. +$worker Running"
say "The worker cannot tell bg from kill, and the shell has noticed too."

step "fg: the job gets the terminal, and SIGCONT if it is stopped"
type_line "fg %1"
expect "$worker" TPGID=PID STAT=S+
press ^Z
expect "$worker" TPGID="$shell" STAT=T
type_line "fg %1"
wait_for "^continued 3, by pid $shell\$"
expect "$worker" TPGID=PID STAT=S+
say "3 and not 4: the first fg found the job running, and sent nothing."

step "Send SIGTERM to the stopped job"
press ^Z
expect "$worker" TPGID="$shell" STAT=T
predict "What will kill -TERM do to the worker?" \
  "nothing, until it is continued" \
  "it ends: SIGTERM always ends" "nothing, ever: the signal is lost"
type_line "kill -TERM \$(jobs -p)"
check "SIGTERM is pending: it waits for the worker" pending "$worker"
expect "$worker" STAT=T
type_line "fg %1"
wait_for "^SIGTERM, by pid $shell: the end\$"
expect_gone "$worker"
type_line "echo status \$?"
wait_for '^status 0$'
