#!/bin/sh
# pictures.sh --write|--check: lessons/pictures/08-before.svg is the picture
# "before" of lesson 08, drawn by map.sh; the README shows it. --check tells
# what has drifted from the lesson.
set -u
unset CDPATH
cd "$(dirname "$0")/.." || exit 3
case ${1-} in
--write | --check) ;;
*)
  echo 'usage: pictures.sh --write|--check' >&2
  exit 2
  ;;
esac
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT

drifted=0
for picture in lessons/pictures/*.svg; do
  name=$(basename "$picture" .svg)
  kind=${name#*-}
  sed -n "/^<!-- picture $kind/,/^<!-- end/p" lessons/"${name%%-*}"-*.md |
    sed -E '/^(<!--|```)/d' >"$work/map"
  sh scripts/map.sh --svg "$work/svg" --of "$work/map"
  cmp -s "$work/svg" "$picture" && continue
  if [ "$1" = --write ]; then
    cp "$work/svg" "$picture" && echo "$picture: written anew"
  else
    echo "$picture: not the picture of its lesson. Next: make lessons"
    drifted=1
  fi
done
exit $drifted
