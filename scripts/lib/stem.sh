# stem.sh: which lessons there are. The tools for people source it.

# lessons_: a line each, "STEM MINUTES IDEA", from the tables of the syllabus;
# before the first of a part, a line "# TITLE".
lessons_() {
  awk -F ' *[|] *' '
    /^## Part/ { print "#" substr($0, 3) }
    /^[|] \[[0-9][0-9] / && match($2, /\([^)]*\.md\)/) {
      print substr($2, RSTART + 1, RLENGTH - 5), $4, $3
    }' lessons/README.md
}

# stem_of_ N: the stem of lesson N: 8, 08 and 08-setsid are 08-setsid. Where
# there is no such lesson it says so, names all, and ends with status 2.
stem_of_() {
  local n="$1"
  case $n in
  [0-9]) n=0$n- ;;
  [0-9][0-9]) n=$n- ;;
  *) n="$n " ;;
  esac
  lessons_ | grep '^[0-9]' | N=$n awk '
    index($0, ENVIRON["N"]) == 1 { print $1; found = 1 }
    END { exit !found }' && return
  {
    echo "There is no lesson $1. The lessons are:"
    lessons_ | sed -n 's/^\([0-9][^ ]*\).*/\1/p' | tr '\n' ' ' |
      fold -s -w 78 | sed 's/^/  /'
    echo
  } >&2
  return 2
}
