# person.sh: for tests of what a person does at a terminal, by typing; in the
# house that make_house makes. The words give out:
#   $screen   the file with all that was printed
#   $person   the PID of the terminal program

# start COMMAND...: in the house, on a terminal; answer and press type there.
start() {
  screen=$SHUNIT_TMPDIR/screen mark=0
  : >"$screen"
  (
    cd "$house" && BUILD=build NO_COLOR=1 exec build/00-terminal "$@"
  ) <&9 >"$screen" 2>/dev/null &
  person=$!
}

# since PATTERN: has a line like it been printed after the last key?
since() { tail -c "+$((mark + 1))" "$screen" | grep -Eq -e "$1"; }
sees() {
  soon since "$1" || fail "the screen should show $1:
$(tail -n 15 "$screen")"
}
# press KEYS PATTERN: KEYS, as soon as PATTERN is there; answer: with Enter.
press() {
  sees "$2"
  mark=$(wc -c <"$screen")
  printf '%s' "$1" >&9
}
answer() {
  press "$1
" "$2"
}
# ends_with STATUS: it ends by itself, with this status.
ends_with() {
  soon has_ended || kill "$person"
  wait "$person"
  assertEquals "status" "$1" $?
}
has_ended() { ! kill -0 "$person" 2>/dev/null; }

# The same for make practice, which is the only stage in the house's tmp/.
# at NN K: begins lesson NN's practice with task K, its others before it done.
at() {
  leaves_if_there
  practised=$(basename "$house/lessons/$1"-*.md .md) task=$2
  mkdir -p "$house/work" "$house/tmp"
  echo "practice $practised $(seq 1 $((task - 1)) | paste -s -d ' ' -)" \
    >"$house/work/progress"
  TMPDIR=$house/tmp TERM=dumb start sh scripts/practice.sh "$1"
}
leaves_if_there() { [ -z "${person-}" ] || has_ended || leaves; }
# leaves: by quit, and nothing is left.
leaves() {
  types quit
  ends_with 0
  is_swept || fail "left behind: $(ls -A "$house/tmp")"
}
is_swept() { [ -z "$(ls -A "$house/tmp")" ]; }
# types LINE: and Enter, at the prompt.
types() { answer "$1" '\$ $'; }
# says PATTERN: that is said, if not after this command then after Enter.
says() {
  said_tries=20
  until is_said "$1" || [ $said_tries -eq 0 ]; do
    said_tries=$((said_tries - 1))
    ! since '\$ $' || echo >&9
  done
  is_said "$1" || fail "practice $practised, task $task: it should say $1:
$(tail -n 25 "$screen")"
}
is_said() {
  said_looks=40
  until since "$1"; do
    said_looks=$((said_looks - 1))
    [ $said_looks -gt 0 ] || return 1
    sleep 0.02
  done
}
# wrong PATTERN: a wrong way, and what is said of it. right: the task is done.
wrong() {
  says "Not yet: $1"
  echo "wrong $practised $task" >>"$SHUNIT_TMPDIR/ways"
}
right() {
  says "\\[x\\] Task $task is done"
  echo "right $practised $task" >>"$SHUNIT_TMPDIR/ways"
  task=$((task + 1))
}
# noted NAME [first]: practice has seen NAME in the foreground, and what is to
# have been first.
noted() { soon is_noted "$@" || fail "not noted: $*"; }
is_noted() {
  grep -qx "$1" "$house"/tmp/practice.*/front && {
    [ $# -eq 1 ] || head -n 1 "$house"/tmp/practice.*/why | grep -q '^-[0-9]'
  }
} 2>/dev/null
ctrl_c=$(printf '\003') ctrl_d=$(printf '\004') ctrl_z=$(printf '\032')
