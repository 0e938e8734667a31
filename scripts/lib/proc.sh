# proc.sh: what Linux's /proc says of a process. Every word that reads /proc/PID
# is in this file. Field names are those of proc(5).
#
# The words give out, and nothing else:
#   $reaper    find_reaper
#   $proc_...  proc_status, proc_stat: their comments name them
#
# A word with ( ) around it runs in a subshell, and can change nothing. The
# shell reads short files itself: starting a command takes longer. A word that
# cannot read what it wants prints nothing, and its status is 1.

# has_proc: is /proc mounted, and is it that of our own PID namespace? To be
# called by the script's own shell, not in $( ): it compares PIDs.
has_proc() {
  local pid
  pid=''
  read -r pid _ </proc/self/stat
  [ "$pid" = $$ ]
} 2>/dev/null

# printable TEXT: prints TEXT, with ? for each byte that is no printable ASCII
# character. A terminal would obey some of the others.
printable() {
  case $1 in
  *[!\ -~]*) printf '%s' "$1" | LC_ALL=C tr -c ' -~' '?' ;;
  *) printf '%s' "$1" ;;
  esac
}

# status_of FIELD PID: prints one field of /proc/PID/status, such as Umask,
# SigIgn (16 hexadecimal digits) or Uid (four numbers between tabs).
status_of() {
  local field value
  while read -r field value; do
    [ "$field" = "$1:" ] || continue
    printf '%s\n' "$value"
    return
  done <"/proc/$2/status"
  return 1
} 2>/dev/null

# proc_status PID: reads /proc/PID/status once, and sets
#   $proc_umask   Umask, octal; empty before Linux 4.7
#   $proc_tgid    Tgid: the PID; another number if PID is one of its threads
#   $proc_uids, $proc_gids  Uid, Gid: real, effective, saved, file system
#   $proc_groups  Groups: the supplementary group IDs
#   $proc_nspid   NSpid: its PID in each PID namespace, its own the last
#   $proc_sigblk, $proc_sigign, $proc_sigcgt  SigBlk, SigIgn, SigCgt: masks of
#                 16 hexadecimal digits, signal 1 is the lowest bit
#   $proc_capprm  CapPrm: such a mask of the permitted capabilities
proc_status() {
  local field value
  proc_umask='' proc_tgid='' proc_uids='' proc_gids='' proc_groups=''
  proc_nspid='' proc_sigblk='' proc_sigign='' proc_sigcgt='' proc_capprm=''
  while read -r field value; do
    case $field in
    Umask:) proc_umask=$value ;;
    Tgid:) proc_tgid=$value ;;
    Uid:) proc_uids=$value ;;
    Gid:) proc_gids=$value ;;
    Groups:) proc_groups=$value ;;
    NSpid:) proc_nspid=$value ;;
    SigBlk:) proc_sigblk=$value ;;
    SigIgn:) proc_sigign=$value ;;
    SigCgt:) proc_sigcgt=$value ;;
    CapPrm:) proc_capprm=$value ;;
    esac
  done <"/proc/$1/status"
  [ -n "$proc_capprm" ]
} 2>/dev/null

# proc_stat PID: reads /proc/PID/stat once, and sets, with the number of the
# field there,
#   $proc_comm    2, the name, printable
#   $proc_state   3: R S D T t Z X I
#   $proc_ppid, $proc_pgid, $proc_sid  4 to 6; 0: outside this PID namespace
#   $proc_tty     7, the number of the controlling terminal's device; 0: none
#   $proc_tpgid   8, its foreground process group; -1: none
#   $proc_flags   9, the kernel's PF_ flags
#   $proc_threads 20, how many
#   $proc_start   22, when it started: clock ticks (1/100 s) since the boot
proc_stat() {
  local row stat
  stat=''
  while IFS= read -r row; do stat="$stat$row?"; done <"/proc/$1/stat"
  [ -n "$stat" ] || return 1
  # The name is in brackets. It may hold anything, brackets and newlines too.
  proc_comm=${stat#*(} stat=${stat##*) }
  proc_comm=${proc_comm%)*}
  case $proc_comm in
  *[!\ -~]*) proc_comm=$(printable "$proc_comm") ;;
  esac
  # shellcheck disable=SC2086 # the fields are words
  set -- $stat
  proc_state=$1 proc_ppid=$2 proc_pgid=$3 proc_sid=$4 proc_tty=$5
  proc_tpgid=$6 proc_flags=$7
  shift 17
  proc_threads=$1 proc_start=$3
} 2>/dev/null

