#!/bin/sh
# 04-tty-io: background input stops, output does not.
. "$(dirname "$0")/lib/lesson.sh"

# wrote_two_lines: did the writer print just two since the last line was typed?
wrote_two_lines() {
  wrong="It printed: $(lines | grep '^writer' | paste -s -d ';' -)"
  [ "$(lines | grep -c '^writer')" -eq 2 ]
}

open_terminal

step "Start a reader in the background"
start reader "$program read &"
predict 1
expect "$reader" TTY="$terminal" PPID="$shell" PGID=PID SID="$shell" \
  TPGID="$shell" STAT=T TTIN=default
expect_proc "$reader" SigIgn=none 0="$terminal"
type_line "jobs -l"
expect_print "[1]+ $reader Stopped (tty input) $program read"
answer 1

step "Type bg, and let the shell wait for the reader"
predict 2
# shellcheck disable=SC2016 # for the shell on the terminal
type_line 'bg; wait %1; echo "status $?"'
expect_print 'status 149'
expect "$reader" PGID=PID TPGID="$shell" STAT=T
answer 2

step "Type fg, and then a line"
# shellcheck disable=SC2016 # for the shell on the terminal
type_line 'fg; echo "status $?"'
expect "$reader" PGID=PID TPGID=PID STAT=S+
type_line "hello"
expect_print 'reader got: hello'
expect_print 'status 0'
expect_gone "$reader"

step "Start a writer in the background, and type half a line"
start writer "$program write &"
expect "$writer" TTY="$terminal" PPID="$shell" PGID=PID SID="$shell" \
  TPGID="$shell" STAT=S TTOU=default
expect_proc "$writer" SigIgn=none 1="$terminal"
type_line "jobs"
expect_print "[1]+ Running $program write &"
# Half a line is to stand behind the prompt, not before it.
expect_prompt
type_text "echo wh"
expect_prompt "echo wh"
send_signal USR1 "$writer"
expect_print 'echo whwriter line 1'
type_line "ole"
expect_print 'whole'

step "Type stty tostop, and let the writer print a line"
type_line "stty tostop; echo set"
expect_print 'set'
predict 3
expect "$writer" PGID=PID TPGID="$shell" STAT=S
type_line "kill -USR1 %1"
expect "$writer" PGID=PID TPGID="$shell" STAT=T TTOU=default
type_line "jobs -l"
expect_print "[1]+ $writer Stopped (tty output) $program write"
answer 3

step "Type stty -tostop, continue the writer, and ask for one line more"
type_line "stty -tostop; bg; kill -USR1 %1"
expect_print 'writer line 2'
expect_print 'writer line 3'
verify ok "two signals, two lines" wrote_two_lines
expect "$writer" TTY="$terminal" PGID=PID TPGID="$shell" STAT=S
# shellcheck disable=SC2016
type_line 'kill %1; wait $!; echo "status $?"'
expect_print 'status 143'
expect_gone "$writer"
