#!/bin/sh
# The grader of exercise 12: deposit.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"
need stat

# has_only BITS MEANING: a check: the mode of $made has no bit that is not in
# BITS. It is not polled: that it will be right later is not enough.
has_only() {
  checks=$((checks + 1))
  mode=$(stat -c %a "$stage/home/$made" 2>&1)
  case $mode in
  *[!0-7]*)
    fail "After \"created\" there is no file." "stat says: $mode"
    return
    ;;
  esac
  if [ $((0$mode & ~$1)) -eq 0 ]; then
    tell ok "while it waits, the mode is $mode: $2" "$green"
  else
    fail "While it waits, the file's mode is wider than it may be." \
      "mode: expected $2, actual $mode
$3"
  fi
}

# try_mask MASK: deposit is run with it, and looked at while it waits.
try_mask() {
  made=made.$1
  # shellcheck disable=SC2016 # for the shell on the terminal
  type_line "(umask $1; $program $made); "'echo "status $?"'
  wait_for '^created$'
  deposit=$(pid_of deposit)
  check "its mask is still $1" grep -qs "^Umask:.*$1\$" "/proc/$deposit/status"
  # What it asked for shows with mask 0; that it has not been corrected yet,
  # with 077: so this is the moment between the two.
  has_only 0640 "no bit beyond 640" \
    "  whoever opens the file now keeps it open, whatever the mode is later"
  has_only "(0777 & ~$1)" "no bit that is in the mask $1" \
    "  the mode was made exact before the wait, or the mask was changed"
  type_line "a line to keep"
  wait_for '^done$'
  wait_for '^status 0$'
  type_line "stat -c 'mode %a' $made"
  wait_for '^mode 640$'
  expect_line "$made" '^a line to keep$'
}

open_terminal

step "Mask 077 takes much: at the end the mode is 640 all the same"
try_mask 0077

step "Mask 0 takes nothing: what is seen is what was asked for"
try_mask 0000

step "The usual mask, 022, and one that takes everything, 777"
try_mask 0022
try_mask 0777

step "A file that exists is refused and left as it is"
type_line "echo old >there; chmod 666 there; stat -c 'mode %a' there"
wait_for '^mode 666$'
# shellcheck disable=SC2016 # for the shell on the terminal
type_line "$program there; "'echo "status $?"'
wait_for '^status 1$'
type_line "cat there; stat -c 'mode %a' there"
wait_for '^old$'
wait_for '^mode 666$'
