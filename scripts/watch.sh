#!/bin/sh
# watch.sh N: grades exercise N again whenever work/NN-name.c is saved; keys
# give a hint, go on to the next exercise, and leave. It looks at the file five
# times a second, so that it needs no help from the editor.
set -u
unset CDPATH
cd "$(dirname "$0")/.." || exit 3
. scripts/lib/exercise.sh

# look: prints what differs after the file was saved; nothing where there is no
# file: an editor may be about to put the new one in its place.
look() {
  { stat -c '%y %i' "work/$stem.c" && cksum <"work/$stem.c"; } 2>/dev/null |
    paste -s -d ' ' -
}

# keys_on, keys_off: single keys, without Enter and without echo; reading one
# waits 0.2 s at most. Without susp, Ctrl-Z cannot leave a shell with that.
keys_on() { stty -icanon -echo min 0 time 2 susp undef; } 2>/dev/null
keys_off() { stty "$saved"; } 2>/dev/null

# say_keys: what can be pressed now.
say_keys() {
  local next=''
  ! is_passed_ "$stem" || [ -z "$(next_of "$stem")" ] ||
    next='[n] next exercise  '
  printf '\n%s[h] hint  %s[q] quit%s  Watching work/%s.c: save it.\n' \
    "$bold_" "$next" "$off_" "$stem"
}

# begin STEM: watches this exercise. Its starter is not graded before it has
# been saved.
begin() {
  stem=$1 graded='' before='' missing=0
  keys_off
  if begin_exercise "$stem"; then
    graded=$(look)
  fi
  keys_on
  say_keys
}

# judge: grades the file as it is now.
judge() {
  local result
  graded=$now
  printf '\n%s---- %s  work/%s.c%s\n' "$bold_" "$(date +%T)" "$stem" "$off_"
  # In a shell of its own: it may exit.
  (grade "$stem" && after_pass "$stem")
  result=$?
  case $result in
  129 | 130 | 143) exit $result ;;
  esac
  say_keys
}

# go_on: to the next exercise, if this one passes.
go_on() {
  local next
  next=$(next_of "$stem")
  if ! is_passed_ "$stem"; then
    echo "This exercise does not pass yet. When it does, n goes on."
  elif [ -z "$next" ]; then
    echo "That was the last exercise."
  else
    echo
    begin "$next"
  fi
}

# watch: the loop.
watch() {
  while [ -t 0 ]; do # no more, when the terminal has been closed
    case $(dd bs=16 count=1 2>/dev/null) in
    h*)
      echo
      show_hint "$stem"
      say_keys
      ;;
    n*) go_on ;;
    q*) return 0 ;;
    esac
    now=$(look)
    if [ -z "$now" ]; then
      missing=$((missing + 1))
      [ "$missing" -ne 10 ] || wrap "work/$stem.c is not there any more. \
When it is back, it is graded."
    elif [ "$now" != "$before" ]; then
      missing=0 # it may be half written: look once more
    elif [ "$now" != "$graded" ]; then
      judge
    fi
    before=$now
  done
  return 129
}

take_exercise watch "$@"
if ! [ -t 0 ] || ! [ -t 1 ]; then
  echo "make watch needs a terminal, for its keys." \
    "Without one: make exercise N=${stem%%-*}" >&2
  exit 2
fi
make_folders
saved=$(stty -g) || exit 3
case ${TERM-} in '' | dumb) NO_COLOR=1 ;; esac
choose_colours_
quit_() { exit 130; }
watched=1
trap keys_off EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
measure_rows
begin "$stem"
watch
