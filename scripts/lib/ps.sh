# shellcheck shell=sh
# ps.sh: what ps says of a process, and whether it is what was claimed.

# pid_of ROLE: the PID in the last line "ROLE  pid N" on the terminal; for %N
# that in the shell's "[N] PID".
pid_of() {
  case $1 in
  %*) said="\[${1#%}\][+ -]* " ;;
  *) said="$1 +pid " ;;
  esac
  sed -nE "$clean; s/^$said([0-9]+).*/\1/p" "$screen" | tail -n 1
}

# find_reaper: sets $reaper to the PID that adopts orphans here: init, or the
# nearest subreaper; to 0 if that is in another PID namespace. An orphan is
# made, and says who its parent has become.
find_reaper() {
  # shellcheck disable=SC2016 # the inner shell's variables
  reaper=$(sh -c '(
    while read -r _ _ _ parent _ </proc/self/stat && [ "$parent" -eq $$ ]
    do :; done
    echo "$parent"
  ) &')
}

# look PID: ps's row of it in $ps_PID, $ps_PPID ... $ps_COMM; false if gone.
# With -p ps would read of all processes, of which a shared host has many.
look() {
  row=$(ps -o pid= -o ppid= -o pgid= -o sid= -o tty= -o tpgid= -o stat= \
    -o ignored= -o caught= -o comm= -q "${1:-0}" 2>/dev/null) || return 1
  set -f
  # shellcheck disable=SC2086 # the row is to be split
  set -- $row
  set +f
  ps_PID=$1 ps_PPID=$2 ps_PGID=$3 ps_SID=$4 ps_TTY=$5 ps_TPGID=$6 ps_IGNORED=$8
  ps_CAUGHT=$9 ps_STAT=$7
  # Priority, locked pages and threads are no matter of ours.
  case $7 in
  *[\<NLl]*) ps_STAT=$(echo "$7" | tr -d '<NLl') ;;
  esac
  shift 9
  ps_COMM=$*
}

# value COLUMN: sets $value to what ps showed: a number, or for a signal's name
# ignored, caught or default.
value() {
  case $1 in
  HUP) bit=1 ;;
  INT) bit=2 ;;
  QUIT) bit=3 ;;
  TERM) bit=15 ;;
  TSTP) bit=20 ;;
  TTIN) bit=21 ;;
  TTOU) bit=22 ;;
  XFSZ) bit=25 ;;
  *) eval "value=\$ps_$1" && return ;;
  esac
  # A mask of 16 hexadecimal digits; signals 1 to 32 are in the last 8.
  value=default
  [ $((0x${ps_IGNORED#????????} >> (bit - 1) & 1)) -eq 0 ] || value=ignored
  [ $((0x${ps_CAUGHT#????????} >> (bit - 1) & 1)) -eq 0 ] || value=caught
}

# holds PID CLAIM...: true if all claims hold; else $wrong says what does not.
holds() {
  look "$1" || { wrong="PID $1: expected a process, actual none" && return 1; }
  shift
  wrong=''
  for claim in "$@"; do
    column=${claim%%[!A-Z]*} wanted=${claim#*=}
    value "$column" && actual=$value
    case $wanted in
    PID | PPID | PGID | SID | TPGID) value "$wanted" ;;
    *) value=$wanted ;;
    esac
    same=no not=''
    [ "$actual" != "$value" ] || same=yes
    case $claim/$same in
    *!=*/yes) not='not ' ;;
    *!=*/no | *=*/yes) continue ;;
    esac
    [ "$value" = "$wanted" ] || value="$value (its $wanted)"
    wrong="$wrong${wrong:+
}$column: expected $not$value, actual $actual
$(explain "$column" "$actual")"
  done
  [ -z "$wrong" ]
}

# explain COLUMN ACTUAL: what that value means.
explain() {
  case $1=$2 in
  'TTY=?') echo "  it has no controlling terminal" ;;
  TTY=*) echo "  $2 is its controlling terminal: its keys can reach it" ;;
  TPGID=-1) echo "  no terminal, so no foreground process group" ;;
  TPGID=*) echo "  the group in the foreground of its terminal is $2" ;;
  PPID="$reaper") echo "  its parent has ended: the reaper, $2, adopted it" ;;
  PPID=*) echo "  $2 ($(role_of "$2")) is its parent" ;;
  PGID="$ps_PID") echo "  it leads a process group of its own" ;;
  PGID=*) echo "  it is in the process group of $2 ($(role_of "$2"))" ;;
  SID="$ps_PID") echo "  it leads a session of its own: it called setsid(2)" ;;
  SID=*) echo "  it is in the session of $2 ($(role_of "$2"))" ;;
  STAT=T*) echo "  it is stopped" ;;
  STAT=Z*) echo "  it has ended and its parent has not waited for it" ;;
  STAT=*) echo "  s: session leader; +: foreground group; S, R: sleeps, runs" ;;
  *=ignored) echo "  signal $1 does not reach it" ;;
  *=caught) echo "  it handles signal $1" ;;
  *=default) echo "  signal $1 does what it does by default" ;;
  esac
}

