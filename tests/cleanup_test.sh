#!/bin/sh
# However a script ends, it leaves no process and no file; whatever a program
# does, it is ended; and nobody else is. Each script is started as a person
# would, on a terminal, and ended at a prompt or on the way.
# Runs with the exercises, run.sh --exercises: it takes long.
. "$(dirname "$0")/helper.sh"

# prompts N LOG: have N prompts been shown?
prompts() {
  shown=$(grep -sc '\[q\] quit' "$2")
  [ "${shown:-0}" -ge "$1" ]
}

# nothing_left FOLDER: no file in it, and no process that works there.
nothing_left() {
  [ -z "$(ls -A "$1")" ] && [ -z "$(processes_in "$1")" ]
}
processes_in() {
  find /proc/[0-9]*/cwd /proc/[0-9]*/fd/ -lname "*${1##*/}/*" 2>/dev/null |
    grep -v "^/proc/\($$\|self\)/"
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
  # The one of stage's two processes that is nearer to the script.
  guard-*) kill -s "${2#guard-}" "$(ps -o pid= --ppid "$pid")" ;;
  *) kill -s "$2" "$pid" ;;
  esac
  wait $opener
  ended=$?
  case $2/$ended in
  # After a hang-up the script meets the end of its input, or SIGHUP.
  q/130 | hang-up/129 | hang-up/130 | INT/130) ;;
  TERM/143 | HUP/129 | *KILL/137 | next-*) ;;
  *) echo "$3, ended by $2 at prompt $1: status $ended" ;;
  esac
  soon nothing_left "$run" || {
    echo "$3, ended by $2 at prompt $1, left behind:"
    ls -A "$run"
    processes_in "$run"
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

# For each script the two ways that differ: it cleans up itself, or stage does.
# And it is seen that the test itself can fail.
suite() {
  for script in scripts/[0-9]*.sh; do
    name=test_$(basename "$script" .sh | tr - _)_leaves_nothing_behind
    eval "$name() { leaves_nothing '$script' INT KILL; }"
    suite_addTest "$name"
  done
  # shellcheck disable=SC2013 # names are words
  for name in $(sed -nE 's/^(test_[a-z_]+)\(\) .*/\1/p' "$0"); do
    suite_addTest "$name"
  done
}

# One terminal, several, and a daemon: what the library does is the same for
# all.
test_other_ways_to_end_leave_nothing_behind() {
  for script in 00-terminal 05-hangup 16-daemonize; do
    leaves_nothing scripts/$script.sh TERM HUP hang-up q \
      next-INT next-KILL guard-KILL
  done
}
test_at_the_first_prompt_too() {
  for how in INT TERM HUP KILL hang-up q; do
    end_at 1 $how scripts/00-terminal.sh &
  done >"$SHUNIT_TMPDIR/complaints"
  wait
  assertEquals "complaints" "" "$(cat "$SHUNIT_TMPDIR/complaints")"
}
test_a_stage_that_does_not_sweep_is_noticed() {
  make_house
  rm "$house/build"
  mkdir "$house/build"
  ln -s "$build"/* "$house/build"
  rm "$house/build/stage"
  sed 's/^    sweep();$//; s/^    remove_folder(folder);$//' \
    scripts/lib/stage.c >"$house/stage.c"
  compile "$house/stage.c" "$house/build/stage" -w -Wno-error
  complaint=$(BUILD=$house/build end_at 3 KILL "$house/scripts/00-terminal.sh")
  assertContains "a stage that does not sweep" "$complaint" "left behind"
}

# escape NAME C: the script of lesson 08 on a program that escapes by this C
# code; prints how the script ended and how many of the program's processes are
# left. They would end by themselves after a while.
escape() {
  folder=$SHUNIT_TMPDIR/$1
  mkdir -p "$folder/tmp"
  {
    echo '#define _GNU_SOURCE'
    for header in fcntl signal stdio stdlib string unistd sys/prctl \
      sys/resource; do
      echo "#include <$header.h>"
    done
    echo 'extern char **environ;'
    echo 'int main(int argc, char **argv) { (void)argc; (void)argv;'
    echo 'if (fork() > 0) return 0;'
    echo 'alarm(30);'
    echo "$2"
    echo 'for (;;) pause(); }'
  } >"$folder/$1.c"
  compile "$folder/$1.c" "$folder/$1" -w || fail "$1 does not compile"
  output=$(TMPDIR=$folder/tmp DEADLINE=0.3 scripts/08-setsid.sh "$folder/$1")
  status=$?
  left=$(ps -C "$1" -o pid= | wc -l)
  assertEquals "$1: status $status" 1 "$status"
  assertEquals "$1: processes left" 0 "$left"
  assertEquals "$1: files left" "" "$(ls -A "$folder/tmp")"
}
test_what_tries_to_escape_is_ended() {
  escape esc-session 'setsid(); if (fork() > 0) _exit(0); setsid();'
  escape esc-environ 'setsid(); clearenv(); chdir("/");
    for (int i = 0; i < 256; i++) close(i);
    if (getppid() != 1 && argv[0][0] != 0) {
      char self[4096] = {0}; readlink("/proc/self/exe", self, sizeof self - 1);
      char *none[] = {NULL}; char *words[] = {"", NULL};
      if (argc && argv[0][0]) execve(self, words, none); }'
  escape esc-ignores 'setsid();
    for (int i = 1; i < 65; i++) signal(i, SIG_IGN);'
  escape esc-dumpable 'setsid(); prctl(PR_SET_DUMPABLE, 0);'
  escape esc-stopped 'setsid(); raise(SIGSTOP);'
  escape esc-chain 'setsid(); for (int i = 0; i < 20000; i++) {
    if (fork() > 0) _exit(0); usleep(1000); }'
}

# It is the learner's program, so it must be said what it does.
test_a_program_that_prints_without_end_is_told_and_limited() {
  folder=$SHUNIT_TMPDIR/prints
  mkdir -p "$folder/tmp"
  cat >"$folder/prints.c" <<'END'
#include <stdio.h>
int main(void)
{
    for (;;)
        puts("and on, and on, and on, and on, and on, and on, and on, and on");
}
END
  compile "$folder/prints.c" "$folder/prints"
  TMPDIR=$folder/tmp DEADLINE=3 scripts/08-setsid.sh "$folder/prints" \
    >"$folder/said" 2>&1 &
  largest=0
  while kill -0 $! 2>/dev/null; do
    size=$(du -sk "$folder/tmp" 2>/dev/null | cut -f 1)
    [ "${size:-0}" -le "$largest" ] || largest=$size
    sleep 0.1
  done
  output=$(cat "$folder/said") status=1
  assert_ran 1 'It prints without end' "a program that prints without end"
  assertTrue "at most 40 MB, seen: $largest KB" "[ $largest -le 40000 ]"
  assertEquals "files left" "" "$(ls -A "$folder/tmp")"
}
test_a_program_that_forks_without_end_is_told_and_ended() {
  find_nobody "$root/Makefile" || return 0
  folder=$(mktemp -d /tmp/forks.XXXXXX)
  chmod 755 "$folder"
  mkdir -m 1777 "$folder/tmp"
  cat >"$folder/forks.c" <<'END'
#include <unistd.h>
int main(void)
{
    alarm(30);
    for (;;)
        fork();
}
END
  compile "$folder/forks.c" "$folder/forks"
  # In a PID namespace, where nothing but this can be hit.
  # shellcheck disable=SC2086 # $nobody is a command and its arguments
  run unshare -pf --mount-proc --kill-child env TMPDIR="$folder/tmp" \
    DEADLINE=2 $nobody "$root/scripts/08-setsid.sh" "$folder/forks"
  left=$(ps -C forks -o pid= | wc -l)
  rm -rf "$folder"
  assert_ran 1 'it forks without end' "a program that forks without end"
  assertEquals "processes left" 0 "$left"
}

# A bystander has all that a careless sweep would go by.
test_nobody_else_is_ended() {
  folder=$SHUNIT_TMPDIR/bystander
  mkdir "$folder"
  (cd "$folder" && LESSON_STAGE=$folder exec sleep 60) &
  bystander=$!
  TMPDIR=$folder scripts/08-setsid.sh >/dev/null
  newline=$(printf '%s/a\n\nb' "$folder")
  mkdir "$newline"
  run env TMPDIR="$newline" scripts/08-setsid.sh
  assert_ran 0 ' 0 failed$' "a newline in TMPDIR"
  assertTrue "the bystander lives" "kill -0 $bystander"
  assertEquals "files left" "" "$(ls -A "$newline")"
  kill $bystander
}
test_a_program_that_dies_at_once_or_says_nothing_is_noticed_by_every_script() {
  program=/bin/cat
  for script in scripts/[0-9]*.sh; do
    # One says nothing, the other dies at once: each script meets one of them.
    case $program in
    */cat) program=/bin/true ;;
    *) program=/bin/cat ;;
    esac
    {
      env DEADLINE=0.5 "$script" $program >/dev/null 2>&1
      [ $? -eq 1 ] || echo "$script $program did not fail"
    } &
  done >"$SHUNIT_TMPDIR/complaints"
  wait
  assertEquals "complaints" "" "$(cat "$SHUNIT_TMPDIR/complaints")"
}
test_a_crowd_of_that_name_elsewhere_is_not_the_programs() {
  cp "$(command -v sleep)" "$SHUNIT_TMPDIR/crowd"
  crowd=''
  for n in $(seq 101); do
    "$SHUNIT_TMPDIR/crowd" 60 &
    crowd="$crowd $!"
  done
  run env DEADLINE=0.5 scripts/08-setsid.sh "$SHUNIT_TMPDIR/crowd"
  # shellcheck disable=SC2086 # a word a PID
  kill $crowd
  assert_ran 1 ' [1-9][0-9]* failed$' "a program that is not ours"
  assertNotContains "what became of it" "$output" "without end"
}

. "$shunit2"
