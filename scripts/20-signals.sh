#!/bin/sh
# 20-signals: HUP reloads, TERM ends.
. "$(dirname "$0")/lib/lesson.sh"
need_demo 16-daemonize

# What is in the log, beyond a line that it has: how often, and how it ends.
log=$stage/home/log
how_often() { grep -cx "$1" "$log"; }
reread_once_more() { [ "$(how_often 'reread .*')" -eq $((rereads + 1)) ]; }
# ends_with LINES: but for a state that was still asked for.
ends_with() {
  [ "$(grep -v '^state ' "$log" | tail -n 2 | tr '\n' '/')" = "$1/" ]
}

# ask_and_see: asks for its state; has the second piece of work been finished?
ask_and_see() {
  kill -s USR1 "$daemon" 2>/dev/null && [ "$(how_often 'end *often')" -ge 2 ]
}

# catch_at_work: stops it; true if that was in the middle of a piece of work.
catch_at_work() {
  ends_in_begin && kill -s STOP "$daemon" || return
  look "$daemon" && [ "$ps_STAT" = T ] && ends_in_begin && return
  kill -s CONT "$daemon"
  return 1
} 2>/dev/null
ends_in_begin() { tail -n 1 "$log" | grep -q '^begin '; }

open_terminal

step "A daemon that works once a minute, and for the first time now"
write="printf 'greeting %s\ninterval %s\n' \"\$@\" >conf"
type_line "use() { $write; }; use hello 60000"
expect_line conf '^interval 60000$'
type_line "build/16-daemonize -d . -l log -p pid $program conf; pid=\$(cat pid)"
wait_for '^daemon +pid'
daemon=$(pid_of daemon)
expect_line log '^end +hello$'
expect "$daemon" TTY='?' TPGID=-1 PPID="$reaper" PGID=SID SID!=PID STAT=S

step "USR1: it writes its state to the log"
type_line "kill -USR1 \$pid"
expect_line log '^state +greeting hello, interval 60000 ms, done 1$'

step "HUP: it rereads its configuration"
expect "$daemon" HUP=default TERM=default
say "HUP is neither caught nor ignored. By default it ends a process."
predict "The configuration is changed and HUP sent. What does the daemon do?" \
  "it rereads the configuration" "it ends" "nothing: HUP is for terminals"
type_line "use 'good day' 60000; kill -HUP \$pid"
expect_line log '^reread +greeting good day, interval 60000 ms, done 1$'
expect "$daemon" STAT=S PPID="$reaper"

step "A broken configuration is refused, and the old one stays"
predict "Its first line is good, the second is not. Which greeting is used?" \
  "good day" "good night" "none: it ends"
type_line "use 'good night' soon; kill -HUP \$pid"
expect_line log ': refused: cannot be understood$'
type_line "kill -USR1 \$pid"
expect_line log '^state +greeting good day, interval 60000 ms, done 1$'

step "A burst of 1,000 HUPs, and a new configuration every 100"
change_and_hup="((n % 100)) || use \$n 60000; kill -HUP \$pid"
type_line "for n in {1..1000}; do $change_and_hup; done; echo sent"
wait_for '^sent$'
expect_line log '^reread +greeting 1000,'
type_line "kill -USR1 \$pid"
expect_line log '^state +greeting 1000,'

step "1,000 more while it can do nothing: it is stopped"
rereads=$(how_often 'reread .*')
send_signal STOP "$daemon"
expect "$daemon" STAT=T
type_line "for n in {1001..2000}; do $change_and_hup; done; echo sent"
wait_for '^sent$'
type_line "ps -o pending,blocked -p \$pid"
wait_for '^0+1 0+[0-9a-f]+$'
say "A bit for each signal. HUP is the first: it is there or it is not."
predict "It goes on. How often does it reread its configuration?" \
  "once, the last" "1,000 times" "ten times" "never: it was stopped"
send_signal CONT "$daemon"
expect_line log '^reread +greeting 2000,'
check "in the log is one reread more, not 1,000" reread_once_more

step "Every 400 ms, and a signal every 20 ms: the period stays what it is"
type_line "use often 400; kill -HUP \$pid"
expect_line log '^reread +greeting often, interval 400 ms, done 1$'
check "asked for its state all the time, it does its work" ask_and_see

step "TERM in the middle of its work"
check "stopped between begin and end" catch_at_work
predict "TERM is sent, and it may go on. How does the log end?" \
  "end, ended by SIGTERM" "begin" "begin, ended by SIGTERM"
send_signal TERM "$daemon"
send_signal CONT "$daemon"
expect_gone "$daemon"
check "the log ends: end often, ended by SIGTERM" \
  ends_with 'end      often/ended    by SIGTERM'

step "The same in the foreground, where somebody waits for its exit status"
type_line "use hello 60000; $program conf; echo \"status \$?\""
wait_for '^server .*pid'
server=$(pid_of server)
wait_for '^end +hello$'
expect "$server" TTY="$terminal" TPGID=PID PPID="$shell" STAT=S+
send_signal TERM "$server"
wait_for '^ended +by SIGTERM$'
wait_for '^status 0$'
type_line "use hello soon; $program conf; echo \"status \$?\""
wait_for ': refused: cannot be understood$'
wait_for '^status 1$'
say "At the start there is no old configuration that could stay."
