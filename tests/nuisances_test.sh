#!/bin/sh
# Where a script runs does not change what it shows. What it inherits does not
# either: lessons_test.sh compares that with the transcripts.
. "$(dirname "$0")/helper.sh"

test_a_checkout_with_a_space_in_its_path() {
  make_house
  cd "$house" || return
  run env BUILD=build scripts/00-terminal.sh
  cd "$root" || return
  assert_ran 0 ' 0 failed$' "in $house"
}
test_four_copies_at_once() {
  output=$(
    for copy in 1 2 3 4; do scripts/00-terminal.sh | tail -n 1 & done
    wait
  )
  assertEquals "$output" 4 "$(echo "$output" | grep -c ' 0 failed$')"
}

. "$shunit2"
