#!/bin/sh
# 26-privileges: root to bind, a user of its own to serve.
. "$(dirname "$0")/lib/lesson.sh"
need setpriv unshare
need_demo 26-own-net

bash="bash --norc --noprofile --noediting -i"

# find_root: sets $root_shell to the words before a command that make it run as
# root, in group 3027 as well, and in a network of its own. For an ordinary user
# it is in a user namespace that has other users, too. False where this machine
# does not permit it.
find_root() {
  local users=''
  [ "$(id -u)" -eq 0 ] || users='unshare -r --map-auto'
  root_shell="$users build/26-own-net setpriv --groups 3027"
  # shellcheck disable=SC2086 # words
  (cd "$stage/home" && timeout 5 $root_shell setpriv --reuid 3026 true)
} >/dev/null 2>&1 </dev/null

# start_server WORDS: starts the server; sets $server as soon as it serves.
start_server() {
  start server "./$comm 69 $1 &"
  call "$server" server
}

# is_apart: has the shell a network that we have not?
is_apart() {
  local ours theirs
  ours=$(readlink /proc/self/ns/net)
  theirs=$(readlink "/proc/$shell/ns/net")
  wrong="Its network: ${theirs:-unknown}, ours: $ours."
  [ -n "$theirs" ] && [ "$theirs" != "$ours" ]
}

# show_ids TEXT: what ps says of the server's users and groups, inside.
show_ids() {
  type_line "ps -o user,ruser,suser,group,supgrp -p \$!"
  expect_print 'USER RUSER SUSER GROUP SUPGRP'
  expect_print "$1"
}

# ask NAME TEXT: asks the server for a file; TEXT is the answer.
ask() {
  type_line "echo $1 >&5; head -n 1 <&5"
  expect_print "$2"
}

# has_capabilities, has_none: does the kernel let it do what only root may do?
has_capabilities() {
  proc_status "$server"
  wrong="CapPrm is $proc_capprm."
  [ "$proc_capprm" != 0000000000000000 ]
}
has_none() {
  ! has_capabilities || return
  wrong="NoNewPrivs is $(status_of NoNewPrivs "$server")."
  [ "$wrong" = 'NoNewPrivs is 1.' ]
}

# is_refused: will this machine refuse port 69 to this user?
is_refused() {
  [ "$(id -u)" -ne 0 ] &&
    [ "$(cat /proc/sys/net/ipv4/ip_unprivileged_port_start)" -gt 69 ]
}

can_drop=yes
find_root || can_drop=no
chmod 711 "$stage/home"
cp "$stage/home/$program" "$stage/home/$comm" 2>/dev/null
missing="needs root, or unshare -r --map-auto (newuidmap and /etc/subuid)"
if [ $can_drop = yes ]; then
  open_terminal bash -c "PS1='\$ ' exec $root_shell $bash"
else
  open_terminal
fi

step "Ask for port 69 as an ordinary user"
try="./$comm 69 log; echo \$?"
if [ $can_drop = yes ]; then
  verify 'in /proc' "the shell has a network of its own" is_apart
  type_line "cat /proc/sys/net/ipv4/ip_unprivileged_port_start"
  expect_print 1024
  as="setpriv --reuid \$1 --regid \$1 --clear-groups"
  type_line "as() { $as \"\${@:2}\"; }"
  try="as 3026 $try"
fi
if [ $can_drop = yes ] || is_refused; then
  type_line "$try"
  expect_print '*: port 69: Permission denied'
  expect_print 1
else
  leave_out "$missing"
fi

step "Bind the port as root, serve as root, and ask for two files"
if [ $can_drop = yes ]; then
  type_line "echo welcome >public; echo treasure >secret"
  type_line "chgrp 3027 secret; chmod 640 secret"
  type_line "stat -c '%A %u %g %n' public secret"
  expect_print '-rw-r--r-- 0 0 public'
  expect_print '-rw-r----- 0 3027 secret'
  start_server log
  show_ids 'root root root root 3027'
  verify 'in /proc' "server: CapPrm is not 0" has_capabilities
  type_line "exec 5<>/dev/udp/127.0.0.1/69"
  ask public welcome
  ask secret treasure
  send_signal TERM "$server"
  expect_gone "$server"
else
  leave_out "$missing"
fi

step "Bind the port as root, serve as user 3026, and ask again"
if [ $can_drop = yes ]; then
  type_line "./$comm 69 log 3026; echo \$?"
  expect_print '*: log: Permission denied'
  expect_print 1
  type_line "mkdir logs; chown 3026 logs; chmod 770 logs"
  predict 1
  start_server 'logs/log 3026'
  show_ids '3026 3026 3026 3026 -'
  verify 'in /proc' "server: CapPrm is 0, and NoNewPrivs is 1" has_none
  ask public welcome
  ask secret 'Permission denied'
  answer 1
else
  leave_out "$missing"
fi

step "Give only a part away, and read the secret"
if [ $can_drop = yes ]; then
  type_line "id=3026"
  predict 2
  type_line "setpriv --reuid \$id --regid \$id --keep-groups cat secret"
  expect_print treasure
  answer 2
  type_line "setpriv --reuid \$id --regid \$id --clear-groups cat secret"
  expect_print '*secret: Permission denied'
  type_line "back='setpriv --reuid 0'"
  type_line "setpriv --euid \$id --regid \$id --clear-groups cat secret"
  expect_print '*secret: Permission denied'
  type_line "setpriv --euid \$id --regid \$id --clear-groups \$back cat secret"
  expect_print treasure
  type_line "keep='setpriv --securebits=+no_setuid_fixup'"
  type_line "\$keep ./$comm 70 /dev/null \$id; echo \$?"
  expect_print '*: root again: the privileges are not given away'
  expect_print 1
else
  leave_out "$missing"
fi

step "Rename the log, and ask once more"
if [ $can_drop = yes ]; then
  type_line "mv logs/log logs/log.1"
  ask public welcome
  type_line "cat logs/log.1"
  expect_print started
  expect_print sent
  expect_print 'Permission denied'
  type_line "stat -c '%A %u %g %n' logs/*"
  expect_print '-rw-r----- 3026 3026 logs/log'
  expect_print '-rw-r----- 3026 3026 logs/log.1'
else
  leave_out "$missing"
fi

step "Send SIGTERM to the server from two other services"
if [ $can_drop = yes ]; then
  type_line "as 3028 bash -c 'kill \$0' \$! 2>&1 | sed 's/.* - //'"
  expect_print 'Operation not permitted'
  ask public welcome
  predict 3
  type_line "as 3026 bash -c 'kill \$0' \$!"
  expect_gone "$server"
  answer 3
else
  leave_out "$missing"
fi
