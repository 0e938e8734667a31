#!/bin/sh
# Exercise 25: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  without 'change_name(job, "run");'
  instead '*running = new_name(job, "run");' '*running = new_name(job, "job");'
  key_is_noticed
}
test_a_queue_that_renames_after_the_start_is_noticed() {
  only_with_faults || return 0
  without 'change_name(job, "run");'
  instead 'child = fork();' 'int in = open(job, O_RDONLY);
    child = fork();'
  instead 'become(running);' '{
        dup2(in, STDIN_FILENO);
        become("/dev/stdin");
    }
    close(in);
    change_name(job, "run");'
  grader_notices 'Expected: a.job has not begun' 'Actual: *a.job b.job' \
    'Twice have run: *'
}
test_a_queue_that_runs_again_what_was_killed_is_noticed() {
  instead 'change_name(job, "unknown")' 'change_name(job, "job")'
  grader_notices 'There are: a.exit.0 b.exit.0'
}
test_a_queue_that_forgets_what_was_killed_is_noticed() {
  instead 'change_name(job, "unknown")' 'unlink(job)'
  grader_notices 'Expected: three has a.unknown b.exit.0.'
}
test_a_queue_that_leaves_what_was_killed_is_noticed() {
  without 'mark_unknown();
    for'
  instead 'take_lock();
    ' 'take_lock();
    for'
  grader_notices 'There are: a.run b.exit.0'
}
test_a_queue_that_runs_what_is_marked_is_noticed() {
  instead 'job = first("*.job");' 'job = first("*.job");
        if (job == NULL && (job = first("*.unknown")) != NULL) {
            change_name(job, "job");
            free(job);
            rename("a.unknjob", "a.job");
            job = strdup("a.job");
        }'
  grader_notices 'Expected: three has a.unknown b.exit.0.'
}
test_a_queue_whose_jobs_do_not_get_the_lock_is_noticed() {
  instead 'O_RDWR | O_CREAT' 'O_RDWR | O_CREAT | O_CLOEXEC'
  grader_notices 'Expected: a line "status 1"'
}
test_a_queue_with_a_lock_of_its_process_alone_is_noticed() {
  instead 'flock(fd, LOCK_EX | LOCK_NB)' 'lockf(fd, F_TLOCK, 0)'
  grader_notices 'Expected: a line "status 1"'
}
test_a_queue_without_a_lock_is_noticed() {
  instead 'flock(fd, LOCK_EX | LOCK_NB) == -1' 0
  grader_notices 'Expected: a line "status 1"'
}
test_a_queue_that_waits_for_the_lock_is_noticed() {
  without ' | LOCK_NB'
  grader_notices 'Expected: a line "status 1"'
}
test_a_queue_that_marks_before_it_has_the_lock_is_noticed() {
  instead 'take_lock();
    mark_unknown();' 'mark_unknown();
    take_lock();'
  grader_notices 'There are: a.unknown b.job'
}
test_a_queue_that_gives_no_reason_is_noticed() {
  instead 'err(1, "flock: another queue runs here, or a job of one")' 'exit(1)'
  grader_notices 'Expected: it has said why'
}
test_a_queue_that_takes_a_signal_for_success_is_noticed() {
  instead 'WIFSIGNALED(status) ? BY_SIGNAL + WTERMSIG(status)
                                 : WEXITSTATUS(status)' 'WEXITSTATUS(status)'
  grader_notices \
    'There are: a.exit.0 b.exit.42 bb.exit.0 c.exit.0 d.exit.200 e.exit.0'
}
test_a_queue_that_looks_only_once_is_noticed() {
  instead 'for (;;) {
        job = first("*.job");
        if (job == NULL)
            return 0;
        run(job);
        free(job);
    }' '{
        glob_t all;
        if (glob("*.job", 0, NULL, &all) == 0)
            for (size_t i = 0; i < all.gl_pathc; i++)
                run(all.gl_pathv[i]);
        globfree(&all);
    }'
  grader_notices 'It says: a b c d' 'Expected: one has a.exit.0 b.exit.42 *'
}
test_a_queue_that_looks_again_only_after_all_is_noticed() {
  instead 'job = first("*.job");
        if (job == NULL)
            return 0;
        run(job);
        free(job);' 'glob_t all;
        (void)job;
        if (glob("*.job", 0, NULL, &all) != 0)
            return 0;
        for (size_t i = 0; i < all.gl_pathc; i++)
            run(all.gl_pathv[i]);
        globfree(&all);'
  grader_notices 'It says: a b c d bb e'
}
test_a_queue_with_one_status_for_all_signals_is_noticed() {
  instead 'BY_SIGNAL + WTERMSIG(status)' 'BY_SIGNAL + 9'
  grader_notices 'There are: * bb.exit.137 *'
}
test_a_queue_that_cuts_the_status_is_noticed() {
  instead ': WEXITSTATUS(status)' ': WEXITSTATUS(status) & 127'
  grader_notices 'There are: * d.exit.72 *'
}
test_a_queue_that_ignores_a_failed_rename_at_the_end_is_noticed() {
  only_with_faults || return 0
  instead 'change_name(running, ending)' \
    'rename(running, new_name(running, ending))'
  grader_notices 'rename() for the second time fails*' 'rename() fails*'
}
test_a_queue_that_ignores_a_failed_rename_of_a_mark_is_noticed() {
  only_with_faults || return 0
  instead '        change_name(job, "unknown");' \
    '        if (rename(job, new_name(job, "unknown")) == -1)
            return;'
  grader_notices 'rename() fails*'
}
test_a_queue_that_gives_a_status_without_a_run_is_noticed() {
  only_with_faults || return 0
  instead 'if (child == -1)
        err(1, "fork");' 'if (child == -1) {
        warn("fork");
        change_name(running, "exit.1");
        exit(1);
    }'
  grader_notices 'Expected: what has not run has no status.'
}
test_a_queue_in_the_order_of_the_directory_is_noticed() {
  instead 'found.gl_pathv[0]' 'found.gl_pathv[found.gl_pathc - 1]'
  grader_notices 'Expected: ran a b bb c d e: have run'
}
test_a_queue_that_runs_several_at_once_is_noticed() {
  instead 'waitpid(child, &status, 0) == -1' '(status = 0) != 0'
  grader_notices 'Expected: *'
}
test_a_queue_that_ignores_a_failed_rename_is_noticed() {
  only_with_faults || return 0
  instead 'rename(old, name) == -1' 'rename(old, name) == -2'
  grader_notices 'rename() fails*'
}

