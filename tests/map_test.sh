#!/bin/sh
# map.sh on a known tree, exactly.
# shellcheck disable=SC2016 # what is quoted is for another shell
. "$(dirname "$0")/helper.sh"

# tree LINES: a shell on a terminal with a job behind it; $job, $shell,
# $terminal and $map, the command, are for the LINES. Sets the same, as printed
# by the story.
tree() {
  deadline=5 story "map=$root/scripts/map.sh"'
    open_terminal; type_line "sleep 60 &"; wait_for "^.1. [0-9]"
    job=$(pid_of %1); expect "$job" COMM=sleep STAT=S; expect "$shell" STAT=Ss+
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
  echo '+-------------------------------------------------+'
  printf '| %-47s |\n' "group $shell, in the foreground" \
    "$(row "$1" "$shell" bash Ss+ "$opener")" \
    "group $job" "$(row "$2" "$job" sleep S "$shell")"
  echo '+-------------------------------------------------+'
}
row() { printf '%s %7s  %-16s %-4s parent %s' "$@"; }

# rows_of_ps ROW...: the map, with the options in $option, of what a ps prints
# that is asked for the order of start: SID PGID PID PPID TTY TPGID STAT UID
# COMMAND.
rows_of_ps() {
  mkdir -p "$SHUNIT_TMPDIR/bin"
  {
    echo '#!/bin/sh'
    echo 'case $* in *--sort=start_time,pid*) ;; *) exit 1 ;; esac'
    echo 'cat <<END'
    printf '%s\n' "$@"
    echo END
  } >"$SHUNIT_TMPDIR/bin/ps"
  chmod +x "$SHUNIT_TMPDIR/bin/ps"
  # shellcheck disable=SC2086 # words
  run env PATH="$SHUNIT_TMPDIR/bin:$PATH" scripts/map.sh ${option-} --mine
  pids=$(echo "$output" | awk '$3 ~ /^[a-z]/ && /parent/ { printf "%s ", $2 }')
}

