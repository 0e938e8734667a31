#!/bin/sh
# The grader of exercise 06: a nohup of one's own.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

# both: a command that prints to standard output and to standard error.
both="sh -c 'echo out; echo err >&2'"

# run_it LINE DONE: types the LINE, and waits until it is DONE.
run_it() {
  type_line "$1; echo '$2'"
  expect_print "$2"
}

open_terminal

key_step "The command ignores SIGHUP, and no other signal"
# shellcheck disable=SC2016 # for the command
say_and_sleep='echo "command  pid $$" >/dev/tty; exec sleep 60'
start command "$program sh -c '$say_and_sleep' &"
expect_print '*nohup.out*'
expect "$command" COMM=sleep TTY="$terminal" SID="$shell" HUP=ignored \
  INT=default QUIT=default TERM=default
expect_proc "$command" 1=nohup.out 1.flags='write append' 2=nohup.out \
  2.flags='write append' 0="$terminal" only SigBlk=none

step "Standard input that is closed stays closed: nohup.out does not become 0"
start command "rm nohup.out; $program sh -c '$say_and_sleep' <&- &"
expect_proc "$command" 0=closed 1=nohup.out 2=nohup.out

step "On a terminal: both outputs go to nohup.out, mode 600 with any umask"
run_it "rm -f nohup.out; (umask 0777; $program $both)" "first run"
expect_mode nohup.out 600
expect_line nohup.out out
expect_line nohup.out err

step "A second run appends, and the command has the umask of its caller"
run_it "chmod 644 nohup.out; (umask 027; $program sh -c umask)" "second run"
expect_line nohup.out out
expect_line nohup.out 0027
expect_mode nohup.out 644

step "Standard output that is a file stays; standard error goes with it"
run_it "rm nohup.out; $program $both >file" "1 was a file"
expect_line file out
expect_line file err
verify ok "there is no nohup.out" is_missing nohup.out

step "Standard error that is a file stays; if output is closed, nohup.out it is"
run_it "$program $both 2>errors" "2 was a file"
expect_line errors err
expect_line errors '*nohup.out*'
expect_line nohup.out out
run_it "rm nohup.out; $program true >&- 2>errors" "1 was closed, 2 a file"
verify ok "there is no nohup.out" is_missing nohup.out
run_it "$program sh -c 'echo err >&2' >&-" "1 was closed"
expect_line nohup.out err

step "Where there can be no nohup.out: in HOME; if not there, status 127"
run_it "mkdir -p away/nohup.out" "a folder away"
type_line "cd away; (umask 027; ../$program sh -c 'echo in HOME; umask'); cd .."
expect_print '*/nohup.out*'
expect_line nohup.out err
expect_line nohup.out 'in HOME'
expect_line nohup.out 0027
expect_status "(cd away; HOME=/nonexistent ../$program echo; exit)" 127
expect_print '*nohup.out: *'

step "The exit status: the command's, or 126 or 127"
expect_status "$program sh -c 'exit 7'" 7
# shellcheck disable=SC2016 # for the command
expect_status "$program sh -c 'kill -s KILL \$\$'" 137
expect_status "$program /dev/null" 126
expect_status "$program /dev/null/nothing" 126
expect_status "$program /nonexistent" 127
expect_print '*No such file or directory'

step "A call that fails is told"
expect_complaint dup2 true 127
