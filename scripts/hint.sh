#!/bin/sh
# hint.sh N: the next hint of exercise N, out of the lesson's section Make, one
# at a time; after the last one the first again. work/progress says which was
# the last.
set -u
unset CDPATH
cd "$(dirname "$0")/.." || exit 3
. scripts/lib/ask.sh
. scripts/lib/course.sh
. scripts/lib/exercise.sh

case $#/${1-} in
1/ | 1/-* | [!1]/*)
  echo "usage: make hint N=00" >&2
  exit 2
  ;;
esac
stem=$(stem_of_ "$1") || exit
measure_
[ "$width_" -le 80 ] || width_=80
show_hint "$stem"