test_a_session_with_its_groups_and_terminal() {
  for words in '$job' '--session $shell' '--tty $terminal' \
    '--tty /dev/$terminal'; do
    tree '$map '"$words"
    assertEquals "map.sh $words" "$(box ' ' ' ')" "$drawn"
  done
}
test_sessions_and_groups_stand_as_they_began_whatever_their_pids() {
  uid=$(id -u)
  rows_of_ps "900 900 900 1 pts/0 7 Ss $uid bash" \
    "900 31 31 900 pts/0 7 S $uid old" \
    "12 12 12 1 ? -1 Ss $uid daemon" \
    "900 7 7 900 pts/0 7 S+ $uid new"
  assertEquals "PIDs in the order of start" "900 31 7 12 " "$pids"
  assertEquals "groups, too" "900 31 7, 12 " \
    "$(echo "$output" | awk '$2 == "group" { printf "%s ", $3 }')"
}
test_living_leaves_zombies_out() {
  uid=$(id -u) option=--living
  rows_of_ps "12 12 12 1 ? -1 Zs $uid leader" \
    "12 12 13 1 ? -1 S $uid daemon"
  option=''
  assertEquals "only the living" "13 " "$pids"
  assertContains "the leader" "$output" "session 12 (its leader is gone)"
}
test_in_a_group_the_leader_is_first_then_who_has_the_older_parent() {
  uid=$(id -u)
  rows_of_ps "900 900 900 1 pts/0 30 Ss $uid bash" \
    "900 30 29 900 pts/0 30 S+ $uid early" \
    "900 30 30 900 pts/0 30 S+ $uid leader" \
    "900 30 5 30 pts/0 30 S+ $uid child" \
    "900 30 6 900 pts/0 30 S+ $uid late" \
    "900 30 4 30 pts/0 30 S+ $uid second"
  assertEquals "though the leader's child began before the shell's" \
    "900 30 29 6 5 4 " "$pids"
}
test_a_process_whose_parent_ps_does_not_show() {
  rows_of_ps "900 900 900 55 ? -1 Ss $(id -u) lone"
  assertEquals "it is in the map" "900 " "$pids"
}
test_the_box_is_as_wide_for_any_pid_and_name() {
  uid=$(id -u)
  max=4194303
  rows_of_ps "1 1 1 0 ? -1 Ss $uid init" \
    "$max $max $max 4194302 pts/0 $max SNs+ $uid a-name-that-is-too-long" \
    "$max $max 4194301 $max pts/0 $max Z+ $uid dead <defunct>"
  assertEquals "the width of the lines in both boxes" 51 \
    "$(echo "$output" | awk '/^[|+]/ { print length }' | sort -u)"
  assertContains "no sign of priority" "$output" \
    "a-name-that-is-t Ss+  parent 4194302 |"
  assertContains "what is dead has its name, and Z" "$output" \
    "dead             Z+   parent"
}
test_what_has_changed_since_a_saved_map() {
  tree '$map $job >"$stage/before"
    type_line "sleep 60 &"; wait_for "^.2. [0-9]" >/dev/null
    new=$(pid_of %2); expect "$new" COMM=sleep >/dev/null
    kill "$job"; expect_gone "$job" >/dev/null
    $map --before "$stage/before" $new'
  assertContains "the new job has a +" "$drawn" "| +"
  assertContains "the old one is listed as gone" "$drawn" "gone: $job  sleep"
  tree '$map $job >"$stage/before"
    kill "$job"; expect_gone "$job" >/dev/null
    $map --before "$stage/before" $shell >"$stage/after"
    $map --before "$stage/after" $shell'
  assertNotContains "once: what was gone then is not gone since" "$drawn" gone
}
test_what_is_gone_is_called_by_its_whole_name() {
  for option in '' --utf8; do
    rows_of_ps "12 12 12 1 ? -1 Ss $(id -u) my [p] x"
    echo "$output" >"$SHUNIT_TMPDIR/before"
    rows_of_ps "12 12 13 1 ? -1 S $(id -u) other"
    run env PATH="$SHUNIT_TMPDIR/bin:$PATH" \
      scripts/map.sh --before "$SHUNIT_TMPDIR/before" --mine
    assert_ran 0 '^gone: 12  my \[p\] x$' "a name with spaces"
  done
  option=''
}
test_a_picture_is_well_formed() {
  tree '$map --svg "$stage/map.svg" $job >/dev/null; cat "$stage/map.svg"'
  assertContains "it begins as SVG" "$drawn" \
    '<svg xmlns="http://www.w3.org/2000/svg"'
  assertEquals "a box for a session, and the page" 2 \
    "$(echo "$drawn" | grep -c '<rect ')"
  assertEquals "a line for each line" 5 "$(echo "$drawn" | grep -c '<text ')"
}
test_other_lines_on_request() {
  tree '$map --utf8 $job'
  assertContains "a corner" "$drawn" '┌──'
}
test_the_word_map_leaves_out_what_is_about_to_end_and_says_who_is_who() {
  deadline=5 story 'open_terminal; type_line "sleep 60 &"; wait_for "^.1. [0-9]"
    job=$(pid_of %1); type_line "timeout 0.5 sleep 60 &"; wait_for "^.2. [0-9]"
    map "at rest" "$shell" "$job"; map "a title" "$shell" "$job"'
  assert_ran 0 '^  picture    a title$' "a title"
  assert_ran 0 '^ {13}[|] +[0-9]+  bash  .* [|] shell$' "a role behind the box"
  assert_ran 0 '^ {13}[|] +[0-9]+  sleep .* [|]$' "none where it is the name"
  assertEquals "processes in two boxes" 4 \
    "$(echo "$output" | grep -c ' parent [0-9]')"
}
test_the_word_map_draws_at_the_deadline_what_does_not_come_to_rest() {
  story 'open_terminal; type_line "sleep 60 &"; wait_for "^.1. [0-9]"
    map "more" "$shell"'
  assert_ran 0 '^ {13}[|] +[0-9]+  sleep' "a process that was not named"
}
test_wrong_use() {
  run scripts/map.sh --nonsense
  assert_ran 2 '^usage: map.sh' "an unknown option"
  run scripts/map.sh --before /nonexistent
  assert_ran 2 'cannot be read' "no such map"
  run scripts/map.sh --tty
  assert_ran 2 '^usage: map.sh' "--tty without a name"
  run scripts/map.sh $$ 99999999
  assert_ran 1 '^99999999: no such process$' "a PID that is nobody's"
  assert_ran 1 "^. +$$ " "one that is not"
  run scripts/map.sh --session 99999999
  assert_ran 1 '^No such process' "a session that is nobody's"
}

. "$shunit2"
