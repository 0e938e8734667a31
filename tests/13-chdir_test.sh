#!/bin/sh
# Lesson 13: its script, on the demo and on broken ones; where it may not mount;
# what the demo refuses; and the exercise.
. "$(dirname "$0")/helper.sh"
program=$build/$stem

test_the_script_passes() { assert_script_passes; }
test_where_it_may_not_mount_the_script_says_so_and_shows_the_rest() {
  mkdir "$SHUNIT_TMPDIR/bin"
  printf '#!/bin/sh\nexit 1\n' >"$SHUNIT_TMPDIR/bin/unshare"
  chmod +x "$SHUNIT_TMPDIR/bin/unshare"
  run env PATH="$SHUNIT_TMPDIR/bin:$PATH" "$script" --plain
  assert_ran 0 '^  SKIP +this machine does not let us mount' "no unshare"
  assert_ran 0 "^$stem: [1-9][0-9]* checks, 0 failed, 2 skipped\$" "no unshare"
}

test_break_it_1_it_does_not_call_chdir() {
  instead 'chdir(directory));' '0);'
  script_notices 'Expected: the working directory is /. Actual: home'
}
test_break_it_2_it_does_not_look_whether_chdir_worked() {
  instead 'chdir(directory));' 'chdir(directory) * 0);'
  script_notices 'Expected: a line "chdir /nonexistent: No such file'
}
test_break_it_3_it_opens_its_log_after_the_change() {
  instead 'log = open(argv[1], O_WRONLY | O_CREAT | O_APPEND' \
    'if (chdir("/") == 0) log = open(argv[1], O_WRONLY | O_APPEND'
  script_notices '13-chdir: home.log: No such file or directory'
}
test_break_it_4_it_keeps_the_directory_open() {
  may_mount || return 0
  instead 'log_outcome(log, "chdir"' \
    'open(".", O_RDONLY); log_outcome(log, "chdir"'
  script_notices 'Expected: a line "unmounted"'
}
test_a_daemon_that_changes_to_where_it_is_is_noticed() {
  instead 'chdir(directory));' 'chdir("."));'
  script_notices 'Expected: the working directory is /. Actual: home'
}
test_a_daemon_that_goes_elsewhere_when_it_cannot_go_is_noticed() {
  instead 'chdir(directory));' \
    'chdir(directory)); if (chdir("/") == -1) _exit(1);'
  script_notices 'Expected: the working directory is home. Actual: /'
}
test_a_daemon_that_copies_a_descriptor_and_does_not_look_up_is_noticed() {
  instead 'open(name, O_RDONLY | O_NOCTTY)' 'dup(log)'
  script_notices 'Expected: a line "open home.log: No such file or directory"'
}
test_a_daemon_that_keeps_each_file_open_is_noticed() {
  may_mount || return 0
  without '    if (fd != -1)
        close(fd);
'
  script_notices 'Expected: a line "unmounted"'
}
test_a_daemon_that_has_one_more_descriptor_is_noticed() {
  instead 'alarm(FUSE);' 'open("/", O_RDONLY); alarm(FUSE);'
  script_notices 'Expected: no other descriptor is open. Actual: *4=/'
}
test_a_daemon_that_is_none_is_noticed() {
  instead 'if (setsid() == -1)' 'if (0)'
  script_notices 'TTY: expected ?, actual pts/#'
}
test_a_daemon_that_is_none_with_a_directory_is_noticed() {
  instead 'if (setsid() == -1)' 'if (argc == 3 && setsid() == -1)'
  script_notices 'TTY: expected ?, actual pts/#'
}

test_a_terminal_that_it_opens_does_not_become_its_own() {
  compile_tool master <<'END'
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int main(void)
{
    int master = posix_openpt(2); /* O_RDWR */
    if (grantpt(master) == -1 || unlockpt(master) == -1)
        return 1;
    puts(ptsname(master));
    fflush(stdout);
    alarm(60);
    return pause();
}
END
  "$tool" >"$SHUNIT_TMPDIR/name" &
  soon grep -q /dev/pts/ "$SHUNIT_TMPDIR/name"
  name=$(cat "$SHUNIT_TMPDIR/name")
  "$program" "$SHUNIT_TMPDIR/log" "$name" >"$SHUNIT_TMPDIR/said"
  soon grep -q "^daemon .*pid" "$SHUNIT_TMPDIR/said"
  daemon=$(sed -n 's/^daemon *pid \([0-9]*\) .*/\1/p' "$SHUNIT_TMPDIR/said")
  kill -s USR2 "$daemon"
  soon grep -q "open $name: done" "$SHUNIT_TMPDIR/log" || fail "not opened"
  assertEquals "its terminal" '?' "$(ps -o tty= -q "$daemon" | tr -d ' ')"
  kill "$daemon" $!
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

# For make faults: how it is run, and which failures are exceptions.
faults() {
  runs 13-chdir itself USR2,USR1 log conf there
  says dprintf 'standard output|cannot write'
  allows open 'O_RDONLY' 'harmless: the log has it, that is the lesson'
  allows chdir '"chdir"' 'harmless: the log has it, that is the lesson'
}

. "$shunit2"
