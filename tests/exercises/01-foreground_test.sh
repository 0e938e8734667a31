#!/bin/sh
# The grader of exercise 01: front.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

open_terminal
expect "$shell" TPGID=PID STAT=Ss+

key_step "Started in the background, it takes the foreground"
start front "$program & wait"
expect_print "owner pgid $front"
expect "$front" PPID="$shell" PGID=PID TPGID=PID STAT=S+ INT=default \
  TSTP=default HUP=default
expect "$shell" TPGID="$front" STAT=Ss

step "It hears what is typed, gives the foreground back, and stays"
type_line "hello, front"
expect_print 'heard: hello, front'
expect_print "owner pgid $shell"
expect "$front" PGID=PID TPGID="$shell" STAT=S
expect "$shell" TPGID=PID STAT=Ss+

step "Ctrl-C is the shell's again: it ends the shell's wait, nothing else"
press ^C
# shellcheck disable=SC2016 # for the shell on the terminal
type_line 'echo "status $?"'
expect_print 'status 130'
expect "$front" PPID="$shell" TPGID="$shell" STAT=S
type_line "kill %1; wait"
expect_gone "$front"

step "The group before need be neither the shell's nor its parent's"
start front "bash -mc 'sh -c \"$program; :\" & wait'"
expect "$front" PGID!=PID TPGID=PGID STAT=S+
call "$ps_PPID" parent
expect_print "owner pgid $ps_PGID"
group=$ps_PGID
expect "$ps_PPID" PGID=PID TPGID=PID STAT=S+
inner=$ps_PPID
call "$inner" inner
expect "$inner" PPID="$shell" PGID=PID TPGID="$group" STAT=S
type_line "hello"
expect_print 'heard: hello'
expect_print "owner pgid $inner"
expect "$front" TPGID="$inner" STAT=S
expect "$inner" TPGID=PID STAT=S+
press ^C
expect_gone "$inner"
expect "$front" TPGID="$shell" STAT=S

step "A call that fails is told"
expect_complaint tcgetpgrp "& wait"
expect_complaint tcsetpgrp "& wait"
