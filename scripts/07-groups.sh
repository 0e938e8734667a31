#!/bin/sh
# 07-groups: signalled together.
. "$(dirname "$0")/lib/lesson.sh"

# start_pipeline [BEFORE [AFTER]]: types the program and cat behind a pipe, with
# that before and after it on the line. Sets $parent, $child, $leaver and $cat,
# which does not say who it is: it is the one of that name in this session.
start_pipeline() {
  start parent "${1-}$program | cat${2-}"
  hear child leaver
  cat=$(ps -s "$shell" -o pid= -o stat= -o comm= |
    awk '$3 == "cat" && $2 !~ /Z/ { print $1 }')
}

open_terminal

step "Start a pipeline in the foreground"
start_pipeline
expect "$parent" TTY="$terminal" PPID="$shell" PGID=PID SID="$shell" \
  TPGID=PID STAT=S+
expect "$cat" COMM=cat TTY="$terminal" PPID="$shell" PGID="$parent" \
  SID="$shell" TPGID=PGID STAT=S+
expect "$child" TTY="$terminal" PPID="$parent" PGID="$parent" SID="$shell" \
  TPGID=PGID STAT=S+
expect "$leaver" TTY="$terminal" PPID="$parent" PGID=PID SID="$shell" \
  TPGID="$parent" STAT=S INT=default
expect_proc "$leaver" SigIgn=none
picture before "$shell" "$parent" "$child" "$cat" "$leaver"

step "Press Ctrl-C"
predict 1
press ^C
expect_gone "$parent" "$child" "$cat"
expect "$leaver" TTY="$terminal" PPID="$reaper" PGID=PID SID="$shell" \
  TPGID="$shell" STAT=S
expect "$shell" TPGID=PID STAT=Ss+
expect_alone "$shell" "$leaver"
answer 1
picture after "$shell" "$leaver"

step "Send SIGTERM to the group of the leaver"
type_line "pgid=$leaver; kill -s TERM -- -\$pgid"
expect_gone "$leaver"

step "Start a pipeline in the background"
start_pipeline '' ' &'
expect "$parent" TTY="$terminal" PPID="$shell" PGID=PID SID="$shell" \
  TPGID="$shell" STAT=S
expect "$cat" COMM=cat PPID="$shell" PGID="$parent" TPGID="$shell" STAT=S
expect "$child" PPID="$parent" PGID="$parent" TPGID="$shell" STAT=S
predict 2
# shellcheck disable=SC2016 # for the shell on the terminal
type_line 'echo "jobs -p: PID $(jobs -p), and the variable \$!: PID $!"'
expect_print "jobs -p: PID $parent, and the variable \$!: PID $cat"
answer 2

step "End the leaver, and then the leader of the other group"
type_line "pgid=$leaver; kill -s TERM -- -\$pgid"
expect_no_row "$leaver"
predict 3
type_line "pgid=\$(jobs -p); kill -s TERM \$pgid"
expect_no_row "$parent"
expect "$child" PPID="$reaper" PGID="$parent" TPGID="$shell" STAT=S
expect "$cat" PPID="$shell" PGID="$parent" TPGID="$shell" STAT=S
type_line "ps -p \$pgid || echo no such process"
expect_print 'no such process'
type_line "kill -s 0 -- -\$pgid && echo a group"
expect_print 'a group'
answer 3

step "End the group by one kill(2)"
type_line "kill -s TERM -- -\$pgid"
expect_no_row "$child"
expect_no_row "$cat"
type_line "kill -s 0 -- -\$pgid || echo no group"
expect_print 'no group'

step "Start the pipeline in a script, and press Ctrl-C"
start_pipeline "sh -c '" "; true'"
script=$(ps -o ppid= -q "$parent" | tr -d ' ')
call "$script" script
expect "$script" COMM=sh PPID="$shell" PGID=PID TPGID=PID STAT=S+
expect "$parent" PPID="$script" PGID="$script" TPGID=PGID STAT=S+
expect "$cat" COMM=cat PPID="$script" PGID="$script" TPGID=PGID STAT=S+
expect "$child" PPID="$parent" PGID="$script" TPGID=PGID STAT=S+
press ^C
expect_gone "$script" "$parent" "$child" "$cat"
expect_alone "$shell" "$leaver"
