#!/bin/sh
# 25-persistence: the work outlives the client.
. "$(dirname "$0")/lib/lesson.sh"
need nohup seq
need_demo 16-daemonize 25-job
job=build/25-job

# request VERB NAME TEXT NUMBER: what the client prints, and its exit status. To
# cancel takes a second, where a process ignores SIGTERM.
request() {
  type_line "$job $1 $2; echo \$?"
  patiently 3 expect_print "$3"
  expect_print "$4"
}

# start_work NAME COMMAND...: in a server, as a daemon; sets $server and $work.
start_work() {
  start daemon "build/16-daemonize -d . -l log $program $*"
  server=$daemon
  call "$server" server
  expect_line log "work pid # ppid $server pgid # sid #"
  read -r _ _ work _ <<END
$line
END
  call "$work" work
}

# expect_server [CLAIM...]: it runs as a daemon.
expect_server() {
  expect "$server" COMM="$comm" TTY='?' TPGID=-1 PPID="$reaper" PGID=SID \
    SID!=PID STAT=S "$@"
}
# expect_work PARENT [CLAIM...]: it leads a session of its own.
expect_work() {
  local parent="$1"
  shift
  expect "$work" TTY='?' TPGID=-1 PPID="$parent" PGID=PID SID=PID STAT=Ss "$@"
}

open_terminal
open_terminal
use_terminal 1

step "Start work in a server, ask, try a second server, and wait"
type_line "mkfifo go; echo 'echo begun; read x <\$1; echo done; exit 3' >long"
start_work one sh long go
expect_line one/status "running pgid $work"
expect_server
expect_work "$server"
expect_mode one 700
expect_mode one/socket 600
request ask one "running pgid $work" 254
type_line "$program one true; echo \$?"
expect_print '*: lock: Resource temporarily unavailable'
expect_print 1
type_line "echo go >go"
request wait one 'exit 3' 3

step "Let a reader read nothing: first from a pipe, then from the file"
type_line "echo 'read x <go; echo pid \$\$ >writer; exec seq 50000' >many"
start_job reader "sh many | sleep 60 &"
type_line "echo go >go"
expect_line writer 'pid #'
writer=${line#* }
call "$writer" writer
expect "$writer" COMM=seq STAT=S
send_signal TERM "$reader"
expect_gone "$writer"
start_work two sh many
start_job reader "sleep 60 <two/output &"
type_line "echo go >go"
request wait two 'exit 0' 0
expect "$reader" COMM=sleep STAT=S
verify 'in file' "two/output: all that was written" \
  counted 50000 '' two/output

step "End the server by SIGKILL, ask, and start it again"
start_work lost sh long go
expect_role_line log server "$server"
send_signal KILL "$server"
expect_gone "$server"
expect_work "$reaper"
predict 1
request ask lost 'unknown: the server ended before its work' 255
answer 1
type_line "$program lost sh long go; echo \$?"
expect_print "*: pgid $work lives without its server"
expect_print 1
type_line "echo go >go"
expect_no_row "$work"
start_work lost sh long go
expect_work "$server"

step "Cancel work, of which one process ignores SIGTERM"
type_line "echo '(trap \"\" TERM; exec sleep 60) & echo pid \$! >p; wait' >stay"
start_work deaf sh stay
expect_line p 'pid #'
part=${line#* }
call "$part" part
expect_work "$server"
expect "$part" COMM=sleep PPID="$work" PGID="$work" STAT=S TERM=ignored
request cancel deaf 'signal 15' 143
expect_gone "$work" "$part" "$server"
expect_alone "$work"

step "Start the same work three times: as a job, under nohup, in a server"
use_terminal 2
type_line "mkfifo go1 go2 go3"
start_job job1 "sh long go1 &"
call "$job1" job
start_job nohup "nohup sh long go2 & echo \$! >second"
expect_line nohup.out begun # so nohup has said what it says
start_work own sh long go3
start_job client "$job wait own & fg"
expect "$job1" TTY="$terminal" PGID=PID SID="$shell" STAT=S
expect "$nohup" TTY="$terminal" PGID=PID SID="$shell" STAT=S HUP=ignored
expect "$client" COMM=25-job TTY="$terminal" TPGID=PID STAT=S+
expect_work "$server"
picture before "$shell" "$job1" "$nohup" "$client" "$server" "$work"

step "Hang up the terminal"
predict 2
hang_up
expect_gone "$shell" "$job1" "$client"
expect "$nohup" TTY='?' TPGID=-1 PPID="$reaper" PGID=PID SID="$shell" STAT=S
expect_server HUP=default
expect_work "$server" HUP=default
picture after "$nohup" "$server" "$work"
answer 2

step "Come back on another terminal, and ask how the work has ended"
use_terminal 1
type_line "echo go >go2; echo go >go3"
expect_gone "$nohup"
expect_line nohup.out 'done'
predict 3
type_line "read pid <second; wait \$pid; echo \$?"
expect_print "*: pid $nohup is not a child of this shell"
expect_print 127
request wait own 'exit 3' 3
expect_line own/output 'done'
answer 3
