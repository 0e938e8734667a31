#!/bin/sh
# The grader of exercise 13: reread.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"
need paste

# start_reread LINE: types it; reread is in /, wherever it was started.
start_reread() {
  start reread "$1"
  expect_print 'config: one'
  expect_proc "$reread" cwd=/ none=etc/config
  expect "$reread" PPID="$shell" TPGID=PGID STAT=S+
}

# reload TEXT: a SIGHUP, and what reread is to say of its configuration.
reload() {
  send_signal HUP "$reread"
  expect_print "config: $1"
}

# replace TEXT: as an editor does it: a new file takes the name.
replace() {
  tell file "another file, with the line \"$1\", takes the name of the old"
  echo "$1" >"$stage/home/etc/new" && mv "$stage/home/etc/new" "$config"
}

# said_no_more TEXT...: after the line that says who it is, has it printed these
# lines of its configuration, and nothing else?
said_no_more() {
  wrong="It has printed: $(sed 1d "$stage/home/said" | paste -s -d ';')"
  [ "$(sed 1d "$stage/home/said")" = "$(printf 'config: %s\n' "$@")" ]
}

config=$stage/home/etc/config
mkdir "$stage/home/etc" && echo one >"$config"
open_terminal

key_step "A name in a folder: read at the start, and again at SIGHUP"
start_reread "$program etc/config"
reload one
tell file "the line in it becomes \"two\""
echo two >"$config"
reload two

step "Replaced by rename(2), it is found all the same, and not kept open"
replace three
reload three
expect_proc "$reread" none=etc/config none='etc/config (deleted)'

step "Gone, it is missed and told; back again, it is read"
tell file "etc/config is called etc/away"
mv "$config" "$stage/home/etc/away"
reload 'No such file or directory'
tell file "etc/away is called etc/config"
mv "$stage/home/etc/away" "$config"
reload three

step "Another error has another reason"
tell file "etc/config becomes a symbolic link to itself"
rm "$config" && ln -s config "$config"
send_signal HUP "$reread"
expect_print 'config: Too many levels of symbolic links' \
  'config: Symbolic link loop'
tell file "etc/config becomes a folder, which can be opened and not read"
rm "$config" && mkdir "$config"
reload 'Is a directory'
tell file "etc/config becomes an empty file"
rmdir "$config" && : >"$config"
reload ''
expect_proc "$reread" none=etc/config none='etc/config (deleted)'
tell file "etc/config is a file of two lines"
printf 'first\nsecond\n' >"$config"
reload first
press ^C
expect_gone "$reread"

step "Of two lines it prints the first alone, and only at each SIGHUP"
start reread "$program etc/config | tee -i said"
expect_print 'config: first'
reload first
replace "port $$"
expect_asleep "$reread" 3
reload "port $$"
press ^C
expect_gone "$reread"
verify ok "one line at the start, and one at each of two SIGHUPs" \
  said_no_more first first "port $$"

step "A SIGHUP that comes while it reads: it reads again"
tell file "etc/config becomes a FIFO, and there is no line in it yet"
rm "$config" && mkfifo "$config" && exec 5<>"$config"
start reread "$program etc/config"
expect_proc "$reread" any=etc/config
replace three
send_signal HUP "$reread"
tell file "the FIFO gets the line \"late\""
echo late >&5
expect_print 'config: three'
exec 5>&-
press ^C
expect_gone "$reread"

step "A symbolic link, and another link that takes its place"
replace one
ln -s config "$stage/home/etc/link"
start_reread "cd etc; ../$program ../etc/link"
tell file "another link, to a file with the line \"four\", takes its name"
echo four >"$stage/home/etc/other"
ln -s other "$stage/home/etc/new" &&
  mv -T "$stage/home/etc/new" "$stage/home/etc/link"
reload four
press ^C
expect_gone "$reread"

step "A name without a folder, and an absolute one"
start_reread "../$program config"
replace two
reload two
press ^C
expect_gone "$reread"
replace one
start_reread "../$program \"\$PWD/config\""
replace two
reload two

step "A long name, 200 folders deep; and the file comes later"
press ^C
expect_gone "$reread"
long=$(printf 'folder/%.0s' $(seq 200))
mkdir -p "$stage/home/$long"
start reread "cd; $program \$(printf 'folder/%.0s' \$(seq 200))config"
expect_print 'config: No such file or directory'
tell file "config is there now, in the last of the folders"
echo far away >"$stage/home/$long/config"
reload 'far away'

step "A call that fails is told"
press ^C
expect_gone "$reread"
type_line "cd"
expect_complaint getcwd etc/config
expect_complaint chdir etc/config
expect_complaint asprintf etc/config
expect_complaint sigprocmask etc/config
expect_complaint sigwait etc/config
