#!/bin/sh
# 01-foreground: one group owns the keyboard.
. "$(dirname "$0")/lib/lesson.sh"

# For the shell on the terminal. Who runs it prints 42; who hears it does not.
# shellcheck disable=SC2016
sum='echo $((40 + 2))' last_status='echo "status $?"'

open_terminal

step "Type a command at the prompt"
type_line "$sum"
expect_print 42
expect "$shell" TTY="$terminal" PGID=PID SID=PID TPGID=PID STAT=Ss+
picture before "$shell"

step "Start a server in the foreground"
start server "$program"
expect "$server" PPID="$shell" SID="$shell" TTY="$terminal" \
  PGID=PID TPGID=PID STAT=S+
predict 1
expect "$shell" PGID=PID SID=PID TTY="$terminal" TPGID="$server" STAT=Ss
answer 1
expect_proc "$server" 0="$terminal" 1="$terminal" 2="$terminal" only
picture after "$shell" "$server"

step "Type the same command, and then exit"
type_line "$sum"
expect_print "heard: $sum"
expect_no_print 42
predict 2
type_line "exit"
expect_print 'heard: exit'
expect "$shell" TTY="$terminal" TPGID="$server" STAT=Ss
answer 2

step "Press Ctrl-C"
expect "$server" TPGID=PID STAT=S+ INT=default
expect_proc "$server" SigIgn=none SigBlk=none
press ^C
expect_gone "$server"
expect "$shell" TTY="$terminal" TPGID=PID STAT=Ss+
expect_alone "$shell"
type_line "$last_status"
expect_print 'status 130'
type_line "$sum"
expect_print 42

step "Start the server once more, and press Ctrl-D"
start server "$program"
expect "$server" TTY="$terminal" PGID=PID TPGID=PID STAT=S+
predict 3
press ^D
expect_gone "$server"
expect "$shell" TTY="$terminal" TPGID=PID STAT=Ss+
answer 3
expect_alone "$shell"
type_line "$last_status"
expect_print 'status 0'
