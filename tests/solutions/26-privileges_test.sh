#!/bin/sh
# Exercise 26: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

# only_with_users: skips the test, and is false, where the grader cannot become
# another user.
only_with_users() {
  for root_shell in "" "unshare -r --map-auto"; do
    # shellcheck disable=SC2086 # words
    ! timeout 20 $root_shell setpriv --reuid 3026 true 2>/dev/null || return 0
  done
  ! skip_test "needs root, or unshare -r --map-auto"
}
only='the child has its end'

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  instead 'send_descriptor(child, fd)' 'send_descriptor(child, -1)'
  key_is_noticed
}
test_a_monitor_whose_child_keeps_the_groups_is_noticed() {
  only_with_users || return 0
  instead 'setgroups(0, NULL) == -1' 0
  grader_notices 'Actual: * "3026 3026 3026 3026 3027"'
}
test_a_monitor_whose_child_keeps_the_group_is_noticed() {
  only_with_users || return 0
  instead 'setresgid(id, id, id) == -1' 0
  grader_notices 'Actual: * "3026 3026 3026 root -"'
}
test_a_monitor_whose_child_changes_the_user_first_is_noticed() {
  only_with_users || return 0
  instead 'setresuid(id, id, id)' 'setgroups(0, 0)'
  instead 'setgroups(0, NULL)' 'setresuid(id, id, id)'
  grader_notices 'Expected: it has a child, which says its PID in the log'
}
test_a_monitor_whose_child_can_go_back_is_noticed() {
  only_with_users || return 0
  instead 'setresuid(id, id, id)' 'seteuid(id)'
  instead 'setresuid(0, 0, 0) != -1' 0
  grader_notices 'Actual: * "3026 root root 3026 -"'
}
test_a_monitor_whose_child_does_not_try_to_go_back_is_noticed() {
  only_with_users || return 0
  instead 'setresuid(0, 0, 0) != -1' 0
  grader_notices 'Expected: a line "1"'
}
test_a_monitor_whose_child_goes_on_after_an_error_is_noticed() {
  only_with_users || return 0
  only_with_faults || return 0
  instead 'err(1, "setresgid")' 'warn("setresgid")'
  grader_notices 'it said "26-privileges: setresgid: * and ended with status 0'
}
test_a_monitor_whose_child_has_its_group_in_the_list_is_noticed() {
  only_with_users || return 0
  instead 'setgroups(0, NULL) == -1' 'setgroups(1, &(gid_t){id}) == -1'
  grader_notices 'Actual: * "3026 3026 3026 3026 3026"'
}
test_a_monitor_that_gives_itself_away_is_noticed() {
  only_with_users || return 0
  instead '    close(fds[FOR_CHILD]);' '    close(fds[FOR_CHILD]);
    if (id != 0)
        give_away((uid_t)id);'
  grader_notices 'Actual: * "3026 3026 3026 3026 -"'
}
test_a_monitor_that_compares_the_beginning_is_noticed() {
  instead 'n == 5 && memcmp(message, "open\n", 5) == 0' \
    'strncmp(message, "open", 4) == 0'
  grader_notices 'Expected: 15 messages, and each is refused'
}
test_a_monitor_that_does_not_want_the_newline_is_noticed() {
  instead 'n == 5 && memcmp(message, "open\n", 5) == 0' \
    '(n == 4 || n == 5) && memcmp(message, "open\n", (size_t)n) == 0'
  grader_notices 'Expected: a line without its newline is refused.'
}
test_a_monitor_that_does_not_say_the_error_is_noticed() {
  instead 'warn("%s", file)' 'warnx("%s", file)'
  grader_notices 'The file errors has not the line that it should have.'
}
test_a_monitor_that_ends_with_another_status_is_noticed() {
  only_with_faults || return 0
  instead 'err(1, "fork")' 'err(2, "fork")'
  grader_notices 'fork() fails*ends with status 1.'
}
test_a_monitor_that_compares_what_there_is_is_noticed() {
  instead 'n == 5 && memcmp(message, "open\n", 5) == 0' \
    'memcmp(message, "open\n", n < 5 ? (size_t)n - 1 : 5) == 0'
  grader_notices 'Expected: 15 messages, and each is refused'
}
test_a_monitor_that_opens_what_it_is_told_is_noticed() {
  instead 'n == 5 && memcmp(message, "open\n", 5) == 0' \
    '(message[n - 1] = 0, strcmp(message, "open") == 0 ||
      access(message, F_OK) == 0)'
  instead 'open(file,' 'open(strcmp(message, "open") ? message : file,'
  grader_notices 'Expected: 15 messages, and each is refused'
}
test_a_monitor_that_is_ended_by_a_mistake_is_noticed() {
  instead '        fd = -1;' '        fd = -1;
        if (n != 5)
            errx(1, "no request");'
  grader_notices 'Expected: 15 messages, and each is refused'
}
test_a_monitor_that_opens_the_file_only_once_is_noticed() {
  instead '        fd = -1;
        if (n' '        static int kept = -1;
        if (kept == -1)
            kept = open(file, O_RDONLY | O_CLOEXEC);
        fd = -1;
        if (n'
  instead 'fd = open(file, O_RDONLY | O_CLOEXEC);
            if' 'fd = dup(kept);
            if'
  grader_notices 'Expected: a line "file: jewels"'
}
test_a_monitor_that_opens_for_writing_too_is_noticed() {
  instead 'O_RDONLY' 'O_RDWR'
  grader_notices 'The descriptor is for: both' \
    'Expected: a line "file: crown"' # an ordinary user may not write to it
}
test_a_monitor_that_ends_without_the_file_is_noticed() {
  instead 'warn("%s", file)' 'err(1, "%s", file)'
  grader_notices 'The last line of the log: file: jewels'
}
test_a_monitor_that_does_not_say_why_is_noticed() {
  instead '            if (fd == -1)
                warn("%s", file);' ''
  grader_notices 'The file errors has not the line that it should have.'
}
test_a_monitor_whose_child_has_the_file_open_is_noticed() {
  instead '    if (socketpair(' '    if (open(file, O_RDONLY) == -1)
        err(1, "%s", file);
    if (socketpair('
  grader_notices "Expected: $only"
}
test_a_monitor_whose_child_has_both_ends_is_noticed() {
  without '        close(fds[FOR_MONITOR]);
        if (id'
  instead ' != 0)
            give_away' 'if (id != 0)
            give_away'
  grader_notices "Expected: $only"
}
test_a_monitor_that_keeps_the_childs_end_is_noticed() {
  without '    close(fds[FOR_CHILD]);'
  grader_notices 'Expected: the monitor has its end'
}
test_a_monitor_that_keeps_what_it_opens_is_noticed() {
  without '        if (fd != -1)
            close(fd);'
  grader_notices 'Expected: the monitor has its end'
}
test_a_monitor_that_always_ends_well_is_noticed() {
  instead 'WIFEXITED(status) ? WEXITSTATUS(status) : 1' 0
  grader_notices 'Expected: a line "1"' 'Expected: a line "status 1"'
}
test_a_monitor_that_goes_on_without_a_child_is_noticed() {
  instead '        if (n == 0)
            return;' '        if (n == 0)
            pause();'
  grader_notices 'It is still there*' 'Expected: a line "1"'
}
test_a_monitor_that_ignores_a_failed_recv_is_noticed() {
  only_with_faults || return 0
  instead '        if (n == -1)
            err(1, "recv");
        if (n == 0)' '        if (n < 1)'
  grader_notices 'it said nothing and ended with status 0'
}
test_a_monitor_that_ignores_a_failed_fork_is_noticed() {
  only_with_faults || return 0
  without '    case -1:
        err(1, "fork");'
  grader_notices 'fork() fails *'
}

test_a_monitor_that_calls_setgid_and_setuid_passes() {
  # As root they set all three.
  instead 'setresgid(id, id, id)' 'setgid(id)'
  instead 'setresuid(id, id, id)' 'setuid(id)'
  instead 'setresuid(0, 0, 0) != -1' 'setuid(0) != -1 || seteuid(0) != -1'
  grader_accepts
}
test_a_monitor_that_compares_text_passes() {
  instead 'n == 5 && memcmp(message, "open\n", 5) == 0' \
    '(size_t)n < sizeof message && (message[n] = 0,
            strcmp(message, "open\n") == 0)'
  grader_accepts
}
test_a_monitor_that_reads_and_looks_at_the_file_passes() {
  # It looks what the file is; and it reads by read(2) in place of recv(2).
  at_top '#include <sys/stat.h>'
  instead 'recv(child, message, sizeof message, 0)' \
    'read(child, message, sizeof message)'
  instead 'err(1, "recv")' 'err(1, "read")'
  instead '            if (fd == -1)
                warn' '            struct stat is;
            if (fd != -1 && fstat(fd, &is) == 0 && S_ISDIR(is.st_mode)) {
                close(fd);
                fd = -1;
                errno = EISDIR;
            }
            if (fd == -1)
                warn'
  at_top '#include <errno.h>'
  grader_accepts
}
test_a_monitor_whose_child_closes_all_other_descriptors_passes() {
  # The child has its end as descriptor 3, and closes all from 4 on.
  instead '        close(fds[FOR_MONITOR]);
        if (id' '        fds[FOR_CHILD] = dup2(fds[FOR_CHILD], 9);
        for (int fd = 3; fd < 9; fd++)
            close(fd);
        if (id'
  grader_accepts
}
test_a_server_that_ignores_a_failed_waitpid_is_noticed() {
  only_with_faults || return 0
  instead 'if (waitpid(child, &status, 0) == -1)' 'status = 0;
    if (waitpid(child, &status, 0) == -2)'
  grader_notices 'Expected: waitpid() fails ('
}

# The solution itself, as monitor.
test_a_monitor_learns_how_its_child_ends_whatever_its_starter_has_ignored() {
  compile "lessons/solutions/$stem.c" "$SHUNIT_TMPDIR/monitor"
  # bash: dash cannot ignore SIGCHLD.
  # shellcheck disable=SC2016 # for the inner shell
  run bash -c 'trap "" CHLD; exec "$1" /dev/null </dev/null' bash \
    "$SHUNIT_TMPDIR/monitor"
  assert_ran 0 '^child    pid ' "a child that ends with 0"
}

. "$shunit2"
