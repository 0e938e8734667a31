#!/bin/sh
# The grader of exercise 09: adopt.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

# A command that says who it is and leaves an orphan: the child of a subshell
# that ends at once.
# shellcheck disable=SC2016 # for the shell that adopt starts
leave='echo "command  pid $$  "; (sleep 60 & echo "orphan   pid $!  ")'

open_terminal

key_step "The command leaves an orphan and goes on: the orphan is adopted"
start adopt "$program sh -c '$leave; exec sleep 60'; echo \"status \$?\""
hear command orphan
expect "$command" PPID="$adopt" INT=default QUIT=default HUP=default
expect "$orphan" PPID="$adopt"

step "Nobody ends: adopt sleeps until somebody does"
expect_asleep "$adopt" 10
if calls_are_seen; then
  verify ok "it calls neither sleep(3) nor the like" \
    calls_none sleep usleep nanosleep clock_nanosleep
else
  leave_out "its calls are not seen: it is static, or has a sanitizer"
fi

step "The orphan is stopped: that is no end, and nothing is reaped"
send_signal STOP "$orphan"
expect "$orphan" STAT=T+
expect "$adopt" STAT=S+
expect_no_print 'reaped *'
send_signal CONT "$orphan"
expect "$orphan" STAT=S+

step "The orphan ends while the command runs: it is reaped at once"
send_signal TERM "$orphan"
expect_print "reaped pid $orphan signal 15"
expect_no_row "$orphan"
expect "$command" PPID="$adopt"

step "A signal ends the command: adopt's status is 128 + 15"
send_signal TERM "$command"
expect_print "reaped pid $command signal 15"
expect_print 'status 143'

step "The command ends before its orphan: adopt stays until that has ended"
start adopt "$program sh -c '$leave; exit 7'; echo \"status \$?\""
hear command orphan
expect_print "reaped pid $command status 7"
expect "$orphan" PPID="$adopt"
send_signal KILL "$orphan"
expect_print "reaped pid $orphan signal 9"

step "Its status is the command's, not that of the last to end"
expect_print 'status 7'
expect_gone "$adopt"

step "Two end while adopt is stopped, and SIGCHLD comes once: both are reaped"
# The other is in a session, and so in a process group, of its own.
# shellcheck disable=SC2016 # for the shell that adopt starts
leave_two="$leave"'; (setsid sleep 60 & echo "other    pid $!  ")'
start adopt "$program sh -c '$leave_two; exec sleep 60' &"
hear command orphan other
expect "$other" SID=PID PPID="$adopt"
send_signal STOP "$adopt"
expect "$adopt" STAT=T
send_signal TERM "$orphan"
send_signal TERM "$other"
expect_gone "$orphan" "$other"
send_signal CONT "$adopt"
expect_print "reaped pid $orphan signal 15"
expect_print "reaped pid $other signal 15"
expect_no_row "$orphan"
expect_no_row "$other"
send_signal TERM "$command"
expect_gone "$adopt"

step "A command that leaves nobody; one that is not there, or cannot be run"
type_line "$program true; echo \"status \$?\""
expect_print 'reaped pid # status 0'
expect_print 'status 0'
expect_status "$program true >said" 0
verify 'in file' "said has two lines, of adopt and of true" counted 2 '' said
expect_status "$program /nonexistent" 127
expect_print '*No such file or directory'
expect_status "$program /dev/null" 126
expect_print '*Permission denied'

step "A call that fails is told"
expect_complaint prctl true
expect_complaint fork true
expect_wait_complaint true
