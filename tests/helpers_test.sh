#!/bin/sh
# The helpers of the demos: one text each, wherever they stand, so that a reader
# of one demo knows them in all; and the fuse, which ends what a demo leaves
# behind.
. "$(dirname "$0")/helper.sh"

# problems: what is wrong with the helpers of the demos at $PWD, a line each.
problems() {
  awk '
    # A function: its signature, which begins a line, then "{" and "}" on lines
    # of their own.
    /^[a-z_].*\(/ { signature = ""; open = 1 }
    open && !/^{$/ { signature = signature $0 "\n" }
    open && /^{$/ {
      name = signature
      sub(/\(.*/, "", name)
      sub(/.*[ *]/, "", name)
      body = ""
      inside = 1
      open = 0
      next
    }
    /[;{]$/ { open = 0 }
    inside { body = body $0 "\n" }
    inside && /^}/ { inside = 0; end_function() }

    # How does it print?
    /dprintf\(STDOUT_FILENO/ { by_dprintf[FILENAME] = 1 }
    /(^|[^a-z_])printf\(|puts\(|putchar\(|setvbuf\(/ && !/fputs\(/ {
      by_stdio[FILENAME] = 1
    }
    /^enum { FUSE/ {
      if (fuse == "") fuse = $0
      if ($0 != fuse) print FILENAME ": its fuse is not that of other demos"
    }

    function end_function() {
      if (name == "main") return
      # The body, whatever its parameter and its comments are called.
      plain = body
      parameter = signature
      sub(/\).*/, "", parameter)
      sub(/.*[ *(]/, "", parameter)
      if (parameter != "void") gsub(parameter, "_", plain)
      gsub(/\/\*[^\n]*\*\//, "", plain)
      gsub(/[ \n]+/, " ", plain)
      bodies[FILENAME " has " name] = plain
      if (name == "fail" || name == "leave_parent") meant[plain] = name

      text = signature body
      key = name
      if (name == "say_who" && body !~ /dprintf/) key = "say_who by stdio"
      if (!(key in texts)) { texts[key] = text; where[key] = FILENAME }
      if (text != texts[key])
        print FILENAME ": " name " is not that of " where[key]
    }
    function squeezed(text) { gsub(/[ \n]+/, " ", text); return text }
    END {
      if (fuse == "") print "no demo has a fuse"
      if (!("fail" in texts)) print "no demo has fail"
      if (!("leave_parent" in texts)) print "no demo has leave_parent"
      one = squeezed(texts["say_who"])
      sub(/dprintf\(STDOUT_FILENO, /, "printf(", one)
      if (one != squeezed(texts["say_who by stdio"]))
        print "the two texts of say_who differ in more than what prints"
      for (file in by_dprintf)
        if (file in by_stdio)
          print file ": prints by dprintf(3) and by stdio"
      for (at in bodies) {
        split(at, part, " ")
        helper = meant[bodies[at]]
        if (helper != "" && helper != part[3])
          print part[1] ": " part[3] " does what " helper " does"
      }
    }' demos/*.c
}
test_each_helper_has_one_text() { assertEquals "problems" "" "$(problems)"; }

# assert_seen PROBLEM DEMO EDIT: PROBLEM is reported after sed -E changes a copy
# of the DEMO so.
assert_seen() {
  house=$(mktemp -d "$SHUNIT_TMPDIR/house.XXXXXX")
  cp -R demos "$house"
  sed -E "$3" "$root/demos/$2.c" >"$house/demos/$2.c"
  assertContains "after: $3" "$(cd "$house" && problems)" "$1"
}
test_a_helper_that_drifts_is_seen() {
  assert_seen "demos/08-setsid.c: say_who is not that of demos/01-foreground" \
    08-setsid 's/ppid %d  pgid %d/pgid %d  ppid %d/'
  assert_seen "the two texts of say_who differ in more than what prints" \
    14-redirect '/printf.*-8s/s/ppid/PPID/'
  assert_seen "demos/13-chdir.c: fail is not that of demos/00-terminal" \
    13-chdir '/^static _Noreturn void fail/,/^}/s/1/2/'
  assert_seen "11-double-fork.c: leave_parent is not that of demos/10-single" \
    11-double-fork 's/sched_yield\(\);/continue;/'
  assert_seen "15-descriptors.c: find_mode is not that of demos/14-redirect" \
    15-descriptors 's/return &modes\[i\]/return modes + i/'
  assert_seen "demos/12-umask.c: its fuse is not that of other demos" \
    12-umask 's/FUSE = 900/FUSE = 600/'
}
test_a_helper_under_another_name_is_seen() {
  assert_seen "demos/12-umask.c: give_up does what fail does" 12-umask \
    '/^static _Noreturn void fail/,/^}/s/what/why/; s/ fail\(/ give_up(/'
  assert_seen "demos/10-single-fork.c: orphan does what leave_parent does" \
    10-single-fork 's/leave_parent\(/orphan(/; s|/\* a child does.*||'
}
test_a_demo_that_prints_in_two_ways_is_seen() {
  assert_seen "demos/03-stop-resume.c: prints by dprintf(3) and by stdio" \
    03-stop-resume 's/dprintf\(STDOUT_FILENO, "%s, by/printf("%s, by/'
  assert_seen "demos/14-redirect.c: prints by dprintf(3) and by stdio" \
    14-redirect 's/printf\("message/dprintf(STDOUT_FILENO, "message/'
}

# fuses: how each demo that has a fuse is run until it stays, and how many of
# its processes stay. On a busy machine the parent of 08 may have waited for its
# child, and is ended only then: one is seen, or two. The work of 25 gets the
# SIGTERM of its server at the same time: one is seen, or none. In 27 each waits
# for the next one, and all have the same time.
fuses() {
  cat <<TABLE
02-background   1
03-stop-resume  1
04-tty-io       1  write
05-hangup       1  log
06-nohup        1
07-groups       [23]
08-setsid       [12]
09-orphan       2
09-orphan       3  subreaper
10-single-fork  1
11-double-fork  1
12-umask        1  027
13-chdir        1  log conf
14-redirect     1  keep
15-descriptors  1  leak
17-libc-daemon  1  0 1
19-pid-file     1  pid
20-signals      1  conf
21-logging      1  log a 2
21-receive      1  socket
22-ask          1  socket
22-unix-socket  1  socket
23-ask          1  port
23-impostor     1  0 true
23-tcp-token    1  port
24-sell         1  owner owned 1
24-sole-owner   1  owned 5
25-job          1  wait served
25-persistence  [01]  served sleep 60
26-privileges   1  0 log
27-scheduler    [123]  table mail
28-ready        2  wait cat
28-supervisor   2  cat
29-pid1         1  cat
TABLE
}

# hold_owner: an owner that is stopped: who asks it waits; sets $server.
hold_owner() {
  "$build/24-sole-owner" owned 5 >log &
  server=$!
  soon grep -q '^owner' log
  kill -STOP $server
}

# keep_work: a server whose work ends soon after it; sets $server.
keep_work() {
  "$build/25-persistence" served "$build/25-job" wait served >log &
  server=$!
  soon grep -q '^work' log
}

# burn NAME EDIT STEM COUNT [ARG...]: runs the demo with a fuse of 1 second, and
# as sed -E changes it. $burnt/NAME says what came of it if not COUNT of its
# processes were ended by SIGALRM, or if one is left after $deadline (5) s.
burn() {
  name=$1 edit=$2 stem=$3 count=$4
  shift 4
  folder=$(mktemp -d "$SHUNIT_TMPDIR/fuse.XXXXXX")
  sed -E "s/FUSE = 900/FUSE = 1/; $edit" "demos/$stem.c" >"$folder/$stem.c"
  compile "$folder/$stem.c" "$folder/$stem" -O0 -g0 -w || return
  cd "$folder" || return
  printf 'greeting hello\ninterval 2000\n' >conf
  echo '3000 exec sleep 60' >table
  server=''
  [ "$stem" != 22-ask ] || {
    "$build/22-unix-socket" socket >log &
    server=$!
    soon grep -q '^server ' log # by now it listens
  }
  [ "$stem" != 23-ask ] || {
    "$build/23-tcp-token" port >log &
    server=$!
    soon grep -q '^server ' log
  }
  [ "$stem" != 24-sell ] || hold_owner
  [ "$stem" != 25-job ] || keep_work
  # It is given no signal and no input: what ends it is the fuse.
  DEADLINE=${deadline:-5} "$build/family" "./$stem" "$@" <&9 >ends 2>said
  [ -z "$server" ] || kill -KILL "$server"
  # shellcheck disable=SC2254 # a pattern
  case $(grep -c '^late' ends),$(grep -c ' 142$' ends) in
  0,$count) ;;
  *) echo "$stem $*: $count to be ended by SIGALRM, actual: $(cat ends said)" ;;
  esac >"$burnt/$name"
}

# All at once, as they only wait. Three more have lost a fuse.
oneTimeSetUp() {
  make -s BUILD="$build" "$build/family" >/dev/null
  burnt=$(mktemp -d "$SHUNIT_TMPDIR/burnt.XXXXXX")
  lost='/fuse|does not inherit/s/alarm\(FUSE\);//'
  deadline=2 burn lost-08 "$lost" 08-setsid 2 &
  deadline=2 burn lost-parent 's/^    alarm\(FUSE\);$//' 08-setsid '[12]' &
  deadline=2 burn lost-10 "$lost" 10-single-fork 1 &
  fuses | {
    while read -r stem count arguments; do
      # shellcheck disable=SC2086 # the arguments are words
      burn "$stem $arguments" '' "$stem" "$count" $arguments &
    done
    wait
  }
  wait
}

test_every_fuse_burns_down() {
  assertEquals "runs" "$(fuses | wc -l)" \
    "$(find "$burnt" -name '[0-9]*' | wc -l)"
  assertEquals "processes with a fuse of 1 second" "" \
    "$(cat "$burnt"/[0-9]*)"
}
test_every_demo_that_has_a_fuse_is_tried() {
  assertEquals "$(grep -l '\bFUSE\b' demos/*.c | sed 's,.*/\(.*\)\.c,\1,')" \
    "$(fuses | cut -d ' ' -f 1 | uniq)"
}
test_a_lost_fuse_is_seen() {
  assertContains "08-setsid" "$(cat "$burnt/lost-08")" "late"
  assertContains "its parent" "$(cat "$burnt/lost-parent")" "actual: program"
  assertContains "10-single-fork" "$(cat "$burnt/lost-10")" "late"
}

. "$shunit2"