# start_time PID: prints $proc_start. PIDs are used again; PID and start time
# together name one process.
start_time() (
  proc_stat "$1" && echo "$proc_start"
)

# is_alive PID: is there such a process, and is it no zombie? A zombie's other
# threads may go on.
is_alive() (
  proc_stat "$1" || exit 1
  case $proc_state in
  [ZX]) [ "$proc_threads" -gt 1 ] ;;
  esac
)

# is_hidden PID: of a process that cannot be read in /proc: is it there all the
# same? /proc can be mounted so that users see only their own processes: hidepid
# in proc(5). kill -0 sends no signal, and tells whether one would be permitted.
is_hidden() {
  [ "$1" -gt 0 ] || return 1
  case $(LC_ALL=C kill -0 "$1" 2>&1) in
  '' | *permitted*) ;;
  *) return 1 ;;
  esac
} 2>/dev/null

# absence PID: prints, in a sentence, why nothing can be said of that process;
# nothing, and status 1, if it is there and can be read.
absence() (
  proc_tgid=''
  if proc_status "$1" && [ "$proc_tgid" -eq "$1" ]; then
    return 1
  elif [ -n "$proc_tgid" ]; then
    echo "$1: there is no such process, but a thread of PID $proc_tgid"
  elif is_hidden "$1"; then
    echo "$1: there is such a process, but it is not shown to this user"
  else
    echo "$1: there is no such process"
  fi
)

# is_init PID: is it the first process of its PID namespace?
is_init() {
  local pids
  pids=$(status_of NSpid "$1")
  [ "${pids##*[!0-9]}" = 1 ]
}

# first_child PID: prints the PID of that child of it which has been its child
# for the longest time. Nothing, where the kernel was built without such a list.
first_child() {
  local pid
  pid=''
  read -r pid _ <"/proc/$1/task/$1/children"
  [ -n "$pid" ] && echo "$pid"
} 2>/dev/null

