#!/bin/sh
# Exercise 00: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  instead 'int fd = open("/dev/tty", O_RDWR);' 'int fd = STDIN_FILENO;'
  key_is_noticed
}
test_a_whereami_that_asks_standard_input_is_noticed() {
  instead 'open("/dev/tty", O_RDWR)' STDIN_FILENO
  grader_notices 'Expected: a line "terminal pts/#"'
}
test_a_whereami_that_is_always_in_the_foreground_is_noticed() {
  instead 'front == getpgrp()' 1
  grader_notices 'Expected: a line "foreground no"'
}
test_a_whereami_that_takes_its_parent_for_the_session_is_noticed() {
  instead 'getsid(0)' 'getppid()'
  grader_notices 'Expected: a line "session #"'
}
test_a_whereami_that_asks_standard_error_is_noticed() {
  instead 'open("/dev/tty", O_RDWR)' 'isatty(2) ? 2 : -1'
  grader_notices 'Expected: a line "terminal pts/#"'
}
test_a_whereami_that_only_knows_dev_tty_is_noticed() {
  instead 'name_of(fd)' 'ttyname(fd) + 5'
  grader_notices 'Expected: a line "terminal pts/#"'
}
test_a_whereami_that_takes_a_group_leader_for_the_foreground_is_noticed() {
  instead 'front == getpgrp()' 'fd != -1 && getpid() == getpgrp()'
  grader_notices 'Expected: a line "foreground no"'
}
test_a_whereami_that_always_ends_with_0_is_noticed() {
  instead 'return fd == -1;' 'return 0;'
  grader_notices 'Expected: a line "status 1"'
}
test_a_whereami_that_always_ends_with_1_is_noticed() {
  instead 'return fd == -1;' 'return 1;'
  grader_notices 'Expected: a line "status 0"'
}
test_a_whereami_that_asks_standard_output_is_noticed() {
  instead 'open("/dev/tty", O_RDWR)' 'isatty(1) ? 1 : -1'
  grader_notices 'Expected: a line "terminal pts/#"'
}
test_a_whereami_that_says_both_is_noticed() {
  instead 'printf("foreground  %s\n", front == getpgrp() ? "yes" : "no")' \
    'printf("foreground  yes\nforeground  no\n")'
  grader_notices 'Expected: said has three lines'
}
test_a_whereami_that_takes_itself_for_the_session_is_noticed() {
  instead 'getsid(0)' 'getpid()'
  grader_notices 'Expected: a line "session #"'
}
test_a_whereami_that_takes_its_group_for_the_session_is_noticed() {
  instead 'getsid(0)' 'getpgrp()'
  grader_notices 'Expected: a line "session #"'
}
test_a_whereami_without_a_session_where_there_is_no_terminal_is_noticed() {
  instead '(int)getsid(0)' 'fd == -1 ? 0 : (int)getsid(0)'
  grader_notices 'Expected: a line "session #"'
}
test_a_whereami_in_the_foreground_of_no_terminal_is_noticed() {
  instead 'front == getpgrp()' 'fd == -1 || front == getpgrp()'
  grader_notices 'Expected: a line "foreground no"'
}
test_a_whereami_that_takes_no_terminal_for_a_failure_is_noticed() {
  instead 'if (fd == -1 && errno != ENXIO)' 'if (fd == -1)'
  grader_notices 'Expected: a line "session #"' 'a line "terminal none"'
}
test_a_whereami_whose_failure_looks_like_no_terminal_is_noticed() {
  only_with_faults || return 0
  instead 'err(2, "/dev/tty")' 'err(1, "/dev/tty")'
  grader_notices 'Expected: open() fails (*ends with status 2.'
}
test_a_whereami_that_fails_in_silence_is_noticed() {
  only_with_faults || return 0
  instead 'err(2, "/dev/tty")' 'return 2'
  grader_notices 'Actual: it said nothing, and ended with status 2'
}
test_a_whereami_that_does_not_know_the_foreground_is_noticed() {
  only_with_faults || return 0
  instead 'if (front == -1)' 'if (0)'
  grader_notices 'Expected: tcgetpgrp() fails ('
}
test_a_whereami_that_asks_the_terminal_for_its_session_passes() {
  instead '(int)getsid(0)' '(int)(fd == -1 ? getsid(0) : tcgetsid(fd))'
  at_top '#include <termios.h>'
  grader_accepts
}
test_a_whereami_that_only_reads_its_terminal_passes() {
  instead O_RDWR 'O_RDONLY | O_CLOEXEC'
  instead 'front == getpgrp()' 'front == getpgid(0)'
  grader_accepts
}
test_a_whereami_that_reads_proc_passes() {
  instead 'int fd = open("/dev/tty", O_RDWR);' \
    'int fd = open("/dev/tty", O_RDWR);
    int session = 0;
    FILE *file = fopen("/proc/self/stat", "r");
    if (file == NULL)
        err(2, "/proc/self/stat");
    if (fscanf(file, "%*d (%*[^)]) %*c %*d %*d %d", &session) != 1)
        errx(2, "/proc/self/stat");'
  instead '(int)getsid(0)' session
  grader_accepts
}
test_a_whereami_that_takes_each_error_for_no_terminal_is_noticed() {
  only_with_faults || return 0
  instead 'if (fd == -1 && errno != ENXIO)' \
    'if (0)'
  grader_notices 'Expected: open() fails ('
}

. "$shunit2"
