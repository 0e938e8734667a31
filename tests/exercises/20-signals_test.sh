#!/bin/sh
# The grader of exercise 20: heartbeat.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

# start_beating MILLISECONDS: in the background. Sets $heart, its PID, and $out,
# the file with its output.
start_beating() {
  out=out.$1
  start_job heart "$program $1 >$out &"
  expect_line "$out" 'beat 1'
}

# says LINE...: has it printed these lines, and no others?
says() {
  wrong="Its output: $(paste -s -d , "$stage/home/$out")."
  [ "$(cat "$stage/home/$out")" = "$(printf '%s\n' "$@")" ]
}

# debugged N: has a beat from the N-th on a line of debug output before it?
debugged() {
  wrong="The last lines: $(tail -n 3 "$stage/home/$out" | paste -s -d ,)."
  awk -v n="$1" '
    /^beat / && $2 >= n && before ~ /^debug: [0-9]+ ms late$/ { yes = 1 }
    { before = $0 }
    END { exit !yes }' "$stage/home/$out"
}
# in_order: between "debug on" and "debug off", did each beat have a line of
# debug output before it, and each such line a beat behind it; and was there
# none elsewhere?
in_order() {
  wrong=$(awk '
    /^debug on$/ { on = 1; want = "debug:"; next }
    on && /^debug off$/ && want == "debug:" { on = 0; next }
    on && $1 == want { want = want == "beat" ? "debug:" : "beat"; next }
    !on && /^beat / { next }
    { print "Out of order: line " NR ", \"" $0 "\"."; exit }
  ' "$stage/home/$out")
  [ -z "$wrong" ]
}
# quiet N: three beats after the last "debug off", and nothing else?
quiet() {
  wrong="The last lines: $(tail -n 3 "$stage/home/$out" | paste -s -d ,)."
  awk '/^debug off$/ { n = 0; next } { n = /^beat / ? n + 1 : -9 }
    END { exit n < 3 }' "$stage/home/$out"
}
# toggle_and_look N: one more SIGRTMAX; have there been N beats?
toggle_and_look() {
  wrong="There were $(grep -c '^beat ' "$stage/home/$out") beats."
  kill -s RTMAX "$heart" && grep -qx "beat $1" "$stage/home/$out"
}

# pass_time TENTHS: so many tenths of a second.
pass_time() {
  local tenths="$1"
  while [ "$tenths" -gt 0 ]; do
    sleep 0.1
    tenths=$((tenths - 1))
  done
}
beats() { grep -c '^beat ' "$stage/home/$out"; }
now() { echo $(($(date +%s%N) / 1000000)); } # in milliseconds

# beats_in_time MILLISECONDS: for a second, does a beat come at each of these
# intervals? One more or less is a matter of where the second begins.
beats_in_time() {
  local begin first length wanted seen
  begin=$(now) first=$(beats)
  pass_time 10
  length=$(($(now) - begin)) seen=$(($(beats) - first))
  wanted=$((length / $1))
  wrong="In $length ms there were $seen beats, not $wanted.
Usual cause: the next beat is counted from when the last one was printed, and
not from when it was due."
  [ "$seen" -ge $((wanted - 1)) ] && [ "$seen" -le $((wanted + 1)) ]
}

# measures_delay: of its beats, was one 200 ms late and more, and another less
# than 100?
measures_delay() {
  wrong="The last lines: $(grep '^debug: ' "$stage/home/$out" | tail -n 4 |
    paste -s -d ,). It was stopped for 300 ms."
  awk '/^debug: [0-9]+ ms late$/ {
      if ($2 >= 200) much = 1
      if ($2 < 100) little = 1
    }
    END { exit !(much && little) }' "$stage/home/$out"
}

open_terminal

step "Usage errors"
for number in soon 9 1000001 10x; do
  expect_status "$program $number" 2
done

key_step "SIGRTMAX turns debug output on, and off again"
start_beating 60000
send_signal RTMAX "$heart"
expect_line "$out" 'debug on'
send_signal RTMAX "$heart"
expect_line "$out" 'debug off'
verify ok "its output: beat 1, debug on, debug off" \
  says 'beat 1' 'debug on' 'debug off'
expect_asleep "$heart" 2

step "Three while it is stopped are three: real-time signals are queued"
send_signal STOP "$heart"
expect "$heart" STAT=T
for _ in 1 2 3; do send_signal RTMAX "$heart"; done
send_signal CONT "$heart"
verify ok "its output goes on: debug on, debug off, debug on" \
  says 'beat 1' 'debug on' 'debug off' 'debug on' 'debug off' 'debug on'

step "While it is on, a line of debug output precedes each beat"
start_beating 50
send_signal RTMAX "$heart"
expect_line "$out" 'debug on'
verify ok "a line like \"debug: 0 ms late\" stands before a beat" debugged 2
send_signal RTMAX "$heart"
expect_line "$out" 'debug off'
verify ok "such a line stands before each beat while it is on" in_order
verify ok "after \"debug off\" there are beats and nothing else" quiet

step "A signal every 20 ms does not hold up the beats"
start_beating 200
verify ok "three beats come while it gets signals" toggle_and_look 3

step "It beats in time"
start_beating 40
patiently 4 verify ok "a beat every 40 ms, for a second" beats_in_time 40

step "A beat says how late it is"
send_signal RTMAX "$heart"
expect_line "$out" 'debug on'
verify ok "a line of debug output stands before a beat" debugged 2
send_signal STOP "$heart"
expect "$heart" STAT=T
pass_time 3
send_signal CONT "$heart"
verify ok "one is 200 ms late and more, and others less than 100" measures_delay
send_signal RTMAX "$heart"
expect_line "$out" 'debug off'

step "SIGTERM ends it: it counts its beats, and its exit status is 0"
send_signal TERM "$heart"
expect_gone "$heart"
expect_line "$out" "ended after $(beats) beats"
type_line "$program 60000; echo \"status \$?\""
expect_print 'beat 1'
send_signal TERM "$(foreground)"
expect_print 'ended after 1 beats'
expect_print 'status 0'

step "A call that fails is told"
expect_status "$program 60000 2>why >/dev/full" 1
expect_line why '*: No space left on device'
expect_complaint sigprocmask 60000
expect_complaint sigtimedwait 60000
expect_complaint clock_gettime 60000
