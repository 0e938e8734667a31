#!/bin/sh
# checkup.sh on a process of every verdict, and on odd ones; the words of
# lib/proc.sh.
# shellcheck disable=SC2016,SC2317 # quoted for another shell; soon calls
# Runs with the exercises: run.sh --exercises.
. "$(dirname "$0")/helper.sh"
deadline=5

# joined: prints the report on standard input with each criterion on one line,
# STATUS CRITERION VALUE: SENTENCE.
joined() {
  awk '/^            [^ ]/ { sub(/^ +/, ": "); line = line $0; next }
    NR > 1 { print line }
    { line = $0 }
    END { print line }'
}

# run_joined COMMAND [ARG...]: sets $output, with each criterion on one line,
# and $status. run_checkup PID...: that, of checkup.sh.
run_joined() {
  run "$@"
  output=$(printf '%s\n' "$output" | joined)
}
run_checkup() { run_joined scripts/checkup.sh --plain "$@"; }

# told LINES PATTERN STATUS WHAT: in a story of these LINES, in which checkup
# PID reports, the verdict is like PATTERN and the status of checkup.sh is
# STATUS. There, make_script NAME LINES makes a script in the terminal's folder,
# pid_said sets $job to the PID that it wrote to the file pid, and type_job LINE
# types LINE and sets $job to the job that it starts.
told() {
  # Not the story's copy of the course, which other users cannot read.
  story "tmp='$SHUNIT_TMPDIR' course='$root'"'
checkup() {
  ${as-} "$course/scripts/checkup.sh" --plain "$@" 2>&1
  echo "status $?"
}
make_script() { echo "$2" >"$stage/home/$1"; }
type_job() {
  type_line "$1"
  hear_job job
}
pid_said() {
  poll_ test -s "$stage/home/pid" && job=$(cat "$stage/home/pid")
}
open_terminal
'"$1
verify ok so true"
  output=$(printf '%s\n' "$output" | joined)
  assert_ran 0 "^verdict: +$2\$" "$4"
  assert_ran 0 "^status $3\$" "$4"
}

# make_c_program NAME: from the source on standard input, at
# $SHUNIT_TMPDIR/NAME.
make_c_program() {
  made=$SHUNIT_TMPDIR/$1
  cat >"$made.c"
  CFLAGS='-D_GNU_SOURCE -pthread' compile "$made.c" "$made" ||
    fail "$1.c does not compile"
}

# start COMMAND [ARG...]: without a terminal; sets $started. The fuse of each is
# a minute, and stop ends it.
start() {
  "$@" </dev/null >/dev/null 2>&1 &
  started=$!
}
stop() {
  kill "$started"
  wait "$started"
  true
} 2>/dev/null
is_sleep() { grep -qs '^sleep$' "/proc/$started/comm"; }

