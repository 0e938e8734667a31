#!/bin/sh
# Lesson 13: its script, on the demo and on broken ones; where it may not mount;
# what the demo refuses; and the exercise.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

# may_mount: as the script does it, in a namespace of its own.
may_mount() {
  unshare -m mount -t tmpfs tmpfs "$SHUNIT_TMPDIR" ||
    unshare -rm mount -t tmpfs tmpfs "$SHUNIT_TMPDIR"
} 2>/dev/null

test_the_script_passes() {
  run "$script" --plain
  assert_ran 0 "^$stem: [1-9][0-9]* checks, 0 failed(, 1 skipped)?\$" "$stem.sh"
}
test_where_it_may_not_mount_the_script_says_so_and_shows_the_rest() {
  mkdir "$SHUNIT_TMPDIR/bin"
  printf '#!/bin/sh\nexit 1\n' >"$SHUNIT_TMPDIR/bin/unshare"
  chmod +x "$SHUNIT_TMPDIR/bin/unshare"
  run env PATH="$SHUNIT_TMPDIR/bin:$PATH" "$script" --plain
  assert_ran 0 '^  SKIP +this machine does not let us mount' "no unshare"
  assert_ran 0 "^$stem: [1-9][0-9]* checks, 0 failed, 1 skipped\$" "no unshare"
}

test_a_daemon_that_does_not_change_its_directory_is_noticed() {
  assert_script_notices 's/chdir\(directory\)\)/0)/' 'a line like \^/\$'
}
test_a_daemon_that_changes_to_where_it_is_is_noticed() {
  assert_script_notices 's/chdir\(directory\)\)/chdir("."))/' \
    'a line like \^/\$'
}
test_a_daemon_that_does_not_look_whether_it_worked_is_noticed() {
  assert_script_notices 's/chdir\(directory\)\)/chdir(directory) * 0)/' \
    'The file stays.log has not the line'
}
test_a_daemon_that_goes_elsewhere_when_it_cannot_go_is_noticed() {
  assert_script_notices \
    's/log_outcome\(log, "chdir".*/& if (chdir("\/") == -1) _exit(1);/' \
    'a line like \^home\$'
}
test_a_daemon_that_copies_a_descriptor_and_does_not_look_up_is_noticed() {
  assert_script_notices \
    's/open\(name, O_RDONLY \| O_CLOEXEC\)/dup(log)/' \
    'a line like \^open home.log: No such file'
}
test_a_daemon_that_opens_its_log_after_the_change_is_noticed() {
  assert_script_notices 's/alarm\(FUSE\);/& if (chdir("\/") == -1 || '\
'(log = open(argv[1], O_WRONLY | O_APPEND)) == -1) err(1, "%s", argv[1]);/' \
    '13-chdir: home.log: No such file or directory'
}
test_a_daemon_that_keeps_the_directory_open_is_noticed() {
  may_mount || skip_test "not permitted to mount"
  assert_script_notices 's/log_outcome\(log, "chdir"/open(".", O_RDONLY), &/' \
    'a line like \^unmounted'
}
test_a_daemon_that_is_none_is_noticed() {
  assert_script_notices 's/setsid\(\) == -1/0/' 'TTY: expected \?, actual pts'
}

test_a_log_that_cannot_be_written_is_told() {
  said=$SHUNIT_TMPDIR/said
  "$program" /dev/full name >"$said" 2>&1
  soon grep -q '^daemon .*pid' "$said"
  kill -s USR2 "$(sed -n 's/^daemon *pid \([0-9]*\) .*/\1/p' "$said")"
  soon grep -q 'cannot write: No space left' "$said"
  assertEquals "a full device, told: $(cat "$said")" 0 $?
}
test_a_log_that_cannot_be_opened_is_told() {
  run "$program" /nonexistent/log name
  assert_ran 1 '^13-chdir: /nonexistent/log: No such file' "no such folder"
}
test_usage_errors_are_told() {
  usage='^usage: 13-chdir LOG NAME \[DIRECTORY\]$'
  run "$program"
  assert_ran 2 "$usage" "nothing"
  run "$program" log
  assert_ran 2 "$usage" "no name"
  run "$program" log name / more
  assert_ran 2 "$usage" "too much"
  run "$program" --help me
  assert_ran 2 "$usage" "an unknown option"
}

test_the_starter_fails_and_the_solution_passes() { assert_exercise; }

test_a_reread_that_keeps_the_relative_name_is_noticed() {
  assert_grader_notices 's/absolute\(argv\[1\]\)/argv[1]/' \
    'a line like \^config: one'
}
test_a_reread_that_keeps_the_file_open_is_noticed() {
  assert_grader_notices 's/FILE \*file = (.*);/static FILE *file; '\
'file ? rewind(file) : setbuf(file = \1, NULL);/; s/fclose\(file\)/0/' \
    'a line like \^config: three'
}

# ends_with FILE TEXT: is that line of its configuration reread's last word?
ends_with() { [ "$(tail -n 1 "$1")" = "config: $2" ]; }
test_a_reread_follows_a_symbolic_link_that_was_replaced() {
  compile "lessons/solutions/$stem.c" "$SHUNIT_TMPDIR/reread"
  mkdir "$SHUNIT_TMPDIR/links"
  echo one >"$SHUNIT_TMPDIR/links/one"
  echo two >"$SHUNIT_TMPDIR/links/two"
  ln -s one "$SHUNIT_TMPDIR/links/config"
  ln -s two "$SHUNIT_TMPDIR/links/new"
  said=$SHUNIT_TMPDIR/said.links
  (cd "$SHUNIT_TMPDIR/links" && exec "$SHUNIT_TMPDIR/reread" config) >"$said" &
  soon ends_with "$said" one
  mv -T "$SHUNIT_TMPDIR/links/new" "$SHUNIT_TMPDIR/links/config"
  kill -s HUP $!
  soon ends_with "$said" two
  kill $!
  assertEquals "the last line" "config: two" "$(tail -n 1 "$said")"
}
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

# For make faults: how it is run, and which failures are exceptions.
faults() {
  runs 13-chdir itself USR2,USR1 log conf there
  says dprintf 'standard output|cannot write'
  allows open 'O_RDONLY' 'harmless: the log has it, that is the lesson'
  allows chdir '"chdir"' 'harmless: the log has it, that is the lesson'
}

. "$shunit2"
