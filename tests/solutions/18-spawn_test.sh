#!/bin/sh
# Exercise 18: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"
# shellcheck disable=SC2034 # for helper.sh
quick_deadline=2

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  instead 'POSIX_SPAWN_SETSID |' '0 |'
  key_is_noticed
}
test_a_crew_that_leaves_workers_behind_is_noticed() {
  without '    end(workers, n);'
  grader_notices 'Expected: no worker is left'
}
test_a_crew_that_keeps_its_file_actions_is_noticed() {
  only_with_faults || return 0
  without '    posix_spawn_file_actions_destroy(&actions);
'
  grader_notices 'It does not call posix_spawn_file_actions_destroy().'
}
test_a_crew_that_keeps_its_attributes_is_noticed() {
  only_with_faults || return 0
  sed 's/posix_spawnattr_destroy(&attributes);/;/' "$source_of_breaks" \
    >"$SHUNIT_TMPDIR/kept.c"
  source_of_breaks=$SHUNIT_TMPDIR/kept.c
  instead 'int main(' 'int main('
  grader_notices 'It does not call posix_spawnattr_destroy().'
}
test_a_crew_that_does_not_wait_after_sigkill_is_noticed() {
  only_with_faults || return 0
  instead 'waitpid(workers[i], NULL, 0) == -1' 0
  grader_notices 'after SIGKILL it did not wait'
}
test_a_crew_that_waits_for_the_first_that_it_killed_only_is_noticed() {
  only_with_faults || return 0
  instead 'if (waitpid(workers[i], NULL, 0) == -1)
            warn("PID %d", workers[i]);' \
    'waitpid(workers[i], NULL, 0);
        break;'
  grader_notices 'It has waited for one worker, and not for the other'
}
test_a_crew_that_waits_for_the_first_that_ends_only_is_noticed() {
  instead 'if (ends_in_time(workers[i], deadline))
            continue;' 'if (ends_in_time(workers[i], deadline))
            break;'
  grader_notices 'Expected: no worker is left'
}
test_a_crew_that_kills_with_another_signal_is_noticed() {
  only_with_faults || return 0
  instead 'kill(workers[i], SIGKILL)' 'kill(workers[i], SIGQUIT)'
  grader_notices 'The worker ended with status 131: it got no SIGKILL'
}
test_a_crew_that_does_not_insist_is_noticed() {
  instead 'kill(workers[i], SIGKILL)' '0'
  instead 'waitpid(workers[i], NULL, 0)' '0'
  grader_notices 'Expected: no worker is left'
}
test_a_crew_that_looks_for_workers_in_its_folder_only_is_noticed() {
  instead 'posix_spawnp(' 'posix_spawn('
  grader_notices 'Expected: a line "status 0"'
}
test_a_crew_that_keeps_its_environment_is_noticed() {
  instead 'environ);' 'NULL);'
  grader_notices 'Expected: it has our environment: OURS=yes'
}
test_workers_that_cannot_write_are_noticed() {
  instead 'O_RDWR' 'O_RDONLY'
  grader_notices 'Expected: descriptor 1 can be written to'
}
test_workers_that_have_signals_blocked_are_noticed() {
  env --block-signal=USR1 true 2>/dev/null || {
    skip_test "this env(1) blocks no signals"
    return
  }
  # The last of three flags.
  instead 'POSIX_SPAWN_SETSIGMASK)' '0)'
  grader_notices 'HUP: expected default, actual blocked'
}
test_a_crew_that_leaves_its_file_behind_is_noticed() {
  instead 'unlink(file)' 0
  grader_notices 'Expected: there is no file last'
}
test_a_crew_that_does_not_wait_for_ends_is_noticed() {
  instead 'if (ends_in_time(workers[i], deadline))
            continue;' 'continue;'
  grader_notices 'Expected: a line "status 0"' 'Expected: no worker is left'
}
test_a_crew_that_looks_first_and_writes_through_a_link_is_noticed() {
  instead 'file = fopen(argv[1], "wxe");' \
    'file = access(argv[1], F_OK) == 0 ? (errno = EEXIST, NULL)
                                      : fopen(argv[1], "we");'
  grader_notices 'Expected: a line "status 1"'
}
test_a_crew_that_writes_over_a_file_is_noticed() {
  instead '"wxe"' '"we"'
  grader_notices 'Expected: a line "status 1"'
}
test_workers_that_inherit_the_file_are_noticed() {
  instead '"wxe"' '"wx"'
  grader_notices 'Expected: no descriptor leads to pids'
}
test_workers_that_ignore_signals_are_noticed() {
  without 'POSIX_SPAWN_SETSIGDEF |'
  grader_notices 'HUP: expected default, actual ignored'
}
test_workers_that_ignore_signals_less_known_are_noticed() {
  instead 'sigfillset(&all);
    sigemptyset(&none);' 'sigemptyset(&all);
    sigaddset(&all, SIGHUP);
    sigaddset(&all, SIGTERM);
    sigemptyset(&none);'
  grader_notices 'Expected: no signal is ignored'
}
test_a_crew_that_says_127_for_every_program_is_noticed() {
  instead 'error == ENOENT ? 127 : 126' '127'
  grader_notices 'Expected: a line "status 126"'
}
test_a_crew_that_a_limit_ends_is_noticed() {
  instead 'sigfillset(&all);
    if (sigprocmask' 'sigemptyset(&all);
    sigaddset(&all, SIGCHLD);
    if (sigprocmask'
  grader_notices 'Expected: a line "status 1"'
}
test_workers_that_have_an_argument_are_noticed() {
  instead '{program, NULL}' '{program, program, NULL}'
  grader_notices 'The file alpha.args has not the line'
}
test_workers_that_cannot_read_are_noticed() {
  instead 'O_RDWR' 'O_WRONLY'
  grader_notices 'Expected: descriptor 0 can be read'
}
test_workers_that_have_our_terminal_are_noticed() {
  instead 'fd <= STDERR_FILENO' 'fd < STDERR_FILENO'
  grader_notices 'Expected: descriptor 2 leads to /dev/null. Actual: pts/#'
}
test_workers_in_groups_of_their_own_are_noticed() {
  instead 'POSIX_SPAWN_SETSID |' 'POSIX_SPAWN_SETPGROUP |'
  grader_notices 'SID: expected # (its PID), actual #'
}
test_a_crew_that_turns_the_lines_round_is_noticed() {
  instead 'fprintf(file, "%d\n", workers[n])' \
    'fprintf(file, "%d\n", workers[WORKERS - 1 - n])'
  grader_notices 'The file alpha.pid has not the line'
}
test_a_crew_that_waits_is_noticed() {
  instead 'return give_up(workers, WORKERS, argv[1], argv[1], errno);' \
    'return give_up(workers, WORKERS, argv[1], argv[1], errno);
    waitpid(workers[0], NULL, 0);'
  grader_notices 'Expected: a line "status 0"'
}
test_a_crew_that_does_not_know_why_is_noticed() {
  instead 'errno = error;' 'errno = 0;'
  grader_notices 'Expected: a line ".../nonexistent: No such file..."'
}
test_a_crew_that_does_not_say_which_is_noticed() {
  instead 'warn("%s", what);' 'warn("a worker");'
  grader_notices 'Expected: a line ".../nonexistent: No such file..."'
}
test_a_crew_that_kills_at_once_is_noticed() {
  instead 'kill(workers[i], SIGTERM)' 'kill(workers[i], SIGKILL)'
  grader_notices 'Expected: the worker had time to get ready' \
    'Expected: it has ended by itself: it was not killed'
}
test_a_crew_that_does_not_give_them_time_is_noticed() {
  instead 'if (ends_in_time(workers[i], deadline))
            continue;' ''
  grader_notices 'Expected: it has ended by itself: it was not killed'
}
test_a_crew_that_tells_one_after_the_other_is_noticed() {
  instead '            warn("PID %d", workers[i]);
    }
    deadline = milliseconds() + PATIENCE; /* the same for all */
    for (int i = 0; i < n; i++) {
        if (ends_in_time' '            warn("PID %d", workers[i]);
        deadline = milliseconds() + PATIENCE;
        if (ends_in_time'
  grader_notices 'Expected: the first one has ended by itself, when the second'
}
test_a_crew_that_a_signal_ends_halfway_is_noticed() {
  instead 'if (sigprocmask(SIG_BLOCK' 'sigdelset(&all, SIGINT);
    if (sigprocmask(SIG_BLOCK'
  grader_notices 'Expected: a line "status 127"'
}
test_a_crew_that_a_failed_fclose_does_not_stop_is_noticed() {
  only_with_faults || return 0
  instead 'fclose(file) == EOF' 'fclose(file) == EOF && errno == EFBIG'
  grader_notices 'Expected: fclose() fails ('
}
test_a_crew_that_ignores_a_failed_sigprocmask_is_noticed() {
  only_with_faults || return 0
  instead 'if (sigprocmask(SIG_BLOCK, &all, NULL) == -1)' \
    'if (sigprocmask(SIG_BLOCK, &all, NULL) == -2)'
  grader_notices 'Expected: sigprocmask() fails ('
}
test_a_crew_with_open_and_dup2_passes() {
  instead 'fopen(argv[1], "wxe");' \
    'fdopen(open(argv[1], O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644), "w");'
  instead 'file == NULL' 'file == NULL && access(argv[1], F_OK) == 0)
        errx(1, "%s: it is there, or cannot be opened", argv[1]);
    if (file == NULL'
  instead 'error = posix_spawn_file_actions_addopen(&actions, fd, "/dev/null",
                                                 O_RDWR, 0);' \
    'error = fd == 0 ? posix_spawn_file_actions_addopen(&actions, 0,
                              "/dev/null", O_RDWR, 0)
        : posix_spawn_file_actions_adddup2(&actions, 0, fd);'
  grader_accepts
}
test_a_crew_that_asks_again_and_again_passes() {
  instead 'wait = (struct timespec){left / 1000, left % 1000 * 1000000};
        sigtimedwait(&child, NULL, &wait);' \
    'wait = (struct timespec){.tv_nsec = 10000000};
        nanosleep(&wait, NULL);'
  grader_accepts
}
test_a_crew_of_fork_and_exec_passes_too() {
  instead 'error = posix_spawnp(pid, program, &actions, &attributes, arguments,
                             environ);' 'int ends[2];
        (void)arguments;
        if (pipe2(ends, O_CLOEXEC) == -1)
            return errno;
        *pid = fork();
        if (*pid == 0) {
            for (int n = 1; n < 32; n++)
                signal(n, SIG_DFL);
            sigprocmask(SIG_SETMASK, &none, NULL);
            setsid();
            for (int fd = 0; fd < 3; fd++) {
                close(fd);
                open("/dev/null", O_RDWR);
            }
            execlp(program, program, (char *)NULL);
            error = errno;
            write(ends[1], &error, sizeof error);
            _exit(127);
        }
        close(ends[1]);
        if (read(ends[0], &error, sizeof error) > 0)
            waitpid(*pid, NULL, 0);
        close(ends[0]);'
  compile_edited
  run "$grader" --plain "$broken"
  assert_ran 0 ' 0 failed' "fork, a pipe and exec"
  forget_edits
}
test_a_crew_that_ignores_failed_attributes_is_noticed() {
  only_with_faults || return 0
  instead 'error = posix_spawnattr_setflags(' \
    'error = 0; posix_spawnattr_setflags('
  grader_notices 'Expected: posix_spawnattr_setflags() fails ('
}
test_a_crew_that_ignores_other_failed_calls_is_noticed() {
  only_with_faults || return 0
  instead 'error = posix_spawnattr_setsigdefault(' \
    'error = 0; posix_spawnattr_setsigdefault('
  grader_notices 'Expected: posix_spawnattr_setsigdefault() fails ('
}

# What the program itself does.
test_all_workers_have_the_same_second() {
  # It begins when both ignore SIGTERM. The second finds the time over.
  instead '    end(workers, n);' '    while (access("delta.pid", F_OK) == -1 ||
           access("eps.pid", F_OK) == -1)
        usleep(1000);
    end(workers, n);'
  instead 'sigtimedwait(&child' 'printf("waits for %d\n", worker);
        sigtimedwait(&child'
  make_program
  cd "$(mktemp -d "$SHUNIT_TMPDIR/crew.XXXXXX")" || return
  for worker in delta eps; do
    printf '#!/bin/sh\n%s\necho $$ >%s.pid\nexec sleep 60\n' \
      "trap '' TERM" $worker >$worker
    chmod +x $worker
  done
  run timeout 60 "$broken" pids ./delta ./eps /nonexistent
  assert_ran 127 '/nonexistent: No such file' "two that ignore SIGTERM"
  assertEquals "waits for the second" 0 \
    "$(echo "$output" | grep -cx "waits for $(cat eps.pid)")"
  for worker in "$(cat delta.pid)" "$(cat eps.pid)"; do
    assertFalse "a worker is left" "kill -0 $worker 2>/dev/null"
  done
  cd "$root" || return
}

. "$shunit2"
