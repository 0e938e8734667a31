#!/bin/sh
# 10-single-fork: a leader can take a terminal again.
. "$(dirname "$0")/lib/lesson.sh"

# start_daemon [ARG]: starts one and sets $daemon to its PID.
start_daemon() {
  type_line "$program${1+ $1}"
  wait_for '^daemon .*pid'
  daemon=$(pid_of daemon)
}

# request SIGNAL PID LINE: sends it; LINE is what the process is to print of it.
request() {
  send_signal "$1" "$2"
  wait_for "$3"
}

# expect_daemon PID: of one that has no terminal, and leads its session.
expect_daemon() {
  expect "$1" TTY='?' TPGID=-1 PPID="$reaper" PGID=PID SID=PID STAT=Ss
}

open_terminal

step "Three daemons, each forked once: parent gone, a session of its own"
start_daemon
careless=$daemon
start_daemon noctty
noctty=$daemon
start_daemon wronly
wronly=$daemon
expect "$shell" TTY="$terminal" TPGID=PID PGID=PID SID=PID STAT=Ss+
expect_daemon "$careless"
expect_daemon "$noctty"
expect_daemon "$wronly"
map "forked once" "$careless"
say "The shell is in front again, and nothing typed here reaches the three."

step "The first opens a terminal, for reading and writing, as a logger might"
predict "The terminal is nobody's. What will the daemon's TTY be?" \
  "that terminal: a session leader that has none takes it" \
  "?: it gave up having a terminal with setsid(2)" \
  "?: opening is not enough, that takes an ioctl(2)" \
  "$terminal, where it was started"
request USR1 "$careless" '^opened +/dev/'
free=${line##*/dev/}
expect "$careless" TTY="$free" TPGID=PID PGID=PID SID=PID STAT=Ss+
map "after open(2)" "$careless"
say "Now it is the controlling process of $free, and in its foreground."

step "The second opens one with O_NOCTTY, the third one for writing only"
request USR1 "$noctty" '^opened +/dev/'
expect_daemon "$noctty"
request USR1 "$wronly" '^opened +/dev/'
expect_daemon "$wronly"

step "Ctrl-C at all three terminals: the byte 03 into their other ends"
say "Each daemon keeps its terminal's other end, and writes there at SIGUSR2."
predict "Which of the three will end?" "the first" \
  "all three: each has its terminal open" \
  "none: nobody pressed Ctrl-C on $terminal"
request USR2 "$noctty" '^pressed +\^C'
expect_daemon "$noctty"
request USR2 "$wronly" '^pressed +\^C'
expect_daemon "$wronly"
send_signal USR2 "$careless"
expect_gone "$careless"
say "The echo ^C: each terminal made SIGINT of it, for its foreground group."
say "Two of them have none; that of $free was the daemon's."
