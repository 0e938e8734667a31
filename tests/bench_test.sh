#!/bin/sh
# make bench in a single round: that it measures, not what.
# Runs with the exercises, run.sh --exercises: it takes long.
. "$(dirname "$0")/helper.sh"

# The programs to measure, in another place than where the real table is.
oneTimeSetUp() {
  BUILD="$SHUNIT_TMPDIR/a build"
  mkdir "$BUILD"
  ln -s "$build"/[12]* "$build/stage" "$BUILD"
  make_path
}

# What the bench changes in this demo, as sed has to be told.
socket=demos/22-unix-socket.c
lock='flock(fd, LOCK_EX | LOCK_NB) == -1'
question='connect(fd, (struct sockaddr \*)\&address, sizeof address) == 0'

# rows FIELD PATTERN: how many rows of the table are like that there.
rows() {
  awk -F '\t' -v field="$1" -v pattern="$2" '$field ~ pattern' \
    "$BUILD/bench.tsv" | wc -l
}

# leftovers: what a run has left behind, files and processes.
leftovers() {
  find "$BUILD" -name 'bench.*' ! -name bench.tsv
  grep -Flsz "$BUILD/bench." /proc/[0-9]*/environ
}

# make_path: at $bin all commands but node; a daemonize that starts nothing, a
# setsid that is quick only once, and a daemon that refuses.
make_path() {
  bin=$SHUNIT_TMPDIR/bin
  mkdir "$bin"
  echo "$PATH" | tr : '\n' | while IFS= read -r folder; do
    ln -s "$folder"/* "$bin"
  done 2>/dev/null
  rm -f "$bin/node"
  made_up daemonize 'echo of no use >&2'
  # shellcheck disable=SC2016 # for that shell
  made_up setsid 'shift
    [ ! -e "$0.used" ] || sleep 0.02
    : >"$0.used"
    "$@" &'
  made_up daemon 'echo "daemon: refusing to execute it (/x is not safe)" >&2'
}
made_up() {
  rm -f "$bin/$1"
  printf '#!/bin/sh\n%s\n' "$2" >"$bin/$1"
  chmod +x "$bin/$1"
}

test_it_measures_every_section_and_writes_a_table() {
  # So few starters may be unsteady.
  verdicts='^(shown|reached|MISSED|missing|failed|not run here|unsteady)$'
  run env PATH="$bin" tests/bench/run.sh --rounds 1
  figures='[0-9.]+ +[0-9.]+-[0-9.]+ +[#.]{10}\|#? +1\.05'
  assert_ran 0 "^limit of [0-9]+ : 1024 +$figures (reached|MISSED)\$" "a run"
  assert_ran 0 '^1 rounds: [0-9]+ reached, [0-9]+ missed, [0-2] unsteady\.' \
    "a run"
  assertEquals "columns in a row" 9 \
    "$(awk -F '\t' '{ print NF }' "$BUILD/bench.tsv" | uniq)"
  for section in "launch 14" "limits 3" "calls 2" "memory 14" "closing 6" \
    "sockets 6" "answers 2" "clients 2" "starters 3" "updates 2" \
    "updates-on-disk 3" "orphans 3" "restart 3" "left 4"; do
    assertEquals "rows of ${section% *}" "${section#* }" \
      "$(rows 1 "^${section% *}\$")"
  done
  assertEquals "targets" 23 "$(rows 7 '^[0-9.]+$')"
  assertEquals "other verdicts than these" 1 \
    "$(($(rows 8 .) - $(rows 8 "$verdicts")))"
  assert_ran 0 '^daemonize +- +failed$' "a peer that starts nothing"
  assert_ran 0 '^launch: daemonize: the command did not run$' \
    "a peer that starts nothing"
  if PATH=/usr/sbin:/sbin command -v node >/dev/null; then
    skip_test "node is where make bench always looks"
  fi
  assert_ran 0 '^node, detached spawn +- +missing$' "a peer that is not there"
}
test_two_starters_with_the_lock_never_both_serve_and_without_it_often() {
  run env PATH="$bin" tests/bench/run.sh --rounds 10 --only starters
  assert_ran 0 '^the lock +0 0-0 +\.{10}\| +0 reached$' "with the lock"
  assert_ran 0 '^unlink, bind +([0-9]+|-) [1-9][0-9]+-[0-9]+' "without"
}
test_a_lock_that_is_missing_misses_its_target() {
  make_house
  cd "$house" || return
  # The texts that the bench changes are there all the same.
  sed "s/$lock/(0)/; s/$question/(0)/; s/errno != ECONNR/0 \&\& errno > ECONNR/
    \$a // $lock $question errno != ECONNREFUSED" "$root/$socket" >"$socket"
  run env PATH="$bin" tests/bench/run.sh --rounds 40 --only starters
  cd "$root" || return
  assert_ran 0 '^the lock +([0-9.]+|-) .* 0 (MISSED|unsteady)$' "no lock"
}
test_a_demo_whose_text_is_another_is_told() {
  make_house
  cd "$house" || return
  sed 's/LOCK_EX | LOCK_NB/LOCK_NB | LOCK_EX/' "$root/$socket" >"$socket"
  run env PATH="$bin" tests/bench/run.sh --rounds 1 --only starters
  cd "$root" || return
  assert_ran 3 '^"flock.*" does not stand once in question$' "another text"
}
test_a_peer_that_refuses_is_not_run_and_says_why() {
  run env PATH="$bin" tests/bench/run.sh --rounds 1 --only launch
  assert_ran 0 '^daemon \(libslack\) +- +not run here$' "a peer that refuses"
  assert_ran 0 '^  it refuses: /x is not safe$' "a peer that refuses"
}
test_what_two_runs_do_not_agree_on_is_no_figure() {
  rm -f "$bin/setsid.used"
  run env PATH="$bin" tests/bench/run.sh --rounds 2 --only launch
  assert_ran 0 '^setsid -f +- [0-9.]+-[0-9.]+ +unsteady$' "a fickle peer"
  assert_ran 0 '^16-daemonize : setsid -f +- .* 1.3 unsteady$' "a ratio to it"
  assert_ran 0 '^2 rounds: .*, [1-9][0-9]* unsteady\.' "the count"
}
test_it_draws_the_picture_of_lesson_15() {
  run tests/bench/run.sh --rounds 1 --picture
  assert_ran 0 '^ +counting +#{20,} [0-9.]+ ms$' "--picture"
  assertEquals "lines" 13 "$(echo "$output" | wc -l)"
}
test_interrupted_it_leaves_nothing_behind() {
  tests/bench/run.sh --rounds 100000 --only limits >/dev/null 2>&1 &
  # shellcheck disable=SC2317 # soon calls it
  is_measuring() { cat "$BUILD"/bench.*/samples | grep -q .; }
  soon is_measuring 2>/dev/null || fail "it does not measure"
  kill -s TERM $!
  wait $! 2>/dev/null
  assertEquals "status" 143 $?
  assertEquals "left behind" "" "$(leftovers)"
}
test_interrupted_it_ends_the_daemons_that_supervisors_have_left() {
  tests/bench/run.sh --rounds 1 --only left >/dev/null 2>&1 &
  # shellcheck disable=SC2317 # soon calls it
  has_left_one() {
    leftovers | sed -n "s/environ$/comm/p" | xargs grep -lsx sleep
  } >/dev/null 2>&1 </dev/null
  soon has_left_one || fail "there is no daemon"
  kill -s TERM $!
  wait $! 2>/dev/null
  assertEquals "status" 143 $?
  assertEquals "left behind" "" "$(leftovers)"
}
test_usage_errors() {
  for arguments in more "--rounds 0" "--rounds x" --rounds --only \
    "--only nothing"; do
    # shellcheck disable=SC2086 # words
    run tests/bench/run.sh $arguments
    assert_ran 2 '^usage: run.sh' "run.sh $arguments"
  done
}
test_without_programs_it_says_what_to_do() {
  run env BUILD="$SHUNIT_TMPDIR" tests/bench/run.sh
  assert_ran 3 'Next: make bench$' "nothing built"
}

. "$shunit2"
