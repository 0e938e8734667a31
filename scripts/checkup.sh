#!/bin/sh
# checkup.sh [--plain] PID...: is this process a daemon, and of what kind? It
# asks of any process what the lessons ask of theirs: a line a criterion, then a
# verdict. Ends with 0 if all are daemons, 1 if one is not, 2 for wrong usage, 3
# if one is not there, or is not shown to this user in full, or nobody can tell.
set -u
unset CDPATH
LC_ALL=C
export LC_ALL
. "$(dirname "$0")/lib/ps.sh"

usage() { echo "usage: checkup.sh [--plain] PID..."; }
plain=''
case ${1-} in
--plain) plain=1 && shift ;;
-h | --help) usage && exit 0 ;;
esac
[ $# -gt 0 ] || { usage >&2 && exit 2; }
for pid in "$@"; do
  case $pid in
  '' | *[!0-9]*) usage >&2 && exit 2 ;;
  esac
done
green='' yellow='' red='' off=''
if [ -z "$plain${NO_COLOR-}" ] && [ -t 1 ]; then
  esc=$(printf '\033')
  green="${esc}[32m" yellow="${esc}[33m" red="${esc}[31m" off="${esc}[0m"
fi

# What /proc shows. The shell reads most of it itself: a command takes longer.

# read_stat PID: sets $comm and $fields; false if it cannot be read. The name is
# in brackets and may hold anything, brackets and newlines too.
read_stat() {
  stat=''
  while IFS= read -r row; do stat="$stat$row?"; done <"/proc/$1/stat"
  [ -n "$stat" ] || return 1
  comm=${stat#*(} fields=${stat##*) }
  comm=${comm%)*}
  # A terminal would obey what is not for printing.
  case $comm in
  *[[:cntrl:]]*) comm=$(printf %s "$comm" | tr '[:cntrl:]' '?') ;;
  esac
} 2>/dev/null

# read_status PID: sets $umask, $leader_thread, $uids and $ignored; false if it
# cannot be read.
read_status() {
  umask='' leader_thread='' uids='' ignored=''
  while read -r field value; do
    case $field in
    Umask:) umask=$value ;;
    Tgid:) leader_thread=$value ;;
    Uid:) uids=$value ;;
    SigIgn:) ignored=$value && break ;;
    esac
  done <"/proc/$1/status"
  [ -n "$ignored" ]
} 2>/dev/null

