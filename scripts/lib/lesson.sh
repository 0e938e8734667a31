# lesson.sh: the frame of a lesson's script. It reads the options, finds the
# program and the stage, counts the checks and says how they went.
#
# What it gives out, to be read and not to be set:
#   $program  what to type, such as build/08-setsid or work/mine
#   $comm     its name as ps shows it: 15 characters at most
#   $stage    the private folder of this run; $stage/home is the shell's
#   $root     the course's folder
#   $stem     the lesson, such as 08-setsid
#   $wrong    what the last check saw in place of what was expected
#   $reaper   the PID of the process that adopts orphans here
# What it may be given, by grade.sh and watch.sh:
#   $GRADER_NOTE  a file: each failed check adds a line "STEP CHECK FATE", the
#                 number of its step, its number in that step, and one word for
#                 what has become of the program: see fate.sh
#   $GRADER_HINT  what to do after a failure; otherwise: make hint
# All other variables and functions of scripts/lib end in _: a script may use
# every other name.
set -u
unset CDPATH ENV BASH_ENV COLUMNS LINES PS_FORMAT PS_PERSONALITY CMD_ENV \
  POSIXLY_CORRECT TIME_STYLE QUOTING_STYLE LS_COLORS
IFS=' 	
'
# What the learner's terminal can show, for the lesson that r prints.
: "${letters_=${LC_ALL:-${LC_CTYPE:-${LANG-}}}}"
LC_ALL=C
export LC_ALL letters_
umask 022

