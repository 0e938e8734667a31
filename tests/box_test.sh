#!/bin/sh
# class.sh contains what it grades (lib/box.sh), goes on where it was stopped,
# and runs on a forge. Programs that harm run in namespaces, or not at all.
# Runs with the exercises: run.sh --exercises; it takes long.
. "$(dirname "$0")/helper.sh"
. tests/person.sh

setUp() {
  dir=$(mktemp -d "$SHUNIT_TMPDIR/handed in.XXXXXX") out=$dir.out ways=''
  DEADLINE=1
}
# class [NAME=VALUE...]: grades it, in one of the $ways if they are set.
class() {
  # shellcheck disable=SC2086 # $become is words
  run env DEADLINE="$DEADLINE" CLASS_WAYS="${ways:-root own user bare}" "$@" \
    ${become-} sh "${class-scripts/class.sh}" --out "$out" "$dir"
}
hand_in() {
  mkdir -p "$dir/$1"
  cat >"$dir/$1/$2.c"
}
cell() { awk -F '\t' -v s="$1" -v e="$2" '$1 == s && $2 == e { print $3 }' \
  "$out/class.tsv"; }

# only_contained: skips the test where there are no namespaces, or a sanitizer.
only_contained() {
  only_unsanitized "its memory is limited" || return
  ways='root own'
  hand_in probe 02-background </dev/null
  class
  rm -r "$dir/probe"
  [ "$status" -ne 3 ] || ! skip_test "a program cannot be contained here"
}

# harm NAME: the harmful program of this name, for any exercise.
harm() {
  echo '#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int main(void)
{
    extern char **environ;'
  case $1 in
  prints) echo 'for (;;) puts("without end");' ;;
  forks) echo 'for (;;) fork();' ;;
  kills) echo 'kill(-1, SIGKILL);' ;;
  stays) echo 'for (int i = 1; i < 32; i++) signal(i, SIG_IGN);
    for (;;) pause();' ;;
  hides) echo 'environ = NULL;
    for (int i = 1; i < 32; i++) signal(i, SIG_IGN);
    if (fork() > 0) _exit(0);
    setsid();
    if (fork() > 0) _exit(0);
    for (int i = 0; i < 3; i++) close(i);
    for (;;) sleep(60);' ;;
  esac
  echo '    return 0;
}'
}

test_what_harms_is_contained() {
  only_contained || return 0
  for name in prints forks kills stays hides; do
    harm $name | hand_in $name 08-setsid
  done
  hand_in good 08-setsid <lessons/solutions/08-setsid.c
  sleep 60 &
  bystander=$!
  mkdir "$SHUNIT_TMPDIR/own tmp"
  # What is left of it becomes a child of stage, which is the parent of sh.
  # shellcheck disable=SC2016 # for the inner shell
  run env DEADLINE=3 CLASS_WAYS="$ways" TMPDIR="$SHUNIT_TMPDIR/own tmp" \
    "$build/stage" watch sh -c 'sh scripts/class.sh --out "$1" "$2" || exit
      ps -o args= --ppid $PPID | sed "/class.sh/d; s/^/left: /"' \
    sh "$out" "$dir"
  assertEquals "$output" 0 "$status"
  assertTrue "a process of somebody else lives" "kill -0 $bystander"
  kill $bystander
  assertEquals hangs "$(cell prints 08-setsid)"
  assertEquals hangs "$(cell forks 08-setsid)"
  for name in kills stays hides; do
    assertEquals $name step "$(cell $name 08-setsid)"
  done
  assertEquals passed "$(cell good 08-setsid)"
  assertNotContains "processes that are left" "$output" left:
  assertEquals "files that are left" '' "$(ls -A "$SHUNIT_TMPDIR/own tmp")"
}

# What a program sees that looks around.
spy='#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
static const char *places[] = {"/x", "/etc/x", "/run/../x", "/dev/shm/../../x",
    OUT "/x", COURSE "/x", HOME "/x", 0};
