#!/bin/sh
# 20-signals: HUP reloads, TERM ends.
. "$(dirname "$0")/lib/lesson.sh"
need_demo 16-daemonize
log=$stage/home/log

# how_often LINE: how many lines like this are in the log?
how_often() { grep -cx "$1" "$log"; }

# reread_once_more: since $rereads were counted?
reread_once_more() {
  local now
  now=$(how_often 'reread .*')
  wrong="It has reread it $((now - rereads)) times."
  [ "$now" -eq $((rereads + 1)) ]
}

# catch_at_work: stops the server; true if that was in the middle of its work.
# Its output goes to a file: what it writes to a terminal comes a moment later.
catch_at_work() {
  wrong="It was never caught there."
  in_the_middle || return 1
  kill -s STOP "$server"
  if stopped && in_the_middle; then
    return 0
  fi
  kill -s CONT "$server"
  return 1
}
in_the_middle() { tail -n 1 "$stage/home/front" | grep -q '^begin '; }
stopped() { [ "$(ps -o stat= -q "$server" | cut -c 1)" = T ]; }

open_terminal

step "Start a daemon that works once a minute, and ask it for its state"
write="printf 'greeting %s\ninterval %s\n' \"\$@\" >conf"
type_line "use() { $write; }"
type_line "use hello 60000"
expect_line conf 'interval 60000'
start daemon "build/16-daemonize -d . -l log $program conf"
type_line "pid=$daemon"
expect_line log 'end hello'
expect "$daemon" TTY='?' TPGID=-1 PPID="$reaper" PGID=SID SID!=PID STAT=S
type_line "kill -USR1 \$pid"
expect_line log 'state greeting hello, interval 60000 ms, done 1'

step "Change the configuration, and send HUP"
expect "$daemon" HUP=default TERM=default USR1=default
predict 1
type_line "use 'good day' 60000; kill -HUP \$pid"
expect_line log 'reread greeting good day, interval 60000 ms, done 1'
expect "$daemon" STAT=S PPID="$reaper"
answer 1

step "Send HUP with a configuration of which only the first line is good"
type_line "use 'good night' soon; kill -HUP \$pid"
expect_line log "$comm: conf: refused: cannot be understood"
type_line "kill -USR1 \$pid"
expect_line log 'state greeting good day, interval 60000 ms, done 1'
expect_status "$program conf" 1

step "Change it again while it reads a change, a hundred times"
cat >"$stage/home/twice" <<'END'
for n in {1..100}; do
  use $n.first 60000; kill -HUP $pid
  for ((i = 0; i < n % 25; i++)); do :; done # some time
  kill -STOP $pid
  use $n.second 60000; kill -HUP $pid
  kill -CONT $pid
  until grep -q "^reread .* $n.second," log; do :; done
done
END
while IFS= read -r row; do tell 'in file' "$row"; done <"$stage/home/twice"
type_line ". ./twice; echo all were read"
patiently 6 expect_print 'all were read'

step "Stop it, send 1,000 HUPs, and continue it"
rereads=$(how_often 'reread .*')
send_signal STOP "$daemon"
expect "$daemon" STAT=T
type_line "use late 60000"
type_line "for i in {1..1000}; do kill -HUP \$pid; done; echo sent"
expect_print 'sent'
type_line "ps -o pending,blocked -p \$pid"
expect_print '0000000000000001 0000000000004201'
predict 2
send_signal CONT "$daemon"
expect_line log 'reread greeting late, *'
type_line "kill -USR1 \$pid"
expect_line log 'state greeting late, *'
verify ok "it has reread the configuration once" reread_once_more
answer 2

step "Let it work every 400 ms, and send it signals all the time"
type_line "use often 400; kill -HUP \$pid"
expect_line log 'reread greeting often, interval 400 ms, done 1'
type_line "ends() { grep -c '^end *often' log; }"
type_line "until [ \$(ends) -ge 2 ]; do kill -USR1 \$pid; sleep 0.02; done"
type_line "echo it works"
patiently 2 expect_print 'it works'
send_signal TERM "$daemon"
expect_gone "$daemon"
expect_line log 'ended by SIGTERM'

step "Start it in the foreground, and send TERM in the middle of its work"
type_line "sh -c '$program conf >front; echo \"status \$?\"'"
expect_line front 'server *'
sh=$(($(ps -o tpgid= -q "$shell")))
server=$(($(ps -o pid= --ppid "$sh")))
call "$server" server
expect_role_line front server "$server"
expect "$server" TTY="$terminal" PPID="$sh" PGID="$sh" SID="$shell" \
  STAT=S+
tell signal "SIGSTOP to server, PID $server, until it is caught at work"
verify ok "it is stopped between begin and end" catch_at_work
predict 3
send_signal TERM "$server"
send_signal CONT "$server"
expect_line front 'end often'
expect_line front 'ended by SIGTERM'
expect_print 'status 0'
expect_gone "$server"
answer 3
