#!/bin/sh
# checkup.sh [--plain] PID...: is this process a daemon, and of what kind? It
# asks of any process what the lessons ask of theirs: what there is, what that
# means, and a verdict. Ends with 0 if all are daemons, 1 if one is not, 2 for
# wrong usage, 3 if one is not there, or if it cannot be told.
#
# It has more than 200 lines because it holds two tables, judge and conclude:
# every judgement in its own words.
# shellcheck shell=dash
set -u
unset CDPATH
LC_ALL=C
export LC_ALL
. "$(dirname "$0")/lib/proc.sh"

usage() { echo "usage: checkup.sh [--plain] PID..."; }
refuse() {
  usage >&2
  exit 2
}

plain=''
case ${1-} in
--plain) plain=1 && shift ;;
-h | --help) usage && exit 0 ;;
esac
[ $# -gt 0 ] || refuse
for pid in "$@"; do
  case $pid in
  '' | *[!0-9]* | 0?*) refuse ;;
  esac
done
has_proc || {
  echo "SKIP checkup.sh: needs Linux's /proc, mounted in this PID namespace" >&2
  exit 3
}

green='' yellow='' red='' off=''
if [ -z "$plain${NO_COLOR-}" ] && [ -t 1 ]; then
  esc=$(printf '\033')
  green="${esc}[32m" yellow="${esc}[33m" red="${esc}[31m" off="${esc}[0m"
fi

# The facts. Each is a word for the tables, except for names.

# examine PID: sets them; false if there is no such process.
examine() {
  pid=$1
  # What is there after this was there before it as well.
  find_descriptors
  proc_status "$pid" && [ "$proc_tgid" = "$pid" ] && proc_stat "$pid" ||
    return 1
  name=$proc_comm state=$proc_state ppid=$proc_ppid pgid=$proc_pgid
  sid=$proc_sid tpgid=$proc_tpgid tty=$(terminal_name "$proc_tty")
  kind=process
  if [ $((proc_flags & 0x200000)) -ne 0 ]; then
    kind=kernel # PF_KTHREAD
  elif [ "$state" = Z ] && [ "$proc_threads" -gt 1 ]; then
    kind=threads
  elif [ "$state" = Z ]; then
    kind=zombie
  fi
  # Where 0, 1 and 2 lead tells a shell from a daemon that has got a terminal.
  case $tty,$standard in
  '?,'*) terminal=absent ;;
  *,unreadable) terminal=unseen ;;
  "$tty,/dev/$tty, /dev/$tty, /dev/$tty") terminal=own ;;
  *) terminal=other ;;
  esac
  find_leader
  find_group
  find_parent
  find_source
}

