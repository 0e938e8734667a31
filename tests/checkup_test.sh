#!/bin/sh
# checkup.sh on a process of every verdict, on odd names, on real daemons.
# shellcheck disable=SC2016 # what is quoted is for another shell
. "$(dirname "$0")/helper.sh"
deadline=5

# told LINES PATTERN WHAT: in a story of these LINES, in which judge PID prints the
# verdict, a line like PATTERN comes.
told() {
  story "judge() { $root/scripts/checkup.sh --plain \"\$1\" | sed -n 's/^verdict: */verdict: /p'; }
pid_said() { poll test -s \"\$stage/home/pid\" && job=\$(cat \"\$stage/home/pid\"); }
open_terminal
$1
check so true"
  assert_ran 0 "$2" "$3"
}

test_a_foreground_a_background_and_a_stopped_job() {
  told 'type_line "sleep 60"
    at_work() { look "$shell" && [ "$ps_TPGID" != "$shell" ]; }; poll at_work
    judge "$(foreground)"' '^verdict: foreground job of pts/[0-9]+$' "in front"
  told 'type_line "sleep 60 &"; wait_for "^.1. [0-9]"; judge "$(pid_of %1)"' \
    '^verdict: background job of pts/[0-9]+$' "behind"
  told 'type_line "sleep 60 &"; wait_for "^.1. [0-9]"; job=$(pid_of %1)
    kill -s STOP "$job"; expect "$job" STAT=T; judge "$job"' \
    '^verdict: stopped job of pts/[0-9]+$' "stopped"
}
test_a_survivor_of_a_closed_terminal() {
  told 'type_line "nohup sleep 60 & disown"; wait_for "^.1. [0-9]"; job=$(pid_of %1)
    expect "$job" HUP=ignored; gone=$shell; hang_up; expect_gone "$gone"
    expect "$job" TTY="?"; judge "$job"' \
    '^verdict: survivor of a closed terminal$' "a survivor"
}
test_a_single_and_a_double_fork_daemon() {
  told 'echo "echo \$\$ >pid; exec sleep 60" >"$stage/home/one.sh"
    type_line "setsid sh one.sh"; pid_said; expect "$job" COMM=sleep PPID="$reaper" SID=PID
    judge "$job"' '^verdict: single-fork daemon$' "one fork, setsid"
  told 'echo "sleep 60 & echo \$! >pid" >"$stage/home/two.sh"
    type_line "setsid sh two.sh"; pid_said; expect "$job" PPID="$reaper" PGID=SID PID!=SID
    judge "$job"' '^verdict: double-fork daemon$' "two forks, setsid between"
}
test_a_zombie() {
  # Its parent becomes a program that waits for nobody, and only then it ends.
  told 'echo "sleep 60 & echo \$! >pid; exec sleep 60" >"$stage/home/zombie.sh"
    type_line "sh zombie.sh"; pid_said; expect "$(foreground)" COMM=sleep
    kill "$job"; expect "$job" STAT=Z+
    judge "$job"' '^verdict: zombie: ' "a zombie"
}
test_a_supervised_service() {
  told 'cp "$(command -v sh)" "$stage/home/runsv"
    echo "sleep 60 & echo \$! >pid; wait" >"$stage/home/service.sh"
    type_line "setsid ./runsv service.sh"; pid_said
    judge "$job"' '^verdict: supervised service, by runsv, PID [0-9]+$' "a child of runsv"
}
test_a_kernel_thread() {
  [ "$(cat /proc/2/comm 2>/dev/null)" = kthreadd ] || skip_test "no kernel threads in this PID namespace"
  run scripts/checkup.sh --plain 2
  assert_ran 1 '^verdict: +kernel thread' "PID 2"
}
test_a_name_with_spaces_and_brackets() {
  told 'cp "$(command -v sleep)" "$stage/home/a ) b (c"
    type_line "\"./a ) b (c\" 60 &"; wait_for "^.1. [0-9]"
    judge "$(pid_of %1)"' '^verdict: background job of pts/[0-9]+$' "a name with brackets"
}
test_it_marks_down_what_is_wrong() {
  told 'type_line "umask 0; nohup sleep 60 >/dev/null 2>&1 &"; wait_for "^.1. [0-9]"; job=$(pid_of %1)
    expect "$job" HUP=ignored; '"$root"'/scripts/checkup.sh --plain "$job"' \
    '^FAIL +terminal +TTY pts/[0-9]+, TPGID [0-9]+: ' "a background job"
  for line in '^FAIL +session +PID .*in the session of bash' '^FAIL +parent +PPID [0-9]+, bash' \
    '^WARN +folder ' '^WARN +umask +0000: ' '^PASS +fd 0 to 2 +/dev/null, /dev/null, /dev/null: ' \
    '^WARN +ignores +HUP: '; do
    assert_ran 0 "$line" "a background job"
  done
}
test_of_another_users_process_it_does_not_guess() {
  # PID 1 is root's, and nobody cannot read its folder.
  if [ "$(id -u)" -eq 0 ]; then
    run setpriv --reuid nobody --clear-groups scripts/checkup.sh --plain 1
  else
    run scripts/checkup.sh --plain 1
  fi
  assert_ran 3 '^CANNOT TELL +folder +unreadable' "of root's process"
}
test_wrong_use() {
  run scripts/checkup.sh
  assert_ran 2 '^usage: checkup.sh' "no PID"
  run scripts/checkup.sh one
  assert_ran 2 '^usage: checkup.sh' "a PID that is none"
  run scripts/checkup.sh 99999999
  assert_ran 3 '^99999999: there is no such process$' "a PID that is nobody's"
}

. "$shunit2"
