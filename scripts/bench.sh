#!/bin/sh
# bench.sh [--rounds N] [--only SECTION | --picture]: what daemons cost, and
# whether 16-daemonize reaches its targets. Prints tables and writes them to
# build/bench.tsv; --picture draws the one in lesson 15. A time alone tells more
# of the machine than of the program, so it is divided by another of the same
# round: the tables show the median of these ratios and where the middle half of
# them lies. On a busy machine only root gets steady ones. Ends with 0 if it
# could measure, whatever came out, 2 for wrong usage, 3 if it cannot run here.
set -u
unset CDPATH
# In any other locale setsid(1) reads files about it first: here it is quickest.
LC_ALL=C PATH=$PATH:/usr/sbin:/sbin
export LC_ALL PATH
cd "$(dirname "$0")/.." || exit 3
build=${BUILD:-build}
case $build in
/*) ;;
*) build=$PWD/$build ;;
esac

sections='launch limits calls memory closing sockets'
usage() {
  echo "usage: bench.sh [--rounds N] [--only SECTION | --picture]"
  echo "sections: $sections"
}
rounds=400 chosen=$sections picture=''
while [ $# -gt 0 ]; do
  case $1,${2-} in
  --rounds,*[!0-9]* | --rounds, | --rounds,0*) usage >&2 && exit 2 ;;
  --rounds,*) rounds=$2 && shift ;;
  --only,?*)
    case " $sections " in
    *" $2 "*) chosen=$2 && shift ;;
    *) usage >&2 && exit 2 ;;
    esac
    ;;
  --picture,*) picture=1 ;;
  -h,* | --help,*) usage && exit 0 ;;
  *) usage >&2 && exit 2 ;;
  esac
  shift
done

for program in 16-daemonize 20-signals; do
  [ -x "$build/$program" ] ||
    { echo "$build/$program is missing. Next: make bench" >&2 && exit 3; }
done
# Not in TMPDIR: daemon(1) runs nothing from where all may write, and of a file
# system in memory a program's own file would count as its memory.
BENCH_STAGE=$(mktemp -d "$build/bench.XXXXXX") || exit 3
tmp=$BENCH_STAGE TMPDIR=$BENCH_STAGE
export BENCH_STAGE TMPDIR

# What was started here tells by its environment, whoever is its parent now.
clean_up() {
  trap '' HUP INT TERM
  unset BENCH_STAGE
  while pids=$(grep -Flsz "BENCH_STAGE=$tmp" /proc/[0-9]*/environ)
    [ -n "$pids" ]; do
    for pid in $pids; do
      pid=${pid#/proc/}
      kill -s KILL "${pid%/environ}"
    done
  done 2>/dev/null
  rm -rf "$tmp"
}
trap clean_up EXIT
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

# measure PROGRAM [ARG...]: adds what it prints to the samples, lines of a name,
# a round and a time. A signal ends a wait at once, but not what is in front.
measure() {
  "$@" >>"$tmp/samples" 2>>"$tmp/errors" &
  wait $!
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
    printf '%s\t0\tmissing\n' "$1" >>"$tmp/samples"
  fi >>"$tmp/ways"
}

