#!/bin/sh
# 13-chdir: keep no disk busy.
. "$(dirname "$0")/lib/lesson.sh"

# start_daemon LINE DIRECTORY: types LINE, which starts the program, and looks
# where it stands.
start_daemon() {
  start daemon "$1"
  expect "$daemon" TTY='?' PPID="$reaper" PGID=PID SID=PID TPGID=-1 STAT=Ss
  expect_proc "$daemon" cwd="$2"
}

# Each request is a signal, and the daemon writes into its log what came of it.
let_open() {
  send_signal USR2 "$daemon"
  expect_line "$1" "open $2"
}
let_chdir() {
  send_signal USR1 "$daemon"
  expect_line "$1" "chdir $2"
}

open_terminal

step "Start a daemon, and let it open a file by its name"
start_daemon "$program home.log home.log; echo \"status \$?\"" home
expect_print 'status 0'
expect_alone "$daemon"
expect_proc "$daemon" 0="$terminal" 1="$terminal" 2="$terminal" 3=home.log \
  3.flags='write append' only
let_open home.log 'home.log: done'

step "Let it call chdir(2), and open the file again"
predict 1
let_chdir home.log '/: done'
expect_proc "$daemon" cwd=/
expect "$daemon" TTY='?' PPID="$reaper" PGID=PID SID=PID TPGID=-1 STAT=Ss \
  HUP=default INT=default TERM=default
let_open home.log 'home.log: No such file or directory'
expect_proc "$daemon" any=home.log
answer 1

step "Send one to a directory that does not exist"
start_daemon "$program stays.log stays.log /nonexistent" home
let_chdir stays.log '/nonexistent: No such file or directory'
expect_proc "$daemon" cwd=home

step "Remove the directory where a daemon stands"
start_daemon "(mkdir gone; cd gone; >note; ../$program ../gone.log note ..)" \
  gone
let_open gone.log 'note: done'
predict 2
type_line "rm -r gone && echo removed"
expect_print 'removed'
expect_proc "$daemon" cwd='gone (deleted)'
let_open gone.log 'note: No such file or directory'
answer 2
type_line "mkdir gone && echo made again"
expect_print 'made again'
expect_proc "$daemon" cwd='gone (deleted)'
let_chdir gone.log '..: done'
expect_proc "$daemon" cwd=home

step "Unmount the disk where a daemon stands"
can_mount=yes
open_mounting_terminal || can_mount=no
if [ $can_mount = yes ]; then
  type_line "mkdir disk; mount -t tmpfs disk disk && echo mounted"
  expect_print 'mounted'
  start_daemon "(cd disk; >note; ../$program ../disk.log note)" disk
  let_open disk.log 'note: done'
  type_line "umount disk 2>&1 | sed 's/.*: //'"
  expect_print '*busy*'
  let_chdir disk.log '/: done'
  expect_proc "$daemon" cwd=/
  type_line "umount disk && echo unmounted"
  expect_print 'unmounted'
else
  leave_out "this machine does not let us mount: unshare -m, -rm"
fi

step "Unmount the disk where only the log of a daemon is"
if [ $can_mount = yes ]; then
  type_line "mount -t tmpfs disk disk && echo mounted"
  expect_print 'mounted'
  start_daemon "$program disk/log note" home
  send_signal USR1 "$daemon"
  expect_proc "$daemon" cwd=/ any=disk/log
  predict 3
  type_line "umount disk 2>&1 | sed 's/.*: //'"
  expect_print '*busy*'
  answer 3
  send_signal TERM "$daemon"
  expect_gone "$daemon"
  type_line "umount disk && echo unmounted"
  expect_print 'unmounted'
else
  leave_out "this machine does not let us mount: unshare -m, -rm"
fi
