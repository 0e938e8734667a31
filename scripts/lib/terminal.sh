# terminal.sh: terminals of the script's own, and what is done and seen there.
# What has no terminal shows "? -1" whatever it does, so a check without a
# terminal proves nothing.
#
# What it gives out, to be read and not to be set:
#   $terminal  the current terminal, as ps names it: pts/N
#   $shell     the PID of the command on it
#   $line      the line that the last expect_print or hear has found
#
# A TEXT that is to be printed is written as it is, except that one blank stands
# for one or more, * for anything and # for a number: 'reaped pid # status 0'.

mark_=1 typed_='' terminal='' shell='' line=''
limit_='' # processes, see limit_processes_
megabytes_=16

# open_terminal [COMMAND [ARG...]]: opens a terminal, makes it the current one
# and starts COMMAND (an interactive bash) on it; waits for a shell's prompt. It
# waits 10 s or more, as $DEADLINE is for what is checked.
open_terminal() {
  local said patience_=$((patience_ > 1000 ? patience_ : 1000))
  [ $# -gt 0 ] || set -- bash --norc --noprofile --noediting -i
  terminals_=$((terminals_ + 1)) mark_=1
  fd_=$((7 + terminals_ % 3)) screen_=$stage/screen.$terminals_
  mkfifo "$stage/keys.$terminals_"
  # Reading and writing, so that no open waits for the other end.
  eval "exec $fd_<>\"\$stage/keys.\$terminals_\""
  (
    cd "$stage/home" || exit
    limit_
    # The sh takes a path with = for a command; env would not.
    # shellcheck disable=SC2016
    exec env -i PATH="$PATH" HOME="$stage/home" TERM=dumb LC_ALL=C PS1='$ ' \
      sh -c 'exec "$0" "$@"' "$opener_" "$@" <"$stage/keys.$terminals_" \
      >"$screen_" 2>"$stage/said.$terminals_" 7>&- 8>&- 9>&-
  ) &
  eval "opener_pid_${terminals_}_=\$!"
  opener_pid_=$!
  poll_ opened_
  use_terminal "$terminals_"
  if [ -z "$shell" ]; then
    said=$(cat "$stage/said.$terminals_")
    case $said in
    *"cannot open a pseudo-terminal"*) skip "no terminal to be had: $said" ;;
    esac
    checks_=$((checks_ + 1))
    fail_ "No terminal was opened." \
      "Expected: command  pid N  terminal /dev/pts/N
Actual: ${said:-nothing was said}"
    exit 1
  fi
  case $1 in
  *sh)
    poll_ prompted_or_gone_
    prompted_ || fail_ "The shell $* shows no prompt."
    ;;
  esac
}

# limit_: what is started on a terminal may write so much into one file, and, if
# it is not root's, start so many processes. No limit binds root's processes.
limit_() {
  # shellcheck disable=SC3045 # -p is dash's, -u is bash's
  {
    ulimit -f $((megabytes_ * 2048))
    [ -z "$limit_" ] || ulimit -p "$limit_" || ulimit -u "$limit_"
  } 2>/dev/null
}

# limit_processes_: sets that limit: what the user has now, and 300 more. The
# script itself is not limited, so it can still look.
limit_processes_() {
  local user
  user=$(id -u)
  [ "$user" -eq 0 ] ||
    limit_=$(($(ps -L -o lwp= -U "$user" | wc -l) + 300))
}

# open_mounting_terminal: opens one whose shell may mount, and nobody else sees
# what: as root, or as an ordinary user who is root in a user namespace of their
# own. False where this machine does not permit it.
open_mounting_terminal() {
  local flags
  for flags in -m -rm; do
    unshare "$flags" mount -t tmpfs tmpfs "$stage/home" 2>/dev/null || continue
    open_terminal unshare "$flags" bash --norc --noprofile --noediting -i
    poll_ prompted_
    return 0
  done
  false
}

# use_terminal NUMBER: makes the NUMBER-th that was opened the current one.
use_terminal() {
  local role
  fd_=$((7 + $1 % 3)) screen_=$stage/screen.$1 ended_=''
  eval "opener_pid_=\$opener_pid_${1}_"
  # command  pid 4127  terminal /dev/pts/3
  read -r role _ shell _ terminal <"$stage/said.$1" || role=''
  [ "$role" = command ] || shell=''
  terminal=${terminal#/dev/}
  mark_=$(($(wc -l <"$screen_") + 1))
}

# type_line LINE: types LINE and Enter.
type_line() {
  tell 'you type' "$1"
  send_ "$1
"
}

# type_text TEXT: types TEXT without Enter.
type_text() {
  tell 'you type' "$1"
  send_ "$1"
}

# press KEY: presses one key: Enter, ^C, ^Z, ^D, ^\ or ^? (Backspace).
press() {
  tell 'you press' "$1"
  case $1 in
  Enter) send_ '
' ;;
  ^C) send_ "$(printf '\003')" ;;
  ^D) send_ "$(printf '\004')" ;;
  ^Z) send_ "$(printf '\032')" ;;
  "^\\") send_ "$(printf '\034')" ;;
  '^?') send_ "$(printf '\177')" ;;
  *) refuse 2 "press: no such key: $1" ;;
  esac
}

