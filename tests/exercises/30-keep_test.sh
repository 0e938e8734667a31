#!/bin/sh
# The grader of exercise 30: keep, by the milestones of lessons/project.md.
# shellcheck disable=SC2016 # what is quoted is for another shell
. "$(dirname "$0")/../../scripts/lib/lesson.sh"
need setpriv unshare
need_demo 16-daemonize 21-receive 22-unix-socket 22-ask 28-ready 28-supervisor

# start_keep DIRECTORY [BEFORE]: starts the daemon, with BEFORE typed before it;
# sets $keep when its log says so.
start_keep() {
  directory=$1
  start_job keep "${2:+$2 }$program serve $1 &"
  expect_serving
}
expect_serving() { expect_role_line "$directory/log" keep "$keep"; }

# expect_refusal LINE NUMBER: it ends with this status, and says why.
expect_refusal() {
  rm -f "$stage/home/why"
  expect_status "$1 2>why" "$2"
  verify ok "it says why" says_something why
}

# expect_list DIRECTORY STATE...: list prints the jobs 1, 2 and so on, in these
# states.
expect_list() {
  type_line "$program list $1 >list; echo \"status \$?\""
  expect_print 'status 0'
  shift
  number=0 lines=''
  for state in "$@"; do
    number=$((number + 1)) lines="$lines$number $state;"
  done
  verify 'in file' "list: ${lines:-(no job)}" is_list "$lines"
}
is_list() {
  wrong="It prints: $(tr '\n' ';' <"$stage/home/list")"
  [ "$wrong" = "It prints: $1" ]
}
# becomes DIRECTORY NUMBER STATE: for verify: is this the job's state?
becomes() {
  wrong="list: $(cd "$stage/home" && timeout 5 "$program" list "$1" 2>&1 |
    tr '\n' ';')"
  printf '%s' "$wrong" | tr ';' '\n' | grep -qx "\(list: \)*$2 $3"
}

