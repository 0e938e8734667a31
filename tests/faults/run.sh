#!/bin/sh
# run.sh [--only FUNCTIONS] [PROGRAM...]: makes the calls of a demo fail, one in
# each run, and looks what comes of it: does it say what failed, end with an
# error, within DEADLINE (2) seconds, and leave nothing behind? All calls of all
# demos, and then $BUILD/faults.tsv has the table; or only those of FUNCTIONS
# such as 'fork|setsid', or of these PROGRAMs. How a demo is run and which call
# is an exception says the function faults in its lesson's test, see words.sh.
# Status: 0 all is well, 1 it is not, 2 usage, 3 cannot be done here.
set -u
LC_ALL=C
export LC_ALL
unset CDPATH
root=$(cd "$(dirname "$0")/../.." && pwd -P)
case ${BUILD:=build} in
/*) ;;
*) BUILD=$root/$BUILD ;;
esac
export BUILD
tab='	'
# shellcheck source=/dev/null
. "$root/tests/stage.sh"
# shellcheck source=/dev/null
. "$root/tests/faults/words.sh"

# perform FAULT: runs $program in a folder of its own, $row. Beside it are
# $row.calls (what it called), $row.ends (of its processes) and $row.said. Who
# is late, or does not come to the call, gets a second chance: the machine may
# have been busy.
perform() {
  perform_once "$1"
  case $ends in
  *late*) perform_once "$1" ;;
  *) [ -z "$1" ] || is_met "$1" || perform_once "$1" ;;
  esac
}
# is_met FAULT: was that call made, and did it fail?
is_met() { grep "^$1$tab" "$row.calls" | grep -qv "$tab-\$"; }
perform_once() {
  row=$(mktemp -d "$stage/row.XXXXXX") && cd "$row" && mkdir there || exit
  printf 'greeting hello\ninterval 2000\n' >conf
  echo '3000 echo hello' >table
  # What the demos execute: like all that would stay it ends by SIGALRM, soon.
  printf '#!/bin/sh\nexec "%s"\n' "$BUILD/family" >./sleep && chmod +x sleep
  ln -s "$BUILD/fault.so" . # in LD_PRELOAD a blank in a name would end it
  : >"$row.calls"
  chmod 666 "$row.calls" # a program that is no longer root notes its calls, too
  server=''
  [ "$running" = - ] || {
    # shellcheck disable=SC2086 # words
    "${program%/*}"/$running >/dev/null 2>&1 &
    server=$!
    until [ -s pid ] || [ -S pid ] || [ -S socket ] || ! kill -0 "$server"; do
      sleep 0.01
    done
  }
  # shellcheck disable=SC2086 # the arguments are words
  env FAULT="$1" TRACE="$row.calls" SIGNALS="$signals" PATH="$row:$PATH" \
    "$BUILD/family" env LD_PRELOAD=./fault.so \
    "$program" $arguments </dev/null >"$row.ends" 2>"$row.said"
  [ -z "$server" ] || { kill "$server" && wait "$server"; } 2>/dev/null
  ends=$(cut -d ' ' -f 1,3 "$row.ends" | sort | tr '\n' ' ')
}

# list_calls: of the last run: the function, the number, the error, whether it
# was the first from this place in this process or comes again, and the line of
# the program in which it stands, with tabs between.
list_calls() {
  cut -f 5 "$row.calls" | addr2line -a -i -e "$program" >"$row.places"
  awk -F '\t' -v name="/$stem.c" '
    NR == FNR { # after each address the function, and who has it inline
      call += /^0x/
      sub(/ \(discriminator.*/, "")
      line = file = $0
      sub(/.*:/, "", line)
      sub(/:[^:]*$/, "", file)
      if (call in text || substr(file, length(file) - length(name) + 1) != name)
        next
      while (rows[file] < line + 0 && (getline row <file) > 0)
        code[file, ++rows[file]] = row
      text[call] = code[file, line]
      sub(/^ */, "", text[call])
      next
    }
    {
      who = $2
      sub(/[0-9]+$/, "", who)
      again = seen[$1, who, $5]++ ? "again" : "first"
      print $1 "\t" $2 "\t" $3 "\t" again "\t" text[FNR]
    }' "$row.places" "$row.calls"
}

# blame EXPECTED ACTUAL: this is wrong with the run.
blame() { wrong="$wrong; expected $1, actual: $2"; }

# judge: looks at the run in which $call failed: sets $wrong (empty if nothing
# is) and $message (what the program said of it). $why becomes empty where it
# needs no exception.
judge() {
  local exception="$why"
  why=''
  judge_as_it_is
  [ -z "$wrong" ] || [ -z "$exception" ] || {
    why=$exception
    judge_as_it_is
  }
  if [ -n "$named" ] && [ "$why" = "$exception" ]; then
    echo "$named" >>"$stage/met"
  fi
}
judge_as_it_is() {
  wrong='' message='' logs=log
  IFS=$tab read -r _ _ _ file _ pid error <<LINE
$(grep "^$fault$tab" "$row.calls" | grep -v "$tab-\$")
LINE
  [ -n "$error" ] || {
    blame "the call to fail" "it was not made, so that this run shows nothing"
    return
  }
  [ "$file" = - ] || names="$names|${file#"$row/"}"
  [ "$learns" = itself ] || logs=''
  # shellcheck disable=SC2086 # one or none
  message=$(cat "$row.said" $logs 2>/dev/null |
    grep "^$stem: .*: $error\$" | grep -Em 1 -e "$names")
  case $message/$why in
  / | /told:* | /fewer:* | /left:*)
    blame "$stem: ... $names ...: $error" "$(tail -n 1 "$row.said")"
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
  fewer:*)
    [ "${ends#*program}" = "${usual#*program}" ] ||
      blame "the program's end as in a run without faults, $usual" "$ends"
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
  case $call/" $ends" in
  wait*) return ;; # whom it has not waited for may stay, with a PID file
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
add() {
  printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$demo" "$call" "$n" "$errno" "$text" "$1"
}

