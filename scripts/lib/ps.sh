# ps.sh: what ps and /proc say of a process, and whether it is what was claimed.
#
# What it gives out, to be read and not to be set:
#   $ps_PID $ps_PPID $ps_PGID $ps_SID $ps_TTY $ps_TPGID $ps_STAT $ps_COMM
#            the row of the process that the last check looked at

ps_PID='' known_=' '

# look_ PID: ps's row of it in $ps_PID, $ps_PPID ... $ps_COMM; false if there is
# none. With -p ps would read of all processes, of which a shared host has many.
look_() {
  local row
  row=$(ps -o pid= -o ppid= -o pgid= -o sid= -o tty= -o tpgid= -o stat= \
    -o ignored= -o caught= -o blocked= -o comm= -q "${1:-0}" 2>/dev/null) ||
    return 1
  set -f
  # shellcheck disable=SC2086 # the row is to be split
  set -- $row
  set +f
  ps_PID=$1 ps_PPID=$2 ps_PGID=$3 ps_SID=$4 ps_TTY=$5 ps_TPGID=$6 ps_STAT=$7
  ps_IGNORED=$8 ps_CAUGHT=$9
  # Priority, locked pages and threads are no matter of ours.
  case $7 in
  *[\<NLl]*) ps_STAT=$(echo "$7" | tr -d '<NLl') ;;
  esac
  shift 9
  ps_BLOCKED=$1
  shift
  ps_COMM=$*
}

# foreground: prints the process group in the foreground of the terminal.
foreground() { look_ "$shell" && echo "$ps_TPGID"; }