# read_links PID: sets $folder, $fd0, $fd1, $fd2, $others, how many descriptors
# there are beside these, and of those $leaks, which are open on a terminal, and
# $pipes, which are an end of a pipe that has no other end here. With $folder
# empty, they are not shown.
read_links() {
  folder='' fd0=closed fd1=closed fd2=closed others=0 leaks='' pipes=''
  # Eight columns stand before a name, without blanks in them thanks to -n.
  # shellcheck disable=SC2012
  links=$(ls -ln "/proc/$1/cwd" "/proc/$1/fd" 2>/dev/null | sed -nE "
    s,[[:cntrl:]],?,g
    s,^([^ ]+ +){8},,
    s,^/proc/$1/cwd -> ,cwd ,p
    s,^([0-9]+) -> ,\1 ,p")
  while read -r what target; do
    case $what in
    cwd) folder=$target && continue ;;
    0) fd0=$target && continue ;;
    1) fd1=$target && continue ;;
    2) fd2=$target && continue ;;
    esac
    others=$((others + 1))
    case $target in
    /dev/pts/* | /dev/tty* | /dev/console* | /dev/hvc*) leaks="$leaks $what" ;;
    pipe:*)
      end=${links#*" $target"}
      [ "$end" != "${end#*" $target"}" ] || pipes="$pipes $what"
      ;;
    esac
  done <<END
$links
END
}

# is_init PID: is it the first process of its PID namespace?
is_init() {
  [ "$1" -ne 1 ] || return 0
  value=''
  while read -r field value; do
    [ "$field" != NSpid: ] || break
  done <"/proc/$1/status"
  [ "${value##*[[:space:]]}" = 1 ]
} 2>/dev/null

# is_hidden PID: of one that cannot be read, is it there all the same? /proc can
# be mounted so that it shows a user nobody else's.
is_hidden() {
  case $(kill -0 "$1" 2>&1) in
  *permitted*) ;;
  *) false ;;
  esac
}

# name_terminal NUMBER: sets $tty as ps shows it. Bits 8 to 19 are a device's
# major number, 136 for a pseudo-terminal, and the others its minor number.
name_terminal() {
  case $1,$(($1 >> 8 & 0xfff)) in
  0,*) tty='?' ;;
  *,136) tty=pts/$(($1 & 0xff | $1 >> 12 & 0xfff00)) ;;
  *) tty=$(ps -o tty= -q "$pid") && tty=${tty%% *} ;;
  esac
}

# identify PID: sets what ps shows of it and what follows from that; false if
# there is no such process.
identify() {
  pid=$1
  read_status "$pid" && [ "$leader_thread" = "$pid" ] && read_stat "$pid" ||
    return 1
  name=$comm
  # shellcheck disable=SC2086 # the fields are words
  set -- $fields
  state=$1 ppid=$2 pgid=$3 sid=$4 tpgid=$6 kernel=$(($7 & 0x200000))
  name_terminal "$5"
  shift 17
  threads=$1
  find_leader
  find_parent
  find_service
}

# find_leader: sets $leader to itself, there, gone or outside, and $leader_name.
find_leader() {
  leader=there leader_name="a hidden process"
  if [ "$sid" -eq "$pid" ]; then
    leader=itself
  elif [ "$sid" -eq 0 ]; then
    leader=outside
  elif read_stat "$sid"; then
    leader_name=$comm
    # A zombie leads nobody: it only waits for a slow init.
    [ "${fields%% *}" != Z ] || leader=gone
  elif ! is_hidden "$sid"; then
    leader=gone
  fi
}

# find_parent: sets $parent to its name, and $adopted to yes, no or unknown: has
# that adopted it?
find_parent() {
  parent="a hidden process" adopted=unknown
  if [ "$ppid" -eq 0 ]; then
    parent="of another PID namespace, or none" && return
  elif read_stat "$ppid"; then
    parent=$comm adopted=no
    # shellcheck disable=SC2086 # the fields are words
    set -- $fields
    # No child gets its session from a parent of another one.
    [ "$leader" = itself ] || [ "$4" -eq "$sid" ] || adopted=yes
  fi
  case $parent,$ppid in
  systemd,* | *,"$reaper") adopted=yes ;;
  *) ! is_init "$ppid" || adopted=yes ;;
  esac
}

# find_service: sets $service to who started it and watches it, if that is known
# for it, and $job to yes if that one only waits for its end.
find_service() {
  service='' job=''
  case $parent in
  runsv | supervise | supervise-daemo | s6-supervise | supervisord | perpd | \
    dinit | monit | circusd | inetd | xinetd | launchd)
    service="by $parent, PID $ppid"
    ;;
  tini | dumb-init | docker-init | catatonit | conmon | containerd-shim)
    # These are reapers as well: of whom has no leader, they are no more.
    [ "$leader" = gone ] || service="by $parent, PID $ppid"
    ;;
  systemd)
    # Control groups are named after units. The last line is that of version 2,
    # or of systemd's own hierarchy.
    unit=$(tail -n 1 "/proc/$pid/cgroup" 2>/dev/null)
    case $unit in
    *.service) service="by systemd, ${unit##*/}" ;;
    esac
    ;;
  esac
  [ -z "$service" ] && [ "$adopted" = no ] || return 0
  case $name,$tty in
  "$parent",'?' | "$parent"-*,'?')
    # A worker, if its parent is a daemon.
    ! master=$(identify "$ppid" && judge && [ "$result" -eq 0 ] &&
      printf '%s\n' "$verdict") ||
      service="a worker of $parent, PID $ppid, $master"
    ;;
  esac
  case $service,$parent in
  ,cron | ,crond | ,fcron | ,atd) service="by $parent, PID $ppid" job=yes ;;
  ,*)
    # What a supervisor tells a service, and has not been told itself.
    socket=$(told_socket "$pid")
    [ -z "$socket" ] || [ ! -r "/proc/$ppid/environ" ] ||
      [ "$socket" = "$(told_socket "$ppid")" ] ||
      service="by $parent, PID $ppid"
    ;;
  esac
}
told_socket() { grep -zs '^NOTIFY_SOCKET=' "/proc/$1/environ" | tr '\0' '\n'; }

# The criteria.

# line STATUS CRITERION LESSON MEANING: one line of the report, about $value.
line() {
  case $1 in
  PASS) colour=$green ;;
  FAIL) colour=$red ;;
  *) colour=$yellow ;;
  esac
  [ "$1" != "CANNOT TELL" ] || unseen=1
  printf '%s%-11s%s %-11s %s: %s (lesson %s)\n' \
    "$colour" "$1" "$off" "$2" "$value" "$4" "$3"
}

check_terminal() {
  value="TTY $tty, TPGID $tpgid"
  if [ "$tty" = '?' ]; then
    line PASS terminal 08 "no terminal can signal it; needed, not enough"
  elif [ -n "$service" ]; then
    line WARN terminal 28 "the terminal that its manager was started on"
  else
    line FAIL terminal 01 "that terminal's signals and its end can reach it"
  fi
}

