#!/bin/sh
# run.sh [--only FUNCTIONS] [PROGRAM...]: makes the calls of a demo fail, one in
# each run, and looks what comes of it: does it say what failed, end with an
# error, within DEADLINE (2) seconds, and leave nothing behind? All calls of all
# demos, and then $BUILD/faults.tsv has the table; or only those of FUNCTIONS
# such as 'fork|setsid', or of these PROGRAMs. Status: 0 all is well, 1 it is
# not, 2 usage, 3 cannot be done here.
set -u
LC_ALL=C
export LC_ALL
unset CDPATH
root=$(cd "$(dirname "$0")/../.." && pwd -P)
case ${BUILD:=build} in
/*) ;;
*) BUILD=$root/$BUILD ;;
esac
tab='	'
# shellcheck source=/dev/null
. "$root/tests/faults/demos.sh"

# perform FAULT: runs $program in a folder of its own, $row. Beside it are
# $row.calls (what it called), $row.ends (of its processes) and $row.said. Who
# is late gets a second chance: the machine may have been busy.
perform() {
  perform_once "$1"
  case $ends in
  *late*) perform_once "$1" ;;
  esac
}
perform_once() {
  row=$(mktemp -d "$STAGE/row.XXXXXX") && cd "$row" && mkdir there || exit
  printf 'greeting hello\ninterval 2000\n' >conf
  # What the demos execute: like all that would stay it ends by SIGALRM, soon.
  printf '#!/bin/sh\nexec "%s"\n' "$BUILD/family" >./sleep && chmod +x sleep
  : >"$row.calls"
  server=''
  case $arguments in
  'status pid' | 'reload pid' | 'stop pid') # one has to be running
    "${program%/*}/19-pid-file" pid >/dev/null 2>&1 &
    server=$!
    until [ -s pid ] || ! kill -0 "$server"; do sleep 0.01; done
    ;;
  esac
  # shellcheck disable=SC2086 # the arguments are words
  env FAULT="$1" TRACE="$row.calls" SIGNALS="$signals" LESSON_STAGE="$STAGE" \
    PATH="$row:$PATH" "$BUILD/family" env LD_PRELOAD="$BUILD/fault.so" \
    "$program" $arguments </dev/null >"$row.ends" 2>"$row.said"
  [ -z "$server" ] || { kill "$server" && wait "$server"; } 2>/dev/null
  ends=$(cut -d ' ' -f 1,3 "$row.ends" | sort | tr '\n' ' ')
}

# blame EXPECTED ACTUAL: this is wrong with the run.
blame() { wrong="$wrong; expected $1, actual: $2"; }

# judge: looks at the run in which $call failed: sets $wrong (empty if nothing
# is) and $message (what the program said of it).
judge() {
  wrong='' message='' names=$call$(words "$demo: $call $n") logs=log
  IFS=$tab read -r _ _ _ file pid text <<LINE
$(grep "^$fault$tab" "$row.calls" | grep -v "$tab-\$")
LINE
  [ -n "$text" ] || {
    blame "the call to fail" "it was not made, so that this run shows nothing"
    return
  }
  [ "$file" = - ] || names="$names|${file#"$row/"}"
  [ "$learns" = itself ] || logs=''
  # shellcheck disable=SC2086 # one or none
  message=$(cat "$row.said" $logs 2>/dev/null |
    grep "^$stem: .*: $text\$" | grep -Em 1 -e "$names")
  case $message/$why in
  / | /told:* | /left:*)
    blame "$stem: ... $names ...: $text" "$(tail -n 1 "$row.said")"
    ;;
  esac
  ! grep -q '^late' "$row.ends" ||
    blame "an end within ${DEADLINE:-2} s" "somebody was still there"
  case $why in
  harmless:*)
    [ "$ends" = "$usual" ] ||
      blame "the ends as in a run without faults, $usual" "$ends"
    ;;
  told:*)
    [ "${ends%program*}" = "${usual%program*}" ] ||
      blame "the others' ends as in a run without faults, $usual" "$ends"
    ;;
  *) judge_end ;;
  esac
}
judge_end() {
  status=$(sed -n "s/^[a-z]* $pid //p" "$row.ends")
  # If its own parent has waited for it nobody else knows the status.
  case $status in
  0 | 128 | 1[3-9]?)
    blame "the process that met the error to end with one" "status $status"
    ;;
  esac
  case $learns$ends in
  caller*'program 0 '*)
    blame "an error as the program's status" \
      "0: its caller believes that all is well"
    ;;
  esac
  case " $ends" in
  *' 142 '*)
    blame "nobody to stay" \
      "somebody was there to stay, though not all went well"
    ;;
  esac
  case $why$server in
  '') [ ! -e pid ] || blame "no PID file" "there is one, and no daemon" ;;
  esac
}

# add OUTCOME: a row of the table.
add() { printf '%s\t%s\t%s\t%s\t%s\n' "$demo" "$call" "$n" "$errno" "$1"; }

# try_calls: rows, one for each call of the command. A run without faults lists
# them.
try_calls() {
  call='' n='' errno='' wrong='' demo="$stem${arguments:+ $arguments}"
  perform ''
  usual=$ends
  case $usual in
  '' | *late*)
    blame "a run without faults to end" "$usual$(tail -n 1 "$row.said")"
    add "FAILED$wrong"
    ;;
  esac
  cut -f 1-3 "$row.calls" | grep -E "^($only)$tab" >"$row.list"
  while IFS=$tab read -r call n errno; do
    fault=$call$tab$n$tab$errno
    exception "$demo: $call $n"
    perform "$fault"
    judge
    if [ -n "$wrong" ]; then
      add "FAILED$wrong"
    else
      add "${why:-ended}${message:+: $message}"
    fi
  done <"$row.list"
}

# find_unknown: rows, one for each function of $program of which nothing is
# known.
find_unknown() {
  n='' errno='' wrong='' demo=$stem
  blame "it in fault.c or, with a reason, in demos.sh" "in neither"
  nm -D "$program" | sed -n 's/.* U \([^@]*\).*/\1/p' |
    grep -vxFf "$STAGE/known" |
    while read -r call; do cannot_fail "$call" || add "FAILED$wrong"; done
}

