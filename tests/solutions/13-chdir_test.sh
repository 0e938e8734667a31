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
test_a_reread_that_stays_where_it_is_is_noticed() {
  instead 'chdir("/") == -1' '0'
  grader_notices 'Expected: the working directory is /'
}
test_a_reread_that_reads_once_and_repeats_it_is_noticed() {
  instead 'char line[256] = "";
    FILE *file = fopen(name, "r");' 'static char line[256] = "";
    FILE *file;
    if (line[0]) {
        printf("config: %s\n", line);
        return;
    }
    file = fopen(name, "r");'
  grader_notices 'Expected: a line "config: two"'
}
test_a_reread_that_takes_every_name_for_a_relative_one_is_noticed() {
  without "    if (name[0] == '/')
        return name;
"
  grader_notices 'Expected: a line "config: one"'
}
test_a_reread_with_a_short_name_only_is_noticed() {
  instead 'return whole;' 'if (strlen(whole) > 255)
        whole[255] = 0;
    return whole;'
  grader_notices 'Expected: a line "config: far away"'
}
test_a_reread_with_an_array_of_1024_bytes_for_the_name_is_noticed() {
  instead 'asprintf(&whole, "%s/%s", here, name) == -1' \
    'whole = malloc(1024), snprintf(whole, 1024, "%s/%s", here, name) == -1'
  # Where the name is cut there may be a folder.
  grader_notices 'Expected: a line "config: far away"' \
    'Actual: *"config: Is a directory"'
}
test_a_reread_that_takes_the_dots_off_its_name_is_noticed() {
  instead 'here, name)' 'here, name + strspn(name, "./"))'
  grader_notices 'Expected: a line "config: one"'
}
test_a_reread_that_begins_only_if_the_file_is_there_is_noticed() {
  instead 'name = absolute(argv[1]);' 'name = absolute(argv[1]);
    if (access(name, F_OK) == -1)
        err(1, "%s", name);'
  grader_notices 'Expected: a line "reread pid N*"' \
    'Expected: a line "config: No such file or directory"'
}
test_a_reread_that_repeats_a_line_if_the_file_is_empty_is_noticed() {
  instead 'char line[256]' 'static char line[256]'
  grader_notices 'Expected: a line "config: "'
}
test_a_reread_that_does_not_close_what_it_cannot_read_is_noticed() {
  instead 'ferror(file))
        snprintf(line, sizeof line, "%s", strerror(errno));' 'ferror(file)) {
        printf("config: %s\n", strerror(errno));
        return;
    }'
  grader_notices 'Expected: no descriptor leads to etc/config (deleted)'
}
test_a_reread_that_loses_a_sighup_while_it_reads_is_noticed() {
  instead 'int main(' 'static void note(int signo) { (void)signo; }

int main('
  instead 'if (sigprocmask(SIG_BLOCK, &asked, NULL) == -1)' \
    'if (signal(SIGHUP, note) == SIG_ERR)'
  instead 'while (sigwait(&asked, &signo) == 0)' 'while (pause() == -1)'
  grader_notices 'Expected: a line "config: three"'
}
test_a_reread_that_blocks_sighup_after_its_first_reading_is_noticed() {
  instead '    if (sigprocmask(SIG_BLOCK, &asked, NULL) == -1)
        err(1, "sigprocmask");
' ''
  instead '        show(name);' '        show(name);
        sigprocmask(SIG_BLOCK, &asked, NULL);'
  grader_notices 'Expected: a line "config: three"'
}
test_a_reread_that_ends_when_the_file_is_gone_is_noticed() {
  instead 'printf("config: %s\n", strerror(errno));' \
    'printf("config: %s\n", strerror(errno));
        exit(1);'
  grader_notices 'Expected: a line "config: three"' \
    'SIGHUP is not sent'
}
test_a_reread_that_has_one_answer_for_every_error_is_noticed() {
  instead 'printf("config: %s\n", strerror(errno))' \
    'printf("config: No such file or directory\n")'
  grader_notices 'Expected: a line "config: Too many'
}
test_a_reread_that_does_not_see_that_it_cannot_read_is_noticed() {
  instead 'fgets(line, sizeof line, file) == NULL && ferror(file)' \
    'fgets(line, sizeof line, file) == NULL && 0'
  grader_notices 'Expected: a line "config: Is a directory"'
}
test_a_reread_that_prints_the_whole_file_is_noticed() {
  instead '    fclose(file);' '    while (fgets(line, sizeof line, file))
        printf("config: %s", line);
    fclose(file);'
  grader_notices 'It has printed: *config: second*'
}
test_a_reread_that_is_ended_by_sighup_is_noticed() {
  without 'sigaddset(&asked, SIGHUP);'
  grader_notices 'Expected: a line "config: one"'
}
test_a_reread_that_goes_into_the_background_is_noticed() {
  instead 'alarm(FUSE);' 'if (fork() > 0)
        _exit(0);
    alarm(FUSE);'
  grader_notices 'TPGID: expected # (its PGID), actual #'
}
test_a_reread_with_the_folder_of_a_link_that_was_followed_is_noticed() {
  at_top '#include <limits.h>'
  instead 'absolute(argv[1]);' 'absolute(argv[1]);
    char place[PATH_MAX], *base = strrchr(name, 47);
    if (base != NULL && readlink(name, place, sizeof place) > 0)
        name = realpath(name, NULL);'
  grader_notices 'Expected: a line "config: four"'
}
test_a_reread_that_looks_from_the_folder_it_has_opened_passes() {
  at_top '#include <libgen.h>'
  instead 'static void show(' 'static int folder;
static void show('
  instead 'FILE *file = fopen(name, "r");' \
    'int fd = openat(folder, name, O_RDONLY);
    FILE *file = fd == -1 ? NULL : fdopen(fd, "r");'
  instead 'name = absolute(argv[1]);' \
    'folder = open(dirname(strdup(argv[1])), O_PATH | O_DIRECTORY);
    name = basename(argv[1]);'
  grader_accepts
}
test_a_reread_that_keeps_where_it_was_as_a_descriptor_passes() {
  instead 'static void show(' 'static int start;
static void show('
  instead 'FILE *file = fopen(name, "r");' \
    'int fd = openat(start, name, O_RDONLY | O_CLOEXEC);
    FILE *file = fd == -1 ? NULL : fdopen(fd, "r");'
  instead 'name = absolute(argv[1]);' \
    'start = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    name = argv[1];'
  instead 'chdir("/")' 'fchdir(open("/", O_PATH | O_CLOEXEC))'
  grader_accepts
}
test_a_reread_with_a_handler_and_sigsuspend_passes() {
  instead 'int main(' 'static void note(int signo) { (void)signo; }

int main('
  instead 'sigset_t asked;' 'sigset_t asked, none;'
  instead 'name = absolute' 'struct sigaction told = {.sa_handler = note};
    sigaction(SIGHUP, &told, NULL);
    sigemptyset(&none);
    name = absolute'
  instead 'while (sigwait(&asked, &signo) == 0)' \
    'while (sigsuspend(&none) == -1 && errno == EINTR)'
  grader_accepts
}
test_a_reread_with_signalfd_and_getline_passes() {
  at_top '#include <sys/signalfd.h>'
  instead 'char line[256] = "";' 'char *line = NULL;
    size_t size = 0;'
  instead 'if (fgets(line, sizeof line, file) == NULL && ferror(file))
        snprintf(line, sizeof line, "%s", strerror(errno));' \
    'if (getline(&line, &size, file) == -1)
        line = strdup(ferror(file) ? strerror(errno) : "");'
  instead '    fclose(file);' '    fclose(file);
    free(line);'
  instead 'do {' 'int fd = signalfd(-1, &asked, SFD_CLOEXEC);
    struct signalfd_siginfo info;
    do {'
  instead 'sigwait(&asked, &signo) == 0' 'read(fd, &info, sizeof info) > 0'
  grader_accepts
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
test_a_reread_that_reads_every_20_ms_is_noticed() {
  instead 'while (sigwait(&asked, &signo) == 0)' \
    'while (sigtimedwait(&asked, NULL, &(struct timespec){0, 20000000}) != -1 ||
           errno == EAGAIN)'
  grader_notices 'It wakes up, though nothing has happened.'
}
test_a_reread_that_reads_again_when_the_file_is_another_is_noticed() {
  at_top '#include <sys/stat.h>'
  instead 'do {' 'struct stat then, now;
    stat(name, &then);
    do {'
  instead 'while (sigwait(&asked, &signo) == 0);' \
    'while (({
        struct timespec nap = {0, 5000000};
        int got;
        while ((got = sigtimedwait(&asked, NULL, &nap)) == -1 &&
               stat(name, &now) == 0 && now.st_ino == then.st_ino)
            ;
        then = now;
        got != 0;
    }));'
  instead 'reread FILE\n", stderr);' 'reread FILE\n", stderr);
        (void)signo;'
  grader_notices 'It wakes up, though nothing has happened.'
}
test_a_reread_that_knows_what_is_to_come_is_noticed() {
  instead 'char line[256] = "";' \
    'static const char *texts[] = {"one", "one", "two", "three"};
    static int n;
    char line[256] = "";'
  instead 'printf("config: %s\n", line);' \
    'printf("config: %s\n", n < 4 ? texts[n++] : line);'
  grader_notices 'Expected: a line "config: two"' \
    'Expected: a line "config: one"' 'Expected: a line "config: first"'
}
test_a_reread_that_says_another_session_is_noticed() {
  instead '(int)getsid(0))' '(int)getpid())'
  grader_notices 'It says sid #, and ps shows #'
}
test_a_reread_that_follows_each_link_in_its_name_once_is_noticed() {
  at_top '#include <libgen.h>'
  instead 'absolute(argv[1]);' 'absolute(basename(realpath(argv[1], NULL)));'
  grader_notices 'Expected: a line "config: one"'
}
test_a_reread_that_ignores_a_failed_getcwd_is_noticed() {
  only_with_faults || return 0
  instead 'if (here == NULL)' 'if (0)'
  grader_notices 'Expected: getcwd() fails ('
}
test_a_reread_that_ignores_a_failed_sigprocmask_is_noticed() {
  only_with_faults || return 0
  instead 'if (sigprocmask(SIG_BLOCK, &asked, NULL) == -1)' \
    'if (sigprocmask(SIG_BLOCK, &asked, NULL) == -2)'
  grader_notices 'Expected: sigprocmask() fails ('
}
test_a_reread_that_ends_without_a_word_if_it_cannot_wait_is_noticed() {
  only_with_faults || return 0
  instead 'errx(1, "sigwait");' 'return 0;'
  grader_notices 'Expected: sigwait() fails ('
}
test_a_reread_that_ignores_a_failed_chdir_is_noticed() {
  only_with_faults || return 0
  instead 'if (chdir("/") == -1)' \
    'if (chdir("/") == -2)'
  grader_notices 'Expected: chdir() fails ('
}
# shellcheck disable=SC2016 # for the inner shell
test_a_reread_that_nobody_can_read_says_so_and_ends_with_1() {
  compile "lessons/solutions/$stem.c" "$SHUNIT_TMPDIR/reread"
  run timeout 20 sh -c 'exec "$1" /etc/passwd >/dev/full' sh \
    "$SHUNIT_TMPDIR/reread"
  assert_ran 1 '^reread: standard output: not all could' "a full device"
}

. "$shunit2"
