#!/bin/sh
# Lesson 27: its script, on the demo and on broken ones; tables, mails and jobs
# of other kinds.
# shellcheck disable=SC2317 # soon calls
. "$(dirname "$0")/helper.sh"
program=$build/$stem
quick_deadline=0.5
server='' HOME=/nonexistent
export HOME

tearDown() {
  [ -z "$server" ] || end_server
  cd "$root" || exit
}

# make_table LINE...: a new folder, with this table; HOME is its folder home.
make_table() {
  enter_folder
  mkdir home
  HOME=$PWD/home
  printf '%s\n' "$@" >table
}

# serve PROGRAM: starts it on the table; its output is in the file log.
serve() {
  "$1" table mail </dev/null >log 2>&1 &
  server=$!
}

# end_server: ends it, its mailers, and the groups of their jobs.
end_server() {
  kill -s STOP "$server"
  mailers=$(ps -o pid= --ppid "$server")
  for mailer in $mailers; do
    for job in $(ps -o pid= --ppid "$mailer"); do kill -s KILL -- "-$job"; done
  done
  # shellcheck disable=SC2086 # one word a PID
  kill -s KILL "$server" $mailers
  wait "$server"
  server=''
} 2>/dev/null

# mail_has TEXT: is a line of the mail like this ERE?
mail_has() { grep -Eqsx -e "$1" mail; }
# assert_mail TEXT WHAT: soon it is.
assert_mail() {
  soon mail_has "$1" || fail "$2: the mail has no line like $1:
$(cat mail log 2>&1)"
}
# has_run NUMBER: have so many jobs been started, or more?
has_run() { [ "$(grep -c '^job ' log)" -ge "$1" ]; }
# is_idle: has the server no child?
is_idle() { [ -z "$(ps -o pid= --ppid "$server")" ]; }

test_the_script_passes() { assert_script_passes; }

test_break_it_1_the_job_stays_in_the_session_of_its_starter() {
  instead 'setsid() == -1' 0
  script_notices 'PGID: expected # (its PID), actual #.'
}
test_break_it_2_the_job_keeps_the_environment_of_its_starter() {
  without 'clearenv();'
  script_notices 'Expected: a line "HOME LOGNAME PATH PWD SHELL..."'
}
test_break_it_3_the_rest_behind_a_percent_sign_is_kept() {
  instead '%199[^%\n]' '%199[^\n]'
  script_notices 'Expected: a line "job pid N echo 100" (N: a number)'
}
test_break_it_4_the_scheduler_waits_for_the_mailer() {
  instead 'signal(SIGCHLD, SIG_IGN)' 'signal(SIGCHLD, SIG_DFL)'
  instead 'next->due = now' 'waitpid(-1, NULL, 0); next->due = now'
  script_notices 'Expected: runs, line 2: late.'
}
test_break_it_5_a_mail_for_each_job() {
  instead 'size > 0' 'size >= 0'
  script_notices 'Expected: mail4: two mails.'
}

