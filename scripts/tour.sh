#!/bin/sh
# tour.sh: the course in one terminal, lesson after lesson: what to know before,
# the steps of the script, what they have shown, the code, the exercise. It goes
# on where it was left; work/progress says where that was, see lib/course.sh.
set -u
unset CDPATH
cd "$(dirname "$0")/.." || exit 3
. scripts/lib/ask.sh
. scripts/lib/course.sh

usage() {
  cat <<'END'
usage: tour.sh [--list] [--from N] [--only N [STEP]]
  --list           the lessons, and what has been done: make list
  --from N         from lesson N on (8, 08 or 08-setsid), seen or not
  --only N [STEP]  the steps of lesson N and no more: make demo N=08 STEP=3
END
}

# list: the lessons, a row each; what is long is wrapped below itself.
list() {
  local which minutes idea seen here
  here=$(place_)
  {
    lessons_
    echo "# The last project"
    project_
  } | while read -r which minutes idea; do
    case $which in
    '#') printf '#%s\n' "$minutes $idea" && continue ;;
    esac
    [ -n "$minutes" ] || idea=$(title_ "$which")
    seen=-
    [ "$here" != "$which" ] || seen=here
    ! is_seen_ "$which" || seen=seen
    printf '%s|%s|%s|%s|%s\n' "$which" "$minutes" "$seen" \
      "$(exercise_state "$which")" "$idea"
  done | awk -F '|' '
    # fold: splits TEXT into rows of WIDTH; returns how many.
    function fold(text, width, row,  n, i, word, rows) {
      n = split(text, word, " ")
      row[rows = 1] = word[1]
      for (i = 2; i <= n; i++)
        if (length(row[rows] " " word[i]) > width) row[++rows] = word[i]
        else row[rows] = row[rows] " " word[i]
      return rows
    }
    BEGIN {
      form = "  %-15s %4s  %-5s %-13s  %s"
      print sprintf(form, "lesson", "min", "seen", "exercise", "the one idea")
    }
    /^#/ { print "\n" substr($0, 2); next }
    {
      states = fold($4, 13, state)
      ideas = fold($5, 35, idea)
      for (i = 1; i <= states || i <= ideas; i++) {
        row = sprintf(form, $1, $2, $3, i <= states ? state[i] : "", \
          i <= ideas ? idea[i] : "")
        sub(/ +$/, "", row)
        print row
        $1 = $2 = $3 = ""
      }
    }'
}

# exercise_state STEM: what has become of its exercise, in words; with a + if a
# variant without the key call was noticed.
exercise_state() {
  local mark=''
  ! is_broken_ "$1" || mark=' +'
  if is_passed_ "$1"; then
    echo "passes$mark"
  elif grep -Eqs "^exercise $1( |\$)" "$progress_"; then
    echo "changed since it passed$mark"
  elif [ -e "work/$1.c" ]; then
    echo "not yet"
  else
    echo -
  fi
}

# explain_mark: what the + in the list is, if there is one.
explain_mark() {
  ! grep -qs '^broken ' "$progress_" || printf '\n  + %s\n' \
    "its key line was taken out, too: make exercise N=08 BROKEN=work/broken.c"
}

# show_list: the list, a screen at a time.
show_list() {
  local auto=1
  if [ -t 0 ] && [ -t 1 ]; then auto=''; fi
  case ${TERM-} in '' | dumb) NO_COLOR=1 ;; esac
  choose_colours_
  quit_() { exit 0; }
  { list && explain_mark; } | page_rows_ "$auto"
}

# list_part STEM: the same of the part that this lesson is in.
list_part() {
  list | awk -v RS= -v ORS='\n\n' -v stem="  $1 " '
    NR == 1 || index($0, stem)'
}

welcome() {
  cat <<'END'

  Welcome to "Daemons, step by step".

  In each lesson a small program runs on a terminal of its own, one step at a
  time; you see what ps shows of it, and why. You press Enter to go on, a letter
  to say what you expect, and ? where you do not know a column of ps. A lesson
  takes 15 to 25 minutes. You leave with q at any question, and make tour brings
  you back to where you were.

END
}

# ask PROMPT: asks; what r does is done here.
ask() {
  ask_ "$1"
  while [ "$answer_" = r ]; do
    read_part || :
    ask_ "$1"
  done
}
quit_() { leave; }

# leave: says the truth about where the tour goes on.
leave() {
  local step=''
  echo
  if [ -n "$ended" ]; then
    echo "You have seen $ended. To go on: make tour"
  elif [ "$mode" = --only ]; then
    echo "You left $stem. To see it again: make demo N=${stem%%-*}"
  elif [ -z "$stem" ]; then
    echo "To begin: make tour"
  elif [ "$(place_)" = "$stem" ]; then
    step=$(step_ "$stem")
    step=${step%% *}
    if [ "$step" -gt "$(steps)" ]; then
      step='after its last step'
    elif [ "$step" -gt 1 ]; then
      step="in step $step"
    else
      step='at its beginning'
    fi
    echo "You left $stem $step. To go on from there: make tour"
  else
    echo "You left $stem. To go on from there: make tour N=${stem%%-*}"
  fi
  exit 0
}

# steps: how many the lesson has.
steps() { grep -c '^ *step ' "scripts/$stem.sh"; }

