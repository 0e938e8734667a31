# course.sh: which lessons there are, and what a learner has done; for the tools
# for people. What was done is kept in work/progress, a line each:
#   lesson 08-setsid               it has been seen to its end
#   exercise 08-setsid SUM BYTES   work/08-setsid.c passed when cksum(1) said so
#   broken 08-setsid SUM BYTES     a variant without its key call was noticed
#   practice 08-setsid 1 2 4       the tasks of make practice that were done
#   hint 08-setsid 2               that was the hint that was shown last
#   step 08-setsid 3 1 2           the tour is at its step 3, 1 of 2 predictions
#                                  was right; of such lines the last counts
progress_=work/progress

# lessons_: a line each, "STEM MINUTES IDEA", from the tables of the syllabus;
# before the first of a part, a line "# TITLE".
lessons_() {
  awk -F ' *[|] *' '
    /^## Part/ { print "#" substr($0, 3) }
    /^[|] \[[0-9][0-9] / && match($2, /\([^)]*\.md\)/) {
      print substr($2, RSTART + 1, RLENGTH - 5), $4, $3
    }' lessons/README.md
}

# project_: the stem of the last project, which is an exercise without a lesson.
# The title of its page, lessons/project.md, names it.
project_() {
  sed -n '1s/^# \([0-9][0-9]\) \([a-z0-9-]*\):.*/\1-\2/p' lessons/project.md
} 2>/dev/null

# exercises_: the stems of all exercises, a line each, in order.
exercises_() {
  lessons_ | sed -n 's/^\([0-9][^ ]*\) .*/\1/p'
  project_
}

# page_ STEM: the file that an exercise belongs to.
page_() {
  if [ "$1" = "$(project_)" ]; then
    echo lessons/project.md
  else
    echo "lessons/$1.md"
  fi
}

# title_ STEM: what it is called.
title_() { sed -n '1{s/^# [0-9]* //; s/`//g; p;}' "$(page_ "$1")"; }

# stem_of_ N [exercise]: the stem of lesson N: 8, 08 and 08-setsid are
# 08-setsid. Where there is no such lesson it says so, names all, and ends with
# status 2. The last project is meant only where an exercise is.
stem_of_() {
  local n="$1" project
  case $n in
  [0-9]) n=0$n- ;;
  [0-9][0-9]) n=$n- ;;
  *) n="$n " ;;
  esac
  project=$(project_)
  case "$project " in
  "$n"*)
    [ -z "${2-}" ] || { echo "$project" && return; }
    echo "$project is the last project: it has no script." \
      "Next: make exercise N=${project%%-*}" >&2
    return 2
    ;;
  esac
  lessons_ | grep '^[0-9]' | N=$n awk '
    index($0, ENVIRON["N"]) == 1 { print $1; found = 1 }
    END { exit !found }' && return
  {
    echo "There is no lesson $1. The lessons are:"
    lessons_ | sed -n 's/^\([0-9][^ ]*\).*/\1/p' | tr '\n' ' ' |
      fold -s -w 78 | sed 's/^/  /; s/ *$//'
    echo
  } >&2
  return 2
}

# sum_ STEM: the checksum and the size of the exercise's file.
sum_() { cksum <"work/$1.c"; } 2>/dev/null

# is_seen_ STEM, is_passed_ STEM: has the lesson been seen; does its exercise
# pass, and is its file still the one that passed?
is_seen_() { grep -Eqs "^lesson $1( |\$)" "$progress_"; }
is_passed_() { grep -qsx "exercise $1 $(sum_ "$1")" "$progress_"; }

# is_broken_ STEM: has a variant without the key call been noticed?
is_broken_() { grep -qs "^broken $1 " "$progress_"; }

# note_ KIND STEM [REST...]: writes a line, in place of the one before. False if
# that cannot be.
note_() {
  mkdir -p work &&
    {
      awk -v kind="$1" -v stem="${2-}" '
        $1 != kind || (kind != "step" && $2 != stem)' "$progress_"
      [ $# -lt 2 ] || echo "$*"
    } >"$progress_.new" && mv "$progress_.new" "$progress_"
} 2>/dev/null

# step_ STEM: what stands in its last line: the step and the two counts.
step_() { sed -n "s/^step $1 //p" "$progress_" 2>/dev/null | tail -n 1; }

# hint_of_ STEM: the hint that was shown last; 0 if none was.
hint_of_() {
  local last
  last=$(sed -n "s/^hint $1 \([0-9]*\)\$/\1/p" "$progress_" 2>/dev/null)
  echo "${last:-0}"
}

# place_: the lesson that the tour is in, if it is in one.
place_() {
  sed -n 's/^step \([^ ]*\) .*/\1/p' "$progress_" 2>/dev/null | tail -n 1
}
