#!/bin/sh
# The grader of exercise 13: reread.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

# start_reread COMMAND: types it; $reread is in /, wherever it was started.
start_reread() {
  type_line "$1"
  wait_for '^reread .*pid'
  reread=$(pid_of reread)
  wait_for '^config: one$'
  check "it is in /" is_in_root
}
is_in_root() { [ "$(readlink "/proc/$reread/cwd")" = / ]; }

# reload TEXT: a SIGHUP, and what reread is to say of its configuration.
reload() {
  tell signal "SIGHUP to PID $reread"
  send ''
  kill -s HUP "$reread"
  wait_for "^config: $1"
}

# replace TEXT: as an editor does it: a new file takes the name.
replace() {
  tell file "another file, with the line \"$1\", takes the name of the old"
  echo "$1" >"$stage/home/etc/new" && mv "$stage/home/etc/new" "$config"
}

config=$stage/home/etc/config
mkdir "$stage/home/etc" && echo one >"$config"
open_terminal

step "A name in a folder: read at the start, and again at SIGHUP"
start_reread "$program etc/config"
reload one
tell file "the line in it becomes \"two\""
echo two >"$config"
reload two

step "Replaced by rename(2), it is found all the same"
replace three
reload three

step "Gone, it is missed and told; back again, it is read"
tell file "etc/config is called etc/away"
mv "$config" "$stage/home/etc/away"
reload 'No such file or directory'
tell file "etc/away is called etc/config"
mv "$stage/home/etc/away" "$config"
reload three
press ^C
expect_gone "$reread"

step "A name without a folder, and an absolute one"
replace one
start_reread "cd etc; ../$program config"
replace two
reload two
press ^C
expect_gone "$reread"
replace one
# shellcheck disable=SC2016 # for the shell on the terminal
start_reread "../$program"' "$PWD/config"'
replace two
reload two
