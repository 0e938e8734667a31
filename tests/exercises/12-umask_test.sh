#!/bin/sh
# The grader of exercise 12: deposit.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"
need cmp paste stat

# has_only BITS MEANING CAUSE: for verify: $mode has no bit that is not in BITS.
has_only() {
  wrong="mode: expected $2, actual ${mode:-(there is no such file)}.
$3"
  case $mode in
  '' | *[!0-7]*) false ;;
  *) [ $((0$mode & ~$1)) -eq 0 ] ;;
  esac
}

# try_mask MASK: deposit is run with it, and looked at while it waits.
try_mask() {
  local made="made.$1" mode sentence
  start deposit "(umask $1; $program $made); echo \"status \$?\""
  expect_print created
  expect_proc "$deposit" Umask="$1"

  # What it has asked for shows with mask 0; that it has not been corrected yet,
  # with 077. One look: that it will be right later is not enough.
  mode=$(stat -c %a "$stage/home/$made" 2>/dev/null)
  sentence="while it waits, no bit beyond 640"
  verify ok "$sentence" has_only 0640 "no bit beyond 640" \
    "Whoever opens the file now keeps it open, whatever the mode is later."
  sentence="while it waits, no bit that is in the mask $1"
  verify ok "$sentence" has_only "(0777 & ~$1)" \
    "no bit that is in the mask $1" \
    "The mode was made exact before the wait, or the mask was changed."

  type_line "a line to keep, with mask $1"
  expect_print 'done'
  expect_print 'status 0'
  expect_mode "$made" 640
  verify 'in file' "$made: that line and no other" \
    holds "$made" "a line to keep, with mask $1"
}

# holds FILE LINE: has it this line, and nothing else?
holds() {
  wrong="It has: $(paste -s -d ';' "$stage/home/$1" 2>&1)"
  printf '%s\n' "$2" | cmp -s - "$stage/home/$1"
}

# was_narrow FILE: has it a mode as it was made, before the mode is made exact?
was_narrow() {
  mode=$(stat -c %a "$stage/home/$1")
  has_only 0640 "no bit beyond 640" \
    "So it is at first. Whoever opens it then keeps it open."
}

# was_exact FILE: was its mode made exact before the line, which has no room?
was_exact() {
  mode=$(stat -c %a "$stage/home/$1")
  wrong="Its mode is $mode. The line was written before the mode was exact."
  [ "$mode" = 640 ]
}

open_terminal

key_step "Mask 077 takes much: at the end the mode is 640 all the same"
try_mask 0077

step "Mask 0 takes nothing: what is seen is what was asked for"
try_mask 0000

step "The usual mask, 022, and one that takes everything, 777"
try_mask 0022
try_mask 0777

step "A file that exists is refused and left as it is"
type_line "echo old >there; chmod 666 there; stat -c 'mode %a' there"
expect_print 'mode 666'
expect_status "$program there 2>why" 1
verify ok "it says why, on standard error" says_something why
expect_line there old
expect_mode there 666
# Another process may make it between lstat(2) and open(2). Then lstat finds no
# file: it fails by the library that expect_complaint uses, which is for glibc.
if calls_are_seen && ! calls_none lstat &&
  grep -aq GLIBC "$stage/home/$program"; then
  tell fails "lstat(), in this run: the file is made just after it"
  fault="FAULT=\$'lstat\\tany 1\\tENOENT' PATIENT=1 LD_PRELOAD=build/fault.so"
  expect_status "$fault $program there <<<new" 1
  expect_line there old
fi

step "So is a symbolic link, also one that leads nowhere"
type_line "ln -s nowhere link; readlink link"
expect_print nowhere
expect_status "$program link </dev/null" 1
verify ok "no file nowhere was made" is_missing nowhere

step "It keeps any line: an empty one, a long one, one without a newline"
type_line "echo >empty; printf '%%s%%d %3000d\\n' 7 >long; printf abc >short"
type_line "keep() { $program kept.\$1 <\$1 && same \$1 kept.\$1; }"
# It may put the missing newline in: $() does not see one at the end.
# shellcheck disable=SC2016 # for the shell on the terminal
type_line 'same() { [ "$(cat "$1")" = "$(cat "$2")" ] && echo "$1 is kept"; }'
for file in empty long short; do
  type_line "keep $file"
  expect_print "$file is kept"
done
type_line "$program none </dev/null 2>why || echo failed"
expect_print failed
verify ok "without a line it says why, on standard error" says_something why

step "The mask belongs to other threads, too: it is not changed for a moment"
if calls_are_seen; then
  verify ok "it does not call umask(2)" calls_none umask
else
  leave_out "its calls are not seen: it is static, or has a sanitizer"
fi

step "A call that fails is told"
expect_complaint open "first <<<line"
type_line "umask 0"
expect_complaint fchmod "second <<<line"
[ ! -e "$stage/home/second" ] ||
  verify 'in file' "second has never had a bit beyond 640" was_narrow second
# Who narrows it by its name.
if calls_are_seen && ! calls_none chmod; then
  expect_complaint chmod "by.name <<<line"
  [ ! -e "$stage/home/by.name" ] ||
    verify 'in file' "by.name has never had a bit beyond 640" was_narrow by.name
fi
expect_complaint fdopen "third <<<line"
expect_complaint fclose "fourth <<<line"

step "Where there is no room for the line it says so, and not done"
# No file may have a byte. Standard error is a terminal.
no_room="trap '' XFSZ; ulimit -f 0"
type_line "umask 077; echo line | ($no_room; $program full || echo failed)"
expect_print '*File too large*'
expect_print failed
expect_no_print 'done'
[ ! -e "$stage/home/full" ] ||
  verify 'in file' "full had mode 640 before the line was in it" was_exact full
