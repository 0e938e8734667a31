#!/bin/sh
# 06-nohup: surviving is not being a daemon.
. "$(dirname "$0")/lib/lesson.sh"
need nohup setsid

# ask_for_line PID: types what makes the process print one more line.
ask_for_line() { type_line "PID=$1; kill -USR1 \$PID"; }

step "nohup: a job with SIGHUP ignored and its output in a file"
open_terminal
type_line "nohup $program &"
# Not shown as it was printed: the prompt may come in the middle of it.
check "nohup says that it is appending output to nohup.out" \
  printed 'appending output to .*nohup\.out'
expect_line nohup.out '^job .*pid'
type_line "cat nohup.out; stat -c %A nohup.out"
wait_for '^job .*pid'
wait_for '^-rw-------$'
job=$(pid_of job)
expect "$job" TTY="$terminal" TPGID="$shell" PPID="$shell" PGID=PID \
  SID="$shell" HUP=ignored

step "disown: the same program as an ordinary job, taken off bash's list"
type_line "$program disowned 2>last-words &"
wait_for '^disowned .*pid'
disowned=$(pid_of disowned)
expect "$disowned" TTY="$terminal" TPGID="$shell" PPID="$shell" PGID=PID \
  SID="$shell" HUP=default
type_line "disown; jobs"
wait_for '^\[1\]\+ +Running'
expect "$disowned" TTY="$terminal" TPGID="$shell" PPID="$shell" PGID=PID \
  SID="$shell" HUP=default
say "The same row twice: the list is bash's, and the kernel has no part in it."

step "( & ): a child of a shell that ends at once. setsid: its own session"
# Their own lines are not shown: the parent in them may be one still ending.
type_line "($program orphan &)"
poll printed '^orphan .*pid'
orphan=$(pid_of orphan)
type_line "setsid $program leader"
poll printed '^leader .*pid'
leader=$(pid_of leader)
expect "$orphan" TTY="$terminal" TPGID="$shell" PPID="$reaper" PGID!=PID \
  SID="$shell" HUP=default
expect "$leader" TTY='?' TPGID=-1 PPID="$reaper" PGID=PID SID=PID STAT=Ss \
  HUP=default
map "before the hang-up" "$shell" "$job" "$disowned" "$orphan" "$leader"

step "Hang up"
predict "Which of the four live on?" \
  "all four" "nohup's alone" "nohup's and setsid's"
session=$shell
hang_up
expect_gone "$session"
expect "$job" TTY='?' TPGID=-1 PPID="$reaper" PGID=PID SID="$session" STAT=S
expect "$disowned" TTY='?' TPGID=-1 PPID="$reaper" PGID=PID SID="$session"
expect "$orphan" TTY='?' TPGID=-1 PPID="$reaper" PGID!=PID SID="$session"
expect "$leader" TTY='?' TPGID=-1 PPID="$reaper" PGID=PID SID=PID STAT=Ss
map "after the hang-up" "$job" "$disowned" "$orphan" "$leader"
say "Three are in the session of a shell that is dead; setsid's has its own."

step "Log in again, and ask each of them to print one more line"
open_terminal
predict "Which of the four are there afterwards?" \
  "nohup's alone" "all four" "nohup's and setsid's"
ask_for_line "$job"
expect_line nohup.out '^line 2$'
ask_for_line "$disowned"
expect_gone "$disowned"
check "last-words says why: line 2 could not be printed, Input/output error" \
  grep -Eqs 'line 2: (Input/output|I/O) error' "$stage/home/last-words"
ask_for_line "$orphan"
expect_gone "$orphan"
ask_for_line "$leader"
expect_gone "$leader"
say "These two said the same, but to the terminal that is gone."
expect "$job" TTY='?' TPGID=-1 PPID="$reaper" SID="$session" HUP=ignored
