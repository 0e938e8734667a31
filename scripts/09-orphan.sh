#!/bin/sh
# 09-orphan: adopted by the reaper.
. "$(dirname "$0")/lib/lesson.sh"

# no_row PID: is there not even a zombie's row?
no_row() { ! look "$1"; }

# start_family: a parent and its child: $parent and $child.
start_family() {
  wait_for '^parent .*pid'
  wait_for '^child .*pid'
  parent=$(pid_of parent) child=$(pid_of child)
}

open_terminal

step "Start a parent and its child in the foreground"
type_line "$program"
start_family
expect "$parent" PPID="$shell" PGID=PID SID="$shell" TTY="$terminal" \
  TPGID=PID STAT=S+
expect "$child" PPID="$parent" PGID="$parent" SID="$shell" TTY="$terminal" \
  TPGID="$parent" STAT=S+
map "before Enter" "$shell" "$parent" "$child"

step "Press Enter: the parent ends, and its child has a new parent"
predict "What changes in the child's row besides PPID?" \
  "TPGID and the + of STAT: the shell is in front again" \
  "TTY: an orphan has no terminal" \
  "PGID and SID: it no longer belongs to the dead"
type_line ""
expect_gone "$parent"
expect "$child" PPID="$reaper" PGID="$parent" SID="$shell" TTY="$terminal" \
  TPGID="$shell" STAT=S
wait_for '^orphan .*pid'
map "after Enter" "$shell" "$child"
say "Orphaned is not detached: the same group, session and terminal."

step "Its group is orphaned too: nobody here could continue it"
send_signal TSTP "$child"
type_line "fg"
wait_for 'no such job'
expect "$child" PGID="$parent" TTY="$terminal" TSTP=default STAT=S
say "SIGTSTP does not stop a process in an orphaned process group."
group=$parent left=$child

step "An orphan in front: cat, of the same group, is still the shell's job"
type_line "$program | cat"
start_family
cat=$(ps -s "$shell" -o pid= -o comm= | sed -n 's/^ *\([0-9]*\) cat$/\1/p')
type_line ""
expect_gone "$parent"
expect "$child" PPID="$reaper" PGID="$parent" SID="$shell" TTY="$terminal" \
  TPGID="$parent" STAT=S+
expect "$cat" COMM=cat PPID="$shell" PGID="$parent" STAT=S+
predict "Press Ctrl-Z. What becomes of the orphan?" \
  "it is stopped: its group is in front, and not orphaned" \
  "nothing: it is an orphan, as the one before" \
  "nothing: it is no longer a descendant of the shell"
press ^Z
expect "$child" TPGID="$shell" TSTP=default STAT=T
type_line "fg"
expect "$child" TPGID="$parent" STAT=S+
press ^C
expect_gone "$child"

step "A subreaper: the demo starts the parent, and adopts what it leaves"
type_line "$program subreaper"
wait_for '^reaper .*pid'
adopter=$(pid_of reaper)
start_family
expect "$child" PPID="$parent" PGID="$adopter" TTY="$terminal" STAT=S+
predict "The parent ends. Who will be the child's parent?" \
  "the process that called itself reaper" \
  "init, as of every orphan" "the shell"
type_line ""
expect "$child" PPID="$adopter" PPID!="$reaper" PGID="$adopter" \
  SID="$shell" TTY="$terminal" STAT=S+
say "And the parent? Its reaper has not waited for it yet:"
expect "$parent" PPID="$adopter" PGID="$adopter" SID="$shell" TTY="$terminal" \
  STAT=Z+

step "Press Enter: the reaper waits for whatever ends, its own child or not"
type_line ""
wait_for "^reaped +pid $parent +status 0\$"
check "the zombie's row is gone" no_row "$parent"
send_signal TERM "$child"
wait_for "^reaped +pid $child +signal 15\$"
check "and so is the orphan's" no_row "$child"
expect_gone "$adopter"

step "Hang up: the orphan of step 2 is no job, and nobody tells it"
expect "$left" PPID="$reaper" PGID="$group" SID="$shell" TTY="$terminal"
hang_up
expect_gone "$shell"
expect "$left" PPID="$reaper" PGID="$group" SID="$shell" TTY='?' TPGID=-1
say "PID, PGID and SID are three numbers, two of them those of the dead."
