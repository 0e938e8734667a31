#!/bin/sh
# The grader of exercise 06: a nohup of one's own.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"
need stat

# both: a command that prints to standard output and to standard error.
both="sh -c 'echo out; echo err >&2'"

# read_back FILE: types what shows FILE with its name before each line.
read_back() { type_line "sed 's/^/$1: /' $1"; }

open_terminal

step "The command ignores SIGHUP, and no other signal"
# shellcheck disable=SC2016 # for the command
say_and_sleep='echo "command  pid $$" >/dev/tty; exec sleep 60'
type_line "$program sh -c '$say_and_sleep' &"
wait_for 'nohup\.out'
wait_for '^command  pid'
expect "$(pid_of command)" COMM=sleep TTY="$terminal" SID="$shell" \
  HUP=ignored TERM=default

step "On a terminal: both outputs go to nohup.out, mode 600 with any umask"
type_line "rm -f nohup.out; (umask 0777; $program $both); echo 'first run'"
wait_for '^first run$'
read_back nohup.out
wait_for '^nohup.out: out$'
wait_for '^nohup.out: err$'
type_line "stat -c 'mode %a' nohup.out"
wait_for '^mode 600$'

step "A second run appends, and the command has the umask of its caller"
type_line "(umask 027; $program sh -c umask); echo 'second run'"
wait_for '^second run$'
read_back nohup.out
wait_for '^nohup.out: out$'
wait_for '^nohup.out: 0027$'

step "Standard output that is a file stays; standard error goes with it"
type_line "rm nohup.out; $program $both >file; echo '1 was a file'"
wait_for '^1 was a file$'
read_back file
wait_for '^file: out$'
wait_for '^file: err$'
type_line "[ -e nohup.out ] || echo none"
wait_for '^none$'

step "Standard error that is a file stays; if output is closed, nohup.out it is"
type_line "$program $both 2>errors; echo '2 was a file'"
wait_for '^2 was a file$'
read_back errors
wait_for '^errors: err$'
type_line "rm nohup.out; $program sh -c 'echo err >&2' >&-; echo '1 was closed'"
wait_for '^1 was closed$'
read_back nohup.out
wait_for '^nohup.out: err$'

step "Where there can be no nohup.out: in HOME; if not there, status 127"
type_line "mkdir -p away/nohup.out; echo 'a folder away'"
wait_for '^a folder away$'
type_line "cd away; ../$program echo in HOME; cd .."
wait_for 'nohup\.out'
read_back nohup.out
wait_for '^nohup.out: in HOME$'
# shellcheck disable=SC2016 # for the shell on the terminal
ask_status='; echo "status $?"'
type_line "(cd away; HOME=/nonexistent ../$program echo; exit)$ask_status"
wait_for '^status 127$'

step "The exit status: the command's, or 126 or 127"
type_line "$program sh -c 'exit 7'$ask_status"
wait_for '^status 7$'
type_line "$program /dev/null$ask_status"
wait_for '^status 126$'
type_line "$program /nonexistent$ask_status"
wait_for '^status 127$'
