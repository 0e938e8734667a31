#!/bin/sh
# map.sh on a known tree, exactly.
# shellcheck disable=SC2016 # what is quoted is for another shell
. "$(dirname "$0")/helper.sh"

# tree LINES: a shell on a terminal with a job behind it; $job, $shell, $terminal
# and $map, the command, are for the LINES. Sets the same, as printed by the story.
tree() {
  deadline=5 story "map=$root/scripts/map.sh"'
    open_terminal; type_line "sleep 60 &"; wait_for "^.1. [0-9]"; job=$(pid_of %1)
    expect "$job" COMM=sleep STAT=S; expect "$shell" STAT=Ss+
    echo "is $shell $job $terminal $opener_pid"
    '"$1"
  # shellcheck disable=SC2046 # words
  set -- $(echo "$output" | sed -n 's/^is //p')
  shell=$1 job=$2 terminal=$3 opener=$4
  drawn=$(echo "$output" | sed '1,/^is /d; /^98-story:/d')
}

# box: the map of that tree, with what the arguments say in its margins.
box() {
  printf 'session %s, terminal %s\n' "$shell" "$terminal"
  echo '+-----------------------------------------------+'
  {
    printf '%07d group %s, in the foreground\n' "$shell" "$shell"
    printf '%07d %s %7s  %-16s %-4s parent %s\n' "$shell" "$1" "$shell" bash Ss+ "$opener"
    printf '%07d group %s\n' "$job" "$job"
    printf '%07d %s %7s  %-16s %-4s parent %s\n' "$job" "$2" "$job" sleep S "$shell"
  } | sort -s -k1,1 | cut -c 9- | sed 's/^/| /; s/$/ |/' | pad
  echo '+-----------------------------------------------+'
}
# pad: the box is as wide as its longest line, which depends on the PIDs.
pad() { sed 's/ *|$//' | awk '{ line[NR] = $0; if (length > wide) wide = length }
  END { for (i = 1; i <= NR; i++) printf "%-" wide "s |\n", line[i] }'; }
# fit: makes the box's edges as long.
fit() { awk '{ line[NR] = $0; if (/^[|]/) wide = length }
  END { for (i = 1; i <= NR; i++) {
    if (line[i] ~ /^[+]/) { line[i] = "+"; while (length(line[i]) < wide - 1) line[i] = line[i] "-"; line[i] = line[i] "+" }
    print line[i] } }'; }

test_a_session_with_its_groups_and_terminal() {
  for words in '$job' '--session $shell' '--tty $terminal' '--tty /dev/$terminal'; do
    tree '$map '"$words"
    assertEquals "map.sh $words" "$(box ' ' ' ' | fit)" "$drawn"
  done
}
test_what_has_changed_since_a_saved_map() {
  tree '$map $job >"$stage/before"; type_line "sleep 60 &"; wait_for "^.2. [0-9]" >/dev/null
    new=$(pid_of %2); expect "$new" COMM=sleep >/dev/null; kill "$job"; expect_gone "$job" >/dev/null
    $map --before "$stage/before" $new'
  assertContains "the new job has a +" "$drawn" "| +"
  assertContains "the old one is listed as gone" "$drawn" "gone: $job  sleep"
}
test_a_picture_is_well_formed() {
  tree '$map --svg "$stage/map.svg" $job >/dev/null; cat "$stage/map.svg"'
  assertContains "it begins as SVG" "$drawn" '<svg xmlns="http://www.w3.org/2000/svg"'
  assertEquals "a box for a session" 1 "$(echo "$drawn" | grep -c '<rect ')"
  assertEquals "a line for each line" 5 "$(echo "$drawn" | grep -c '<text ')"
}
test_other_lines_on_request() {
  tree '$map --utf8 $job'
  assertContains "a corner" "$drawn" '┌──'
}
test_wrong_use() {
  run scripts/map.sh --nonsense
  assert_ran 2 '^usage: map.sh' "an unknown option"
  run scripts/map.sh --before /nonexistent
  assert_ran 2 'cannot be read' "no such map"
  run scripts/map.sh --tty
  assert_ran 2 '^usage: map.sh' "--tty without a name"
  run scripts/map.sh 99999999
  assert_ran 1 '^No such process' "a PID that is nobody's"
}

. "$shunit2"
