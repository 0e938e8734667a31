#!/bin/sh
# 13-chdir: standing on no file system.
. "$(dirname "$0")/lib/lesson.sh"

# start_daemon COMMAND DIRECTORY: types it, and looks where it stands. Its own
# line is not shown: the parent in it may be one that is still ending.
start_daemon() {
  type_line "$1"
  poll printed '^daemon .*pid' || fail "The daemon does not say who it is."
  daemon=$(pid_of daemon)
  look_where "$2" "PID=$daemon; "
}
# look_where DIRECTORY [TEXT]: types what shows the last part of the daemon's
# directory, with TEXT before it.
look_where() {
  # shellcheck disable=SC2016 # for the shell on the terminal
  type_line "${2-}"'basename "$(readlink /proc/$PID/cwd)"'
  wait_for "^$1\$"
}
# let_it OPEN-OR-CHDIR LOG PATTERN: asks the daemon for it, by its signal; the
# log has what came of it.
let_it() {
  case $1 in
  chdir) type_line "kill -s USR1 \$PID" ;;
  open) type_line "kill -s USR2 \$PID" ;;
  esac
  expect_line "$2" "^$1 $3\$"
}
expect_daemon() { expect "$daemon" TTY='?' TPGID=-1 PPID="$reaper" SID=PID; }

step "A daemon keeps the directory in which it was started"
open_terminal
start_daemon "$program home.log home.log" home
expect_daemon
let_it open home.log 'home.log: done'

step "chdir(2): /proc tells, ps does not"
let_it chdir home.log '/: done'
look_where /
expect_daemon
predict "It has home.log open, and now opens it once more by that name. It" \
  "fails: the name is looked up in /" "succeeds: the file is open already" \
  "succeeds: a name belongs to where the program was started"
let_it open home.log 'home.log: No such file or directory'
say "And this line stands in home.log: an open file needs no name."

step "It cannot always go: then it must know"
start_daemon "$program stays.log stays.log /nonexistent" home
let_it chdir stays.log '/nonexistent: No such file or directory'
look_where home

step "A directory can be taken away from under it"
type_line "mkdir gone && date >gone/note && echo made"
wait_for '^made$'
start_daemon "(cd gone && ../$program ../gone.log note ..)" gone
let_it open gone.log 'note: done'
predict "rm -r gone, where the daemon stands:" "removes it" \
  "fails: Device or resource busy" "removes it when the daemon has left"
type_line "rm -r gone && echo removed"
wait_for '^removed$'
look_where 'gone \(deleted\)'
let_it open gone.log 'note: No such file or directory'
type_line "mkdir gone && echo made anew"
wait_for '^made anew$'
look_where 'gone \(deleted\)'
say "The new directory has the old one's name, and is another."
let_it chdir gone.log '\.\.: done'
look_where home
say "So .. leads out of it, on Linux: a name, and a relative one."

step "A mounted file system cannot be taken away from under it"
if open_mounting_terminal; then
  type_line "mkdir disk; mount -t tmpfs disk disk && echo mounted"
  wait_for '^mounted$'
  start_daemon "(cd disk && ../$program ../disk.log ../disk.log)" disk
  predict "umount disk, where the daemon stands:" "fails: it is busy" \
    "unmounts it, and the daemon stands in disk (deleted)" \
    "unmounts it, and the daemon ends"
  type_line "umount disk 2>&1 | sed 's/.*: //'"
  wait_for 'busy'
  let_it chdir disk.log '/: done'
  look_where /
  type_line "umount disk && echo unmounted"
  wait_for '^unmounted$'
else
  leave_out "this machine does not let us mount: unshare -m, -rm"
fi