# descendants PID: prints the PIDs of its children, of their children, and so
# on, on one line. On a host with thousands of processes this takes far less
# time than to look at all of them. Nothing, where the kernel was built without
# lists of children.
descendants() {
  local file list pid
  for file in "/proc/$1/task"/*/children; do
    list=''
    read -r list <"$file"
    for pid in $list; do
      printf '%s ' "$pid"
      descendants "$pid"
    done
  done
} 2>/dev/null

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

# terminal_name NUMBER: prints the name that ps shows for $proc_tty. Bits 8 to
# 19 are the device's major number, 136 for a pseudo-terminal; the others are
# its minor number.
terminal_name() {
  local major minor field value name
  major=$(($1 >> 8 & 0xfff)) minor=$(($1 & 0xff | $1 >> 12 & 0xfff00))
  case $1,$major in
  0,*) name='?' ;;
  *,136) name=pts/$minor ;;
  *)
    name=$major:$minor
    while IFS='=' read -r field value; do
      [ "$field" != DEVNAME ] || name=$value
    done <"/sys/dev/char/$major:$minor/uevent"
    ;;
  esac
  printf '%s\n' "$name"
} 2>/dev/null

# environ_of NAME PID: prints the value that NAME had in the environment when
# the program was started; nothing if it had none, or if the file is another
# user's.
environ_of() {
  LC_ALL=C tr '\000\n' '\n?' <"/proc/$2/environ" | sed -n "s/^$1=//p"
} 2>/dev/null

# control_group PID: prints the path of its control group: of version 2, or of
# systemd's own hierarchy. That is the last line of /proc/PID/cgroup.
control_group() {
  local row last
  last=''
  while read -r row; do last=$row; done <"/proc/$1/cgroup"
  printable "${last#*:*:}"
} 2>/dev/null

# descriptors PID: prints a line for each open descriptor: NUMBER MODE LINK.
# MODE is read, write or both; LINK is where /proc/PID/fd/NUMBER leads, with ?
# for control characters: a name may hold a newline. Status 1 if they are not
# shown: the kernel shows links, of which cwd is always there, only to those who
# may trace the process, ptrace(2).
descriptors() {
  local list link target_
  readlink "/proc/$1/cwd" >/dev/null || return 1
  # Of the link in /proc, the permissions are the mode of the descriptor.
  list=$(find "/proc/$1/fd" -mindepth 1 -printf '%f %m %l\0' |
    LC_ALL=C tr '\000\001-\037\177' '\n?' |
    sed -E 's/^([0-9]+) 5.. /\1 read /; s/^([0-9]+) 3.. /\1 write /
      s/^([0-9]+) 7.. /\1 both /')
  # busybox's find has no -printf: then one by one, which takes longer.
  [ -n "$list" ] || list=$(
    for link in "/proc/$1/fd"/[0-9]*; do
      ! mode=$(flags_of "$1" "${link##*/}") || ! link_target_ "$link" ||
        echo "${link##*/} ${mode% append} $target_"
    done
  )
  [ -z "$list" ] || printf '%s\n' "$list"
} 2>/dev/null

# link_target_ LINK: sets $target_ to where it leads, on one line.
link_target_() {
  target_=$(readlink "$1") || return 1
  case $target_ in
  *[[:cntrl:]]*) target_=$(printf '%s' "$target_" | tr '[:cntrl:]' '?') ;;
  esac
} 2>/dev/null

# short_place_ TARGET: prints it as pts/N, pipe, socket, anon_inode or a path.
short_place_() {
  case $1 in
  /dev/pts/*) printf '%s\n' "${1#/dev/}" ;;
  pipe:* | socket:* | anon_inode:*) printf '%s\n' "${1%%:*}" ;;
  *) printf '%s\n' "$1" ;;
  esac
}

# place LINK: prints where a link in /proc/PID (cwd, exe, fd/N) leads: pts/N,
# pipe, socket, anon_inode or a path, to which " (deleted)" is added if it has
# been removed; closed, with status 1, if there is no such link; unreadable,
# with status 1, if the kernel does not show it to this user.
place() {
  local folder target_
  folder=${1%/*}
  if link_target_ "$1"; then
    short_place_ "$target_"
  elif [ -L "$1" ] || { [ -d "$folder" ] && [ ! -x "$folder" ]; }; then
    echo unreadable
    return 1
  else
    echo closed
    return 1
  fi
}

# places PID: prints NUMBER=PLACE for each open descriptor, a line each, PLACE
# as above. Status 1 if they are not shown.
places() {
  local list number mode target
  list=$(descriptors "$1") || return 1
  [ -z "$list" ] || printf '%s\n' "$list" |
    while read -r number mode target; do
      printf '%s=' "$number"
      short_place_ "$target"
    done
}

# flags_of PID FD: prints how the descriptor was opened: read, write or both,
# and append after that (O_APPEND), from the octal flags in /proc/PID/fdinfo/FD.
flags_of() {
  local field value flags
  flags=''
  while read -r field value; do
    [ "$field" != flags: ] || flags=$((0$value))
  done <"/proc/$1/fdinfo/$2"
  [ -n "$flags" ] || return 1
  case $((flags & 3)),$((flags & 02000)) in
  0,0) echo read ;;
  1,0) echo write ;;
  2,0) echo both ;;
  0,*) echo read append ;;
  1,*) echo write append ;;
  *) echo both append ;;
  esac
} 2>/dev/null
