#!/bin/sh
# The grader of exercise 08: detach.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

# start LINE: types it; sets $ran to the PID of the command that it runs.
start() {
  type_line "$1"
  wait_for '^command +pid'
  ran=$(pid_of command)
}
# shellcheck disable=SC2016 # for the shells on the terminal
stay='sh -c '\''echo "command  pid $$"; exec sleep 60'\'
# shellcheck disable=SC2016
tell_status='; echo "status $?"'

open_terminal

step "At the prompt it leads a group: COMMAND is in a session of its own"
start "$program $stay$tell_status"
first_ran=$ran
expect "$ran" PGID=PID SID=PID TTY='?' TPGID=-1
wait_for '^status 0$'

step "The second of a pipeline leads none: the same"
start ": | $program $stay &"
expect "$ran" PGID=PID SID=PID TTY='?' TPGID=-1

step "With -w it waits, and its status tells which signal ended COMMAND"
start "$program -w $stay$tell_status"
expect "$ran" PGID=PID SID=PID TTY='?' TPGID=-1
send_signal TERM "$ran"
wait_for '^status 143$'

step "With -w its status is COMMAND's; COMMAND's options are not detach's"
type_line "$program -w sh -c 'exit 7'$tell_status"
wait_for '^status 7$'
type_line "$program -w /nonexistent$tell_status"
wait_for '^status 127$'
type_line "$program -w /dev/null$tell_status"
wait_for '^status 126$'

step "Without a COMMAND, or with an unknown option, it says how it is used"
type_line "$program -w$tell_status"
wait_for '^usage: '
wait_for '^status 2$'
type_line "$program -x true$tell_status"
wait_for '^usage: '
wait_for '^status 2$'

step "Hang the terminal up: nobody tells COMMAND"
expect "$first_ran" PPID="$reaper" TTY='?' SID=PID
hang_up
expect_gone "$shell"
expect "$first_ran" PPID="$reaper" TTY='?' SID=PID
