#!/bin/sh
# checkup.sh PID...: is this process a daemon, and of what kind? It asks of any
# process what the lessons ask of theirs: a line a criterion, then a verdict.
# Ends with 0 if all are daemons, 1 if one is not, 2 for wrong usage, 3 if one is
# not there or nobody can tell.
set -u
unset CDPATH
LC_ALL=C
export LC_ALL
. "$(dirname "$0")/lib/ps.sh"

plain=''
case ${1-} in
--plain) plain=1 && shift ;;
esac
case ${1-} in
'' | *[!0-9]*)
  echo "usage: checkup.sh [--plain] PID..." >&2
  exit 2
  ;;
esac
green='' yellow='' red='' off=''
if [ -z "$plain${NO_COLOR-}" ] && [ -t 1 ]; then
  esc=$(printf '\033')
  green="${esc}[32m" yellow="${esc}[33m" red="${esc}[31m" off="${esc}[0m"
fi

# line STATUS CRITERION VALUE MEANING LESSON: one line of the report.
line() {
  case $1 in
  PASS) colour=$green ;;
  FAIL) colour=$red ;;
  *) colour=$yellow ;;
  esac
  printf '%s%-11s%s %-11s %s: %s (lesson %s)\n' "$colour" "$1" "$off" "$2" "$3" "$4" "$5"
}

# name_of PID: its COMM, or "gone".
name_of() {
  cat "/proc/$1/comm" 2>/dev/null || echo gone
}

# alive PID: it is there, and not only as a zombie that waits for a slow init.
alive() {
  grep -Eqs '^State:[[:space:]]+[^Z]' "/proc/$1/status"
}

# is_init PID: is it the first process of its PID namespace?
is_init() {
  [ "$1" -eq 1 ] || grep -Eqs '^NSpid:.*[[:space:]]1$' "/proc/$1/status"
}

# examine PID: sets what the criteria are about; false if there is no such process.
examine() {
  pid=$1
  read_stat "$pid" || return 1
  tty=$(ps -o tty= -p "$pid") || return 1
  tty=${tty%% *}
  ignored='' umask='' uids=''
  while read -r field value; do
    case $field in
    Umask:) umask=$value ;;
    SigIgn:) ignored=$value ;;
    Uid:) uids=$value ;;
    esac
  done <"/proc/$pid/status"
  cgroup=$(cat "/proc/$pid/cgroup" 2>/dev/null)
  parent=$(name_of "$ppid")
  manager=$(find_manager)
  reaped=''
  ! is_init "$ppid" && [ "$ppid" -ne "$reaper" ] || reaped=1
}

# read_stat PID: state, ppid, pgid, sid, tpgid and flags from /proc/PID/stat, in
# which the name may hold anything, brackets too: they follow its last ")".
read_stat() {
  stat=$(cat "/proc/$1/stat" 2>/dev/null) && [ -n "$stat" ] || return 1
  name=${stat#*(} name=${name%)*}
  # shellcheck disable=SC2086 # the fields are words
  set -- ${stat##*) }
  state=$1 ppid=$2 pgid=$3 sid=$4 tpgid=$6 flags=$7
}

# find_manager: who started the process and watches it, if it is known for that.
find_manager() {
  case $parent in
  runsv | supervise | s6-supervise | supervisord | perpd | dinit | monit | circusd | containerd-shim* | conmon | tini | docker-init | dumb-init | cron | CRON | crond | launchd)
    echo "$parent, PID $ppid" && return
    ;;
  systemd) case $cgroup in *.service) echo "systemd, ${cgroup##*/}" && return ;; esac ;;
  esac
  # A worker: its parent runs the same program, and has no terminal either.
  [ "$tty" != '?' ] || [ "$parent" != "$name" ] || is_init "$ppid" || echo "$parent, PID $ppid, of which it is a worker"
}

check_terminal() {
  if [ "$tty" = '?' ]; then
    line PASS terminal "TTY ?, TPGID $tpgid" "no terminal can signal it; needed, not enough" 08
  elif [ -n "$manager" ]; then
    line WARN terminal "TTY $tty, TPGID $tpgid" "its manager was started on a terminal" 05
  else
    line FAIL terminal "TTY $tty, TPGID $tpgid" "that terminal's signals and its end can reach it" 01
  fi
}

check_session() {
  value="PID $pid, PGID $pgid, SID $sid"
  if [ "$sid" -eq "$pid" ]; then
    if [ "$tty" != '?' ]; then
      line FAIL session "$value" "it leads the session of a terminal, as a shell does" 00
    elif [ -n "$manager" ]; then
      line PASS session "$value" "a session of its own" 08
    else
      line WARN session "$value" "it leads its session: opening a terminal, it would get it" 10
    fi
  elif [ "$sid" -eq "$pgid" ] && [ "$tty" = '?' ] && ! alive "$sid"; then
    line PASS session "$value" "the leader is gone: nobody is left to take a terminal" 11
  elif [ -n "$manager" ]; then
    line PASS session "$value" "its manager's session" 08
  elif alive "$sid"; then
    line FAIL session "$value" "in the session of $(name_of "$sid"), not in its own" 08
  else
    line FAIL session "$value" "left over from a session whose leader is gone" 05
  fi
}

check_parent() {
  value="PPID $ppid, $parent"
  if [ -n "$manager" ]; then
    line PASS parent "$value" "managed by $manager" 08
  elif [ -n "$reaped" ]; then
    line PASS parent "$value" "the reaper has adopted it" 09
  else
    line FAIL parent "$value" "who started it is still its parent" 09
  fi
}

