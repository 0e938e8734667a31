#!/bin/sh
# 00-terminal: a terminal has two ends.
. "$(dirname "$0")/lib/lesson.sh"

# outside PID: is the process not on this terminal, nor in its session?
outside() {
  look "$1" && [ "$ps_TTY" != "$terminal" ] && [ "$ps_SID" != "$shell" ]
}

step "Open a terminal: 00-terminal holds one end, a shell gets the other"
open_terminal
type_line "tty"
wait_for "^/dev/$terminal\$"
predict "The shell is on $terminal. On which terminal is 00-terminal?" \
  "not on $terminal: it holds the other end" "on $terminal too" "on none, ever"
expect "$shell" TTY="$terminal" PGID=PID SID=PID TPGID=PID \
  PPID="$opener_pid" STAT=Ss+
check "00-terminal, its parent, is not on $terminal nor in that session" \
  outside "$opener_pid"

step "Type a line with a mistake and correct it: the program never sees it"
type_line "cat"
type_text "hellx"
press '^?'
type_line "o"
wait_for '^hello$'
say "The echo was the terminal's, letter by letter; cat got one line: hello."

step "Press Ctrl-C: the byte 03 goes in, a signal comes out"
cat=$(foreground)
expect "$cat" COMM=cat TTY="$terminal" PGID=PID TPGID=PID STAT=S+ INT=default
press ^C
expect_gone "$cat"
# shellcheck disable=SC2016 # for the shell on the terminal
type_line 'echo "status $?"'
wait_for '^status 130$'
say "130 is 128 + 2, and 2 is SIGINT."

step "Tell the terminal to make no signals: now 03 is a byte like others"
type_line "stty -isig; echo no signals"
wait_for '^no signals'
type_line "od -An -tx1 -N2"
press ^C
type_line ""
wait_for '^ 03 0a$'
type_line "stty isig; echo signals"
wait_for '^signals'

step "Hang up: close the master's end, as when a connection drops"
predict "What happens to the shell?" "it gets SIGHUP and ends" \
  "it waits for the terminal to come back" "nothing, until it next reads"
expect "$shell" TTY="$terminal" STAT=Ss+
hang_up
expect_gone "$shell"
check "00-terminal passed the end on: status 129, 128 + SIGHUP" ended_with 129