# run_job NUMBER COMMAND: in $directory; a check: that is its number.
run_job() {
  type_line "$program run $directory '$2'"
  expect_print "$1"
}
# find_job NUMBER: sets $job to the PID that the job has printed.
find_job() {
  expect_line "$directory/$1.output" 'pid #'
  job=${line#* }
  call "$job" job
}

# expect_end VERB NUMBER TEXT STATUS: wait or cancel prints TEXT, and ends so.
expect_end() {
  type_line "$program $1 $directory $2; echo \"status \$?\""
  expect_print "$3"
  expect_print "status $4"
}

# kill_keep: SIGKILL. end_keep: SIGTERM, and the status is 0.
kill_keep() {
  send_signal KILL "$keep"
  expect_gone "$keep"
}
end_keep() {
  send_signal TERM "$keep"
  expect_gone "$keep"
}

# served_by_one: do all but one of the eight say why, and end with 1? And is the
# one the process that the log names?
served_by_one() {
  wrong="$(grep -c '^status 1$' "$stage/home/ends") have ended with 1, \
$(grep -c '^keep ' "$stage/home/eight/log" 2>/dev/null) have served."
  [ "$wrong" = '7 have ended with 1, 1 have served.' ]
}

# is_told_apart: what the jobs of many daemons, each killed, have come to. got
# has a line "NUMBER N" for each number that a client was given for its job N;
# runs has a line "N" for each job that has run.
is_told_apart() {
  wrong=$(cd "$stage/home" && awk '
    FILENAME == "runs" && $1 in run { print "Job for " $1 " has run twice." }
    FILENAME == "runs" { run[$1] }
    FILENAME == "got" && $1 in got { print "Number " $1 " was given twice." }
    FILENAME == "got" { got[$1] = $2; n++ }
    FILENAME == "list" { state[$1] = $2 " " $3 }
    END {
      for (number in got) {
        if (state[number] == "exit 0" && !(got[number] in run))
          print "Job " number ": exit 0, and it has not run."
        if (state[number] !~ /^(exit 0|unknown )$/)
          print "Job " number " is: " state[number]
      }
      if (n < 10) print "Only " n " jobs were taken."
    }' runs got list 2>&1 | head -n 3)
  [ -z "$wrong" ]
}

# start_narrow: a daemon that may have no more than 30 descriptors.
start_narrow() {
  directory=narrow
  start_job keep "(ulimit -n 30; exec $program serve narrow) &"
  expect_serving
}
# is_started NUMBER: has the client got so many numbers of jobs?
is_started() {
  wrong="$(grep -c '^[0-9]' "$stage/home/got2") were started.
Usual cause: a file of each job, or the connection of each client, stays open."
  [ "${wrong%% *}" -eq "$1" ]
}

# has_open NUMBER: has the daemon no more than so many descriptors?
has_open() {
  wrong="It has $(count_open) open, and $1 before."
  [ "$(count_open)" -le "$1" ]
}
count_open() { find "/proc/$keep/fd" -type l 2>/dev/null | wc -l; }

# begins_with FILE LINE
begins_with() {
  wrong="Its first line: $(head -n 1 "$stage/home/$1" | tr -c ' -~' '?')"
  [ "$wrong" = "Its first line: $2?" ]
}

# start_crowd NUMBER: so many clients connect to $directory, and say nothing.
start_crowd() {
  type_line "ask() { for i in {1..$1}; do build/22-ask \$1 & done; wait; }"
  start_job crowd "ask $directory/socket &>said3 &"
  verify ok "clients that say nothing: $1" is_crowd "$1"
}
# One that had to make room has ended.
is_crowd() {
  local asleep gone
  asleep=$(ps -o stat=,comm= --ppid "$crowd" |
    awk '/^S.* 22-ask/ { n++ } END { print n + 0 }')
  # Two that complain at once may share a line.
  gone=$(grep -o 'no answer' "$stage/home/said3" | wc -l)
  wrong="$asleep of them wait, $gone have been dismissed."
  [ $((asleep + gone)) -eq "$1" ]
}
end_crowd() {
  type_line "kill -- -$crowd"
  expect_gone "$crowd"
}

# expect_unready LINE: it ends, and has not said that it is ready.
expect_unready() {
  type_line "build/28-ready wait $1 2>&1"
  expect_print '28-ready: *: ended before it was ready' 'ready pid #'
  expect_no_print 'ready *'
}

# is_private DIRECTORY...: may nobody but the owner use a file of these?
is_private() {
  wrong=$(cd "$stage/home" && find "$@" -type f -perm /077 \
    \( -name log -o -name '*.status' -o -name '*.output' \) | head -n 3)
  wrong=${wrong:+"Others may: $wrong"}
  [ -z "$wrong" ]
}

# find_root: sets $root_shell to what is root, in group 3027 as well: see the
# grader of 26. find_space: sets $space to what makes a PID namespace.
find_root() {
  root_shell=''
  [ "$(id -u)" -eq 0 ] || root_shell='unshare -r --map-auto'
  root_shell="$root_shell setpriv --groups 3027"
  # shellcheck disable=SC2086 # words
  timeout 5 $root_shell setpriv --reuid 3026 true
} >/dev/null 2>&1 </dev/null
find_space() {
  for space in 'unshare -pf --mount-proc' 'unshare -rpf --mount-proc'; do
    # shellcheck disable=SC2086 # words
    ! timeout 5 $space true || return 0
  done
  false
} >/dev/null 2>&1 </dev/null

# has_child PID: sets $child.
has_child() {
  wrong="It has no child."
  child=$(ps -o pid= --ppid "$1" | sed 's/ //g; q')
  [ -n "$child" ]
}
# is_other PID: has the watcher another child than PID, which serves?
is_other() {
  has_child "$watcher" && [ "$child" != "$1" ] &&
    has_line_ "$stage/home/$directory/log" "keep +pid $child .*"
}

open_terminal

step "m1: found by a socket"
start_keep one
expect_mode one 700
expect_mode one/socket 600
expect_mode one/log 600
expect_list one
kill_keep
verify ok "the socket is still there" is_there one/socket
for words in "list one" "run one true" "wait one 1" "cancel one 1" \
  "list nowhere"; do
  expect_refusal "$program $words" 255
done
type_line "mkdir linked; ln -s ../one/socket linked/socket"
expect_refusal "$program serve linked" 1
verify ok "the link is still there" is_there linked/socket
start_keep one
expect_list one
expect_refusal "$program wait one 7" 255
for verb in wait cancel; do
  expect_refusal "$program $verb one 2000000000" 255
  expect_list one
done
for usage in "dance one" "dance one 1" "serve one 0" "serve one 1st" \
  "serve one -1" "serve one 4294967296" "list one 1" "run one" "wait one"; do
  expect_refusal "$program $usage" 2
done
type_line "mkdir alien plain; echo text >plain/socket"
start server "build/22-unix-socket alien/socket &"
expect_refusal "$program serve alien" 1
type_line "build/22-ask alien/socket hello"
expect_print "answer pid $server hello"
expect_refusal "$program serve plain" 1
expect_line plain/socket text
# A server to which nobody can connect.
start_job receiver "mkdir grams; build/21-receive grams/socket &"
verify ok "its socket is there" is_there grams/socket
expect_refusal "$program serve grams" 1
verify ok "its socket is still there" is_there grams/socket

step "m2: one owner"
expect_refusal "$program serve one" 1
expect_list one
verify ok "only the two before have served" counted 2 '^keep ' one/log
start_keep bare
expect_status "rm bare/socket" 0
expect_refusal "$program serve bare" 1
verify ok "it has made no socket" is_missing bare/socket
cat >"$stage/home/race" <<END
for i in 1 2 3 4 5 6 7 8; do
  { $program serve eight; echo "status \$?" >>ends; } &
done
END
: >"$stage/home/ends"
type_line "sh race 2>why &"
patiently 6 verify ok "of eight at once one serves" served_by_one

key_step "m3: a job outlives its client, and the daemon its terminal"
open_terminal
start_job daemon "build/16-daemonize -d \"\$PWD\" $program serve home >who & \
wait \$!; cat who"
hear daemon
keep=$daemon directory=home
expect_serving
type_line "mkfifo home/go"
run_job 1 'echo pid $$; cat go; exit 3'
find_job 1
start_job client "$program wait home 1 &"
expect "$client" COMM="$comm" TTY="$terminal"
hang_up
expect_gone "$client"
expect "$keep" TTY="?" STAT=S
expect "$job" TTY="?" PPID="$keep" PGID=PID SID=PID STAT=Ss
use_terminal 1
expect_refusal "$program serve home" 1
expect_line home/1.status running
expect_list home running
type_line "echo hello >home/go"
expect_end wait 1 'exit 3' 3
expect_line home/1.status 'exit 3'
expect_line home/1.output hello
expect_mode home/1.status 600
expect_mode home/1.output 600
expect_end cancel 1 'exit 3' 3

step "m3: what a job is given, and how it ends"
start_keep jobs 'KEPT=yes 5</dev/null'
type_line "mkfifo jobs/go"
run_job 1 'echo pid $$; exec cat go'
find_job 1
expect "$job" HUP=default INT=default TERM=default CHLD=default \
  PIPE=default XFSZ=default QUIT=default ALRM=default USR1=default \
  TSTP=default TTIN=default TTOU=default
expect_proc "$job" 0=/dev/null 1=jobs/1.output 2=jobs/1.output only cwd=jobs
verify ok "job: KEPT=yes, which keep was given, is in its environment" \
  grep -qz '^KEPT=yes$' "/proc/$job/environ"
type_line "echo over >jobs/go"
expect_end wait 1 'exit 0' 0
run_job 2 'kill -9 $$'
expect_end wait 2 'signal 9' 137
run_job 3 './nothing-of-this-name'
expect_end wait 3 'exit 127' 127
# It has two lines, and more than 1,000 bytes.
type_line "$program run jobs \"\$(printf 'cat go & #%1000s\\nexit 204')\""
expect_print 4
expect_end wait 4 'exit 204' 204
type_line "echo over >jobs/go"
expect_list jobs 'exit 0' 'signal 9' 'exit 127' 'exit 204'

step "m3: a job is cancelled"
run_job 5 'sleep 60 & echo pid $!; wait'
find_job 5
expect_end cancel 5 'signal 15' 143
expect_gone "$job"
run_job 6 'sleep 60 & echo pid $!; kill -s STOP 0'
find_job 6
expect "$job" STAT=T
expect_end cancel 6 'signal 15' 143
expect_gone "$job"
run_job 7 'trap "" TERM; sleep 60 & echo pid $!; wait'
find_job 7
start_job client "$program cancel jobs 7 >said &"
expect "$job" TERM=ignored
verify ok "job 7 ignores SIGTERM, and runs" becomes jobs 7 running
expect "$client" COMM="$comm"
expect_end cancel 7 'signal 9' 137
expect_gone "$job" "$client"
expect_line said 'signal 9'
expect_refusal "$program wait jobs 8" 255
expect_refusal "$program cancel jobs 0" 255
expect_refusal "$program wait jobs 4294967297" 255
expect_line jobs/log 'job 7 signal 9'

step "m3: the daemon is killed, and its job goes on"
run_job 8 'echo pid $$; exec cat go'
find_job 8
kill_keep
expect "$job" STAT=Ss PPID="$reaper"
start_keep jobs
verify ok "the state of job 8 is unknown" becomes jobs 8 unknown
expect_line jobs/8.status unknown
expect_line jobs/7.status 'signal 9'
for verb in wait cancel; do
  expect_refusal "$program $verb jobs 8" 255
done
run_job 9 true
expect_end wait 9 'exit 0' 0
type_line "echo over >jobs/go"
expect_gone "$job"
expect_list jobs 'exit 0' 'signal 9' 'exit 127' 'exit 204' 'signal 15' \
  'signal 15' 'signal 9' unknown 'exit 0'

step "m3: killed at twenty moments, it loses no job and runs none twice"
cat >"$stage/home/hand_over" <<END
for n in 1 2 3 4; do
  number=\$($program run many "echo \$1.\$n >>../runs") || exit
  echo "\$number \$1.\$n" >>got
done
END
# A child of the daemon that was killed may have the lock for a moment.
cat >"$stage/home/moments" <<END
serve() { $program serve many & keep=\$!; }
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  serve
  until $program list many; do kill -s 0 \$keep || serve; done
  sh hand_over \$i &
  for n in 1 2 3 4 5 6 7 8; do
    [ \$n -gt \$((i % 9)) ] || $program list many
  done
  kill -s KILL \$keep
  wait
done
END
type_line "sh moments &>said; echo over"
patiently 6 expect_print over
start_keep many
type_line "$program list many >list"
verify ok "each job that has a number is known, and has run once at most" \
  is_told_apart

step "m4: many clients"
start_keep crowded
type_line "mkfifo crowded/go"
run_job 1 'cat go; exit 5'
start_crowd 1
start_job waiting "$program wait crowded 1 >said &"
start_job patient "$program wait crowded 1 >said2 &"
expect "$waiting" COMM="$comm" STAT=S
expect "$patient" COMM="$comm" STAT=S
end_crowd
start_crowd 60
expect_list crowded running
run_job 2 'echo pid $$; exec sleep 60'
find_job 2
expect_proc "$job" 0=/dev/null 1=crowded/2.output 2=crowded/2.output only
expect_end cancel 2 'signal 15' 143
type_line "echo over >crowded/go"
expect_gone "$waiting" "$patient"
expect_line said 'exit 5'
expect_line said2 'exit 5'
end_crowd
start_narrow
run_job 1 'exec sleep 60'
start_job waiting "$program wait narrow 1 >said &"
expect "$waiting" COMM="$comm" STAT=S
start_crowd 40
expect_list narrow running
run_job 2 true
expect_end wait 2 'exit 0' 0
expect_line narrow/2.status 'exit 0'
expect_end cancel 1 'signal 15' 143
expect_gone "$waiting"
expect_line said 'signal 15'
end_crowd

step "m4: what has ended has no descriptor open any more"
type_line "for n in {1..97}; do $program run narrow true; done >got2; echo over"
patiently 6 expect_print over
verify ok "with 30 descriptors at most, 97 jobs more are started" \
  is_started 97
expect_end wait 99 'exit 0' 0
kill_keep
start_narrow
run_job 100 true
expect_end wait 100 'exit 0' 0

step "m4: a client that has gone before its answer"
start_keep hasty
slept=''
for n in 1 2 3; do
  run_job $n 'echo pid $$; exec sleep 60'
  find_job $n
  slept="$slept $job"
done
open=$(count_open)
type_line "(for n in {1..10}; do timeout 0.2 $program wait hasty 1 & done; \
wait); echo over"
expect_print over
verify ok "what was open for ten clients is closed" has_open "$open"
send_signal STOP "$keep"
expect "$keep" STAT=T
start_job client "$program list hasty &"
expect "$client" COMM="$comm" STAT=S
send_signal KILL "$client"
expect_gone "$client"
for job in $slept; do
  send_signal KILL "$job"
done
send_signal CONT "$keep"
for n in 1 2 3; do
  verify ok "it knows the end of each of three jobs" becomes hasty $n 'signal 9'
done
expect_list hasty 'signal 9' 'signal 9' 'signal 9'

step "m5: a log that is rotated"
start_keep logged
send_signal HUP "$keep"
run_job 1 true
expect_line logged/log 'job 1 exit 0'
expect_line logged/log 'job 1 running'
expect_serving
expect_status "mv logged/log logged/old" 0
send_signal HUP "$keep"
verify ok "there is a log again" is_there logged/log
expect_mode logged/log 600
run_job 2 true
expect_line logged/log 'job 2 exit 0'
verify 'in file' "the old log has nothing of job 2" \
  counted 0 'job 2' logged/old
expect_status ": >logged/log" 0
run_job 3 true
expect_line logged/log 'job 3 exit 0'
verify 'in file' "it begins with job 3" begins_with logged/log 'job 3 running'
expect_status \
  "mv logged/log logged/older; mkdir logged/log; : >logged/older" 0
send_signal HUP "$keep"
verify 'in file' "the old log has a reason" says_something logged/older
run_job 4 true
expect_line logged/older 'job 4 exit 0'
expect_end wait 4 'exit 0' 0
# A job that has no place for its output. It may get another number.
type_line "mkdir logged/5.output"
type_line "$program run logged true 2>why; echo \"status \$?\""
expect_print 'status 255' 'status 0'
# Or for its state. Without that it must not run.
type_line "rmdir logged/5.output; mkdir -p logged/5.status/x"
type_line "$program run logged 'echo >ran' 2>why; echo \"status \$?\""
expect_print 'status 255' 'status 0'
ran=$line
expect_end wait 4 'exit 0' 0
if [ "$ran" = 'status 255' ]; then
  verify ok "it has not run" is_missing logged/ran
fi

step "m6: privileges given up"
if find_root; then
  directory=given
  open_terminal bash -c \
    "PS1='\$ ' exec $root_shell bash --norc --noprofile --noediting -i"
  type_line "chmod 711 ."
  start_job keep "$program serve given 3026 &"
  type_line "until grep '^keep ' given/log; do :; done"
  expect_print "keep pid $keep *"
  type_line "ps -o user,ruser,suser,group,rgroup,sgroup,supgrp -p $keep"
  expect_print '3026 3026 3026 3026 3026 3026 -' \
    '3026 3026 3026 3026 3026 3026 3026'
  type_line "grep -h CapPrm /proc/$keep/status"
  expect_print 'CapPrm:*0000000000000000'
  type_line "stat -c '%n %u %g %a' given given/socket"
  expect_print 'given 3026 3026 700'
  expect_print 'given/socket 3026 3026 600'
  run_job 1 'id -u; id -g; id -G'
  expect_end wait 1 'exit 0' 0
  type_line "paste -s -d ' ' given/1.output"
  expect_print '3026 3026 3026'
  type_line "mkdir mine"
  expect_refusal "timeout 5 $program serve mine 3026" 1
  type_line "stat -c '%n %u %g' mine"
  expect_print 'mine 0 0'
  expect_refusal "timeout 5 setpriv --securebits=+no_setuid_fixup \
$program serve again 3026" 1
  for call in setgroups setresgid setresuid setgid setuid; do
    # This is quicker than a run, and the solution does not call them all.
    ! grep -aqwF "$call" "$stage/home/$program" ||
      expect_complaint "$call" "serve fails 3026" caller
  done
  use_terminal 1
else
  [ "$(id -u)" -eq 0 ] || expect_refusal "$program serve given 3026" 1
  leave_out "needs root, or unshare -r --map-auto (newuidmap and /etc/subuid)"
fi

step "m7: watched"
type_line "build/28-ready wait $program serve ready"
expect_print 'ready pid #'
keep=${line##* } directory=ready
call "$keep" keep
expect_list ready
run_job 1 'env | grep -c ^NOTIFY_SOCKET='
expect_end wait 1 'exit 1' 1
expect_line ready/1.output 0
type_line "mkdir -p unlogged/log"
for name in ready plain unlogged; do
  expect_unready "$program serve $name"
done
expect_refusal "$program serve unlogged" 1
directory=watched
start watcher "build/28-supervisor $program serve watched &"
verify ok "it serves" is_other 0
keep=$child
call "$keep" keep
expect_list watched
send_signal KILL "$keep"
verify ok "another one serves" is_other "$keep"
call "$child" keep
expect_list watched
send_signal TERM "$watcher"
expect_gone "$child" "$watcher"

step "m7: whoever starts it ignores SIGCHLD"
start_keep careless "bash -c 'trap \"\" CHLD; exec \"\$@\"' bash"
run_job 1 'exit 3'
expect_end wait 1 'exit 3' 3
send_signal TERM "$keep"
expect_gone "$keep"
type_line "wait $keep; echo \"status \$?\""
expect_print 'status 0'
verify ok "its socket is gone" is_missing careless/socket

step "m7: SIGTERM, and what jobs leave behind"
start_keep last
type_line "mkfifo last/go"
run_job 1 'sh -c "echo pid \$\$ >../left; exec cat go" & exit 0'
expect_end wait 1 'exit 0' 0
expect_line left 'pid #'
orphan=${line#* }
call "$orphan" orphan
expect_end cancel 1 'exit 0' 0
expect "$orphan" PPID="$keep" TERM=default
type_line "echo over >last/go"
expect_no_row "$orphan"
run_job 2 'cat go & echo pid $!; kill -s STOP 0'
find_job 2
stopped=$job
expect "$stopped" STAT=T
run_job 3 'trap "" TERM; cat go & echo pid $!; wait'
find_job 3
expect "$job" TERM=ignored
start_job client "$program wait last 2 >said &"
start_job patient "$program wait last 3 >said2 &"
expect "$client" COMM="$comm" STAT=S
expect "$patient" COMM="$comm" STAT=S
start_crowd 1
send_signal TERM "$keep"
expect_line last/2.status 'signal 15'
expect_line said 'signal 15'
expect_gone "$stopped"
expect "$job" STAT=S
expect "$keep" STAT=S
expect_refusal "$program run last true" 255
expect_list last 'exit 0' 'signal 15' running
send_signal TERM "$keep"
expect_gone "$job" "$keep" "$patient" "$crowd"
expect_line said2 'signal 9'
type_line "wait $keep; echo \"status \$?\""
expect_print 'status 0'
expect_line last/3.status 'signal 9'
verify ok "its socket is gone" is_missing last/socket
verify ok "no file of these directories is for others" \
  is_private home jobs crowded narrow hasty logged last

step "m7: PID 1"
if find_space; then
  start_job outer "$space $program serve inner &"
  directory=inner
  expect_line inner/log 'keep pid 1 *'
  verify ok "it has a child" has_child "$outer"
  keep=$child
  call "$keep" keep
  type_line "mkfifo inner/go"
  run_job 1 'setsid cat go & exit 0'
  expect_end wait 1 'exit 0' 0
  verify ok "an orphan is left to it" has_child "$keep"
  orphan=$child
  call "$orphan" orphan
  expect "$orphan" COMM=cat
  type_line "echo over >inner/go"
  expect_no_row "$orphan"
  run_job 2 'exec cat go'
  send_signal TERM "$keep"
  expect_gone "$keep"
  expect_line inner/2.status 'signal 15'
  type_line "wait $outer; echo \"status \$?\""
  expect_print 'status 0'
else
  leave_out "needs a PID namespace: unshare -pf, or -rpf for an ordinary user"
fi

step "A call that fails is told"
for call in flock bind listen prctl sigprocmask signalfd; do
  expect_complaint "$call" "serve fails"
done
# ./failing, which this has left, makes listen fail once more.
expect_complaint listen "serve fails"
if [ -s "$stage/failing/said" ]; then
  expect_unready "./failing $program serve fails"
fi
