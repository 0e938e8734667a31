#!/bin/sh
# The grader of exercise 18: crew.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

# make_worker NAME [LINE]: a program on the stage that executes LINE, says its
# PID in NAME.pid (not in NAME's folder), even where its starter may not write,
# and goes on until it is ended: by the sweeper, too, if it was given no
# environment.
make_worker() {
  cat >"$stage/home/$1" <<END
#!/bin/sh
${2-}
export LESSON_STAGE='$stage'
ulimit -S -f \$(ulimit -H -f)
echo \$\$ >${1##*/}.pid
exec sleep 60
END
  chmod +x "$stage/home/$1"
}

# expect_crew FILE: a check of FILE's three lines and of who is behind them.
expect_crew() {
  expect_line "$1" '^[0-9]+$'
  check "$1 has three lines" has_three "$stage/home/$1"
  at=0
  for nickname in ann bob cid; do
    at=$((at + 1))
    worker=$(sed -n "${at}p" "$stage/home/$1")
    expect "$worker" COMM=sleep TTY='?' TPGID=-1 PPID="$reaper" PGID=PID \
      SID=PID STAT=Ss
    expect_line "$nickname.pid" "^$worker\$"
    expect_proc "$worker" 0=/dev/null 1=/dev/null 2=/dev/null none="$1"
    check "its 1 and 2 can be written to" are_writable "$worker"
  done
  check "it has our environment: OURS=yes" has_ours "$worker"
}
has_three() { [ "$(wc -l <"$1")" -eq 3 ]; }
are_writable() {
  for number in 1 2; do
    grep -q '^flags:.*[12]$' "/proc/$1/fdinfo/$number" || return 1
  done
}
has_ours() { tr '\0' '\n' <"/proc/$1/environ" | grep -qx OURS=yes; }

# expect_none FILE: a check: no FILE, and nobody more on the stage than before.
expect_none() {
  check "there is no file $1" [ ! -e "$stage/home/$1" ]
  check "no worker is left" alone
}
alone() { [ "$(staged | wc -l)" -le "$crowd" ]; }

mkdir "$stage/home/bin"
for nickname in bin/ann bob cid; do make_worker "$nickname"; done
make_worker don "trap '' TERM"
# An older env blocks no signals; then nothing is said of those.
block='env --block-signal=USR1'
$block true 2>/dev/null || block=
open_terminal

step "Three workers, one by way of PATH, and three PIDs in a file"
expect_status "PATH=bin:\$PATH OURS=yes $program pids ann ./bob ./cid" 0
expect_crew pids
first_worker=$worker

step "Where signals are ignored and blocked: the workers are deaf to none"
deaf="trap '' HUP TERM; exec $block $program"
expect_status "($deaf deaf bin/ann ./bob ./cid)" 0
check "deaf has three lines" has_three "$stage/home/deaf"
worker=$(sed -n 2p "$stage/home/deaf")
expect "$worker" COMM=sleep TTY='?' HUP=default TERM=default
expect_proc "$worker" SigBlk=none

step "One that cannot be started, and there is none: neither worker nor file"
crowd=$(staged | wc -l)
expect_status "$program last bin/ann ./bob /nonexistent" 127
wait_for '/nonexistent: No such file'
expect_none last
expect_status "$program middle bin/ann /dev/null ./cid" 126
wait_for '/dev/null: Permission denied'
expect_none middle
deaf="trap '' TERM; exec $program"
expect_status "($deaf third bin/ann ./bob /nonexistent)" 127
expect_none third

step "A file that cannot be written is the end of all three, too"
limit="ulimit -S -f 0"
expect_status "(trap '' XFSZ; $limit; exec $program full bin/ann ./bob ./cid)" 1
expect_none full
expect_status "($limit; exec $program limited bin/ann ./bob ./cid)" 1
expect_none limited
expect_status "$program nowhere/pids bin/ann ./bob ./cid" 1
expect_none nowhere/pids

step "One that ignores SIGTERM is ended all the same"
expect_status "$program stubborn ./don ./bob /nonexistent" 127
expect_none stubborn

step "A file that was there stays as it was, and nobody is started"
type_line "echo mine >taken"
expect_line taken '^mine$'
expect_status "$program taken bin/ann ./bob ./cid" 1
expect_line taken '^mine$'
check "no worker is left" alone

step "A usage error is told"
expect_status "$program two bin/ann ./bob" 2

step "The end of the terminal is nothing to them"
hang_up
expect_gone "$shell"
expect "$first_worker" COMM=sleep TTY='?' TPGID=-1 PGID=PID SID=PID STAT=Ss
