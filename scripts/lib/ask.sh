# ask.sh: what the lessons' scripts, the tour and the reader have in common: how
# they ask a person. All names end in _, see lesson.sh. Whoever uses it defines
# quit_, which is called when the answer is q. Answers are read from /dev/tty:
# standard input may be the text of a loop.

# choose_colours_: none with --plain, with NO_COLOR or where nobody looks.
choose_colours_() {
  local esc
  bold_='' red_='' green_='' off_=''
  [ -z "${plain_-}${NO_COLOR-}" ] && [ -t 1 ] || return 0
  esc=$(printf '\033')
  bold_="${esc}[1m" red_="${esc}[31m" green_="${esc}[32m" off_="${esc}[0m"
}

# measure_: the size of the terminal, which may change at any time.
measure_() {
  local size
  size=$(stty size 2>/dev/null </dev/tty) || size=''
  height_=${size% *} width_=${size#* }
  [ "${width_:-0}" -ge 40 ] || width_=80
  [ "${height_:-0}" -ge 8 ] || height_=24
}

# ask_ PROMPT: the person's answer, in $answer_, in small letters: a key that
# PROMPT names, or nothing for [Enter]. To another answer it says so, and asks
# again; and so it does after ?, for which it shows the columns.
ask_() {
  while :; do
    ask_once_ "$1"
    case $answer_ in
    q) quit_ ;;
    '?') columns_ && continue ;;
    esac
    ! is_key_ "$1" || return 0
    echo "  Type one of the keys in [ ], and then Enter."
  done
}

# is_key_ PROMPT: does it name the answer? As in [s], or in [a b c] at its
# beginning.
is_key_() {
  case $answer_ in
  '') case $1 in *'[Enter]'*) return ;; esac ;;
  ?)
    case $1 in *"[$answer_]"*) return ;; esac
    case "${1%%]*} " in "[$answer_ "* | '['*" $answer_ "*) return ;; esac
    ;;
  esac
  return 1
}

# ask_once_ PROMPT: what was typed before the question is thrown away. End of
# input is q. After Ctrl-Z and fg the question is asked again.
ask_once_() {
  local stopped_=''
  drain_
  printf '  %s%s%s ' "$bold_" "$1" "$off_"
  trap 'stopped_=1' CONT
  until read -r answer_ 2>/dev/null </dev/tty; do
    if [ -z "$stopped_" ]; then
      answer_=q
      break
    fi
    stopped_=''
    printf '  %s%s%s ' "$bold_" "$1" "$off_"
  done
  trap - CONT
  answer_=$(printf '%s' "$answer_" | tr '[:upper:]' '[:lower:]')
}

# page_rows_ AUTO: prints standard input; if AUTO is empty, a screen at a time.
page_rows_() {
  local row rows=2
  measure_
  while IFS= read -r row; do
    if [ -z "$1" ] && [ "$rows" -ge $((height_ - 2)) ]; then
      ask_ "[Enter] more  [q] quit"
      rows=0
    fi
    printf '%s\n' "$row"
    rows=$((rows + 1))
  done
}

# drain_: throws away what waits in the terminal's input.
drain_() {
  local saved
  saved=$(stty -g 2>/dev/null </dev/tty) || return 0
  {
    stty -icanon -echo min 0 time 0
    dd bs=4096 count=1 >/dev/null 2>&1
    stty "$saved"
  } </dev/tty
}

# columns_: what the columns of ps mean.
columns_() {
  cat <<'END'
  PID    the number of the process         PPID  that of its parent
  PGID   its process group: PGID=PID means that it leads the group
  SID    its session: SID=PID means that it leads the session
  TTY    its controlling terminal; ? means that it has none
  TPGID  the group in the foreground of that terminal; -1: no terminal
  STAT   S sleeps, R runs, T is stopped, Z has ended and was not waited for;
         s leads its session, + is in the foreground
END
}
