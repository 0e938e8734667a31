#!/bin/sh
# 00-terminal: a terminal has two ends.
. "$(dirname "$0")/lib/lesson.sh"

# has_mode TTY MODE: is this mode of the terminal on ("echo") or off ("-echo")?
has_mode() {
  wrong="stty says: $(stty -a <"/dev/$1" 2>&1 | tr '\n;' '  ')"
  case " $wrong" in
  *" $2 "*) ;;
  *) false ;;
  esac
}

# For the last step. It has its number before others come and go.
open_terminal

step "Open a terminal for a shell"
open_terminal
type_line "tty"
expect_print "/dev/$terminal"
expect "$shell" TTY="$terminal" PGID=PID SID=PID TPGID=PID STAT=Ss+

step "Type a line with a mistake, and correct it"
type_line "cat"
expect "$shell" TPGID!=PID STAT=Ss
cat=$ps_TPGID
expect "$cat" COMM=cat TTY="$terminal" PGID=PID TPGID=PID STAT=S+
expect_proc "$cat" 0="$terminal" 1="$terminal" 2="$terminal" only
type_text "hellx"
press '^?'
type_line "o"
expect_print 'hello'

step "Press Ctrl-C"
expect "$cat" STAT=S+ INT=default
press ^C
expect_gone "$cat"
# shellcheck disable=SC2016 # for the shell on the terminal
type_line 'echo "status $?"'
expect_print 'status 130'

step "Tell the terminal to make no signals, and press Ctrl-C again"
type_line "stty -isig; od -An -tx1 -N2"
verify ok "the mode isig is off" has_mode "$terminal" -isig
predict 1
press ^C
type_line ""
expect_print ' 03 0a'
answer 1
type_line "stty isig"
verify ok "the mode isig is on" has_mode "$terminal" isig

step "Run commands on a second terminal, opened from the first"
# shellcheck disable=SC2016
type_line "stty rows 33; $program stty size; "'echo "status $?"'
expect_print '33 80'
expect_print 'status 0'
predict 2
start command "$program cat"
cat=$command second=${line##*/dev/}
call "$cat" cat
expect "$cat" COMM=cat TTY="$second" PGID=PID SID=PID TPGID=PID STAT=Ss+
holder=$ps_PPID
call "$holder" holder
expect "$holder" COMM="$comm" TTY="$terminal" PGID=PID TPGID=PID STAT=S+
answer 2
verify ok "$terminal makes no signals now, and passes all keys on" \
  has_mode "$terminal" -isig

step "End the program that holds the second terminal"
expect "$holder" STAT=S+ TERM=blocked
expect_proc "$holder" SigIgn=none
send_signal TERM "$holder"
expect_gone "$holder" "$cat"
# shellcheck disable=SC2016
type_line 'echo "status $?"'
expect_print 'status 143'
verify ok "$terminal makes signals again" has_mode "$terminal" isig

step "Hang up the first terminal, then one whose shell ignores SIGHUP"
expect "$shell" TTY="$terminal" STAT=Ss+
predict 3
hang_up
expect_gone "$shell"
verify ok "$comm says that SIGHUP ended the shell: status 129" ended_with 129
answer 3
use_terminal 1
type_line 'trap "" HUP'
expect "$shell" TTY="$terminal" STAT=Ss+ HUP=ignored
hang_up
expect_gone "$shell"
verify ok "$comm says that the shell ended by itself: status 0" ended_with 0