int main(void)
{
    FILE *tty = fopen("/dev/tty", "w");
    DIR *dir = opendir(FOLDER);
    setvbuf(tty, NULL, _IONBF, 0);
    fprintf(tty, "SPY user %d groups %d\n", getuid() > 60577, getgroups(0, 0));
    for (int i = 0; places[i]; i++)
        fprintf(tty, "%s", open(places[i], O_CREAT | O_RDWR, 0600) == -1 ? "" :
            "SPY writes\n");
    for (struct dirent *e; dir && (e = readdir(dir));)
        fprintf(tty, "%s", e->d_name[0] == 46 ? "" : "SPY sees a student\n");
    fprintf(tty, "SPY bystander %d\n", kill(BYSTANDER, 0) == 0);
    fprintf(tty, "SPY tmp %d\n",
        open("/tmp/TESTER", O_CREAT | O_RDWR, 0600) >= 0);
    fprintf(tty, "SPY secret %d\n",
        system("grep -aq SECRET= /proc/[0-9]*/environ 2>/dev/null") == 0);
    return 0;
}'
test_a_program_sees_and_changes_nothing_of_the_machine() {
  only_contained || return 0
  sleep 60 &
  printf '%s\n' "$spy" | sed "s|FOLDER|\"$dir\"|; s|OUT|\"$out\"|
    s|TESTER|spy.$$|; s|BYSTANDER|$!|; s|COURSE|\"$root\"|; s|HOME|\"$HOME\"|" |
    hand_in spy 02-background
  class SECRET=1
  kill $!
  spied=$(grep -o 'SPY .*' "$out/logs/spy/02-background.log" | sort -u)
  assertContains "$spied" "SPY user 1 groups "
  assertContains "$spied" "SPY tmp 1"
  assertContains "$spied" "SPY bystander 0"
  assertContains "$spied" "SPY secret 0"
  assertNotContains "$spied" "SPY writes"
  assertNotContains "$spied" "SPY sees"
  assertFalse "its /tmp is its own" "[ -e /tmp/spy.$$ ]"
}

# let_others_in: other users may come in, but not look around: these are the
# tests' directories.
let_others_in() {
  place=$dir
  while case $place in */shunit.* | */"daemon tests."*) ;; *) false ;; esac do
    chmod a+x "$place"
    place=${place%/*}
  done
}
test_where_another_user_cannot_come_in_no_program_is_called_wrong() {
  [ "$(id -u)" -eq 0 ] || ! skip_test "needs root" || return 0
  hand_in good 02-background <lessons/solutions/02-background.c
  mkdir -p "$out/closed"
  chmod 700 "$out"
  ways=user
  class TMPDIR="$out/closed"
  assert_ran 3 '^SKIP nothing can be graded here: failed: .* cd tests$' \
    "a closed TMPDIR"
}

test_as_root_without_namespaces_it_says_what_is_not_contained() {
  only_unsanitized "its memory is limited" || return 0
  [ "$(id -u)" -eq 0 ] || ! skip_test "needs root" || return 0
  hand_in good 02-background <lessons/solutions/02-background.c
  let_others_in
  ways=user
  class DEADLINE=20
  assert_ran 0 '^good +ok' "as root without namespaces"
  assert_ran 0 '^NOT CONTAINED, for there are no' "as root without namespaces"
  # In a user namespace or with nothing programs would keep root's user ID.
  for ways in own bare; do
    class
    assert_ran 3 '^SKIP nothing can be graded here: none of' "$ways, as root"
  done
}
test_an_ordinary_user_grades_in_a_user_namespace_or_is_warned() {
  only_unsanitized "its memory is limited" || return 0
  hand_in good 02-background <lessons/solutions/02-background.c
  if [ "$(id -u)" -eq 0 ]; then
    let_others_in
    chmod -R a+rX "$dir"
    find_nobody "$dir/good/02-background.c" || return 0
    mkdir -p "$out/tmp"
    chown -R nobody "$out"
    become=$nobody
  fi
  mkdir -p "$out/tmp"
  ways=own
  class DEADLINE=20 TMPDIR="$out/tmp"
  if [ "$status" -ne 3 ]; then
    assert_ran 0 '^good +ok' "in a user namespace"
    assert_ran 0 '^It runs as a user ID of its own and in' "user namespace"
  fi
  rm -rf "$out/logs"
  ways=bare
  class DEADLINE=20 TMPDIR="$out/tmp"
  assert_ran 0 '^good +ok' "bare"
  assert_ran 0 '^NOT CONTAINED.*: it has your' "bare"
  become=''
}

test_a_tool_that_is_missing_is_named() {
  only_unsanitized "its memory is limited" || return 0
  mkdir "$SHUNIT_TMPDIR/bin"
  for file in /usr/bin/* /bin/*; do
    case ${file##*/} in
    unshare | ip) ;;
    *) [ -e "$SHUNIT_TMPDIR/bin/${file##*/}" ] ||
      ln -s "$file" "$SHUNIT_TMPDIR/bin" ;;
    esac
  done
  hand_in one 02-background <lessons/exercises/02-background.c
  class PATH="$SHUNIT_TMPDIR/bin"
  assert_ran 0 '^There is no unshare here. Next: apt-get install' "no unshare"
  assert_ran 0 '^NOT CONTAINED' "no unshare"
}

