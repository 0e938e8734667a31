#!/bin/sh
# 12-umask: a mask, not a sum.
. "$(dirname "$0")/lib/lesson.sh"
need stat

# start_daemon NAME COMMAND: types COMMAND, which starts the demo in a folder
# NAME, a new one. The role line is not shown: the parent in it may be ending.
start_daemon() {
  type_line "(mkdir $1; cd $1; $2)"
  daemon=
  poll printed "^daemon .*pid" && daemon=$(pid_of daemon)
  expect "$daemon" TTY='?' TPGID=-1 PPID="$reaper" PGID=PID SID=PID STAT=Ss
}

# ask_mask PID MASK: what the kernel says of it; ps has no column for that.
ask_mask() {
  type_line "PID=$1; grep Umask /proc/\$PID/status"
  wait_for "^Umask:.*$2\$"
}

# list_modes NAME FILE FOLDER FIFO SOCKET SECRET: the modes in that folder.
list_modes() {
  type_line "stat -c '%a %A %n' $1/*"
  wait_for "^$4 p.* $1/fifo\$"
  wait_for "^$2 -.* $1/file\$"
  wait_for "^$3 d.* $1/folder\$"
  wait_for "^$6 -.* $1/secret\$"
  wait_for "^$5 s.* $1/socket\$"
}

open_terminal

step "The shell has a mask, as every process has"
expect "$shell" TTY="$terminal" PGID=PID SID=PID TPGID=PID STAT=Ss+
ask_mask "$shell" 0022

step "A daemon that leaves the mask alone has that of whoever started it"
start_daemon one "../$program"
ask_mask "$daemon" 0022
list_modes one 644 755 644 755 600
say "Asked for: file and fifo 0666, folder and socket 0777, secret 0600."
say "Was 022 subtracted or masked out? Here both come to the same."

step "The same daemon, started where the mask is 027"
predict "file asks for 0666. What does it get?" 640 637 666 644
start_daemon two "umask 027; ../$program"
ask_mask "$daemon" 0027
list_modes two 640 750 640 750 600
say "0666 - 027 would be 0637: others could write and run it."

step "A daemon that sets its own mask, 033"
predict "file asks for 0666, secret for 0600. What do they get?" \
  "644 and 600" "633 and 545" "644 and 644" "633 and 600"
start_daemon three "../$program 033"
ask_mask "$daemon" 0033
list_modes three 644 744 644 744 600
say "What was not asked for cannot be taken away: nothing is borrowed."
ask_mask "$shell" 0022
say "And the shell still has its own: a mask belongs to one process."

step "umask(0), as the recipes have it, though its starter was careful: 077"
predict "Which of the five may anybody write to now?" \
  "all but secret" "none: the starter's mask was 077" \
  "folder and socket: they ask for 0777" "all five"
start_daemon four "umask 077; ../$program 0"
ask_mask "$daemon" 0000
list_modes four 666 777 666 777 600
say "With mask 0 each gets what was asked for. Good for secret, whose mode"
say "was given; but fopen(3) always asks for 0666, and bind(2) for 0777."
