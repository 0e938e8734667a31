# shellcheck shell=sh
# lesson.sh: the frame of a lesson's script. It reads the options, finds the
# program, makes a stage (a private folder with the program in it) and leaves
# nothing behind, however the script ends.
#
# For the script: $program (what to type), $stage (the folder), $root, $stem.
set -u
[ "${TERM-}" != dumb ] || NO_COLOR=1
LC_ALL=C TERM=dumb
export LC_ALL TERM
unset CDPATH ENV BASH_ENV
umask 022

stem=${0##*/} stem=${stem%.sh} stem=${stem%_test}
root=$(cd "$(dirname "$0")" && pwd -P)
while [ ! -d "$root/demos" ]; do root=${root%/*}; done
cd "$root" || exit 3
build=${BUILD:-build}
auto='' plain='' keep_going='' header='' roles=''
checks=0 failed=0 skipped=0 steps=0 terminals=0
case $0 in
*_test.sh) hint="lessons/$stem.md, section Make, has hints" ;;
*) hint="lessons/$stem.md; or by hand, in $build/00-terminal bash" ;;
esac

for part in story terminal ps sweep; do
  # shellcheck source=/dev/null
  . "$root/scripts/lib/$part.sh"
done

# usage: what the script takes, in three lines.
usage() {
  cat <<END
usage: $0 [--auto] [--plain] [--keep-going] [PROGRAM]
  --auto        run straight through, without stopping at each step
  --plain       no colour            --keep-going  go on after a failed check
  PROGRAM       the program to judge, instead of $build/$stem
END
}

# refuse STATUS SENTENCE: says why nothing is run, and ends with STATUS.
refuse() {
  status=$1
  [ "$status" -ne 3 ] || printf 'SKIP '
  printf '%s: %s\n' "$stem" "$2"
  exit "$status"
} >&2

# skip REASON: this machine cannot show the lesson. Not a success: status 3.
skip() { refuse 3 "$1"; }

# need_demo STEM...: refuses to run where one of these demos is not built.
need_demo() {
  for demo in "$@"; do
    [ -x "$build/$demo" ] ||
      refuse 2 "there is no program $build/$demo. Next: make"
  done
}

# leave_out REASON: this machine cannot show a step of the lesson. It is said
# and counted, and is no check that held.
leave_out() {
  skipped=$((skipped + 1))
  tell SKIP "$1" "$red"
}

# need COMMAND...: skips the lesson where one of the commands is missing.
need() {
  for command in "$@"; do
    command -v "$command" >/dev/null ||
      skip "needs $command. Next: sh scripts/setup.sh"
  done
}

# fail SENTENCE [DETAILS]: counts a failed check, tells it and ends the run.
fail() {
  failed=$((failed + 1))
  tell FAILED "$1" "$red"
  [ -z "${2-}" ] || echo "$2" | while IFS= read -r detail; do
    say "  $detail"
  done
  show_screen
  tell next "$hint"
  [ -n "$keep_going" ] || exit 1
}

# check SENTENCE COMMAND [ARG...]: a check: COMMAND is true, or soon becomes so.
check() {
  checks=$((checks + 1)) sentence=$1
  shift
  if poll "$@"; then
    tell ok "$sentence" "$green"
  else
    fail "$sentence" "expected to succeed: $*"
  fi
}

# poll COMMAND [ARG...]: true as soon as COMMAND is; false after $DEADLINE s.
poll() {
  read_clock && end=$((clock + patience))
  until "$@"; do
    read_clock && [ "$clock" -lt "$end" ] || return 1
    sleep 0.02
  done
}

# read_clock: sets $clock to the time since the boot, in hundredths of a second.
read_clock() {
  read -r clock _ </proc/uptime
  clock=${clock%.*}${clock#*.}
}

# staged: the PIDs of all that was started on the stage. They carry its name in
# their environment, so a program that never said its PID is found as well.
staged() {
  grep -lzsxF "LESSON_STAGE=$stage" /proc/[0-9]*/environ | tr -cd '0-9\n'
}

# finish: runs at the end, whatever the reason, and counts up.
finish() {
  status=$?
  trap '' HUP INT TERM
  exec 3>&- 7>&- 8>&- 9>&-
  wait "$sweeper" 2>/dev/null # bash would tell who had to be killed
  case $status in
  0) [ "$checks" -gt 0 ] && [ "$failed" -eq 0 ] || status=1 ;;
  129 | 130 | 143) tell '' "Interrupted, and cleaned up." ;;
  esac
  [ "$status" -eq 3 ] || {
    [ "$skipped" -eq 0 ] || not_shown=", $skipped skipped"
    echo "$stem: $checks checks, $failed failed${not_shown-}"
  }
  exit "$status"
}