test_a_grade_is_void_when_the_file_or_the_grader_has_changed() {
  only_unsanitized "its memory is limited" || return 0
  make_house
  class=$house/scripts/class.sh
  hand_in one 02-background <lessons/exercises/02-background.c
  hand_in one 09-orphan <lessons/exercises/09-orphan.c
  class
  echo old | tee "$out/logs/one/09-orphan.log" \
    >"$out/logs/one/02-background.log"
  class
  assertEquals old "$(cat "$out/logs/one/02-background.log")"
  echo '/* better */' >>"$dir/one/02-background.c"
  echo '# better' >>"$house/tests/exercises/09-orphan_test.sh"
  class
  for log in 02-background 09-orphan; do
    assertNotEquals "$log" old "$(cat "$out/logs/one/$log.log")"
  done
  hand_in two 02-background <lessons/exercises/02-background.c
  rm "$dir/one/02-background.c"
  class
  assertFalse "its log" "[ -e '$out/logs/one/02-background.log' ]"
  unset class
}

# has_log NAME: has this grade been noted?
has_log() { [ -e "$out/logs/one/$1.grade" ]; }
test_a_run_that_was_stopped_goes_on_and_has_left_nothing() {
  only_unsanitized "its memory is limited" || return 0
  mkdir "$SHUNIT_TMPDIR/tmp"
  for file in 02-background 03-stop-resume 05-hangup 06-nohup 09-orphan; do
    hand_in one $file <lessons/solutions/$file.c
  done
  for signal in TERM INT HUP; do
    rm -rf "$out"
    # shellcheck disable=SC2016 # for the inner shell
    TMPDIR="$SHUNIT_TMPDIR/tmp" "$build/stage" stopped sh -c '
      exec sh scripts/class.sh --out "$1" "$2"' sh "$out" "$dir" \
      >"$SHUNIT_TMPDIR/said" 2>&1 &
    soon has_log 02-background
    kill -s $signal $!
    wait $!
    assertEquals "$signal: what is left" '' "$(ls -A "$SHUNIT_TMPDIR/tmp")"
  done
  echo kept >"$out/logs/one/02-background.log"
  class
  assert_ran 0 '^one +ok +ok +ok +ok +ok$' "the rest"
  assertEquals kept "$(cat "$out/logs/one/02-background.log")"
}

test_a_program_that_takes_too_long_hangs() {
  only_unsanitized "its memory is limited" || return 0
  hand_in one 02-background <lessons/solutions/02-background.c
  class CLASS_LIMIT=0
  assertEquals hangs "$(cell one 02-background)"
}

