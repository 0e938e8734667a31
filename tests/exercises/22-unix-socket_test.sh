#!/bin/sh
# The grader of exercise 22: handoff.
# shellcheck disable=SC2016 # what is quoted is for another shell
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

need_demo 22-unix-socket 22-ask
ask=build/22-ask

# type_holder NAME: starts one on my.sock, that is called by this NAME; sets
# $holder.
type_holder() {
  start_job holder "(exec -a $1 $program hold my.sock) >log &"
}
# start_holder: starts one, and waits for its server; sets $server, too.
start_holder() {
  type_holder "$program"
  verify ok "a server says its PID in the log" has_server
}
has_server() {
  wrong="The log: $(cat "$stage/home/log" 2>&1)"
  find_server && grep -q "^server  *pid $server\$" "$stage/home/log"
}
# find_server: sets $server, the holder's child.
find_server() {
  server=$(ps -o pid= --ppid "$holder" | sed 's/ //g; q')
  [ -n "$server" ] && call "$server" server
}
# has_next: is there another server than $old?
has_next() {
  wrong="No other server has been started."
  find_server && [ "$server" != "$old" ] &&
    grep -q "^server  *pid $server\$" "$stage/home/log"
}
# end_holder: ends both.
end_holder() {
  send_signal TERM "$holder"
  expect_gone "$holder"
}

# has_accepted: has the server a client, beside what it had open?
has_accepted() {
  wrong="It has $(open_files) open files, as before."
  [ "$(open_files)" -gt "$before" ]
}
open_files() { find "/proc/$server/fd" -mindepth 1 | wc -l; }

# still_there: does the server wait for a while?
still_there() {
  wrong="It has ended, and its client has no answer."
  local moment
  for moment in 1 2 3 4 5 6 7 8 9 10; do
    is_alive "$server" || return 1
    sleep 0.02
  done
}

# answered NAME PID: how many answers of this server are in the files NAME*?
answered() { cat "$stage/home"/"$1"* | grep -c "^answer .* $2 "; }
at_most_one() {
  wrong="The server that was to end has answered $(answered queued "$old")."
  [ "$(answered queued "$old")" -le 1 ]
}
all_three() {
  wrong="Answered by the next: $(answered queued "$server")."
  [ $(($(answered queued "$old") + $(answered queued "$server"))) -eq 3 ]
}

# restart_twenty: ends the server, if it is another than before, by SIGTERM;
# true when twenty have been ended. Only the holder's child is signalled.
restart_twenty() {
  wrong="Only $ended servers could be ended."
  if has_next; then
    kill -s TERM "$server" && old=$server && ended=$((ended + 1))
  fi
  [ "$ended" -ge 20 ]
}
# all_answered: are they all answers, in order?
all_answered() {
  wrong="Line $(awk -v holder="$holder" '
    $1 != "answer" || $3 != holder || $5 != NR { print NR ": " $0; exit }
    ' "$stage/home/said")"
  [ "$wrong" = 'Line ' ] && [ "$(wc -l <"$stage/home/said")" -ge 20 ]
}
is_open() {
  wrong="my.sock: $(stat -c %F "$stage/home/my.sock" 2>&1)"
  [ -S "$stage/home/my.sock" ]
}

# find_accept: sets $accept to accept or accept4, whichever is called, if the
# call can be made to fail; to nothing if it cannot.
find_accept() (
  cd "$stage/home" || exit
  touch calls
  LD_PRELOAD=build/fault.so PATIENT=1 TRACE=calls "$program"
  grep -q '^loaded' calls || exit
  grep -aqwF accept4 "$program" && echo accept4 || echo accept
) >"$stage/accept" 2>/dev/null

open_terminal

step "It serves on descriptor 3, which its holder has made"
start_holder
expect_mode my.sock 600
type_line "$ask my.sock hello"
expect_print "answer pid $holder $server hello"
end_holder