check_session() {
  value="PID $pid, PGID $pgid, SID $sid"
  case $leader,$service in
  itself,*)
    if [ "$tty" != '?' ]; then
      line FAIL session 10 "it leads the session of that terminal"
    elif [ -n "$service" ]; then
      line PASS session 08 "a session of its own"
    else
      line WARN session 10 "a leader gets the terminal that it opens"
    fi
    ;;
  *,?*) line PASS session 28 "its manager's session" ;;
  there,) line FAIL session 08 "the session of $leader_name, not its own" ;;
  outside,) line "CANNOT TELL" session 29 "that of another PID namespace" ;;
  gone,)
    if [ "$pgid" -eq "$sid" ]; then
      line PASS session 11 "its leader is gone, so nobody can get a terminal"
    else
      line FAIL session 05 "left over: its leader is gone"
    fi
    ;;
  esac
}

check_parent() {
  value="PPID $ppid, $parent"
  case $job,$service,$adopted in
  yes,*) line PASS parent 27 "it started this, and waits for its end" ;;
  ,?*,*) line PASS parent 28 "it started this, and watches it" ;;
  *,yes) line PASS parent 09 "it is the reaper, and has adopted it" ;;
  *,no) line FAIL parent 09 "who started it is still its parent" ;;
  *) line "CANNOT TELL" parent 29 "who started it cannot be seen from here" ;;
  esac
}

check_folder() {
  value=$folder
  case $folder in
  '') value=unreadable && line "CANNOT TELL" folder 13 "$not_shown" ;;
  /) line PASS folder 13 "it keeps no file system from being unmounted" ;;
  *' (deleted)') line WARN folder 13 "it stands in a folder that is gone" ;;
  *)
    if [ -n "$service" ]; then
      line PASS folder 13 "its manager put it there"
    else
      line WARN folder 13 "its file system cannot be unmounted"
    fi
    ;;
  esac
}

check_umask() {
  value=${umask:-unknown}
  case $umask in
  '') line "CANNOT TELL" umask 12 "the kernel is older than 4.7" ;;
  *[2367]) line PASS umask 12 "what it makes is not writable for all" ;;
  *) line WARN umask 12 "what it makes may be writable for all" ;;
  esac
}

