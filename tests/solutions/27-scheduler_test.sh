#!/bin/sh
# Exercise 27: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"
quick_deadline=0.5

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  instead 'flock(fd, LOCK_EX | LOCK_NB) == 0' 'fd != -1'
  key_is_noticed
}
test_a_second_one_that_waits_is_noticed() {
  without ' | LOCK_NB'
  grader_notices 'Expected: a line "status 0"'
}
test_a_second_one_that_complains_is_noticed() {
  instead 'errno != EWOULDBLOCK' 1
  grader_notices 'Expected: a line "status 0"'
}
test_one_lock_for_all_is_noticed() {
  instead 'open(path' 'open("lock"'
  grader_notices 'Expected: with another lock it runs: there is a file other.'
}
test_a_lock_that_the_command_inherits_is_noticed() {
  instead 'O_RDWR | O_CREAT | O_CLOEXEC' 'O_RDWR | O_CREAT'
  grader_notices 'Expected: the next one runs: there is a file fourth.'
}
test_a_lock_file_that_stays_is_noticed() {
  instead 'O_RDWR | O_CREAT | O_CLOEXEC' 'O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC'
  instead 'if (fd == -1)
        err' 'if (fd == -1 && errno == EEXIST)
        return 0;
    if (fd == -1)
        err'
  grader_notices 'out: hello' 'Expected: a line "status 3"'
}
test_a_command_that_may_print_is_noticed() {
  instead 'if (status == 0)
        return 0;' 'if (status == 0) {
        print_output(output);
        return 0;
    }'
  grader_notices 'Expected: out: nothing was printed.'
}
test_errors_that_are_printed_at_once_are_noticed() {
  without ' || dup2(output, STDERR_FILENO) == -1'
  grader_notices 'Expected: why: nothing was said.'
}
test_a_failure_that_is_silent_is_noticed() {
  without '
    print_output(output);'
  grader_notices 'The file out has not the line that it should have.'
}
test_a_failure_without_a_reason_is_noticed() {
  without 'warnx("%s: status %d", argv[3], status)'
  grader_notices 'Expected: why: it has said why.'
}
test_a_status_that_is_not_handed_on_is_noticed() {
  instead 'return status;
}
' 'return 1;
}
'
  grader_notices 'Expected: a line "status 3"'
}
test_a_signal_that_is_taken_for_success_is_noticed() {
  without 'if (WIFSIGNALED(status))
        return BY_SIGNAL + WTERMSIG(status);'
  grader_notices 'Expected: a line "status 137"'
}
test_one_status_for_all_signals_is_noticed() {
  instead 'BY_SIGNAL + WTERMSIG(status)' 137
  grader_notices 'Expected: a line "status 143"'
}
test_what_cannot_be_run_taken_for_missing_is_noticed() {
  instead 'errno == ENOENT ? NOT_FOUND : CANNOT_RUN' NOT_FOUND
  grader_notices 'Expected: a line "status 126"'
}
test_an_output_that_is_printed_as_text_is_noticed() {
  instead 'sizeof text);' 'sizeof text - 1);'
  instead 'if (write(STDOUT_FILENO, text, (size_t)n) != n)' 'text[n] = 0;
        if (fputs(text, stdout) == EOF || fflush(stdout) == EOF)'
  grader_notices 'Expected: out: and at its end p, a byte 0 and q.'
}
test_a_failed_write_that_is_not_told_is_noticed() {
  instead 'if (write(STDOUT_FILENO, text, (size_t)n) != n)
            err(1, "standard output");' \
    'write(STDOUT_FILENO, text, (size_t)n);'
  grader_notices 'Expected: a line "status 1"'
}
test_a_reason_without_the_status_is_noticed() {
  instead 'warnx("%s: status %d", argv[3], status)' 'fputs("\n", stderr)'
  grader_notices 'The file why has not the line that it should have.'
}
test_an_output_file_for_all_is_noticed() {
  instead 'memfd_create("output", MFD_CLOEXEC)' \
    'open("output", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)'
  grader_notices 'The file out1 has not the line that it should have.'
}
test_one_status_for_all_that_cannot_be_run_is_noticed() {
  instead 'errno == ENOENT ? NOT_FOUND : CANNOT_RUN' CANNOT_RUN
  grader_notices 'Expected: a line "status 127"'
}
test_a_limit_for_the_first_process_only_is_noticed() {
  instead 'kill(-command, SIGKILL)' 'kill(command, SIGKILL)'
  grader_notices 'command, PID #: gone' 'part, PID #: gone' \
    'It is still there, STAT S.'
}
test_a_limit_that_a_process_may_ignore_is_noticed() {
  instead 'kill(-command, SIGKILL)' 'kill(-command, SIGTERM)'
  grader_notices 'Expected: a line "status 124"'
}
test_no_limit_is_noticed() {
  without 'alarm(seconds);'
  grader_notices 'Expected: a line "status 124"'
}
test_a_limit_that_ends_once_alone_is_noticed() {
  without 'sigaddset(&signals, SIGALRM);'
  grader_notices 'Expected: a line "status 124"'
}
test_a_command_that_is_ended_and_not_told_of_is_noticed() {
  without 'if (too_long)
        return TOO_LONG;'
  grader_notices 'Expected: a line "status 124"'
}
# pipes: the output goes through a pipe, which is read by what stands behind.
pipes() {
  instead 'int output, status;' 'int output, status, ends[2];'
  instead 'output = memfd_create("output", MFD_CLOEXEC);' \
    'output = pipe2(ends, O_CLOEXEC) == -1 ? -1 : ends[1];'
  without 'if (lseek(output, 0, SEEK_SET) == -1)
        err(1, "lseek");'
  instead 'print_output(output);
    if' 'close(output);
    print_output(ends[0]);
    if'
}
test_a_pipe_that_nobody_reads_is_noticed() {
  pipes
  grader_notices 'Expected: a line "status 1"'
}
test_a_pipe_that_is_read_to_its_end_is_noticed() {
  instead 'command = fork();' 'int ends[2];
    pipe2(ends, O_CLOEXEC);
    command = fork();'
  instead 'become(words, output, &' 'become(words, ends[1], &'
  instead 'alarm(seconds);' 'alarm(seconds);
    close(ends[1]);
    char text[4096];
    ssize_t n;
    while ((n = read(ends[0], text, sizeof text)) > 0)
        write(output, text, n);'
  grader_notices 'Expected: a line "status 4"'
}
test_a_failed_fork_that_is_not_told_is_noticed() {
  only_with_faults || return 0
  instead 'if (command == -1)
        err(1, "fork");' 'if (command == -1)
        return 0;'
  grader_notices 'fork() fails*'
}
test_a_failed_lock_that_is_taken_for_anothers_is_noticed() {
  only_with_faults || return 0
  without 'if (errno != EWOULDBLOCK)
        err(1, "flock %s", path);'
  grader_notices 'flock() fails*'
}
test_a_failed_wait_that_is_not_told_is_noticed() {
  only_with_faults || return 0
  instead 'if (ended == -1)
        err(1, "waitpid");' 'if (ended == -1)
        status = 0;'
  grader_notices 'waitpid() fails*'
}
test_a_missing_file_for_the_output_that_is_not_told_is_noticed() {
  only_with_faults || return 0
  without 'if (output == -1)
        err(1, "memfd_create");'
  grader_notices 'memfd_create() fails*'
}
test_another_status_for_a_failed_call_is_noticed() {
  only_with_faults || return 0
  instead 'err(1, "fork")' 'err(3, "fork")'
  grader_notices 'fork() fails*ends with status 1.'
}

