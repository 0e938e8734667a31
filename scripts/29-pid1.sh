#!/bin/sh
# 29-pid1: init in a container.
. "$(dirname "$0")/lib/lesson.sh"
need_demo 16-daemonize

# make_contain: makes ./contain, which starts a command as PID 1 of a new PID
# namespace: as root, or as an ordinary user in a user namespace of their own.
# False where this machine does not permit it.
make_contain() {
  local flags reset=''
  for flags in -pf -rpf; do
    timeout 5 unshare "$flags" --mount-proc --kill-child true || continue
    # unshare of util-linux 2.36 lets its command ignore SIGINT and SIGTERM.
    ! unshare "$flags" grep -q '^SigIgn:.*[4-7c-f]...$' /proc/self/status ||
      reset='env --default-signal=INT,TERM '
    printf '#!/bin/sh\nexec unshare %s --mount-proc --kill-child %s"$@"\n' \
      "$flags" "$reset" >"$stage/home/contain"
    chmod +x "$stage/home/contain"
    return 0
  done 2>/dev/null
  false
}

# start_contained COMMAND: types it below ./contain. Sets $contain to its PID,
# and $first to the PID that PID 1 of the new namespace has outside of it.
start_contained() {
  type_line "./contain $1"
  verify ok "there is a new PID namespace" found_first
  call "$contain" contain
  call "$first" first
}
found_first() {
  wrong="There is none."
  contain=$(child_of "$shell" unshare) && first=$(child_of "$contain") &&
    is_init "$first"
}

# child_of PID [NAME]: prints the PID of a child of it, with that NAME.
child_of() {
  ps -o pid= -o comm= --ppid "$1" |
    awk -v name="${2-}" 'name == "" || $2 == name { print $1; found = 1; exit }
      END { exit !found }'
}
# has_child PID NAME: has it such a child? Sets $child.
has_child() {
  wrong="There is no such child."
  child=$(child_of "$1" "$2")
}

# has_three: has init three children beside the command? Sets $orphans.
has_three() {
  orphans=$(ps -o pid= --ppid "$init" | awk -v command="$command" \
    '$1 != command { print $1 }')
  # shellcheck disable=SC2086 # a word for each
  set -- $orphans
  wrong="There are $#."
  [ $# -eq 3 ]
}

not_here() { leave_out "no PID namespace can be made: unshare -pf, -rpf"; }

can_contain=yes
make_contain || can_contain=no
open_terminal

step "Start cat as PID 1 of a PID namespace, send SIGTERM, press Ctrl-C"
if [ $can_contain = yes ]; then
  start_contained "cat -n"
  expect "$first" COMM=cat PPID="$contain" TTY="$terminal" STAT=S+ \
    TERM=default INT=default
  predict 1
  send_signal TERM "$first"
  type_line "one"
  expect_print '*1*one'
  answer 1
  press ^C
  type_line "two"
  expect_print '*2*two'
  press ^D
  expect_gone "$contain"
else
  not_here
fi

step "Let a process send itself SIGKILL: as usual, and as PID 1"
expect_status "sh -c 'kill -9 \$\$; echo \$\$ lives'" 137
if [ $can_contain = yes ]; then
  start_contained "sh -c 'kill -9 \$\$; echo \$\$ lives; exec cat'"
  expect_print '1 lives'
  expect "$first" COMM=cat STAT=S+
  send_signal KILL "$first"
  expect_gone "$first" "$contain"
else
  not_here
fi

step "Let a shell be PID 1, and send it SIGTERM and SIGKILL"
if [ $can_contain = yes ]; then
  start_contained "sh -c 'build/16-daemonize sleep 60; cat -n; exit'"
  verify ok "first has a child cat" has_child "$first" cat
  command=$child
  verify ok "first has a child sleep" has_child "$first" sleep
  daemon=$child
  call "$command" command
  call "$daemon" daemon
  expect "$first" STAT=S+ TERM=default
  expect "$command" PPID="$first" STAT=S+ TERM=default
  expect "$daemon" PPID="$first" TTY='?' STAT=S
  send_signal TERM "$first"
  type_line "one"
  expect_print '*1*one'
  predict 2
  send_signal KILL "$first"
  expect_gone "$first" "$command" "$daemon"
  answer 2
  expect_gone "$contain"
else
  not_here
fi

step "Let an orphan end: first with cat as PID 1, then below init"
if [ $can_contain = yes ]; then
  start_contained "sh -c '(sleep 60 &); exec cat'"
  verify ok "first has a child sleep" has_child "$first" sleep
  orphan=$child
  call "$orphan" orphan
  send_signal TERM "$orphan"
  expect "$orphan" PPID="$first" STAT=Z+
  press ^D
  expect_gone "$contain"
else
  not_here
fi
start init "$program sh -c '(sleep 60 & echo orphan pid \$!); exec cat'"
hear command orphan
expect "$init" COMM="$comm" TTY="$terminal" PGID=PID STAT=S
expect "$command" PPID="$init" PGID=PID TPGID=PID STAT=S+
expect "$orphan" COMM=sleep PPID="$init" STAT=S+
send_signal TERM "$orphan"
expect_print "reaped pid $orphan"
expect_no_row "$orphan"
press ^D
expect_gone "$init"

step "Stop init, let three orphans end, and let init go on"
type_line "echo '(sleep 60 & sleep 60 & sleep 60 &); exec sleep 60' >three"
start init "$program sh three &"
hear command
verify ok "init has three more children" has_three
send_signal STOP "$init"
expect "$init" STAT=T
for orphan in $orphans; do
  call "$orphan" orphan
  send_signal TERM "$orphan"
  expect "$orphan" PPID="$init" STAT=Z
done
predict 3
send_signal CONT "$init"
for orphan in $orphans; do expect_no_row "$orphan"; done
answer 3
send_signal TERM "$init"
expect_gone "$init"

step "Send init SIGTERM, and let commands end in other ways"
start init "$program sh -c 'cat -n; exit'; echo status \$?"
hear command
verify ok "the command has a child cat" has_child "$command" cat
call "$child" child
expect "$child" PPID="$command" PGID="$command" STAT=S+ HUP=default \
  INT=default QUIT=default
expect "$child" TERM=default PIPE=default XFSZ=default
send_signal TERM "$init"
expect_print 'passed signal 15'
expect_gone "$command" "$child"
expect_print 'status 143'
expect_status "$program sh -c 'exit 7'" 7
expect_status "$program ./nothing" 127
expect_status "$program ." 126

step "Start init as PID 1, with a command and a daemon; send it SIGTERM"
if [ $can_contain = yes ]; then
  type_line "echo 'build/16-daemonize sleep 60' >work"
  type_line "echo 'ps -p 1,2 -o pid,ppid,pgid,sid; cat -n; exit' >>work"
  start_contained "$program sh work; echo status \$?"
  expect_print 'init pid 1 ppid 0 pgid 0 sid 0'
  expect_print 'command pid 2 ppid 1 pgid 2 sid 0'
  expect_print '* 1 0 0 0'
  expect_print '* 2 1 2 0'
  verify ok "first has a child sleep" has_child "$first" sleep
  daemon=$child command=$(child_of "$first" sh)
  call "$command" command
  call "$daemon" daemon
  expect "$first" COMM="$comm" STAT=S
  expect "$command" PPID="$first" PGID=PID TPGID=PID SID="$shell" STAT=S+
  expect "$daemon" PPID="$first" TTY='?' STAT=S TERM=default
  send_signal TERM "$first"
  expect_print 'passed signal 15'
  expect_print 'status 143'
  expect_gone "$first" "$command" "$daemon"
else
  not_here
fi
