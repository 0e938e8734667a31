#!/bin/sh
# 24-sole-owner: one writer for one resource.
. "$(dirname "$0")/lib/lesson.sh"
need_demo 16-daemonize 24-sell

# open_four WAY...: four tills sell at the same time; they are waited for.
open_four() {
  type_line "four $*; echo over"
  patiently 10 expect_print over
}

# has_sold NUMBER: are there so many lines in the file sold?
has_sold() {
  wrong="There are $(wc -l <"$stage/home/sold")."
  [ "$wrong" = "There are $1." ]
}
# sold_twice: how many numbers stand there more than once?
sold_twice() { sort "$stage/home/sold" | uniq -d | wc -l; }
none_twice() {
  wrong="Sold more than once: $(sold_twice) numbers."
  [ "$wrong" = "Sold more than once: 0 numbers." ]
}
# some_twice NUMBER: so many, or more?
some_twice() {
  local times
  times=$(sold_twice)
  wrong="Sold more than once: $times numbers."
  [ "$times" -ge "$1" ]
}
# is_below NUMBER: is the number in the file below?
is_below() {
  wrong="It says $(cat "$stage/home/office/tickets")."
  [ "$(cat "$stage/home/office/tickets")" -lt "$1" ]
}
is_quiet() {
  wrong="errors: $(tail -n 1 "$stage/home/errors")"
  [ ! -s "$stage/home/errors" ]
}
# sold_all_once NUMBER FILE: so many were sold, none of them twice, and FILE
# says the same.
sold_all_once() {
  verify 'in file' "sold has $1 numbers" has_sold "$1"
  verify 'in file' "no number stands in sold twice" none_twice
  expect_line "$2" "$1"
}

# start_owner: starts an owner as a daemon; sets $owner as soon as it serves.
start_owner() {
  start daemon "build/16-daemonize -d . -l log $program owned 500"
  owner=$daemon
  call "$owner" owner
  verify 'in file' "log: owner, PID $owner, is ready" is_ready
}
is_ready() {
  wrong="The last line: $(tail -n 1 "$stage/home/log" 2>&1)"
  grep -q "^owner  *pid $owner " "$stage/home/log"
}
# says_who LEADER: is its line true? Its parent may still be LEADER there.
says_who() {
  local says
  says=$(grep '^owner ' "$stage/home/log" | tr -s ' ')
  wrong="It says: $says"
  case $says in
  "owner pid $owner ppid $reaper pgid $1 sid $1") ;;
  "owner pid $owner ppid $1 pgid $1 sid $1") ;;
  *) false ;;
  esac
}
# saved_fewer NUMBER: how often has it been saved?
saved_fewer() {
  local times
  times=$(grep -c '^saved ' "$stage/home/log")
  wrong="It was saved $times times."
  [ "$times" -gt 0 ] && [ "$times" -lt "$1" ]
}
# is_never_empty: was the file with the number there at each look?
is_never_empty() {
  wrong="It was empty $(grep -c '^empty$' "$stage/home/said") times."
  ! grep -q '^empty$' "$stage/home/said"
}
# has_served NUMBER: so many owners.
has_served() {
  wrong="There were $(grep -c '^owner ' "$stage/home/served").
$(grep -o "$comm: .*" "$stage/home/said" | head -n 1)"
  [ "${wrong%%.*}" = "There were $1" ]
}
# keeps_all: is the number in the file at least the highest that was sold?
keeps_all() {
  local last
  last=$(sort -n "$stage/home/sold" | tail -n 1)
  wrong="Sold: $last. Saved: $(cat "$stage/home/owned/tickets")."
  [ "$(cat "$stage/home/owned/tickets")" -ge "$last" ]
}

open_terminal

step "Let four tills sell 5,000 tickets each, from the number in a file"
type_line "mkdir office; place=office n=5000"
type_line "sell() { build/24-sell \$way \$place \$n >>sold 2>>errors; }"
type_line "four() (for way; do sell & done; wait)"
type_line "echo 0 >office/tickets"
predict 1
open_four none none none none
verify 'in file' "errors is empty" is_quiet
verify 'in file' "sold has 20000 numbers" has_sold 20000
verify 'in file' "more than 1000 numbers stand in sold more than once" \
  some_twice 1001
verify 'in file' "office/tickets has a number below 20000" is_below 20000
answer 1

step "Do the same, and each till takes a lock around its three steps"
type_line "echo 0 >office/tickets; rm sold"
open_four lock lock lock lock
verify 'in file' "errors is empty" is_quiet
sold_all_once 20000 office/tickets

step "Sell 20,000 each, and one of the four does not take the lock"
type_line "echo 0 >office/tickets; rm sold; n=20000"
predict 2
open_four lock lock lock none
verify 'in file' "errors is empty" is_quiet
verify 'in file' "sold has 80000 numbers" has_sold 80000
verify 'in file' "some numbers stand in sold more than once" some_twice 1
verify 'in file' "office/tickets has a number below 80000" is_below 80000
answer 2

step "Start an owner for 500 seats, and let four tills ask it"
start_owner
expect "$owner" COMM="$comm" TTY='?' TPGID=-1 PPID="$reaper" PGID=SID \
  SID!=PID STAT=S
verify 'in file' "log: owner says who it is, and ps agrees" says_who "$ps_PGID"
expect_mode owned 700
expect_mode owned/socket 700
type_line "place=owned n=100; rm sold"
predict 3
open_four owner owner owner owner
verify 'in file' "errors is empty" is_quiet
sold_all_once 400 owned/tickets
verify 'in file' "log: saved fewer than 400 times" saved_fewer 400
answer 3

step "Ask for more tickets than there are seats, and start a second owner"
type_line "build/24-sell owner owned 101 >>sold"
patiently 4 expect_print '24-sell: sold out'
sold_all_once 500 owned/tickets
type_line "$program owned 5000; echo \$?"
expect_print '*: owned: it has an owner'
expect_print 1
expect "$owner" STAT=S

step "End an owner by SIGKILL while five tills ask, twenty times"
send_signal TERM "$owner"
expect_gone "$owner"
type_line "serve() { exec $program owned 90000 >>served; }"
type_line "alive() { kill -0 \$sells || exit; }"
type_line "life() { serve & sells=\$!; until n=1 sell; do alive; done; }"
type_line "way=owner n=90000 file=owned/tickets"
type_line "look() { for i in {1..1000}; do [ -s \$file ] || echo empty; done; }"
type_line "death() { n=10 sell; look; kill -9 \$sells; wait; }"
type_line "round() { life; four owner owner owner owner & death; }"
type_line "(for i in {1..20}; do round; done) &>said; echo over"
patiently 20 expect_print over
verify 'in file' "owned/tickets was never empty" is_never_empty
verify 'in file' "served: 20 owners" has_served 20
verify 'in file' "no number stands in sold twice" none_twice
verify 'in file' "owned/tickets has the last number sold, or a higher one" \
  keeps_all