test_a_foreground_a_background_and_a_stopped_job() {
  told 'type_line "sleep 60"
    at_work() { look_ "$shell" && [ "$ps_TPGID" != "$shell" ]; }; poll_ at_work
    checkup "$(foreground)"' 'foreground job of pts/[0-9]+' 1 "in front"
  told 'type_job "sleep 60 &"; checkup "$job"' \
    'background job of pts/[0-9]+' 1 "behind"
  told 'type_job "sleep 60 &"; kill -s STOP "$job"; expect "$job" STAT=T
    checkup "$job"' 'stopped job of pts/[0-9]+' 1 "stopped"
}
test_a_shell() {
  told 'checkup "$shell"' \
    'leader of the session of pts/[0-9]+, as a shell is' 1 "a shell"
}
survivor='cannot tell: a survivor of a closed terminal, or a daemon that'
survivor="$survivor changed its group"
test_a_survivor_of_a_closed_terminal() {
  told 'type_job "nohup sleep 60 & disown"; expect "$job" HUP=ignored
    gone=$shell; hang_up; expect_gone "$gone"; expect "$job" TTY="?"
    checkup "$job"' "$survivor" 3 "a survivor"
  assert_ran 0 '^CANNOT TELL +session .*a job .*\(lesson 05\)$' "a survivor"
}
# make_regroup: a program that forks twice and then leaves its group.
make_regroup() {
  make_c_program regroup <<'END'
#include <stdio.h>
#include <unistd.h>
int main(void)
{
    FILE *file;

    if (fork() > 0)
        _exit(0);
    setsid();
    if (fork() > 0)
        _exit(0);
    setpgid(0, 0);
    file = fopen("pid", "w");
    fprintf(file, "%d\n", getpid());
    fclose(file);
    execlp("sleep", "sleep", "60", (char *)NULL);
}
END
}
test_a_daemon_in_a_group_of_its_own_has_the_same_row() {
  make_regroup
  told 'type_line "\"$tmp/regroup\""; pid_said
    expect "$job" PPID="$reaper" PGID=PID SID!=PID COMM=sleep
    checkup "$job"' "$survivor" 3 "two forks, then setpgid"
}
test_a_single_and_a_double_fork_daemon() {
  told 'make_script one.sh "echo \$\$ >pid; exec sleep 60"
    type_line "setsid sh one.sh"; pid_said
    expect "$job" COMM=sleep PPID="$reaper" SID=PID
    checkup "$job"' 'single-fork daemon' 0 "one fork, setsid"
  told 'type_line "build/16-daemonize -d . -p pid sleep 60"; pid_said
    expect "$job" PPID="$reaper" PGID=SID PID!=SID
    checkup "$job"' 'double-fork daemon' 0 "two forks, setsid between"
}
test_what_catches_int_and_quit_may_be_left_behind_by_a_script_as_well() {
  make_c_program catcher <<'END'
#include <signal.h>
#include <unistd.h>
static void note(int signal) { (void)signal; }
int main(void)
{
    signal(SIGINT, note);
    signal(SIGQUIT, note);
    alarm(60);
    for (;;)
        pause();
}
END
  told 'type_line "build/16-daemonize -d . -p pid \"$tmp/catcher\""; pid_said
    expect "$job" PPID="$reaper" INT=caught QUIT=caught; checkup "$job"' \
    'cannot tell: a double-fork daemon, or left behind by a script' 3 \
    "it has set both signals"
}
test_what_a_script_left_behind_cannot_be_told_from_a_double_fork_daemon() {
  # It led its session, as a command that ssh -t starts.
  told 'make_script left.sh "nohup sleep 60 & echo \$! >pid; read -r _"
    type_line "exec sh left.sh"; pid_said
    expect "$job" TTY="$terminal" HUP=ignored INT=ignored QUIT=ignored PGID=SID
    hang_up; expect "$job" PPID="$reaper" TTY="?" PGID=SID PID!=SID
    checkup "$job"' \
    'cannot tell: a double-fork daemon, or left behind by a script' 3 \
    "a script that led its session"
}
test_a_daemon_that_has_acquired_a_terminal_again() {
  told 'start daemon build/10-single-fork
    job=$daemon; expect "$job" TTY="?" PPID="$reaper"
    send_signal USR1 "$job"; expect_print "opened *"
    expect "$job" TTY!="?" STAT=Ss+
    checkup "$job"' \
    'single-fork daemon that has acquired a terminal, pts/[0-9]+' 1 \
    "a careless one"
  assert_ran 0 '^FAIL +terminal +TTY pts/' "a careless one"
}
test_a_leader_whose_descriptors_are_another_users_is_a_shell_or_a_daemon() {
  find_nobody "$root/scripts/checkup.sh" || return 0
  told "as='$nobody'"'
    start daemon build/10-single-fork
    job=$daemon
    send_signal USR1 "$job"; expect_print "opened *"; expect "$job" TTY!="?"
    checkup "$job"' \
    'cannot tell: a shell of pts/[0-9]+, or a daemon that has acquired it' 3 \
    "of root"
}
test_a_daemon_adopted_by_a_subreaper_that_is_not_our_own() {
  make_c_program subreaper <<'END'
#include <sys/prctl.h>
#include <unistd.h>
int main(int argc, char **argv)
{
    alarm(60);
    if (prctl(PR_SET_CHILD_SUBREAPER, 1UL) == 0 && argc > 1 && fork() == 0)
        execvp(argv[1], argv + 1);
    pause();
}
END
  told 'make_script two.sh "exec build/16-daemonize -d . -p pid sleep 60"
    type_line "\"$tmp/subreaper\" sh two.sh"; pid_said
    expect "$job" PPID="$(foreground)" PPID!="$reaper" PGID=SID
    checkup "$job"' \
    'double-fork daemon' 0 "adopted by another reaper than ours"
}
test_a_daemon_that_tini_has_adopted_is_no_service_of_it() {
  cp "$SHUNIT_TMPDIR/subreaper" "$SHUNIT_TMPDIR/tini"
  told 'make_script two.sh "exec build/16-daemonize -d . -p pid sleep 60"
    type_line "\"$tmp/tini\" sh two.sh"; pid_said
    expect "$job" PPID="$(foreground)" PPID!="$reaper" PGID=SID
    checkup "$job"' 'double-fork daemon' 0 "adopted by tini"
}
# below_init INIT: INIT leads a session without a terminal. Its command has a
# child, and has left an orphan and two daemons. Each has a file with its PID.
below_init() {
  mkdir -p "$SHUNIT_TMPDIR/below" && cd "$SHUNIT_TMPDIR/below" || exit
  rm -f -- *
  cat >leave <<'END'
(sleep 60 & echo $! >orphan)
"$0" -d . -p double sleep 60
(setsid sleep 60 & echo $! >single)
sleep 60 & echo $! >child
echo $$ >command
wait
END
  start setsid "$1" sh -c "$(cat leave)" "$build/16-daemonize"
  soon is_left || fail "the command of $1 has not left what it should"
  cd "$root" || exit
}
is_left() {
  [ -s command ] && [ -s double ] || return 1
  for file in orphan double single; do
    read -r pid <$file && [ "$(ps -o comm= -q "$pid")" = sleep ] &&
      [ "$(ps -o ppid= -q "$pid" | tr -d ' ')" = "$started" ] || return 1
  done
}
# told_below NAME STATUS VERDICT PARENT: what checkup.sh says of that one.
told_below() {
  run_checkup "$(cat "$SHUNIT_TMPDIR/below/$1")"
  assert_ran "$2" "^verdict: +$3\$" "$1, below $init"
  assert_ran "$2" "^$4 .lesson [0-9]+.\$" "$1, below $init"
}
stop_below() {
  for file in orphan double single child command; do
    kill "$(cat "$SHUNIT_TMPDIR/below/$file")"
  done
  stop
} 2>/dev/null
test_the_command_of_an_init_is_told_from_what_the_init_has_adopted() {
  cp "$SHUNIT_TMPDIR/subreaper" "$SHUNIT_TMPDIR/dumb-init"
  for program in "$SHUNIT_TMPDIR/dumb-init" "$build/29-pid1"; do
    init=${program##*/}
    below_init "$program"
    told_below command 0 "command of an init, by its parent's name: $init, .*" \
      "PASS +parent .*, $init: It is the command of this init."
    adopted="PASS +parent .*, $init: Its parent is the reaper, which has .*"
    told_below orphan 3 \
      "cannot tell: no terminal, yet in the session of $init" "$adopted"
    told_below double 0 'double-fork daemon' "$adopted"
    told_below single 0 'single-fork daemon' "$adopted"
    told_below child 3 \
      "cannot tell: no terminal, yet in the session of $init" \
      'FAIL +parent .*, sh: Its parent is not the reaper.'
    stop_below
  done
}
test_an_orphan_of_a_subreaper_with_another_name_may_be_its_child() {
  # Nothing in /proc says who is a subreaper. But a child would begin in the
  # group of its parent.
  make_c_program subreaper2 <<'END'
#include <sys/prctl.h>
#include <unistd.h>
int main(int argc, char **argv)
{
    alarm(60);
    if (prctl(PR_SET_CHILD_SUBREAPER, 1UL) == 0 && argc > 1 && fork() == 0) {
        setpgid(0, 0);
        execvp(argv[1], argv + 1);
    }
    pause();
}
END
  init=subreaper2
  below_init "$SHUNIT_TMPDIR/$init"
  told_below orphan 3 "cannot tell: its parent is $init" \
    "CANNOT TELL +parent .*, $init: Its parent may have .*"
  told_below command 3 \
    "cannot tell: no terminal, yet in the session of $init" \
    "FAIL +parent .*, $init: Its parent is not the reaper."
  stop_below
}
test_what_an_init_adopts_on_a_terminal() {
  told 'make_script left.sh "(sleep 60 & echo \$! >pid); exec cat"
    start init "build/29-pid1 sh left.sh"; hear command; pid_said
    expect "$job" COMM=sleep PPID="$init" PGID="$command" STAT=S+
    checkup "$job"' 'foreground job of pts/[0-9]+' 1 "an orphan"
  assert_ran 0 '^PASS +parent +PPID [0-9]+, 29-pid1: .* has adopted it' \
    "an orphan"
  told 'start init "build/29-pid1 cat"; hear command
    expect "$command" COMM=cat; checkup "$command"' \
    'foreground job of pts/[0-9]+' 1 "a command in front"
  assert_ran 0 '^FAIL +parent +PPID [0-9]+, 29-pid1: .* not the reaper' \
    "a command in front"
}
# of_pid_1 VERDICT STATUS WHAT COMMAND...: what checkup.sh says of PID 1, which
# is what COMMAND starts as such.
of_pid_1() {
  pattern=$1 expected=$2 what=$3
  shift 3
  run_joined timeout 20 "$@" "$build/29-pid1" sh -c '"$0" --plain 1
    echo "status $?"' scripts/checkup.sh
  assert_ran 0 "^verdict: +$pattern\$" "$what"
  assert_ran 0 '^PASS +parent +PPID 0, .*: It is PID 1 of its PID namespace' \
    "$what"
  assert_ran 0 "^status $expected\$" "$what"
}
test_pid_1_of_a_container() {
  find_namespace --mount-proc || return 0
  # shellcheck disable=SC2086 # words
  of_pid_1 'PID 1, the init of its PID namespace' 0 "with a session" \
    $space setsid -w
  # shellcheck disable=SC2086 # words
  of_pid_1 'cannot tell: PID 1 of a PID namespace, in a session that began.*' \
    3 "in our session" setsid $space
  told "space='$space'"'
    make_script in.sh "\"$course/scripts/checkup.sh\" --plain 1 >out
      echo \"status \$?\" >>out; echo over"
    type_line "$space build/29-pid1 sh in.sh"; expect_print over
    cat "$stage/home/out"' 'PID 1 of a PID namespace, on pts/[0-9]+' 1 \
    "on a terminal"
  assert_ran 0 '^FAIL +terminal +TTY pts/' "on a terminal"
}
test_pid_1_of_a_container_from_outside() {
  find_namespace || return 0
  cd "$SHUNIT_TMPDIR" || exit
  # shellcheck disable=SC2086 # words
  setsid $space setsid sh -c 'sleep 60; exit' <&9 >/dev/null 2>&1 &
  outer=$!
  cd "$root" || exit
  there() {
    inner=$(ps -o pid= --ppid "$outer" | tr -d ' ') && [ -n "$inner" ] &&
      [ "$(ps -o comm= -q "$inner")" = sh ]
  }
  soon there || fail "there is no PID 1"
  run_checkup "$inner"
  kill -s KILL "$inner"
  wait "$outer"
  assert_ran 0 '^verdict: +PID 1, the init of its PID namespace$' outside
  assert_ran 0 '^PASS +parent +PPID [0-9]+, unshare: It is PID 1 of ' outside
}
test_a_zombie_leads_no_session() {
  make_c_program careless <<'END'
#include <stdio.h>
#include <unistd.h>
int main(void)
{
    FILE *file;

    if (fork() > 0) {
        alarm(60);
        for (;;)
            pause(); /* and wait(2) for nobody */
    }
    setsid();
    if (fork() > 0)
        _exit(0);
    file = fopen("pid", "w");
    fprintf(file, "%d\n", getpid());
    fclose(file);
    alarm(60);
    pause();
}
END
  told 'type_line "\"$tmp/careless\""; pid_said; expect "$job" PPID="$reaper"
    look "$job"; expect "$ps_SID" STAT=Zs; checkup "$job"' \
    'double-fork daemon' 0 "its leader has not been waited for"
}
test_a_job_whose_group_is_outside_its_pid_namespace() {
  find_namespace --mount-proc || return 0
  told "space='$space'"'
    make_script in.sh "sleep 60 & \"$course/scripts/checkup.sh\" --plain \$!
      echo \"status \$?\"; kill \$!"
    type_line "$space sh in.sh >out 2>&1; echo \"done\""
    expect_print done; cat "$stage/home/out"' \
    'cannot tell: its process group is not in this PID namespace' 3 "PGID 0"
}
test_a_parent_that_made_a_session_after_the_fork_has_not_adopted_its_child() {
  make_c_program late <<'END'
#include <stdio.h>
#include <unistd.h>
int main(void)
{
    pid_t child;
    FILE *file;

    if (fork() > 0) /* setsid(2) is not for a group leader */
        pause();
    child = fork();
    alarm(60);
    if (child == 0)
        pause();
    setsid();
    file = fopen("pid", "w");
    fprintf(file, "%d\n", child);
    fclose(file);
    pause();
}
END
  told 'type_line "\"$tmp/late\""; pid_said; expect "$job" SID="$shell"
    checkup "$job"' 'foreground job of pts/[0-9]+' 1 "its parent left"
  assert_ran 0 '^CANNOT TELL +parent +PPID [0-9]+, late: ' "its parent left"
}
test_a_job_of_a_shell_that_is_init_itself_has_not_been_adopted() {
  find_namespace --mount-proc || return 0
  # shellcheck disable=SC2086 # words
  run_joined $space sh -c 'sleep 60 & "$0" --plain $!; kill $!' \
    scripts/checkup.sh
  assert_ran 0 '^CANNOT TELL +parent +PPID 1, sh: Its parent may have started' \
    "in a container"
}
test_a_zombie() {
  # Its parent becomes a program that waits for nobody, and only then it ends.
  told 'make_script zombie.sh "sleep 60 & echo \$! >pid; exec sleep 60"
    type_line "sh zombie.sh"; pid_said; expect "$(foreground)" COMM=sleep
    kill "$job"; expect "$job" STAT=Z+
    checkup "$job"' \
    'zombie: its parent, sleep, has not waited for its end' 1 \
    "a zombie"
}
test_a_process_of_which_only_threads_are_left() {
  make_c_program threads <<'END'
#include <pthread.h>
#include <unistd.h>
static void *stay(void *unused)
{
    for (;;)
        pause();
    return unused;
}
int main(void)
{
    pthread_t thread;
    alarm(60);
    pthread_create(&thread, NULL, stay, NULL);
    pthread_exit(NULL);
}
END
  start "$SHUNIT_TMPDIR/threads"
  ended() { grep -qs '^State:.*Z' "/proc/$started/status"; }
  soon ended || fail "the first thread has not ended"
  assertTrue "it is alive" \
    "sh -c '. scripts/lib/proc.sh; is_alive \"\$0\"' $started"
  run_checkup "$started"
  assert_ran 3 \
    '^verdict: +cannot tell: its first thread has ended, others go on$' \
    "threads"
  for task in "/proc/$started/task"/*; do thread=${task##*/}; done
  run_checkup "$thread"
  assert_ran 3 \
    "^$thread: there is no such process, but a thread of PID $started\$" \
    "a thread"
  stop
}
test_a_supervised_service() {
  told 'cp "$(command -v sh)" "$stage/home/runsv"
    make_script service.sh "sleep 60 & echo \$! >pid; wait"
    type_line "setsid ./runsv service.sh"; pid_said
    checkup "$job"' \
    "supervised service, by its parent's name: runsv, PID [0-9]+" 0 \
    "a child of runsv"
  assert_ran 0 '^PASS +parent +PPID [0-9]+, runsv: By its name ' \
    "a child of runsv"
  assert_ran 0 '^PASS +directory ' "a child of runsv"
}
test_a_service_whose_supervisor_was_started_on_a_terminal() {
  told 'cp "$(command -v sh)" "$stage/home/runsv"
    make_script service.sh "sleep 60 & echo \$! >pid; wait"
    type_line "./runsv service.sh"; pid_said; expect "$job" STAT=S+
    checkup "$job"' \
    "supervised service, by its parent's name: runsv, PID [0-9]+" 0 \
    "runsv on a terminal"
  assert_ran 0 '^WARN +terminal +TTY pts/' "runsv on a terminal"
}
test_a_service_of_a_supervisor_that_nobody_knows() {
  told 'make_script mine.sh "NOTIFY_SOCKET=none sleep 60 & echo \$! >pid; wait"
    type_line "sh mine.sh"; pid_said; expect "$job" COMM=sleep
    checkup "$job"' \
    'supervised service, with a NOTIFY_SOCKET of sh, PID [0-9]+' 0 \
    "it was given a socket"
  told 'make_script mine.sh "sleep 60 & echo \$! >pid; wait"
    type_line "NOTIFY_SOCKET=none sh mine.sh"; pid_said
    expect "$job" COMM=sleep
    checkup "$job"' \
    'foreground job of pts/[0-9]+' 1 "it only inherited a socket"
  told 'daemonize="build/16-daemonize -d . -p pid"
    type_line "NOTIFY_SOCKET=none $daemonize sleep 60"; pid_said
    expect "$job" PPID="$reaper" PGID=SID
    checkup "$job"' 'double-fork daemon' 0 "it has left who told it"
}
watched='child of a daemon, which can watch it:'
test_a_service_of_28_supervisor() {
  told 'type_line "build/16-daemonize -d . -l log build/28-supervisor sleep 60"
    expect_line log "started pid #"
    read -r _ _ job <<END
$line
END
    expect "$job" TTY="?" COMM=sleep PGID=PID SID!=PID; parent=$ps_PPID
    leader=$ps_SID; expect_gone "$leader"
    checkup "$job" "$parent"' \
    "$watched 28-supervisor, PID [0-9]+, double-fork daemon" 0 "a service"
  assert_ran 0 "^PASS +session .*its parent's session, .*\(lesson 28\)\$" \
    "a service"
  assert_ran 0 '^PASS +parent +PPID [0-9]+, 28-supervisor: This daemon ' \
    "a service"
  assert_ran 0 '^verdict: +double-fork daemon$' "its supervisor"
  told 'type_line "build/28-supervisor sleep 60 &"; hear started
    expect "$started" COMM=sleep; checkup "$started"' \
    'background job of pts/[0-9]+' 1 "of a supervisor that is a job itself"
}
test_a_child_that_its_parent_does_not_watch_is_told_from_a_service() {
  make_c_program parent <<'END'
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int main(int argc, char **argv)
{
    FILE *file;

    (void)argv;
    signal(SIGCHLD, argc > 1 ? SIG_IGN : SIG_DFL);
    alarm(60);
    if (fork() > 0)
        for (;;)
            pause();
    setsid();
    file = fopen("pid", "w");
    fprintf(file, "%d\n", getpid());
    fclose(file);
    execlp("sleep", "sleep", "60", (char *)NULL);
}
END
  for row in ":$watched parent, PID [0-9]+, double-fork daemon:0" \
    ' ignores:cannot tell: no terminal, yet a child of parent:3'; do
    rest=${row#*:}
    told "how='${row%%:*}'"'
      type_line "build/16-daemonize -d . \"$tmp/parent\"$how"; pid_said
      expect "$job" TTY="?" COMM=sleep SID=PID; checkup "$job"' \
      "${rest%:*}" "${rest##*:}" "a session, $row"
  done
}
test_a_worker_is_told_from_a_child() {
  told 'make_script worker.sh "(while :; do read -r _ <>fifo; done) &
      echo \$! >pid; wait"
    mkfifo "$stage/home/fifo"; type_line "setsid sh worker.sh & exit"; pid_said
    expect "$job" TTY="?" COMM=sh; checkup "$job"' \
    'worker of sh, PID [0-9]+, single-fork daemon' 0 \
    "a worker"
  told 'make_script child.sh "sleep 60 & echo \$! >pid; wait"
    type_line "setsid sh child.sh & exit"; pid_said
    expect "$job" TTY="?" COMM=sleep
    checkup "$job"' 'cannot tell: no terminal, yet in the session of sh' 3 \
    "a child"
  told 'make_script two.sh "sh child.sh &"
    make_script child.sh "sleep 60 & echo \$! >pid; wait"
    type_line "setsid sh two.sh"; pid_said
    expect "$job" TTY="?" COMM=sleep PGID=SID; checkup "$job"' \
    "cannot tell: no terminal, yet a child of sh" 3 "of a daemon forked twice"
}
test_a_kernel_thread() {
  [ "$(cat /proc/2/comm 2>/dev/null)" = kthreadd ] ||
    skip_test "no kernel threads in this PID namespace"
  run_checkup 2
  assert_ran 1 '^verdict: +kernel thread' "PID 2"
}
test_a_name_with_spaces_and_brackets() {
  told 'cp "$(command -v sleep)" "$stage/home/a ) b (c"
    type_job "\"./a ) b (c\" 60 &"; checkup "$job"' \
    'background job of pts/[0-9]+' 1 "a name with brackets"
  assert_ran 0 '^a \) b \(c, PID [0-9]+$' "a name with brackets"
}
test_a_name_that_would_mislead_a_reader_or_a_terminal() {
  # A process may write its own name.
  start sh -c 'printf "%b" "\\n) Z 1\\033\\0302\\0233%s\\0134n" >/proc/$$/comm
    read -r _ <&9'
  named() { grep -q Z "/proc/$started/comm"; }
  soon named || fail "it could not change its name"
  run_checkup "$started"
  assert_ran 3 "^\\?\\) Z 1\\?\\?\\?%s\\\\n, PID $started\$" \
    "a name with a newline, an escape, UTF-8's control codes, a % and a \\"
  assert_ran 3 '^verdict: +cannot tell: ' "no zombie"
  stop
}
test_it_marks_down_what_is_wrong() {
  told 'type_job "umask 0; nohup sleep 60 >/dev/null 2>&1 &"
    expect "$job" HUP=ignored; checkup "$job"' \
    'background job of pts/[0-9]+' 1 "a background job"
  for line in '^FAIL +terminal +TTY pts/[0-9]+, TPGID [0-9]+: ' \
    '^FAIL +session +PID .*in the session of bash, not' \
    '^FAIL +parent +PPID [0-9]+, bash: ' '^WARN +directory +/.*: ' \
    '^WARN +umask +0000: ' \
    '^PASS +fd 0 to 2 +/dev/null, /dev/null, /dev/null: ' \
    '^WARN +ignores +HUP: '; do
    assert_ran 0 "$line" "a background job"
  done
}
test_every_criterion_says_value_meaning_and_lesson() {
  start sleep 60
  run_checkup "$started"
  stop
  criterion='(PASS|WARN|FAIL|CANNOT TELL) +[a-z0-9]+( [a-z0-9]+)*'
  assertEquals "lines like STATUS CRITERION VALUE: MEANING (lesson NN)" 9 \
    "$(printf '%s\n' "$output" |
      grep -Ec "^$criterion .+: .+ \(lesson [0-2][0-9]\)\$")"
}
test_what_was_deleted_or_closed_is_said() {
  gone=$(printf "%s/a\033 gone" "$SHUNIT_TMPDIR") && mkdir "$gone"
  start sh -c 'cd "$1" && rmdir "$1" && exec 0>"$1.log" 1>&- 2>&- 8</dev/null &&
    rm "$1.log" && exec sleep 60' sh "$gone"
  soon is_sleep || fail "the shell has not become sleep"
  run_checkup "$started"
  stop
  deleted='gone \(deleted\): This directory has been removed'
  assert_ran 3 "^WARN +directory +/.*/a\? $deleted" "its directory"
  closed='closed, closed: .*: 1 is closed.*: 2 is closed'
  assert_ran 3 "^FAIL +fd 0 to 2 .*gone.log \(deleted\), $closed" "1 and 2"
}
test_a_descriptor_left_open_on_a_terminal_is_said() {
  told 'make_script one.sh "echo \$\$ >pid; exec sleep 60"
    type_line "setsid sh one.sh </dev/null >/dev/null 2>&1 12</dev/tty"
    pid_said; expect "$job" COMM=sleep TTY="?" PPID="$reaper"
    checkup "$job"' 'single-fork daemon' 0 "a leak"
  assert_ran 0 '^WARN +other fds +[0-9]+: These lead to a terminal: (.* )?12 ' \
    "a leak"
}
test_a_pipe_that_its_caller_waits_for_is_said() {
  told 'type_line "out=\$(build/15-descriptors leak)"
    hear daemon; job=$daemon
    expect "$job" PPID="$reaper"; checkup "$job"' \
    'single-fork daemon' 0 "a leak"
  assert_ran 0 '^FAIL +fd 0 to 2 .*: 1 writes to a pipe, which keeps the ' \
    "a leak"
  told 'type_line "out=\$(build/15-descriptors redirect 3>&1)"
    hear daemon; job=$daemon
    expect "$job" PPID="$reaper"; checkup "$job"' \
    'single-fork daemon' 0 "a leak"
  assert_ran 0 '^WARN +other fds +[0-9]+: These are pipes .*: (.* )?3 ' "a leak"
}
test_a_pipe_that_it_reads_is_no_pipe_that_its_reader_waits_for() {
  # shellcheck disable=SC2216 # it need not read
  : | sleep 60 >/dev/null 2>&1 &
  started=$!
  soon is_sleep || fail "it has not become sleep"
  run_checkup "$started"
  assert_ran 3 '^WARN +fd 0 to 2 +from pipe:.*: 0 reads from a pipe, until' \
    "a pipe at 0"
  assert_ran 3 '^WARN +fd 0 to 2 [^:]*:\[[0-9]+\], /dev/null, /dev/null: 0 ' \
    "only at 0"
  stop
}
# make_pipes: a program with a pipe of its own; with an argument it has two
# write ends of that and no read end.
make_pipes() {
  make_c_program pipes <<'END'
#include <unistd.h>
int main(int argc, char **argv)
{
    int ends[2];

    (void)argv;
    for (int fd = 3; fd < 1024; fd++)
        close(fd); /* what the tests were started with */
    if (pipe(ends) == -1)
        return 1;
    if (argc > 1) {
        dup(ends[1]);
        close(ends[0]);
    }
    alarm(60);
    pause();
}
END
}
has_pipe() { [ "$(readlink "/proc/$started/fd"/* | grep -c pipe:)" -ge 2 ]; }
test_a_pipe_of_its_own_is_no_leak() {
  make_pipes
  start "$SHUNIT_TMPDIR/pipes"
  soon has_pipe || fail "it has no pipe"
  run_checkup "$started"
  assert_ran 3 '^PASS +other fds +2: ' "a pipe with both ends here"
  stop
}
test_two_copies_of_one_end_are_no_pipe_of_its_own() {
  make_pipes
  start "$SHUNIT_TMPDIR/pipes" half
  soon has_pipe || fail "it has no pipe"
  run_checkup "$started"
  assert_ran 3 '^WARN +other fds +2: These are pipes .*: 4 5 \(' "4 and 5"
  stop
}
test_a_newline_in_a_name_forges_no_descriptor() {
  forged=$(printf '%s/a\n1 -> /dev/null' "$SHUNIT_TMPDIR")
  mkdir -p "$forged" # the folders are "a\n1 -> ", dev and null
  start sh -c 'exec sleep 60 1>&- 6<"$1"' sh "$forged"
  soon is_sleep || fail "the shell has not become sleep"
  tools=$SHUNIT_TMPDIR/tools && mkdir "$tools"
  # busybox's find fails.
  for find in "$(command -v find)" /bin/false; do
    ln -sf "$find" "$tools/find"
    run_joined env PATH="$tools:$PATH" scripts/checkup.sh --plain "$started"
    assert_ran 3 '^FAIL +fd 0 to 2 +/dev/null, closed, /dev/null: 1 is closed' \
      "6 is in a folder whose name has a line with 1 in it; find is $find"
  done
  stop
}
test_settings_of_ls_and_ps_in_the_environment_change_nothing() {
  start sleep 60
  soon is_sleep || fail "the shell has not become sleep"
  run_checkup "$started"
  expected=$output
  for setting in TIME_STYLE=long-iso QUOTING_STYLE=shell-always LS_COLORS=x \
    PS_PERSONALITY=bsd CMD_ENV=old COLUMNS=20 POSIXLY_CORRECT=1; do
    run_joined env "$setting" scripts/checkup.sh --plain "$started"
    assertEquals "with $setting" "$expected" "$output"
  done
  stop
}
test_without_a_proc_of_its_own_it_skips() {
  find_namespace -m mount || return 0
  # An outer /proc tells of other processes by these PIDs.
  for tool in 'checkup.sh --plain 1' 'map.sh 1' 'map.sh --mine'; do
    # shellcheck disable=SC2086 # words
    run $space sh -c 'exec scripts/'"$tool"
    assert_ran 3 "^SKIP ${tool%% *}: needs Linux's /proc, mounted in this " \
      "$tool with the /proc of another PID namespace"
    # shellcheck disable=SC2086 # words
    run $space sh -c 'mount -t tmpfs none /proc && exec scripts/'"$tool"
    assert_ran 3 "^SKIP ${tool%% *}: needs Linux's /proc, mounted in this " \
      "$tool without /proc"
  done
}
test_with_a_ps_that_is_not_procps_it_works_all_the_same() {
  foreign=$SHUNIT_TMPDIR/foreign && mkdir "$foreign"
  printf '#!/bin/sh\necho "ps: unrecognized option" >&2\nexit 1\n' \
    >"$foreign/ps"
  chmod +x "$foreign/ps"
  run_checkup $$
  expected=$output
  run_joined env PATH="$foreign:$PATH" scripts/checkup.sh --plain $$
  assertEquals "the report" "$expected" "$output"
}
test_a_daemon_that_has_kept_something_of_root_is_no_ordinary_user() {
  [ "$(id -u)" -eq 0 ] || skip_test "becoming another user needs root"
  isSkipping && return
  # The words of setpriv, and what is to be said: without setgid(2), without
  # setgroups(2), with a capability, and as it should be.
  one='+net_bind_service'
  while IFS=: read -r words expected; do
    # shellcheck disable=SC2086 # words
    start setpriv --reuid 65534 $words sleep 60
    soon is_sleep || fail "setpriv $words has not become sleep"
    run_checkup "$started"
    assert_ran 3 "^$expected" "setpriv $words"
    stop
  done <<END
--keep-groups:WARN +user +UIDs 65534 65534 65534, GIDs 0 0 0, .*root's group
--regid 0 --clear-groups:WARN +user .*root's group
--regid 65534 --groups 0,6:WARN +user .*groups 0 6: .*root's group
--regid 65534 --clear-groups --inh-caps $one --ambient-caps $one:\
WARN +user .*capabilities: CapPrm 0000000000000400
--regid 65534 --clear-groups:PASS +user .*, groups none: It has no ID of root's
END
}
test_of_another_users_daemon_it_does_not_guess() {
  find_nobody "$root/scripts/checkup.sh" || return 0
  started=$(sh -c 'setsid sleep 60 </dev/null >/dev/null 2>&1 & echo $!')
  soon is_sleep || fail "setsid has not become sleep"
  # shellcheck disable=SC2086 # words
  run_joined $nobody scripts/checkup.sh --plain "$started"
  stop
  assert_ran 3 \
    '^verdict: +single-fork daemon, as far as it is shown to this user$' \
    "what ps shows"
  for criterion in directory 'fd 0 to 2' 'other fds'; do
    assert_ran 3 "^CANNOT TELL +$criterion +unreadable: " \
      "of another user's process"
  done
  assert_ran 3 '^(PASS|WARN) +umask ' "what everybody may read"
}
test_init() {
  # Its parent is another system's, or none.
  run_checkup 1
  assert_ran "$status" '^verdict: +(cannot tell: )?PID 1' "PID 1"
  assert_ran "$status" '^PASS +parent +PPID 0, outside this PID namespace, or' \
    "PID 1"
}
test_daemons_of_another_pid_namespace() {
  find_namespace || return 0
  # "self" is an outer PID there, as /proc stays that of the outside.
  echo 'read -r pid _ </proc/self/stat; echo "$pid" >"$0.$1"; exec sleep 60' \
    >"$SHUNIT_TMPDIR/in"
  # shellcheck disable=SC2086 # words
  start $space sh -c 'setsid sh "$0" single &
    "$1" sh "$0" double
    exec sh "$0" init' "$SHUNIT_TMPDIR/in" "$build/16-daemonize"
  is_daemon() {
    run_checkup "$(cat "$SHUNIT_TMPDIR/in.$1" 2>/dev/null)"
    [ "$status" -eq 0 ] && [ -s "$SHUNIT_TMPDIR/in.init" ]
  }
  what="its reaper is the init of that namespace"
  for kind in single double; do
    soon is_daemon $kind
    assert_ran 0 "^verdict: +$kind-fork daemon\$" "$what"
    assert_ran 0 '^PASS +parent .*adopted it' "$what"
  done
  # An init is ended by no other signal, and takes the namespace with it.
  kill -s KILL "$(cat "$SHUNIT_TMPDIR/in.init")"
  wait "$started"
  true
}
test_a_process_whose_session_is_outside_its_pid_namespace() {
  find_namespace --mount-proc || return 0
  # shellcheck disable=SC2086 # words
  run_joined $space sh -c 'sleep 60 & "$0" --plain $!; echo "status $?"
    kill $!' \
    scripts/checkup.sh
  assert_ran 0 \
    '^verdict: +cannot tell: its session leader is not in this PID namespace$' \
    "SID 0"
  assert_ran 0 '^CANNOT TELL +session +PID [0-9]+, PGID 0, SID 0: ' "SID 0"
  assert_ran 0 '^status 3$' "SID 0"
}
test_a_process_that_is_not_shown_is_told_from_one_that_is_not_there() {
  find_nobody "$root/scripts/checkup.sh" || return 0
  find_namespace -m mount || return 0
  # /proc as some systems mount it, for that namespace alone.
  # shellcheck disable=SC2086 # words
  run_joined $space setsid sh -c 'mount -t proc -o hidepid=2 proc /proc || exit
    nobody=$1; sleep 60 & hidden=$!
    $nobody sleep 60 &
    until grep -qx sleep /proc/$!/comm; do sleep 0.02; done
    $nobody "$0" --plain $! $hidden 9999; echo "status $?"; kill $hidden $!' \
    scripts/checkup.sh "$nobody"
  assert_ran 0 \
    '^FAIL +session .*: It is in the session of a hidden process, not' \
    "its leader"
  assert_ran 0 \
    '^[0-9]+: there is such a process, but it is not shown to this user$' \
    "a hidden one"
  assert_ran 0 '^9999: there is no such process$' "one that is not there"
  assert_ran 0 '^status 3$' "none to be seen"
}
# in_group GROUP COMMAND: in a PID namespace whose init is called systemd, and
# adopts it, COMMAND leaves a process, which writes its PID to the file pid. It
# gets the control group GROUP, and checkup reports.
in_group() {
  cp "$(command -v sh)" "$SHUNIT_TMPDIR/systemd"
  echo "0::/$1" >"$SHUNIT_TMPDIR/group"
  echo 'echo $$ >pid; exec sleep 60' >"$SHUNIT_TMPDIR/sleeper"
  # shellcheck disable=SC2086 # words
  run_joined timeout -k 1 20 $space "$SHUNIT_TMPDIR/systemd" -c '
    cd "$0" && rm -f pid
    sh -c "$2"
    until [ -s pid ] && read -r pid <pid && grep -qs "^sleep" "/proc/$pid/comm"
    do sleep 0.02; done
    mount --bind group "/proc/$pid/cgroup" && cd "$OLDPWD" &&
    "$1" --plain "$pid"; echo "status $?"; kill "$pid"' \
    "$SHUNIT_TMPDIR" scripts/checkup.sh "$2"
}
test_a_service_of_systemd() {
  find_namespace --mount-proc mount || return 0
  in_group system.slice/mine.service \
    'setsid sh -c "export SYSTEMD_EXEC_PID=\$\$; . ./sleeper" &'
  assert_ran 0 '^verdict: +supervised service of systemd, mine.service$' \
    "a service that systemd has started"
  assert_ran 0 '^status 0$' "a service that systemd has started"
  in_group user.slice/session-1.scope 'setsid sh sleeper &'
  assert_ran 0 '^verdict: +single-fork daemon$' "of a user's session"
}
test_a_control_group_is_no_proof_of_a_supervisor() {
  find_namespace --mount-proc mount || return 0
  group=', in the control group of cron.service'
  # Its leader gone, and a group of its own: as a shell's job that was left.
  make_regroup
  in_group system.slice/cron.service 'SYSTEMD_EXEC_PID=77 ./regroup'
  assert_ran 0 "^verdict: +$survivor$group\$" "a job that was left"
  assert_ran 0 '^CANNOT TELL +session ' "a job that was left"
  assert_ran 0 '^PASS +parent .*: systemd adopted or started it' "its parent"
  assert_ran 0 '^status 3$' "a job that was left"
  in_group system.slice/cron.service 'setsid sh -c "sh sleeper &" &'
  assert_ran 0 "^verdict: +cannot tell: .* left behind by a script$group\$" \
    "what a job of cron's has left"
  in_group system.slice/cron.service 'setsid sh sleeper &'
  assert_ran 0 "^verdict: +single-fork daemon$group\$" "a daemon"
}
test_a_scheduled_job_and_a_part_of_it() {
  # The same words as of a real cron and its job: see daemons_test.sh.
  start="build/16-daemonize -d . -l log build/27-scheduler tab mail"
  told 'make_script job "echo \$\$ >pid; sleep 60; :"
    type_line "echo \"9 exec sh job\" >tab; '"$start"'"
    pid_said; expect "$job" COMM=sh SID=PID; checkup "$job"' \
    "scheduled job, by its parent's name: 27-scheduler, PID [0-9]+" 1 "a job"
  assert_ran 0 '^PASS +parent .* a scheduler. \(lesson 27\)' "its parent"
  assert_ran 0 '^[^F].* fd 0 to 2 .*: 1 leads to a nameless file, to be' \
    "its output"
  told 'make_script job "echo \$\$ >pid; sleep 60; :"
    type_line "echo \"9 sh job; :\" >tab; '"$start"'"
    pid_said; expect "$job" COMM=sh SID!=PID; checkup "$job"' \
    'part of a scheduled job, whose first .* of 27-scheduler, PID [0-9]+' 1 \
    "a part"
  assert_ran 0 '^PASS +parent .* started its session leader. \(lesson 27\)' \
    "its parent"
  told 'make_script job "sleep 60 & echo \$! >pid"
    type_line "echo \"9 sh job\" >tab; '"$start"'"
    pid_said; expect "$job" COMM=sleep PPID="$reaper"; checkup "$job"' \
    'cannot tell: a double-fork daemon, or left behind by a script' 3 \
    "what a job has left"
}
test_while_processes_end_there_is_always_a_verdict() {
  for try in 1 2 3 4 5 6 7 8; do
    sh -c : &
    run_checkup $! $! $!
    wait
    assertEquals "try $try: $output" 3 "$(printf '%s\n' "$output" |
      grep -Ec '^verdict: |: there is no such process$')"
    assertNotContains "an error of the shell: $output" "$output" checkup.sh:
  done
}
# cpu COMMAND [ARG...]: sets $cpu to the processor time that it took, in ms. The
# clock would tell of other users as well.
cpu() {
  cpu=$(sh -c '"$@" >/dev/null 2>&1; times' sh "$@" |
    awk -F '[ms ]+' 'NR == 2 { print int((60 * ($1 + $3) + $2 + $4) * 1000) }')
}
test_it_is_quick() {
  set -- $$ $$ $$ $$ $$
  set -- "$@" "$@" "$@" "$@"
  cpu scripts/checkup.sh "$@"
  assertTrue "expected at most 1200 ms for 20 processes, actual $cpu" \
    "[ ${cpu:-9999} -le 1200 ]"
}
test_it_is_quick_with_thousands_of_pipes_as_well() {
  make_c_program many <<'END'
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>
int main(int argc, char **argv)
{
    struct rlimit limit;
    int ends[2];

    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    for (int i = argc > 1 ? atoi(argv[1]) : 0; i > 0; i--)
        if (pipe(ends) == -1)
            return 1;
    alarm(60);
    pause();
}
END
  for want in 400:200 4000:1000; do
    start "$SHUNIT_TMPDIR/many" "${want%:*}"
    has_all() { [ -e "/proc/$started/fd/$((${want%:*} * 2))" ]; }
    soon has_all || skip_test "no more descriptors are permitted here"
    cpu scripts/checkup.sh "$started"
    assertTrue "${want%:*} pipes: at most ${want#*:} ms, actual $cpu" \
      "[ ${cpu:-9999} -le ${want#*:} ]"
    stop
  done
}
test_wrong_use() {
  for arguments in '' one '1 one' '--plain' '--plain ../1' '-1' '1 --plain' \
    01; do
    # shellcheck disable=SC2086 # words
    run scripts/checkup.sh $arguments
    assert_ran 2 '^usage: checkup.sh' "checkup.sh $arguments"
  done
  run scripts/checkup.sh --help
  assert_ran 0 '^usage: checkup.sh' "--help"
  run scripts/checkup.sh 99999999 0 99999999999999999999
  for pid in 99999999 0 99999999999999999999; do
    assert_ran 3 "^$pid: there is no such process\$" "a PID that is nobody's"
  done
  assertEquals "three lines" 3 "$(printf '%s\n' "$output" | wc -l)"
}

