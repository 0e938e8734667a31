#!/bin/sh
# 09-orphan: adopted by the reaper.
. "$(dirname "$0")/lib/lesson.sh"

open_terminal

step "Start a parent and its child in the foreground"
start parent "$program"
hear child
expect "$parent" PPID="$shell" PGID=PID SID="$shell" TTY="$terminal" \
  TPGID=PID STAT=S+
expect "$child" PPID="$parent" PGID="$parent" SID="$shell" TTY="$terminal" \
  TPGID="$parent" STAT=S+
picture before "$shell" "$parent" "$child"

step "Press Enter: the parent ends"
predict 1
press Enter
hear orphan
expect_gone "$parent"
expect "$child" PID="$orphan" PPID="$reaper" PGID="$parent" SID="$shell" \
  TTY="$terminal" TPGID="$shell" STAT=S
picture after "$shell" "$child"
answer 1

step "Send SIGTSTP to the orphan"
expect "$orphan" TSTP=default
send_signal TSTP "$orphan"
type_line "fg"
expect_print 'bash: fg: current: no such job'
expect "$orphan" PGID="$parent" TTY="$terminal" STAT=S
first=$orphan group=$parent

step "Start the program with cat behind it, and let the parent end"
start parent "$program | cat"
hear child
cat=$(ps -s "$shell" -o pid= -o comm= | sed -n 's/^ *\([0-9]*\) cat$/\1/p')
press Enter
hear orphan
expect_gone "$parent"
expect "$orphan" PPID="$reaper" PGID="$parent" SID="$shell" TTY="$terminal" \
  TPGID="$parent" STAT=S+ TSTP=default INT=default
expect "$cat" COMM=cat PPID="$shell" PGID="$parent" STAT=S+
predict 2
press ^Z
expect "$orphan" TPGID="$shell" STAT=T
answer 2
type_line "fg"
expect "$orphan" TPGID="$parent" STAT=S+
press ^C
expect_gone "$orphan"

step "Start the program below a subreaper, and let the parent end"
start adopter "$program subreaper"
hear parent child
expect "$child" PPID="$parent" PGID="$adopter" TTY="$terminal" STAT=S+ \
  HUP=default INT=default
predict 3
press Enter
hear orphan
expect "$orphan" PPID="$adopter" PPID!="$reaper" \
  PGID="$adopter" SID="$shell" TTY="$terminal" STAT=S+
expect "$parent" PPID="$adopter" PGID="$adopter" SID="$shell" \
  TTY="$terminal" STAT=Z+
answer 3

step "Press Enter: the subreaper waits for its children"
press Enter
expect_print "reaped pid $parent status 0"
expect_no_row "$parent"
send_signal TERM "$orphan"
expect_print "reaped pid $orphan signal 15"
expect_no_row "$orphan"
expect_gone "$adopter"

step "Hang the terminal up: what becomes of the first orphan?"
expect "$first" PPID="$reaper" PGID="$group" SID="$shell" TTY="$terminal" \
  HUP=default
hang_up
expect_gone "$shell"
expect "$first" PPID="$reaper" PGID="$group" SID="$shell" TTY='?' TPGID=-1
