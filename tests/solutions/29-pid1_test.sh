#!/bin/sh
# Exercise 29: its grader, on right solutions and on wrong ones. None of them
# signals more than its children, its own group, or what a /proc of its own
# descendants names. And the lesson's script, on more broken demos.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  instead 'prctl(PR_SET_CHILD_SUBREAPER, 1UL) == -1' 0
  key_is_noticed
}
test_a_solution_that_ends_only_what_is_there_at_first_is_noticed() {
  instead '    do
        kill_children();
    while (wait_for_one(command, &status) != -1);' '    kill_children();
    while (wait_for_one(command, &status) != -1)
        ;'
  grader_notices 'Expected: *gone' 'Expected: a line "status 7"'
}
test_a_solution_that_sends_sigterm_is_noticed() {
  instead 'kill(pid, SIGKILL)' 'kill(pid, SIGTERM)'
  grader_notices 'Expected: a line "status 3"' 'Expected: ignores, PID #: gone'
}
test_a_solution_that_signals_its_group_is_noticed() {
  instead 'kill(pid, SIGKILL)' 'kill(0, SIGKILL)'
  grader_notices 'Expected: a line "status 7"'
}
test_a_solution_that_signals_the_others_of_its_group_is_noticed() {
  # It handles the signal itself, and so it lives.
  instead 'kill(pid, SIGKILL)' \
    '(signal(SIGTERM, SIG_IGN), kill(0, SIGTERM), kill(pid, SIGKILL))'
  grader_notices 'Expected: a line "status 7"' 'Expected: a process'
}
test_a_solution_that_does_not_wait_is_noticed() {
  instead 'while (wait_for_one(command, &status) != -1);' 'while (status = 0);'
  grader_notices '*was printed*' 'Expected: child, PID #: gone'
}
test_a_solution_that_waits_for_one_is_noticed() {
  instead 'while (wait_for_one(command, &status) != -1);' \
    'while (wait_for_one(command, &status) == -2);'
  grader_notices 'Expected: *was printed' 'Expected: *gone'
}
test_a_solution_that_says_nothing_of_prctl_is_noticed() {
  only_with_faults || return 0
  instead 'err(1, "PR_SET_CHILD_SUBREAPER")' '(void)0'
  grader_notices 'prctl() fails'
}
test_a_solution_that_says_nothing_of_the_list_is_noticed() {
  only_with_faults || return 0
  instead 'if (list == NULL)
        err(1, "%s", name);' 'if (list == NULL)
        return;'
  grader_notices 'fopen() fails'
}
test_a_solution_that_says_nothing_of_open_is_noticed() {
  only_with_faults || return 0
  at_top '#include <fcntl.h>'
  instead 'list = fopen(name, "r");
    if (list == NULL)
        err(1, "%s", name);' 'int fd = open(name, O_RDONLY);
    if (fd == -1)
        return;
    list = fdopen(fd, "r");'
  grader_notices 'open() fails'
}
test_a_solution_that_ends_with_another_status_is_noticed() {
  only_with_faults || return 0
  instead 'err(1, "PR_SET_CHILD_SUBREAPER")' 'err(2, "PR_SET_CHILD_SUBREAPER")'
  grader_notices 'prctl() fails*ends with status 1.'
}

