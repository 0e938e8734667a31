#!/bin/sh
# The grader of exercise 07: crew.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

# pids WORD: the PIDs of the lines "WORD  pid N ..." since the last key.
pids() { lines | sed -n "s/^$1  *pid \([0-9]*\) .*/\1/p"; }

# start_crew COMMAND: crew with it; sets $one, $two and $three.
start_crew() {
  type_line "$program $1"
  verify ok "it names three members" has_three_members
}
has_three_members() {
  # shellcheck disable=SC2046 # one word a PID
  set -- $(pids member)
  one=${1-} two=${2-} three=${3-}
  wrong="Lines of members: $#."
  [ $# -eq 3 ]
}

# in_group STATES COMMAND: how many processes of that name and in one of these
# states are in the members' group?
in_group() {
  ps -e -o pgid= -o stat= -o comm= | awk -v pgid="$one" -v states="$1" \
    -v name="$2" '$1 == pgid && $2 ~ "^" states && $3 ~ name' | wc -l
}
three_sleep() {
  wrong="In the group of the members $(in_group '[SDR]' '^sleep$') sleep."
  [ "$(in_group '[SDR]' '^sleep$')" -eq 3 ]
}
nobody_is_left() {
  wrong="Still in the group: $(in_group '[^ZX]' '.')."
  [ "$(in_group '[^ZX]' '.')" -eq 0 ]
}
each_has_its_group() {
  wrong=$(lines | sed -n 's/^member .*/The line: &/p')
  [ "$(lines | grep -c "^member .* pgid $one\$")" -eq 3 ]
}
in_order() {
  wrong="The order is $(pids ended | paste -s -d ' ' -)."
  [ "$(pids ended | tr '\n' ' ')" = "$one $two $three " ]
}

# all_together: of the crews since the last key, was each member in the first
# one's group, and was it ended by SIGTERM?
all_together() {
  wrong=$(lines | awk '
    $1 == "member" { if (n++ % 3 == 0) first = $3; together += $5 == first }
    $1 == "ended" { ended += $4 == "signal" && $5 == 15 }
    END {
      if (n != 60 || together != 60 || ended != 60)
        print n + 0 " members, " together + 0 " in the first one'\''s group, " \
          ended + 0 " ended by SIGTERM."
    }')
  [ -z "$wrong" ]
}

open_terminal

key_step "Three members in one new group, and crew is not one of them"
start_crew "sleep 60"
expect "$one" COMM=sleep
crew=$(ps -o ppid= -q "${one:-0}" | tr -d ' ')
call "$crew" crew
expect "$crew" COMM="$comm" PPID="$shell" PGID=PID TTY="$terminal" TPGID=PID \
  STAT=S+
expect "$one" COMM=sleep PPID="$crew" PGID=PID SID="$shell" TPGID="$crew" \
  STAT=S INT=default QUIT=default HUP=default TERM=default
expect "$two" COMM=sleep PPID="$crew" PGID="$one" SID="$shell" STAT=S
expect "$three" COMM=sleep PPID="$crew" PGID="$one" SID="$shell" STAT=S
verify ok "each line of a member has its group: pgid $one" each_has_its_group

step "At the end of input SIGTERM ends them, and crew tells of each"
press ^D
expect_print "ended pid $one signal 15"
expect_print "ended pid $two signal 15"
expect_print "ended pid $three signal 15"
expect_gone "$crew"

step "A line is not the end of input, nor an empty one, nor are forty thousand"
# The first byte is 255, which a char cannot tell from EOF.
# More than fits into a pipe: to get rid of it, somebody must read.
lines="(printf '\\377\\n\\n' && seq 40000 && echo fed >/dev/tty && exec cat)"
type_line "$lines | $program sleep 60"
verify ok "it names three members" has_three_members
expect_print fed
verify ok "the three are still there" three_sleep
press ^D
expect_print "ended pid $three signal 15"

step "It ends the group, and so what the members have started, too"
start_crew "sh -c 'sleep 60 & wait'"
verify ok "each has started a sleep in the group: a grandchild of crew" \
  three_sleep
press ^D
expect_print "ended pid $three signal 15"
verify ok "nobody is left in the group" nobody_is_left

step "A member that has ended before: crew tells its status, and ends with 0"
# shellcheck disable=SC2016 # for the shell on the terminal
start_crew "sh -c 'exit 200'"'; echo "status $?"'
expect_gone "$one" "$two" "$three"
press ^D
expect_print "ended pid $one status 200"
expect_print "ended pid $two status 200"
expect_print "ended pid $three status 200"
expect_print 'status 0'

step "The first ends last: each has its own end still, and in the same order"
start_crew "sleep 60"
send_signal KILL "$three"
send_signal STOP "$one"
expect "$one" STAT=T
crew=$ps_PPID
call "$crew" crew
press ^D
expect_gone "$two"
expect "$one" STAT=T PPID="$crew"
expect "$crew" STAT=S+
send_signal CONT "$one"
expect_print "ended pid $one signal 15"
expect_print "ended pid $two signal 15"
expect_print "ended pid $three signal 9"
verify ok "they are told of in the order in which they were started" in_order

step "A command of one word: it ends with status 0 as well"
expect_status "$program true </dev/null" 0

step "Ended at once, twenty times: nobody is missed"
crews="for i in \$(seq 20); do $program sleep 60 </dev/null; done"
type_line "$crews; echo 20 done"
expect_print '20 done'
verify ok "60 members, each in the first one's group and ended by SIGTERM" \
  all_together

step "It does not sleep to be late enough: nobody knows how late that is"
if calls_are_seen; then
  verify ok "it calls neither sleep(3) nor the like" \
    calls_none sleep usleep nanosleep clock_nanosleep
else
  leave_out "its calls are not seen: it is static, or has a sanitizer"
fi

step "A call that fails is told"
expect_complaint fork "true </dev/null"
expect_complaint 'setpgid parent' "true </dev/null"
expect_complaint kill "true </dev/null"
expect_wait_complaint "true </dev/null"
