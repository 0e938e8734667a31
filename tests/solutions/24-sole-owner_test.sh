#!/bin/sh
# Exercise 24: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  only_with_faults || return 0
  instead ' && fdatasync(ledger) == -1' ' && 0'
  key_is_noticed
}
test_a_ledger_that_never_waits_for_the_disk_is_noticed() {
  only_with_faults || return 0
  instead ' && fdatasync(ledger) == -1' ' && 0'
  grader_notices 'It has waited 0 times'
}
test_a_ledger_that_answers_before_it_waits_for_the_disk_is_noticed() {
  only_with_faults || return 0
  instead 'err(1, "ledger");
    }' 'err(1, "ledger");
        answer(n);
    }'
  grader_notices 'Expected: where the disk fails, the till gets no ticket'
}
test_a_ledger_that_answers_before_fsync_is_noticed() {
  only_with_faults || return 0
  instead 'fdatasync(ledger)' 'fsync(ledger)'
  instead 'err(1, "ledger");
    }' 'err(1, "ledger");
        answer(n);
    }'
  grader_notices 'The first answer was sent before' \
    'Expected: where the disk fails, the till gets no ticket'
}
test_a_ledger_that_writes_after_the_answer_is_noticed() {
  # The file gets what stdio has kept only when it is synced, after the answer.
  instead 'static long last;' 'static FILE *kept;
static long last;'
  instead 'if (ledger == -1' 'kept = fdopen(ledger, "a");
    if (ledger == -1'
  instead 'if (dprintf(ledger, "%ld %d\n", last, (int)tills[n]) < 0)
            err(1, "ledger");' 'fprintf(kept, "%ld %d\n", last, (int)tills[n]);'
  without '    if (last > before && fdatasync(ledger) == -1)
        err(1, "ledger");
'
  instead 'let_go(n);
    }
}