test_a_line_that_is_not_in_the_table_is_noticed() {
  instead 'i < lines' 'i <= lines'
  script_notices 'It says #.' 'STAT: expected S, actual *.'
}
test_a_umask_that_is_inherited_is_noticed() {
  without 'umask(022);'
  script_notices 'Expected: the umask is 0022. Actual: 0077.'
}
test_a_directory_that_is_inherited_is_noticed() {
  instead 'chdir(home) == -1' 0
  script_notices 'Expected: the working directory is home. Actual: /.'
}
test_an_input_that_is_inherited_is_noticed() {
  instead 'dup2(input, STDIN_FILENO) == -1' 'dup2(output, STDIN_FILENO) == -1'
  script_notices 'Expected: descriptor 0 leads to /dev/null. Actual: *'
}
test_errors_that_are_not_mailed_are_noticed() {
  without ' || dup2(output, STDERR_FILENO) == -1'
  script_notices 'Expected: a line "...greet: ...not found"'
}
test_a_path_with_more_in_it_is_noticed() {
  instead '"PATH", "/usr/bin:/bin"' '"PATH", "bin:/usr/bin:/bin"'
  script_notices 'Expected: a line "...greet: ...not found"'
}
test_a_signal_that_the_job_ignores_is_noticed() {
  without 'signal(SIGPIPE, SIG_DFL);'
  script_notices 'Expected: no signal is ignored. Actual: *'
}
test_a_status_that_is_told_is_noticed() {
  instead 'waitpid(job, NULL, 0) == -1' 'waitpid(job, &job, 0) == -1'
  instead 'size = lseek' 'if (job != 0)
        dprintf(output, "status 3\n");
    size = lseek'
  script_notices 'Expected: mail4: two mails.'
}
test_a_job_that_ends_with_the_scheduler_is_noticed() {
  at_top '#include <sys/prctl.h>'
  instead 'int input = open' 'prctl(PR_SET_PDEATHSIG, SIGKILL);
    int input = open'
  instead 'alarm(FUSE);
        signal(SIGCHLD' 'prctl(PR_SET_PDEATHSIG, SIGKILL);
        signal(SIGCHLD'
  script_notices 'mailer, PID #: not what it should be.'
}

# The table.
test_what_is_no_table_is_told() {
  make_table '1 true' 'often true'
  while read -r line; do
    printf '1 true\n%s\n' "$line" >table
    run timeout 5 "$program" table mail
    assert_ran 1 '^27-scheduler: table: line 2: not SECONDS COMMAND$' "$line"
  done <<'END'
often true
0 true
-1 true
1
1 %true
 
END
  printf '1 true\n1 tru' >table
  run timeout 5 "$program" table mail
  assert_ran 1 ': table: line 2: not SECONDS COMMAND$' "no newline"
  printf '1 %0300d\n' 0 >table
  run timeout 5 "$program" table mail
  assert_ran 1 ': table: line 1: not SECONDS COMMAND$' "a long line"
  seq -f '%g true' 101 >table
  run timeout 5 "$program" table mail
  assert_ran 1 ': table: line 101: not SECONDS COMMAND$' "many lines"
  : >table
  run timeout 5 "$program" table mail
  assert_ran 1 ': table: empty$' "an empty one"
  run timeout 5 "$program" . mail
  assert_ran 1 ': \.: Is a directory$' "a directory"
  run timeout 5 "$program" nowhere mail
  assert_ran 1 ': nowhere: No such file or directory$' "none"
  assertFalse "a mail" "[ -e mail ]"
}
test_a_hundred_lines_all_run() {
  make_table
  for n in $(seq 100); do echo "3000 echo n$n"; done >table
  serve "$program"
  soon has_run 100
  soon is_idle
  assertEquals "mails" 100 "$(grep -c '^Subject: Cron echo n' mail)"
}
test_random_bytes_start_nothing() {
  make_table
  for n in $(seq 30); do
    head -c 300 /dev/urandom >table
    run timeout 5 "$program" table mail
    [ "$status" -eq 1 ] || fail "status $status: $(od -c table)"
  done
}
test_each_line_runs_at_its_own_interval() {
  make_table '1 echo often' '3000 echo once'
  serve "$program"
  soon has_run 4
  kill -s STOP "$server"
  assertEquals "the rare one" 1 "$(grep -c 'echo once' log)"
}

# The job.
test_the_job_has_nothing_of_its_starter() {
  make_table '3000 ls -l /proc/self/fd; umask; trap; echo over'
  umask 077
  run "$build/16-daemonize" -d . -m 077 -l log "$program" table mail
  umask 022
  server=${output##* }
  assert_mail over "the job"
  assertEquals "0, 1 and 2, and that of ls" 4 "$(grep -c ' -> ' mail)"
  assertEquals "0" 1 "$(grep -c '0 -> /dev/null' mail)"
  assertEquals "the umask" 1 "$(grep -cx 0022 mail)"
}
test_a_pipe_in_a_job_ends_by_sigpipe_and_a_child_is_waited_for() {
  make_table '3000 (yes; echo $? >&2) | head -n 1; (exit 4) & wait $!; echo c$?'
  serve "$program"
  assert_mail 141 "yes"
  assert_mail c4 "the child"
}
test_the_input_of_the_scheduler_is_not_that_of_a_job() {
  make_table '3000 cat; echo over'
  echo treasure >input
  "$program" table mail <input >log 2>&1 &
  server=$!
  assert_mail over "the job"
  assertEquals "the input" 0 "$(grep -c treasure mail)"
}
test_what_is_long_is_mailed_whole() {
  make_table '3000 seq 100000; printf end'
  serve "$program"
  soon is_idle
  assert_mail end "the output"
  seq 100000 >expected
  assertEquals "what differs" "" \
    "$(grep -x '[0-9][0-9]*' mail | diff - expected)"
  assertEquals "lines of the log" 1 "$(wc -l <log)"
}
test_mails_that_come_at_once_are_not_mixed() {
  make_table
  for n in $(seq 20); do echo "3000 yes x-$n | head -n 300"; done >table
  serve "$program"
  soon has_run 20
  soon is_idle
  assertEquals "changes from one to another" 20 \
    "$(sed -n 's/^x.*-//p' mail | uniq | wc -l)"
}
test_a_mail_waits_for_another_that_is_being_written() {
  make_table '3000 read x <go; echo mine'
  mkfifo home/go never
  : >mail
  flock -s mail sh -c ': >locked; read x <never' &
  locker=$!
  soon [ -e locked ]
  serve "$program"
  soon has_run 1
  job=$(sed -n 's/^job  *pid \([0-9]*\) .*/\1/p' log)
  echo go >home/go
  soon is_reaped "$job"
  sleep 0.1
  assertEquals "the mail while another has the lock" "" "$(cat mail)"
  echo go >never
  wait $locker
  assert_mail mine "and then"
}
is_reaped() { [ ! -e "/proc/$1" ]; }
test_a_job_that_a_signal_ends_is_mailed_as_well() {
  make_table '3000 echo begun; kill -s KILL $$'
  serve "$program"
  assert_mail begun "killed"
}
test_what_is_left_behind_is_not_waited_for() {
  make_table '3000 (read x <go; echo late) & echo early'
  mkfifo home/go
  serve "$program"
  assert_mail early "the job"
  soon is_idle || fail "the mailer waits"
  echo go >home/go
}
test_no_zombie_is_left() {
  make_table '3000 true' '3000 true' '3000 true'
  serve "$program"
  soon has_run 3
  soon is_idle || fail "$(ps -o pid,stat,comm --ppid "$server")"
}
test_a_killed_scheduler_leaves_its_jobs_and_their_mails() {
  make_table '3000 read x <go; echo late'
  mkfifo home/go
  serve "$program"
  soon has_run 1
  kill -s KILL "$server"
  wait "$server" 2>/dev/null
  server=''
  echo go >home/go
  assert_mail late "the mail"
}
test_the_mailer_and_the_job_have_fuses_of_their_own() {
  instead 'FUSE = 900' 'FUSE = 1'
  make_program
  make_table '3000 exec sleep 60'
  serve "$broken"
  soon has_run 1
  job=$(sed -n 's/^job  *pid \([0-9]*\) .*/\1/p' log)
  mailer=$(ps -o ppid= -q "$job")
  kill -s STOP "$mailer"
  soon is_ended "$job" || fail "the job lives"
  kill -s CONT "$mailer"
  soon is_ended "$mailer" || fail "the mailer lives"
}
is_ended() {
  case $(ps -o stat= -q "$1") in
  '' | Z*) ;;
  *) return 1 ;;
  esac
}

# What fails.
test_a_home_that_is_not_there_is_told_in_the_mail() {
  make_table '3000 echo here'
  HOME=$PWD/nowhere
  serve "$program"
  assert_mail '27-scheduler: .*/nowhere: No such file or directory' "HOME"
  assertEquals "the job" 0 "$(grep -cx here mail)"
}
test_without_home_or_a_name_nothing_starts() {
  make_table '1 true'
  run timeout 5 env -u HOME "$program" table mail
  assert_ran 1 ': needs a user with a name, and HOME$' "without HOME"
}
test_with_0_1_or_2_closed_nothing_starts() {
  make_table '1 true'
  for closed in '<&-' '>&-' '2>&-' '<&- 2>&-'; do
    run timeout 5 sh -c "exec \"\$1\" table mail $closed" sh "$program"
    assertEquals "the exit status with $closed" 1 "$status"
  done
  assertFalse "a mail" "[ -e mail ]"
}
test_a_mail_that_cannot_be_written_is_told_in_the_log() {
  make_table '1 echo x'
  "$program" table nowhere/mail </dev/null >log 2>&1 &
  server=$!
  soon grep -q ': nowhere/mail: No such file or directory$' log ||
    fail "no folder: $(cat log)"
  soon has_run 2 || fail "it does not go on"
  end_server
  "$program" table /dev/full </dev/null >log 2>&1 &
  server=$!
  soon grep -q ': /dev/full: No space left on device$' log ||
    fail "a full disk: $(cat log)"
  soon has_run 2 || fail "it does not go on"
}
test_a_log_that_is_full_is_told_and_the_job_is_mailed() {
  make_table '3000 echo x'
  "$program" table mail </dev/null >/dev/full 2>log &
  server=$!
  assert_mail x "the job"
  assertEquals "told" 1 "$(grep -c 'standard output: No space left' log)"
}
test_a_log_that_nobody_reads_is_no_end() {
  make_table '1 echo x'
  mkfifo pipe
  cat pipe >/dev/null &
  reader=$!
  "$program" table mail </dev/null >pipe 2>&1 &
  server=$!
  assert_mail x "the first job"
  kill "$reader"
  wait "$reader" 2>/dev/null
  mails=$(grep -c '^Subject' mail)
  soon has_mails $((mails + 2)) || fail "it does not go on"
  assertTrue "it is there" "kill -0 $server"
}
has_mails() { [ "$(grep -c '^Subject' mail)" -ge "$1" ]; }
test_another_user_cannot_read_the_mail_or_end_the_job() {
  make_table '3000 echo secret' '3000 exec sleep 60'
  chmod 755 .
  find_nobody table || return 0
  serve "$program"
  assert_mail secret "the job"
  soon has_run 2
  run $nobody cat mail
  assert_ran 1 'Permission denied' "the mail"
  job=$(sed -n 's/^job  *pid \([0-9]*\)  exec.*/\1/p' log)
  run $nobody sh -c "kill $job"
  assert_ran 1 'not permitted' "a signal"
}
test_usage_errors_are_told() {
  for words in '' 'table' '--help mail' 'table mail mail'; do
    # shellcheck disable=SC2086 # words
    run timeout 5 "$program" $words
    assert_ran 2 '^usage: 27-scheduler TABLE MAIL$' "$words"
  done
}

# For make faults: how it is run, and which failures are exceptions.
faults() {
  runs 27-scheduler itself -,TERM table log
  says 'fopen|fgets' table
  says 'open|flock|lseek|sendfile|dprintf' 'log|/dev/null|standard output'
  says dup2 /dev/null
  says 'fcntl' '0, 1 and 2 must be open'
  says 'clock_nanosleep|clock_gettime' clock
  allows fork 'switch (fork())' 'fewer: it starts the next run'
  allows dprintf 'STDOUT_FILENO' 'told: its log is full, and the job runs'
}

. "$shunit2"