# refuse SENTENCE: wrong usage. skip REASON: it cannot be done here.
refuse() { echo "$1" >&2 && exit 2; }
skip() { echo "SKIP $1" && exit 3; }

# One of the commands: its rows.
if [ "${1-}" = --one ]; then
  IFS=$tab read -r learns signals program arguments <"$STAGE/$2"
  stem=${program##*/}
  { find_unknown; try_calls; } >"$STAGE/rows.$2"
  exit
fi

only='.*' table=$BUILD/faults.tsv
case ${1-} in
--only) only=${2-} table='' && shift 2 ;;
-*) refuse "usage: $0 [--only FUNCTIONS] [PROGRAM...]" ;;
esac
if [ $# -gt 0 ]; then
  table=''
else
  for stem in $(commands | awk '{ print $3 }' | uniq); do
    set -- "$@" "$BUILD/$stem"
  done
fi
command -v nm >/dev/null || skip "needs nm, of the binutils"
for program in "$@"; do
  [ -x "$program" ] || refuse "there is no program $program. Next: make"
  commands | grep -q "^[^ ]* *[^ ]* *${program##*/}" ||
    refuse "run.sh does not say how ${program##*/} is run"
  case $(nm -D "$program" 2>&1) in
  *__asan_init*) skip "the sanitizers want to be first in $program" ;;
  *__libc_start_main*) ;;
  *) skip "$program is linked statically: nothing can come before libc" ;;
  esac
done
for part in fault.so family; do
  [ -x "$BUILD/$part" ] || refuse "there is no $BUILD/$part. Next: make faults"
done

STAGE=$(mktemp -d "${TMPDIR:-/tmp}/faults.XXXXXX") || exit 3
trap 'rm -rf "$STAGE"' EXIT
trap 'exit 130' INT
trap 'exit 143' HUP TERM
export BUILD STAGE only
nm -D "$BUILD/fault.so" | sed -n 's/.* T //p' >"$STAGE/known"
for program in "$@"; do
  stem=${program##*/} folder=$(cd "$(dirname "$program")" && pwd -P)
  commands | while read -r learns signals demo arguments; do
    [ "$demo" != "$stem" ] ||
      printf '%s\t%s\t%s\t%s\n' \
        "$learns" "$signals" "$folder/$stem" "$arguments"
  done
done | split -l 1 - "$STAGE/command."
(cd "$STAGE" && ls command.*) |
  xargs -P 4 -n 1 sh "$root/tests/faults/run.sh" --one
{
  printf 'demo\tcall\tn\terrno\toutcome\n'
  # What is said of a program is the same in each of its commands.
  awk '!seen[$0]++' "$STAGE"/rows.*
} >"$STAGE/table"
[ -z "$table" ] || cp "$STAGE/table" "$table"
awk -F "$tab" '
  NR > 1 && sub(/^FAILED/, "", $5) {
    gsub(/; expected/, "\n        expected", $5)
    print "FAILED  " $1 ": " $2 " " $3 " " $4 $5
    failed++
  }
  END {
    print NR - 1 " calls failed in turn, " failed + 0 \
      " of them not as they should"
    exit failed > 0 || NR == 1
  }' "$STAGE/table"
