#!/bin/sh
# The grader of exercise 09: adopt.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

# no_row PID: is there not even a zombie's row?
no_row() { ! look "$1"; }

# A command that says who it is and leaves an orphan: the child of a subshell
# that ends at once.
# shellcheck disable=SC2016 # for the shell that adopt starts
leave='echo "command  pid $$  "; (sleep 60 & echo "orphan   pid $!  ")'

# start_adopt COMMANDS: a shell runs them; $adopt, $command_pid and $orphan.
start_adopt() {
  type_line "$program sh -c '$1'; echo \"status \$?\""
  wait_for '^adopt .*pid'
  wait_for '^command .*pid'
  wait_for '^orphan .*pid'
  adopt=$(pid_of adopt) leaver=$(pid_of command) orphan=$(pid_of orphan)
}

open_terminal

step "The command leaves an orphan and goes on: the orphan is adopted"
start_adopt "$leave; exec sleep 60"
expect "$leaver" PPID="$adopt"
expect "$orphan" PPID="$adopt"

step "The orphan ends while the command runs: it is reaped at once"
send_signal TERM "$orphan"
wait_for "^reaped +pid $orphan +signal 15\$"
check "the orphan has no row left, not even a zombie's" no_row "$orphan"
expect "$leaver" PPID="$adopt"

step "A signal ends the command: adopt's status is 128 + 15"
send_signal TERM "$leaver"
wait_for "^reaped +pid $leaver +signal 15\$"
wait_for '^status 143$'

step "The command ends before its orphan: adopt stays until that has ended"
start_adopt "$leave; exit 7"
wait_for "^reaped +pid $leaver +status 7\$"
expect "$orphan" PPID="$adopt"
send_signal TERM "$orphan"
wait_for "^reaped +pid $orphan +signal 15\$"

step "Its status is the command's, not that of the last to end"
wait_for '^status 7$'
expect_gone "$adopt"

step "A command that leaves nobody, and one that is not there"
type_line "$program true; echo \"status \$?\""
wait_for '^reaped +pid [0-9]+ +status 0$'
wait_for '^status 0$'
type_line "$program /nonexistent; echo \"status \$?\""
wait_for '^status 127$'
