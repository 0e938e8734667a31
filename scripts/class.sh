#!/bin/sh
# class.sh [--one] [--out OUT] DIR: grades a class. DIR has a directory for each
# student, and in it are files NN-name.c. With --one, DIR is the directory of
# one student, and only a TSV is printed, for a forge.
# Each program is judged where it can harm nobody: see lib/box.sh. OUT, or
# work/class, has the results: class.tsv and, in logs/, what each grader said.
# If there are files quiz-before.tsv and quiz-after.tsv of students, it tells
# what the class has learnt: see lib/gain.awk.
# A grade is kept until the file, its grader or the flags of the compiler
# change: a run that was stopped goes on where it was.
#   CLASS_WAYS   the ways of box.sh that are tried: "root own" means namespaces
#                or nothing
#   CLASS_LIMIT  how many seconds a program may take, 120
# Status: 0 graded, 2 usage, 3 cannot run here.
set -u
unset CDPATH
LC_ALL=C
LIMIT=${CLASS_LIMIT:-120} # seconds for one program
: "${CLASS_WAYS:=root own user bare}"
: "${CC:=cc}" "${CFLAGS=-O2}" "${LDFLAGS=}" "${WARN=-Wall -Wextra}"

# find_way: sets $way to what is possible here, and says what is not contained.
find_way() {
  for tool in unshare setpriv ip; do
    command -v $tool >/dev/null ||
      echo "There is no $tool here. Next: apt-get install util-linux iproute2"
  done
  new_room probe
  echo "none of $CLASS_WAYS is for this user" >"$stage/why"
  for way in $CLASS_WAYS ''; do
    case $(id -u)/$way in
    # Without other users, root's programs would be root's on the machine.
    0/own | 0/bare | [1-9]*/root | [1-9]*/user | */) continue ;;
    esac
    ! box "$(spare $$)" - </dev/null >"$stage/why" 2>&1 || break
  done
  rm -rf "$room"
  [ -n "$way" ] || {
    cat "$stage/note" >&2
    echo "SKIP nothing can be graded here: $(tail -n 1 "$stage/why")" >&2
    exit 3
  }
  echo "Each program may use $LIMIT seconds, 400 processes, 20 MB a file and" \
    "1 GB of memory for each process. The sum of memory is not limited."
  case $way in
  root | own)
    echo "It runs as a user ID of its own and in namespaces of its own, so it" \
      "reaches no other process and changes no file."
    command -v ip >/dev/null || echo "It may use the network."
    ;;
  user) echo "NOT CONTAINED, for there are no namespaces here: it runs as a" \
    "user ID of its own, but it may see all processes, use the network, fill" \
    "the disk, and write where everybody may write." ;;
  *) echo "NOT CONTAINED, for there are no namespaces here: it has your" \
    "rights and may end your processes, change your files and use the" \
    "network. Next: grade as root, or in a container." ;;
  esac
}

one='' out='' dir=''
arguments() {
  while [ $# -gt 0 ]; do
    case $1 in
    --one) one=--one ;;
    --out)
      [ $# -gt 1 ] || return 2
      shift
      out=$1
      ;;
    -* | '') return 2 ;;
    *)
      [ -z "$dir" ] || return 2
      dir=$1
      ;;
    esac
    shift
  done
  [ -n "$dir" ]
}
arguments "$@" || {
  echo "usage: make class DIR=directory, or $0 [--one] [--out OUT] DIR" >&2
  exit 2
}
[ -d "$dir" ] || { echo "There is no directory $dir" >&2 && exit 2; }
dir=$(cd "$dir" && pwd -P)
case $out in '' | /*) ;; *) out=$PWD/$out ;; esac
cd "$(dirname "$0")/.." || exit 3
out=${out:-$PWD/work/class}
mkdir -p "$out/logs" || exit 3
. tests/stage.sh
. scripts/lib/student.sh
take_stage class scripts/class.sh ${one:+"$one"} --out "$out" "$dir"
build=$(cd "${BUILD:-build}" && pwd -P) || exit 3
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
chmod 711 "$stage"
mkdir "$stage/students" "$stage/keys" "$stage/done"
find_way >"$stage/note"
fold -s -w 79 "$stage/note" | sed 's/ *$//' >&2

number=1000
for folder in "$dir"${one:-/*/}; do
  [ -z "$one" ] || folder=$dir
  [ -d "$folder" ] || continue
  number=$((number + 1))
  ln -s "${folder%/}" "$stage/students/$number"
done
[ $number -gt 1000 ] || { echo "$dir has no directories in it." >&2 && exit 2; }

# is_there STEM: has anybody handed it in? Of one student all exercises count.
is_there() {
  for file in "$stage"/students/*/"$1.c"; do
    [ ! -f "$file" ] || return 0
  done
  [ -n "$one" ]
}

# What a grade depends on, besides the file. The flags decide what it is.
common=$({ cat scripts/lib/* demos/*.c tests/faults/* &&
  echo "$CC $WARN $CFLAGS $LDFLAGS"; } | cksum)
job=0
for grader in tests/exercises/*_test.sh; do
  stem=$(basename "$grader" _test.sh)
  is_there "$stem" || continue
  echo "$common $(cksum <"$grader")" >"$stage/keys/$stem"
  for kind in exercises solutions; do
    printf '%s\t%s\t%s\n' "$stem" $kind \
      "$(sum_of "lessons/$kind/$stem.c" 2>/dev/null)"
  done >>"$stage/sums"
  student=1000
  while [ $student -lt $number ]; do
    student=$((student + 1)) job=$((job + 1))
    echo "$job $student $stem"
  done
done >"$stage/jobs"
# tell_gain: what the files of make quiz show. False if there are none. They are
# students' files: a link is none, and no byte of them moves the cursor.
tell_gain() {
  for file in "$dir"/*/quiz-before.tsv "$dir"/*/quiz-after.tsv; do
    [ -f "$file" ] || continue
    [ ! -L "$file" ] || continue
    folder=$stage/quiz/$(basename "$(dirname "$file")")
    mkdir -p "$folder"
    head -c 10000 "$file" >"$folder/${file##*/}"
  done
  set -- "$stage"/quiz/*/*.tsv
  [ -e "$1" ] || return
  echo "What the class has learnt, by make quiz:"
  awk -v questions=20 -f scripts/lib/gain.awk "$@" |
    tr -c '[:print:]\n\200-\377' '?'
}
[ -s "$stage/jobs" ] || {
  [ -z "$one" ] && tell_gain && exit
  echo "There is no NN-name.c there." >&2
  exit 2
}
export LC_ALL stage out dir build way LIMIT CC CFLAGS LDFLAGS WARN
# shellcheck disable=SC2016 # for the inner shell
xargs -P 2 -n 3 sh -c '. scripts/lib/student.sh && grade "$@"' sh \
  <"$stage/jobs" &
wait $! # in the background, for a trap is not run before a command has ended

set -- "$stage"/done/*
[ $# -eq "$(wc -l <"$stage/jobs")" ] || {
  echo "Not everything could be graded. Next: type it again" >&2
  exit 3
}
cat "$@" | awk -v one=$one -v tsv="$out/class.tsv" -v sums="$stage/sums" \
  -f scripts/lib/class.awk
if [ -z "$one" ]; then
  echo "The table for a spreadsheet is $out/class.tsv."
  echo "What each grader said is in $out/logs."
  echo
  tell_gain || echo "There are no quiz-before.tsv and quiz-after.tsv."
fi
