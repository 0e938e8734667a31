#!/bin/sh
# Exercise 13: its grader, on right solutions and on wrong ones.
. "$(dirname "$0")/../helper.sh"

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }
test_the_key_call_taken_out_is_noticed() {
  instead 'name = absolute(argv[1]);' 'name = argv[1];'
  key_is_noticed
}
test_a_reread_that_keeps_the_relative_name_is_noticed() {
  instead 'absolute(argv[1]);' 'argv[1];'
  grader_notices 'a line "config: one"'
}
test_a_reread_that_keeps_the_file_open_is_noticed() {
  instead 'FILE *file = fopen(name, "r");' \
    'static FILE *file; if (file) rewind(file); else file = fopen(name, "r");'
  without '    fclose(file);
'
  grader_notices 'Expected: no descriptor leads to etc/config. Actual: any'
}
test_a_reread_that_opens_a_new_one_and_closes_none_is_noticed() {
  without '    fclose(file);
'
  grader_notices 'Expected: no descriptor leads to etc/config. Actual: any'
}
test_a_reread_that_follows_a_link_once_and_for_all_is_noticed() {
  instead 'absolute(argv[1]);' 'realpath(argv[1], NULL);'
  grader_notices 'a line "config: four"'
}
# ends_with FILE TEXT: is that line of its configuration reread's last word?
ends_with() { [ "$(tail -n 1 "$1")" = "config: $2" ]; }
test_a_reread_whose_file_comes_later_says_so_and_finds_it() {
  compile "lessons/solutions/$stem.c" "$SHUNIT_TMPDIR/reread"
  said=$SHUNIT_TMPDIR/said.later
  (cd "$SHUNIT_TMPDIR" && exec "$SHUNIT_TMPDIR/reread" later) >"$said" &
  soon ends_with "$said" "No such file or directory"
  echo here >"$SHUNIT_TMPDIR/later"
  kill -s HUP $!
  soon ends_with "$said" here
  kill $!
  assertEquals "the last line" "config: here" "$(tail -n 1 "$said")"
}
test_a_reread_that_ignores_a_failed_chdir_is_noticed() {
  only_with_faults || return 0
  instead 'if (chdir("/") == -1)' \
    'if (chdir("/") == -2)'
  grader_notices 'Expected: chdir() fails ('
}

. "$shunit2"