test_a_queue_that_spawns_passes() {
  at_top '#include <spawn.h>'
  instead 'child = fork();' 'char *command[] = {"sh", running, NULL};
    if (posix_spawnp(&child, "sh", NULL, NULL, command, environ) != 0)
        err(1, "posix_spawnp");'
  without 'if (child == 0)
        become(running);'
  grader_accepts
}
test_a_queue_that_locks_the_directory_passes() {
  instead 'open("lock", O_RDWR | O_CREAT, 0600)' 'open(".", O_RDONLY)'
  grader_accepts
}
test_a_queue_with_a_lock_of_its_open_file_passes() {
  instead 'flock(fd, LOCK_EX | LOCK_NB) == -1' \
    'fcntl(fd, F_OFD_SETLK, &(struct flock){.l_type = F_WRLCK}) == -1'
  grader_accepts
}
test_a_queue_that_links_and_unlinks_passes() {
  # The new name comes before the old one goes, and two names are put right.
  instead 'rename(old, name) == -1' \
    'access(name, F_OK) == 0 ? unlink(old) == -1 : rename(old, name) == -1'
  grader_accepts
}
test_a_queue_whose_shell_is_started_by_system_passes() {
  instead 'child = fork();' 'char line[300];
    snprintf(line, sizeof line, "exec sh %s", running);
    status = system(line);
    child = status;'
  without 'if (child == 0)
        become(running);'
  instead 'waitpid(child, &status, 0) == -1' 'status == -1'
  grader_accepts
}
test_a_queue_that_ignores_a_failed_waitpid_is_noticed() {
  only_with_faults || return 0
  instead 'if (waitpid(child, &status, 0) == -1)' 'status = 0;
    if (waitpid(child, &status, 0) == -2)'
  grader_notices 'Expected: waitpid() fails ('
}

# Starter and solution themselves, as queue.
test_a_queue_learns_how_a_job_ends_whatever_its_starter_has_ignored() {
  for kind in exercises solutions; do
    enter_folder
    compile "$root/lessons/$kind/$stem.c" queue
    mkdir jobs
    echo 'exit 0' >jobs/a.job
    # bash: dash cannot ignore SIGCHLD.
    run bash -c 'trap "" CHLD; exec ./queue jobs'
    assertEquals "$kind: what it says" "0 " "$status $output"
    assertTrue "$kind: $(ls jobs)" "[ -e jobs/a.exit.0 ]"
    cd "$root" || fail
  done
}
test_a_queue_runs_a_job_whose_name_begins_with_a_hyphen() {
  for kind in exercises solutions; do
    enter_folder
    compile "$root/lessons/$kind/$stem.c" queue
    mkdir jobs
    echo 'echo it is run' >jobs/-c.job
    run ./queue jobs
    assertEquals "$kind: what it says" "0 it is run" "$status $output"
    assertTrue "$kind: $(ls jobs)" "[ -e jobs/-c.exit.0 ]"
    cd "$root" || fail
  done
}

. "$shunit2"