# read_value_ COLUMN: sets $value_ to what ps showed: for a signal's name
# ignored, caught, blocked or default. A process that waits in sigwaitinfo(2)
# shows nothing blocked meanwhile.
read_value_() {
  local bit
  case $1 in
  HUP) bit=1 ;;
  INT) bit=2 ;;
  QUIT) bit=3 ;;
  USR1) bit=10 ;;
  USR2) bit=12 ;;
  PIPE) bit=13 ;;
  ALRM) bit=14 ;;
  TERM) bit=15 ;;
  CHLD) bit=17 ;;
  CONT) bit=18 ;;
  TSTP) bit=20 ;;
  TTIN) bit=21 ;;
  TTOU) bit=22 ;;
  XFSZ) bit=25 ;;
  USER | RUSER | SUSER | GROUP | SUPGRP)
    value_=$(ps -o "$(echo "$1" | tr '[:upper:]' '[:lower:]'):200=" \
      -q "$ps_PID" | sed 's/ *$//')
    return
    ;;
  PID | PPID | PGID | SID | TTY | TPGID | STAT | COMM)
    eval "value_=\$ps_$1"
    return
    ;;
  *) refuse 2 "expect: there is no column and no signal $1" ;;
  esac
  if has_bit_ "$ps_IGNORED" "$bit"; then
    value_=ignored
  elif has_bit_ "$ps_CAUGHT" "$bit"; then
    value_=caught
  elif has_bit_ "$ps_BLOCKED" "$bit"; then
    value_=blocked
  else
    value_=default
  fi
}
# has_bit_ MASK SIGNAL: a mask has 16 hexadecimal digits; signals 1 to 32 are in
# the last 8.
has_bit_() { [ $((0x${1#????????} >> ($2 - 1) & 1)) -ne 0 ]; }

# holds_ PID CLAIM...: true if all claims hold; else $wrong says what does not.
holds_() {
  local claim column wanted given actual same
  wrong=''
  if ! look_ "$1"; then
    wrong="Expected: a process. Actual: there is none with PID ${1:-(unknown)}.
$(why_gone_ "$1")"
    return 1
  fi
  shift
  for claim in "$@"; do
    column=${claim%%[!A-Z0-9]*} wanted=${claim#*=}
    read_value_ "$column"
    actual=$value_ given=$wanted
    case $wanted in
    PID | PPID | PGID | SID | TPGID) eval "given=\$ps_$wanted" ;;
    esac
    same=no
    [ "$actual" != "$given" ] || same=yes
    case $claim/$same in
    *!=*/yes) given="not $given" ;;
    *!=*/no | *=*/yes) continue ;;
    esac
    case $wanted in
    PID | PPID | PGID | SID | TPGID) given="$given (its $wanted)" ;;
    esac
    wrong="$wrong$column: expected $given, actual $actual.
$(explain_ "$column" "$actual" "$wanted")
"
  done
  [ -z "$wrong" ]
}

# why_gone_ PID: the usual cause.
why_gone_() {
  if [ -z "$1" ]; then
    echo "Its PID was never printed."
  else
    echo "Usual cause: it ended too early, or it printed another PID."
  fi
}

# explain_ COLUMN ACTUAL WANTED: what that value means, and its usual cause.
explain_() {
  local role
  role_of_ "$2"
  role=$called_
  case $1=$2 in
  'TTY=?') echo "It has no controlling terminal." ;;
  TTY=*)
    echo "$2 is its controlling terminal: the keys of $2 can reach it."
    [ "$3" != '?' ] ||
      echo "Usual cause: setsid(2) was not called, or failed unnoticed."
    ;;
  TPGID=-1) echo "It has no terminal, so no group is in the foreground." ;;
  TPGID=*) echo "In the foreground of its terminal is group $2 ($role)." ;;
  PPID="$reaper")
    echo "Its parent has ended, and the reaper, $2, has adopted it."
    ;;
  PPID=*)
    echo "Its parent is $2 ($role)."
    [ "$3" != "$reaper" ] ||
      echo "Usual cause: the parent does not end, or waits for its child."
    ;;
  PGID="$ps_PID") echo "It leads a process group of its own." ;;
  PGID=*)
    echo "It is in the process group of $2 ($role)."
    [ "$3" != PID ] ||
      echo "Usual cause: neither setpgid(2) nor setsid(2) was called for it."
    ;;
  SID="$ps_PID") echo "It leads a session of its own: it called setsid(2)." ;;
  SID=*)
    echo "It is in the session of $2 ($role)."
    [ "$3" != PID ] ||
      echo "Usual cause: setsid(2) was not called, or failed unnoticed."
    ;;
  STAT=T*) echo "It is stopped, and waits for SIGCONT." ;;
  STAT=Z*) echo "It has ended, and its parent has not waited for it." ;;
  STAT=R*) echo "It is running. Usual cause: a loop that does not wait." ;;
  STAT=*) echo "S: it sleeps; s: it leads its session; +: in the foreground." ;;
  *=ignored) echo "It ignores SIG$1: the signal does nothing." ;;
  *=caught) echo "It handles SIG$1 itself." ;;
  *=blocked) echo "It blocks SIG$1: the signal waits, and has no effect yet." ;;
  *=default) echo "SIG$1 does what it does by default." ;;
  *GRP=* | *GROUP=* | *USER=*)
    echo "Usual cause: a call is missing, or it comes too late."
    ;;
  esac
}

# call PID NAME: from here on the process is called by this name, in rows and
# sentences: where two have the same role.
call() { known_="$known_$1=$2 "; }

# role_of_ PID: sets $called_ to what it is called: shell, reaper, its role on a
# terminal, or the name of its program.
role_of_() {
  called_=process
  case $1 in
  "${shell:-none}") called_=shell ;;
  "${reaper:-none}") called_=reaper ;;
  '' | *[!0-9]*) ;;
  *)
    case $known_ in
    *" $1="*)
      called_=${known_##*" $1="}
      called_=${called_%% *}
      ;;
    *)
      called_=$(ps -o comm= -q "$1")
      called_=${called_:-process}
      ;;
    esac
    ;;
  esac
}

