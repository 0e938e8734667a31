# shellcheck shell=sh
# terminal.sh: terminals of the script's own. What has no terminal shows "? -1"
# whatever it does, so a check without one proves nothing.
# Of the current terminal: $terminal (as ps names it, pts/N) and $shell (the PID
# of the command on it).

# open_terminal [COMMAND [ARG...]]: opens a terminal, makes it the current one
# and starts COMMAND (an interactive bash) on it; waits for a shell's prompt.
open_terminal() {
  [ $# -gt 0 ] || set -- bash --norc --noprofile --noediting -i
  terminals=$((terminals + 1)) mark=1
  fd=$((7 + terminals % 3)) screen=$stage/screen.$terminals
  mkfifo "$stage/keys.$terminals"
  # Reading and writing, so that no open waits for the other end.
  eval "exec $fd<>\"\$stage/keys.\$terminals\""
  (
    cd "$stage/home" || exit
    exec env -i PATH="$PATH" HOME="$stage/home" TERM=dumb LC_ALL=C PS1='$ ' \
      LESSON_STAGE="$stage" "$opener" "$@" <"$stage/keys.$terminals" \
      >"$screen" 2>"$stage/said.$terminals" 3>&- 7>&- 8>&- 9>&-
  ) &
  opener_pid=$!
  poll opened
  use_terminal "$terminals"
  [ -n "$shell" ] || {
    said=$(cat "$stage/said.$terminals")
    case $said in
    *"cannot open a pseudo-terminal"*) skip "no terminal to be had: $said" ;;
    esac
    checks=$((checks + 1))
    fail "No terminal was opened." \
      "expected: command  pid N  terminal /dev/pts/N
actual: ${said:-nothing was said}"
    exit 1
  }
  case $1 in
  *sh) poll prompted || fail "The shell $* shows no prompt." ;;
  esac
}

# open_mounting_terminal: opens one whose shell may mount, and nobody else sees
# what: as root, or as an ordinary user who is root in a user namespace of their
# own. False where this machine does not permit it.
open_mounting_terminal() {
  for flags in -m -rm; do
    unshare "$flags" mount -t tmpfs tmpfs "$stage/home" 2>/dev/null || continue
    say "This shell may mount, and nobody else sees what: unshare -m bash as"
    say "root, unshare -rm bash as an ordinary user."
    open_terminal unshare "$flags" bash --norc --noprofile --noediting -i
    poll prompted
    return 0
  done
  false
}

# use_terminal NUMBER: makes the NUMBER-th that was opened the current one.
use_terminal() {
  fd=$((7 + $1 % 3)) screen=$stage/screen.$1
  # command  pid 4127  terminal /dev/pts/3
  read -r role _ shell _ terminal <"$stage/said.$1" || role=''
  [ "$role" = command ] || shell=''
  terminal=${terminal#/dev/}
  mark=$(($(wc -l <"$screen") + 1))
}

# type_line TEXT: types TEXT and Enter.
type_line() {
  tell 'you type' "$1"
  send "$1
"
}

# type_text TEXT: types TEXT without Enter.
type_text() {
  tell 'you type' "$1"
  send "$1"
}

# press KEY: presses one key: ^C, ^Z, ^D, ^\ or ^? (Backspace).
press() {
  tell 'you press' "$1"
  case $1 in
  ^C) send "$(printf '\003')" ;;
  ^D) send "$(printf '\004')" ;;
  ^Z) send "$(printf '\032')" ;;
  "^\\") send "$(printf '\034')" ;;
  '^?') send "$(printf '\177')" ;;
  *) refuse 2 "press: no such key: $1" ;;
  esac
}

# send BYTES: to the terminal, as they are. wait_for looks at what comes after.
send() {
  mark=$(($(wc -l <"$screen") + 1))
  printf '%s' "$1" >&"$fd"
}

# send_signal NAME PID: from outside, as from another terminal. wait_for looks
# at what comes after.
send_signal() {
  send ''
  tell signal "SIG$1 to PID $2"
  kill -s "$1" "$2"
}

# foreground: the process group in the foreground of the terminal: its PGID.
foreground() {
  look "$shell" && echo "$ps_TPGID"
}

# hang_up: closes the terminal's other end, as when the connection drops.
hang_up() {
  tell 'hang up' "the other end of $terminal is closed"
  eval "exec $fd>&-"
}

# ended_with STATUS: has 00-terminal, and so the command, ended with STATUS?
ended_with() {
  ! kill -0 "$opener_pid" 2>/dev/null || return 1
  wait "$opener_pid"
  [ $? -eq "$1" ]
}

# wait_for PATTERN: a check: a line printed since the last key matches the ERE.
wait_for() {
  checks=$((checks + 1))
  if poll printed "$1"; then
    tell 'it prints' "$line"
  else
    fail "The terminal did not print what it should." "expected: a line like $1"
  fi
}

# expect_status LINE NUMBER: types LINE; a check: NUMBER is its exit status.
expect_status() {
  type_line "$1; echo \"status \$?\""
  wait_for "^status $2\$"
}

# expect_line FILE PATTERN: a check: FILE, in the terminal's folder, has a line
# that matches the ERE.
expect_line() {
  checks=$((checks + 1)) text=$stage/home/$1
  if poll grep -Eqs -e "$2" "$text"; then
    tell "in file" "$1: $(grep -Em1 -e "$2" "$text")" "$green"
  else
    fail "The file $1 has not the line that it should have." \
      "expected: a line like $2
actual: $(tail -n 5 "$text" 2>&1)"
  fi
}

# printed PATTERN: sets $line to the first such line, cleaned; one that has no
# end yet is none. The address is between bytes that no pattern has.
printed() {
  end_mark=$(wc -l <"$screen")
  [ "$end_mark" -ge "$mark" ] || return
  line=$(sed -nE "$mark,$end_mark{$clean; \\$soh$1$soh{p;q;};}" "$screen")
  [ -n "$line" ]
}

# lines: all that was printed since the last key, cleaned.
lines() { sed -nE "$mark,\${$clean;p;}" "$screen"; }

# What cleans a line of a screen, for sed: no carriage returns, no echoed ^C and
# no prompts before it.
carriage=$(printf '\r') soh=$(printf '\001')
clean="s/$carriage//g; s/^(\\^[A-Z])*(\\\$ )*//"

# show_screen: the last lines of the current terminal, for a failure.
show_screen() {
  [ -s "${screen-}" ] || return 0
  tr -d '\r' <"$screen" | tail -n 8 | while IFS= read -r line; do
    tell screen "$line"
  done
}

opened() {
  grep -q '^command ' "$stage/said.$terminals" || ! kill -0 "$opener_pid"
} 2>/dev/null
prompted() { tail -c 2 "$screen" | grep -q '^\$ $'; }
