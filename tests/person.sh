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