# send_ BYTES: to the terminal, as they are. expect_print looks at what is
# printed after them.
send_() {
  typed_=${1%"$newline_"}
  mark_=$(($(wc -l <"$screen_") + 1))
  # Nothing can be written to a terminal that was hung up.
  [ -z "$1" ] || printf '%s' "$1" >&"$fd_"
}

# send_signal NAME PID: from outside, as from another terminal. Only to what was
# started on the stage. expect_print looks at what is printed after it.
send_signal() {
  is_staged_ "${2:-0}" ||
    fail_ "SIG$1 is not sent: PID ${2:-(none)} is not on the stage." \
      "The program printed a PID that is not its own, or has ended."
  send_ ''
  role_of_ "$2"
  tell signal "SIG$1 to $called_, PID $2"
  kill -s "$1" "$2"
}

# is_staged_ PID: is it a descendant of build/stage, which guards this script?
is_staged_() {
  local pid="$1" tries=100
  while [ "$pid" -gt 1 ] && [ "$tries" -gt 0 ]; do
    [ "$pid" -ne "$PPID" ] || return 0
    proc_stat "$pid" || return 1
    pid=$proc_ppid tries=$((tries - 1))
  done
  return 1
} 2>/dev/null

# hang_up: closes the terminal's other end, as when the connection drops.
hang_up() {
  tell 'hang up' "the other end of $terminal is closed"
  eval "exec $fd_>&-"
}

# start ROLE LINE: types LINE, hears the line "ROLE  pid N ..." that the program
# prints, and sets $ROLE to its PID. Two checks, see hear.
start() {
  type_line "$2"
  hear "$1"
}

# start_job ROLE LINE: the same with bash's own line "[1] N" of a job in the
# background: for what prints no PID.
start_job() {
  type_line "$2"
  hear_job "$1" '[0-9]*'
}

# hear ROLE...: checks: a line "ROLE  pid N ..." was printed since the last key,
# and what it says of ppid, pgid and sid is what ps shows. Sets $ROLE to the
# PID. A parent that has ended since then may still be named.
hear() {
  local role_ pid_
  for role_ in "$@"; do
    expect_print "$role_ pid #*"
    read -r _ _ pid_ _ <<END
$line
END
    checks_=$((checks_ + 1)) wrong=''
    [ -z "$pid_" ] || poll_ is_true_ "$pid_" "$line" ||
      fail_ "The line of $role_ is not true." "$wrong"
    call "$pid_" "$role_"
    eval "$role_=\$pid_"
  done
}

# hear_job ROLE [NUMBER]: the same with bash's line "[NUMBER] PID".
hear_job() {
  local number_="${2-[0-9]*}" pid_
  checks_=$((checks_ + 1)) wrong='' pid_=''
  if poll_ job_printed_ "$number_"; then
    tell 'it prints' "$line"
    pid_=${line#*] }
    pid_=${pid_%% *}
  else
    fail_ "bash did not print the PID of a job." "Expected: [1] and a number."
  fi
  call "$pid_" "$1"
  eval "$1=\$pid_"
}
# A nohup that runs already may have begun this line.
job_printed_() { printed_ "(nohup: )?\\[$1\\] [0-9]+" && line=${line#nohup: }; }

# is_true_ PID LINE: does ps show what the role line says?
is_true_() {
  local pid="$1" name said actual
  look_ "$pid" || return 0 # it has ended
  # shellcheck disable=SC2086 # the words of the line
  set -- $2
  wrong=''
  while [ $# -gt 1 ]; do
    name=$1 said=$2
    shift
    case $name in
    ppid) actual=$ps_PPID ;;
    pgid) actual=$ps_PGID ;;
    sid) actual=$ps_SID ;;
    *) continue ;;
    esac
    if [ "$said" != "$actual" ]; then
      [ "$name" = ppid ] && [ "$actual" = "$reaper" ] &&
        [ ! -e "/proc/$said" ] && continue
      wrong="It says $name $said, and ps shows $actual."
      break
    fi
  done
  [ -z "$wrong" ]
}

