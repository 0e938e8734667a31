#!/bin/sh
# run.sh [N]: which small changes to a demo does its lesson's script not notice?
# Each mutant differs from the demo in one place (mutate.awk), is compiled, and
# is judged by the script where it can harm nobody (confine.sh). The demos of
# all lessons, or of lesson N (8, 08, 08-setsid); EXERCISE=1: the solutions,
# judged by their graders. A survivor is a claim that nobody checks, or a line
# that teaches nothing; or it is in the file known, with the reason.
# Status: 0 no other survivors, 1 some, 2 usage, 3 cannot be done here.
set -u
LC_ALL=C
export LC_ALL
unset CDPATH
cd "$(dirname "$0")/../.." || exit 3
. tests/stage.sh
build=$(cd "${BUILD:-build}" && pwd -P) || exit 2

# judge SOURCE DEADLINE: compiles the program and runs $judge on it. Status: the
# script's (0: it notices nothing), or 8 where it does not compile.
judge() {
  mkdir "$1.d" "$1.d/build" "$1.d/room" &&
    cp "$1" "$1.d/$name.c" || return 9
  "${CC:-cc}" -std=gnu17 -O1 -w "$1.d/$name.c" -o "$1.d/build/$name" \
    2>/dev/null || return 8
  set -- "$1.d" "$2" "$build"
  if [ "$name" = "$stem" ]; then
    set -- "$@" "$1/build/$name"
  else # a companion: in its place among the demos
    ln -s "$build"/* "$1/build" 2>/dev/null
    set -- "$1" "$2" "$1/build"
  fi
  TMPDIR=$1/room DEADLINE=$2 BUILD=$3 timeout -k 2 120 \
    sh tests/mutants/confine.sh "$1/room" timeout -k 2 90 \
    sh "$judge" --auto --plain ${4+"$4"} </dev/null >"$1/said" 2>&1
}

# One mutant: a line of the list, with the verdict as one more column.
if [ "${1-}" = --one ]; then
  line=$(sed -n "$2p" "$mutants/list")
  judge "$mutants/$2.c" 3 # seconds: with less a late one counts as noticed
  case $? in
  0) verdict=survived ;;
  1) verdict=noticed ;;
  8) exit 0 ;;
  *) verdict="the script ended with $?" ;;
  esac
  printf '%s\t%s\n' "$line" "$verdict" >"$mutants/$2.verdict"
  rm -r "$mutants/$2.c.d"
  exit 0
fi

folder=demos prefix=''
[ -z "${EXERCISE-}" ] || folder=lessons/solutions prefix='exercise '
case ${1-} in
[0-9] | [0-9]-*) lesson=0$1 ;;
*) lesson=${1-} ;;
esac
set --
for file in "$folder/$lesson".c "$folder/$lesson${lesson:+-}"*.c; do
  [ ! -e "$file" ] || set -- "$@" "$file"
done
[ $# -gt 0 ] || { echo "There is no $folder/$lesson" >&2 && exit 2; }

take_stage mutants tests/mutants/run.sh ${lesson:+"$lesson"}
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
chmod 755 "$stage" # some scripts become an ordinary user
mkdir "$stage/room"
sh tests/mutants/confine.sh "$stage/room" test -r Makefile 2>"$stage/why" || {
  echo "SKIP a program cannot be confined here: $(tail -n 1 "$stage/why")" >&2
  exit 3
}

# assess SOURCE: judges the mutants of a program and prints the survivors.
assess() {
  name=$(basename "$1" .c) mutants=$stage/$(basename "$1" .c) early=0
  stem=$name # the last project has no lesson; a companion has that of another
  for page in lessons/"${name%%-*}"-*.md; do
    [ ! -e "$page" ] || stem=$(basename "$page" .md)
  done
  [ "${name%%-*}" -ge 12 ] || early=1
  judge=scripts/$stem.sh
  [ -z "$prefix" ] || judge=tests/exercises/${stem}_test.sh
  export name stem mutants judge build
  mkdir "$mutants" && cp "$1" "$mutants/0.c" || exit
  judge "$mutants/0.c" 5 || {
    echo "$prefix$name: the unchanged program does not pass: nothing is judged"
    tail -n 5 "$mutants/0.c.d/said"
    return 1
  }
  awk -v folder="$mutants" -v early=$early -f tests/mutants/mutate.awk "$1" \
    >"$mutants/list"
  cut -f 1 "$mutants/list" |
    xargs -P "$(nproc)" -n 1 sh tests/mutants/run.sh --one &
  wait $! # in the background, for a trap is not run before a command has ended
  cat "$mutants"/*.verdict | sort -t '	' -k 2n -k 1n |
    awk -v name="$prefix$name" -v known=tests/mutants/known \
      -f tests/mutants/tell.awk
}
status=0
for source in "$@"; do assess "$source" || status=1; done
exit $status
