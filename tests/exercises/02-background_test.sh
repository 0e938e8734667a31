#!/bin/sh
# The grader of exercise 02: launch.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

# every_group_is_own: in what was printed since the last key, did every line of
# launch name a group that its command leads?
every_group_is_own() {
  local good
  good=$(lines |
    awk '$1 == "launched" && NF == 5 && $3 == $5 { n++ } END { print n + 0 }')
  wrong="There are $good such lines."
  [ "$good" -eq 40 ]
}

# every_group_is_there: was it there each time when its number was read?
every_group_is_there() {
  local good
  good=$(lines | grep -cx there)
  wrong="It was there $good times.
Usual cause: only one of the two, parent or child, makes the group. When the \
line is printed that has not happened yet."
  [ "$good" -eq 40 ]
}

open_terminal

key_step "The command is in a process group of its own, in the background"
type_line "$program sleep 60"
expect_print 'launched pid # pgid #'
hear launched
expect "$launched" COMM=sleep PGID=PID SID="$shell" TTY="$terminal" \
  TPGID!=PID STAT=S INT=default HUP=default TSTP=default TTIN=default \
  TTOU=default
launch=$ps_PPID
call "$launch" launch
expect "$launch" PPID="$shell" PGID=PID TTY="$terminal" TPGID=PID STAT=S+

step "Ctrl-C ends launch and not the command"
press ^C
expect_gone "$launch"
expect "$launched" PPID="$reaper" PGID=PID SID="$shell" TTY="$terminal" \
  TPGID="$shell" STAT=S

step "It has the group before launch says so, every time"
# shellcheck disable=SC2016 # for the shell on the terminal
type_line 'for i in $(seq 40); do '"$program true; done; echo 40 launched"
expect_print '40 launched'
verify ok "40 lines, and in each pgid is pid" every_group_is_own
# Until somebody has written into the fifo, cat does not end.
mkfifo "$stage/home/hold"
# shellcheck disable=SC2016 # for the shell on the terminal
ask='{ read -r _ _ _ _ group; kill -s 0 -- -$group && echo there; : >hold; }'
# shellcheck disable=SC2016 # for the shell on the terminal
type_line 'for i in $(seq 40); do '"$program cat hold | $ask; done; \
echo 40 asked"
expect_print '40 asked'
verify ok "40 times the group of that number was there" every_group_is_there
if calls_are_seen; then
  verify ok "it does not sleep until the group is there" \
    calls_none sleep usleep nanosleep
fi

step "It ends as the command does"
expect_status "$program sh -c 'exit 7'" 7
expect_status "$program true" 0
# shellcheck disable=SC2016 # for the shells on the terminal
expect_status "$program sh -c 'kill -s TERM \$\$'" 143
# shellcheck disable=SC2016 # for the shells on the terminal
expect_status "$program sh -c 'kill -s KILL \$\$'" 137

step "A command that is stopped has not ended"
# shellcheck disable=SC2016 # for the shells on the terminal
start launched "$program sh -c 'kill -s STOP \$\$; exit 7'"'; echo "status $?"'
expect "$launched" STAT=T
send_signal CONT "$launched"
expect_print 'status 7'

step "It waits for its command, and not for another child that it has"
say "exec keeps the children of the shell. So launch has two: this sleep, too."
expect_status "(sleep 0.1 & exec $program sh -c 'sleep 0.3; exit 7')" 7

step "A command that is not there: 127; one that cannot be run: 126"
expect_status "$program /nonexistent" 127
expect_print '*No such file or directory'
expect_status "$program /dev/null" 126
expect_print '*Permission denied'

step "A call that fails is told"
expect_complaint fork true
expect_complaint 'setpgid child' true
expect_complaint 'setpgid parent' true
expect_complaint waitpid true
if ! calls_none waitid; then
  expect_complaint waitid true
fi
type_line "$program true >/dev/full 2>why || echo not 0"
expect_print 'not 0'
verify 'in file' "why says that standard output is full" says_something why