# find_descriptors: sets $directory to the working directory; $fd0, $fd1, $fd2
# to where they lead, or closed, and $standard to the three. Of the others,
# $others is how many, $leaks which lead to a terminal, $pipes which are an end
# of a pipe whose other end is not here.
find_descriptors() {
  local list
  directory=$(place "/proc/$pid/cwd") directory=$(printable "$directory")
  standard=unreadable others=unreadable fd0='' fd1='' fd2='' leaks='' pipes=''
  list=$(descriptors "$pid") || return
  {
    read -r fd0 && read -r fd1 && read -r fd2
    read -r others && read -r leaks && read -r pipes
  } <<LINES
$(printf '%s\n' "$list" | awk '
    BEGIN { direction["read"] = "from "; direction["write"] = "to " }
    # add LIST NUMBER: a list of some numbers is enough.
    function add(list, number) {
      if (length(list) < 40) return list (list == "" ? "" : " ") number
      return list ~ /more$/ ? list : list " and more"
    }
    NF > 2 {
      gsub(/[^ -~]/, "?")
      number = $1
      mode = $2
      sub(/^[^ ]+ [^ ]+ /, "")
      if (mode != "write") reads[$0] = 1
      if (mode != "read") writes[$0] = 1
      if (number < 3) fd[number] = direction[/^pipe:/ ? mode : ""] $0
      else if (++others && /^pipe:/) pipe[++count] = number " " $0
      else if (/^\/dev\/(pts\/|tty|console|hvc)/) leaks = add(leaks, number)
    }
    END {
      for (i = 1; i <= count; i++) {
        split(pipe[i], end, " ")
        if (!(end[2] in reads && end[2] in writes)) pipes = add(pipes, end[1])
      }
      for (i = 0; i < 3; i++) print (i in fd) ? fd[i] : "closed"
      print others + 0 "\n" leaks "\n" pipes
    }')
LINES
  standard="$fd0, $fd1, $fd2"
}

# find_leader: sets $leader to itself, there, gone, or outside this PID
# namespace, and $leader_name.
find_leader() {
  leader=there leader_name="a hidden process"
  if [ "$sid" -eq "$pid" ]; then
    leader=itself
  elif [ "$sid" -eq 0 ]; then
    leader=outside
  elif proc_stat "$sid"; then
    leader_name=$proc_comm
    # A zombie leads nobody: it only waits for a slow init.
    [ "$proc_state" != Z ] || leader=gone
  elif ! is_hidden "$sid"; then
    leader=gone
  fi
}

# find_group: sets $group. On a terminal that is stopped, outside this PID
# namespace, foreground or background. Without one it is session if PGID is SID;
# script if, besides, SIGINT and SIGQUIT are not as they are by default, as in
# what a shell without job control starts with &; other if not.
find_group() {
  local changed
  changed=$((0x${proc_sigign#????????} | 0x${proc_sigcgt#????????}))
  if [ "$tty" = '?' ]; then
    group=session
    [ $((changed & 6)) -ne 6 ] || group=script
    [ "$pgid" -eq "$sid" ] || group=other
  elif [ "$state" = T ]; then
    group=stopped
  elif [ "$pgid" -eq 0 ]; then
    group=outside
  elif [ "$tpgid" -eq "$pgid" ]; then
    group=foreground
  else
    group=background
  fi
}

# find_parent: sets $parent to its name, $above to the PID of its own parent,
# and $adopted to yes, no or unknown: has it adopted the process?
find_parent() {
  local parent_sid parent_pgid shared first
  parent="a hidden process" parent_sid='' shared=no adopted=unknown above=0
  if [ "$ppid" -eq 0 ]; then
    parent="outside this PID namespace, or none"
    return
  elif proc_stat "$ppid"; then
    parent=$proc_comm parent_sid=$proc_sid parent_pgid=$proc_pgid
    above=$proc_ppid
    [ "$leader" = itself ] || [ "$sid" -ne "$parent_sid" ] || shared=yes
  fi
  starter="$parent, PID $ppid"
  if is_small_init && first=$(first_child "$ppid"); then
    # It has started one command. All its other children are later ones.
    adopted=yes
    [ "$first" -ne "$pid" ] || adopted=no
  elif is_reaper "$ppid"; then
    # A reaper starts processes, too, and these begin in its session.
    [ "$shared" = yes ] || adopted=yes
  elif [ -n "$parent_sid" ]; then
    # So does any parent. One that leads no session has always been in the same;
    # one that does may have been in the child's before.
    if [ "$shared,$tty" = 'yes,?' ] && [ "$pgid" -ne "$pid" ] &&
      [ "$pgid" -ne "$parent_pgid" ]; then
      # A child begins in the group of its parent, so this one may be somebody
      # else's: that of a subreaper's command.
      adopted=unknown
    elif [ "$leader" = itself ] || [ "$shared" = yes ]; then
      adopted=no
    elif [ "$parent_sid" -ne "$ppid" ]; then
      adopted=yes
    fi
  fi
}

# is_reaper PID: as far as it can be seen. systemd is one for its user as well.
is_reaper() {
  [ "$1" -eq "$reaper" ] || [ "$parent" = systemd ] || is_init "$1"
}

# is_small_init: is the parent, by its name, an init for one command?
is_small_init() {
  case $parent in
  tini | tini-static | docker-init | dumb-init | catatonit | 29-pid1) ;;
  *) false ;;
  esac
}

# find_source: sets $source to what started the process and watches it, if that
# is known: systemd, supervisor, command (of an init), scheduler, scheduled (a
# scheduler has started the leader of its session), worker or socket; to init if
# it is PID 1 itself; to child, if all that is known is that a daemon has
# started it, in a group of its own; else to none. $unit is its control group,
# if that is named after a service of systemd.
find_source() {
  source=none unit=$(control_group "$pid") unit=${unit##*/}
  [ "$unit" != "${unit%.service}" ] || unit=''
  case $parent,$leader in
  systemd,*)
    # All that a service starts is in its control group, and has most of its
    # environment. This one variable is the PID of the service itself.
    case $(environ_of SYSTEMD_EXEC_PID "$pid") in
    '') ;;
    "${proc_nspid##*[!0-9]}") source=systemd ;;
    esac
    ;;
  runsv,* | supervise,* | supervise-daemo,* | s6-supervise,* | perpd,* | \
    supervisord,* | dinit,* | monit,* | circusd,* | inetd,* | xinetd,* | \
    launchd,*) source=supervisor ;;
  *,gone) ;; # the next ones adopt orphans as well
  conmon,* | containerd-shim,*) source=supervisor ;;
  esac
  # A shell that a person uses can be the command of an init, too.
  ! is_small_init || [ "$adopted" = yes ] || [ "$terminal" = own ] ||
    source='command'
  [ "$source" != none ] || ! is_init "$pid" || source=init
  [ "$source,$adopted" = none,no ] || return 0
  case $name,$parent in
  "$parent",* | "$parent"-*)
    # A daemon's child of the same name.
    [ "$tty" != '?' ] || ! master=$(examine "$ppid" && conclude &&
      [ "$result" -eq 0 ] && printf '%s\n' "$verdict") || source=worker
    ;;
  *) ! is_scheduler "$parent" || source=scheduler ;;
  esac
  [ "$source,$leader" != none,there ] || ! find_scheduler || source=scheduled
  [ "$source" = none ] || return 0
  # What a supervisor tells a service, and has not been told itself.
  [ ! -r "/proc/$ppid/environ" ] ||
    case $(environ_of NOTIFY_SOCKET "$pid") in
    '' | "$(environ_of NOTIFY_SOCKET "$ppid")") ;;
    *) source=socket ;;
    esac
  # A parent that does not ignore SIGCHLD learns of its child's end. Whether
  # it starts another one is not to be seen.
  [ "$source,$tty,$pgid" = "none,?,$pid" ] || return 0
  is_reaper "$above" || return 0
  ! master=$(examine "$ppid" && conclude && [ "$result" -eq 0 ] &&
    [ $((0x${proc_sigign#????????} & 0x10000)) -eq 0 ] &&
    printf '%s\n' "$verdict") || source=child
}

# is_scheduler NAME: by its name? The last one is that of lesson 27.
is_scheduler() {
  case $1 in
  cron | crond | fcron | atd | 27-scheduler) ;;
  *) false ;;
  esac
}

# find_scheduler: is the session leader a child of one? Sets $starter to it.
find_scheduler() {
  local starter_pid
  proc_stat "$sid" || return
  starter_pid=$proc_ppid
  proc_stat "$starter_pid" && is_scheduler "$proc_comm" || return
  starter="$proc_comm, PID $starter_pid"
}

# The tables. In each the first row that fits counts.

# judge CRITERION FACTS [NUMBER]: a row is the worth of the FACTS (? is "cannot
# tell"), the lesson about them, and what they mean.
judge() {
  case $1:$2 in
  terminal:absent,*) mark PASS 08 "No terminal can send it signals." ;;
  terminal:*,none | terminal:*,init)
    mark FAIL 01 "This terminal can send it signals."
    ;;
  terminal:*) mark WARN 28 "Its supervisor was started on this terminal." ;;

  session:absent,itself,*,none)
    mark WARN 10 "As a session leader it can get a terminal that it opens."
    ;;
  session:*,itself,*,none)
    mark FAIL 10 "It leads the session of this terminal."
    ;;
  session:*,itself,*) mark PASS 08 "It leads a session of its own." ;;
  session:*,gone,other,child)
    mark PASS 28 "It is in its parent's session, and leads a group of its own."
    ;;
  session:*,outside,*)
    mark '?' 29 "Its session leader is not in this PID namespace."
    ;;
  session:*,gone,other,*)
    mark '?' 05 "Its session leader has ended: it may be a job that survived."
    ;;
  session:*,gone,*)
    mark PASS 11 "Its session has no leader, so it can get no terminal."
    ;;
  session:*,none)
    mark FAIL 08 "It is in the session of $leader_name, not in one of its own."
    ;;
  session:*) mark PASS 28 "It is in the session of $leader_name." ;;

  parent:systemd,*)
    mark PASS 28 "systemd started it: its SYSTEMD_EXEC_PID is its PID."
    ;;
  parent:supervisor,*) mark PASS 28 "By its name the parent is a supervisor." ;;
  parent:command,*) mark PASS 29 "It is the command of this init." ;;
  parent:scheduler,*) mark PASS 27 "By its name the parent is a scheduler." ;;
  parent:scheduled,*)
    mark PASS 27 "By its name a scheduler started its session leader."
    ;;
  parent:worker,*) mark PASS 28 "It is a worker of this daemon." ;;
  parent:socket,*) mark PASS 28 "This parent gave it a NOTIFY_SOCKET." ;;
  parent:init,*)
    mark PASS 29 "It is PID 1 of its PID namespace: the reaper itself."
    ;;
  parent:child,*)
    mark PASS 28 "This daemon started it, and learns of its end."
    ;;
  parent:none,yes,systemd) mark PASS 28 "systemd adopted or started it." ;;
  parent:none,yes,*)
    mark PASS 09 "Its parent is the reaper, which has adopted it."
    ;;
  parent:none,no,*) mark FAIL 09 "Its parent is not the reaper." ;;
  parent:*) mark '?' 09 "Its parent may have started it, or adopted it." ;;

  directory:init,/ | directory:none,/)
    mark PASS 13 "It keeps only the file system of / busy."
    ;;
  directory:init,/*' (deleted)' | directory:none,/*' (deleted)')
    mark WARN 13 "This directory has been removed."
    ;;
  directory:init,/* | directory:none,/*)
    mark WARN 13 "It keeps this file system busy."
    ;;
  directory:*,unreadable) mark '?' 13 "$not_shown" ;;
  directory:child,*) mark PASS 13 "It may be its parent that chose it." ;;
  directory:*) mark PASS 13 "Its supervisor chose this directory." ;;

  umask:) mark '?' 12 "Linux before 4.7 does not show it." ;;
  umask:*[2367]) mark PASS 12 "Others may not write to what it creates." ;;
  umask:*) mark WARN 12 "Others may be allowed to write to what it creates." ;;

  mailed:*) mark PASS 27 "$3 leads to a nameless file, to be mailed." ;;

  fd:closed) mark FAIL 14 "$3 is closed: the next open(2) returns $3." ;;
  fd:/dev/pts/*' (deleted)')
    mark FAIL 14 "$3 leads to a terminal that is gone."
    ;;
  fd:/dev/pts/* | fd:/dev/tty* | fd:/dev/console | fd:/dev/hvc*)
    mark FAIL 14 "$3 leads to a terminal."
    ;;
  fd:'from pipe:'*)
    mark WARN 15 "$3 reads from a pipe, until all its writers have ended."
    ;;
  fd:'to pipe:'*)
    mark WARN 15 "$3 writes to a pipe, which keeps the reader waiting."
    ;;
  fd:/*' (deleted)') mark WARN 21 "$3 leads to a file that has been removed." ;;
  fds:unreadable) mark '?' 14 "$not_shown" ;;
  fds:*) mark PASS 14 "They lead somewhere, and not to a terminal." ;;

  leaks:?*) mark WARN 15 "These lead to a terminal: $2" ;;
  pipes:?*) mark WARN 15 "These are pipes from or to other processes: $2" ;;
  others:unreadable) mark '?' 15 "$not_shown" ;;
  others:*) mark PASS 15 "None is a terminal, or a pipe to another process." ;;

  ignores:HUP*)
    mark WARN 06 "It ignores SIGHUP: nohup(1) did that, or the program itself."
    ;;
  ignores:*) mark PASS 06 "It does not ignore SIGHUP." ;;

  user:several,*) mark WARN 26 "It can change from one ID to another." ;;
  user:*,0,*) mark WARN 26 "Root may do more than most daemons need." ;;
  user:*' 0 '*) mark WARN 26 "It is in root's group, 0." ;;
  user:*,some,*) mark WARN 26 "It has capabilities: CapPrm $proc_capprm" ;;
  user:*) mark PASS 26 "It has no ID of root's and no capability." ;;
  esac
}
not_shown="The kernel does not show it to this user."

# conclude: sets $result, 0 a daemon, 1 none, 3 cannot tell, and $verdict.
conclude() {
  case $kind,$source,$terminal,$leader,$adopted,$group in
  kernel,*) rule 1 "kernel thread: it runs no program, and is no daemon" ;;
  threads,*) rule 3 "its first thread has ended, others go on" ;;
  zombie,*) rule 1 "zombie: its parent, $parent, has not waited for its end" ;;
  *,scheduler,*) rule 1 "scheduled job, by its parent's name: $starter" ;;
  *,scheduled,*)
    rule 1 "part of a scheduled job, whose first process is a child of $starter"
    ;;
  *,systemd,*) rule 0 "supervised service of systemd, $unit" ;;
  *,supervisor,*) rule 0 "supervised service, by its parent's name: $starter" ;;
  *,command,*) rule 0 "command of an init, by its parent's name: $starter" ;;
  *,socket,*) rule 0 "supervised service, with a NOTIFY_SOCKET of $starter" ;;
  *,worker,*) rule 0 "worker of $starter, $master" ;;
  *,init,absent,itself,*) rule 0 "PID 1, the init of its PID namespace" ;;
  *,init,absent,*)
    rule 3 "PID 1 of a PID namespace, in a session that began outside of it"
    ;;
  *,init,*) rule 1 "PID 1 of a PID namespace, on $tty" ;;
  *,child,*)
    rule 0 "child of a daemon, which can watch it: $starter, $master"
    ;;

  *,absent,itself,yes,*) rule 0 "single-fork daemon" ;;
  *,absent,gone,yes,session) rule 0 "double-fork daemon" ;;
  *,absent,gone,yes,script)
    rule 3 "a double-fork daemon, or left behind by a script"
    ;;
  *,absent,gone,*,other)
    rule 3 "a survivor of a closed terminal, or a daemon that changed its group"
    ;;
  *,absent,outside,yes,*)
    rule 3 "an orphan of a session that began outside this PID namespace"
    ;;
  *,absent,outside,*)
    rule 3 "its session leader is not in this PID namespace"
    ;;
  *,absent,*,unknown,*) rule 3 "its parent is $parent" ;;
  *,absent,there,*) rule 3 "no terminal, yet in the session of $leader_name" ;;
  *,absent,*) rule 3 "no terminal, yet a child of $parent" ;;

  *,other,itself,yes,*)
    rule 1 "single-fork daemon that has acquired a terminal, $tty"
    ;;
  *,unseen,itself,yes,*)
    rule 3 "a shell of $tty, or a daemon that has acquired it"
    ;;
  *,itself,*) rule 1 "leader of the session of $tty, as a shell is" ;;
  *,outside) rule 3 "its process group is not in this PID namespace" ;;
  *) rule 1 "$group job of $tty" ;;
  esac
  # A control group is no proof: whatever a service leaves behind is in it.
  [ "$source" != none ] || [ -z "$unit" ] ||
    verdict="$verdict, in the control group of $unit"
}
rule() {
  result=$1 verdict=$2
  [ "$result" -ne 3 ] || verdict="cannot tell: $verdict"
}

# mark STATUS LESSON SENTENCE: a judgement, for show. The worst status counts.
# What a supervisor has chosen is no fault of the process.
mark() {
  case $1,$source in
  FAIL,none | FAIL,init) worst=FAIL ;;
  PASS,*) worst=${worst:-PASS} ;;
  '?,'*) worst='CANNOT TELL' unseen=yes ;;
  *) [ "$worst" = FAIL ] || worst=WARN ;;
  esac
  reasons="$reasons            $3 (lesson $2)
"
}

# show CRITERION VALUE: prints that, and what was marked.
show() {
  local colour
  case $worst in
  PASS) colour=$green ;;
  FAIL) colour=$red ;;
  *) colour=$yellow ;;
  esac
  printf '%s%-11s%s %-11s %s\n%s' "$colour" "$worst" "$off" "$1" "$2" "$reasons"
  worst='' reasons=''
}

# check CRITERION FACTS VALUE: judges and shows it.
check() {
  judge "$1" "$2"
  show "$1" "$3"
}

check_descriptors() {
  local number target
  number=0
  for target in "$fd0" "$fd1" "$fd2"; do
    case $source,$target in
    schedule*' (deleted)') judge mailed "$target" $number ;;
    *) judge fd "$target" $number ;;
    esac
    number=$((number + 1))
  done
  [ -n "$worst" ] || judge fds "$standard"
  show "fd 0 to 2" "$standard"
  judge leaks "$leaks"
  judge pipes "$pipes"
  [ -n "$worst" ] || judge others "$others"
  show "other fds" "$others"
}

check_signals() {
  local mask signal names
  # The last 8 hexadecimal digits are signals 1 to 32.
  mask=$((0x${proc_sigign#????????})) names='' signal=1
  while [ $signal -le 31 ]; do
    [ $((mask >> (signal - 1) & 1)) -eq 0 ] ||
      names="$names${names:+ }$(kill -l $signal)"
    signal=$((signal + 1))
  done
  check ignores "$names" "${names:-none}"
}

check_user() {
  local ids capabilities
  ids=one capabilities=none
  case $proc_capprm in
  *[!0]*) capabilities=some ;;
  esac
  # Real, effective, saved and file system ID, of the user and of the group.
  # shellcheck disable=SC2086 # the numbers are words
  set -- $proc_uids $proc_gids
  [ "$1 $2 $5 $6" = "$2 $3 $6 $7" ] || ids=several
  check user "$ids,$capabilities,$1, $5 $proc_groups " \
    "UIDs $1 $2 $3, GIDs $5 $6 $7, groups ${proc_groups:-none}"
}

# report PID: the lines about it and the verdict; sets $result.
report() {
  examine "$1" || {
    absence "$1" && result=3
    return
  }
  conclude
  unseen='' worst='' reasons=''
  printf '%s, PID %s\n' "$name" "$pid"
  [ "$kind" != process ] || {
    check terminal "$terminal,$source" "TTY $tty, TPGID $tpgid"
    check session "$terminal,$leader,$group,$source" \
      "PID $pid, PGID $pgid, SID $sid"
    check parent "$source,$adopted,$parent" "PPID $ppid, $parent"
    check directory "$source,$directory" "$directory"
    check umask "$proc_umask" "${proc_umask:-unknown}"
    check_descriptors
    check_signals
    check_user
  }
  [ "$result$unseen" != 0yes ] || {
    verdict="$verdict, as far as it is shown to this user" result=3
  }
  printf 'verdict:    %s\n' "$verdict"
}

find_reaper
status=0
for pid in "$@"; do
  report "$pid"
  [ "$result" -le "$status" ] || status=$result
done
exit "$status"
