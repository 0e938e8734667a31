#!/bin/sh
# The grader of exercise 24: ledger.
# shellcheck disable=SC2016 # what is quoted is for the shell on the terminal
. "$(dirname "$0")/../../scripts/lib/lesson.sh"
need_demo 22-ask 24-sell
sell=build/24-sell

# start_ledger DIRECTORY: starts one; sets $ledger as soon as it serves.
start_ledger() {
  directory=$1
  start_job ledger "$program $directory >log &"
  verify ok "the log says that PID $ledger serves" serves
}
serves() {
  wrong="The log: $(tail -n 1 "$stage/home/log" 2>&1)"
  grep -q "^ledger  *pid $ledger\$" "$stage/home/log"
}
# end_ledger: ends it by SIGKILL.
end_ledger() {
  send_signal KILL "$ledger"
  expect_gone "$ledger"
}
# sell_one NUMBER: a till asks for a ticket; a check: it gets this number, and
# the ledger has a line of it. Sets $till.
sell_one() {
  start_job till "$sell owner $directory 1 >sold & wait \$!"
  expect_line sold "$1"
  verify 'in file' "ledger: the last line is \"$1 $till\", its till" \
    ends_with "$1 $till"
}
ends_with() {
  wrong="It is \"$(tail -n 1 "$stage/home/$directory/ledger" 2>&1)\"."
  [ "$wrong" = "It is \"$1\"." ]
}
# keeps_before: does the ledger begin with the file before, byte for byte?
keeps_before() {
  wrong="Its lines: $(head -n 5 "$stage/home/$directory/ledger" |
    paste -s -d ';')"
  head -c "$(wc -c <"$stage/home/before")" "$stage/home/$directory/ledger" |
    cmp -s - "$stage/home/before"
}
# has_lines NUMBER: so many, and whole ones?
has_lines() {
  wrong="It has $(wc -l <"$stage/home/$directory/ledger") lines."
  [ "$wrong" = "It has $1 lines." ]
}
# matches: does the ledger have the numbers 1, 2, 3 ... and nothing else? And
# each number that the tills have got, in the files sold.PID, by this till?
matches() {
  wrong=$(cd "$stage/home" && awk '
    FILENAME ~ /ledger$/ && !/^[0-9]+ [0-9]+$/ { print "Its line: " $0 }
    FILENAME ~ /ledger$/ && $1 != FNR { print "Line " FNR ": " $0 }
    FILENAME ~ /ledger$/ { till[$1] = $2 }
    FILENAME ~ /sold/ {
      split(FILENAME, part, ".")
      if (!($1 in till))
        print "No line has " $1 ", which a till has got."
      else if (till[$1] != part[2])
        print "Sold by till " part[2] ", and the ledger has: " $1 " " till[$1]
      if ($1 in got) print "Sold twice: " $1
      got[$1]
      n++
    }
    END { if (!n) print "The tills have got no ticket." }
    ' "$directory/ledger" sold.* 2>&1 | head -n 3)
  [ -z "$wrong" ]
}
# got_none FILE: no number in it?
got_none() {
  wrong="It has got $(tail -n 1 "$stage/home/$1")."
  ! grep -q '^[0-9]' "$stage/home/$1"
}

# expect_no_ticket CALL: checks: where this CALL fails, the till gets no ticket.
# By then its line must be in the ledger, unless CALL has failed at the start.
expect_no_ticket() {
  directory=$1
  expect_complaint "$1" "$1 >$1.log & wait_for $1.log; \
$sell owner $1 1 >till 2>/dev/null"
  grep -qs "^$1[[:space:]]" "$stage/failing/calls" || return 0
  verify ok "where the disk fails, the till gets no ticket" got_none till
  if grep -q '^ledger ' "$stage/home/$1.log"; then
    verify 'in file' "ledger has the line that waits for the disk" has_lines 1
  fi
}

# says_why: does it say why it has ended, and with a status that says so?
says_why() {
  local status
  status=$(sed -n 's/^status //p' "$stage/home/said")
  wrong="It said: $(grep -v '^ledger  *pid\|^status' "$stage/home/said" |
    head -n 1). Its status is $status."
  [ "$status" -gt 0 ] && [ "$status" -lt 128 ] &&
    grep -qv '^ledger  *pid\|^status' "$stage/home/said"
}
# synced_fewer NUMBER: how often has it waited for the disk?
synced_fewer() {
  local times
  times=$(grep -cE '^(fsync|fdatasync)[[:space:]]' "$stage/home/calls")
  wrong="It has waited $times times."
  [ "$times" -gt 0 ] && [ "$times" -lt "$1" ]
}
# synced_first: did it wait for the disk before it first answered?
synced_first() {
  wrong="The first answer was sent before."
  ! sed -E '/^f(data)?sync[[:space:]]/,$d' "$stage/home/calls" |
    grep -q '^send[[:space:]]'
}
# has_served: twenty, and the last one after all that was killed before?
has_served() {
  wrong="There were $(grep -c '^ledger ' "$stage/home/log"). \
$(grep -v 'Killed' "$stage/home/said" | grep "$comm" | head -n 1)"
  case $wrong in
  "There were 21. "*) ;; # and the one before
  *) false ;;
  esac
}
# stays_asleep: for a while; a descriptor that nobody closes wakes poll(2) again
# and again.
stays_asleep() {
  local before after
  before=$(ticks)
  for after in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do sleep 0.02; done
  after=$(ticks)
  wrong="In 0.3 s it has worked for $((after - before)) hundredths of a second."
  [ $((after - before)) -lt 10 ]
}
ticks() {
  local stat
  read -r stat <"/proc/$ledger/stat"
  # shellcheck disable=SC2086 # the fields are words
  set -- ${stat##*) }
  shift 11
  echo $(($1 + $2))
}

open_terminal

step "Each ticket has a line, with its number and the PID of its till"
start_ledger book
sell_one 1
sell_one 2
expect_mode book/ledger 600
sell_one 3

step "A client wants something else, and a till goes before it is answered"
type_line "build/22-ask book/socket x"
expect_print '22-ask: book/socket: *'
send_signal STOP "$ledger"
expect "$ledger" STAT=T
start_job hasty "$sell owner book 1 &"
expect_proc "$hasty" 3=socket
expect "$hasty" COMM=24-sell STAT=S
send_signal KILL "$hasty"
expect_gone "$hasty"
send_signal CONT "$ledger"
sell_one 5
expect_line book/ledger "4 $hasty"
verify ok "it sleeps when nobody asks" stays_asleep

step "It is killed, and a half line is left: the next one cuts it off"
end_ledger
type_line "echo '40 7' >>book/ledger; cp book/ledger before"
type_line "printf '88 41' >>book/ledger"
start_ledger book
sell_one 41
verify 'in file' "ledger: the lines before are as they were" keeps_before
verify 'in file' "ledger has 7 lines" has_lines 7
end_ledger
type_line "mkdir half; printf 17 >half/ledger; cp /dev/null before"
start_ledger half
sell_one 1
verify 'in file' "ledger has one line" has_lines 1
end_ledger

step "It cannot open its ledger, or cut off the half line: that is said"
for call in 'open 2' fopen ftruncate; do
  type_line "printf 17 >half/ledger"
  expect_complaint "$call" half
done

step "What cannot be saved is not answered"
# Until the ledger has said who it is, or has ended.
type_line "wait_for() (until grep -qs ^led \$1; do kill -0 \$! || exit; done)"
expect_no_ticket fdatasync
if calls_are_seen && ! calls_none fsync; then expect_no_ticket fsync; fi
# There is room for 4 bytes more: in bash a unit is 1024.
type_line "mkdir full; printf '%d 7\n' {101..270} >full/ledger"
type_line "(ulimit -f 1; $program full; echo \"status \$?\") 2>&1 | cat >said &"
expect_line said 'ledger pid #'
type_line "$sell owner full 1 >till; echo over"
expect_print over
expect_line said 'status #'
verify ok "where the ledger is full, the till gets no ticket" got_none till
verify ok "it says why, and does not end with 0" says_why

key_step "Four tills sell 100 each: one fdatasync(2) is for several tickets"
type_line "till() { exec $sell owner \$1 \$2 >sold.\$BASHPID; }"
type_line "four() (for i in 1 2 3 4; do till \$1 \$2 & done; wait)"
# Its calls are counted by build/fault.so. That would end by SIGALRM, too soon,
# what waits for clients.
type_line ": >calls; trap '' ALRM; export TRACE=\$PWD/calls FAULT="
directory=many
type_line ": >probe; preload=LD_PRELOAD=build/fault.so"
type_line "env \$preload TRACE=probe PATIENT=1 $program 2>said; echo over"
expect_print over
grep -q '^loaded' "$stage/home/probe" || type_line 'preload='
start_job ledger "env \$preload $program many >log &"
verify ok "the log says that PID $ledger serves" serves
type_line "four many 100; echo over"
patiently 4 expect_print over
verify 'in file' "ledger has 400 lines" has_lines 400
verify 'in file' "ledger and what the tills have got agree" matches
if [ -s "$stage/home/calls" ]; then
  verify ok "it has waited for the disk, and fewer than 400 times" \
    synced_fewer 400
  verify ok "it has waited before it first answered" synced_first
else
  leave_out "its calls cannot be counted: $build_/fault.so was not loaded"
fi
end_ledger

step "It is killed twenty times, and no ticket that was sold is missing"
type_line "rm sold*"
directory=killed
type_line "serve() { exec $program killed >>log; }"
type_line "alive() { kill -0 \$serves || exit; }"
type_line "first() { until (till killed 1); do alive; done; }"
type_line "life() { serve & serves=\$!; first; }"
type_line "death() { (till killed 10); kill -9 \$serves; wait; }"
type_line "round() { life; four killed 90000 & death; }"
type_line "(for i in {1..20}; do round; done) &>said; echo over"
patiently 6 expect_print over
verify ok "twenty have served" has_served
verify 'in file' "ledger and what the tills have got agree" matches