/* Makes' 'let_go(n);
    }
    if (last > before && (fflush(kept) != 0 || fdatasync(ledger) == -1))
        err(1, "ledger");
}

/* Makes'
  grader_notices 'the till gets no ticket' 'the last line is * its till'
}
test_a_ledger_that_waits_for_the_disk_for_each_client_is_noticed() {
  only_with_faults || return 0
  instead 'last, (int)tills[n]) < 0)' \
    'last, (int)tills[n]) < 0 || fdatasync(ledger) == -1)'
  without ' && fdatasync(ledger) == -1'
  instead 'if (last > before)
        err(1, "ledger");' ''
  grader_notices 'It has waited # times'
}
test_a_ledger_that_does_not_look_whether_it_is_on_the_disk_is_noticed() {
  only_with_faults || return 0
  instead 'fdatasync(ledger) == -1' 'fdatasync(ledger) == -2'
  grader_notices 'fdatasync() fails (EIO*' 'the till gets no ticket'
}
test_a_ledger_that_does_not_look_whether_fsync_fails_is_noticed() {
  only_with_faults || return 0
  instead 'fdatasync(ledger) == -1' 'fsync(ledger) == -2'
  grader_notices 'Expected: fsync() fails (EIO*' \
    'Expected: where the disk fails, the till gets no ticket'
}
test_a_ledger_that_waits_for_the_disk_before_it_writes_is_noticed() {
  only_with_faults || return 0
  without '    if (last > before && fdatasync(ledger) == -1)
        err(1, "ledger");
'
  instead '        last++;
' '        if (last == before && fdatasync(ledger) == -1)
            err(1, "ledger");
        last++;
'
  grader_notices 'Expected: ledger has the line that waits for the disk.'
}
test_a_ledger_that_writes_a_part_of_a_line_is_noticed() {
  instead 'if (dprintf(ledger, "%ld %d\n", last, (int)tills[n]) < 0)' \
    'char text[64];
        int length = sprintf(text, "%ld %d\n", last, (int)tills[n]);
        if (write(ledger, text, (size_t)length) == -1)'
  grader_notices 'Expected: where the ledger is full, the till gets no ticket' \
    'Expected: a line "status N"'
}
test_a_ledger_that_counts_its_lines_is_noticed() {
  instead 'last = strtol(line, NULL, 10)' 'last++'
  grader_notices 'Expected: a line "41"'
}
test_a_ledger_without_the_till_that_has_gone_is_noticed() {
  instead '(int)tills[n])' \
    '(watched[n].revents & POLLHUP) ? 0 : (int)tills[n])'
  grader_notices 'Expected: a line "4 #"'
}
test_a_ledger_that_does_not_look_whether_it_is_written_is_noticed() {
  instead '(int)tills[n]) < 0)' '(int)tills[n]) < -5)'
  grader_notices 'Expected: where the ledger is full, the till gets no ticket' \
    'Expected: a line "status N"'
}
test_a_ledger_that_ends_with_0_when_it_is_full_is_noticed() {
  instead '(int)tills[n]) < 0)
            err(1, ' '(int)tills[n]) < 0)
            err(0, '
  grader_notices 'Its status is 0'
}
test_a_ledger_that_does_not_say_why_it_ends_is_noticed() {
  instead '(int)tills[n]) < 0)
            err(1, "ledger");' '(int)tills[n]) < 0)
            exit(1);'
  grader_notices 'It said: . Its status is 1'
}
test_a_ledger_that_leaves_a_half_line_is_noticed() {
  instead 'ftruncate(ledger, whole) == -1' 0
  grader_notices 'ledger: the last line is "41 #", its till'
}
test_a_ledger_that_makes_a_half_line_whole_is_noticed() {
  instead 'ftruncate(ledger, whole) == -1' 'write(ledger, "\n", 1) == -1'
  grader_notices 'Expected: ledger has 7 lines'
}
test_a_ledger_that_counts_a_half_line_is_noticed() {
  instead 'if (length == -1 ||' 'if (length != -1)
            last = strtol(line, NULL, 10);
        if (length == -1 ||'
  grader_notices 'Expected: a line "41"'
}
test_a_ledger_that_ignores_a_failed_ftruncate_is_noticed() {
  only_with_faults || return 0
  instead 'ftruncate(ledger, whole) == -1' 'ftruncate(ledger, whole) == -2'
  grader_notices 'Expected: ftruncate() fails ('
}
test_a_ledger_that_ignores_a_failed_open_is_noticed() {
  only_with_faults || return 0
  instead 'ledger == -1 || file == NULL' 'ledger == -1 && file == NULL'
  grader_notices 'Expected: open() fails ('
}
test_a_ledger_that_cuts_off_a_whole_line_is_noticed() {
  instead 'whole += length;' 'whole += last > 1 ? length : 0;'
  grader_notices 'ledger: the lines before are as they were' \
    'ledger: the last line is'
}
test_a_ledger_that_begins_anew_is_noticed() {
  instead 'O_CREAT | O_APPEND' 'O_CREAT | O_APPEND | O_TRUNC'
  grader_notices 'Expected: a line "41"'
}
test_a_ledger_that_counts_from_1_again_is_noticed() {
  without 'last = strtol(line, NULL, 10);'
  grader_notices 'Expected: a line "41"'
}
test_a_ledger_that_names_itself_is_noticed() {
  instead '(int)tills[n])' 'getpid())'
  grader_notices 'ledger: the last line is "1 #", its till'
}
test_a_ledger_that_all_may_read_is_noticed() {
  instead 'O_CLOEXEC, 0600' 'O_CLOEXEC, 0644'
  instead 'file = fopen' 'fchmod(ledger, 0644);
    file = fopen'
  grader_notices 'Its mode is 644'
}
test_a_ledger_that_sells_to_whoever_says_anything_is_noticed() {
  instead "|| byte != 't')" ')'
  grader_notices 'Expected: a line "22-ask: book/socket: ..."'
}
test_a_ledger_that_keeps_a_client_that_has_gone_is_noticed() {
  instead '            let_go(n);
            continue;' '            continue;'
  grader_notices 'Expected: a line "22-ask: book/socket: ..."'
}
test_a_ledger_that_ends_with_a_client_is_noticed() {
  instead '            let_go(n);
            continue;' '            errx(1, "a client has gone");'
  grader_notices 'Expected: a line "2"'
}

test_a_ledger_that_calls_fsync_passes() {
  instead 'fdatasync(ledger)' 'fsync(ledger)'
  grader_accepts
}
test_a_ledger_that_writes_all_lines_at_once_passes() {
  instead '    long before = last;
' '    static char text[PLACES * 32];
    size_t length = 0;
    long before = last;
'
  instead 'if (dprintf(ledger, "%ld %d\n", last, (int)tills[n]) < 0)
            err(1, "ledger");' 'length += (size_t)sprintf(text + length,
            "%ld %d\n", last, (int)tills[n]);'
  instead 'if (last > before &&' 'if (write(ledger, text, length) !=
        (ssize_t)length)
        err(1, "ledger");
    if (last > before &&'
  grader_accepts
}
test_a_ledger_that_keeps_lines_in_stdio_until_it_saves_passes() {
  instead 'static long last;' 'static FILE *kept;
static long last;'
  instead 'free(line);' 'kept = fdopen(ledger, "a");
    if (kept == NULL)
        err(1, "ledger");
    free(line);'
  instead 'if (dprintf(ledger, ' 'if (fprintf(kept, '
  instead 'if (last > before && fdatasync' 'if (fflush(kept) != 0)
        err(1, "ledger");
    if (last > before && fdatasync'
  grader_accepts
}
test_a_ledger_that_reads_its_end_backwards_passes() {
  instead '    for (;;) {
        length = getline(&line, &size, file);
        if (length == -1 || line[length - 1] != '"'\n'"')
            break;
        last = strtol(line, NULL, 10);
        whole += length;
    }
' '    char c = 0;
    (void)length;
    for (whole = lseek(ledger, 0, SEEK_END); whole > 0; whole--) {
        if (pread(ledger, &c, 1, whole - 1) != 1)
            err(1, "ledger");
        if (c == 10)
            break;
    }
    off_t begin = whole > 0 ? whole - 1 : 0;
    for (; begin > 0; begin--) {
        if (pread(ledger, &c, 1, begin - 1) != 1)
            err(1, "ledger");
        if (c == 10)
            break;
    }
    if (whole > 0) {
        fseek(file, begin, SEEK_SET);
        if (getline(&line, &size, file) == -1)
            err(1, "ledger");
        last = strtol(line, NULL, 10);
    }
'
  without '!feof(file) || '
  grader_accepts
}

# The solution itself, as ledger.
test_a_ledger_that_has_no_memory_for_a_line_loses_none() {
  only_unsanitized "its memory would be none of the line's" || return 0
  compile "lessons/solutions/$stem.c" "$SHUNIT_TMPDIR/ledger"
  enter_folder
  mkdir book
  printf '1 7\n2 7\n' >book/ledger
  truncate -s 300M book/ledger
  # shellcheck disable=SC2016 # for the inner shell
  run timeout 60 sh -c 'ulimit -v 100000; exec "$1" book' sh \
    "$SHUNIT_TMPDIR/ledger"
  assert_ran 1 '^ledger: ledger: (Cannot allocate|Out of) memory$' 300M
  assertEquals "its size" 314572800 "$(stat -c %s book/ledger)"
  cd "$root" || fail
}

. "$shunit2"
