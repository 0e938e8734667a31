#!/bin/sh
# However a script ends, it leaves no process and no file. Each is started as a
# person would, on a terminal, and ended at a prompt or on the way.
. "$(dirname "$0")/helper.sh"

# prompts N LOG: have N prompts been shown?
prompts() { [ "$(grep -sc '\[q\] quit' "$2")" -ge "$1" ]; }

# nothing_left FOLDER: no file in it, and no process of a stage in it.
nothing_left() {
  [ -z "$(ls -A "$1")" ] && ! grep -qzs "^LESSON_STAGE=$1" /proc/[0-9]*/environ
}

# end_at N HOW SCRIPT: runs SCRIPT up to its N-th prompt and ends it: HOW is a
# signal's name, "q" typed, or hang-up. Prints what is not as it should be.
end_at() {
  run=$(mktemp -d "$SHUNIT_TMPDIR/run XXXXXX")
  mkfifo "$run.keys" && exec 8<>"$run.keys"
  TMPDIR=$run "$build/00-terminal" "$3" <"$run.keys" >"$run.log" \
    2>"$run.said" 8>&- 9>&- &
  opener=$!
  prompt=1
  while soon prompts $prompt "$run.log" && [ $prompt -lt "$1" ]; do
    echo >&8
    prompt=$((prompt + 1))
  done
  prompts "$1" "$run.log" || echo "$3 did not come to prompt $1"
  read -r _ _ pid _ <"$run.said"
  case $2 in
  q) echo q >&8 ;;
  hang-up) exec 8>&- ;;
  # On the way: Enter, and the signal at once.
  next-*) echo >&8 && kill -s "${2#next-}" "$pid" ;;
  *) kill -s "$2" "$pid" ;;
  esac
  wait $opener
  ended=$?
  case $2/$ended in
  q/130 | hang-up/129 | INT/130 | TERM/143 | HUP/129 | KILL/137 | next-*) ;;
  *) echo "$3, ended by $2 at prompt $1: status $ended" ;;
  esac
  soon nothing_left "$run" || {
    echo "$3, ended by $2 at prompt $1, left behind:"
    ls -A "$run"
    grep -lzs "^LESSON_STAGE=$run" /proc/[0-9]*/environ
  }
}

# leaves_nothing SCRIPT WAY...: ended in each WAY at its second prompt, when the
# first programs of its own are there; all at once.
leaves_nothing() {
  leaver=$1
  shift
  for how in "$@"; do
    end_at 2 "$how" "$leaver" &
  done >"$SHUNIT_TMPDIR/complaints"
  wait
  assertEquals "complaints" "" "$(cat "$SHUNIT_TMPDIR/complaints")"
}

# For each script the two ways that differ: it cleans up itself, or the sweeper
# does. And it is seen that the test itself can fail.
suite() {
  for script in scripts/[0-9]*.sh; do
    name=test_$(basename "$script" .sh | tr - _)_leaves_nothing_behind
    eval "$name() { leaves_nothing '$script' INT KILL; }"
    suite_addTest "$name"
  done
  suite_addTest test_other_ways_to_end_leave_nothing_behind
  suite_addTest test_at_the_first_prompt_too
  suite_addTest test_a_script_without_a_sweeper_is_noticed
}

# One terminal, several, and a daemon: what the library does is the same for
# all.
test_other_ways_to_end_leave_nothing_behind() {
  for script in 00-terminal 05-hangup 16-daemonize; do
    leaves_nothing scripts/$script.sh TERM HUP hang-up q next-INT next-KILL
  done
}
test_at_the_first_prompt_too() {
  for how in INT TERM HUP KILL hang-up q; do
    end_at 1 $how scripts/00-terminal.sh &
  done >"$SHUNIT_TMPDIR/complaints"
  wait
  assertEquals "complaints" "" "$(cat "$SHUNIT_TMPDIR/complaints")"
}

test_a_script_without_a_sweeper_is_noticed() {
  make_house
  lesson=scripts/lib/lesson.sh
  sed 's/|| sweep .*;/|| :;/' $lesson >"$house/$lesson"
  assertFalse "the edit changed something" "cmp -s $lesson '$house/$lesson'"
  complaint=$(end_at 3 KILL "$house/scripts/00-terminal.sh")
  assertContains "a script that does not sweep" "$complaint" "left behind"
}

. "$shunit2"
