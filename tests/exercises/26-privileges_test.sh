#!/bin/sh
# The grader of exercise 26: monitor.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

need setpriv unshare
id='' missing="needs root, or unshare -r --map-auto (newuidmap and /etc/subuid)"

# find_root: sets $root_shell to what is root, in group 3027 as well: as root,
# or for an ordinary user in a user namespace that has other users, too. False
# where this machine does not permit it.
find_root() {
  root_shell=''
  [ "$(id -u)" -eq 0 ] || root_shell='unshare -r --map-auto'
  root_shell="$root_shell setpriv --groups 3027"
  # shellcheck disable=SC2086 # words
  timeout 5 $root_shell setpriv --reuid 3026 true
} >/dev/null 2>&1 </dev/null

# start_monitor: starts the program; sets $monitor, and $child to its child. Its
# requests are what is written to descriptor 6 of the shell.
start_monitor() {
  type_line "rm -f log requests; mkfifo requests; exec 6>&-"
  start_job monitor \
    "(exec $program secret $id) <requests >log 2>errors & exec 6>requests"
  verify ok "it has a child, which says its PID in the log" has_child
}
has_child() {
  wrong="Its child: ${child:-none}. The log: $(cat "$stage/home/log" 2>&1)"
  child=$(ps -o pid= --ppid "$monitor" | sed 's/ //g; q')
  [ -n "$child" ] && call "$child" child &&
    grep -q "^child  *pid $child\$" "$stage/home/log"
}

# has_answers NUMBER: so many in the log?
has_answers() {
  wrong="There are $(answers) answers."
  [ "$(answers)" -eq "$1" ]
}
answers() { grep -cE '^(file: .*|refused)$' "$stage/home/log"; }
# all_refused NUMBER: so many, and no other answer?
all_refused() {
  wrong="The log: $(grep -av ' pid ' "$stage/home/log" | tr '\n' ' ')"
  [ "$(grep -c '^refused$' "$stage/home/log")" -eq "$1" ] && has_answers "$1"
}

# expect_end NUMBER: the exit status of the monitor, which has ended.
expect_end() {
  type_line "wait $monitor; echo \"status \$?\""
  expect_print "status $1"
}

# is_refused_last: is the last answer no?
is_refused_last() {
  wrong="The last line of the log: $(tail -n 1 "$stage/home/log")"
  [ "$wrong" = 'The last line of the log: refused' ]
}
# is_read_only: has the child the file secret open, for reading only?
is_read_only() {
  local number
  number=$(places "$child" | sed -n 's/=.*\/secret$//p')
  wrong="The child has not opened it."
  [ -n "$number" ] || return 1
  wrong="The descriptor is for: $(flags_of "$child" "$number")."
  [ "$wrong" = 'The descriptor is for: read.' ]
}

# has_only_its_end PID: besides 0, 1 and 2 one socket, and nothing else?
has_only_its_end() {
  wrong="It has $(places "$1" | sed "s,$stage/home/,,g" | tr '\n' ' ')"
  [ "$(places "$1" | grep -vcE '^[012]=')" -eq 1 ] &&
    places "$1" | grep -qE '^[0-9]+=socket$'
}

# show_ids PID TEXT: what ps says of the process's users and groups, inside.
show_ids() {
  type_line "ps -o user,ruser,suser,group,supgrp -p $1"
  expect_print 'USER RUSER SUSER GROUP SUPGRP'
  expect_print "$2"
}

if find_root; then
  id=3026
  open_terminal bash -c \
    "PS1='\$ ' exec $root_shell bash --norc --noprofile --noediting -i"
else
  open_terminal
fi
type_line "echo treasure >secret; chmod 600 secret"

step "The child gives everything away, the monitor nothing"
start_monitor
if [ -n "$id" ]; then
  show_ids "$monitor" 'root root root root 3027'
  show_ids "$child" '3026 3026 3026 3026 -'
  type_line "grep -h CapPrm /proc/$child/status"
  expect_print 'CapPrm:*0000000000000000'
else
  leave_out "$missing"
fi

key_step "The line open brings the file that only the monitor's user may read"
type_line "echo open >&6"
expect_line log 'file: treasure'

step "Every other message is refused"
start_monitor
type_line "echo openly >&6; echo ope >&6; echo >&6; echo secret >&6"
type_line "echo OPEN >&6; echo ' open' >&6; echo 'open ' >&6; echo log >&6"
type_line "echo '../secret' >&6; echo openX >&6; echo nepo >&6"
type_line "printf '\\377\\376\\n' >&6; printf '%0499d\\n' 0 >&6"
type_line "printf 'open%0495d\\n' 0 >&6; echo /etc/hostname >&6"
verify ok "15 messages, and each is refused" all_refused 15
type_line "echo open >&6"
expect_line log 'file: treasure'
type_line "printf 'open\\0x\\n' >&6"
verify ok "a line without its newline is refused" is_refused_last

step "It is opened again for each request, for reading only"
start_monitor
type_line "echo open >&6"
expect_line log 'file: treasure'
type_line "mv secret old; echo jewels >secret; chmod 600 secret; echo open >&6"
expect_line log 'file: jewels'
type_line "rm -f secret; echo open >&6"
verify ok "a file that is missing is refused" is_refused_last
expect_line errors '*No such file*'
type_line "echo crown >secret; chmod 400 secret; echo open >&6"
expect_line log 'file: crown'

type_line "rm -f secret; mkfifo secret; exec 5<>secret; echo open >&6"
verify 'in /proc' "the child has a descriptor for reading only" is_read_only
type_line "echo pearls >&5"
expect_line log 'file: pearls'
type_line "exec 5>&-; rm -f secret; echo treasure >secret; chmod 600 secret"

step "Each of them has its end of the pair, and nothing else"
start_monitor
verify 'in /proc' "the child has its end" has_only_its_end "$child"
verify 'in /proc' "the monitor has its end" has_only_its_end "$monitor"
type_line "for n in {1..300}; do echo open >&6; echo no >&6; done"
patiently 2 verify ok "600 messages, and each is answered" has_answers 600
verify 'in /proc' "the child has its end" has_only_its_end "$child"
verify 'in /proc' "the monitor has its end" has_only_its_end "$monitor"

step "When the child has ended, the monitor ends, and says how"
type_line "exec 6>&-"
expect_gone "$child" "$monitor"
expect_end 0
start_monitor
send_signal KILL "$child"
expect_gone "$child" "$monitor"
expect_end 1

step "A call that fails is told, and ends it"
if [ -n "$id" ]; then
  type_line "keep='setpriv --securebits=+no_setuid_fixup'"
  type_line "timeout 5 \$keep $program secret $id </dev/null 2>why; echo \$?"
  expect_print 1
  verify ok "if it can be root again, it says so" says_something why
  for call in setgroups setresgid setresuid setgid setuid; do
    # This is quicker than a run, and the solution does not call them all.
    ! grep -aqwF "$call" "$stage/home/$program" ||
      expect_complaint "$call" "secret $id </dev/null" caller 1
  done
else
  leave_out "$missing"
fi
expect_complaint socketpair "secret </dev/null" 1
expect_complaint fork "secret </dev/null" 1
expect_complaint 'recv parent' "secret </dev/null" 1
expect_complaint waitpid "secret </dev/null" 1
