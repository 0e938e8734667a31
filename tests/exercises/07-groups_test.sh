#!/bin/sh
# The grader of exercise 07: crew.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

# said WORD: the lines "WORD  pid N ..." since the last key.
said() { lines | grep "^$1  *pid [0-9]"; }
said_three() { [ "$(said "$1" | wc -l)" -eq 3 ]; }

# start_crew COMMAND: crew with it; sets $one, $two and $three.
start_crew() {
  type_line "$program $1"
  check "it names three members" said_three member
  # shellcheck disable=SC2046 # one word a PID
  set -- $(said member | awk '{ print $3 }')
  one=${1-} two=${2-} three=${3-}
}

# in_group STATES COMMAND: how many processes of that name and in one of these
# states are in the members' group?
in_group() {
  ps -e -o pgid= -o stat= -o comm= | awk -v pgid="$one" -v states="$1" \
    -v name="$2" '$1 == pgid && $2 ~ "^" states && $3 ~ name' | wc -l
}
three_sleep() { [ "$(in_group '[SDR]' '^sleep$')" -eq 3 ]; }
nobody_is_left() { [ "$(in_group '[^ZX]' '.')" -eq 0 ]; }
in_order() {
  [ "$(said ended | awk '{ print $3 }' | tr '\n' ' ')" = "$one $two $three " ]
}

# all_together: of the crews since the last key, was each member in the first
# one's group, and was it ended by SIGTERM?
all_together() {
  lines | awk '
    $1 == "member" { if (n++ % 3 == 0) first = $3; together += $5 == first }
    $1 == "ended" { ended += $4 == "signal" && $5 == 15 }
    END { exit !(n == 60 && together == 60 && ended == 60) }'
}

open_terminal

step "Three members in one new group, and crew is not one of them"
start_crew "sleep 60"
crew=$(foreground)
expect "$crew" PPID="$shell" PGID=PID TTY="$terminal" TPGID=PID STAT=S+
expect "$one" COMM=sleep PPID="$crew" PGID=PID SID="$shell" TPGID="$crew" STAT=S
expect "$two" COMM=sleep PPID="$crew" PGID="$one" SID="$shell" STAT=S
expect "$three" COMM=sleep PPID="$crew" PGID="$one" SID="$shell" STAT=S

step "At the end of input SIGTERM ends them, and crew tells of each"
press ^D
wait_for "^ended +pid $one +signal 15\$"
wait_for "^ended +pid $two +signal 15\$"
wait_for "^ended +pid $three +signal 15\$"
expect_gone "$crew"

step "It ends the group, and so what the members have started, too"
start_crew "sh -c 'sleep 60 & wait'"
check "each has started a sleep, a grandchild of crew, in the same group" \
  three_sleep
press ^D
wait_for "^ended +pid $three +signal 15\$"
check "nobody is left in the group" nobody_is_left

step "A member that ended before has its own status, and crew tells it"
start_crew "sh -c 'exit 3'"
expect_gone "$one"
expect_gone "$two"
expect_gone "$three"
press ^D
wait_for "^ended +pid $one +status 3\$"
wait_for "^ended +pid $two +status 3\$"
wait_for "^ended +pid $three +status 3\$"

step "The first ends last: each has its own end still, and in the same order"
start_crew "sleep 60"
send_signal KILL "$three"
send_signal STOP "$one"
expect "$one" STAT=T
press ^D
expect_gone "$two"
tell signal "SIGCONT to PID $one"
kill -s CONT "$one"
wait_for "^ended +pid $one +signal 15\$"
wait_for "^ended +pid $two +signal 15\$"
wait_for "^ended +pid $three +signal 9\$"
check "they are told of in the order in which they were started" in_order

step "Ended at once, twenty times: nobody is missed"
crews="for i in \$(seq 20); do $program sleep 60 </dev/null; done"
type_line "$crews; echo 20 done"
wait_for '^20 done$'
check "60 members, each in the first one's group and ended by SIGTERM" \
  all_together
