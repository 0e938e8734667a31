#!/bin/sh
# Where /proc shows users only their own processes (hidepid in proc(5)), the
# scripts of the daemons that serve show what they show elsewhere.
# Runs with the exercises, run.sh --exercises: it takes long.
. "$(dirname "$0")/helper.sh"

# hidden COMMAND [ARG...]: runs it where /proc is mounted like that, in a
# namespace of its own; status 77 if that is not permitted.
hidden() {
  # shellcheck disable=SC2016,SC2086 # for the inner shell; words
  run timeout 120 $space setsid -w sh -c '
    mount -t proc -o hidepid=2 proc /proc || exit 77
    "$@"; exit $?' sh "$@"
}
# all_pass WHO [COMMAND...]: the scripts, run by this COMMAND, pass, or say why
# they cannot run here.
all_pass() {
  who=$1
  shift
  for script in scripts/2[2-6]-*.sh; do
    hidden "$@" "$script" --plain
    [ "$status" -ne 77 ] ||
      ! skip_test "/proc cannot be mounted here" || return 0
    ran 3 '^SKIP .* [Nn]e' ||
      assert_ran 0 ' checks, 0 failed(, [0-9]+ skipped)?$' "$script, as $who"
  done
}

test_the_scripts_pass_as_who_runs_them() {
  find_namespace -m mount || return 0
  all_pass "this user"
}
test_the_scripts_pass_as_nobody() {
  find_nobody "$root/$script_of_all" || return 0
  find_namespace -m mount || return 0
  # The processes of root, such as the first one there, are really hidden.
  # shellcheck disable=SC2086 # words
  hidden $nobody test -e /proc/1
  [ "$status" -ne 77 ] || ! skip_test "/proc cannot be mounted here" || return 0
  assertEquals "a process of root is shown to nobody: status" 1 "$status"
  # A folder that nobody may write.
  # shellcheck disable=SC2086 # words
  all_pass nobody $nobody env TMPDIR=/tmp
}
script_of_all=scripts/22-unix-socket.sh

. "$shunit2"
