#!/bin/sh
# Exercise 21: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  instead 'rename(path, old) == -1' '0'
  key_is_noticed
}
test_a_rotlog_that_replaces_an_older_log_is_noticed() {
  instead 'access(old, F_OK) == 0' 0
  grader_notices 'expected line 1, actual'
}
test_a_rotlog_that_keeps_its_old_logs_open_is_noticed() {
  sed 's/close(fd)/0/' "$source_of_breaks" >"$SHUNIT_TMPDIR/open.c"
  source_of_breaks=$SHUNIT_TMPDIR/open.c
  instead 'int main(' 'int main('
  grader_notices 'Expected: small.1 small.2'
}
test_a_rotlog_that_writes_over_what_others_wrote_is_noticed() {
  without ' | O_APPEND'
  grader_notices 'expected line #, actual 1001'
}
test_a_rotlog_that_a_limit_ends_is_noticed() {
  without 'signal(SIGXFSZ, SIG_IGN);'
  grader_notices 'limited: File too large'
}
test_a_rotlog_that_takes_each_short_write_for_a_full_disk_is_noticed() {
  instead 'done += (size_t)n;' 'done += (size_t)n;
        if (done < size) {
            may_be_torn = 1;
            errno = ENOSPC;
            return -1;
        }'
  grader_notices 'limited: File too large'
}
test_a_rotlog_that_takes_a_short_write_for_a_whole_one_is_noticed() {
  instead 'while (done < size)' 'if (done < size)'
  grader_notices 'Expected: a line "...cut: File too large"'
}
test_a_rotlog_that_rotates_what_just_fits_is_noticed() {
  instead 'is.st_size + (off_t)more > limit' 'is.st_size + (off_t)more >= limit'
  grader_notices 'Expected: exact: <time>one;<time>two|<time>three'
}
test_a_rotlog_that_ends_where_it_cannot_rotate_is_noticed() {
  instead 'warn("%s: cannot' 'err(1, "%s: cannot'
  grader_notices 'Expected: a line "status 0 1"' 'Expected: all lines are in it'
}
test_a_rotlog_that_says_each_time_that_it_cannot_rotate_is_noticed() {
  instead 'could_not_rotate = 1' 'could_not_rotate = 0'
  grader_notices 'Expected: it is said once' 'Expected: a line "status 0 1"'
}
test_a_rotlog_that_leaves_its_log_renamed_is_noticed() {
  may_mount || return 0
  without 'rename(old, path);'
  grader_notices 'The file names has not the line' \
    'Expected: all lines are in it'
}
test_a_rotlog_that_goes_on_from_half_a_line_is_noticed() {
  may_mount || return 0
  sed 's/may_be_torn = 1;/may_be_torn = 0;/' "$source_of_breaks" \
    >"$SHUNIT_TMPDIR/torn.c"
  source_of_breaks=$SHUNIT_TMPDIR/torn.c
  instead 'int main(' 'int main('
  grader_notices 'Actual: *half a lin20' 'Expected: torn: half;<time>one'
}
test_a_rotlog_that_is_slow_passes() {
  at_top '#include <poll.h>'
  instead 'static int append(const char *line, size_t size)
{' 'static int append(const char *line, size_t size)
{
    static int lines;
    if (++lines % 8 == 0)
        poll(NULL, 0, 1);'
  grader_accepts
}
test_a_rotlog_that_syncs_each_line_passes() {
  instead 'static int append(const char *line, size_t size)
{' 'static int append(const char *line, size_t size)
{
    fsync(fd);'
  grader_accepts
}
test_a_rotlog_that_begins_anew_is_noticed() {
  instead 'O_RDWR | O_APPEND' 'O_RDWR | O_TRUNC | O_APPEND'
  grader_notices 'expected line #, actual 1001'
}
test_a_rotlog_that_has_the_local_time_is_noticed() {
  instead 'gmtime_r(&now, &utc);' 'localtime_r(&now, &utc);'
  grader_notices 'Expected: the time is that of now, in UTC'
}
test_a_rotlog_that_drops_a_line_without_its_end_is_noticed() {
  instead 'n--;
' 'n--;
        else
            continue;
'
  grader_notices 'Expected: last: <time>three;<time>four'
}
test_a_rotlog_that_keeps_lines_in_a_buffer_is_noticed() {
  instead 'n = write(fd, line + done, size - done);' \
    'static FILE *file;
        static int last = -1;
        if (file == NULL || fd != last)
            file = fdopen(last = fd, "a");
        n = (ssize_t)fwrite(line + done, 1, size - done, file);'
  grader_notices 'The file log has not the line'
}
test_a_rotlog_that_has_another_time_is_noticed() {
  instead 'now = time(NULL)' 'now = 1795230847'
  grader_notices 'Expected: the time is that of now, in UTC'
}
test_a_rotlog_that_has_the_time_of_its_start_is_noticed() {
  instead 'time_t now = time(NULL);' 'static time_t now;
    if (now == 0)
        now = time(NULL);'
  grader_notices "Expected: the second line's time is that of now"
}
test_a_rotlog_that_rotates_when_it_is_too_late_is_noticed() {
  instead 'is.st_size + (off_t)more > limit' 'is.st_size > limit'
  grader_notices 'many.1 has # bytes'
}
test_a_rotlog_that_forgets_the_time_when_it_counts_is_noticed() {
  instead 'STAMP + length + 1))
        try' 'length + 1))
        try'
  grader_notices 'many.1 has # bytes'
}
test_a_rotlog_that_rotates_too_early_is_noticed() {
  instead '(off_t)more > limit' '(off_t)more > limit / 2'
  grader_notices 'many.1 has # bytes'
}
test_a_rotlog_that_rotates_an_empty_log_is_noticed() {
  without ' || is.st_size == 0'
  grader_notices 'Expected: no empty log was made for it'
}
test_a_rotlog_that_counts_for_itself_is_noticed() {
  instead 'return is.st_size + (off_t)more > limit;' 'static off_t count;
    count += (off_t)more;
    if (count <= limit)
        return 0;
    count = (off_t)more;
    return 1;'
  grader_notices 'many.2 has # bytes' 'many.# has # bytes'
}
test_a_rotlog_that_writes_the_time_by_itself_is_noticed() {
  instead 'result = append(line, size);' 'result = append(line, STAMP);
    if (result == 0)
        result = append(line + STAMP, size - STAMP);'
  grader_notices 'Expected: 4,000 lines, and each of them is whole'
}
test_a_rotlog_that_knows_short_lines_only_is_noticed() {
  instead 'if (put(text, (size_t)n) == -1) {' 'if (n > 4000)
            n = 4000;
        if (put(text, (size_t)n) == -1) {'
  grader_notices 'The file bytes has not the line'
}
test_a_rotlog_that_ends_where_the_log_is_full_is_noticed() {
  instead '            if (!lost)
                warn("%s", path);' '            err(1, "%s", path);'
  grader_notices 'Expected: a line "status 0 1"'
}
test_a_rotlog_that_says_each_line_that_is_lost_is_noticed() {
  instead 'lost = 1;' 'lost = 0;'
  grader_notices 'Expected: a line "status 0 1"' 'Expected: it is said once'
}
test_a_rotlog_that_says_so_on_standard_output_is_noticed() {
  instead 'warn("%s", path);
            lost' 'dprintf(1, "%s: %s\n", path, strerror(errno));
            lost'
  grader_notices 'Expected: a line "...full: No space left on device"'
}
test_a_rotlog_that_loses_lines_and_ends_with_0_is_noticed() {
  instead 'return lost ||' 'return'
  grader_notices 'Expected: a line "status 0 1"'
}
test_a_rotlog_that_cannot_rotate_and_ends_with_0_is_noticed() {
  without ' || could_not_rotate'
  grader_notices 'Expected: a line "status 0 1"'
}
test_a_rotlog_that_takes_any_size_is_noticed() {
  instead "*end != '\\0' ||" '*end == 63 ||'
  grader_notices 'Expected: a line "usage: ..."'
  instead 'limit < 1' 'limit < 0'
  grader_notices 'Expected: a line "usage: ..."'
}
test_a_rotlog_with_writev_and_fstatat_passes() {
  at_top '#include <sys/uio.h>'
  instead 'n = write(fd, line + done, size - done);' \
    'struct iovec part = {(char *)line + done, size - done};
        n = writev(fd, &part, 1);'
  instead 'access(old, F_OK) == 0' \
    'fstatat(AT_FDCWD, old, &(struct stat){0}, 0) == 0'
  grader_accepts
}
test_a_rotlog_that_knows_one_error_of_open_only_is_noticed() {
  only_with_faults || return 0
  instead 'if (open_log() == -1)
        err(' 'if (open_log() == -1 && errno == ENOENT)
        err('
  grader_notices 'Expected: open() fails ('
}
test_a_rotlog_that_only_knows_its_own_torn_lines_is_noticed() {
  instead 'fd = fresh;
    may_be_torn = 1;' 'fd = fresh;'
  grader_notices 'Expected: torn: half;<time>one'
}
test_a_rotlog_that_does_not_count_the_newline_is_noticed() {
  instead '(size_t)ends_torn() + STAMP' 'STAMP'
  grader_notices 'Expected: tight: half|<time>one'
}
test_a_rotlog_that_begins_a_new_log_with_a_newline_is_noticed() {
  instead 'if (is_full((size_t)ends_torn()' 'int torn = ends_torn();
    if (is_full((size_t)torn'
  instead 'if (ends_torn())' 'if (torn)'
  grader_notices 'Expected: tight: half|<time>one'
}
test_a_rotlog_that_ends_a_line_at_a_byte_0_is_noticed() {
  instead 'size_t size = 0;
    struct tm utc;' 'size_t size = 0;
    struct tm utc;
    length = strnlen(text, length);'
  grader_notices 'Expected: a line "status 0"'
}

. "$shunit2"
