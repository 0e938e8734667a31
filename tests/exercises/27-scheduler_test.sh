#!/bin/sh
# The grader of exercise 27: once.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

# once SECONDS LOCK COMMAND...: types it; its output is in the file out, and
# what it says on standard error in the file why.
once() { type_line "$program $* >out 2>why; echo \"status \$?\""; }

# expect_silence: a check: it has printed nothing.
expect_silence() {
  verify 'in file' "out: nothing was printed" is_silent out
  verify 'in file' "why: nothing was said" is_silent why
}
is_silent() {
  wrong="It says: $(head -n 3 "$stage/home/$1" 2>&1)"
  [ -f "$stage/home/$1" ] && [ ! -s "$stage/home/$1" ]
}

# has_byte_0: for verify: does the file out end with p, a byte 0 and q?
has_byte_0() {
  wrong="It ends with these bytes:$(tail -c 3 "$stage/home/out" | od -An -c).
Usual cause: the output is printed as text, and a byte 0 ends a text in C."
  tail -c 3 "$stage/home/out" | od -An -c | grep -q 'p *\\0 *q'
}

# expect_reason: a check: it says why it prints something.
expect_reason() { verify 'in file' "why: it has said why" says_something why; }

open_terminal

step "A command that succeeds is silent"
once 60 lock "sh -c 'echo hello; echo oh >&2; echo \$1 >made' sh words"
expect_print 'status 0'
expect_silence
expect_line made words

step "A command that fails is not, and its status is told"
once 60 lock "sh -c 'echo hello; echo oh >&2; exit 3'"
expect_print 'status 3'
expect_line out hello
expect_line out oh
expect_reason
expect_line why '*3*'
once 60 lock "sh -c 'echo killed; kill -9 \$\$'"
expect_print 'status 137'
expect_line out killed
expect_reason
once 60 lock "sh -c 'kill -TERM \$\$'"
expect_print 'status 143'
once 60 lock ./nosuch
expect_print 'status 127'
expect_reason
once 60 lock ./made
expect_print 'status 126'
once 60 lock "sh -c 'seq 50000; printf \"p\\0q\"; exit 1'"
expect_print 'status 1'
verify 'in file' "out: all of 50,000 lines" counted 50000 '^[0-9]*$' out
verify 'in file' "out: and at its end p, a byte 0 and q" has_byte_0
expect_status "$program 60 lock sh -c 'echo hello; exit 3' >/dev/full" 1

key_step "While one runs, a second does nothing"
type_line "echo 'echo early; echo pid \$\$ >runs; read x <go; exit 5' >long"
type_line "mkfifo go"
start_job first "$program 60 lock sh long >out1 2>why1 &"
expect_line runs 'pid #'
running=${line#* }
call "$running" command
once 60 lock "touch second"
expect_print 'status 0'
expect_silence
verify ok "there is no file second" is_missing second
expect "$running" COMM=sh
once 60 lock2 "touch other"
expect_print 'status 0'
verify ok "with another lock it runs: there is a file other" is_there other
type_line "echo go >go; wait \$!; echo \"status \$?\""
expect_print 'status 5'
expect_line out1 early
once 60 lock "touch third"
expect_print 'status 0'
verify ok "it has ended, and the next one runs" is_there third

step "What the command leaves behind does not hold it up, and has no lock"
once 60 lock "sh -c 'sleep 60 & echo left \$! >pid; echo hello; exit 4'"
expect_print 'status 4'
expect_line out hello
expect_line pid 'left #'
left=${line#* }
call "$left" left
expect "$left" COMM=sleep STAT=S CHLD=default PPID="$reaper"
once 60 lock "touch fourth"
expect_print 'status 0'
verify ok "the next one runs: there is a file fourth" is_there fourth

step "What takes too long is ended, and all of its group with it"
type_line "echo 'trap \"\" TERM; sleep 60 & echo pid \$! >part' >slow"
type_line "echo 'echo begun; echo pid \$\$ >whole; kill -STOP \$\$' >>slow"
once 1 lock "sh slow"
patiently 4 expect_print 'status 124'
expect_line out begun
expect_reason
expect_line whole 'pid #'
whole=${line#* }
expect_line part 'pid #'
part=${line#* }
call "$whole" command
call "$part" part
expect_gone "$whole" "$part"
once 60 lock "touch fifth"
expect_print 'status 0'
verify ok "the next one runs: there is a file fifth" is_there fifth

step "A call that fails is told"
for call in open flock fork memfd_create lseek; do
  expect_complaint "$call" "60 lock sh -c 'exit 3'" 1
done
expect_complaint dup2 "60 lock true"
expect_wait_complaint "60 lock true" 1
