#!/bin/sh
# tour.sh: the course, lesson after lesson. It starts where the learner stopped,
# and keeps what was done in work/progress: a line is "lesson 03-stop-resume".
set -u
unset CDPATH
cd "$(dirname "$0")/.." || exit 3
progress=work/progress

usage() {
  cat <<'END'
usage: tour.sh [--list] [--from N] [--only N]
  --list    the lessons, their minutes and what has been done
  --from N  start at lesson N          --only N  that lesson and no other
END
}

# lessons: a line each, "STEM MINUTES IDEA", from the tables of the syllabus;
# before the first of a part, a line "# TITLE".
lessons() {
  awk -F ' *[|] *' '
    /^## Part/ { print "#" substr($0, 3) }
    /^[|] \[[0-9][0-9] / && match($2, /\([^)]*\.md\)/) {
      print substr($2, RSTART + 1, RLENGTH - 5), $4, $3
    }' lessons/README.md
}

# is_done KIND STEM: has the lesson been seen, has the exercise been passed?
is_done() { grep -qsx "$1 $2" "$progress"; }

list() {
  lessons | while read -r which minutes idea; do
    case $which in
    '#') printf '\n%s\n' "$minutes $idea" && continue ;;
    esac
    state=''
    ! is_done lesson "$which" || state='seen'
    ! is_done exercise "$which" || state="$state${state:+, }exercise passed"
    printf '  %-15s %3s min  %-40s %s\n' "$which" "$minutes" "$idea" "$state"
  done
}

# stem_of N: the stem of lesson N; where there is none, says so and lists all.
stem_of() {
  lessons | sed -n "s/^\($1-[^ ]*\) .*/\1/p" | grep . || {
    echo "There is no lesson $1. The lessons are:"
    list
    return 2
  } >&2
}

# note STEM: writes down that the lesson was seen.
note() {
  is_done lesson "$1" && return
  mkdir -p work 2>/dev/null && echo "lesson $1" 2>/dev/null >>"$progress" ||
    echo "(Not noted: work/ cannot be written here.)"
}

# ask PROMPT: a key of the learner, in $answer; q, or end of input, leaves.
ask() {
  printf '%s ' "$1"
  read -r answer || answer=q
  [ "$answer" != q ] || leave
}

leave() {
  printf '\nYou left before %s. To go on from there: make tour\n' "$stem"
  exit 0
}

mode='' n=''
case ${1-} in
'') ;;
--list) list && exit ;;
-h | --help) usage && exit ;;
*) mode=$1 n=${2-} ;;
esac
case $mode/$n/$# in
--from/?*/2 | --only/?*/2 | //0) ;;
*) usage >&2 && exit 2 ;;
esac

# Ctrl-C ends the lesson's script, which cleans up; the tour sees how it ended.
trap : INT

stems=$(lessons | sed -n 's/^\([0-9][^ ]*\) .*/\1/p')
if [ -n "$mode" ]; then
  start=$(stem_of "$n") || exit
  [ "$mode" = --from ] || stems=$start
else
  for start in $stems; do is_done lesson "$start" || break; done
fi

worst=0 reached=''
[ ! -t 0 ] || [ "$mode" = --only ] || list
for stem in $stems; do
  [ "$stem" != "$start" ] || reached=1
  [ -n "$reached" ] || continue
  echo
  if [ -t 0 ] && [ "$mode" != --only ]; then
    echo "$stem. Have lessons/$stem.md open beside this:" \
      "read up to Run, then start."
    ask "[Enter] start  [s] skip  [q] quit"
    [ "$answer" != s ] || continue
  fi
  while :; do
    scripts/"$stem".sh
    result=$?
    [ "$result" -eq 1 ] || break
    [ -t 0 ] || break
    ask "A check failed: see above. [Enter] go on  [r] run it again  [q] quit"
    [ "$answer" = r ] || break
  done
  case $result in
  0)
    note "$stem"
    [ ! -t 0 ] ||
      echo "Next, if you like: its exercise, make exercise N=${stem%%-*}"
    ;;
  3) echo "This lesson cannot run here: see SKIP above. It stays open." ;;
  130) leave ;;
  esac
  [ "$result" -eq 0 ] || worst=$result
done
[ ! -t 0 ] ||
  printf '\nThat was the end. What is left: make list. Next: make exercises\n'
exit "$worst"