check_folder() {
  if ! folder=$(readlink "/proc/$pid/cwd" 2>/dev/null); then
    line "CANNOT TELL" folder "unreadable" "it is another user's" 13
  elif [ "$folder" = / ] || [ -n "$manager" ]; then
    line PASS folder "$folder" "where it stands is no hindrance" 13
  else
    case $folder in
    *' (deleted)') line WARN folder "$folder" "it stands in a folder that is gone" 13 ;;
    *) line WARN folder "$folder" "its file system cannot be unmounted" 13 ;;
    esac
  fi
}

check_umask() {
  case $umask in
  '') line "CANNOT TELL" umask "unknown" "the kernel is older than 4.7" 12 ;;
  *[2367]) line PASS umask "$umask" "what it makes is not writable for all" 12 ;;
  *) line WARN umask "$umask" "what it makes may be writable for all" 12 ;;
  esac
}

# check_descriptors: 0 to 2, and all others.
check_descriptors() {
  if ! links=$(ls -l "/proc/$pid/fd" 2>/dev/null); then
    line "CANNOT TELL" "fd 0 to 2" "unreadable" "it is another user's" 14
    line "CANNOT TELL" "other fds" "unreadable" "it is another user's" 15
    return
  fi
  seen='' bad='' others=0 leaks=''
  for number in 0 1 2; do
    target=$(printf '%s\n' "$links" | sed -n "s/.* $number -> //p")
    seen="$seen${seen:+, }${target:-closed}"
    case $target in
    '') bad="$bad $number is closed" ;;
    /dev/pts/* | /dev/tty* | /dev/console) bad="$bad $number is a terminal" ;;
    esac
  done
  if [ -z "$bad" ]; then
    line PASS "fd 0 to 2" "$seen" "they lead somewhere, and to no terminal" 14
  elif [ -n "$manager" ]; then
    line WARN "fd 0 to 2" "$seen" "its manager gave it these" 14
  else
    line FAIL "fd 0 to 2" "$seen" "${bad# }" 14
  fi
  others=$(printf '%s\n' "$links" | grep -Ec ' ([3-9]|[1-9][0-9]+) -> ')
  leaks=$(printf '%s\n' "$links" | sed -n 's/.* \([3-9]\|[1-9][0-9][0-9]*\) -> \(\/dev\/\(pts\/\|tty\).*\)/\1/p' | tr '\n' ' ')
  if [ -n "$leaks" ]; then
    line WARN "other fds" "$others" "open on a terminal: $leaks" 15
  else
    line PASS "other fds" "$others" "none of them on a terminal" 15
  fi
}

check_signals() {
  # The last 8 hexadecimal digits are signals 1 to 32.
  mask=$((0x${ignored#????????})) names='' signal=1
  while [ $signal -le 31 ]; do
    [ $((mask >> (signal - 1) & 1)) -eq 0 ] || names="$names${names:+ }$(kill -l $signal)"
    signal=$((signal + 1))
  done
  case $names in
  HUP*) line WARN ignores "$names" "SIGHUP ignored: from nohup(1), or its own choice" 06 ;;
  *) line PASS ignores "${names:-none}" "no SIGHUP among them" 06 ;;
  esac
}

check_user() {
  # shellcheck disable=SC2086 # real, effective, saved, file system
  set -- $uids
  if [ "$1" -ne "$2" ]; then
    line WARN user "real $1, effective $2" "two users at once" 26
  elif [ "$1" -eq 0 ]; then
    line WARN user "root" "more rights than most daemons need" 26
  else
    line PASS user "$1" "an ordinary user" 26
  fi
}

# judge: sets $verdict, and $result: 0 a daemon, 1 not, 3 cannot tell.
judge() {
  result=1
  if [ "$state" = Z ]; then
    verdict="zombie: it has ended; its parent, $parent, has not waited for it"
  elif [ $((flags & 0x200000)) -ne 0 ]; then
    verdict="kernel thread: no program, and no daemon"
  elif [ "$ppid" -eq 0 ]; then
    verdict="cannot tell: its parent is outside this PID namespace, or it is init" result=3
  elif [ -n "$manager" ]; then
    verdict="supervised service, by $manager" result=0
  elif [ "$tty" != '?' ]; then
    if [ "$state" = T ]; then
      verdict="stopped job of $tty"
    elif [ "$tpgid" -eq "$pgid" ]; then
      verdict="foreground job of $tty"
    else
      verdict="background job of $tty"
    fi
  elif [ "$pid" -eq "$sid" ] && [ -n "$reaped" ]; then
    verdict="single-fork daemon" result=0
  elif [ "$pgid" -eq "$sid" ] && ! alive "$sid" && [ -n "$reaped" ]; then
    verdict="double-fork daemon" result=0
  elif ! alive "$sid"; then
    verdict="survivor of a closed terminal"
  else
    verdict="cannot tell: no terminal here, and its parent $parent is alive" result=3
  fi
}

find_reaper
worst=0
for pid in "$@"; do
  if ! examine "$pid"; then
    echo "$pid: there is no such process"
    worst=3
    continue
  fi
  echo "$name, PID $pid"
  judge
  if [ "$state" != Z ] && [ $((flags & 0x200000)) -eq 0 ]; then
    check_terminal
    check_session
    check_parent
    check_folder
    check_umask
    check_descriptors
    check_signals
    check_user
  fi
  echo "verdict:    $verdict"
  [ "$result" -le "$worst" ] || worst=$result
done
exit $worst
