#!/bin/sh
# map.sh: draws sessions as boxes, with their process groups, the terminal that
# they share and the group in its foreground. --before marks what has changed:
# + is new, * is in another group or session than before; what is gone stands
# below. Sessions and groups stand in the order in which they began. In a group
# its leader is first, then those with older parents, then older processes:
# neither PIDs nor a race of two parents to fork can change that. map.awk draws.
set -u
unset CDPATH
LC_ALL=C
export LC_ALL
scripts=$(dirname "$0")
. "$scripts/lib/proc.sh"

usage() {
  cat <<'END'
usage: map.sh [--utf8] [--svg FILE] [--before MAP] [--living] [WHICH]
       map.sh --svg FILE --of MAP
  WHICH      PID...         the sessions of these processes
             --session SID  this session
             --tty NAME     the session on this terminal, as pts/3
             --mine         all sessions of this user (the default)
  --utf8     lines instead of + - |
  --svg FILE also as a picture
  --of MAP   draw nothing new, but a picture of MAP, an earlier output
  --before MAP  what has changed since MAP, an earlier output
  --living   without zombies
END
}

# refuse SENTENCE: wrong usage.
refuse() {
  echo "map.sh: $1" >&2
  usage >&2
  exit 2
}

# skip REASON: this machine cannot draw it.
skip() {
  echo "SKIP map.sh: $1" >&2
  exit 3
}

how=ascii svg='' of='' before='' living='' by=uid which='' absent=''
while [ $# -gt 0 ]; do
  case $1 in
  --svg | --of | --before | --session | --tty)
    [ $# -ge 2 ] || refuse "$1 needs a word behind it"
    ;;
  esac
  case $1 in
  --utf8) how=utf8 ;;
  --living) living=1 ;;
  --svg) svg=$2 && shift ;;
  --of)
    [ -r "$2" ] || refuse "$2 cannot be read"
    of=$2 && shift
    ;;
  --before)
    [ -r "$2" ] || refuse "$2 cannot be read"
    before=$2 && shift
    ;;
  --session) by=sid which=$2 && shift ;;
  --tty) by=tty which=${2#/dev/} && shift ;;
  --mine) by=uid ;;
  -h | --help) usage && exit ;;
  *[!0-9]*) refuse "no such option, and no PID: $1" ;;
  *) break ;;
  esac
  shift
done
for pid in "$@"; do
  case $pid in
  '' | *[!0-9]* | 0*) refuse "no PID: $pid" ;;
  esac
done
if [ -n "$of" ]; then
  [ -n "$svg" ] || refuse "--of needs --svg"
  awk -f "$scripts/svg.awk" "$of" >"$svg"
  exit
fi
has_proc || skip "needs Linux's /proc, mounted in this PID namespace"
if [ $# -gt 0 ]; then
  by=pid
  for pid in "$@"; do
    sentence=$(absence "$pid") && absent="$absent$sentence
" || which="$which $pid"
  done
elif [ "$by" = uid ]; then
  which=$(id -u)
fi

# What is in the environment can change what ps shows. The columns are as wide
# as what is in them, for there is no terminal.
status=1
[ "$by$which" = pid ] || {
  # For a picture the text goes to its file first.
  [ -z "$svg" ] || exec 3>&1 >"$svg" || exit 1
  env -i PATH="$PATH" LC_ALL=C ps -e --sort=start_time,pid \
    -o sid=,pgid=,pid=,ppid=,tty=,tpgid=,stat=,uid=,vsz=,comm= 2>/dev/null |
    self=$$ by=$by which=$which how=$how before=$before living=$living \
      awk -f "$scripts/map.awk"
  status=$?
  if [ -n "$svg" ]; then
    exec >&3 3>&-
    cat "$svg"
    awk -f "$scripts/svg.awk" "$svg" >"$svg.new" && mv "$svg.new" "$svg"
  fi
}
[ "$status" -ne 3 ] ||
  skip "needs ps of procps. Next: sh scripts/setup.sh"
[ -z "$absent" ] || {
  printf %s "$absent" >&2
  exit 1
}
exit "$status"
