# proc.sh: what /proc says of a process: proc(5).

# status_of FIELD PID: prints a field of /proc/PID/status.
status_of() { sed -n "s/^$1:[^0-9a-f]*//p" "/proc/$2/status" 2>/dev/null; }

# place LINK: prints where a link in /proc leads.
place() {
  local where
  where=$(readlink "$1") || where=closed
  case $where in
  /dev/pts/*) where=${where#/dev/} ;;
  pipe:* | socket:*) where=${where%%:*} ;;
  esac
  echo "$where"
}

# places PID: prints all its descriptors, a line NUMBER=PLACE each.
places() {
  local link
  for link in "/proc/$1/fd"/*; do echo "${link##*/}=$(place "$link")"; done
}
