#!/bin/sh
# However make practice ends, nothing of it is left, neither a process nor a
# file, and the terminal's modes are as before: each way, at ten moments.
# shellcheck disable=SC2016,SC2154 # for another shell; person.sh sets it
# Runs with the exercises: run.sh --exercises; it takes long.
. "$(dirname "$0")/helper.sh"
. tests/person.sh

oneTimeSetUp() { make_house; }

# begin N: practice of lesson N, by a shell that afterwards shows the modes.
begin() {
  rm -rf "$house/work" "$house/tmp"
  mkdir "$house/tmp"
  TMPDIR=$house/tmp TERM=dumb start sh -c 'trap : INT
    stty -g >before; tty >tty; sh scripts/practice.sh "$0"; exec cat' "$1"
}

# come_to MOMENT: what has been typed then.
come_to() {
  case $1 in
  1) begin 03 ;; # while it starts
  2) # at the first prompt
    begin 03
    sees '\$ $'
    ;;
  3) # a job in the background
    begin 03
    types 'build/03-stop-resume &'
    sees 'Not yet'
    ;;
  4) # just after a line was typed
    begin 03
    types 'build/03-stop-resume &'
    ;;
  5) # a program in the foreground
    begin 03
    types build/03-stop-resume
    noted 03-stop-resume
    ;;
  6) # a stopped job
    come_to 5
    press "$ctrl_z" 'worker +pid'
    sees 'Task 2'
    ;;
  7) # a second terminal
    begin 00
    types 'PS1="\$ " build/00-terminal sh'
    sees 'command .*pts'
    ;;
  8) # a job that has lost its terminal
    begin 06
    types 'nohup build/06-nohup &'
    types hangup
    sees 'This is a new one'
    sees '\$ $'
    ;;
  9) # daemons, with and without a terminal
    begin 11
    types 'build/11-double-fork; build/10-single-fork'
    sees '\[x\] Task 1'
    types 'trap "" HUP TERM; (sleep 600 &)'
    ;;
  10) # a program that ignores all that can be ignored
    begin 03
    types 'sh -c "trap \"\" HUP INT TERM TSTP; sleep 600; sleep 600"'
    noted sh
    ;;
  esac
}

# child_of PID [NAME]: of PID, the child that is called NAME.
child_of() {
  [ -n "$1" ] || return 0
  ps -o pid= -o comm= --ppid "$1" |
    awk -v name="${2-}" 'name == "" || $2 == name { print $1; exit }'
}
# find_parts: sets $outer, $inner (the guards), $main, $holder and $hands.
find_parts() {
  outer=$(child_of "$(child_of "$person")" stage) &&
    inner=$(child_of "$outer" stage) && main=$(child_of "$inner" sh) &&
    holder=$(child_of "$main" 00-terminal) &&
    hands=$(child_of "$holder" bash) && [ -n "$hands" ]
}

# end_by WAY
end_by() {
  case $1 in
  closed) kill -s HUP "$person" ;;
  typed) printf '%s\nquit\n%s' "$ctrl_c" "$ctrl_d$ctrl_d" >&9 ;;
  TERM) kill -s TERM "$outer" ;;
  *) eval "kill -s KILL \$$1" ;;
  esac
}
processes_in() {
  find /proc/[0-9]*/cwd /proc/[0-9]*/fd/ -lname "*${house##*/}/tmp/*" \
    2>/dev/null | grep -v "^/proc/\($$\|self\)/"
}
nothing_left() { is_swept && [ -z "$(processes_in)" ]; }
modes_are_back() {
  [ "$(stty -g -F "$(cat "$house/tty")")" = "$(cat "$house/before")" ]
}

check_way() {
  for moment in 1 2 3 4 5 6 7 8 9 10; do
    come_to $moment
    soon find_parts || fail "moment $moment: not all parts are there"
    end_by "$1"
    case $1$moment in
    # Here the end of the shell leads to a new terminal, and practice goes on.
    holder8 | hands8)
      sees 'This is a new one'
      end_by closed
      ;;
    esac
    soon nothing_left || fail "ended by $1 at moment $moment, left behind:
$(ls -A "$house/tmp")
$(processes_in)"
    has_ended || soon modes_are_back ||
      fail "ended by $1 at moment $moment: the modes are not as before"
    drop
  done
}
# drop: closes the terminal, if it is still open.
drop() {
  kill -s HUP "$person"
  wait "$person" || :
} 2>/dev/null
test_the_terminal_is_closed() { check_way closed; }
test_sigterm_comes() { check_way TERM; }
test_the_outer_guard_is_killed() { check_way outer; }
test_the_inner_guard_is_killed() { check_way inner; }
test_practice_itself_is_killed() { check_way main; }
test_the_terminal_program_is_killed() { check_way holder; }
test_the_learners_shell_is_killed() { check_way hands; }
# is_left: has the shell ended? Otherwise Ctrl-D once more, at the next prompt.
is_left() {
  ! grep -q 'To go on: make practice\|All .* are done' "$screen" || return 0
  ! since '\$ $' || press "$ctrl_d" '\$ $'
  return 1
}
test_it_is_left_by_quit_or_the_end_of_input() {
  # With a stopped job bash asks once more. In the tasks of 06 the end of the
  # shell leads to a new terminal.
  for moment in 2 3 6 8 9; do
    for keys in "quit
" "$ctrl_d"; do
      case $moment$keys in 8"$ctrl_d"*) continue ;; esac
      come_to $moment
      press "$keys" '\$ $'
      # A key that comes between two prompts is lost.
      [ "$keys" != "$ctrl_d" ] || soon is_left ||
        fail "moment $moment: it goes on"
      soon nothing_left || fail "left at moment $moment: $(processes_in)"
      soon modes_are_back || fail "moment $moment: the modes"
      drop
    done
  done
}

. "$shunit2"