# expect_print TEXT...: a check: a line was printed since the last key that is
# like one of the TEXTs. It is in $line.
expect_print() {
  checks_=$((checks_ + 1))
  pattern_ "$@"
  if poll_ printed_ "$pattern_"; then
    tell 'it prints' "$line"
  else
    fail_ "The terminal did not print what it should." \
      "Expected: $(in_words_ "$@")
Actual: $(printed_since_)
$(why_not_printed_ "$pattern_")"
  fi
}

# why_not_printed_ ERE: the usual cause, if it can be told. The status is what
# the shell prints.
why_not_printed_() {
  local last pattern="$1"
  last=$(tail -n 1 "$screen_" | sed -E "$clean_")
  if printf '%s\n' "$last" | grep -Eqx "$pattern" ||
    printed_lines_ | grep -Eq "^($pattern)[^0-9]"; then
    echo "The text is there, but its line does not end behind it."
    echo "Usual cause: no newline at its end."
  elif ! printed_lines_ | grep -Evq '^status [0-9]+$'; then
    echo "Usual cause: the program ends, or waits, before it prints; or what"
    echo "printf(3) got is still in its buffer, which _exit(2) and execve(2)"
    echo "throw away. fflush(3) writes it."
  fi
}

# expect_no_print TEXT: a check: no such line has been printed since the last
# key. It looks once: what is to come before must have been waited for.
expect_no_print() {
  pattern_ "$1"
  verify ok "nothing like \"$1\" was printed" not_printed_ "$pattern_"
}
not_printed_() {
  wrong='It was printed.'
  ! printed_ "$1"
}

# expect_prompt [TEXT]: a check: the last line on the screen, which has no end
# yet, is a prompt and TEXT behind it; without TEXT, a prompt that was printed
# since the last line was typed.
expect_prompt() {
  if [ -n "${1-}" ]; then
    verify ok "\"$1\" stands behind the prompt" is_at_prompt_ "$1"
  else
    verify ok "the shell prompts again" is_at_prompt_ ''
  fi
}
is_at_prompt_() {
  local last count
  count=$(wc -l <"$screen_") # first, or the line typed may come in between
  last=$(tail -n 1 "$screen_")
  wrong="The last line is \"$last\"."
  [ "$last" = "\$ $1" ] || return 1
  [ -n "$1" ] || [ "$count" -ge "$mark_" ]
}

# expect_status LINE NUMBER: types LINE; a check: NUMBER is its exit status.
expect_status() {
  type_line "$1; echo \"status \$?\""
  expect_print "status $2"
}

# expect_line FILE TEXT...: a check: FILE, in the terminal's folder, has a line
# like one of the TEXTs. It is in $line.
expect_line() {
  local file="$1"
  shift
  checks_=$((checks_ + 1))
  pattern_ "$@"
  if poll_ has_line_ "$stage/home/$file" "$pattern_"; then
    tell 'in file' "$file: $line" "$green_"
  else
    fail_ "The file $file has not the line that it should have." \
      "Expected: $(in_words_ "$@")
Actual: $(what_is_in_ "$stage/home/$file")"
  fi
}

# has_line_ FILE ERE: has it such a line? It is in $line.
has_line_() {
  [ -r "$1" ] && [ -s "$1" ] && line=$(grep -aEm1 -e "^($2)\$" "$1")
}
what_is_in_() {
  if [ ! -e "$1" ]; then
    echo "there is no such file"
  elif [ ! -s "$1" ]; then
    echo "the file is empty. Usual cause: nothing is written, or it is still" \
      "in the buffer of stdio, which fflush(3) or fclose(3) writes"
  elif [ "$(stat -c %A "$1" | cut -c 2)" != r ]; then
    echo "its mode is $(stat -c %a "$1"): even the owner may not read it." \
      "Usual cause: the mode is missing in open(2), or is not octal"
  else
    tail -n 3 "$1" | cut -c 1-200
  fi
}

# is_there FILE: is it in the terminal's folder? For verify.
is_there() {
  wrong="There is no file $1."
  [ -e "$stage/home/$1" ]
}

# is_missing FILE: is it not there? For verify. A symbolic link is there,
# wherever it leads.
is_missing() {
  wrong="There is a file $1."
  [ ! -e "$stage/home/$1" ] && [ ! -L "$stage/home/$1" ]
}

# says_something FILE: is anything in it? For verify, where a reason must be
# told, and its words are free.
says_something() {
  wrong="Nothing was said."
  [ -s "$stage/home/$1" ]
}

# counted NUMBER TEXT FILE: has FILE so many lines with TEXT, a basic regular
# expression? For verify. What several programs print into one file may begin
# in the middle of a line.
counted() {
  wrong="There are $(grep -c "$2" "$stage/home/$3")."
  [ "$wrong" = "There are $1." ] || {
    wrong="$wrong
The last line of $3: $(tail -n 1 "$stage/home/$3")"
    false
  }
}