# check_descriptors: 0 to 2, and all others.
check_descriptors() {
  if [ -z "$folder" ]; then
    value=unreadable
    line "CANNOT TELL" "fd 0 to 2" 14 "$not_shown"
    line "CANNOT TELL" "other fds" 15 "$not_shown"
    return
  fi
  found=PASS bad='' number=0
  for target in "$fd0" "$fd1" "$fd2"; do
    case $target in
    closed) found=FAIL bad="$bad, $number is closed" ;;
    /dev/pts/*' (deleted)')
      found=FAIL bad="$bad, $number is a terminal that is gone"
      ;;
    /dev/pts/* | /dev/tty* | /dev/console | /dev/hvc*)
      found=FAIL bad="$bad, $number is a terminal"
      ;;
    pipe:*)
      [ $found = FAIL ] || found=WARN
      bad="$bad, $number is a pipe: its reader waits until this ends"
      ;;
    *' (deleted)')
      [ $found = FAIL ] || found=WARN
      bad="$bad, $number is a file that has been deleted"
      ;;
    esac
    number=$((number + 1))
  done
  bad=${bad#, } value="$fd0, $fd1, $fd2"
  case $found,$service in
  PASS,*) line PASS "fd 0 to 2" 14 "they lead somewhere, and to no terminal" ;;
  WARN,) line WARN "fd 0 to 2" 21 "$bad" ;;
  FAIL,) line FAIL "fd 0 to 2" 14 "$bad" ;;
  *) line WARN "fd 0 to 2" 28 "$bad, as its manager would have it" ;;
  esac
  value=$others
  if [ -n "$leaks" ]; then
    line WARN "other fds" 15 "open on a terminal:$leaks"
  elif [ -n "$pipes" ]; then
    line WARN "other fds" 15 "a pipe from or to another process:$pipes"
  else
    line PASS "other fds" 15 "none to a terminal or another process's pipe"
  fi
}

check_signals() {
  # The last 8 hexadecimal digits are signals 1 to 32.
  mask=$((0x${ignored#????????})) value='' signal=1
  while [ $signal -le 31 ]; do
    [ $((mask >> (signal - 1) & 1)) -eq 0 ] ||
      value="$value${value:+ }$(kill -l $signal)"
    signal=$((signal + 1))
  done
  case $value in
  HUP*) line WARN ignores 06 "SIGHUP ignored: by nohup(1), or its own choice" ;;
  *) value=${value:-none} && line PASS ignores 06 "SIGHUP is not among them" ;;
  esac
}

check_user() {
  # shellcheck disable=SC2086 # real, effective, saved, file system
  set -- $uids
  value="real $1, effective $2, saved $3"
  if [ "$1,$2" != "$2,$3" ]; then
    line WARN user 26 "more than one: it can change from one to another"
  elif [ "$1" -eq 0 ]; then
    line WARN user 26 "root, which may do more than most daemons need"
  else
    line PASS user 26 "an ordinary user"
  fi
}

# judge: sets $verdict, and $result: 0 a daemon, 1 not, 3 cannot tell.
judge() {
  result=1
  if [ "$kernel" -ne 0 ]; then
    verdict="kernel thread: no program, and no daemon"
  elif [ "$state" = Z ] && [ "$threads" -gt 1 ]; then
    verdict="cannot tell: its first thread has ended, others go on" result=3
  elif [ "$state" = Z ]; then
    verdict="zombie: it has ended; its parent, $parent, has not waited for it"
  elif [ -n "$job" ]; then
    verdict="scheduled job, $service"
  elif [ -n "$service" ]; then
    verdict="supervised service, $service" result=0
  elif [ "$tty" != '?' ]; then
    judge_on_terminal
  elif [ "$leader,$adopted" = itself,yes ]; then
    verdict="single-fork daemon" result=0
  elif [ "$leader,$adopted,$pgid" = "gone,yes,$sid" ]; then
    # A shell without job control makes no groups, but ignores INT and QUIT.
    if [ $((0x${ignored#????????} & 6)) -eq 6 ]; then
      verdict="cannot tell: a double-fork daemon, or left behind by a script"
      result=3
    else
      verdict="double-fork daemon" result=0
    fi
  elif [ "$leader" = gone ] && [ "$pgid" -ne "$sid" ]; then
    verdict="survivor of a closed terminal"
  else
    result=3
    case $leader,$adopted in
    *,unknown) verdict="cannot tell: its parent is $parent" ;;
    outside,*) verdict="cannot tell: its session is of another PID namespace" ;;
    there,*) verdict="cannot tell: no terminal, yet $leader_name's session" ;;
    *) verdict="cannot tell: no terminal, yet a child of $parent" ;;
    esac
  fi
}

# judge_on_terminal: that, of a process that has a terminal.
judge_on_terminal() {
  if [ "$leader" = itself ] && [ "$adopted" = yes ] &&
    [ "$fd0,$fd1,$fd2" != "/dev/$tty,/dev/$tty,/dev/$tty" ]; then
    # A shell would talk to its terminal.
    if [ -n "$folder" ]; then
      verdict="single-fork daemon that has acquired a terminal, $tty"
    else
      verdict="cannot tell: a shell of $tty, or a daemon that has acquired it"
      result=3
    fi
  elif [ "$leader" = itself ]; then
    verdict="leader of the session of $tty, as a shell is"
  elif [ "$state" = T ]; then
    verdict="stopped job of $tty"
  elif [ "$tpgid" -eq "$pgid" ]; then
    verdict="foreground job of $tty"
  else
    verdict="background job of $tty"
  fi
}

# report PID: the lines about it and the verdict; sets $result.
report() {
  read_links "$1"
  # What is there after this, and no zombie, was there before it as well.
  identify "$1" || { report_absent "$1" && return; }
  judge
  printf '%s, PID %s\n' "$name" "$pid"
  unseen=''
  if [ "$state" != Z ] && [ "$kernel" -eq 0 ]; then
    check_terminal
    check_session
    check_parent
    check_folder
    check_umask
    check_descriptors
    check_signals
    check_user
  fi
  [ -z "$unseen" ] || [ "$result" -ne 0 ] || {
    verdict="$verdict, as far as it is shown to this user" result=3
  }
  printf 'verdict:    %s\n' "$verdict"
}

# report_absent PID: why there is nothing to report.
report_absent() {
  result=3
  if [ "${leader_thread:-$1}" != "$1" ]; then
    echo "$1: there is no such process, but a thread of PID $leader_thread"
  elif is_hidden "$1"; then
    echo "$1: there is such a process, but it is not shown to this user"
  else
    echo "$1: there is no such process"
  fi
}

not_shown="the kernel does not show it to this user"
find_reaper
worst=0
for pid in "$@"; do
  report "$pid"
  [ "$result" -le "$worst" ] || worst=$result
done
exit $worst
