#!/bin/sh
# The grader of exercise 25: queue.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

# make_job DIRECTORY NAME LINES: a job of these LINES.
make_job() {
  mkdir -p "$stage/home/$1"
  printf '%s\n' "$3" >"$stage/home/$1/$2.job"
}

# names_are DIRECTORY NAME...: are the jobs in it called so?
names_are() {
  local folder="$1"
  shift
  wrong="There are: $(list_names "$folder")"
  [ "$wrong" = "There are: $*" ]
}
list_names() (
  cd "$stage/home/$1" || exit
  for name in *.exit.* *.job *.run *.unknown; do
    [ ! -e "$name" ] || echo "$name"
  done | sort | paste -s -d ' ' -
)
expect_names() {
  local folder="$1"
  shift
  verify 'in file' "$folder has $*" names_are "$folder" "$@"
}

# has_no_status DIRECTORY: is nothing in it called NAME.exit.N?
has_no_status() {
  wrong="There are: $(list_names "$1")"
  case $wrong in *.exit.*) false ;; esac
}

# has_run FILE LINE...: are these, in this order, the lines of FILE?
has_run() {
  local file="$1"
  shift
  wrong="It says: $(paste -s -d ' ' "$stage/home/$file" 2>&1)"
  [ "$wrong" = "It says: $*" ]
}
expect_run() {
  verify 'in file' "$*: have run" has_run "$@"
}

# start_queue DIRECTORY: in the background; sets $queue.
start_queue() {
  start_job queue "$program $1 &"
}

# expect_refusal DIRECTORY: another one says why, and ends with 1.
expect_refusal() {
  type_line "$program $1 2>why; echo \"status \$?\""
  expect_print 'status 1'
  verify ok "it has said why" says_something why
}

# is_whole: has each of 200 jobs one end, has none run twice, and has each that
# has a status run?
is_whole() {
  local ends="$stage/ends" runs="$stage/home/runs"
  list_names many | tr ' ' '\n' >"$ends"
  wrong="$(grep -c '\.exit\.0$\|\.unknown$' "$ends") of 200 have an end."
  [ "$(wc -l <"$ends")" -eq 200 ] && [ "$wrong" = '200 of 200 have an end.' ] ||
    return 1
  wrong="Twice have run: $(sort "$runs" | uniq -d | paste -s -d ' ' -)"
  [ "$wrong" = 'Twice have run: ' ] || return 1
  wrong="Not run, and with a status: $(sed -n 's/\.exit\.0$//p' "$ends" |
    grep -vxFf "$runs" | paste -s -d ' ' -)"
  [ "$wrong" = 'Not run, and with a status: ' ]
}

open_terminal

step "It runs the jobs in order, and their names say how they have ended"
make_job one b 'echo "echo bb >>../ran; kill \$\$" >bb.job
echo b >>../ran
exit 42'
make_job one d 'echo "echo e >>../ran" >e.job; echo d >>../ran
exit 200'
make_job one a 'echo a >>../ran'
make_job one c 'echo c >>../ran; kill -9 $$'
expect_status "$program one" 0
expect_run ran a b bb c d e
expect_names one a.exit.0 b.exit.42 bb.exit.143 c.exit.137 d.exit.200 e.exit.0
expect_status "$program one" 0
expect_run ran a b bb c d e

key_step "While a job runs, its name says so"
make_job two a 'echo *.run *.job >../seen'
make_job two b 'echo b >>../seen'
expect_status "$program two" 0
expect_line seen 'a.run b.job'

step "Killed while a job runs: the next one marks this job, and goes on"
mkfifo "$stage/home/go"
make_job three a 'echo pid $$ >../running
[ -e ../over ] || read x <../go
echo a >>../done'
make_job three b 'echo b >>../done'
start_queue three
expect_line running 'pid #'
job=${line#* }
call "$job" job
send_signal KILL "$queue"
expect_gone "$queue"
expect "$job" STAT=S PPID="$reaper"
expect_refusal three
expect_names three a.run b.job
type_line "touch over; echo go >go"
expect_no_row "$job"
expect_status "$program three" 0
expect_names three a.unknown b.exit.0
expect_run 'done' a b
expect_status "$program three" 0
expect_names three a.unknown b.exit.0

step "While one runs, a second is refused at once, and changes nothing"
make_job four a 'echo pid $$ >../second; read x <../go; exit 5'
start_queue four
expect_line second 'pid #'
job=${line#* }
call "$job" job
expect_refusal four
expect_names four a.run
type_line "echo go >go"
expect_gone "$queue"
expect_names four a.exit.5

step "Killed twenty times, it forgets no job and runs none twice"
mkdir "$stage/home/many"
for number in $(seq 200); do
  echo "echo $number >>../runs" >"$stage/home/many/$number.job"
done
type_line "try() { timeout --foreground -s KILL 0.0\$1 $program many; }"
type_line "for i in {1..7} {1..7} {1..6}; do try \$i; done &>said"
type_line "until $program many; do :; done &>said; echo over"
patiently 6 expect_print over
verify ok "each job has an end, and has run once at most" is_whole

step "A call that fails is told, and a job with the old name has not begun"
for call in flock rename 'rename 2' fork waitpid; do
  rm -rf "$stage/home/five" "$stage/home/begun"
  make_job five a 'echo begun >../begun'
  expect_complaint "$call" five
  case $call in
  fork)
    ! grep -qs '^fork[[:space:]]' "$stage/failing/calls" ||
      verify ok "what has not run has no status" has_no_status five
    ;;
  rename)
    verify ok "a.job has not begun" is_missing begun
    verify ok "it is still called a.job" is_there five/a.job
    ;;
  esac
done
type_line "mkdir six; : >six/a.run"
expect_complaint rename six
