#!/bin/sh
# 02-background: `&` changes who reads, little else.
. "$(dirname "$0")/lib/lesson.sh"

# prompted_anew: has the shell prompted since the last key?
prompted_anew() { tail -n "+$((mark + 1))" "$screen" | grep -q '^\$ $'; }

open_terminal

step "Without &: the keyboard is the job's, and the shell waits"
type_line "$program"
wait_for '^job  *pid'
job=$(pid_of job)
expect "$job" PPID="$shell" PGID=PID SID="$shell" TTY="$terminal" TPGID=PID \
  STAT=S+ INT=default
wait_for "^keyboard our group's\$"
press ^C
expect_gone "$job"
expect "$shell" PGID=PID SID=PID TTY="$terminal" TPGID=PID STAT=Ss+

step "With &: the shell says [job number] PID, and takes the next command"
type_line "$program &"
wait_for '^\[1\] [0-9]+$'
wait_for '^job  *pid'
one=$(pid_of job)
check "the number behind [1] is the job's PID" [ "$(pid_of %1)" = "$one" ]
predict "The same program, now with &. What is different in its row?" \
  "TPGID, and with it the + of STAT" "TTY too: it has left the terminal" \
  "SID too: it has a session of its own"
expect "$one" PPID="$shell" PGID=PID SID="$shell" TTY="$terminal" \
  TPGID="$shell" STAT=S INT=default
wait_for "^keyboard another group's\$"
say "Same terminal, same session, same parent: this is no daemon."

step "A second job: each is a process group"
type_line "$program &"
wait_for '^\[2\] [0-9]+$'
wait_for '^job  *pid'
two=$(pid_of job)
expect "$two" PPID="$shell" PGID=PID SID="$shell" TTY="$terminal" \
  TPGID="$shell" STAT=S
type_line "jobs -l"
wait_for "^\[1\]-  *$one Running "
wait_for "^\[2\]\+  *$two Running "
map "at the prompt: a group for each job" "$shell" "$one" "$two"

step "Press Ctrl-C at the prompt: the shell hears of it, the jobs do not"
expect "$shell" TPGID=PID STAT=Ss+ INT=caught
press ^C
check "the shell has heard it: a new prompt" prompted_anew
expect "$one" PGID=PID TPGID="$shell" STAT=S INT=default
expect "$two" PGID=PID TPGID="$shell" STAT=S INT=default
type_line "kill -s USR1 %1"
wait_for "^job  *pid $one "
say "They are not immune to SIGINT: it was not sent to them. Send it:"
type_line "kill -s INT %1"
expect_gone "$one"
expect "$two" PGID=PID STAT=S

step "The & of a script: no group of its own"
cat >"$stage/home/night.sh" <<END
echo "script   pid \$\$  ppid \$PPID"
$program &
wait
END
type_line "cat night.sh"
wait_for '^echo'
wait_for '&$'
wait_for '^wait$'
type_line "sh ./night.sh"
wait_for '^script  *pid'
wait_for '^job  *pid'
script=$(pid_of script) job=$(pid_of job)
expect "$script" PPID="$shell" PGID=PID SID="$shell" TTY="$terminal" \
  TPGID=PID STAT=S+
expect "$job" PPID="$script" PGID="$script" SID="$shell" TTY="$terminal" \
  TPGID="$script" STAT=S+
wait_for "^keyboard our group's\$"
map "in a script: one group, with & or without" "$shell" "$two" "$script" "$job"
predict "Both are in the foreground group. Ctrl-C: who ends?" \
  "the script: its shell has the job ignore SIGINT" \
  "both: SIGINT goes to the whole group" \
  "neither: the script waits for the job"
expect "$job" PGID="$script" STAT=S+ INT=ignored QUIT=ignored
check "its standard input is not the terminal but /dev/null" \
  [ "$(readlink "/proc/$job/fd/0")" = /dev/null ]
press ^C
expect_gone "$script"
expect "$job" PPID="$reaper" PGID="$script" SID="$shell" TTY="$terminal" \
  TPGID="$shell" STAT=S INT=ignored

step "The same script with set -m: as at the prompt"
type_line "sh -m ./night.sh"
wait_for '^script  *pid'
wait_for '^job  *pid'
script=$(pid_of script) job=$(pid_of job)
expect "$script" PPID="$shell" PGID=PID SID="$shell" TTY="$terminal" \
  TPGID=PID STAT=S+
expect "$job" PPID="$script" PGID=PID SID="$shell" TTY="$terminal" \
  TPGID="$script" STAT=S INT=default QUIT=default
wait_for "^keyboard another group's\$"
wait_for "^stdin  */dev/$terminal\$"
press ^C
expect_gone "$script"
expect "$job" PPID="$reaper" PGID=PID SID="$shell" TTY="$terminal" \
  TPGID="$shell" STAT=S INT=default