step "What was not handed over to it is refused with a reason and status 1"
find_accept
accept=$(cat "$stage/accept")
[ -n "$accept" ] || leave_out "accept(2) cannot be made to fail here"
# The holder starts this in place of a server. At last it becomes one.
cat >"$stage/home/try" <<END
#!/bin/sh
try() { # NAME COMMANDS
  timeout -k 1 2 bash -c "\$2; exec $program serve" 2>"why.\$1" >/dev/null
  status=\$?
  [ \$status -ne 124 ] || status='124: it was still there after 2 s'
  echo "\$1: status \$status" >>refused
}
try "the PID of its parent" :
try "no PID" 'unset LISTEN_PID'
try "no number" 'LISTEN_PID=\$\$x'
try "no LISTEN_FDS" 'LISTEN_PID=\$\$; unset LISTEN_FDS'
try "LISTEN_FDS 0" 'LISTEN_PID=\$\$ LISTEN_FDS=0'
try "LISTEN_FDS 2" 'LISTEN_PID=\$\$ LISTEN_FDS=2'
try "LISTEN_FDS 1x" 'LISTEN_PID=\$\$ LISTEN_FDS=1x'
try "3 is closed" 'LISTEN_PID=\$\$; exec 3>&-'
try "3 is no socket" 'LISTEN_PID=\$\$; exec 3</dev/null'
try "3 does not listen" 'LISTEN_PID=\$\$; exec 3<>/dev/udp/127.0.0.1/9'
# A call that is not made is not asked.
for call in sigprocmask signalfd poll; do
  [ -n "$accept" ] || break
  grep -aqF \$call $program || {
    echo "\$call: not called" >>refused
    continue
  }
  : >calls.\$call
  try "\$call fails" "LISTEN_PID=\\\$\\\$; export LD_PRELOAD=build/fault.so \
    PATIENT=1 TRACE=calls.\$call FAULT='\$call	any 1	EINVAL'"
  grep -q "^\$call" calls.\$call || echo "\$call: not called" >>refused
done
if [ -n "$accept" ]; then
  $ask my.sock early >early &
  try "$accept fails" 'LISTEN_PID=\$\$; export LD_PRELOAD=build/fault.so \
    PATIENT=1 TRACE=calls FAULT="$accept	any 1	EMFILE"'
fi
exec $program serve
END
chmod +x "$stage/home/try"
type_holder ./try
for case in "the PID of its parent" "no PID" "no number" "no LISTEN_FDS" \
  "LISTEN_FDS 0" "LISTEN_FDS 2" "LISTEN_FDS 1x" "3 is closed" \
  "3 is no socket" "3 does not listen"; do
  expect_line refused "$case: status 1"
  verify ok "a reason was said" says_something "why.$case"
done
for call in sigprocmask signalfd poll; do
  [ -n "$accept" ] || break
  expect_line refused "$call fails: status 1" "$call: not called"
  case $line in
  *called) ;;
  *) verify ok "a reason was said" says_something "why.$call fails" ;;
  esac
done
if [ -n "$accept" ]; then
  expect_line refused "$accept fails: status 1"
  verify ok "a reason was said" says_something "why.$accept fails"
fi
end_holder

key_step "A question that was begun when SIGTERM comes is answered"
start_holder
old=$server before=$(open_files)
type_line "mkfifo go; ask() { $ask my.sock -; }"
type_line "(printf hel; read x <go; echo lo) | ask >said &"
verify ok "the server has accepted a client" has_accepted
send_signal TERM "$server"
verify ok "0.2 s later it waits for the rest of the question" still_there
echo go >"$stage/home/go"
expect_line said "answer pid $holder $old hello"
expect_gone "$old"
verify ok "there is another server" has_next
end_holder

step "Clients that wait when SIGTERM comes are answered by the next server"
start_holder
old=$server
send_signal STOP "$holder"
send_signal STOP "$server"
expect "$server" STAT=T
for n in 1 2 3; do
  start_job client "$ask my.sock $n >queued.$n &"
  expect "$client" COMM=22-ask STAT=S
done
send_signal TERM "$server"
send_signal CONT "$server"
expect_gone "$server"
verify ok "it has answered one of them at most" at_most_one
send_signal CONT "$holder"
verify ok "there is another server" has_next
verify ok "each of the three has its answer" all_three
end_holder

step "Twenty restarts while a client asks all the time: no question is lost"
start_holder
type_line "i=0; until [ -e enough ]; do $ask my.sock \$((i += 1)); \
done &>said; echo over"
ended=0 old=''
patiently 3 verify ok "twenty servers were ended by SIGTERM" restart_twenty
touch "$stage/home/enough"
expect_print over
verify ok "each question has its answer" all_answered
verify ok "my.sock is there" is_open
end_holder
