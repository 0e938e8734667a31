#!/bin/sh
# The grader of exercise 03: minder.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

# expect_signal WHAT SIGNAL: a check: it was printed that the signal did this,
# by its number on this machine.
expect_signal() { expect_print "$1 by $(bash -c "kill -l $2")"; }

open_terminal

step "It says who its child is, and leaves it in its process group"
start_job minder "$program sleep 60 &"
hear child
expect "$child" PPID="$minder" PGID="$minder" COMM=sleep INT=default \
  TSTP=default QUIT=default HUP=default
expect "$minder" PGID=PID STAT=S INT=default TSTP=default QUIT=default \
  HUP=default
expect_asleep "$minder" 3
if calls_are_seen; then
  verify ok "no sleep delays its lines" \
    calls_none sleep usleep nanosleep clock_nanosleep
fi

key_step "It tells of each stop and of each going on, at once"
type_line "kill -STOP $child"
expect_signal stopped STOP
expect "$child" STAT=T
type_line "kill -CONT $child"
expect_print 'continued'
type_line "kill -TSTP $child"
expect_signal stopped TSTP
type_line "kill -CONT $child"
expect_print 'continued'

step "It tells which signal killed its child, and ends"
# Not wait %1: bash may have taken the job off its list by then. It remembers
# the status by the PID.
expect_status "kill -TERM $child; wait $minder" 143
expect_signal killed TERM
expect_gone "$minder"

step "It tells the exit status, and ends with it"
expect_status "$program sh -c 'exit 3'" 3
expect_print 'exited 3'
# shellcheck disable=SC2016 # for the shells on the terminal
expect_status "$program sh -c 'kill -s KILL \$\$'" 137
expect_status "$program /nonexistent" 127
expect_print '*No such file or directory'
expect_status "$program /dev/null" 126
expect_print '*Permission denied'

step "It waits for its child, and not for another one that it has"
say "exec keeps the children of the shell. So minder has two: this sleep, too."
expect_status "(sleep 0.1 & exec $program sh -c 'sleep 0.3; exit 7')" 7

step "In the foreground Ctrl-Z stops both, fg continues both, Ctrl-C ends both"
start child "$program cat"
expect "$child" TPGID=PGID STAT=S+
press ^Z
expect "$child" TPGID="$shell" STAT=T
expect_print '*Stopped*'
type_line "fg"
expect_print 'continued'
press ^D
expect_print 'exited 0'
expect_gone "$child"
start child "$program cat"
expect "$child" TPGID=PGID STAT=S+
minder=$ps_PPID
call "$minder" minder
press ^C
expect_gone "$child" "$minder"

step "Its lines come at once where they go through a pipe, too"
type_line "$program sleep 60 | tee said &"
hear child
type_line "kill -TTIN $child"
expect_signal stopped TTIN
type_line "kill -KILL $child"
expect_signal killed KILL
verify 'in file' "said has three lines: child, stopped, killed" \
  counted 3 '' said

step "A call that fails is told"
expect_complaint fork true
expect_complaint waitpid true
type_line "$program true >/dev/full 2>why || echo not 0"
expect_print 'not 0'
verify 'in file' "why says that standard output is full" says_something why