stem=${0##*/} stem=${stem%.sh} stem=${stem%_test}
root=$(cd "$(dirname "$0")" && pwd -P)
while [ ! -d "$root/demos" ]; do root=${root%/*}; done
case $0 in
/*) script_=$0 ;;
*) script_=$PWD/$0 ;;
esac
cd "$root" || exit 3
build_=${BUILD:-build}
auto_='' wrapped_='' plain_='' keep_going_='' from_=1
checks_=0 before_step_=0 failed_=0 skipped_=0 steps_=0 terminals_=0
wrong='' why_=''

for part_ in ask story proc ps terminal fate complaint; do
  # shellcheck source=/dev/null
  . "$root/scripts/lib/$part_.sh"
done

# usage: what a script takes.
usage_() {
  cat <<END
usage: $0 [--auto | --wrap] [--plain] [--keep-going] [--from=N] [PROGRAM]
  --auto        run straight through, without stopping at each step
  --wrap        the same, wrapped to the terminal's width: for a grader
  --plain       no colour
  --keep-going  go on after a failed check
  --from=N      do not stop before step N
  PROGRAM       the program to judge, instead of $build_/$stem
END
}

# refuse STATUS SENTENCE: says why nothing is run, and ends with STATUS.
refuse() {
  local sign=''
  [ "$1" -ne 3 ] || sign='SKIP '
  printf '%s%s: %s\n' "$sign" "$stem" "$2" >&2
  exit "$1"
}

# skip REASON: this machine cannot show the lesson. Not a success: status 3.
skip() { refuse 3 "$1"; }

# need COMMAND...: skips the lesson where one of the commands is missing.
need() {
  local command
  for command in "$@"; do
    command -v "$command" >/dev/null ||
      skip "needs $command. Next: sh scripts/setup.sh"
  done
}

# need_demo STEM...: refuses to run where one of these demos is not built.
need_demo() {
  local demo
  for demo in "$@"; do
    [ -x "$build_/$demo" ] ||
      refuse 2 "there is no program $build_/$demo. Next: make"
  done
}

# leave_out REASON: this machine cannot show a step of the lesson. It is said
# and counted; it is no check that held.
leave_out() {
  skipped_=$((skipped_ + 1))
  tell SKIP "$1" "$red_"
}

# verify LABEL SENTENCE COMMAND [ARG...]: a check of one's own, and the one way
# to make it. It holds as soon as COMMAND is true, and fails when it still is
# not after $DEADLINE seconds; COMMAND says in $wrong what it saw. LABEL stands
# before the SENTENCE ("in file", "ok").
verify() {
  local label="$1" sentence="$2"
  shift 2
  checks_=$((checks_ + 1)) wrong=''
  if poll_ "$@"; then
    tell "$label" "$sentence" "$green_"
  else
    fail_ "Expected: $sentence." "${wrong:-That is not so.}"
  fi
}

# fail_ SENTENCE [DETAILS]: counts a failed check, says it and ends the run.
fail_() {
  failed_=$((failed_ + 1))
  rows_=-99 # no stop between the lines of a failure
  tell FAILED "$1" "$red_"
  local detail
  while IFS= read -r detail; do
    [ -z "$detail" ] || say "$detail"
  done <<END
$(printf '%s\n' "${2-}" | awk '!/^Usual cause/ || !seen[$0]++')
END
  case $1 in
  *'not what it should be'*) show_fate_ row ;;
  *) show_fate_ ;;
  esac
  show_screen_
  note_failure_
  [ "$steps_" -eq 0 ] || say "This was step $steps_ of $all_steps_."
  tell next "$(hint_)"
  [ -n "$keep_going_" ] || exit 1
}

# note_failure_: tells grade.sh, see $GRADER_NOTE.
note_failure_() {
  [ -z "${GRADER_NOTE-}" ] ||
    echo "$steps_ $((checks_ - before_step_)) $fate_" >>"$GRADER_NOTE"
} 2>/dev/null

# hint_: what to do after a failure.
hint_() {
  case $0 in
  *_test.sh) echo "${GRADER_HINT:-make hint N=${stem%%-*}}" ;;
  *) echo "lessons/$stem.md; or try it by hand, in $build_/00-terminal bash" ;;
  esac
}

# poll_ COMMAND [ARG...]: true as soon as COMMAND is; false after $DEADLINE s.
# What has not come in half a second is asked for less often: asking costs more
# than waiting. To a person it says after 1.5 s that it waits, in a row that
# then goes.
poll_() {
  local end seldom sign
  clock_
  end=$((now_ + patience_)) seldom=$((now_ + 50)) sign=$((now_ + 150))
  until "$@"; do
    clock_
    if [ "$now_" -ge "$end" ]; then
      unsay_wait_
      return 1
    fi
    [ "$now_" -lt "$sign" ] || say_wait_ $(((end - now_ + 99) / 100))
    if [ "$now_" -lt "$seldom" ]; then sleep 0.02; else sleep 0.1; fi
  done
  unsay_wait_
}
say_wait_() {
  [ "${waits_-}" != "$1" ] && [ -t 1 ] || return 0
  waits_=$1
  printf '\r  %-9s  %-24s' waiting "at most $1 s more"
}
unsay_wait_() {
  [ -n "${waits_-}" ] || return 0
  waits_=''
  printf '\r%37s\r' ''
}

# patiently TIMES COMMAND [ARG...]: runs a word of the script with a deadline
# that is so many times as long: for what is many things in one.
patiently() {
  local patience_=$((patience_ * $1))
  shift
  "$@"
}

# clock_: sets $now_ to the time since the boot, in hundredths of a second:
# proc(5). In a polled loop a subshell costs as much as what is polled.
clock_() {
  read -r now_ _ </proc/uptime
  now_=${now_%.*}${now_#*.}
  while [ "$now_" != "${now_#0}" ] && [ "$now_" != 0 ]; do now_=${now_#0}; done
}

# finish_: runs at the end, whatever the reason, and counts up. What is left of
# the lesson is ended by build/stage, when this shell has ended.
finish_() {
  local status=$? not_shown=''
  trap '' HUP INT TERM
  case $status in
  0)
    [ "$failed_" -eq 0 ] || status=1
    [ "$checks_" -gt 0 ] || status=1
    if [ "$status" -eq 0 ]; then
      end_step_
      say_counts_
      note_step_ $((all_steps_ + 1))
    fi
    ;;
  1 | 3) ;;
  129 | 130 | 143)
    unsay_wait_
    [ ! -t 1 ] || echo # behind the question, or the ^C
    printf '  Interrupted, and cleaned up.\n'
    ;;
  *)
    failed_=$((failed_ + 1))
    echo "  The script could not go on (status $status): is the machine out of"
    echo "  processes, memory or disk space?"
    ;;
  esac
  if [ "$status" -ne 3 ]; then
    [ "$skipped_" -eq 0 ] || not_shown=", $skipped_ skipped"
    echo "$stem: $checks_ checks, $failed_ failed$not_shown"
  fi
  exit "$status"
}

# probe_: can this machine show a lesson at all? If not, skips.
probe_() {
  local self
  # shellcheck disable=SC3043 # that is the question
  (eval 'f() { local x=1; }; f') 2>/dev/null ||
    skip "this sh has no local. Next: sh scripts/setup.sh (it installs dash)"
  [ -r /proc/self/stat ] || skip "needs Linux's /proc"
  need bash ps mkfifo
  self=$(ps -o tpgid= -o ignored= -q $$ 2>/dev/null)
  [ -n "$self" ] ||
    skip "needs ps of procps, which knows TPGID. Next: sh scripts/setup.sh"
}

# Whatever is started from here on is a descendant of build/stage, which gives
# us the folder, and leaves nothing behind when we have ended.
case ${LESSON_STAGE-} in
"$PPID":/*) stage=${LESSON_STAGE#*:} ;;
*)
  probe_
  [ -x "$build_/stage" ] ||
    refuse 2 "there is no program $build_/stage. Next: make"
  exec "$build_/stage" "$stem" sh "$script_" "$@"
  ;;
esac
unset LESSON_STAGE
[ "${TERM-}" != dumb ] || NO_COLOR=1
TERM=dumb
export TERM

while [ $# -gt 0 ]; do
  case $1 in
  --auto) auto_=1 ;;
  --wrap) auto_=1 wrapped_=1 ;;
  --plain) plain_=1 ;;
  --keep-going) keep_going_=1 ;;
  --from=[1-9] | --from=[1-9][0-9]) from_=${1#*=} ;;
  -h | --help) usage_ && exit 0 ;;
  -*) usage_ >&2 && exit 2 ;;
  *) break ;;
  esac
  shift
done
if [ $# -gt 1 ]; then
  usage_ >&2
  exit 2
fi
[ -t 0 ] && [ -t 1 ] || auto_=1
if [ -z "$auto_" ] && [ "$from_" -gt 1 ]; then
  auto_=1 watch_from_=$from_ # see step
fi
choose_colours_
[ -z "$wrapped_" ] || measure_

program=${1:-$build_/$stem} opener_=$build_/00-terminal
# Lesson 00 judges the terminal program itself.
[ "${0##*/}" != 00-terminal.sh ] || opener_=$program
for part_ in "$program" "$opener_"; do
  [ -f "$part_" ] || refuse 2 "there is no program $part_. Next: make"
  [ -x "$part_" ] ||
    refuse 2 "$part_ is not a program that can be executed: its mode is \
$(stat -c %a "$part_"). Next: make"
done
case ${program##*/} in
*[!A-Za-z0-9._-]*)
  refuse 2 "the name of $program has a character that a shell would not \
take as it is. Next: rename it"
  ;;
esac
case ${DEADLINE:=5} in
*[!0-9.]* | *.*.* | . | ?*.??*)
  refuse 2 "DEADLINE=$DEADLINE is not a number of seconds such as 5 or 0.5"
  ;;
