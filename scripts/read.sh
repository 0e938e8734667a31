#!/bin/sh
# read.sh: a lesson, or another page of lessons/, as text for a terminal. On a
# terminal it stops when the screen is full, and asks before it shows a folded
# part; in a pipe it runs through, and folded parts stand at the end.
set -u
unset CDPATH
cd "$(dirname "$0")/.." || exit 3
. scripts/lib/ask.sh
. scripts/lib/course.sh

usage() {
  cat <<'END'
usage: read.sh [--from SECTION] [--until SECTION] N
  N                a lesson, as 8, 08 or 08-setsid, or a page, as glossary
  --from SECTION   begin with this section, as After
  --until SECTION  stop before this section
It ends with 130 if it was left by q.
END
}

quit_() { exit 130; }

# put ROW: prints it; where the screen is full, asks first, and then begins the
# next one without an empty row.
put() {
  if [ "$rows" -ge "$room" ]; then
    more
    [ -n "$1" ] || return 0
  fi
  printf '%s\n' "$1"
  rows=$((rows + 1))
}
more() {
  ask_ "${1-[Enter] more}  [q] $leave"
  measure_
  rows=0 room=$((height_ - 4))
}

# put_block: prints the rows that have been read up to an empty one; on the next
# screen, if there is no room for all of them here.
put_block() {
  local row
  [ "$size" -gt 0 ] || return 0
  if [ $((rows + size)) -gt "$room" ] && [ "$size" -le "$room" ]; then
    more
  fi
  while IFS= read -r row; do
    put "$row"
  done <<END
$block
END
  block='' size=0
}

# page: the rows on descriptor 4, a screen at a time.
page() {
  local row rows=0 room=$((height_ - 4)) block='' size=0 closed=''
  while IFS= read -r row <&4; do
    case $row in
    ' '*)
      [ -z "$closed" ] || continue
      block="$block${block:+
}${row#?}"
      size=$((size + 1))
      ;;
    '('*)
      put_block
      put "  $bold_+ ${row#?}$off_"
      more "[Enter] show it  [s] skip it"
      [ "$answer_" != s ] || closed=1
      ;;
    *)
      put_block
      [ "$row" != ')' ] || closed=''
      # No screen begins with an empty row.
      [ -n "$closed$row" ] || [ "$rows" -eq 0 ] || put ''
      ;;
    esac
  done
  put_block
}

# A part is read in the tour, which q leaves as well (tour.sh, read_part).
from='' until='' leave='stop reading'
while [ $# -gt 1 ]; do
  case $1 in
  --from) from=$2 leave=quit ;;
  --until) until=$2 leave=quit ;;
  *) break ;;
  esac
  shift 2
done
case $#/${1-} in
1/-h | 1/--help) usage && exit ;;
1/-* | 1/ | [!1]/*) usage >&2 && exit 2 ;;
esac
case $1 in
*/* | .*) stem='' ;;
[0-9]*) stem=$(stem_of_ "$1" exercise) || exit ;;
*) stem=$1 ;;
esac
text=$(page_ "$stem")
[ -r "$text" ] || {
  echo "There is no lesson and no page $1." >&2
  exit 2
}

ascii=''
case ${LC_ALL:-${LC_CTYPE:-${LANG-}}} in
*[Uu][Tt][Ff]*) ;;
*) ascii=1 ;;
esac
fold=end
if [ -t 0 ] && [ -t 1 ]; then fold=stop; fi
case ${TERM-} in '' | dumb) NO_COLOR=1 ;; esac
choose_colours_
measure_
[ "$width_" -lt 80 ] || width_=80

rows=$(LC_ALL=C awk -v width="$width_" -v from="$from" -v until="$until" \
  -v bold="$bold_" -v off="$off_" -v ascii="$ascii" -v fold="$fold" \
  -f scripts/lib/plain.awk -f scripts/read.awk "$text") || {
  echo "$text has no section $from." >&2
  exit 1
}
if [ "$fold" = end ]; then
  printf '%s\n' "$rows"
  exit
fi
page 4<<END
$rows
END
