#!/bin/sh
# 14-redirect: 0, 1 and 2 must point somewhere.
. "$(dirname "$0")/lib/lesson.sh"
need tee

# expect_daemon PID CLAIM...: it has no terminal, and leads its session; and
# that.
expect_daemon() {
  local pid="$1"
  shift
  expect "$pid" TTY='?' PPID="$reaper" PGID=PID SID=PID TPGID=-1 STAT=Ss "$@"
}

# has_only WORD FILE: for verify: FILE has lines, and all begin with WORD.
has_only() {
  wrong="The file has: $(grep -v "^$1 " "$stage/home/$2" | head -n 1)"
  [ -s "$stage/home/$2" ] && ! grep -qv "^$1 " "$stage/home/$2"
}
# has_no LINE FILE: for verify.
has_no() {
  wrong="It has it."
  ! grep -qx "$1" "$stage/home/$2"
}

open_terminal

step "keep: leave 0, 1 and 2 as they are"
start parent "$program keep; echo \"status \$?\""
hear daemon
keep=$daemon
call "$keep" keep
expect_print 'message 1'
expect_print 'status 0'
expect_daemon "$keep"
expect_alone "$keep"
expect_proc "$keep" 0="$terminal" 1="$terminal" 2="$terminal" 3=home \
  4=keep.data 4.flags='write append' only
verify 'in file' "keep.data has records and nothing else" \
  has_only record keep.data

step "keep, with standard output in a pipe"
predict 1
start parent "$program keep | cat"
hear daemon
expect_print 'message 1'
expect_gone "$parent"
expect_proc "$daemon" 0="$terminal" 1=pipe 2="$terminal"
cat=$(ps -s "$shell" -o pid= -o comm= | sed -n 's/^ *\([0-9]*\) cat$/\1/p')
expect "$cat" COMM=cat PPID="$shell" PGID="$parent" TPGID="$parent" STAT=S+
answer 1
press ^C
expect_gone "$cat"
predict 2
expect_daemon "$daemon" PIPE=default
send_signal USR1 "$daemon"
expect_gone "$daemon"
verify 'in file' "keep.data has no record 2" has_no 'record 2' keep.data
answer 2

step "close: close 0, 1 and 2, then open two files"
predict 3
start parent "$program close"
hear daemon
expect_daemon "$daemon"
expect_line close.data 'record 1'
expect_proc "$daemon" 0=home 1=close.data only
expect_line close.data 'message 1'
answer 3

step "null: lead 0, 1 and 2 to /dev/null, and start in a pipe again"
start parent "$program null | tee said"
hear daemon
expect_daemon "$daemon"
expect_line null.data 'record 1'
expect_proc "$daemon" 0=/dev/null 1=/dev/null 2=/dev/null 3=home 4=null.data \
  only
verify 'in file' "null.data has records and nothing else" \
  has_only record null.data
expect "$shell" TTY="$terminal" TPGID=PID STAT=Ss+
type_line "grep -c parent said"
expect_print '1'

step "log: lead 1 and 2 to a file; here 0 and 2 are closed at the start"
start parent "$program log <&- 2>&-"
hear daemon
log=$daemon
call "$log" log
expect_daemon "$log" HUP=default INT=default TERM=default
expect_line log 'message 1'
expect_proc "$log" 0=/dev/null 1=log 2=log 3=home 4=log.data only
expect_mode log 640
type_line "echo a note >>log"
expect_line log 'a note'
send_signal USR1 "$log"
expect_line log 'message 2'
expect_line log 'a note'

step "Start another one with the same log, and hang up"
start parent "$program log"
hear daemon
expect_proc "$daemon" 1=log
expect_line log 'a note'
expect_daemon "$keep" HUP=default
hang_up
expect_gone "$shell"
expect_daemon "$keep"
expect_proc "$keep" 0="$terminal (deleted)" 1="$terminal (deleted)" \
  2="$terminal (deleted)"
send_signal USR1 "$keep"
expect_line keep.data 'message 2: Input/output error' 'message 2: I/O error'
expect_daemon "$log"
send_signal USR1 "$log"
expect_line log 'message 3'
