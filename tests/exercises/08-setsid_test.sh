#!/bin/sh
# The grader of exercise 08: detach.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

# shellcheck disable=SC2016 # for the shells on the terminal
stay='sh -c '\''echo "command  pid $$"; exec sleep 60'\'
# shellcheck disable=SC2016
tell_status='; echo "status $?"'

open_terminal

key_step "At the prompt it leads a group: COMMAND is in a session of its own"
start command "$program $stay$tell_status"
first=$command
expect "$command" PGID=PID SID=PID TTY='?' TPGID=-1 HUP=default INT=default
expect_print 'status 0'
expect_proc "$command" Umask=0022 cwd=home 0="$terminal" 1="$terminal" \
  2="$terminal" only

step "The second of a pipeline leads none: the same"
start command ": | $program $stay 3</dev/null &"
expect "$command" PGID=PID SID=PID TTY='?' TPGID=-1
expect_proc "$command" 0=pipe 1="$terminal" 2="$terminal" 3=/dev/null only

step "With -w it waits, and its status tells which signal ended COMMAND"
start command "$program -w $stay$tell_status"
expect "$command" PGID=PID SID=PID TTY='?' TPGID=-1 PPID!="$reaper"
detach=$ps_PPID
call "$detach" detach
send_signal STOP "$command"
expect "$command" STAT=Ts PPID="$detach"
expect "$detach" STAT=S+
send_signal TERM "$command"
send_signal CONT "$command"
expect_print 'status 143'

step "With -w its status is COMMAND's; COMMAND's options are not detach's"
expect_status "$program -w sh -c 'exit 200'" 200
expect_status "$program -w true" 0
# shellcheck disable=SC2016 # for the shells on the terminal
expect_status "$program -w sh -c 'kill -s KILL \$\$'" 137
expect_status "$program -w /nonexistent" 127
expect_print '*No such file or directory'
expect_status "$program -w /dev/null" 126
expect_print '*Permission denied'
expect_status "$program -w /dev/null/nothing" 126

step "With -w it waits for COMMAND, even if another child of it ends before"
# The sleep is a child of the sh, which becomes detach.
another="sh -c 'sleep 0.1 & exec $program -w sh -c \"sleep 0.3; exit 7\"'"
expect_status "$another" 7

step "Without a COMMAND, or with an unknown option, it says how it is used"
type_line "$program -w$tell_status"
expect_print 'usage: *'
expect_print 'status 2'
type_line "$program -x true$tell_status"
expect_print 'usage: *'
expect_print 'status 2'

step "Without -w it does not sleep, and says why COMMAND cannot be run, too"
if calls_are_seen; then
  verify ok "it calls neither sleep(3) nor the like" \
    calls_none sleep usleep nanosleep clock_nanosleep
else
  leave_out "its calls are not seen: it is static, or has a sanitizer"
fi
type_line "$program /nonexistent"
expect_print '*No such file or directory'

step "A call that fails is told"
expect_complaint fork true caller 1
expect_complaint 'setsid child' true
expect_complaint fork "-w true" caller 1
expect_complaint 'setsid child' "-w true" caller 1
expect_wait_complaint "-w true" caller 1

step "Hang the terminal up: nobody tells COMMAND"
expect "$first" PPID="$reaper" TTY='?' SID=PID
hang_up
expect_gone "$shell"
expect "$first" PPID="$reaper" TTY='?' SID=PID