# show_: the row of the last look, as ps prints it, with its role before it; a
# header once in each step.
show_() {
  local row
  if [ -z "$header_" ]; then
    row=$(row_ '' PID PPID PGID SID TTY TPGID STAT COMMAND)
    print_row_ "$row"
    header_=shown
  fi
  role_of_ "$ps_PID"
  row=$(row_ "$called_" "$ps_PID" "$ps_PPID" "$ps_PGID" \
    "$ps_SID" "$ps_TTY" "$ps_TPGID" "$ps_STAT" "$ps_COMM")
  print_row_ "$row"
}
row_() { printf '  %-8s%7s %7s %7s %7s %-7s%7s %-4s %s\n' "$@"; }
print_row_() {
  count_row_
  # What comes again with the explanation comes once.
  case "
$shown_" in
  *"
$1
"*) ;;
  *) shown_="$shown_$1
" ;;
  esac
  printf '%s\n' "$1"
}

# expect PID CLAIM...: a check of a row of ps. A claim is COLUMN=VALUE or
# COLUMN!=VALUE. COLUMN is PID, PPID, PGID, SID, TTY, TPGID, STAT, COMM, USER,
# RUSER, SUSER, GROUP, SUPGRP, or the name of a signal; VALUE may be a column:
# PGID=PID. A signal is ignored, caught, blocked or default: neither of these.
expect() {
  local pid="$1" role
  checks_=$((checks_ + 1))
  if poll_ holds_ "$@"; then
    role_of_ "$pid"
    role=$called_
    call "$pid" "$role"
    show_
    shift
    show_rest_ "$role" "$@"
  else
    [ -z "$ps_PID" ] || [ "$ps_PID" != "$pid" ] || show_
    role_of_ "$pid"
    fail_ "$called_, PID ${pid:-unknown}: not what it should be." "$wrong"
  fi
}

