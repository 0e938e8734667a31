#!/bin/sh
# Exercise 12: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

put='fwrite(line, (size_t)length, 1, file) != 1'

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  instead 'fchmod(fd, 0640) == -1' '0'
  key_is_noticed
}
test_a_file_that_is_wide_for_a_moment_is_noticed() {
  instead 'O_EXCL, 0640' 'O_EXCL, 0666'
  grader_notices 'mode: expected no bit beyond 640, actual 666'
}
test_a_mode_made_exact_before_the_wait_is_noticed() {
  instead 'printf("created' 'fchmod(fd, 0640); printf("created'
  grader_notices 'in the mask 0077, actual 640'
}
test_a_file_that_exists_and_is_taken_is_noticed() {
  without ' | O_EXCL'
  grader_notices 'a line "status 1"'
}
test_a_file_that_is_only_looked_for_before_it_is_made_is_noticed() {
  instead 'fd = open(argv[1], O_WRONLY | O_CREAT | O_EXCL' \
    'if (access(argv[1], F_OK) == 0) errx(1, "it is there");
    fd = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC'
  grader_notices 'Expected: no file nowhere was made'
}
test_a_deposit_that_takes_off_the_mask_is_noticed() {
  instead 'fd = open(' 'umask(0);
    fd = open('
  grader_notices 'Expected: the umask is 0077. Actual: #'
}
test_a_deposit_that_sets_the_mask_to_027_is_noticed() {
  instead 'fd = open(' 'umask(027);
    fd = open('
  instead '0640);
    if (fd' '0666);
    if (fd'
  grader_notices 'Expected: the umask is 0077. Actual: #'
}
test_a_deposit_that_is_narrow_in_the_end_is_noticed() {
  instead 'fchmod(fd, 0640)' 'fchmod(fd, 0600)'
  grader_notices 'Its mode is 600'
}
test_a_deposit_that_follows_a_dangling_link_is_noticed() {
  at_top '#include <limits.h>'
  instead 'fd = open(argv[1], ' 'char real[PATH_MAX];
    ssize_t n = readlink(argv[1], real, sizeof real - 1);
    if (n == -1)
        n = snprintf(real, sizeof real, "%s", argv[1]);
    real[n] = 0;
    fd = open(real, '
  grader_notices 'There is a file nowhere.'
}
test_a_deposit_that_ends_with_another_status_is_noticed() {
  instead 'err(1, "%s", argv[1]);

    printf' 'err(3, "%s", argv[1]);

    printf'
  grader_notices 'a line "status 1"'
}
test_a_deposit_that_does_not_say_why_is_noticed() {
  instead 'err(1, "%s", argv[1]);

    printf' 'exit(1);

    printf'
  grader_notices 'Expected: it says why, on standard error'
}
test_a_deposit_that_makes_a_hidden_file_and_renames_it_is_noticed() {
  instead 'fd = open(argv[1], ' 'fd = open("hidden", '
  instead 'free(line);' 'rename("hidden", argv[1]);
    free(line);'
  grader_notices 'there is no such file'
}
test_a_deposit_that_puts_nothing_in_is_noticed() {
  instead "$put || " ''
  grader_notices 'Expected: made.0077: that line and no other'
}
test_a_deposit_that_knows_the_line_before_is_noticed() {
  instead "$put" \
    'fputs("a line to keep, with mask 0077\n", file) == EOF'
  grader_notices 'Expected: made.0000: that line and no other'
}
test_a_deposit_that_puts_the_line_in_twice_is_noticed() {
  instead "$put" \
    "$put || $put"
  grader_notices 'Expected: made.0077: that line and no other'
}
test_a_deposit_that_waits_for_the_end_of_its_input_is_noticed() {
  instead 'getline(&line, &size, stdin)' 'getdelim(&line, &size, 0, stdin)'
  grader_notices 'Expected: a line "done"'
}
test_a_deposit_that_ends_with_1_though_it_has_worked_is_noticed() {
  instead 'return 0;' 'return 1;'
  grader_notices 'Expected: a line "status 0"'
}
test_a_deposit_that_says_what_is_not_so_is_noticed() {
  instead 'getppid(), getpgrp()' 'getppid(), getppid()'
  grader_notices 'It says pgid #, and ps shows #'
}
test_a_deposit_that_is_wide_and_narrow_again_is_noticed() {
  only_with_faults || return 0
  instead 'O_EXCL, 0640)' 'O_EXCL, 0666)'
  instead 'printf("created' 'if (fchmod(fd, 0) == -1)
        err(1, "fchmod");
    printf("created'
  grader_notices 'mode: expected no bit beyond 640, actual 666'
}
test_a_deposit_that_narrows_a_wide_file_by_its_name_is_noticed() {
  only_with_faults || return 0
  instead 'O_EXCL, 0640)' 'O_EXCL, 0666)'
  instead 'printf("created' 'if (chmod(argv[1], 0) == -1)
        err(1, "chmod");
    printf("created'
  grader_notices 'mode: expected no bit beyond 640, actual 666'
}
test_a_deposit_that_changes_the_mask_for_a_moment_is_noticed() {
  only_with_faults || return 0
  instead 'fd = open(' 'mode_t mask = umask(0777);
    fd = open('
  instead '    if (fd == -1 ||' '    umask(mask);
    if (fd == -1 ||'
  grader_notices 'It calls umask().'
}
test_a_deposit_that_empties_a_file_that_exists_is_noticed() {
  instead 'fd = open(' 'fd = open(argv[1], O_WRONLY | O_TRUNC);
    if (fd != -1)
        errx(1, "%s: it is there", argv[1]);
    fd = open('
  grader_notices 'The file there has not the line'
}
test_a_deposit_that_removes_what_is_there_is_noticed() {
  instead 'fd = open(' 'unlink(argv[1]);
    fd = open('
  grader_notices 'a line "status 1"'
}
test_a_deposit_that_ignores_a_failed_open_is_noticed() {
  only_with_faults || return 0
  instead 'fd == -1 || (file' '(file'
  grader_notices 'Expected: open() fails ('
}
test_a_deposit_that_asks_for_less_and_writes_by_dprintf_passes() {
  instead 'O_EXCL, 0640' 'O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0'
  instead "$put || fclose(file) == EOF" \
    'dprintf(fd, "%s", line) < 0 || fsync(fd) == -1 || close(fd) == -1'
  grader_accepts
}
test_a_deposit_that_opens_by_openat_passes() {
  instead 'open(argv[1]' 'openat(AT_FDCWD, argv[1]'
  instead 'O_WRONLY' 'O_RDWR'
  instead 'O_EXCL, 0640' 'O_EXCL, 0600'
  grader_accepts
}
test_a_deposit_that_uses_read_and_chmods_by_the_descriptors_name_passes() {
  instead 'length = getline(&line, &size, stdin);' \
    'line = calloc(1, 4096);
    length = line ? read(0, line, 4095) : -1;'
  instead 'length == -1' 'length <= 0'
  instead 'fchmod(fd, 0640)' 'fchmod(fileno(file), S_IRUSR | S_IWUSR | S_IRGRP)'
  grader_accepts
}
test_a_deposit_that_gives_a_nameless_file_its_name_passes() {
  program_is "a name is made by linkat, of a file that has none yet" <<'END'
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    char line[4096], name[64];
    int fd = open(".", O_TMPFILE | O_WRONLY, 0600);

    if (argc != 2 || fd == -1)
        err(2, "no temporary file");
    printf("deposit  pid %d  ppid %d  pgid %d  sid %d\n", getpid(), getppid(),
           getpgrp(), getsid(0));
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    if (linkat(AT_FDCWD, name, AT_FDCWD, argv[1], AT_SYMLINK_FOLLOW) == -1)
        err(1, "%s", argv[1]);
    printf("created\n");
    fflush(stdout);
    if (fgets(line, sizeof line, stdin) == NULL)
        errx(1, "no line");
    if (fchmod(fd, 0640) == -1 || dprintf(fd, "%s", line) < 0)
        err(1, "%s", argv[1]);
    printf("done\n");
    return 0;
}
END
  grader_accepts
}
test_a_deposit_that_has_lstat_look_for_the_file_is_noticed() {
  only_with_faults || return 0
  only_glibc "lstat is made to fail" || return 0
  instead 'fd = open(argv[1], O_WRONLY | O_CREAT | O_EXCL' \
    'struct stat there;
    if (lstat(argv[1], &there) == 0)
        errx(1, "it is there");
    fd = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC'
  grader_notices 'Expected: a line "status 1"'
}
test_a_deposit_that_makes_the_mode_exact_after_the_line_is_noticed() {
  without "$put || "
  instead 'if (fchmod' "if ($put || fflush(file) == EOF || fchmod"
  grader_notices 'full had mode 640 before the line'
}
test_a_deposit_that_takes_the_line_for_a_format_is_noticed() {
  instead "$put" 'fprintf(file, line) < 0'
  grader_notices 'Expected: a line "long is kept"'
}
test_a_deposit_that_keeps_the_beginning_of_a_long_line_is_noticed() {
  instead 'length = getline(&line, &size, stdin);' \
    'line = calloc(1, size = 64);
    length = fgets(line, (int)size, stdin) ? (ssize_t)strlen(line) : -1;'
  at_top '#include <string.h>'
  grader_notices 'Expected: a line "long is kept"'
}
test_a_deposit_that_needs_no_line_is_noticed() {
  instead 'errx(1, "no line to keep")' 'return puts("done") == EOF'
  grader_notices 'Expected: a line "failed"'
}
test_a_deposit_that_is_done_before_it_has_written_is_noticed() {
  without '    printf("done\n");
'
  instead '    if (fwrite(' '    printf("done\n");
    if (fwrite('
  grader_notices 'Expected: nothing like "done" was printed'
}
test_a_deposit_that_spoils_a_short_line_is_noticed() {
  instead 'length == -1' 'length <= 1'
  grader_notices 'Expected: a line "empty is kept"'
  instead 'no line to keep");' 'no line to keep");
    line[length - 1] = 10;'
  grader_notices 'Expected: a line "short is kept"'
}
test_a_deposit_that_ignores_a_failed_fchmod_is_noticed() {
  only_with_faults || return 0
  instead 'if (fchmod(fd, 0640) == -1)' \
    'if (fchmod(fd, 0640) == -2)'
  grader_notices 'Expected: fchmod() fails ('
}
test_a_deposit_that_ignores_a_failed_fdopen_is_noticed() {
  only_with_faults || return 0
  without ' || (file = fdopen(fd, "w")) == NULL'
  instead 'printf("created' 'file = fdopen(fd, "w");
    printf("created'
  grader_notices 'Expected: fdopen() fails ('
}
test_a_deposit_that_leaves_its_line_in_the_buffer_is_noticed() {
  instead "$put || fclose(file) == EOF" \
    "$put"
  grader_notices 'Expected: a line "...File too large..."'
}
test_a_deposit_that_ignores_a_failed_fclose_is_noticed() {
  only_with_faults || return 0
  without ' || fclose(file) == EOF'
  instead 'free(line);' 'fclose(file);
    free(line);'
  grader_notices 'Expected: fclose() fails ('
}
# shellcheck disable=SC2016 # for the inner shell
test_a_deposit_that_nobody_can_read_says_so_and_ends_with_1() {
  compile "lessons/solutions/$stem.c" "$SHUNIT_TMPDIR/deposit"
  run sh -c 'echo line | "$1" "$2" >/dev/full' sh "$SHUNIT_TMPDIR/deposit" \
    "$SHUNIT_TMPDIR/file"
  assert_ran 1 '^deposit: standard output: not all could' "a full device"
}

. "$shunit2"
