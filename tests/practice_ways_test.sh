#!/bin/sh
# The tasks of make practice, done by typing: each in a right way, most in two,
# and in a wrong one.
# shellcheck disable=SC2016,SC2154 # for another shell; person.sh sets it
# Runs with the exercises: run.sh --exercises; it takes long.
. "$(dirname "$0")/helper.sh"
. tests/person.sh

oneTimeSetUp() { make_house; }
tearDown() { leaves_if_there; }

# pid_of ROLE: the PID in the last line of that role on the screen.
pid_of() { sed -n "s/^$1 *pid \([0-9]*\).*/\1/p" "$screen" | tail -n 1; }
test_00_terminal() {
  at 00 1
  types cat
  noted cat
  press "$ctrl_d" cat
  wrong 'That was no signal'
  types cat
  noted cat
  press "$ctrl_z" cat
  wrong 'cat is stopped'
  types fg
  noted cat
  press "$ctrl_c" cat
  right
  types "trap '' INT"
  wrong 'Now your shell ignores SIGINT'
  types 'trap - INT'
  types 'stty -echo'
  wrong 'Now the terminal does not show'
  types 'stty echo'
  types 'stty -isig'
  right
  types 'stty -echo'
  wrong 'The terminal still does not show'
  types 'stty echo'
  wrong 'The terminal still makes no signals'
  types 'stty isig'
  right
  types 'setsid sleep 60 &'
  wrong 'This process has a session of its own, but'
  types 'PS1="\$ " build/00-terminal sh'
  right
  answer exit 'Task 5'
  wrong 'The command on the second terminal ended by'
  types 'PS1="\$ " build/00-terminal sh'
  noted 00-terminal first
  types 'kill $PPID'
  right
  leaves
  # Other ways.
  at 00 1
  types cat
  noted cat
  press "$(printf '\034')" cat
  right
  types 'stty intr undef'
  right
  types 'stty sane'
  right
  types 'build/00-terminal cat'
  right
  press "$ctrl_d" 'Task 5'
  wrong 'The command on the second terminal ended by'
  types 'PS1="\$ " build/00-terminal sh'
  noted 00-terminal first
  types 'kill -s KILL $PPID'
  right
}
test_01_foreground() {
  at 01 1
  types 'build/01-foreground &'
  wrong 'It is in the background, where it cannot read'
  types fg
  right
  press "$ctrl_c" 'Task 2'
  wrong 'Ctrl-C made the signal SIGINT'
  types 'build/01-foreground'
  noted 01-foreground first
  press "$ctrl_d" 'server +pid'
  right
  types 'sleep 600 & sleep 600 &'
  wrong 'Both run in the background'
  types 'kill %1 %2; wait'
  types 'sleep 600'
  noted sleep
  press "$ctrl_z" sleep
  wrong 'There is only one'
  types 'kill %1; wait'
  types 'sleep 600 | sleep 600'
  right
  press "$ctrl_z" 'Task 4'
  wrong 'They are stopped'
  types 'kill -s KILL %%; wait'
  wrong 'No sleep is there'
  types 'sleep 600 &'
  types 'sleep 600 & sleep 600 | sleep 600'
  noted sleep
  press "$ctrl_c" 'sleep 600 \|'
  wrong 'A sleep runs in the background'
  types 'kill %1 %2; wait'
  types 'sleep 600 | sleep 600'
  noted sleep
  press "$ctrl_c" sleep
  right
  leaves
  at 01 1
  types 'build/01-foreground'
  right
  press "$ctrl_d" 'Task 2'
  right
  types '(sleep 600; true) | sleep 600'
  right
  press "$(printf '\034')" 'Task 4'
  right
}
test_02_background() {
  at 02 1
  types 'build/02-background'
  noted 02-background
  press "$ctrl_z" 'stdin'
  wrong 'It is stopped, not in the background'
  types bg
  right
  types 'build/02-background'
  noted 02-background
  press "$ctrl_z" 'stdin'
  wrong 'One is stopped'
  types 'kill -s CONT %2'
  right
  press "$ctrl_c" 'Task 3'
  wrong 'Both are still there'
  types 'kill -s INT %1 %2'
  wrong 'Both have ended'
  types 'build/02-background & build/02-background &'
  types ''
  types 'kill -s INT $!'
  right
  types 'build/02-background &'
  wrong 'Ctrl-C does not reach a job'
  types 'kill $!'
  types 'nohup build/02-background >/dev/null &'
  wrong 'It ignores SIGHUP'
  types 'kill $!'
  types "sh -c 'build/02-background & echo \$! >pid; wait' &"
  right
  types 'kill -s INT $(cat pid)'
  wrong 'This one ignores SIGINT'
  types 'kill $(cat pid) $(jobs -p)'
  right
  leaves
  at 02 1
  types 'build/02-background &'
  right
  types 'build/02-background &'
  right
  types 'fg %2'
  noted 02-background
  press "$ctrl_c" '02-background'
  right
  types '(trap "" INT; exec build/02-background) &'
  right
  types 'kill -s KILL %1'
  wrong 'This one ignores SIGINT'
  types 'kill $!'
  right
}
test_03_stop_resume() {
  at 03 1
  types 'build/03-stop-resume &'
  wrong 'It runs in the background\. A process'
  types fg
  noted 03-stop-resume
  press "$ctrl_z" '03-stop'
  right
  types 'kill -s KILL %1'
  wrong 'It has ended\. Start it again'
  types build/03-stop-resume
  press "$ctrl_z" 'worker +pid'
  wrong 'It is stopped, not in the background'
  types bg
  right
  types 'fg %1'
  noted 03-stop-resume
  press "$ctrl_z" '03-stop'
  wrong 'Only one is there'
  types 'build/03-stop-resume &'
  wrong 'Both are there'
  types 'fg %2'
  right
  press "$ctrl_z" 'Task 4'
  wrong 'Both are stopped'
  types 'bg %1'
  right
  types 'kill -s TERM $(jobs -p)'
  wrong 'SIGTERM waits for the stopped job'
  types 'kill -s CONT %1 %2'
  right
  leaves
  at 03 1
  types 'build/03-stop-resume &'
  types 'kill -s STOP %1'
  right
  types 'kill -s CONT $!'
  right
  types 'build/03-stop-resume &'
  types '%+'
  right
  press "$ctrl_c" 'Task 4'
  types 'build/03-stop-resume &'
  wrong 'Both run'
  types 'kill -s TSTP %1'
  right
  types 'kill %1 %2'
  right
}
test_04_tty_io() {
  at 04 1
  types 'build/04-tty-io write &'
  wrong 'This is the writer'
  types 'kill $!'
  types 'build/04-tty-io read &'
  right
  types bg
  wrong 'It is stopped\. Continued in the background'
  types fg
  noted 04-tty-io
  press "$ctrl_c" 04-tty-io
  wrong 'Ctrl-C has ended it'
  types 'build/04-tty-io read &'
  types fg
  noted 04-tty-io
  answer hello 04-tty-io
  right
  types 'build/04-tty-io read &'
  wrong 'It is stopped: it tried to read'
  types 'kill -s KILL $!; build/04-tty-io read </dev/null &'
  wrong 'No reader is there'
  types 'sleep 600 | build/04-tty-io read &'
  right
  types 'build/04-tty-io write &'
  types 'stty tostop'
  wrong 'The terminal would stop it now'
  types 'stty -tostop'
  types 'kill -s STOP $!'
  wrong 'It is stopped, but not by the terminal'
  types bg
  types 'stty tostop; kill -s USR1 $!'
  right
  types 'kill -s STOP %?one'
  wrong 'This one prints nothing'
  types 'kill -s CONT %?one; kill %?three'
  wrong 'One that prints nothing has ended'
  types 'sh ./three.sh &'
  types 'kill %?two'
  wrong 'The one that printed has ended'
  types 'sh ./two.sh &'
  types 'kill -s STOP $!'
  right
  leaves
  at 04 1
  types 'build/04-tty-io read'
  press "$ctrl_z" 'reader +pid'
  right
  types 'fg %1'
  noted 04-tty-io
  press "$ctrl_d" 04-tty-io
  right
  types 'mkfifo keys; build/04-tty-io read <>keys &'
  right
  types 'build/04-tty-io write & sleep 0.1'
  types 'stty tostop; kill -s USR1 %build/04-tty-io\ write; sleep 0.1'
  right
  types 'stty tostop'
  right
}
test_05_hangup() {
  at 05 1
  types 'build/05-hangup log & echo $! >pid'
  types 'exit'
  wrong 'It lives on\. bash was left by exit'
  types 'kill $(cat pid)'
  types 'build/05-hangup log &'
  types 'hangup'
  right
  types 'setsid sh -c "echo \$\$ >pid; exec build/05-hangup log"'
  wrong 'This job leads a session of its own'
  types 'kill $(cat pid)'
  types 'build/05-hangup log & echo $! >pid'
  types 'hangup'
  wrong 'It is gone: at a hang-up'
  types 'build/05-hangup log & echo $! >pid'
  types 'exit'
  right
  types 'kill %1; fg'
  wrong 'It is still there\. It is no job'
  types 'kill $(cat pid)'
  right
  types 'nohup build/05-hangup log & echo $! >pid'
  wrong 'It ignores SIGHUP'
  types 'kill $(cat pid)'
  types 'build/05-hangup log &'
  types hangup
  wrong 'It is gone: bash has sent it'
  types 'build/05-hangup log & disown'
  types hangup
  right
  leaves
  at 05 1
  types 'build/05-hangup log &'
  # By the end of the program that holds the terminal.
  types 'echo "holder   pid $PPID"'
  sees '\$ $'
  kill -s KILL "$(pid_of holder)"
  right
  types 'build/05-hangup log & echo $! >pid'
  press "$ctrl_d" '\$ $'
  right
  types 'kill -s HUP $(cat pid)'
  right
  types '(build/05-hangup log &)'
  types hangup
  right
}
test_06_nohup() {
  at 06 1
  types 'setsid sh -c "echo \$\$ >pid; exec build/06-nohup"'
  wrong 'It has a session of its own'
  types 'kill $(cat pid)'
  types 'build/06-nohup &'
  wrong 'SIGHUP would end it'
  types 'kill $!; wait'
  types 'nohup build/06-nohup & echo $! >pid'
  right
  types exit
  wrong 'It lives on\. But you left'
  types 'kill $(cat pid); hangup'
  wrong 'There is no 06-nohup'
  types 'nohup build/06-nohup & echo $! >pid'
  types hangup
  right
  types 'kill -s HUP $(cat pid)'
  wrong 'It is still there\. It is no job'
  types 'kill $(cat pid)'
  right
  types 'nohup build/06-nohup &'
  wrong 'It ignores SIGHUP'
  types 'kill $!; wait'
  types 'build/06-nohup &'
  types hangup
  wrong 'It is gone\.'
  types 'build/06-nohup & disown; echo $! >pid'
  types hangup
  right
  types 'kill $(cat pid)'
  types 'build/06-nohup >log &'
  wrong 'Standard error still leads'
  types 'kill $!; wait'
  types 'nohup build/06-nohup </dev/null &'
  wrong 'This is the file of nohup'
  types 'kill $!; wait'
  types 'build/06-nohup </dev/null >log 2>&1 &'
  right
  leaves
  at 06 1
  types '(trap "" HUP; exec build/06-nohup) & echo $! >pid'
  right
  types hangup
  right
  types 'kill -s KILL $(cat pid)'
  right
  types 'setsid sh -c "echo \$\$ >pid; exec build/06-nohup"'
  types hangup
  right
  types 'kill $(cat pid)'
  types 'nohup build/06-nohup </dev/null >/dev/null 2>/dev/null &'
  right
}
test_08_setsid() {
  at 08 1
  types 'nohup sleep 600 &'
  wrong 'It ignores SIGHUP, but it is in your session'
  types 'kill $!; wait'
  types 'setsid sh -c "echo \$\$ >sleep.pid; exec sleep 600"'
  right
  types build/08-setsid
  noted 08-setsid first
  press "$ctrl_z" 'child +pid'
  wrong 'The parent is stopped'
  types fg
  noted 08-setsid
  press "$ctrl_c" 08-setsid
  right
  types "kill \$(cat sleep.pid) $(pid_of child)"
  types 'sleep 600 & disown; echo $! >sleep.pid'
  types hangup
  wrong 'This sleep has outlived its terminal'
  types 'kill $(cat sleep.pid)'
  types 'setsid sh -c "echo \$\$ >sleep.pid; exec sleep 600"'
  types hangup
  right
  types 'build/08-setsid &'
  wrong 'The parent leads a process group'
  # A child that is left, and the next one, are not a parent and its child.
  types "kill $(pid_of parent); echo $(pid_of child) >child.pid"
  types 'build/08-setsid &'
  from=$mark
  says 'child +pid'
  types true
  types "kill $(pid_of parent) $(pid_of child) \$(cat child.pid)"
  mark=$from
  ! since 'Task 4 is done' || fail 'a setsid(2) that was refused passes'
  types ': | build/08-setsid &'
  right
  press "$ctrl_c" '\$ $'
  wrong 'A 08-setsid is left'
  types "kill $(pid_of parent) $(pid_of child)"
  wrong 'A sleep is left'
  types 'kill $(cat sleep.pid)'
  right
  leaves
  at 08 1
  types '(setsid sleep 600 & echo $! >sleep.pid)'
  right
  types 'build/08-setsid &'
  says 'child +pid'
  types "kill $(pid_of parent)"
  right
  types "kill \$(cat sleep.pid); hangup"
  right
  types "kill $(pid_of child)"
  types 'setsid build/08-setsid &'
  right
  types "kill -s KILL $(pid_of parent) $(pid_of child)"
  right
}
test_09_orphan() {
  at 09 1
  types 'build/09-orphan'
  noted 09-orphan first
  press "$ctrl_z" 'child +pid'
  wrong 'It is stopped'
  types fg
  noted 09-orphan
  answer '' 09-orphan
  right
  types "kill $(pid_of orphan)"
  types 'sleep 600 & disown'
  wrong 'Its parent is your shell'
  types 'kill $!'
  types '(sleep 600 & echo $! >pid)'
  right
  types 'build/09-orphan'
  noted 09-orphan
  answer '' 'child +pid'
  wrong 'This orphan is not in the foreground'
  types "kill $(pid_of orphan)"
  types 'build/09-orphan | cat'
  answer '' 'child +pid'
  right
  press "$ctrl_z" 'Task 4'
  wrong 'This one is stopped'
  types fg
  press "$ctrl_c" 'build/09-orphan . cat'
  types 'build/09-orphan subreaper'
  answer '' 'child +pid'
  right
  press "$ctrl_c" 'Task 5'
  wrong 'An orphan is left'
  types 'kill $(cat pid)'
  right
  leaves
  at 09 1
  types 'sleep 600 | build/09-orphan &'
  says 'child +pid'
  types "kill -s KILL $(pid_of parent)"
  right
  types "kill $(pid_of orphan)"
  types 'kill %1'
  types "sh -c 'sleep 600 & echo \$! >pid'"
  right
  types "sh -c 'build/09-orphan; cat'"
  answer '' 'child +pid'
  right
  press "$ctrl_c" 'Task 4'
  types "sh -c 'true & exec sleep 60'"
  right
  press "$ctrl_c" 'Task 5'
  types 'kill -s KILL $(cat pid)'
  right
}
test_11_double_fork() {
  at 11 1
  types build/10-single-fork
  says 'daemon +pid'
  wrong 'This one forked once'
  types "kill $(pid_of daemon)"
  types build/11-double-fork
  right
  double=$(pid_of daemon)
  types 'setsid sh -c "echo \$\$ >pid; exec sleep 600"'
  wrong 'It leads its session'
  types 'kill $(cat pid); (sleep 600 & echo $! >pid)'
  wrong 'It is still in the session of your shell'
  types 'kill $(cat pid)'
  types "setsid sh -c 'sleep 600 & echo \$! >pid'"
  right
  types "kill -s USR1 $double"
  wrong 'There is no 10-single-fork'
  types 'build/10-single-fork noctty'
  wrong 'It has not taken a terminal'
  types "kill -s USR1 $(pid_of daemon)"
  types "kill $(pid_of daemon)"
  types build/10-single-fork
  says 'daemon +pid'
  single=$(pid_of daemon)
  types "kill -s USR1 $single"
  right
  types "kill -s USR2 $double"
  wrong 'It is still there'
  types "kill -s USR2 $single"
  right
  types hangup
  wrong 'It is left\. The hang-up'
  types "kill $double \$(cat pid)"
  right
  leaves
  at 11 1
  types 'build/11-double-fork noctty'
  right
  double=$(pid_of daemon)
  types "(setsid sh -c '(sleep 600 & echo \$! >pid)')"
  right
  types 'build/10-single-fork &'
  says 'daemon +pid'
  single=$(pid_of daemon)
  types "kill -s USR1 $single"
  right
  types "kill -s USR2 $single"
  right
  types "kill -s KILL $double \$(cat pid)"
  wrong 'All have ended'
  types 'setsid sleep 60'
  types exit
  wrong 'It is left'
}
# all_tasks: a line each, "STEM NUMBER".
all_tasks() {
  awk '/^lesson / { stem = $2; n = 0 } /^task / { print stem, ++n }' \
    scripts/lib/tasks.txt
}
test_every_task_has_a_right_way_and_a_wrong_one_and_most_two_right_ones() {
  [ -z "$only" ] || return 0
  all_tasks >"$SHUNIT_TMPDIR/tasks"
  for way in right wrong; do
    grep "^$way " "$SHUNIT_TMPDIR/ways" | cut -d ' ' -f 2- | sort |
      uniq >"$SHUNIT_TMPDIR/$way"
    assertEquals "tasks without a $way way" '' \
      "$(grep -vxFf "$SHUNIT_TMPDIR/$way" "$SHUNIT_TMPDIR/tasks")"
  done
  twice=$(grep '^right ' "$SHUNIT_TMPDIR/ways" | sort | uniq -d | wc -l)
  assertTrue "two right ways: $twice of $(wc -l <"$SHUNIT_TMPDIR/tasks")" \
    "[ $twice -gt $(($(wc -l <"$SHUNIT_TMPDIR/tasks") / 2)) ]"
  for lesson in 00 01 02 03 04 05 06 08 09 11; do
    assertTrue "tasks of $lesson" \
      "[ $(grep -c "^$lesson-" "$SHUNIT_TMPDIR/tasks") -ge 4 ]"
  done
}

. "$shunit2"
