#!/bin/sh
# The grader of exercise 18: crew.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

# make_worker NAME [LINE]: a program in the terminal's folder. It executes LINE,
# says its PID in NAME.pid (not in NAME's folder) and the number of its
# arguments in NAME.args, even where its starter may not write, and goes on
# until it is ended.
make_worker() {
  cat >"$stage/home/$1" <<END
#!/bin/sh
${2-}
ulimit -S -f \$(ulimit -H -f)
echo \$# >${1##*/}.args
echo \$\$ >${1##*/}.pid
exec sleep 60
END
  chmod +x "$stage/home/$1"
}

# expect_crew FILE: checks of FILE's three lines and of who is behind them.
expect_crew() {
  local number=0 name
  verify 'in file' "$1 has three lines" has_three "$1"
  for name in alpha beta gamma; do
    number=$((number + 1))
    worker=$(sed -n "${number}p" "$stage/home/$1")
    call "$worker" "$name"
    expect "$worker" COMM=sleep TTY='?' TPGID=-1 PPID="$reaper" PGID=PID \
      SID=PID STAT=Ss
    expect_line "$name.pid" "$worker"
    expect_line "$name.args" 0
    expect_proc "$worker" 0=/dev/null 1=/dev/null 2=/dev/null none="$1"
    verify 'in /proc' "descriptor 0 can be read" can_read "$worker" 0
    verify 'in /proc' "descriptor 1 can be written to" can_write "$worker" 1
    verify 'in /proc' "descriptor 2 can be written to" can_write "$worker" 2
  done
  verify 'in /proc' "it has our environment: OURS=yes" has_ours "$worker"
}
has_three() {
  wrong="It has $(wc -l <"$stage/home/$1") lines."
  [ "$(wc -l <"$stage/home/$1")" -eq 3 ]
} 2>/dev/null
can_read() {
  wrong="It is open for: $(flags_of "$1" "$2")."
  case $(flags_of "$1" "$2") in
  read* | both*) ;;
  *) false ;;
  esac
}
can_write() {
  wrong="It is open for: $(flags_of "$1" "$2")."
  case $(flags_of "$1" "$2") in
  write* | both*) ;;
  *) false ;;
  esac
}
has_ours() { [ "$(environ_of OURS "$1")" = yes ]; }

