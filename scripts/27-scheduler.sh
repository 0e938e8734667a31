#!/bin/sh
# 27-scheduler: started by another daemon: cron.
. "$(dirname "$0")/lib/lesson.sh"
need flock tty
need_demo 16-daemonize

# schedule N: starts a scheduler as a daemon, with the table tabN and the mail
# mailN; sets $server.
schedule() {
  start daemon "build/16-daemonize -m 077 -l log $program ~/tab$1 ~/mail$1"
  server=$daemon
  call "$server" server
}

# end_server: ends the last one.
end_server() {
  send_signal TERM "$server"
  expect_gone "$server"
}

# hear_run ROLE COMMAND: the log says that this command was started; sets $ROLE
# to its PID.
hear_run() {
  local pid
  expect_line log "job pid # $2"
  read -r _ _ pid _ <<END
$line
END
  eval "$1=\$pid"
  call "$pid" "$1"
}

# has_begun FILE NUMBER: has a job written its PID into this line of FILE? Sets
# $run to it.
has_begun() {
  wrong="$1 has $(wc -l <"$stage/home/$1") lines."
  run=$(sed -n "$2p" "$stage/home/$1")
  [ -n "$run" ]
} 2>/dev/null

# expect_begun ROLE FILE NUMBER: a check of that; it may take a second a line.
expect_begun() {
  patiently 4 verify 'in file' "$2, line $3: $1" has_begun "$2" "$3"
  call "$run" "$1"
  eval "$1=\$run"
}

# has_tried NUMBER TEXT: has the log so many jobs with TEXT, or more?
has_tried() {
  wrong="It says $(grep -c "$2" "$stage/home/log")."
  [ "$(grep -c "$2" "$stage/home/log")" -ge "$1" ]
}

# has_started NUMBER: has the log so many jobs, and not one more?
has_started() {
  wrong="It says $(grep -c '^job ' "$stage/home/log")."
  [ "$wrong" = "It says $1." ]
}

# has_no_child: has the scheduler none?
has_no_child() {
  wrong="It has: $(ps -o pid= -o stat= -o comm= --ppid "$server")."
  [ "$wrong" = 'It has: .' ]
}

open_terminal

step "Start the same command on a terminal and as a job of a scheduler"
type_line "mkfifo go go2; echo '3000 read x <~/go2; echo done' >tab1"
start_job typed "sh -c 'read x <go; echo done' &"
schedule 1
first=$server
hear_run job 'read x <~/go2; echo done'
expect "$typed" COMM=sh TTY="$terminal" PPID="$shell" PGID=PID SID="$shell" \
  STAT=S
expect "$server" COMM="$comm" TTY='?' TPGID=-1 PPID="$reaper" PGID=SID \
  SID!=PID STAT=S
expect "$job" COMM=sh TTY='?' TPGID=-1 PGID=PID SID=PID STAT=Ss
mailer=$ps_PPID
call "$mailer" mailer
expect "$mailer" COMM="$comm" TTY='?' TPGID=-1 PPID="$server" PGID=SID \
  SID!=PID STAT=S
expect_proc "$server" Umask=0077 cwd=/
expect_proc "$job" Umask=0022 cwd=home 0=/dev/null SigIgn=none SigBlk=none
picture before "$shell" "$typed" "$server" "$mailer" "$job"
type_line "echo go >go"
expect_print 'done'

step "Look around, with a command of your own, on the terminal and as a job"
type_line "mkdir bin; echo 'echo hello' >bin/greet; chmod +x bin/greet"
type_line "printf '%s\n' tty umask 'env | cut -d= -f1 | sort | xargs' >look"
type_line "printf '%s\n' greet 'echo \$?' >>look; echo '3000 sh look' >tab2"
type_line "PATH=~/bin:\$PATH; umask 077; sh look"
expect_print "/dev/$terminal"
expect_print 0077
expect_print '* PATH *'
expect_print 'hello'
expect_print 0
predict 1
schedule 2
expect_line mail2 'Subject: Cron sh look'
expect_line mail2 'not a tty'
expect_line mail2 0022
expect_line mail2 'HOME LOGNAME PATH PWD SHELL*'
expect_line mail2 '*greet: *not found'
expect_line mail2 127
end_server
answer 1

