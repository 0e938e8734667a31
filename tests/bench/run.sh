#!/bin/sh
# run.sh [--rounds N] [--only SECTION | --picture]: what daemons cost, and
# whether 16-daemonize reaches its targets. Prints tables and writes them to
# build/bench.tsv; --picture draws the one in lesson 15. A time alone tells more
# of the machine than of the program, so it is divided by another of the same
# round: the tables show the median of these ratios and where the middle half of
# them lies. Half of the rounds are a run of their own. Where the two do not
# agree, or the middle half is wide, there is no figure: another run would show
# another one. On a busy machine only root gets steady ones. Ends with 0 if it
# could measure, whatever came out, 2 for wrong usage, 3 if it cannot run here.
set -u
unset CDPATH
# In any other locale setsid(1) reads files about it first: here it is quickest.
LC_ALL=C PATH=$PATH:/usr/sbin:/sbin
export LC_ALL PATH
cd "$(dirname "$0")/../.." || exit 3
build=${BUILD:-build}
case $build in
/*) ;;
*) build=$PWD/$build ;;
esac

sections='launch limits calls memory closing sockets answers clients'
sections="$sections starters updates orphans restart left"
usage() {
  echo "usage: run.sh [--rounds N] [--only SECTION | --picture]"
  echo "sections: $sections"
}
rounds=400 chosen=$sections section='' picture=''
while [ $# -gt 0 ]; do
  case $1,${2-} in
  --rounds,*[!0-9]* | --rounds, | --rounds,0*) usage >&2 && exit 2 ;;
  --rounds,*) rounds=$2 && shift ;;
  --only,?*)
    case " $sections " in
    *" $2 "*) chosen=$2 section=$2 && shift ;;
    *) usage >&2 && exit 2 ;;
    esac
    ;;
  --picture,*) picture=1 ;;
  -h,* | --help,*) usage && exit 0 ;;
  *) usage >&2 && exit 2 ;;
  esac
  shift
done

for program in 16-daemonize 20-signals 22-unix-socket 22-ask 23-tcp-token \
  23-ask 24-sole-owner 24-sell 25-persistence 26-privileges 28-supervisor \
  29-pid1; do
  [ -x "$build/$program" ] ||
    { echo "$build/$program is missing. Next: make bench" >&2 && exit 3; }
done
# Not in TMPDIR: daemon(1) runs nothing from where all may write, and of a file
# system in memory a program's own file would count as its memory.
. tests/stage.sh
TMPDIR=$build
export TMPDIR
take_stage bench tests/bench/run.sh --rounds "$rounds" \
  ${picture:+--picture} ${section:+--only "$section"}
tmp=$stage TMPDIR=$stage
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# compile NAME [FLAG...]: tests/bench/NAME.c. Not with the demos' CFLAGS, which
# may be a sanitizer's.
compile() {
  name=$1
  shift
  "${CC:-cc}" -std=c17 -O2 "$@" "tests/bench/$name.c" -o "$tmp/$name" || exit 3
}

# compile_raw NAME: that, of a program without libc.
compile_raw() {
  compile "$1" -ffreestanding -fno-stack-protector -nostdlib -static
}

# compile_static DEMO: with musl, if that is there.
compile_static() {
  ! command -v musl-gcc >/dev/null ||
    musl-gcc -O2 -static "demos/$1.c" -o "$tmp/$1"
}

# variant NAME FILE [OLD NEW]...: compiles this C file with the text NEW in the
# place of OLD, which stands there once, to $tmp/NAME.
variant() {
  local name="$1"
  cp "$2" "$tmp/$name.c"
  shift 2
  while [ $# -gt 0 ]; do
    OLD=$1 NEW=$2 awk '
      { text = text $0 "\n" }
      END {
        old = ENVIRON["OLD"]
        at = index(text, old)
        rest = substr(text, at + length(old))
        if (!at || index(rest, old)) exit 1
        printf "%s%s%s", substr(text, 1, at - 1), ENVIRON["NEW"], rest
      }' "$tmp/$name.c" >"$tmp/variant.c" ||
      { echo "\"$1\" does not stand once in $name" >&2 && exit 3; }
    mv "$tmp/variant.c" "$tmp/$name.c"
    shift 2
  done
  "${CC:-cc}" -std=c17 -O2 "$tmp/$name.c" -o "$tmp/$name" || exit 3
}

# measure PROGRAM ROUNDS [ARG...]: adds what it prints to the samples: lines of
# a name, a round and a time; and which of two runs it was. A signal ends a wait
# at once, but not what is in front.
measure() {
  local program="$1" half=$((($2 + 1) / 2)) runs='1 2' run
  [ "$2" -gt 1 ] || runs=1
  shift 2
  for run in $runs; do
    "$program" $half "$@" 2>>"$tmp/errors" | sed "s/\$/	$run/" \
      >>"$tmp/samples" &
    wait $!
  done
}

# way NAME LIMIT OPEN PROGRAM [ARG...]: a way to launch the payload, under this
# limit of descriptors and with so many open; missing if there is no PROGRAM.
way() {
  echo "$1" >>"$tmp/names"
  if program=$(command -v "$4"); then
    printf '%s\t%s\t%s\t%s' "$1" "$2" "$3" "$program"
    shift 4
    printf '\t%s' "$@" "$tmp/payload" "$tmp/fifo"
    echo
  else
    leave_out "$1" missing
  fi >>"$tmp/ways"
}

# leave_out NAME WORD [WHY]: there are no samples of that.
leave_out() { printf '%s\t0\t%s\t\t%s\n' "$1" "$2" "${3-}" >>"$tmp/samples"; }

# launch ROUNDS [REFERENCE]: in all the ways given since the last launch. With a
# REFERENCE, a row of each other one follows, times that.
launch() {
  measure "$tmp/launch" "$1" "$tmp/fifo" "$tmp/ways"
  [ $# -eq 1 ] || while IFS= read -r name; do
    [ "$name" = "$2" ] || figures "$name" / "$2" | row "$name" times
  done <"$tmp/names"
  rm "$tmp/ways" "$tmp/names"
}
prepare_launch() {
  [ ! -x "$tmp/launch" ] || return 0
  compile launch
  compile_raw payload
  mkfifo "$tmp/fifo"
}

# figures A [/ B | - B | of NUMBER]: of each round, and its run, or of each run
# what would come of NUMBER rounds, each 0 or 1; or a word that says why there
# are none, and the reason.
figures() {
  awk -F '\t' -v a="$1" -v operator="${2-}" -v b="${3-}" '
    $1 != a && $1 != b { next }
    $3 ~ /[a-z]/ { word = $3 "\t" $5; next }
    $1 == a { x[$4 "\t" $2] = $3 }
    $1 == b { y[$4 "\t" $2] = $3 }
    END {
      for (round in x) {
        split(round, run, "\t")
        sum[run[1]] += x[round]
        rounds[run[1]]++
        if (operator == "of")
          continue
        if (operator == "")
          print x[round] "\t" run[1]
        else if (round in y)
          printf "%.6f\t%s\n", operator == "/" ? x[round] / y[round] : \
            x[round] - y[round], run[1]
      }
      if (operator == "of") {
        for (which in sum)
          print b * sum[which] / rounds[which] "\t" which
      }
      if (word) print word
    }' "$tmp/samples"
}

# row WHAT UNIT [TARGET [WHY]]: a row of the figures on standard input. Unless a
# TARGET is reached it says WHY. What is no size is a figure only if both runs
# show it within a tenth, and no quarter of the rounds is far from the middle.
row() {
  sort -n | awk -F '\t' -v section="$section" -v what="$1" -v unit="$2" \
    -v target="${3-}" -v why="${4-}" '
    function quantile(v, n, q) { # between two, a part of both
      q = q * (n - 1) + 1
      return v[int(q)] + (q - int(q)) * (v[int(q) + 1] - v[int(q)])
    }
    $1 ~ /[a-z]/ { word = $1; reason = $2; next }
    { v[++n] = $1 }
    $2 == 1 { first[++n1] = $1 }
    $2 == 2 { second[++n2] = $1 }
    END {
      if (word == "" && !n) word = "failed"
      if (word == "") {
        median = quantile(v, n, 0.5)
        low = quantile(v, n, 0.25)
        high = quantile(v, n, 0.75)
        one = n2 ? quantile(first, n1, 0.5) : median
        two = n2 ? quantile(second, n2, 0.5) : median
        word = target == "" ? "shown" : median > target ? "MISSED" : "reached"
        if (word != "reached") reason = why
        if (unit ~ /^(times|of .*)$/ && n > 1 &&
          (one > 1.1 * two || two > 1.1 * one || high > 1.5 * low)) {
          median = ""
          word = "unsteady"
        }
      }
      OFS = "\t"
      print section, what, unit, median, low, high, target, word, reason
    }' >>"$tmp/tsv"
}

# show TITLE: the rows of the section. Ten # of a bar are the target; where
# there is none the scale is logarithmic.
show() {
  awk -F '\t' -v section="$section" -v title="$1" '
    function short(x) {
      return sprintf(x >= 100 || x == int(x) ? "%d" : \
        x >= 10 ? "%.1f" : "%.2f", x)
    }
    function hashes(n) {
      n = sprintf("%" (n < 1 ? 1 : n > 12 ? 12 : int(n)) "s", "")
      gsub(/ /, "#", n)
      return n
    }
    function log_bar(x) {
      return hashes(min == max ? 1 : 1.5 + 10 * log(x / min) / log(max / min))
    }
    function bar_to(target, x) {
      x = target || !x ? 10 * x / (target ? target : 1) + 0.5 : 11
      x = x < 1 ? "" : hashes(x)
      return substr(substr(x, 1, 10) "..........", 1, 10) "|" substr(x, 11, 1)
    }
    $1 != section { next }
    { row[++rows] = $0 }
    $8 == "shown" {
      if ($4 > max) max = $4
      if (!min || $4 < min) min = $4
    }
    END {
      line = "%-34s %7s %-11s %-12s%7s %s\n"
      printf "\n" line, title, "median", "middle half", "", "at most", ""
      for (i = 1; i <= rows; i++) {
        split(row[i], f, "\t")
        median = f[4] == "" ? "-" : short(f[4])
        spread = f[5] == "" ? "" : short(f[5]) "-" short(f[6])
        bar = f[4] == "" ? "" : f[7] == "" ? log_bar(f[4]) : bar_to(f[7], f[4])
        sub(/shown/, "", f[8])
        printf line, f[2], median, spread, bar, f[7], f[8]
        if (f[9] != "") print "  " f[9]
      }
    }' "$tmp/tsv" | sed 's/ *$//'
  ! grep -q "^$section	.*	failed	" "$tmp/tsv" ||
    sort -u "$tmp/errors" | head -n 5
}

# Two forks in Python, detached in Node: a line each, without tabs.
in_python='import os, sys; os.fork() and os._exit(0); os.setsid();'\
' os.fork() and os._exit(0); os.execv(sys.argv[1], sys.argv[1:])'
in_node='require("child_process").spawn(process.argv[1], [process.argv[2]],'\
' {detached: true, stdio: "ignore"}).unref()'

inits='tini dumb-init catatonit'
not_running=$tmp/no.pid # where start-stop-daemon looks first

measure_launch() {
  prepare_launch
  compile_raw bare
  compile_static 16-daemonize
  way "bare: fork, setsid, fork, execve" 1024 0 "$tmp/bare"
  way "16-daemonize, musl static" 1024 0 "$tmp/16-daemonize"
  way "16-daemonize" 1024 0 "$build/16-daemonize"
  way "setsid -f" 1024 0 setsid -f
  way "daemonize" 1024 0 daemonize
  way "start-stop-daemon --background" 1024 0 start-stop-daemon --start \
    --background --pidfile "$not_running" --startas
  way "start-stop-daemon --notify-await" 1024 0 start-stop-daemon --start \
    --background --notify-await --pidfile "$not_running" --startas
  # shellcheck disable=SC2016 # for that shell
  way "nohup ... & (by sh)" 1024 0 sh -c 'nohup "$0" "$@" >/dev/null 2>&1 &'
  # It has rules of its own about who may write where the command is.
  refusal=$(daemon -- "$tmp/payload" 2>&1 |
    sed -n 's/^.*: refusing to .* (\(.*\))$/\1/p')
  if [ -n "$refusal" ]; then
    leave_out "daemon (libslack)" "not run here" "it refuses: $refusal"
    echo "daemon (libslack)" >>"$tmp/names"
  else
    way "daemon (libslack)" 1024 0 daemon --
  fi
  launch "$rounds" "16-daemonize"
  # After one of these whatever comes next is slow: they have their own rounds.
  way "16-daemonize again" 1024 0 "$build/16-daemonize"
  # In the PATH may be a script that looks for the interpreter.
  python=$(python3 -c 'import sys; print(sys.executable)' 2>/dev/null)
  way "python3, two forks" 1024 0 "${python:-python3}" -c "$in_python"
  way "node, detached spawn" 1024 0 node -e "$in_node"
  launch $(((rounds + 19) / 20)) "16-daemonize again"
  figures "16-daemonize" / "setsid -f" |
    row "16-daemonize : setsid -f" times 1.3 \
      "setsid -f forks once, and does not wait"
  figures "16-daemonize" / "start-stop-daemon --notify-await" |
    row "16-daemonize : --notify-await" times 1.0 \
      "both fork twice and wait, and a fork is what costs most"
  figures "16-daemonize, returned" / \
    "start-stop-daemon --notify-await, returned" |
    row "the same, until they return" times
  figures "16-daemonize, musl static" / "bare: fork, setsid, fork, execve" |
    row "16-daemonize, musl static : bare" times 2.0
  show "LAUNCH, times 16-daemonize"
}

# highest_limit: of descriptors, that this user can have here.
highest_limit() {
  most=$(cat /proc/sys/fs/nr_open)
  # shellcheck disable=SC3045 # dash and bash know it
  (ulimit -n "$most" && echo "$most") 2>/dev/null || ulimit -Hn
}
measure_limits() {
  prepare_launch
  limit=$(highest_limit)
  way low 1024 0 "$build/16-daemonize"
  way high "$limit" 0 "$build/16-daemonize"
  way many "$limit" 10000 "$build/16-daemonize"
  for peer in "low 1024" "high $limit"; do
    way "peer ${peer% *}" "${peer#* }" 0 start-stop-daemon --start \
      --background --pidfile "$not_running" --startas
  done
  launch "$rounds"
  figures high / low | row "limit of $limit : 1024" times 1.05
  figures "peer high" / "peer low" | row "the same, start-stop-daemon" times
  figures many - high | row "10000 open, ms more" ms 4
  show "LAUNCH by 16-daemonize"
}

# calls PROGRAM: from the exec of this 16-daemonize to that of the payload.
calls() {
  [ -x "$1" ] || { echo missing && return; }
  way trace 1024 0 strace -f -o "$tmp/trace" "$1"
  launch 1
  figures trace | grep '[a-z]' || awk -v exec="execve(\"$tmp/payload\"" '
    $2 !~ /^[<+-]/ { calls++ } # not what was resumed, a signal, an end
    index($0, exec) { print calls; exit }' "$tmp/trace"
}
measure_calls() {
  prepare_launch
  compile_static 16-daemonize
  calls "$build/16-daemonize" | row "16-daemonize" calls 130 \
    "half of them reset a signal each, and libc makes many before main"
  calls "$tmp/16-daemonize" | row "16-daemonize, musl static" calls 115
  show "SYSTEM CALLS until it runs"
}

# idle START PROGRAM: KiB that this server, started by START, has for itself
# alone, its work done: the least of three, as what is new in the program's file
# is dirty, and counts.
idle() {
  [ -x "$2" ] || { echo missing && return; }
  for _ in 1 2 3; do
    sync "$2" || sync
    "$1" "$2"
    awk '/^Private_Dirty:/ { print $2 }' "/proc/$server/smaps_rollup"
    stop "$server"
  done | sort -n | head -n 1
} 2>/dev/null
# serve ROLE COMMAND [ARG...]: starts a server, waits for the line of this ROLE;
# sets $server.
serve() {
  local role="$1"
  shift
  : >"$tmp/log"
  "$@" >>"$tmp/log" 2>>"$tmp/errors" &
  server=$!
  until grep -q "^$role" "$tmp/log" || ! kill -0 "$server"; do
    sleep 0.02
  done 2>/dev/null
}
stop() { kill "$@" && wait "$@"; } 2>/dev/null

# A server of each kind that has done its work once. A socket has a short name,
# and that of $tmp may be long: after name_sockets it has another one.
sockets=/proc/$$/fd/9
name_sockets() { exec 9<"$tmp"; }
start_signals() {
  printf 'greeting hello\ninterval 99999999\n' >"$tmp/conf"
  serve end "$1" "$tmp/conf"
}
start_supervisor() { serve started "$1" sleep 60; }
start_unix_socket() {
  serve server "$1" "$sockets/idle"
  "$build/22-ask" "$sockets/idle" hello
} >"$tmp/said"
start_tcp_token() {
  serve server "$1" "$tmp/port"
  "$build/23-ask" "$tmp/port" hello
} >"$tmp/said"
start_sole_owner() {
  serve owner "$1" "$tmp/idle-owner" 999999999
  "$build/24-sell" owner "$tmp/idle-owner" 1
} >"$tmp/said"
start_persistence() {
  rm -rf "$tmp/work"
  serve server "$1" "$tmp/work" sleep 60
  until grep -q '^running' "$tmp/work/status"; do sleep 0.02; done
} >"$tmp/said"
start_privileges() {
  serve server "$1" 0 /dev/null
  # Port 0 is any that is free.
  inode=$(find "/proc/$server/fd" -printf '%l\n' | sed -n 's/^socket:.//p')
  port=$(awk -v inode="${inode%]}" '
    $10 == inode { sub(/.*:/, "", $2); print $2 }' /proc/net/udp)
  bash -c "exec 3<>/dev/udp/127.0.0.1/$((0x$port)); echo nothing >&3
    timeout 5 head -n 1 <&3"
} >"$tmp/said"
# find_namespace: sets $space to what starts a command as PID 1 of a new PID
# namespace, as it is permitted here; or $no_space to why there is none.
find_namespace() {
  for space in -pf -rpf; do
    space="unshare $space --kill-child"
    no_space=$($space true 2>&1) && return
  done
  no_space="a PID namespace is not permitted"
}
# first_of PID: prints the PID of its child.
first_of() { ps -o pid= --ppid "$1" | tr -d ' '; }
# idle_init PROGRAM: that, of an init which is PID 1, and its command waits.
idle_init() {
  [ -x "$1" ] || { echo missing && return; }
  [ -z "$no_space" ] || { printf 'not run here\t%s\n' "$no_space" && return; }
  for _ in 1 2 3; do
    sync "$1" || sync
    # shellcheck disable=SC2086 # words
    $space "$1" sleep 60 >/dev/null 2>>"$tmp/errors" &
    until [ "$(ps -o comm= --ppid "$(first_of $!)")" = sleep ] ||
      ! kill -0 $!; do
      sleep 0.02
    done
    init=$(first_of $!)
    awk '/^Private_Dirty:/ { print $2 }' "/proc/$init/smaps_rollup"
    kill -s KILL "$init"
    wait $!
  done | sort -n | head -n 1
} 2>/dev/null
measure_memory() {
  compile_static 20-signals
  name_sockets
  idle start_signals "$build/20-signals" | row "20-signals" KiB 110
  idle start_signals "$tmp/20-signals" | row "20-signals, musl static" KiB 16
  idle start_unix_socket "$build/22-unix-socket" | row "22-unix-socket" KiB 120
  idle start_tcp_token "$build/23-tcp-token" | row "23-tcp-token" KiB 120
  idle start_sole_owner "$build/24-sole-owner" | row "24-sole-owner" KiB 120
  idle start_persistence "$build/25-persistence" | row "25-persistence" KiB 120
  idle start_privileges "$build/26-privileges" | row "26-privileges" KiB 120
  exec 9<&-
  compile_static 28-supervisor
  idle start_supervisor "$build/28-supervisor" | row "28-supervisor" KiB 110
  idle start_supervisor "$tmp/28-supervisor" |
    row "28-supervisor, musl static" KiB 16
  find_namespace
  compile_static 29-pid1
  idle_init "$build/29-pid1" | row "29-pid1" KiB 110
  idle_init "$tmp/29-pid1" | row "29-pid1, musl static" KiB 16
  for init in $inits; do
    idle_init "$(command -v "$init")" | row "$init" KiB
  done
  show "MEMORY of its own, idle, KiB"
}

measure_closing() {
  compile closing
  measure "$tmp/closing" $(((rounds + 9) / 10))
  for bound in 1024 20000 1000000; do
    for how in /proc/self/fd counting; do
      figures "$how $bound" / "close_range $bound" |
        row "$how, up to $bound" times
    done
  done
  show "CLOSING, times close_range"
}

measure_sockets() {
  compile sockets
  measure "$tmp/sockets" $(((rounds + 1) / 2))
  for what in "1-byte ping-pong" "connect and close" "64 KiB writes"; do
    for where in "" ", two processors"; do
      figures "$what$where, TCP" / "$what$where, Unix" |
        row "$what$where" times
    done
  done
  show "TCP loopback, times Unix socket"
}

# The servers are in front of all else, as their clients are.
serve_in_front() {
  [ -x "$tmp/front" ] || compile front
  local role="$1"
  shift
  serve "$role" "$tmp/front" "$@"
  servers="$servers $server"
}
stop_servers() {
  # shellcheck disable=SC2086 # PIDs
  stop $servers
  servers=''
}
servers=''

measure_answers() {
  compile answers
  # A server that takes each line as it comes.
  variant 23-no-token demos/23-tcp-token.c '!has_token(line)' 0 \
    'end - (line->text + TOKEN)' 'end - line->text' \
    'line->text + TOKEN, (size_t)n' 'line->text, (size_t)n'
  name_sockets
  serve_in_front server "$build/22-unix-socket" "$sockets/asked"
  serve_in_front server "$build/23-tcp-token" "$tmp/token"
  serve_in_front server "$tmp/23-no-token" "$tmp/no-token"
  measure "$tmp/answers" $(((rounds + 3) / 4)) "$sockets/asked" \
    "$tmp/token" "$tmp/no-token"
  stop_servers
  exec 9<&-
  figures TCP / Unix | row "23-tcp-token without token" times
  figures "TCP, token" / Unix | row "23-tcp-token" times
  show "AN ANSWER, times one of 22-unix-socket"
}

measure_clients() {
  compile clients
  name_sockets
  for name in alone silent crowd quiet; do
    serve_in_front server "$build/22-unix-socket" "$sockets/$name"
  done
  measure "$tmp/clients" $(((rounds + 3) / 4)) "$sockets/alone" \
    "$sockets/silent" "$sockets/crowd" "$sockets/quiet"
  stop_servers
  exec 9<&-
  figures "some are silent" / "all ask" |
    row "1000 clients, 100 silent : none" times 1.2
  figures "beside silent clients" / alone |
    row "one client, 100 silent : none" times "" \
      "for each step of one poll(2) looks at all; epoll(7) would not"
  show "AN ANSWER of 22-unix-socket"
}

# Both starters serve, of 1000 times. With a lock no two do. How often they do
# after a question is chance, as it is a matter of microseconds, so that server
# waits a millisecond before it acts on the answer.
measure_starters() {
  compile starters
  no_lock='flock(fd, LOCK_EX | LOCK_NB) == -1'
  question='connect(fd, (struct sockaddr *)&address, sizeof address) == 0'
  variant lock demos/22-unix-socket.c
  variant question demos/22-unix-socket.c "$no_lock" 0 \
    'unlink(path) == -1' 'poll(NULL, 0, 1) == 0 && unlink(path) == -1'
  variant nothing demos/22-unix-socket.c "$no_lock" 0 "$question" 0 \
    'errno != ECONNREFUSED' 0
  name_sockets
  measure "$tmp/starters" $((rounds * 5)) "$sockets/stale" lock "$tmp/lock" \
    question "$tmp/question" nothing "$tmp/nothing"
  exec 9<&-
  figures lock of 1000 | row "the lock" "of 1000" 0
  figures question of 1000 | row "connect, 1 ms, unlink, bind" "of 1000"
  figures nothing of 1000 | row "unlink, bind" "of 1000"
  show "TWO STARTERS, both serve, of 1000"
}

# start_owner NAME PROGRAM [ARG]: of a directory in the office, in front. It
# speaks to nobody: in a file each fsync(2) would have to write that, too.
start_owner() {
  local place="$tmp/office/$1"
  "$tmp/front" "$2" "$place" ${3+"$3"} >/dev/null 2>>"$tmp/errors" &
  servers="$servers $!"
  until "$build/24-sell" owner "$place" 1 >"$tmp/said" || ! kill -0 $!; do
    sleep 0.02
  done 2>/dev/null
}
measure_updates() {
  compile front
  compile updates
  # It writes as those do that have a lock, or none.
  variant 24-quick demos/24-sole-owner.c '    if (sold > before)
        save();' 'char text[LONGEST]; if (sold > before)
    pwrite(file, text, snprintf(text, sizeof text, "%ld\\n", sold), 0);'
  variant ledger lessons/solutions/24-sole-owner.c
  mkdir "$tmp/office"
  start_owner quick "$tmp/24-quick" 999999999
  start_owner owned "$build/24-sole-owner" 999999999
  start_owner ledger "$tmp/ledger"
  measure "$tmp/updates" $(((rounds + 3) / 4)) "$tmp/office"
  stop_servers
  for way in none owner; do
    figures "$way" / lock | row "$way" times
  done
  show "AN UPDATE, times one with a lock"
  section=updates-on-disk
  for way in "owner, on the disk" "owner, four clients" "ledger, four clients"
  do
    figures "$way" / "lock, on the disk" | row "$way" times
  done
  show "ON THE DISK, times one with a lock"
}

measure_orphans() {
  compile orphans
  find_namespace
  set --
  for init in 29-pid1 $inits; do
    program=$build/$init
    [ "$init" = 29-pid1 ] || program=$(command -v "$init")
    if [ -n "$no_space" ]; then
      leave_out "$init" "not run here" "$no_space"
    elif [ -x "$program" ]; then
      set -- "$@" "$init" "$program"
    else
      leave_out "$init" missing
    fi
  done
  [ $# -eq 0 ] || measure "$tmp/orphans" $(((rounds + 4) / 5)) "$@"
  for init in $inits; do
    figures 29-pid1 / "$init" | row "29-pid1 : $init" times 1.1 \
      "most of it is how long it takes that a process ends"
  done
  show "1,000 ORPHANS until none is left"
}

# supervise NAME PROGRAM [ARG...]: a supervisor, what it runs is called sleep.
supervise() {
  program=$(command -v "$2") || { leave_out "$1" missing && return; }
  printf '%s\t%s' "$1" "$program"
  shift 2
  printf '\t%s' "$@"
  echo
} >>"$tmp/ways"
measure_restart() {
  compile restart
  for peer in runsv s6-supervise; do
    mkdir -p "$tmp/$peer"
    printf '#!/bin/sh\nexec sleep 60\n' >"$tmp/$peer/run"
    chmod +x "$tmp/$peer/run"
  done
  supervise 28-supervisor "$build/28-supervisor" sleep 60
  supervise runsv runsv "$tmp/runsv"
  supervise s6-supervise s6-supervise "$tmp/s6-supervise"
  # A round takes more than a second for each.
  measure "$tmp/restart" $(((rounds + 39) / 40)) "$tmp/ways"
  for peer in 28-supervisor runsv s6-supervise; do
    figures "$peer" | row "$peer" ms
  done
  rm "$tmp/ways"
  show "AGAIN after kill -9, ms"
}

# Each watches a program that makes a daemon of itself.
measure_left() {
  compile left
  for peer in runsv s6-supervise; do
    mkdir -p "$tmp/left-$peer"
    ln -s "$build/16-daemonize" "$tmp/left-$peer"
    printf '#!/bin/sh\nexec ./16-daemonize sleep 60\n' >"$tmp/left-$peer/run"
    chmod +x "$tmp/left-$peer/run"
  done
  cat >"$tmp/left.conf" <<END
[supervisord]
nodaemon=true
logfile=/dev/null
logfile_maxbytes=0
pidfile=$tmp/left.pid
[program:left]
command="$build/16-daemonize" sleep 60
stdout_logfile=NONE
stderr_logfile=NONE
END
  supervise 28-supervisor "$build/28-supervisor" "$build/16-daemonize" sleep 60
  supervise runsv runsv "$tmp/left-runsv"
  supervise s6-supervise s6-supervise "$tmp/left-s6-supervise"
  supervise supervisord supervisord -c "$tmp/left.conf"
  # A round takes ten seconds.
  measure "$tmp/left" $(((rounds + 99) / 100)) "$tmp/ways"
  for peer in 28-supervisor runsv s6-supervise supervisord; do
    figures "$peer" | row "$peer" daemons
  done
  rm "$tmp/ways"
  show "DAEMONS LEFT after 10 s"
}

# draw_picture: what closing takes on a log scale, six # to a factor of ten.
draw_picture() {
  section=picture
  compile closing
  measure "$tmp/closing" $(((rounds + 9) / 10))
  for bound in 1024 20000 1000000; do
    for how in close_range /proc/self/fd counting; do
      figures "$how $bound" | row "$how $bound" ms
    done
  done
  echo "limit      closed by      1 us  10 us 0.1 ms 1 ms 10 ms 0.1 s"
  awk -F '[\t ]' '
    function comma(n) {
      return n < 1000 ? n : comma(int(n / 1000)) sprintf(",%03d", n % 1000)
    }
    function number(x) { return sprintf(x < 9.95 ? "%.1f" : "%.0f", x) }
    $1 != "picture" { next }
    $2 == "close_range" {
      printf "%-26s|     |     |     |     |     |\n", ""
    }
    {
      limit = $2 == "close_range" ? comma($3) : ""
      n = int(6 * log($5 * 1000) / log(10) + 1.5)
      bar = sprintf("%" (n < 1 ? 1 : n) "s", "")
      gsub(/ /, "#", bar)
      printf "%-11s%-15s%s ", limit, $2, bar
      print $5 < 0.9995 ? number($5 * 1000) " us" : number($5) " ms"
    }' "$tmp/tsv"
}

echo "section what unit median low high target verdict why" |
  tr ' ' '\t' >"$tmp/tsv"
[ -z "$picture" ] || { draw_picture; exit; }
for section in $chosen; do
  : >"$tmp/samples"
  "measure_$section"
done
cp "$tmp/tsv" "$build/bench.tsv"
count() { grep -c "	$1	" "$tmp/tsv"; }
echo
echo "$rounds rounds: $(count reached) reached, $(count MISSED) missed," \
  "$(count unsteady) unsteady. With all figures: $build/bench.tsv"