# role_of PID: what it called itself on a terminal; for the rest, ps's COMM, as
# it was when a check last held.
role_of() {
  [ "$1" != "${shell-}" ] || { echo shell && return; }
  case $roles in
  *" $1 "*)
    known=${roles##*" $1 "}
    echo "${known%% *}" && return
    ;;
  esac
  role=$(sed -nE "$clean; /^[a-z]+ +pid $1( |\$)/{s/ .*//p;q;}" \
    "$stage"/screen.* 2>/dev/null)
  [ -n "$role" ] || role=$(ps -o comm= -q "$1")
  echo "${role:-process}"
}

# show: the row of the last look, as ps prints it; a header once in each step.
show() {
  [ -n "$header" ] || show_row PID PPID PGID SID TTY TPGID STAT COMMAND
  header=shown
  show_row "$ps_PID" "$ps_PPID" "$ps_PGID" "$ps_SID" "$ps_TTY" "$ps_TPGID" \
    "$ps_STAT" "$ps_COMM"
}
show_row() { printf '  %-6s%7s %7s %7s %7s %-7s%7s %-4s %s\n' '' "$@"; }

# map TITLE PID...: draws the sessions of these processes, which are to be all
# that there is in them; behind a process stands what it calls itself.
map() {
  tell picture "$1"
  shift
  poll settled "$@"
  echo "$drawing" | while IFS= read -r line; do
    case $line in
    '|  '*)
      # shellcheck disable=SC2086 # the row is to be split
      set -- $line
      role=$(role_of "$2")
      [ "$role" = "$3" ] || line="$line $role"
      ;;
    esac
    say "$line"
  done
}
# settled PID...: sets $drawing; false while one of them is at work or there is
# another in their sessions: what is about to end is no part of the picture.
settled() {
  drawing=$("$root/scripts/map.sh" --living "$@" 2>/dev/null)
  echo "$drawing" | awk -v wanted=$# '
    / parent [0-9]+ +[|]$/ { rows++; if ($(NF - 3) ~ /^[RD]/) busy = 1 }
    END { exit busy || rows != wanted }'
}

# expect PID CLAIM...: a check. A claim is COLUMN=VALUE or COLUMN!=VALUE, where
# COLUMN is one of ps's (PID PPID PGID SID TTY TPGID STAT COMM) or a signal's
# name (HUP=ignored, caught or default) and VALUE may be a column: PGID=PID.
expect() {
  checks=$((checks + 1)) pid=$1
  if poll holds "$@"; then
    show
    shift
    role=$(role_of "$pid")
    roles="$roles $pid $role "
    tell ok "$role: $*" "$green"
  else
    [ -z "${ps_PID-}" ] || show
    fail "$(role_of "$pid"), PID ${pid:-unknown (it was never printed)}" \
      "$wrong"
  fi
}

# expect_gone PID: a check: no row, or only a zombie's, for its parent to reap.
expect_gone() {
  checks=$((checks + 1))
  role=$(role_of "$1")
  if poll gone "$1"; then
    tell ok "$role, PID $1: gone" "$green"
  else
    show
    fail "$role, PID $1: expected to be gone, actual still there"
  fi
}
gone() { ! look "$1" || [ "$ps_STAT" != "${ps_STAT#Z}" ]; }

# expect_proc PID CLAIM...: a check of what /proc/PID shows and ps does not. A
# claim is Umask=MASK, SigIgn=none, SigBlk=none or cwd=PLACE; of its descriptors
# NUMBER=PLACE, any=PLACE, none=PLACE, or only: no other than those claimed.
# PLACE is a path, pts/N, home (the terminal's folder) or a name in it, pipe,
# socket or closed.
expect_proc() {
  checks=$((checks + 1)) pid=$1
  if poll agrees "$@"; then
    shift
    tell 'in /proc' "$(role_of "$pid"): $*" "$green"
  else
    fail "$(role_of "$pid"), PID $pid, in /proc" "$wrong"
  fi
}
agrees() {
  wrong='' claimed=0 owner=$1
  shift
  for claim in "$@"; do
    column=${claim%%=*} wanted=${claim#*=}
    case $column in
    Umask) actual=$(status_of Umask) ;;
    # Signals 32 and 33 are libc's own: what glibc spawns has them ignored.
    Sig*) actual=$(status_of "$column" | sed -E 's/^0+(180000000)?$/none/') ;;
    cwd) actual=$(place "/proc/$owner/cwd") ;;
    any | none)
      actual=none
      ! places | sed 's/^[0-9]*=//' | grep -qxF "$wanted" || actual=any
      wanted=$column column=$claim
      ;;
    only)
      actual=only
      [ "$(places | wc -l)" -eq "$claimed" ] || actual=$(places | tr '\n' ' ')
      ;;
    *) claimed=$((claimed + 1)) actual=$(place "/proc/$owner/fd/$column") ;;
    esac
    [ "$actual" = "$wanted" ] ||
      wrong="$wrong$column: expected $wanted, actual ${actual:-nothing}
"
  done
  [ -z "$wrong" ]
}

status_of() { sed -n "s/^$1:[^0-9a-f]*//p" "/proc/$owner/status"; }

# place LINK: where a link in /proc leads; places: all descriptors of the owner.
place() {
  where=$(readlink "$1") || where=closed
  case $where in
  /dev/pts/*) where=${where#/dev/} ;;
  "$stage/home") where=home ;;
  "$stage/home"/*) where=${where#"$stage/home/"} ;;
  pipe:* | socket:*) where=${where%%:*} ;;
  esac
  echo "$where"
}
places() {
  for link in "/proc/$owner/fd"/*; do echo "${link##*/}=$(place "$link")"; done
}