# try_calls: rows, one for each call of the command. A run without faults lists
# them.
try_calls() {
  call='' n='' errno='' text='' wrong='' demo="$stem${arguments:+ $arguments}"
  perform ''
  usual=$ends
  case $usual in
  '' | *late*)
    blame "a run without faults to end" "$usual$(tail -n 1 "$row.said")"
    add "FAILED$wrong"
    ;;
  esac
  list_calls | grep -E "^($only)$tab" >"$row.list"
  while IFS=$tab read -r call n errno again text; do
    fault=$call$tab$n$tab$errno
    why='' names=$call named=''
    read_faults find_exception
    faults_of_all
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
  n='' errno='' text='' wrong='' demo=$stem
  blame "it in fault.c or, with a reason, in words.sh" "in neither"
  nm -D "$program" | sed -n 's/.* U \([^@]*\).*/\1/p' |
    grep -vxFf "$stage/known" |
    while read -r call; do cannot_fail "$call" || add "FAILED$wrong"; done
}

# find_unmet: rows, one for each exception that no call has met.
find_unmet() {
  call='' n='' errno='' text='' wrong=''
  blame "a call to meet this exception" "there is none"
  for file in "$root"/tests/[0-9]*_test.sh; do
    stem=$(basename "$file" _test.sh)
    read_faults name_exception | sort -u | while IFS= read -r demo; do
      grep -qxF -e "$demo" "$stage/met" || add "FAILED$wrong"
    done
  done
}

# refuse SENTENCE: wrong usage. skip REASON: it cannot be done here.
refuse() { echo "$1" >&2 && exit 2; }
skip() { echo "SKIP $1" && exit 3; }

# One of the commands: its rows.
if [ "${1-}" = --one ]; then
  IFS=$tab read -r learns signals program running arguments <"$stage/$2"
  stem=${program##*/}
  { find_unknown; try_calls; } >"$stage/rows.$2"
  exit
fi

take_stage faults "$root/tests/faults/run.sh" "$@"
# A program that gives its rights away still reaches the file for its calls.
chmod 711 "$stage"
only='.*' table=$BUILD/faults.tsv
case ${1-} in
--only) only=${2-} table='' && shift 2 ;;
-*) refuse "usage: $0 [--only FUNCTIONS] [PROGRAM...]" ;;
esac
given=$#
[ "$given" -eq 0 ] || table=''
[ "$given" -gt 0 ] || set -- "$BUILD"/[0-9]*
command -v addr2line >/dev/null || skip "needs nm, addr2line (binutils)"
for program in "$@"; do
  [ -x "$program" ] || refuse "there is no program $program. Next: make"
  stem=${program##*/} program=$(cd "$(dirname "$program")" && pwd -P)/$stem
  running=''
  read_faults list_commands >"$stage/commands"
  [ -s "$stage/commands" ] || {
    [ "$given" -eq 0 ] || refuse "no test says how $stem is run: see words.sh"
    continue
  }
  case $(nm -D "$program" 2>&1) in
  *__asan_init*) skip "the sanitizers want to be first in $program" ;;
  # clang does so where libc's headers are newer than 2.38.
  *__v*printf_chk*)
    skip "in $program printf is a function of its own. Next: make CC=gcc faults"
    ;;
  *__libc_start_main*) ;;
  *) skip "$program is linked statically: nothing can come before libc" ;;
  esac
  readelf -S "$program" | grep -q '\.debug_line' ||
    skip "$program does not know its lines: CFLAGS without -g"
  split -l 1 "$stage/commands" "$stage/command.$stem."
done
for part in fault.so family; do
  [ -x "$BUILD/$part" ] || refuse "there is no $BUILD/$part. Next: make faults"
done

trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
export stage only
: >"$stage/met"
nm -D "$BUILD/fault.so" | sed -n 's/.* T //p' >"$stage/known"
(cd "$stage" && ls command.*) |
  xargs -P 4 -n 1 sh "$root/tests/faults/run.sh" --one &
wait $! # in the background, for a trap is not run before a command has ended
[ -z "$table" ] || find_unmet >"$stage/rows.unmet"
{
  printf 'demo\tcall\tn\terrno\tline\toutcome\n'
  # What is said of a program is the same in each of its commands.
  awk '!seen[$0]++' "$stage"/rows.*
} >"$stage/table"
[ -z "$table" ] || cp "$stage/table" "$table"
awk -F "$tab" '
  NR > 1 && sub(/^FAILED/, "", $6) {
    gsub(/; expected/, "\n        expected", $6)
    print "FAILED  " $1 ": " $2 " " $3 " " $4 ($5 == "" ? "" : " in: " $5) $6
    failed++
  }
  END {
    print NR - 1 " calls failed in turn, " failed + 0 \
      " of them not as they should"
    exit failed > 0 || NR == 1
  }' "$stage/table"
