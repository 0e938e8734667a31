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
once 60 lock "sh -c 'echo killed; kill -9 \$\$'"
expect_print 'status 137'
expect_line out killed
expect_reason
once 60 lock ./nosuch
expect_print 'status 127'
expect_reason
once 60 lock "sh -c 'seq 50000; exit 1'"
expect_print 'status 1'
verify 'in file' "out: all of 50,000 lines" counted 50000 '^[0-9]*$' out

key_step "While one runs, a second does nothing"
type_line "mkfifo go; echo 'echo pid \$\$ >runs; read x <go; exit 5' >long"
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
expect "$left" COMM=sleep STAT=S PPID="$reaper"
once 60 lock "touch fourth"
expect_print 'status 0'
verify ok "the next one runs: there is a file fourth" is_there fourth

step "What takes too long is ended, and all of its group with it"
type_line "echo 'trap \"\" TERM; sleep 60 & echo pid \$! >part' >slow"
type_line "echo 'echo begun; echo pid \$\$ >whole; wait; wait' >>slow"
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
for call in open flock fork dup2; do
  expect_complaint "$call" "60 lock true"
done
