#!/bin/sh
# The grader of exercise 02: launch.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

# every_group_is_own: in what was printed since the last key, did every line of
# launch name a group that its command leads?
every_group_is_own() {
  lines |
    awk '$1 == "launched" && NF == 5 { n++; own += $3 == $5 }
      END { exit !(n == 40 && own == 40) }'
}

open_terminal

step "The command is in a process group of its own, in the background"
type_line "$program sleep 60"
wait_for '^launched +pid [0-9]+ +pgid [0-9]+$'
command_pid=$(pid_of launched)
launch=$(foreground)
expect "$launch" PPID="$shell" PGID=PID TTY="$terminal" TPGID=PID STAT=S+
expect "$command_pid" COMM=sleep PPID="$launch" PGID=PID SID="$shell" \
  TTY="$terminal" TPGID="$launch" STAT=S INT=default

step "Ctrl-C ends launch and not the command"
press ^C
expect_gone "$launch"
expect "$command_pid" PPID="$reaper" PGID=PID SID="$shell" TTY="$terminal" \
  TPGID="$shell" STAT=S

step "It has the group before launch says so, every time"
# shellcheck disable=SC2016 # for the shell on the terminal
type_line 'for i in $(seq 40); do '"$program true; done; echo 40 launched"
wait_for '^40 launched$'
check "40 lines, and in each pgid is pid" every_group_is_own

step "It ends as the command does"
# shellcheck disable=SC2016 # for the shells on the terminal
{
  type_line "$program sh -c 'exit 7'; "'echo "status $?"'
  wait_for '^status 7$'
  type_line "$program sh -c 'kill -s TERM \$\$'; "'echo "status $?"'
  wait_for '^status 143$'
}

step "A command that is not there: 127; one that cannot be run: 126"
# shellcheck disable=SC2016 # for the shell on the terminal
{
  type_line "$program /nonexistent; "'echo "status $?"'
  wait_for '^status 127$'
  type_line "$program /dev/null; "'echo "status $?"'
  wait_for '^status 126$'
}
