#!/bin/sh
# The grader of exercise 29: leave-nothing.
# shellcheck disable=SC2016 # what is quoted is for another shell
. "$(dirname "$0")/../../scripts/lib/lesson.sh"
need_demo 16-daemonize

# was_ended PID: has the program said that this process has ended? The line can
# stand before that of its status or of another one.
was_ended() {
  wrong="It was not."
  lines | grep -q "^ended  *pid $1\$"
}

# has_child PID: has it a child? Sets $child.
has_child() {
  wrong="It has no child."
  child=$(ps -o pid= --ppid "$1" | sed 's/ //g; q')
  [ -n "$child" ]
}

# is_caught: does no process hop any more? It looks several times: one that
# begins can be missed.
is_caught() {
  local look
  for look in 1 2 3 4 5; do
    wrong=$(ps -o args= --sid "$shell" | awk '$0 == "sh hop"')
    [ -z "$wrong" ] || return 1
  done
}

# Eight shells, each the child of the one before, and the last one's child: when
# one is ended, the next one is nobody's descendant any more, but ours.
# shellcheck disable=SC2016 # for the shell that nest starts
echo 'if [ "$1" -gt 0 ]; then sh nest $(($1 - 1)); else sleep 60; fi; exit' \
  >"$stage/home/nest"
# What a command leaves: a job, an orphan, and a daemon that has a child, which
# has a child, and so on.
cat >"$stage/home/leave" <<'END_OF_FILE'
sleep 60 &
echo "job      pid $!"
(sleep 60 & echo "orphan   pid $!")
build/16-daemonize -d . sh nest 8
read x
exit 7
END_OF_FILE
# It runs in the group of another process, which is nothing of its own.
cat >"$stage/home/scene" <<END_OF_FILE
sleep 60 &
echo "bystander pid \$!"
$program sh leave
echo "status \$?"
read x
END_OF_FILE
# What ends only by SIGKILL, and what has ended already.
cat >"$stage/home/stubborn" <<'END_OF_FILE'
(
  trap '' HUP INT QUIT TERM USR1 USR2
  sleep 60 &
  echo "ignores  pid $!"
  sleep 60 &
  kill -STOP $!
  echo "stopped  pid $!"
)
(sleep 60 & echo "zombie   pid $!" && exec tail -f /dev/null) &
echo "keeper   pid $!"
read x
exit 3
END_OF_FILE
# Each starts the next one, and ends.
echo '[ -e enough ] || sh hop &' >"$stage/home/hop"

open_terminal

key_step "The command leaves a job, an orphan and a daemon: all are ended"
type_line "sh scene"
hear bystander job orphan daemon
verify ok "the daemon has a child" has_child "$daemon"
call "$child" child
expect "$daemon" TTY='?' STAT=S
expect "$orphan" STAT=S+
press Enter
expect_print 'status 7'
expect_gone "$job" "$orphan" "$daemon" "$child"

step "It has waited for each of them"
for pid in "$job" "$orphan" "$daemon" "$child"; do
  verify ok "\"ended pid $pid\" was printed" was_ended "$pid"
done

step "A process of its group that it has not started goes on"
expect "$bystander" COMM=sleep STAT=S+ TERM=default
send_signal TERM "$bystander"
press Enter

step "What ignores signals, what is stopped, and what has ended before"
type_line "$program sh stubborn; echo \"status \$?\""
hear ignores stopped zombie keeper
expect "$ignores" TERM=ignored STAT=S+
expect "$stopped" STAT=T+
expect "$keeper" COMM=tail
send_signal TERM "$zombie"
expect "$zombie" PPID="$keeper" STAT=Z+
press Enter
expect_print 'status 3'
expect_gone "$ignores" "$stopped"
for pid in "$ignores" "$stopped" "$zombie"; do
  verify ok "\"ended pid $pid\" was printed" was_ended "$pid"
done

step "Each process starts the next one, and ends: the last is caught"
type_line "$program sh hop; echo \"status \$?\""
expect_print 'status 0'
verify ok "nobody hops any more" is_caught
touch "$stage/home/enough"

step "It ends as its command, which leaves nothing or cannot be run"
expect_status "$program true" 0
expect_status "$program sh -c 'kill -TERM \$\$'" 143
expect_status "$program ./nothing" 127

step "A call that fails is told"
expect_complaint prctl true 1
expect_complaint fopen true 1
# These are other ways to read the list.
for call in open fdopen opendir; do
  if calls_are_seen && ! calls_none "$call"; then
    expect_complaint "$call" true 1
  fi
done