# The words of lib/proc.sh.

test_words_of_proc_say_where_descriptors_lead_and_how_they_were_opened() {
  . scripts/lib/proc.sh
  folder=$SHUNIT_TMPDIR/open && mkdir "$folder" && : >"$folder/gone"
  start sh -c 'cd "$1" || exit
    exec 3>>log 4<>log 5<gone 6</dev/null 7>log 0<&- && rm gone &&
      exec sleep 60' sh "$folder"
  soon is_sleep || fail "the shell has not become sleep"
  for want in "0=closed" "1=/dev/null" "3=$folder/log" \
    "5=$folder/gone (deleted)"; do
    assertEquals "place" "${want#*=}" "$(place "/proc/$started/fd/${want%%=*}")"
  done
  assertEquals "places of 0 to 7" "1=/dev/null
2=/dev/null
3=$folder/log
4=$folder/log
5=$folder/gone (deleted)
6=/dev/null
7=$folder/log" "$(places "$started" | grep '^[0-7]=')"
  assertEquals "its directory" "$folder" "$(place "/proc/$started/cwd")"
  for want in "3=write append" 4=both 6=read 7=write 0=; do
    assertEquals "flags of ${want%%=*}" "${want#*=}" \
      "$(flags_of "$started" "${want%%=*}")"
  done
  stop
  assertFalse "after its end" "places $started"
  assertEquals "after its end" closed "$(place "/proc/$started/fd/1")"
}
test_words_of_proc_name_what_has_no_path() {
  . scripts/lib/proc.sh
  made=$(printf 'x | x' | sh -c '. scripts/lib/proc.sh; place /proc/self/fd/0')
  assertEquals "a pipe" pipe "$made"
  story 'open_terminal; . "'"$root"'/scripts/lib/proc.sh"
    type_line "sleep 60"; at_work() { [ "$(foreground)" != "$shell" ]; }
    poll_ at_work; place "/proc/$ps_TPGID/fd/0"; echo "is $terminal"
    verify ok so true'
  assertEquals "a terminal" \
    "$(printf '%s\n' "$output" | sed -n 's/^is //p')" \
    "$(printf '%s\n' "$output" | grep '^pts/')"
}
test_words_of_proc_tell_unreadable_from_closed() {
  find_nobody "$root/scripts/lib/proc.sh" || return 0
  start sleep 60
  soon is_sleep || fail "the shell has not become sleep"
  for link in fd/0 fd/77 cwd; do
    # shellcheck disable=SC2086 # words
    run $nobody sh -c '. scripts/lib/proc.sh; place "$1"' sh \
      "/proc/$started/$link"
    assert_ran 1 '^unreadable$' "$link of another user's process"
  done
  # shellcheck disable=SC2086 # words
  run $nobody sh -c '. scripts/lib/proc.sh; places "$1"' sh "$started"
  assertEquals "places of another user's process" 1, "$status,$output"
  stop
}
test_words_of_proc_know_the_living() {
  . scripts/lib/proc.sh
  before=$(awk '{ print int($1 * 100) }' /proc/uptime)
  start sleep 60
  soon is_sleep || fail "the shell has not become sleep"
  began=$(start_time "$started")
  assertTrue "began at $began, after $before" "[ $began -ge $((before - 1)) ]"
  assertTrue "it is alive" "is_alive $started"
  assertEquals "0022" "$(umask 022; sh -c '. scripts/lib/proc.sh
    status_of Umask $$')"
  kill "$started"
  # Its parent becomes another program, which does not wait for it.
  start sh -c 'sleep 0.1 & echo $! >"$1"; exec sleep 60' \
    sh "$SHUNIT_TMPDIR/zombie"
  parent=$started
  soon [ -s "$SHUNIT_TMPDIR/zombie" ]
  read -r started <"$SHUNIT_TMPDIR/zombie"
  is_zombie() { [ "$(ps -o s= -q "$started")" = Z ]; }
  soon is_zombie || fail "it is no zombie"
  assertFalse "a zombie is not" "is_alive $started"
  kill "$parent"
  wait "$parent"
  soon [ ! -e "/proc/$started" ]
  assertFalse "nor what is gone" "is_alive $started"
  assertEquals "a field of what is gone" "" "$(status_of Umask "$started")"
}
test_words_of_proc_name_terminals_as_ps_does() {
  . scripts/lib/proc.sh
  assertEquals "none" '?' "$(terminal_name 0)"
  assertEquals "pts/0" pts/0 "$(terminal_name 34816)"
  assertEquals "pts/300" pts/300 "$(terminal_name $((0x10882c)))"
  [ -r /sys/dev/char/4:1/uevent ] || skip_test "there is no tty1 here"
  assertEquals "tty1" tty1 "$(terminal_name 1025)"
}
test_words_of_proc_leave_the_authors_variables_alone() {
  # Those that a word uses, set to "mine", and no other is made.
  names=$(sed -n 's/^ *local //p' scripts/lib/proc.sh)
  # shellcheck disable=SC2086 # words
  run sh -uc 'for name in "$@"; do eval "$name=mine"; done
    name=mine
    . scripts/lib/proc.sh
    {
      has_proc; printable x; status_of Umask $$; proc_status $$; proc_stat $$
      start_time $$; is_alive $$; is_hidden 1; absence $$; is_init $$
      find_reaper; terminal_name 1025; environ_of HOME $$; control_group $$
      descriptors $$; place /proc/$$/fd/0; places $$; flags_of $$ 0
    } >/dev/null
    set' sh $names
  assertNotEquals "names were found" "" "$names"
  for name in $names name; do
    assertEquals "$name" "$name='mine'" \
      "$(printf '%s\n' "$output" | grep "^$name=")"
  done
  # An environment has names in capitals.
  # shellcheck disable=SC2086 # words
  assertEquals "what was made" "" "$(printf '%s\n' "$output" |
    sed -n "s/^\([a-z][a-z_]*\)='.*/\1/p" | grep -vE '^(proc_.*|reaper)$' |
    grep -vxF "$(printf '%s\n' $names name)")"
}

. "$shunit2"