# read_part [OPTION...]: the lesson, or a part of it. False where it has no such
# part; Ctrl-C or q leaves the tour if there are OPTIONs.
read_part() {
  sh scripts/read.sh "$@" "$stem" 2>/dev/null
  case $?/$# in
  0/* | 130/0) return 0 ;;
  130/*) leave ;;
  esac
  return 1
}

# begin: shows where we are and asks; then the text before the steps. Sets
# $step, the one to begin with. False if the lesson is skipped.
begin() {
  list_part "$stem"
  step=$(step_ "$stem")
  step=${step%% *}
  if [ "${step:-1}" -gt 1 ]; then
    echo "  You were in $stem."
    ask "[Enter] go on there  [b] from its beginning  [s] skip it  [q] quit"
  else
    step=1
    note_ step "$stem" 1 0 0 ||
      echo "  (What you do is not noted: work/ cannot be written here.)"
    echo "  Next is $stem."
    ask "[Enter] begin  [s] skip it  [q] quit"
  fi
  case $answer_ in
  s)
    note_ step
    return 1
    ;;
  b)
    step=1
    note_ step "$stem" 1 0 0
    ;;
  esac
  if [ "$step" -eq 1 ]; then
    echo
    read_part --until Predict || :
    echo
    ask "[Enter] run the program, step by step  [r] read the lesson  [q] quit"
  fi
}

# run: the lesson's script, again and again if a check fails and the learner
# wants it. Sets $result.
run() {
  while :; do
    if [ -z "$watched" ]; then
      "scripts/$stem.sh"
    elif [ "$mode" = --only ]; then
      "scripts/$stem.sh" --from="$step"
    else
      LESSON_NOTE=$PWD/$progress_ "scripts/$stem.sh" --from="$step"
    fi
    result=$?
    [ "$result-$watched" = 1-1 ] || break
    ask "A check failed: see above. [Enter] go on  [a] run it again  [q] quit"
    [ "$answer_" = a ] || break
    step=1
  done
  case $result in
  0 | 1) ;;
  3) echo "This lesson cannot run here: see SKIP above. It stays open." ;;
  129 | 130 | 143) leave ;;
  *) echo "This lesson's script did not run to its end: see above." ;;
  esac
  [ "$result" -eq 0 ] || worst=$result
}

# finish: what follows the steps.
finish() {
  ask "[Enter] what it has shown  [r] read the lesson  [q] quit"
  read_part --from After --until "Break it" || :
  note_ lesson "$stem" && note_ step && ended=$stem && note_next
  echo
  printf '  Its exercise: make exercise N=%s (%s)\n' "${stem%%-*}" \
    "leave the tour for it, and come back"
  ask "[Enter] next lesson  [e] what the exercise is  [r] read  [q] quit"
  while [ "$answer_" = e ]; do
    read_part --from Make --until "If yours differs" || :
    echo
    ask "[Enter] next lesson  [r] read the lesson  [q] quit"
  done
  ended=''
}

# note_next: the lesson that comes after this one is where the tour will be.
note_next() {
  local next
  # shellcheck disable=SC2086 # a word a lesson
  next=$(printf '%s\n' $later $earlier | sed -n "/^$stem\$/{n;p;}")
  [ -z "$next" ] || [ -n "$(step_ "$next")" ] || note_ step "$next" 1 0 0
}

mode='' n='' stem='' step=1
case $#/${1-} in
0/) ;;
1/--list)
  show_list
  exit
  ;;
1/-h | 1/--help) usage && exit ;;
2/--from | 2/--only | 3/--only) mode=$1 n=$2 step=${3:-1} ;;
*) usage >&2 && exit 2 ;;
esac
case $step in
[1-9] | [1-9][0-9]) ;;
*) usage >&2 && exit 2 ;;
esac
if [ -n "$mode" ]; then
  [ -n "$n" ] || { usage >&2 && exit 2; }
  start=$(stem_of_ "$n") || exit
else
  start=$(place_)
fi

watched=''
if [ -t 0 ] && [ -t 1 ]; then watched=1; fi
case ${TERM-} in '' | dumb) NO_COLOR=1 ;; esac
choose_colours_

# Ctrl-C ends the lesson's script, which cleans up; the tour sees how it ended.
trap : INT

# From the start on; without --from, then what was not seen before it.
later='' earlier='' past=''
for stem in $(lessons_ | grep -o '^[0-9][^ ]*'); do
  [ "$stem" != "$start" ] || past=1
  case $mode in
  '') ! is_seen_ "$stem" || continue ;;
  --only) [ "$stem" = "$start" ] || continue ;;
  esac
  if [ -n "$past" ]; then
    later="$later $stem"
  elif [ "$mode" != --from ]; then
    earlier="$earlier $stem"
  fi
done
stem='' ended='' worst=0

if [ -z "$later$earlier" ]; then
  echo "You have seen all lessons. One of them again: make demo N=08"
elif [ -n "$watched" ] && [ -z "$mode" ] && [ ! -e "$progress_" ]; then
  welcome
  ask "[Enter] begin  [q] quit"
fi
for stem in $later $earlier; do
  echo
  if [ -z "$watched" ] || [ "$mode" = --only ]; then
    run
    if [ "$result-$step-$watched" = 0-1-1 ] && ! is_seen_ "$stem"; then
      note_ lesson "$stem" ||
        echo "(Not noted: work/ cannot be written here.)"
    fi
    continue
  fi
  begin || continue
  result=0
  if [ "$step" -le "$(steps)" ]; then run; fi
  if [ "$result" -eq 0 ]; then finish; fi
done
if [ -n "$watched" ] && [ "$mode" != --only ] && [ -n "$later$earlier" ]; then
  printf '\nThat was the end. What you have done: make list\n'
  [ -z "$(project_)" ] ||
    echo "What is left is the last project: make read N=project"
fi
exit "$worst"
