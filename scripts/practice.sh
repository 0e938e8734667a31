#!/bin/sh
# practice.sh N: tasks for the learner's own hands: a bash on a terminal of its
# own, which 00-terminal relays to the learner's. That bash asks here before
# each prompt (scripts/lib/learner.sh), and then ps is asked whether the task is
# done. The tasks are in scripts/lib/tasks.txt; practice.awk reads them.
set -u
unset CDPATH
cd "$(dirname "$0")/.." || exit 3
. scripts/lib/exercise.sh
. scripts/lib/proc.sh
. scripts/lib/practice.sh

width_=80 bold_='' off_=''
take_exercise practice "$@"
count=$(read_tasks count </dev/null)
[ "$count" -gt 0 ] || {
  echo "There are no tasks for lesson ${stem%%-*}. There are for:" \
    "$(read_tasks lessons </dev/null | cut -c 1-2 | paste -s -d ' ' -)" >&2
  exit 2
}
if ! [ -t 0 ] || ! [ -t 1 ]; then
  echo "make practice needs a terminal, for your hands." >&2
  exit 2
fi
{ bash -c : && ps -o comm:15= -q $$; } >/dev/null 2>&1 || {
  echo "SKIP practice: it needs bash, and ps of procps." \
    "Next: sh scripts/setup.sh" >&2
  exit 3
}
# On a stage: nothing is left behind, and the terminal's modes are put back.
case ${LESSON_STAGE-} in
"$PPID":/*) stage=${LESSON_STAGE#*:} ;;
*) exec "$build/stage" practice sh scripts/practice.sh "$stem" ;;
esac

# open_terminal: a bash on a new terminal. Sets $holder, $shell and $terminal.
open_terminal() {
  local tries=500
  : >"$stage/said"
  : >"$stage/asked"
  (
    cd "$stage/home" || exit
    exec env -i PATH="$PATH" HOME="$stage/home" TERM="${TERM:-dumb}" \
      USER="${USER-}" LOGNAME="${LOGNAME-}" SHELL="${SHELL:-/bin/sh}" LANG=C \
      LC_CTYPE="$letters" PRACTICE="$stage" \
      PRACTICE_PID=$$ "$build/00-terminal" bash --noprofile --rcfile \
      "$root/scripts/lib/learner.sh" -i <&3 2>"$stage/said" 3<&- 5>&-
  ) &
  holder=$! shell=''
  : >"$stage/front"
  until [ -n "$shell" ]; do
    # command  pid 4127  terminal /dev/pts/3
    read -r _ _ shell _ terminal <"$stage/said" || shell=''
    tries=$((tries - 1))
    if [ $tries -eq 0 ] || ! kill -0 $holder 2>/dev/null; then
      echo "SKIP practice: no terminal to be had: $(cat "$stage/said")"
      exit 3
    fi
    sleep 0.02
  done
  terminal=${terminal#/dev/}
}

# close_terminal: ends the program that holds it, which is a hang-up.
close_terminal() {
  [ -n "$holder" ] || return 0
  kill "$holder"
  wait_for_holder
} 2>/dev/null

# wait_for_holder: sets $ended to the status of the program that held the
# terminal. USR1, by which the shell asks, may cut a wait short.
wait_for_holder() {
  while :; do
    wait "$holder"
    ended=$?
    [ $ended -eq 138 ] || break
  done
  holder=''
  stty "$saved" <&3
}

# poll_gone PID: waits for its end.
poll_gone() {
  local tries=100
  while is_alive "$1" && [ $tries -gt 0 ]; do
    sleep 0.02
    tries=$((tries - 1))
  done
}

# shellcheck disable=SC2031 # what compile changes is its own
root=$PWD letters=${LC_ALL:-${LC_CTYPE:-${LANG:-C}}} holder=''
case $build in /*) ;; *) build=$root/$build ;; esac
measure_rows
case ${TERM-} in '' | dumb) NO_COLOR=1 ;; esac
choose_colours_
exec 3<&0
saved=$(stty -g <&3) || exit 3
mkfifo "$stage/answer" && exec 5<>"$stage/answer" || exit 3
mkdir "$stage/home" && ln -s "$build" "$stage/home/build" || exit 3
trap close_terminal EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
trap : USR1
open_terminal
while [ "$order" != quit ]; do
  if [ -s "$stage/asked" ]; then
    read -r line <"$stage/asked"
    : >"$stage/asked"
    # shellcheck disable=SC2086 # the words of the question
    answer $line
  elif ! kill -0 "$holder" 2>/dev/null; then
    wait_for_holder
    [ -t 3 ] || exit 129
    # 129, 137, 143: its shell was hung up, or 00-terminal itself was ended.
    case $(read_tasks reopen </dev/null)/$ended in
    yes/129 | yes/137 | yes/143) order=hangup ;;
    yes/*) order='exit' ;;
    *) order=quit ;;
    esac
  else
    watch
    sleep 0.1 &
    wait $!
  fi
  if [ "$order" = hangup ] || [ "$order" = 'exit' ]; then
    close_terminal
    poll_gone "$shell"
    closed=$order order='' fresh=again
    open_terminal
  fi
done
close_terminal
farewell
