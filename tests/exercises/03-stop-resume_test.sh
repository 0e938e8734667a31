#!/bin/sh
# The grader of exercise 03: minder.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

# named SIGNAL: its number on this machine, or its name: either will do.
named() { printf '(%d|(SIG)?%s)' "$(bash -c "kill -l $1")" "$1"; }

open_terminal

step "It says who its child is, and leaves it in its process group"
type_line "$program sleep 60 &"
wait_for '^child +pid [0-9]+$'
child=$(pid_of child) minder=$(pid_of %1)
expect "$child" PPID="$minder" PGID="$minder" COMM=sleep

step "It tells of each stop and of each going on, at once"
type_line "kill -STOP $child"
wait_for "^stopped by $(named STOP)\$"
expect "$child" STAT=T
type_line "kill -CONT $child"
wait_for '^continued$'
type_line "kill -TSTP $child"
wait_for "^stopped by $(named TSTP)\$"
type_line "kill -CONT $child"
wait_for '^continued$'

step "It tells which signal killed its child, and ends"
type_line "kill -TERM $child; wait %1; echo status \$?"
wait_for "^killed by $(named TERM)\$"
wait_for '^status 143$'
expect_gone "$minder"

step "It tells the exit status, and ends with it"
type_line "$program sh -c 'exit 3'; echo status \$?"
wait_for '^exited 3$'
wait_for '^status 3$'

step "In the foreground Ctrl-Z stops both, fg continues both"
type_line "$program cat"
wait_for '^child +pid [0-9]+$'
child=$(pid_of child)
expect "$child" TPGID=PGID STAT=S+
press ^Z
expect "$child" TPGID="$shell" STAT=T
wait_for 'Stopped'
type_line "fg"
wait_for '^continued$'
press ^D
wait_for '^exited 0$'
expect_gone "$child"
