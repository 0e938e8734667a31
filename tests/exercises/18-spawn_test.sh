#!/bin/sh
# The grader of exercise 18: crew.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

# make_worker NAME: a program on the stage that says its PID in NAME.pid (not in
# NAME's folder), even where its starter may not write, and goes on until it is
# ended.
make_worker() {
  cat >"$stage/home/$1" <<END
#!/bin/sh
ulimit -S -f \$(ulimit -H -f)
echo \$\$ >${1##*/}.pid
exec sleep 60
END
  chmod +x "$stage/home/$1"
}

# expect_crew FILE: a check of FILE's three lines and of who is behind them.
expect_crew() {
  local at=0 nickname
  expect_line "$1" '#'
  expect_three "$1"
  for nickname in ann bob cid; do
    at=$((at + 1))
    worker=$(sed -n "${at}p" "$stage/home/$1")
    call "$worker" "$nickname"
    expect "$worker" COMM=sleep TTY='?' TPGID=-1 PPID="$reaper" PGID=PID \
      SID=PID STAT=Ss
    expect_line "$nickname.pid" "$worker"
    expect_proc "$worker" 0=/dev/null 1=/dev/null 2=/dev/null none="$1"
    verify ok "its 1 and 2 can be written to" are_writable "$worker"
  done
  verify ok "it has our environment: OURS=yes" has_ours "$worker"
}
expect_three() { verify 'in file' "$1 has three lines" has_three "$1"; }
has_three() {
  local count
  count=$(wc -l <"$stage/home/$1")
  wrong="It has $count."
  [ "$count" -eq 3 ]
}
are_writable() {
  local number
  for number in 1 2; do
    wrong="Descriptor $number is open for: $(flags_of "$1" "$number")."
    case $wrong in
    *both* | *write*) ;;
    *) return 1 ;;
    esac
  done
}
has_ours() {
  wrong="OURS is: $(environ_of OURS "$1")"
  [ "$wrong" = "OURS is: yes" ]
}

# expect_none FILE: a check: no FILE, and nobody more on the stage than before.
expect_none() {
  verify ok "there is no file $1" [ ! -e "$stage/home/$1" ]
  verify ok "no worker is left" is_alone
}
# What has lost its parent is a child of the reaper.
count_orphans() {
  ps -o stat= --ppid "$reaper" | awk '!/^Z/ { n++ } END { print n + 0 }'
}
is_alone() {
  local count
  count=$(count_orphans)
  wrong="So many more processes are there than before: $((count - crowd))."
  [ "$count" -le "$crowd" ]
}

mkdir "$stage/home/bin"
for nickname in bin/ann bob cid; do make_worker "$nickname"; done
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
expect_three deaf
worker=$(sed -n 2p "$stage/home/deaf")
expect "$worker" COMM=sleep TTY='?' HUP=default TERM=default
expect_proc "$worker" SigBlk=none

step "One that cannot be started, and there is none: neither worker nor file"
crowd=$(count_orphans)
type_line "$program last bin/ann ./bob /nonexistent; echo \"status \$?\""
expect_print '*/nonexistent: No such file*'
expect_print 'status 127'
expect_none last
type_line "$program middle bin/ann /dev/null ./cid; echo \"status \$?\""
expect_print '*/dev/null: Permission denied'
expect_print 'status 126'
expect_none middle
deaf="trap '' TERM; exec $program"
expect_status "($deaf third bin/ann ./bob /nonexistent)" 127
expect_none third

step "A file that cannot be written is the end of all three, too"
limit="trap '' XFSZ; ulimit -S -f 0"
expect_status "($limit; exec $program full bin/ann ./bob ./cid)" 1
expect_none full
expect_status "$program nowhere/pids bin/ann ./bob ./cid" 1
expect_none nowhere/pids

step "A file that was there stays as it was, and nobody is started"
type_line "echo mine >taken"
expect_line taken mine
expect_status "$program taken bin/ann ./bob ./cid" 1
expect_line taken mine
verify ok "no worker is left" is_alone

step "A usage error is told"
expect_status "$program two bin/ann ./bob" 2

step "The end of the terminal is nothing to them"
hang_up
expect_gone "$shell"
expect "$first_worker" COMM=sleep TTY='?' TPGID=-1 PGID=PID SID=PID STAT=Ss