while [ $# -gt 0 ]; do
  case $1 in
  --auto) auto=1 ;;
  --plain) plain=1 ;;
  --keep-going) keep_going=1 ;;
  -h | --help) usage && exit 0 ;;
  -*) usage >&2 && exit 2 ;;
  *) break ;;
  esac
  shift
done
[ $# -le 1 ] || { usage >&2 && exit 2; }
[ -t 0 ] && [ -t 1 ] || auto=1
choose_colours

own=${1-} program=${1:-$build/$stem} opener=$build/00-terminal
# Lesson 00 judges the terminal program itself.
[ "${0##*/}" != 00-terminal.sh ] || opener=$program
for file in "$program" "$opener"; do
  [ -f "$file" ] || refuse 2 "there is no program $file. Next: make"
  [ -x "$file" ] ||
    refuse 2 "$file is not a program (it cannot be executed). Next: make"
done
case ${DEADLINE:=5} in
*[!0-9.]* | *.*.* | . | ?*.??*)
  refuse 2 "DEADLINE=$DEADLINE is not a number of seconds such as 5 or 0.5"
  ;;
*.*) patience=$((${DEADLINE%.*}0 * 10 + ${DEADLINE#*.} * 10)) ;;
*) patience=$((DEADLINE * 100)) ;;
esac
[ -r /proc/self/environ ] || skip "needs Linux's /proc"
need bash ps mkfifo

# From here on there is something to clean up. The sweeper reads from a FIFO of
# which this shell alone holds the other end: it gets end of file when the shell
# is gone, be it by SIGKILL, and sweeps. It ignores what ends this shell.
trap '' HUP INT QUIT TERM
stage=$(mktemp -d "${TMPDIR:-/tmp}/$stem.XXXXXX") ||
  refuse 3 "cannot make a folder in ${TMPDIR:-/tmp}"
mkfifo "$stage/alive"
exec 3<>"$stage/alive"
exec 4<"$stage/alive"
{ read -r _ <&4 || sweep staged "$stage"; } 3>&- >/dev/null 2>&1 &
sweeper=$!
exec 4<&-
trap finish EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
trap - QUIT

# On the stage the demos are at hand as build/STEM, as a reader would type it; a
# program of their own as FOLDER/NAME, as in work/mine.
mkdir "$stage/home"
demos=$(cd "$build" && pwd -P) || exit 2
folder=$(cd "$(dirname "$program")" && pwd -P)
name=${folder##*/}
case $name in
build | *[!A-Za-z0-9._-]*) name=mine ;;
esac
[ "$folder" != "$demos" ] || name=build
ln -s "$demos" "$stage/home/build"
[ "$name" = build ] || ln -s "$folder" "$stage/home/$name"
program=$name/${program##*/}
case $opener in
/*) ;;
*) opener=$root/$opener ;;
esac
find_reaper
[ "${reaper:-0}" -gt 0 ] || skip "the reaper is in another PID namespace"
# The second line of a script is its title.
sed -n '2s/^# //p' "$0"