# launch ROUNDS [REFERENCE]: in all the ways given since the last launch. With a
# REFERENCE, a row of each other one follows, times that.
launch() {
  [ -x "$tmp/launch" ] || {
    compile launch
    compile_raw payload
    mkfifo "$tmp/fifo"
  }
  measure "$tmp/launch" "$1" "$tmp/fifo" "$tmp/ways"
  [ $# -eq 1 ] || while IFS= read -r name; do
    [ "$name" = "$2" ] || figures "$name" / "$2" | row "$name" times
  done <"$tmp/names"
  rm "$tmp/ways" "$tmp/names"
}

# figures A [/ B | - B]: of each round; or a word that says why there are none.
figures() {
  awk -F '\t' -v a="$1" -v operator="${2-}" -v b="${3-}" '
    $1 != a && $1 != b { next }
    $3 ~ /[a-z]/ { word = $3; next }
    $1 == a { x[$2] = $3 }
    $1 == b { y[$2] = $3 }
    END {
      for (round in x)
        if (operator == "")
          print x[round]
        else if (round in y)
          printf "%.6f\n", operator == "/" ? x[round] / y[round] : \
            x[round] - y[round]
      if (word) print word
    }' "$tmp/samples"
}

# row WHAT UNIT [TARGET [WHY]]: a row of the figures on standard input. If the
# TARGET is missed it says WHY.
row() {
  sort -n | awk -v section="$section" -v what="$1" -v unit="$2" \
    -v target="${3-}" -v why="${4-}" '
    function quantile(q) { # between two, a part of both
      q = q * (NR - 1) + 1
      return v[int(q)] + (q - int(q)) * (v[int(q) + 1] - v[int(q)])
    }
    { v[NR] = $1 }
    END {
      if (!NR) v[1] = "failed"
      if (v[1] !~ /[a-z]/) {
        median = quantile(0.5)
        low = quantile(0.25)
        high = quantile(0.75)
        v[1] = target == "" ? "shown" : median > target ? "MISSED" : "reached"
      }
      OFS = "\t"
      print section, what, unit, median, low, high, target, v[1],
        v[1] == "MISSED" ? why : ""
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
      x = hashes(10 * x / target + 0.5)
      return substr(substr(x, 1, 10) "..........", 1, 10) "|" substr(x, 11, 1)
    }
    $1 != section { next }
    { row[++rows] = $0 }
    $8 == "shown" {
      if ($4 > max) max = $4
      if (!min || $4 < min) min = $4
    }
    END {
      line = "%-32s %7s %-11s %-12s%7s %s\n"
      printf "\n" line, title, "median", "middle half", "", "at most", ""
      for (i = 1; i <= rows; i++) {
        split(row[i], f, "\t")
        median = f[4] == "" ? "-" : short(f[4])
        spread = f[4] == "" ? "" : short(f[5]) "-" short(f[6])
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

not_running=$tmp/no.pid # where start-stop-daemon looks first

measure_launch() {
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
  way "daemon (libslack)" 1024 0 daemon --
  launch "$rounds" "16-daemonize"
  # After one of these whatever comes next is slow: they have their own rounds.
  way "16-daemonize again" 1024 0 "$build/16-daemonize"
  # In the PATH may be a script that looks for the interpreter.
  python=$(python3 -c 'import sys; print(sys.executable)' 2>/dev/null)
  way "python3, two forks" 1024 0 "${python:-python3}" -c "$in_python"
  way "node, detached spawn" 1024 0 node -e "$in_node"
  launch $((rounds / 20 + 1)) "16-daemonize again"
  figures "16-daemonize" / "setsid -f" |
    row "16-daemonize : setsid -f" times 1.15 \
      "setsid -f forks once, and a fork copies all tables; by vfork(2): 1.1"
  figures "16-daemonize" / "start-stop-daemon --notify-await" |
    row "16-daemonize : --notify-await" times 0.75 \
      "both fork twice, and a fork is what costs most; by vfork(2): 0.73"
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
  compile_static 16-daemonize
  calls "$build/16-daemonize" | row "16-daemonize" calls 60 \
    "libc makes most of them, before main"
  calls "$tmp/16-daemonize" | row "16-daemonize, musl static" calls 40
  show "SYSTEM CALLS until it runs"
}

# idle PROGRAM: KiB that this 20-signals has for itself alone, its work done:
# the least of three, as what is new in the program's file is dirty, and counts.
idle() {
  [ -x "$1" ] || { echo missing && return; }
  printf 'greeting hello\ninterval 99999999\n' >"$tmp/conf"
  for _ in 1 2 3; do
    sync "$1" || sync
    : >"$tmp/log"
    "$1" "$tmp/conf" >>"$tmp/log" 2>>"$tmp/errors" &
    until grep -q '^end' "$tmp/log" || ! kill -0 $!; do sleep 0.02; done
    awk '/^Private_Dirty:/ { print $2 }' "/proc/$!/smaps_rollup"
    kill $!
    wait $!
  done | sort -n | head -n 1
} 2>/dev/null
measure_memory() {
  compile_static 20-signals
  idle "$build/20-signals" | row "20-signals" KiB 110
  idle "$tmp/20-signals" | row "20-signals, musl static" KiB 16
  show "MEMORY of its own, idle, KiB"
}

measure_closing() {
  compile closing
  measure "$tmp/closing" $((rounds / 10 + 1))
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
  measure "$tmp/sockets" $((rounds / 4 + 1))
  for what in "1-byte ping-pong" "connect and close" "64 KiB writes"; do
    figures "$what, TCP" / "$what, Unix" | row "$what" times
  done
  show "TCP loopback, times Unix socket"
}

# draw_picture: what closing takes on a log scale, six # to a factor of ten.
draw_picture() {
  section=picture
  compile closing
  measure "$tmp/closing" $((rounds / 10 + 1))
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
      bar = sprintf("%" int(6 * log($5 * 1000) / log(10) + 1.5) "s", "")
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
echo "$rounds rounds: $(count reached) reached, $(count MISSED) missed." \
  "With all figures: $build/bench.tsv"