# expect_role_line FILE ROLE PID: a check: FILE, in the terminal's folder, has
# the line "ROLE  pid PID ..." of that process, and what it says of ppid, pgid
# and sid is what ps shows: see hear.
expect_role_line() {
  pattern_ "$2 pid $3 ppid # pgid # sid #"
  verify 'in file' "$1: $2 says who it is, and ps agrees" says_truly_ \
    "$1" "$3" "$pattern_"
}
says_truly_() {
  wrong="The file $1 has no such line with PID $2."
  has_line_ "$stage/home/$1" "$3" && is_true_ "$2" "$line"
}

# expect_mode FILE MODE: a check: FILE, in the terminal's folder, has that MODE,
# as in 640.
expect_mode() {
  verify 'in file' "$1 has mode $2" has_mode_ "$stage/home/$1" "$2"
}
has_mode_() {
  local mode
  mode=$(stat -c %a "$1" 2>/dev/null) || mode=''
  wrong="Its mode is ${mode:-(there is no such file)}."
  [ "$mode" = "$2" ]
}

# ended_with NUMBER: has the command of the current terminal ended with this
# exit status? For verify.
ended_with() {
  wrong='It still runs.'
  ! kill -0 "$opener_pid_" 2>/dev/null || return 1
  if [ -z "$ended_" ]; then # wait(1) tells it only once
    wait "$opener_pid_"
    ended_=$?
  fi
  wrong="It ended with status $ended_."
  [ "$ended_" -eq "$1" ]
}

# in_words_ TEXT...: what is to be printed, for a reader.
in_words_() {
  local text words='' either='' number=''
  for text in "$@"; do
    case $text in
    *'#'*) number=' (N: a number)' ;;
    esac
    text=$(printf '%s' "$text" | sed 's/#/N/g; s/\*/.../g')
    words="$words$either\"$text\"" either=' or '
  done
  echo "a line $words$number"
}

# pattern_ TEXT...: sets $pattern_ to an extended regular expression for each
# TEXT, with | between them. (Without a process: there are many TEXTs.)
pattern_() {
  local text first rest
  pattern_=''
  for text in "$@"; do
    [ -z "$pattern_" ] || pattern_="$pattern_|"
    while [ -n "$text" ]; do
      rest=${text#?}
      first=${text%"$rest"} text=$rest
      case $first in
      ' ')
        first=' +' text=${text#"${text%%[! ]*}"}
        ;;
      '#') first='[0-9]+' ;;
      '*') first='.*' ;;
      '[' | ']' | '(' | ')' | '{' | '}' | . | + | '?' | '|' | '^' | '$' | "\\")
        first="\\$first"
        ;;
      esac
      pattern_=$pattern_$first
    done
  done
}

# printed_ ERE: sets $line to the first such line since the last key, cleaned;
# one that has no end yet is none: sed prints it without a newline, and then
# read is false. The address is between bytes that no pattern has.
printed_() {
  sed -nE "$mark_,\${$clean_; \\$soh_^($1)\$$soh_{p;q;};}" "$screen_" \
    >"$stage/line"
  IFS= read -r line <"$stage/line" || line=''
  [ -n "$line" ]
}

# lines: all that was printed since the last key, cleaned.
lines() { sed -nE "$mark_,\${$clean_;p;}" "$screen_"; }

# printed_lines_: those that have something in them, without what was typed.
printed_lines_() { lines | grep -v '^\(\$ \)*$' | grep -avxF -e "$typed_"; }

# printed_since_: the last three of them, for a failure.
printed_since_() {
  local text
  text=$(printed_lines_ | tail -n 3 | cut -c 1-200)
  [ -z "$text" ] || printf '%s\n' "$text" | sed 's/.*/"&"/' | paste -s -d ' ' -
  [ -n "$text" ] || echo "nothing was printed"
}

# What cleans a line of a screen, for sed: no carriage returns, no echoed ^C and
# no prompts before it.
soh_=$(printf '\001')
newline_='
'
clean_="s/$(printf '\r')//g; s/^(\\^[A-Z\\\\])*(\\\$ )*//"

# show_screen_: the last lines of the current terminal, for a failure.
show_screen_() {
  local text
  [ -s "${screen_-}" ] || return 0
  while IFS= read -r text; do
    tell screen "$text"
  done <<END
$(tail -c 2000 "$screen_" | tr -d '\r' | tail -n 6)
END
}

opened_() {
  grep -q '^command ' "$stage/said.$terminals_" || ! kill -0 "$opener_pid_"
} 2>/dev/null
prompted_or_gone_() { prompted_ || ! kill -0 "$opener_pid_"; } 2>/dev/null
prompted_() { [ "$(tail -c 2 "$screen_")" = '$ ' ]; }
