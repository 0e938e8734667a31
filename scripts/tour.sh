#!/bin/sh
# tour.sh: the course, lesson after lesson, but for those that have been seen;
# these it keeps in work/progress: a line is "lesson 03-stop-resume".
set -u
unset CDPATH
cd "$(dirname "$0")/.." || exit 3
progress=work/progress

usage() {
  cat <<'END'
usage: tour.sh [--list] [--from N] [--only N]
  --list    the lessons, their minutes and what has been done: make list
  --from N  from lesson N on, as 08: seen or not
  --only N  lesson N and no other: make demo N=08
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

# list_part STEM: the same of the part that this lesson is in.
list_part() { list | awk -v RS= -v stem="  $1 " 'index($0, stem)'; }

# stem_of N: the stem of lesson N; where there is none, says so and lists all.
stem_of() {
  lessons | grep -o "^$1-[^ ]*" || {
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
  if [ "$mode" = --only ]; then
    printf '\nYou left %s. To begin it again: make demo N=%s\n' "$stem" "$n"
  else
    printf '\nYou left before %s. To go on from there: make tour\n' "$stem"
  fi
  exit 0
}

mode='' n=''
case ${1-} in
'') ;;
--list)
  list
  exit
  ;;
-h | --help) usage && exit ;;
*) mode=$1 n=${2-} ;;
esac
case $mode/$n/$# in
--from/[0-9][0-9]/2 | --only/[0-9][0-9]/2 | //0) ;;
*) usage >&2 && exit 2 ;;
esac

# Ctrl-C ends the lesson's script, which cleans up; the tour sees how it ended.
trap : INT

stems='' start=''
[ -z "$mode" ] || start=$(stem_of "$n") || exit
for stem in $(lessons | grep -o '^[0-9][^ ]*'); do
  case $mode in
  '') ! is_done lesson "$stem" || continue ;;
  --only) [ "$stem" = "$start" ] || continue ;;
  --from) [ "$stem" = "$start" ] || [ -n "$stems" ] || continue ;;
  esac
  stems="$stems $stem"
done
[ -n "$stems" ] ||
  echo "You have seen all lessons. One of them again: make demo N=08"

worst=0
for stem in $stems; do
  if [ -t 0 ] && [ "$mode" != --only ]; then
    list_part "$stem"
    echo
    echo "Next is $stem. Have lessons/$stem.md open beside this:"
    echo "read up to Run, then start."
    ask "[Enter] start  [s] skip  [q] quit"
    [ "$answer" != s ] || continue
  fi
  echo
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
[ ! -t 0 ] || [ "$mode" = --only ] ||
  printf '\nThat was the end. What is left: make list. Next: make exercises\n'
exit "$worst"
