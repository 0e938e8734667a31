#!/bin/sh
# What a script inherits does not change what it shows.
. "$(dirname "$0")/helper.sh"

# with_nuisances SCRIPT: signals ignored, stray descriptors, no standard
# input, a narrow umask, another language, a TMPDIR with a space.
with_nuisances() {
  mkdir -p "$SHUNIT_TMPDIR/a b"
  run sh -c '
    trap "" HUP INT QUIT TERM TSTP TTIN TTOU CHLD PIPE
    umask 077
    exec 3</dev/null 4>&2 5<&2 6>/dev/null 7</dev/null 8>/dev/null 9</dev/null <&-
    TMPDIR=$1 LANG=de_DE.UTF-8 LC_ALL=de_DE.UTF-8 CDPATH=/ PS1=x: TERM=xterm exec "$2" --plain
  ' sh "$SHUNIT_TMPDIR/a b" "$1"
  assert_ran 0 ' 0 failed$' "$1 with nuisances"
}

suite() {
  for script in scripts/[0-9]*.sh; do
    name=test_$(basename "$script" .sh | tr - _)_passes_with_nuisances
    eval "$name() { with_nuisances '$script'; }"
    suite_addTest "$name"
  done
  suite_addTest test_a_checkout_with_a_space_in_its_path
  suite_addTest test_four_copies_at_once
}

test_a_checkout_with_a_space_in_its_path() {
  make_house
  cd "$house" || return
  run env BUILD=build scripts/00-terminal.sh
  cd "$root" || return
  assert_ran 0 ' 0 failed$' "in $house"
}
test_four_copies_at_once() {
  output=$(for copy in 1 2 3 4; do scripts/00-terminal.sh | tail -n 1 & done; wait)
  assertEquals "$output" 4 "$(echo "$output" | grep -c ' 0 failed$')"
}

. "$shunit2"