test_odd_names_and_files_harm_nobody() {
  only_unsanitized "its memory is limited" || return 0
  # shellcheck disable=SC2016 # that is the name
  for name in '$(touch x)' 'a"b' "it's" 'new
line' 'tab	here' '*' '\n' class.tsv; do
    hand_in "$name" 02-background <lessons/exercises/02-background.c
  done
  mkdir -p "$dir/fifo" "$dir/many/02-background.c"
  mkfifo "$dir/fifo/02-background.c"
  awk 'BEGIN { for (i = 0; i < 20000; i++) printf "\"'\''/*" }' |
    hand_in huge 02-background
  echo '#include "/dev/zero"' | hand_in zero 02-background
  class DEADLINE=0.3
  assertEquals "$output" 0 "$status"
  assertEquals "a row each" 13 "$(wc -l <"$out/class.tsv")"
  assertEquals "in each row the same columns" '8 ' \
    "$(awk -F '\t' '{ print NF }' "$out/class.tsv" | sort -u | tr '\n' ' ')"
  assertEquals missing "$(cell fifo 02-background)"
  assertEquals missing "$(cell many 02-background)"
  assertNotEquals passed "$(cell huge 02-background)"
  assertNotEquals passed "$(cell zero 02-background)"
  assertEquals step "$(cell newline 02-background)"
}

test_on_a_terminal_a_bar_shows_how_far_it_is() {
  only_unsanitized "its memory is limited" || return 0
  make_house
  hand_in one 02-background <lessons/exercises/02-background.c
  start env DEADLINE=0.3 sh scripts/class.sh --out "$out" "$dir"
  sees '^.*\[#{40}\] 1 of 1 graded'
  sees 'What each grader said'
  wait $person
}

# same FILE: what is compared of it.
same() { awk -f scripts/lib/same.awk "$SHUNIT_TMPDIR/$1"; }
test_files_that_differ_in_comments_and_spaces_are_the_same() {
  cat >"$SHUNIT_TMPDIR/one" <<'END'
char *s = "/* \" //"; // a string '
char c = '"', d = '\''; /* two
 * "characters" */ int x = 4 /* */ / 2;
END
  cat >"$SHUNIT_TMPDIR/two" <<'END'
char*s="/* \" //";char c='"',
    d='\'';
int x = 4/2; /* never ends
END
  assertEquals "$(same one)" "$(same two)"
  assertEquals "char*s=\"/*\\\"//\";charc='\"',d='\\'';intx=4/2;" "$(same one)"
}

# workflow NUMBER: the commands of the course in this YAML of teaching.md, a
# shell script, of the steps that grade and count.
workflow() {
  awk -v n="$1" '
    /^```/ { on = $0 == "```yaml" && ++seen == n; next }
    on' lessons/teaching.md >"$SHUNIT_TMPDIR/$1.yml"
  python3 - "$SHUNIT_TMPDIR/$1.yml" <<'END'
import sys, yaml
work = yaml.safe_load(open(sys.argv[1]))
if 'jobs' in work:
    job, = work['jobs'].values()
    assert work[True] == ['push'] and job['runs-on'] == 'ubuntu-latest'
    steps = {step.get('name', step.get('uses')): step for step in job['steps']}
    print('export EXERCISES="%s"' % work['env']['EXERCISES'])
    for name in 'Grade', 'Points':
        print('(cd ./%s; set -e\n%s\n)' % (
            steps[name].get('working-directory', ''), steps[name]['run']))
else:
    job = work['grade']
    print('export EXERCISES="%s"' % job['variables']['EXERCISES'])
    lines = job['script']
    first = [i for i, l in enumerate(lines) if 'scripts/class.sh' in l][0]
    assert lines[first - 2] == 'cd ../course'
    print('cd course; set -e')
    print('\n'.join(lines[first:]))
END
}
# forge NUMBER: runs them beside the course and the files of a student.
forge() {
  python3 -c 'import yaml' 2>/dev/null ||
    ! skip_test "python3 has no yaml here" || return
  make_house
  mkdir "$dir/bin"
  mv "$house" "$dir/course"
  printf '#!/bin/sh\nexec "$@"\n' >"$dir/bin/sudo"
  chmod +x "$dir/bin/sudo"
  hand_in student 05-hangup <lessons/solutions/05-hangup.c
  hand_in student 06-nohup <lessons/exercises/06-nohup.c
  workflow "$1" >"$dir/commands" || fail "workflow $1 cannot be read"
  (
    cd "$dir" || exit
    PATH=$dir/bin:$PATH GITHUB_OUTPUT=$dir/output CI_PROJECT_DIR=$dir/student \
      sh commands
  ) >"$dir/said" 2>&1
  assertEquals "$(cat "$dir/said")" 0 $?
}
test_the_workflow_for_github_runs() {
  only_unsanitized "its memory is limited" || return 0
  forge 1 || return 0
  assertEquals "what the reporter gets" \
    "1 fail 18 05-hangup 9 pass 06-nohup 0 fail" \
    "$(sed 's/^result=//' "$dir/output" | base64 -d | python3 -c '
import json, sys
r = json.load(sys.stdin)
print(r["version"], r["status"], r["max_score"],
      *[x for t in r["tests"] for x in (t["name"], t["score"], t["status"])])')"
}
test_the_workflow_for_gitlab_runs() {
  only_unsanitized "its memory is limited" || return 0
  forge 2 || return 0
  output=$(cat "$dir/said") status=0
  assert_ran 0 '^05-hangup: passed, 9 of 9 points$' "a right one"
  assert_ran 0 '^06-nohup: step, 0 of 9 points$' "a starter"
  assert_ran 0 '^Points: 50 percent$' "the sum"
  assertTrue "the log" "[ -s '$dir/student/grades/logs/student/05-hangup.log' ]"
}

. "$shunit2"