# has_waited_for PID: has crew learned that SIGKILL has ended it?
has_waited_for() {
  local end
  wrong="It has ended before the worker had: after SIGKILL it did not wait."
  end=$(awk -F '\t' -v pid="$1" '
    $1 == "ended" && $6 == pid { print $7; exit }' "$stage/home/ends")
  [ "$end" != 137 ] || return 0
  [ -z "$end" ] || wrong="The worker ended with status $end: it got no SIGKILL."
  return 1
}
# has_waited_for_two: and that the other was ended by SIGTERM?
has_waited_for_two() {
  wrong="It has waited for one worker, and not for the other."
  awk -F '\t' '
    $1 == "ended" && ($7 == 137 || $7 == 143) && !seen[$6]++ { count++ }
    END { exit count < 2 }' "$stage/home/ends"
}

# calls_one NAME: does it call this function? First ask calls_are_seen.
calls_one() {
  ! calls_none "$1" || {
    wrong="It does not call $1()."
    false
  }
}

# orphans: how many processes has the reaper adopted that have not ended?
orphans() { ps -o stat= --ppid "$reaper" | sed '/^Z/d' | wc -l; }

# expect_none FILE: checks: no FILE, and nobody more than $crowd.
expect_none() {
  verify ok "there is no file $1" is_missing "$1"
  expect_nobody
}
expect_nobody() { verify ok "no worker is left" is_alone; }
is_alone() {
  wrong="Some have been left: $(($(orphans) - crowd))."
  [ "$(orphans)" -le "$crowd" ]
}

mkdir "$stage/home/bin"
for worker in bin/alpha beta gamma; do make_worker "$worker"; done
make_worker delta "trap '' TERM"
make_worker eps "trap 'for _ in 1 2 3 4; do sleep 0.1; done; : >eps.own; exit' \
  TERM
echo \$\$ >eps.pid
while :; do sleep 0.1; done"
# zeta ends by itself as soon as eta has been told to.
make_worker zeta "PATH=/usr/bin:/bin
trap 'until [ -e told ]; do sleep 0.02; done; : >zeta.own; exit' TERM
while :; do sleep 0.02; done"
make_worker eta "PATH=/usr/bin:/bin
trap ': >told; exit' TERM
while :; do sleep 0.02; done"
# A PROGRAM that is looked for in so many folders takes a while to be missed.
# shellcheck disable=SC2016 # for the shell on the terminal
long_path='$(printf "/none:%.0s" $(seq 20000))$PATH'
# An older env blocks no signals; then nothing is said of those.
block='env --block-signal=USR1'
$block true 2>/dev/null || block=
open_terminal

key_step "Three workers, one by way of PATH, and three PIDs in a file"
expect_status "PATH=bin:\$PATH OURS=yes $program pids alpha ./beta ./gamma" 0
expect_crew pids
first_worker=$worker

step "Where signals are ignored and blocked: no worker ignores or blocks one"
deaf="trap '' HUP TERM USR1 PIPE; exec $block $program"
expect_status "($deaf deaf bin/alpha ./beta ./gamma)" 0
verify 'in file' "deaf has three lines" has_three deaf
worker=$(sed -n 2p "$stage/home/deaf")
expect "$worker" COMM=sleep TTY='?' HUP=default TERM=default
expect_proc "$worker" SigIgn=none SigBlk=none

step "If one cannot be started, there is none: neither worker nor file"
crowd=$(orphans)
expect_status "$program last bin/alpha ./beta /nonexistent" 127
expect_print '*/nonexistent: No such file*'
expect_none last
expect_status "$program middle bin/alpha /dev/null ./gamma" 126
expect_print '*/dev/null: Permission denied'
expect_none middle
deaf="trap '' TERM; exec $program"
expect_status "($deaf third bin/alpha ./beta /nonexistent)" 127
expect_none third

step "A file that cannot be written is the end of all three, too"
limit="ulimit -S -f 0"
expect_status \
  "(trap '' XFSZ; $limit; exec $program full bin/alpha ./beta ./gamma)" 1
expect_none full
expect_status "($limit; exec $program limited bin/alpha ./beta ./gamma)" 1
expect_none limited
expect_status "$program nowhere/pids bin/alpha ./beta ./gamma" 1
expect_none nowhere/pids

step "A worker that ignores SIGTERM is ended all the same"
# delta ignores it when it has started, and then writes delta.pid. If SIGTERM
# comes earlier, it ends delta, and this has shown nothing: once more.
# build/fault.so notes for which children it has waited.
noted=''
if calls_are_seen; then
  # shellcheck disable=SC2016 # for the shell on the terminal
  noted='TRACE=$PWD/ends PATIENT=1 FAULT= LD_PRELOAD=build/fault.so '
fi
rounds=0
while [ ! -e "$stage/home/delta.pid" ] && [ "$rounds" -lt 50 ]; do
  rounds=$((rounds + 1))
  : >"$stage/home/ends"
  expect_status "$noted$program stubborn ./delta ./beta /nonexistent" 127
  expect_none stubborn
done
verify ok "the worker had time to ignore SIGTERM" is_there delta.pid
if [ -n "$noted" ]; then
  verify ok "it has waited for the end of the worker that it killed" \
    has_waited_for "$(cat "$stage/home/delta.pid")"
  verify ok "it has waited for the end of the other worker, too" \
    has_waited_for_two
fi

step "A worker that takes its time after SIGTERM is waited for"
# It says its PID when it is ready; see above.
rounds=0
while [ ! -e "$stage/home/eps.pid" ] && [ "$rounds" -lt 50 ]; do
  rounds=$((rounds + 1))
  expect_status "$program late ./eps ./beta /nonexistent; \
! kill -0 \$(cat eps.pid)" 0
done
verify ok "the worker had time to get ready" is_there eps.pid
expect_none late
# It has 1 s; on a busy machine that may be too little now and then.
rounds=0
while [ ! -e "$stage/home/eps.own" ] && [ "$rounds" -lt 8 ]; do
  rounds=$((rounds + 1))
  expect_status "$program late ./eps ./beta /nonexistent" 127
done
verify ok "it has ended by itself: it was not killed" is_there eps.own

step "All are told before the first is waited for"
rounds=0
while [ ! -e "$stage/home/zeta.own" ] && [ "$rounds" -lt 4 ]; do
  rounds=$((rounds + 1))
  expect_status "rm -f told; PATH=$long_path $program two ./zeta ./eta nobody" \
    127
  expect_none two
done
verify ok "the first one has ended by itself, when the second was told" \
  is_there zeta.own

step "A signal that comes meanwhile does not end it halfway"
expect_status "rm delta.pid" 0
starts_crew="PATH=$long_path $program half ./beta ./delta nobody"
# begin_crew: until its second worker runs, or the crew has ended.
begin_crew() {
  start_job crew "$starts_crew & wait \$!; echo \"status \$?\""
  looks=250
  until [ -e "$stage/home/delta.pid" ] || ! is_alive "$crew" ||
    [ $looks -eq 0 ]; do
    looks=$((looks - 1))
    sleep 0.02
  done
}
begin_crew
# On a busy machine the worker may be ended before it has begun.
rounds=0
while [ ! -e "$stage/home/delta.pid" ] && [ $looks -gt 0 ] &&
  [ "$rounds" -lt 8 ]; do
  rounds=$((rounds + 1))
  expect_print 'status 127'
  begin_crew
done
verify ok "the second worker runs" is_there delta.pid
# It is still looking for nobody, or gives delta a second to end.
if is_alive "$crew"; then send_signal INT "$crew"; fi
expect_print 'status 127'
expect_none half

step "A file that was there stays as it was, and nobody is started"
type_line "echo mine >taken"
expect_line taken mine
expect_status "$program taken bin/alpha ./beta ./gamma" 1
expect_line taken mine
expect_nobody
type_line "ln -s elsewhere link; ls -l link"
expect_print '*link -> elsewhere'
expect_status "$program link bin/alpha ./beta ./gamma" 1
expect_none elsewhere

step "A call that fails is told"
expect_complaint sigprocmask "none bin/alpha ./beta ./gamma"
expect_complaint fopen "no.file bin/alpha ./beta ./gamma"
expect_complaint fclose "not.closed bin/alpha ./beta ./gamma"
expect_none not.closed
for call in posix_spawn_file_actions_init posix_spawnattr_setflags \
  posix_spawnattr_setsigdefault posix_spawnattr_setsigmask; do
  expect_complaint $call "one bin/alpha ./beta ./gamma"
done
expect_complaint posix_spawn_file_actions_addopen \
  "other bin/alpha ./beta ./gamma"
expect_complaint 'posix_spawnp 3' "last.one bin/alpha ./beta ./gamma"

if calls_are_seen && ! calls_none posix_spawn_file_actions_init; then
  step "What it has made it destroys again"
  for call in posix_spawn_file_actions_destroy posix_spawnattr_destroy; do
    verify ok "it calls $call(3)" calls_one "$call"
  done
fi

step "A usage error is told"
expect_status "$program two bin/alpha ./beta" 2

step "Hang the terminal up: nobody tells the workers"
hang_up
expect_gone "$shell"
expect "$first_worker" COMM=sleep TTY='?' TPGID=-1 PGID=PID SID=PID STAT=Ss