# show_rest_ ROLE CLAIM...: what was claimed and is not in the row.
show_rest_() {
  local role="$1" claim column what default=''
  shift
  for claim in "$@"; do
    column=${claim%%[!A-Z0-9]*} what=${claim#*=}
    case $column/$claim in
    PID/* | PPID/* | PGID/* | SID/* | TTY/* | TPGID/* | STAT/* | COMM/*) ;;
    *USER/* | *GROUP/* | SUPGRP/*) tell ok "$role: $claim" "$green_" ;;
    */*!=*) tell ok "$role: SIG$column is not $what" "$green_" ;;
    */*=default)
      default="$default${default:+, }SIG$column"
      ;;
    *) tell ok "$role: SIG$column is $what" "$green_" ;;
    esac
  done
  [ -z "$default" ] ||
    tell ok "$role: $default not ignored, caught or blocked" "$green_"
}

# expect_gone PID...: a check: there is no row, or only that of a zombie, for
# its parent to reap.
expect_gone() {
  local pid
  for pid in "$@"; do
    role_of_ "$pid"
    verify ok "$called_, PID ${pid:-unknown}: gone" is_gone_ "$pid"
  done
}
is_gone_() {
  if [ -z "$1" ]; then
    wrong="Its PID was never printed."
    return 1
  fi
  ! look_ "$1" || [ "$ps_STAT" != "${ps_STAT#Z}" ] || {
    wrong="It is still there, STAT $ps_STAT.
Usual cause: it waits for something, or the signal did not end it."
    false
  }
}

# expect_no_row PID: a check: there is not even the row of a zombie.
expect_no_row() {
  role_of_ "$1"
  verify ok "$called_, PID $1: no row any more" has_no_row_ "$1"
}
has_no_row_() {
  ! look_ "$1" || {
    wrong="There is a row, STAT $ps_STAT.
Usual cause: its parent has not waited for it."
    false
  }
}

# expect_asleep PID TENTHS: a check: for so many tenths of a second nothing
# wakes it, and it does nothing. Who looks again and again, and naps in between,
# is switched to after each nap.
expect_asleep() {
  role_of_ "$1"
  verify ok "$called_, PID $1: it sleeps, and nothing wakes it" is_asleep_ "$@"
}
is_asleep_() {
  local before tenths="$2"
  wrong='It has ended.'
  before=$(activity_ "$1")
  [ -n "$before" ] || return
  wrong="It wakes up, though nothing has happened.
Usual cause: it looks again and again, in a loop, with a short wait in between \
or with none. A call that waits for the event itself needs no loop."
  while [ "$tenths" -gt 0 ]; do
    sleep 0.1
    tenths=$((tenths - 1))
    [ "$(activity_ "$1")" = "$before" ] || return
  done
}

# activity_ PID: prints a number that grows when the process is switched to, or
# runs: its switches and its processor time, in ticks. Nothing, if it has ended.
activity_() {
  awk '/ctxt_switches:/ { sum += $2 }
    FILENAME ~ /stat$/ { sum += $14 + $15 }
    END { if (NR > 1) print sum }' "/proc/$1/status" "/proc/$1/stat"
} 2>/dev/null

# expect_alone PID...: a check: besides these processes nobody is in the groups
# and sessions whose number is one of theirs. All who could be there are
# descendants of build/stage, whose child this shell is.
expect_alone() {
  verify ok "nobody else is left in its group or session" is_alone_ "$@"
}
is_alone_() {
  local pids="$*" all
  all=$(descendants "$PPID")
  set -- -q "${all% }"
  [ -n "$all" ] || set -- -e
  wrong=$(ps "$@" -o pid= -o pgid= -o sid= -o stat= -o comm= |
    awk -v pids=" $pids " '
      $4 ~ /^Z/ || index(pids, " " $1 " ") { next }
      index(pids, " " $2 " ") || index(pids, " " $3 " ") {
        print "PID " $1 " (" $5 ") is still in group " $2 ", session " $3 "."
      }
      END { if (!NR) print "ps shows no process at all." }')
  [ -z "$wrong" ]
}

# expect_proc PID CLAIM...: a check of what /proc/PID shows and ps does not. A
# claim is Umask=MASK, SigIgn=none, SigBlk=none, cwd=PLACE; of its descriptors
# NUMBER=PLACE, NUMBER.flags=FLAGS, any=PLACE, none=PLACE; or only: no other
# than those that are claimed by NUMBER. PLACE is a path, pts/N, home (the
# terminal's folder) or a name in it, pipe, socket or closed; FLAGS as flags_of
# prints them: 'write append'.
expect_proc() {
  local role
  checks_=$((checks_ + 1)) wrong=''
  role_of_ "$1"
  role=$called_
  if poll_ agrees_ "$@"; then
    shift
    local claim
    for claim in "$@"; do
      tell 'in /proc' "$role: $(in_proc_words_ "$claim")" "$green_"
    done
  else
    fail_ "$role, PID $1: not what it should be, in /proc." "$wrong"
  fi
}
agrees_() {
  local pid="$1" claim column wanted actual claimed=0 open top
  wrong=''
  shift
  [ -d "/proc/$pid" ] || wrong="There is no process with PID $pid."
  for claim in "$@"; do
    column=${claim%%=*} wanted=${claim#*=}
    case $column in
    Umask) actual=$(status_of Umask "$pid") ;;
    # Signals 32 and 33 are libc's own: what glibc spawns has them ignored.
    Sig*)
      actual=$(status_of "$column" "$pid")
      case $actual in
      0000000000000000 | 0000000180000000) actual=none ;;
      esac
      ;;
    cwd)
      # In a chroot the path of another mount namespace begins outside.
      actual=$(place "/proc/$pid/cwd") top=$(place "/proc/$pid/root")
      [ "$top" = / ] || actual=${actual#"$top"}
      at_home_ "${actual:-/}"
      actual=$place_
      ;;
    any | none)
      actual=none
      ! places_at_home_ "$pid" | sed 's/^[0-9]*=//' | grep -qxF "$wanted" ||
        actual=any
      wanted=$column column=$claim
      ;;
    only)
      actual=only
      open=$(places_at_home_ "$pid" | tr '\n' ' ')
      # shellcheck disable=SC2086 # one word a descriptor
      [ "$(set -f && set -- $open && echo $#)" -eq "$claimed" ] ||
        actual=$(shorten_ "${open% }")
      ;;
    *.flags) actual=$(flags_of "$pid" "${column%.flags}") ;;
    *)
      claimed=$((claimed + 1))
      at_home_ "$(place "/proc/$pid/fd/$column")"
      actual=$place_
      ;;
    esac
    [ "$actual" = "$wanted" ] ||
      wrong="${wrong}Expected: $(in_proc_words_ "$claim"). \
Actual: ${actual:-nothing}.
"
  done
  [ -z "$wrong" ]
}
# shorten_ TEXT: prints it, or the beginning of it if it is long.
shorten_() {
  if [ ${#1} -le 300 ]; then
    printf '%s\n' "$1"
  else
    printf '%.300s ...\n' "$1"
  fi
}
# in_proc_words_ CLAIM: a claim of expect_proc, for a reader.
in_proc_words_() {
  local what=${1#*=}
  case $1 in
  Umask=*) echo "the umask is $what" ;;
  SigIgn=none) echo "no signal is ignored" ;;
  SigBlk=none) echo "no signal is blocked" ;;
  cwd=*) echo "the working directory is $what" ;;
  any=*) echo "a descriptor leads to $what" ;;
  none=*) echo "no descriptor leads to $what" ;;
  only) echo "no other descriptor is open" ;;
  *.flags=*) echo "descriptor ${1%%.*} is open for: $what" ;;
  *=closed) echo "descriptor ${1%%=*} is closed" ;;
  *) echo "descriptor ${1%%=*} leads to $what" ;;
  esac
}
# at_home_ PATH: sets $place_ to it as it is called at home. In a mount
# namespace of its own, seen from a chroot, a path has the chroot's own path
# before it.
at_home_() {
  case $1 in
  *"$stage/home") place_=home ;;
  *) place_=${1##*"$stage/home/"} ;;
  esac
}
places_at_home_() {
  local one
  places "$1" | while IFS= read -r one; do
    at_home_ "${one#*=}"
    echo "${one%%=*}=$place_"
  done
}

# picture KIND PID...: records a picture of the lesson: the sessions of these
# processes, which are to be all that there is in them, with the role behind
# each process. KIND is "before", or "after": then map.sh marks what has
# changed. It does nothing unless $PICTURES names the folder where
# scripts/transcript.sh collects them.
picture() {
  local kind="$1" text role
  [ -n "${PICTURES-}" ] || return 0
  shift
  [ "$kind" = before ] || set -- --before "$PICTURES/raw" "$@"
  poll_ settled_ "$@" || fail_ "There is no picture $kind: somebody is at work."
  while IFS= read -r text; do
    case $text in
    '|'*' parent '*)
      # shellcheck disable=SC2046,SC2086 # the row is to be split
      role=$(set -f && set -- ${text#|??} && role_of_ "$1" &&
        echo "$called_" && echo "$2")
      # The role, if it is not just the name of the program.
      [ "${role%
*}" = "${role#*
}" ] || text="$text ${role%
*}"
      ;;
    esac
    printf '%s\n' "$text"
  done >"$PICTURES/$kind" <<END
$drawing_
END
  [ "$kind" != before ] || printf '%s\n' "$drawing_" >"$PICTURES/raw"
}
# settled_ PID...: sets $drawing_; false while one of them is at work, or there
# is another in their sessions: what is about to end is no part of the picture.
settled_() {
  drawing_=$("$root/scripts/map.sh" --living "$@" 2>/dev/null)
  [ "$1" != --before ] || shift 2
  printf '%s\n' "$drawing_" | awk -v wanted=$# '
    / parent [0-9]+ +[|]$/ { rows++; if ($(NF - 3) ~ /^[RD]/) busy = 1 }
    END { exit busy || rows != wanted }'
}
