#!/bin/sh
# 16-daemonize: the whole ritual, and the parent knows it worked.
. "$(dirname "$0")/lib/lesson.sh"
need setsid readlink

stands_in_build() { [ "$(readlink "/proc/$daemon/cwd")" = "$demos" ]; }
has_its_pid() { [ "$(cat "$stage/home/$1")" = "$daemon" ]; }
missing() { [ ! -e "$stage/home/$1" ]; }
tell_status='; echo "status $?"'

# refused LINE STATUS MESSAGE: types LINE; that is what the caller gets to know.
refused() {
  type_line "$1$tell_status"
  wait_for "^16-daemonize: $3\$"
  wait_for "^status $2\$"
}

open_terminal

step "A shell has much that a daemon must not inherit; there it is started"
type_line "umask 077; exec 5</"
expect_proc "$shell" Umask=0077 cwd=home 0="$terminal" 1="$terminal" \
  2="$terminal" 5=/
type_line "(trap '' HUP; $program -l log -p pidfile sleep 60)$tell_status"
wait_for '^daemon +pid [0-9]+$'
daemon=$(pid_of daemon)
wait_for '^status 0$'
expect "$shell" TTY="$terminal" TPGID=PID SID=PID STAT=Ss+
expect "$daemon" TTY='?' TPGID=-1 PPID="$reaper" PGID=SID SID!=PID STAT=S \
  COMM=sleep HUP=default

map "the caller has its prompt back" "$shell" "$daemon"

step "What ps does not show"
expect_proc "$daemon" Umask=0022 cwd=/ 0=/dev/null 1=log 2=log only
check "its PID is in pidfile" has_its_pid pidfile

step "A command that does not exist"
predict "How does the caller learn of it?" "by a message and status 127" \
  "not at all: the daemon is alone by then" "by the log" "by status 1"
# What it says comes from a child, at any moment: maybe in the middle of a line.
type_line "setsid -f /nonexistent 2>/dev/null$tell_status"
wait_for '^status 0$'
refused "$program -p none /nonexistent" 127 \
  "/nonexistent: No such file or directory"
check "no PID file is left" missing none

step "Whatever else fails, the caller learns it as well"
refused "$program /dev/null" 126 "/dev/null: Permission denied"
refused "$program -d /nonexistent sleep 60" 1 \
  "/nonexistent: No such file or directory"
refused "$program -l /nonexistent/log sleep 60" 1 \
  "/nonexistent/log: No such file or directory"
type_line "ln -s precious link"
refused "$program -p link sleep 60" 1 "link: .*[Ss]ymbolic link.*"
check "what the link points to was not made" missing precious

step "A relative name means the caller's directory, whatever the daemon's is"
type_line "printf '#!/bin/sh\nsleep 60\n' >run; chmod +x run"
type_line "$program -d build -p second ./run$tell_status"
wait_for '^daemon +pid [0-9]+$'
first=$daemon daemon=$(pid_of daemon)
wait_for '^status 0$'
check "it stands in build" stands_in_build
check "its PID is in second" has_its_pid second

step "Hang the terminal up: what runs in another session is not told"
hang_up
expect_gone "$shell"
expect "$first" TTY='?' TPGID=-1 PPID="$reaper" PGID=SID SID!=PID STAT=S
