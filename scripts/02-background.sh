#!/bin/sh
# 02-background: `&` changes who reads, little else.
. "$(dirname "$0")/lib/lesson.sh"

open_terminal

step "Start the job without &, and press Ctrl-C"
start job "$program"
expect "$job" PPID="$shell" PGID=PID SID="$shell" TTY="$terminal" TPGID=PID \
  STAT=S+ INT=default
expect_print "keyboard our group's"
picture before "$shell" "$job"
press ^C
expect_gone "$job"
expect "$shell" PGID=PID SID=PID TTY="$terminal" TPGID=PID STAT=Ss+
expect_alone "$shell"

step "Start it with &"
start_job first "$program &"
hear job
verify ok "the number behind [1] is the job's PID" [ "$first" = "$job" ]
call "$first" first
predict 1
expect "$first" PPID="$shell" PGID=PID SID="$shell" TTY="$terminal" \
  TPGID="$shell" STAT=S INT=default HUP=default TERM=default
answer 1
expect_print "keyboard another group's"
expect_print "stdin /dev/$terminal"
expect_proc "$first" 0="$terminal" 1="$terminal" 2="$terminal" only

step "Start a second job"
start_job second "$program &"
hear job
call "$second" second
expect "$second" PPID="$shell" PGID=PID SID="$shell" TTY="$terminal" \
  TPGID="$shell" STAT=S
type_line "jobs -l"
expect_print "[1]- $first Running*"
expect_print "[2]+ $second Running*"

step "Press Ctrl-C at the prompt, then send SIGINT to a job"
predict 2
expect "$shell" TPGID=PID STAT=Ss+ INT=caught
press ^C
expect_prompt
expect "$first" PGID=PID TPGID="$shell" STAT=S INT=default
expect "$second" PGID=PID TPGID="$shell" STAT=S INT=default
type_line "kill -s USR1 %1"
expect_print "job pid $first *"
answer 2
type_line "kill -s INT %1"
expect_gone "$first"
expect "$second" STAT=S

step "Run a script that starts a job with &"
cat >"$stage/home/night.sh" <<END
echo "script   pid \$\$  ppid \$PPID"
$program &
wait
END
type_line "cat night.sh"
expect_print 'echo *'
expect_print "$program &"
expect_print 'wait'
type_line "sh ./night.sh"
hear script job
expect "$script" PPID="$shell" PGID=PID SID="$shell" TTY="$terminal" \
  TPGID=PID STAT=S+
expect "$job" PPID="$script" PGID="$script" SID="$shell" TTY="$terminal" \
  TPGID="$script" STAT=S+
expect_print "keyboard our group's"
expect_print 'stdin no terminal'
expect_proc "$job" 0=/dev/null
predict 3
expect "$job" STAT=S+ INT=ignored QUIT=ignored
picture after "$shell" "$second" "$script" "$job"
press ^C
expect_gone "$script"
expect "$job" PPID="$reaper" PGID="$script" SID="$shell" TTY="$terminal" \
  TPGID="$shell" STAT=S
answer 3

step "Run the same script with set -m"
type_line "sh -m ./night.sh"
hear script job
expect "$script" PPID="$shell" PGID=PID SID="$shell" TTY="$terminal" \
  TPGID=PID STAT=S+
expect "$job" PPID="$script" PGID=PID SID="$shell" TTY="$terminal" \
  TPGID="$script" STAT=S INT=default QUIT=default
expect_print "keyboard another group's"
expect_print "stdin /dev/$terminal"
press ^C
expect_gone "$script"
expect "$job" PPID="$reaper" PGID=PID SID="$shell" TTY="$terminal" \
  TPGID="$shell" STAT=S