*.*) patience_=$((${DEADLINE%.*}0 * 10 + ${DEADLINE#*.} * 10)) ;;
*) patience_=$((DEADLINE * 100)) ;;
esac
all_steps_=$(grep -cE '^ *(key_)?step ' "$script_")
[ "$from_" -eq 1 ] || [ "$from_" -le "$all_steps_" ] ||
  refuse 2 "there is no step $from_: the last is step $all_steps_"

trap finish_ EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# On the stage the demos are at hand as build/STEM, as a reader would type it; a
# program of their own as FOLDER/NAME, as in work/mine.
mkdir "$stage/home"
demos_=$(cd "$build_" && pwd -P) || exit 2
folder_=$(cd "$(dirname "$program")" && pwd -P)
name_=${folder_##*/}
case $name_ in
build | *[!A-Za-z0-9._-]*) name_=mine ;;
esac
[ "$folder_" != "$demos_" ] || name_=build
ln -s "$demos_" "$stage/home/build"
[ "$name_" = build ] || ln -s "$folder_" "$stage/home/$name_"
program=$name_/${program##*/}
comm=$(printf '%.15s' "${program##*/}")
case $opener_ in
/*) ;;
*) opener_=$root/$opener_ ;;
esac
find_reaper
[ "$reaper" -gt 0 ] 2>/dev/null ||
  skip "the reaper is in another PID namespace"
limit_processes_
# The second line of a script is its title.
[ "$from_" -gt 1 ] || sed -n '2s/^# //p' "$script_"