step "Print 100% into a file, on the terminal, as a job, and by a script"
type_line "echo 100% >out; cat out; rm out"
expect_print '100%'
predict 2
type_line "echo '3000 echo 100% >out' >tab3; echo 'echo 100% >out2' >script"
type_line "echo '3000 sh script' >>tab3"
schedule 3
hear_run cut 'echo 100'
hear_run script 'sh script'
expect_line mail3 'Subject: Cron echo 100'
expect_line mail3 100
expect_line out2 '100%'
verify 'in file' "log: 4 jobs, one for each line of the three tables" \
  has_started 4
expect_alone "$server"
verify ok "there is no file out" is_missing out
end_server
answer 2

step "End with status 3, with output and without"
type_line "echo '3000 echo oh; exit 3' >tab4; echo '3000 exit 3' >>tab4"
type_line "echo '3000 sh -c \"exit 3\" || echo status \$?' >>tab4"
schedule 4
hear_run told 'echo oh; exit 3'
hear_run silent 'exit 3'
hear_run asked 'sh -c *'
expect_line mail4 'oh'
expect_line mail4 'status 3'
expect_no_row "$silent"
expect_alone "$server"
verify ok "the scheduler has no child, and no zombie of one" has_no_child
verify 'in file' "mail4: two mails" counted 2 '^Subject: ' mail4
verify 'in file' "mail4: one 3 below the heads" counted 1 '^[^ST].*3' mail4
end_server

step "Let a job take longer than it has, without a lock and with one"
type_line "echo 'echo \$\$ >>\$1; read x <go' >long"
type_line "echo '1 sh long runs' >tab5"
predict 3
schedule 5
expect_begun early runs 1
expect_begun late runs 2
expect "$early" COMM=sh TTY='?' TPGID=-1 PGID=SID STAT=S
expect "$late" COMM=sh TTY='?' TPGID=-1 PGID=SID STAT=S SID!="$ps_SID"
answer 3
end_server
type_line "echo go >go; echo '1 flock -n lock sh long runs2' >tab6"
schedule 6
expect_begun locked runs2 1
patiently 4 verify 'in file' "log: three jobs with flock" has_tried 3 flock
verify 'in file' "runs2: one line" counted 1 '' runs2
end_server
type_line "echo go >go"

step "Leave a process behind, with the lock and without it"
type_line "echo 'sleep 60 & echo left pid \$!' >leave"
type_line "echo '3000 flock -n lock2 sh leave' >tab7"
schedule 7
expect_line mail7 'left pid #'
left=${line#left pid }
call "$left" left
expect "$left" COMM=sleep TTY='?' TPGID=-1 PPID="$reaper" PGID=SID SID!=PID \
  STAT=S
type_line "flock -n lock2 true; echo \$?"
expect_print 1
end_server
type_line "echo '3000 flock -n -o lock3 sh leave' >tab8"
schedule 8
expect_line mail8 'left pid #'
left=${line#left pid }
call "$left" later
expect "$left" COMM=sleep PGID=SID STAT=S
type_line "flock -n lock3 true; echo \$?"
expect_print 0
end_server

step "End the first scheduler, whose job still runs"
server=$first
end_server
expect "$mailer" COMM="$comm" TTY='?' PPID="$reaper" PGID=SID STAT=S
expect "$job" COMM=sh TTY='?' PPID="$mailer" PGID=PID SID=PID STAT=Ss
picture after "$shell" "$mailer" "$job"
type_line "echo go >go2"
expect_gone "$job" "$mailer"
expect_line mail1 'done'
expect_mode mail1 600