test_one_with_a_lock_of_its_process_passes() {
  instead 'flock(fd, LOCK_EX | LOCK_NB) == 0' 'lockf(fd, F_TLOCK, 0) == 0'
  instead 'errno != EWOULDBLOCK' 'errno != EAGAIN && errno != EACCES'
  grader_accepts
}
test_one_with_a_lock_of_its_open_file_passes() {
  instead 'flock(fd, LOCK_EX | LOCK_NB) == 0' \
    'fcntl(fd, F_OFD_SETLK, &(struct flock){.l_type = F_WRLCK}) == 0'
  grader_accepts
}
test_one_whose_child_unlocks_passes() {
  instead 'O_RDWR | O_CREAT | O_CLOEXEC' 'O_RDWR | O_CREAT'
  instead 'alarm(FUSE);' 'closefrom_lock();
    alarm(FUSE);'
  at_top '#include <unistd.h>
static void closefrom_lock(void) { close(3); }'
  grader_accepts
}
test_one_with_a_temporary_file_passes() {
  instead 'memfd_create("output", MFD_CLOEXEC)' 'fileno(tmpfile())'
  grader_accepts
}
test_one_that_makes_a_session_passes() {
  instead 'setpgid(0, 0) == -1' 'setsid() == -1'
  without 'setpgid(command, command); /* whoever of us two is first */'
  grader_accepts
}
test_a_stop_that_ends_the_limit_is_noticed() {
  instead '} while (ended == 0 && signo != SIGALRM);
    if (ended == 0) {' '} while (0);
    if (ended == 0 && signo == SIGCHLD)
        waitpid(command, &status, 0);
    else if (ended == 0) {'
  grader_notices 'Expected: a line "status 124"'
}
test_a_command_with_sigchld_blocked_is_noticed() {
  instead 'sigprocmask(SIG_SETMASK, before, NULL) == -1' 0
  grader_notices 'It blocks SIGCHLD'
}
test_one_that_counts_what_is_left_of_its_time_passes() {
  # It waits for SIGCHLD, and computes the rest of the time after each.
  at_top '#include <time.h>'
  without 'sigaddset(&signals, SIGALRM);'
  instead 'alarm(seconds);' 'struct timespec limit = {seconds, 0};
    time_t end = time(NULL) + seconds;'
  instead 'signo = sigwaitinfo(&signals, NULL);' \
    'if (sigtimedwait(&signals, NULL, &limit) == -1 && errno == EAGAIN)
            end = 0;
        limit.tv_sec = end - time(NULL);
        signo = limit.tv_sec < 1 ? SIGALRM : SIGCHLD;'
  grader_accepts
}
test_one_with_a_handler_passes() {
  # The handler ends the command, while waitpid(2) waits for it.
  instead '/* Runs the' 'static pid_t in_time;
static void end_command(int signo)
{
    too_long = signo;
    kill(-in_time, SIGKILL);
}
/* Runs the'
  instead 'if (sigprocmask(SIG_BLOCK, &signals, &before) == -1)' \
    'sigaction(SIGALRM, &(struct sigaction){.sa_handler = end_command,
                                           .sa_flags = SA_RESTART}, NULL);
    if (sigprocmask(SIG_BLOCK, NULL, &before) == -1)'
  instead 'alarm(seconds);' 'in_time = command;
    alarm(seconds);'
  instead '    do {
        signo = sigwaitinfo(&signals, NULL);
        ended = waitpid(command, &status, WNOHANG);
    } while (ended == 0 && signo != SIGALRM);' \
    '    ended = waitpid(command, &status, 0);'
  grader_accepts
}

# The solution itself, as once, in a folder of its own.
make_once() {
  enter_folder
  compile "$root/lessons/solutions/$stem.c" once
}
tearDown() { cd "$root" || exit; }
test_a_once_whose_command_ends_with_124_says_no_time() {
  make_once
  run timeout 20 ./once 5 lock sh -c 'exit 124'
  assertEquals "what it says" "124 once: sh: status 124" "$status $output"
  run timeout 20 ./once 1 lock sleep 60
  assertEquals "after the limit" \
    "124 once: sleep: status 124: ended after 1 s" "$status $output"
}
test_a_once_takes_no_command_for_too_long_that_has_ended() {
  # The command ends, and the time is over, while once is stopped.
  make_once
  mkfifo go
  ./once 1 lock sh -c 'read x <go' >said 2>&1 &
  once=$!
  exec 8>go
  soon grep -q '^[^)]*) S' /proc/$once/stat # it waits
  kill -s STOP $once
  echo >&8
  exec 8>&-
  soon has_ended_child || fail "its command is still there"
  soon grep -q '^ShdPnd:.*2000$' /proc/$once/status || fail "no SIGALRM waits"
  kill -s CONT $once
  wait $once
  assertEquals "its status" "0 " "$? $(cat said)"
}
has_ended_child() { [ "$(ps -o stat= --ppid "$once" | cut -c 1)" = Z ]; }
test_a_once_does_its_work_whatever_its_starter_has_ignored() {
  # bash: dash cannot ignore SIGCHLD.
  make_once
  run timeout 20 bash -c 'trap "" CHLD ALRM; exec ./once 1 lock sleep 60'
  assert_ran 124 '^once: sleep: status 124: ended after 1 s$' "the limit"
  run timeout 20 bash -c 'trap "" CHLD ALRM; exec ./once 5 lock \
    sh -c "kill -s ALRM \$\$"'
  assert_ran 142 '^once: sh: status 142$' "the command's SIGALRM"
}

. "$shunit2"
