#!/bin/sh
# 12-umask: a mask, not a subtraction.
. "$(dirname "$0")/lib/lesson.sh"
need stat

# start_in FOLDER COMMAND: types COMMAND, which starts the program there; the
# folder is new.
start_in() { start daemon "(mkdir $1; cd $1; $2)"; }

# expect_daemon CLAIM...: it has no terminal, and leads its session; and that.
expect_daemon() {
  expect "$daemon" TTY='?' PPID="$reaper" PGID=PID SID=PID TPGID=-1 STAT=Ss "$@"
}

# list_modes FOLDER TEXT...: types what lists the files there. Each TEXT is a
# line of the list.
list_modes() {
  local folder="$1" text
  shift
  type_line "stat -c '%a %A %n' $folder/*"
  for text in "$@"; do expect_print "$text"; done
}

open_terminal

step "Ask for the mask of the shell"
type_line "umask; grep Umask /proc/\$\$/status"
expect_print '0022'
expect_print 'Umask:*0022'

step "Start a daemon that leaves the mask alone"
start_in one "../$program; echo \"status \$?\""
expect_print 'status 0'
expect_daemon HUP=default INT=default TERM=default
expect_alone "$daemon"
expect_proc "$daemon" Umask=0022
list_modes one '644 prw-r--r-- one/fifo' '644 -rw-r--r-- one/file' \
  '755 drwxr-xr-x one/folder' '600 -rw------- one/secret' \
  '755 srwxr-xr-x one/socket'

step "Start it where the mask is 027"
predict 1
start_in two "umask 027; ../$program"
expect_daemon
expect_proc "$daemon" Umask=0027
list_modes two '640 prw-r----- two/fifo' '640 -rw-r----- two/file' \
  '750 drwxr-x--- two/folder' '600 -rw------- two/secret' \
  '750 srwxr-x--- two/socket'
answer 1

step "Start one that sets the mask 033 itself"
predict 2
start_in three "../$program 033"
expect_daemon
expect_proc "$daemon" Umask=0033
list_modes three '644 prw-r--r-- three/fifo' '644 -rw-r--r-- three/file' \
  '744 drwxr--r-- three/folder' '600 -rw------- three/secret' \
  '744 srwxr--r-- three/socket'
answer 2
expect_proc "$shell" Umask=0022

step "Start one that sets the mask 0, where the mask is 077"
predict 3
start_in four "umask 077; ../$program 0"
expect_daemon
expect_proc "$daemon" Umask=0000
list_modes four '666 prw-rw-rw- four/fifo' '666 -rw-rw-rw- four/file' \
  '777 drwxrwxrwx four/folder' '600 -rw------- four/secret' \
  '777 srwxrwxrwx four/socket'
answer 3

step "Start one that sets the mask 777"
start_in five "../$program 777"
expect_daemon
expect_proc "$daemon" Umask=0777
list_modes five '0 p--------- five/fifo' '0 ---------- five/file' \
  '0 d--------- five/folder' '0 ---------- five/secret' \
  '0 s--------- five/socket'
