#!/bin/sh
# 04-tty-io: background input stops, output does not.
. "$(dirname "$0")/lib/lesson.sh"

# shown TEXT: is that the last line, which has no end yet?
shown() { [ "$(tail -n 1 "$screen")" = "$1" ]; }

open_terminal

step "Start a reader in the background"
predict "It waits for a line of the terminal. What is its STAT?" \
  "T: it is stopped" "S: it waits for its line" "S+: it has the keyboard"
type_line "$program read &"
wait_for '^reader .*pid'
reader=$(pid_of reader)
expect "$reader" TTY="$terminal" PGID=PID TPGID="$shell" STAT=T TTIN=default
type_line "jobs -l"
check 'jobs -l says: Stopped (tty input)' printed 'Stopped \(tty input\)'

step "Let it go on in the background: bg"
predict "The shell lets it go on, still in the background. What then?" \
  "it reads again and is stopped again" "it waits, in the background" \
  "it gets an empty line and ends"
# shellcheck disable=SC2016 # for the shell on the terminal
type_line 'bg; wait %1; echo "status $?"'
wait_for '^status 149$'
say "149 is 128 + 21, and 21 is SIGTTIN: the same signal once more."
expect "$reader" PGID=PID TPGID="$shell" STAT=T

step "Give it the terminal: fg"
type_line "fg"
expect "$reader" PGID=PID TPGID=PID STAT=S+
type_line "hello"
wait_for '^reader +got: hello$'
expect_gone "$reader"

step "Start a writer in the background and type half a line"
type_line "$program write &"
wait_for '^writer .*pid'
writer=$(pid_of writer)
expect "$writer" TTY="$terminal" PGID=PID TPGID="$shell" STAT=S TTOU=default
type_line "jobs"
wait_for '^\[1\].*Running'
# Half a line is to stand behind the prompt, not before it.
poll prompted
type_text "echo wh"
check "it stands behind the prompt" shown '$ echo wh'
tell signal "SIGUSR1 to the writer, from outside: print a line"
kill -s USR1 "$writer"
wait_for '^echo whwriter +line 1$'
type_line "ole"
wait_for '^whole$'
say "It printed into your line: the screen is torn, the line is whole."

step "Tell the terminal to stop background output: stty tostop"
predict "The writer is in the background. When is it stopped?" \
  "when it next writes" "at once" "never: tostop is for the jobs to come"
type_line "stty tostop; echo set"
wait_for '^set$'
expect "$writer" PGID=PID TPGID="$shell" STAT=S
type_line "kill -USR1 %1"
expect "$writer" PGID=PID TPGID="$shell" STAT=T TTOU=default
type_line "jobs -l"
check 'jobs -l says: Stopped (tty output)' printed 'Stopped \(tty output\)'
say "The shell is in the foreground: it prints as before."

step "Set it back and let the writer go on: the line was kept, not lost"
type_line "stty -tostop; bg"
wait_for '^writer +line 2$'
expect "$writer" TTY="$terminal" PGID=PID TPGID="$shell" STAT=S
