#!/bin/sh
# map.sh on a known tree, exactly.
# shellcheck disable=SC2016,SC2317 # quoted for another shell; soon calls
. "$(dirname "$0")/helper.sh"

# tree LINES: a shell on a terminal with a job behind it; $job, $shell,
# $terminal and $map, the command, are for the LINES. Sets the same, as printed
# by the story.
tree() {
  deadline=5 story "map=$root/scripts/map.sh"'
    open_terminal; start_job job "sleep 60 &"
    expect "$job" COMM=sleep STAT=S; expect "$shell" STAT=Ss+
    echo "is $shell $job $terminal $opener_pid_"
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
# that is asked for the order of start: SID PGID PID PPID TTY TPGID STAT UID VSZ
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
  for words in '$job' '--session $shell'; do
    tree '$map '"$words"
    assertEquals "map.sh $words" "$(box ' ' ' ')" "$drawn"
  done
  # A container has a /dev/pts of its own, and perhaps the same name in it.
  for words in '--tty $terminal' '--tty /dev/$terminal'; do
    tree '$map '"$words"
    expected=$(box ' ' ' ')
    case $drawn in
    *"$expected"*) ;;
    *) fail "map.sh $words: expected among others $expected, actual $drawn" ;;
    esac
  done
}
test_sessions_and_groups_stand_as_they_began_whatever_their_pids() {
  uid=$(id -u)
  rows_of_ps "900 900 900 1 pts/0 7 Ss $uid 9 bash" \
    "900 31 31 900 pts/0 7 S $uid 9 old" \
    "12 12 12 1 ? -1 Ss $uid 9 daemon" \
    "900 7 7 900 pts/0 7 S+ $uid 9 new"
  assertEquals "PIDs in the order of start" "900 31 7 12 " "$pids"
  assertEquals "groups, too" "900 31 7, 12 " \
    "$(echo "$output" | awk '$2 == "group" { printf "%s ", $3 }')"
}
test_living_leaves_zombies_out() {
  uid=$(id -u) option=--living
  rows_of_ps "12 12 12 1 ? -1 Zs $uid 9 leader" \
    "12 12 13 1 ? -1 S $uid 9 daemon"
  option=''
  assertEquals "only the living" "13 " "$pids"
  assertContains "the leader" "$output" "session 12 (its leader is gone)"
}
test_in_a_group_the_leader_is_first_then_who_has_the_older_parent() {
  uid=$(id -u)
  rows_of_ps "900 900 900 1 pts/0 30 Ss $uid 9 bash" \
    "900 30 29 900 pts/0 30 S+ $uid 9 early" \
    "900 30 30 900 pts/0 30 S+ $uid 9 leader" \
    "900 30 5 30 pts/0 30 S+ $uid 9 child" \
    "900 30 6 900 pts/0 30 S+ $uid 9 late" \
    "900 30 4 30 pts/0 30 S+ $uid 9 second"
  assertEquals "though the leader's child began before the shell's" \
    "900 30 29 6 5 4 " "$pids"
}
test_a_leader_that_has_left_its_group_is_drawn_where_it_is() {
  uid=$(id -u)
  rows_of_ps "900 900 900 1 pts/0 900 Ss+ $uid 9 bash" \
    "900 40 30 900 pts/0 900 S $uid 9 left" \
    "900 30 31 30 pts/0 900 S $uid 9 stayed" \
    "900 40 40 900 pts/0 900 S $uid 9 leader"
  assertEquals "30 is in group 40 now" "900 40 30 31 " "$pids"
}
test_a_process_whose_parent_ps_does_not_show() {
  rows_of_ps "900 900 900 55 ? -1 Ss $(id -u) 9 lone"
  assertEquals "it is in the map" "900 " "$pids"
}
test_the_kernels_threads_are_no_users_processes() {
  uid=$(id -u)
  rows_of_ps "0 0 2 0 ? -1 S $uid 0 kthreadd" "0 0 1 0 ? -1 S $uid 9 init"
  assertEquals "init, which called no setsid(2), is one" "1 " "$pids"
}
test_a_session_whose_leader_is_outside_its_pid_namespace() {
  find_namespace --mount-proc || return 0
  for which in 1 --mine; do
    # shellcheck disable=SC2086 # words
    run $space sh -c 'sleep 60 & scripts/map.sh '$which'; kill $!'
    assert_ran 0 '^session 0 \(its leader is not in this PID namespace\), ' \
      "map.sh $which"
    assert_ran 0 '^[|] group 0, not in this PID namespace +[|]$' "map.sh $which"
    assert_ran 0 '^[|] +[0-9]+  sleep  .* parent 1  ' "map.sh $which"
  done
}
test_pid_1_of_a_container_and_what_it_has_adopted() {
  find_namespace --mount-proc || return 0
  # shellcheck disable=SC2016,SC2086 # for the inner shell; words
  run $space setsid -w "$build/29-pid1" sh -c '
    (sleep 60 &)
    "$0" tail -f /dev/null
    until [ "$(ps -o comm= --ppid 1 | sort | tr "\n" " ")" = "sh sleep tail " ]
    do sleep 0.02; done
    scripts/map.sh --mine' "$build/16-daemonize"
  assert_ran 0 '^session 1, no terminal$' "PID 1 leads a session"
  assert_ran 0 '^[|] +1  29-pid1 +Ss? +parent 0 +[|]$' "PID 1"
  assert_ran 0 '^[|] +2  sh +S +parent 1 +[|]$' "its command"
  assert_ran 0 '^[|] +[0-9]+  sleep +S +parent 1 +[|]$' "an orphan"
  assert_ran 0 '^session [0-9]+ .its leader is gone., no terminal$' "a daemon"
  assert_ran 0 '^[|] +[0-9]+  tail +S +parent 1 +[|]$' "a daemon"
  assertEquals "the orphan is in the group of the command" "1 2 sleep" \
    "$(echo "$output" | awk '/^session/ { session = $2 + 0 }
      /^. group/ { group = $3 }
      / sleep / { print session, group, $3 }')"
}
test_a_container_seen_from_outside() {
  find_namespace || return 0
  # shellcheck disable=SC2086 # words
  setsid $space "$build/29-pid1" sh -c '(sleep 60 & echo); read -r _' <&9 \
    >"$SHUNIT_TMPDIR/said" 2>&1 &
  outer=$!
  soon grep -qs '^$' "$SHUNIT_TMPDIR/said" || fail "there is no container"
  first=$(($(ps -o pid= --ppid "$outer")))
  command=$(ps -o pid= -o comm= --ppid $first | awk '$2 == "sh" { print $1 }')
  adopted() { [ "$(ps -o comm= --ppid "$first" | wc -l)" -eq 2 ]; }
  soon adopted || fail "PID 1 has not adopted the orphan"
  run scripts/map.sh $first
  kill -s KILL $first
  wait "$outer"
  assert_ran 0 "^session $outer, no terminal\$" "from outside"
  assert_ran 0 "^[|] +$first  29-pid1 +S +parent $outer +[|]\$" "its PID 1"
  assert_ran 0 "^[|] group $command +[|]\$" "its command"
  assert_ran 0 "^[|] +$command  sh +S +parent $first +[|]\$" "its command"
  assert_ran 0 "^[|] +[0-9]+  sleep +S +parent $first +[|]\$" "an orphan"
}
test_a_subreaper_and_its_orphan_on_a_terminal() {
  deadline=5 story "map=$root/scripts/map.sh"'
    open_terminal
    type_line "echo \"(sleep 60 & echo orphan pid \\\$!); exec cat\" >leave"
    start init "$program sh leave"
    hear command orphan
    expect "$orphan" PPID="$init" COMM=sleep
    expect "$command" COMM=cat
    echo "is $init $command $orphan"
    $map "$orphan"' "$build/29-pid1"
  # shellcheck disable=SC2046 # words
  set -- $(echo "$output" | sed -n 's/^is //p')
  assert_ran 0 "^[|] group $2, in the foreground +[|]\$" "the command's group"
  assert_ran 0 "^[|] +$2  cat +S[+] +parent $1 +[|]\$" "the command"
  assert_ran 0 "^[|] +$3  sleep +S[+] +parent $1 +[|]\$" "the orphan"
  assert_ran 0 "^[|] +$1  29-pid1 +S +parent [0-9]+ +[|]\$" "the subreaper"
}
test_a_process_that_is_not_shown_is_told_from_one_that_is_not_there() {
  find_nobody "$root/scripts/map.sh" || return 0
  find_namespace -m mount || return 0
  # shellcheck disable=SC2086 # words
  run $space setsid sh -c 'mount -t proc -o hidepid=2 proc /proc || exit
    sleep 60 &
    $0 scripts/map.sh $! 9999; echo "status $?"; kill $!' "$nobody"
  assert_ran 0 \
    '^[0-9]+: there is such a process, but it is not shown to this user$' \
    "a hidden one"
  assert_ran 0 '^9999: there is no such process$' "one that is not there"
  assert_ran 0 '^status 1$' "none to be seen"
}
test_settings_of_ps_in_the_environment_change_nothing() {
  for setting in PS_PERSONALITY=bsd CMD_ENV=old PS_FORMAT=pid COLUMNS=20 \
    POSIXLY_CORRECT=1 LIBPROC_HIDE_KERNEL=1 I_WANT_A_BROKEN_PS=1; do
    run env "$setting" scripts/map.sh $$
    assert_ran 0 "^[|] +$$  .* parent [0-9]+ +[|]\$" "with $setting"
  done
}
test_where_ps_is_not_that_of_procps_it_skips() {
  foreign=$SHUNIT_TMPDIR/foreign && mkdir "$foreign"
  # As that of busybox; as one that knows fewer columns; none.
  for body in 'echo "ps: unrecognized option" >&2; exit 1' 'echo "a b c"' \
    'exit 127'; do
    printf '#!/bin/sh\n%s\n' "$body" >"$foreign/ps" && chmod +x "$foreign/ps"
    for words in $$ --mine; do
      run env PATH="$foreign:$PATH" scripts/map.sh "$words"
      assertEquals "map.sh $words with: $body" \
        "SKIP map.sh: needs ps of procps. Next: sh scripts/setup.sh" "$output"
      assertEquals "map.sh $words with: $body" 3 "$status"
    done
  done
}
test_it_is_quick_among_thousands_of_processes() {
  # All in groups of one session, which is more than idle ones in their own. The
  # kernel gives no such PIDs: map.sh leaves itself out.
  rows_of_ps "900 900 900 1 ? -1 Ss $(id -u) 9 bash"
  awk -v uid="$(id -u)" 'BEGIN {
    print "#!/bin/sh\ncat <<END\n900 900 900 1 ? -1 Ss " uid " 9 bash"
    for (i = 5000001; i <= 5003000; i++)
      print 900, int(i / 3), i, i - 1, "? -1 S", uid, 9, "idle"
    print "END"
  }' >"$SHUNIT_TMPDIR/bin/ps"
  cpu=$(PATH="$SHUNIT_TMPDIR/bin:$PATH" sh -c 'scripts/map.sh --mine >"$0"
    times' "$SHUNIT_TMPDIR/drawn" |
    awk -F '[ms ]+' 'NR == 2 { print int((60 * ($1 + $3) + $2 + $4) * 1000) }')
  assertEquals "all are drawn" 3001 \
    "$(grep -c ' parent ' "$SHUNIT_TMPDIR/drawn")"
  assertTrue "expected at most 400 ms, actual $cpu" "[ ${cpu:-9999} -le 400 ]"
}
test_the_box_is_as_wide_for_any_pid_and_name() {
  uid=$(id -u)
  max=4194303
  rows_of_ps "1 1 1 0 ? -1 Ss $uid 9 init" \
    "$max $max $max 4194302 pts/0 $max SNs+ $uid 9 a-name-that-is-too-long" \
    "$max $max 4194301 $max pts/0 $max Z+ $uid 9 dead <defunct>"
  assertEquals "the width of the lines in both boxes" 51 \
    "$(echo "$output" | awk '/^[|+]/ { print length }' | sort -u)"
  assertContains "no sign of priority" "$output" \
    "a-name-that-is-t Ss+  parent 4194302 |"
  assertContains "what is dead has its name, and Z" "$output" \
    "dead             Z+   parent"
}
test_what_has_changed_since_a_saved_map() {
  tree '$map $job >"$stage/before"
    start_job new "sleep 60 &" >/dev/null
    expect "$new" COMM=sleep >/dev/null
    kill "$job"; expect_no_row "$job" >/dev/null
    $map --before "$stage/before" $new'
  assertContains "the new job has a +" "$drawn" "| +"
  assertContains "the old one is listed as gone" "$drawn" "gone: $job  sleep"
  tree '$map $job >"$stage/before"
    kill "$job"; expect_no_row "$job" >/dev/null
    $map --before "$stage/before" $shell >"$stage/after"
    $map --before "$stage/after" $shell'
  assertNotContains "once: what was gone then is not gone since" "$drawn" gone
}
test_what_is_gone_is_called_by_its_whole_name() {
  for option in '' --utf8; do
    rows_of_ps "12 12 12 1 ? -1 Ss $(id -u) 9 my [p] x"
    echo "$output" >"$SHUNIT_TMPDIR/before"
    rows_of_ps "12 12 13 1 ? -1 S $(id -u) 9 other"
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
test_the_word_picture_leaves_out_what_is_about_to_end_and_says_who_is_who() {
  mkdir "$SHUNIT_TMPDIR/pictures"
  PICTURES=$SHUNIT_TMPDIR/pictures
  export PICTURES
  deadline=5 story 'open_terminal; start_job job "sleep 60 &"
    start_job other "timeout 0.5 sleep 60 &"
    picture before "$shell" "$job"
    verify ok "it ends" kill "$job"; expect_gone "$job"
    picture after "$shell"'
  unset PICTURES
  assert_ran 0 ' 0 failed$' "two pictures"
  output=$(cat "$SHUNIT_TMPDIR/pictures/before") status=0
  assert_ran 0 '^[|] +[0-9]+  bash  .* [|] shell$' "a role behind the box"
  assert_ran 0 '^[|] +[0-9]+  sleep .* [|] job$' "a role behind the box"
  assertEquals "processes" 2 "$(echo "$output" | grep -c ' parent [0-9]')"
  output=$(cat "$SHUNIT_TMPDIR/pictures/after")
  assert_ran 0 '^gone: [0-9]+  sleep' "what has ended"
}
test_the_word_picture_fails_where_nothing_comes_to_rest() {
  PICTURES=$SHUNIT_TMPDIR
  export PICTURES
  story 'open_terminal; start_job job "sleep 60 &"; picture before "$shell"'
  unset PICTURES
  assert_ran 1 'There is no picture before' "a process that was not named"
}
test_wrong_use() {
  run scripts/map.sh --nonsense
  assert_ran 2 '^usage: map.sh' "an unknown option"
  run scripts/map.sh --before /nonexistent
  assert_ran 2 'cannot be read' "no such map"
  run scripts/map.sh --tty
  assert_ran 2 '^usage: map.sh' "--tty without a name"
  run scripts/map.sh $$ 99999999
  assert_ran 1 '^99999999: there is no such process$' "a PID that is nobody's"
  assert_ran 1 "^. +$$ " "one that is not"
  run scripts/map.sh --session 99999999
  assert_ran 1 '^There is no such process' "a session that is nobody's"
  run scripts/map.sh 0
  assert_ran 2 '^usage: map.sh' "0 is no PID"
}

. "$shunit2"
