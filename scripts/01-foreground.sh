#!/bin/sh
# 01-foreground: one group owns the keyboard.
. "$(dirname "$0")/lib/lesson.sh"

# For the shell on the terminal. Who runs it prints 42; who hears it does not.
# shellcheck disable=SC2016
sum='echo $((6 * 7))' last_status='echo "status $?"'

step "At the prompt the shell has the keyboard: it runs what is typed"
open_terminal
type_line "$sum"
wait_for '^42$'
expect "$shell" TTY="$terminal" PGID=PID SID=PID TPGID=PID STAT=Ss+
map "at the prompt" "$shell"

step "Start a server in the foreground"
type_line "$program"
wait_for '^server  *pid'
server=$(pid_of server)
expect "$server" PPID="$shell" SID="$shell" TTY="$terminal" \
  PGID=PID TPGID=PID STAT=S+
predict "And the shell behind it: what is its STAT?" "Ss, without the +" \
  "Ss+: it is the terminal's shell" "T: it is stopped"
expect "$shell" PGID=PID SID=PID TTY="$terminal" TPGID="$server" STAT=Ss
map "while a job is in front" "$shell" "$server"
say "One terminal, one TPGID: both rows show it, and it is the server's."

step "Type the same again, and then exit: the server hears it, no shell runs it"
type_line "$sum"
wait_for '^heard: echo .*6.*7'
type_line "exit"
wait_for '^heard: exit$'
expect "$shell" TTY="$terminal" TPGID="$server" STAT=Ss

step "Press Ctrl-C: the server ends, and the shell has the keyboard again"
press ^C
expect_gone "$server"
expect "$shell" TTY="$terminal" TPGID=PID STAT=Ss+
type_line "$last_status"
wait_for '^status 130$'
type_line "$sum"
wait_for '^42$'

step "Once more, and press Ctrl-D: no signal, the server's input ends"
type_line "$program"
wait_for '^server  *pid'
server=$(pid_of server)
expect "$server" TTY="$terminal" PGID=PID TPGID=PID STAT=S+
predict "The server ends by itself. Who has the keyboard then?" \
  "the shell, as after Ctrl-C" "nobody, until Ctrl-C is pressed" \
  "the dead server's group, until the next job"
press ^D
expect_gone "$server"
expect "$shell" TTY="$terminal" TPGID=PID STAT=Ss+
type_line "$last_status"
wait_for '^status 0$'
say "Ctrl-C did not give it back: the shell takes it when the job ends."
