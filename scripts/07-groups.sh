#!/bin/sh
# 07-groups: signalled together.
. "$(dirname "$0")/lib/lesson.sh"

# start_pipeline [BEFORE [AFTER]]: the demo and cat, with that around them, and
# their PIDs.
start_pipeline() {
  type_line "${1-}$program | cat${2-}"
  wait_for '^parent .*pid'
  wait_for '^child .*pid'
  wait_for '^leaver .*pid'
  parent=$(pid_of parent) child=$(pid_of child) leaver=$(pid_of leaver)
  # cat does not say who it is: it is the one on this terminal.
  cat=$(ps -o comm= -o stat= -o pid= -t "$terminal" |
    awk '$1 == "cat" && $2 !~ /Z/ { print $3 }')
}
cat_gone() { check "cat, PID $cat: gone" gone "$cat"; }

no_group() { ! kill -s 0 -- "-$1" 2>/dev/null; }

open_terminal

step "A pipeline in the foreground: one group, named after its first member"
start_pipeline
expect "$parent" PPID="$shell" PGID=PID SID="$shell" TPGID=PID STAT=S+
expect "$cat" COMM=cat PPID="$shell" PGID="$parent" TPGID=PGID STAT=S+
expect "$child" PPID="$parent" PGID="$parent" TPGID=PGID STAT=S+
expect "$leaver" PPID="$parent" PGID=PID SID="$shell" TTY="$terminal" \
  TPGID="$parent" STAT=S
map "the pipeline in front" "$shell" "$parent" "$cat" "$child" "$leaver"
say "cat is no child of the parent and is in its group; the leaver is a"
say "child of the parent and is not."

step "Press Ctrl-C: the foreground group gets SIGINT"
predict "Who will be left?" "the leaver" \
  "nobody: all come from the line that was typed" \
  "child and leaver: the shell's job is parent and cat" \
  "child, leaver and cat: Ctrl-C ends the program in front"
press ^C
expect_gone "$parent"
expect_gone "$child"
cat_gone
expect "$leaver" PPID="$reaper" PGID=PID SID="$shell" TTY="$terminal" STAT=S
expect "$shell" TPGID=PID STAT=Ss+
map "after Ctrl-C" "$shell" "$leaver"
say "It has left the group and nothing else: SID and TTY are the same."
say "It is a group too, and for kill a negative number means a group:"
type_line "pgid=$leaver; kill -s TERM -- -\$pgid"
expect_gone "$leaver"

step "A pipeline in the background: again one group"
start_pipeline '' ' &'
expect "$parent" PPID="$shell" PGID=PID SID="$shell" TPGID="$shell" STAT=S
expect "$cat" PPID="$shell" PGID="$parent" TPGID="$shell" STAT=S
expect "$child" PPID="$parent" PGID="$parent" TPGID="$shell" STAT=S
# shellcheck disable=SC2016 # for the shell on the terminal
type_line 'echo "jobs -p: PID $(jobs -p), and the variable \$!: PID $!"'
wait_for "^jobs -p: PID $parent, and the variable .!: PID $cat\$"
say "\$! is the last member's PID; jobs -p has the first's, the PGID."

step "Signal 0: is there such a group? A zombie counts as a member"
type_line "kill -s STOP \$(jobs -p)"
expect "$parent" STAT=T
expect "$child" STAT=S
say "A positive number: one process. Stopped, it waits for no child."
type_line "pgid=$leaver; kill -s TERM -- -\$pgid"
expect "$leaver" PPID="$parent" PGID=PID STAT=Z
type_line "kill -s 0 -- -\$pgid && echo a group"
wait_for '^a group$'
type_line "kill -s CONT \$(jobs -p)"
expect "$parent" STAT=S
expect_gone "$leaver"
check "the parent has waited for it, and kill finds no group" no_group "$leaver"

step "End the leader alone"
predict "Which PGID will child and cat have then?" \
  "the same: the PID of the dead parent" \
  "the child's PID: the next member leads" \
  "the shell's: a group ends with its leader"
type_line "kill -s TERM \$(jobs -p)"
expect_gone "$parent"
expect "$child" PPID="$reaper" PGID="$parent" TPGID="$shell" STAT=S
expect "$cat" PPID="$shell" PGID="$parent" TPGID="$shell" STAT=S
type_line "ps -p \$(jobs -p) || echo no such process"
wait_for '^no such process$'
type_line "kill -s 0 -- -\$(jobs -p) && echo a group"
wait_for '^a group$'

step "End the group: one call to kill(2)"
type_line "kill -s TERM -- -\$(jobs -p)"
expect_gone "$child"
cat_gone

step "A pipeline of a script: no group of its own, all are in the script's"
start_pipeline "sh -c '" "; true'"
script=$(ps -o ppid= -p "$parent" | tr -d ' ')
expect "$script" COMM=sh PPID="$shell" PGID=PID TPGID=PID STAT=S+
expect "$parent" PPID="$script" PGID="$script" TPGID=PGID STAT=S+
expect "$cat" COMM=cat PPID="$script" PGID="$script" TPGID=PGID STAT=S+
expect "$child" PPID="$parent" PGID="$script" TPGID=PGID STAT=S+
press ^C
expect_gone "$script"
expect_gone "$parent"
expect_gone "$child"
cat_gone