test_a_solution_that_waits_for_all_that_it_has_signalled_passes() {
  instead 'static void kill_children(void)' 'static int kill_children(void)'
  instead '    int pid;

    snprintf' '    int pid, count = 0;

    snprintf'
  instead 'err(1, "kill %d", pid);' 'err(1, "kill %d", pid);
        count++;'
  instead 'fclose(list);' 'fclose(list);
    return count;'
  instead '    do
        kill_children();
    while (wait_for_one(command, &status) != -1);' '    int count;
    while ((count = kill_children()) > 0)
        while (count-- > 0)
            wait_for_one(command, &status);'
  grader_accepts
}
test_a_solution_that_looks_for_its_children_in_all_of_proc_passes() {
  at_top '#include <dirent.h>
#include <stdlib.h>'
  instead '    char name[64];
    FILE *list;
    int pid;

    snprintf(name, sizeof name, "/proc/self/task/%d/children", getpid());
    list = fopen(name, "r");
    if (list == NULL)
        err(1, "%s", name);
    while (fscanf(list, "%d", &pid) == 1) {
        if (kill(pid, SIGKILL) == -1)
            err(1, "kill %d", pid);
    }
    if (ferror(list))
        err(1, "%s", name);
    fclose(list);' '    DIR *all = opendir("/proc");
    struct dirent *entry;
    char name[300];
    FILE *file;
    int pid, parent;

    if (all == NULL)
        err(1, "/proc");
    while ((entry = readdir(all)) != NULL) {
        pid = atoi(entry->d_name);
        if (pid <= 1)
            continue;
        snprintf(name, sizeof name, "/proc/%d/stat", pid);
        file = fopen(name, "r");
        if (file == NULL) {
            if (errno == ENOENT || errno == ESRCH)
                continue;
            err(1, "%s", name);
        }
        parent = 0;
        /* No name on the stage has a bracket in it. */
        fscanf(file, "%*d (%*[^)]) %*c %d", &parent);
        fclose(file);
        if (parent == getpid() && kill(pid, SIGKILL) == -1)
            err(1, "kill %d", pid);
    }
    closedir(all);'
  grader_accepts
}
test_a_solution_that_ends_one_child_after_the_other_passes() {
  instead 'while (fscanf(list, "%d", &pid) == 1) {' \
    'if (fscanf(list, "%d", &pid) == 1) {'
  grader_accepts
}
test_a_solution_that_stops_each_child_before_passes() {
  instead 'if (kill(pid, SIGKILL) == -1)' \
    'if (kill(pid, SIGSTOP) == -1 || kill(pid, SIGKILL) == -1)'
  grader_accepts
}

# The demo: broken ones that are not in the lesson's table. The lesson's test
# would take too long with them.
in_demo() { source_of_breaks=$demo; }
test_a_command_in_the_group_of_init_is_noticed() {
  in_demo
  instead 'setpgid(0, 0) == -1' 0
  instead 'setpgid(pid, pid) == -1' 0
  script_notices 'STAT: expected S, actual'
}
test_a_command_that_is_left_in_the_background_is_noticed() {
  in_demo
  without 'in_foreground && '
  instead 'tcsetpgrp(STDIN_FILENO, getpid()) == -1' 0
  script_notices 'STAT: expected S, actual S+'
}
test_a_command_that_sigttou_stops_is_noticed() {
  in_demo
  without 'sigaddset(&signals, SIGTTOU);'
  script_notices 'Expected: a line "command pid N..."'
}
test_a_command_in_which_signals_stay_blocked_is_noticed() {
  in_demo
  instead 'sigprocmask(SIG_SETMASK, before, NULL) == -1' 0
  script_notices 'STAT: expected Z, actual S' 'Expected: a line "reaped pid #"'
}
test_a_command_that_ignores_sigpipe_is_noticed() {
  in_demo
  without 'signal(SIGPIPE, SIG_DFL);'
  script_notices 'PIPE: expected default, actual ignored'
}
test_a_wait_status_in_place_of_the_exit_status_is_noticed() {
  in_demo
  instead 'return SIGNALLED + WTERMSIG(status)' 'return status'
  script_notices 'Expected: a line "status 143"'
}
test_an_end_with_any_child_is_noticed() {
  in_demo
  instead 'if (pid == command)' 'if (pid > 0)'
  script_notices 'Expected: a line "reaped pid #"' \
    'Actual: there is none'
}
test_a_status_for_all_that_cannot_be_executed_is_noticed() {
  in_demo
  instead 'errno == ENOENT ? NOT_FOUND : CANNOT_RUN' NOT_FOUND
  script_notices 'Expected: a line "status 126"'
}
test_an_init_that_says_it_and_passes_nothing_on_is_noticed() {
  in_demo
  instead 'kill(-command, signo) == -1' 0
  script_notices 'It is still there, STAT S'
}

. "$shunit2"
