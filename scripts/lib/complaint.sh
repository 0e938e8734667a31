# complaint.sh: a call of the learner's program fails. Does the program say so?
# It gives nothing out.
#
# build/fault.so, put before libc, makes the call fail; build/family tells how
# each process of the program has ended. Both are described in tests/faults.
# Only the program itself gets LD_PRELOAD: neither the shell on the terminal nor
# what the program executes.

# expect_complaint CALL [LINE [caller] [STATUS]]: a check: the program is run
# once, with LINE typed behind its name, and the libc function CALL fails in it.
# The process in which that fails must say so on standard error, by the
# function's name or by the error's text as strerror(3) has it, and end with a
# status other than 0, not by a signal. Neither it nor the program may still be
# there after $DEADLINE seconds. So LINE has to be such that a right program
# ends: "-w true </dev/null". With caller the program that was typed must end
# with a status other than 0 as well, and not only a child that it has left
# behind. With STATUS the process in which the call fails must end with that.
#
# CALL is a name, and behind it what is needed of: a number, if not the first
# call is to fail (a child counts on from its parent's number); parent, child or
# grandchild, if it is to fail there only (each then counts from 1); the error,
# if not the usual one. So: setsid, 'fork 2', 'setpgid child', 'open EACCES'.
#
# A program that never makes the call is not asked: that is said, and counts
# neither as a check nor as skipped. Where nothing can come before libc (the
# program is static, has a sanitizer or another libc; there is no fault.so), the
# reason is said, and counts as skipped. A CALL that fault.so does not know is
# refused with status 2.
expect_complaint() {
  local call="$1" line_="${2-}" caller='' number='' name result sentence
  local end="a status other than 0"
  for name in ${3-} ${4-}; do
    case $name in
    caller) caller=$name ;;
    *[!0-9]*) refuse 2 "expect_complaint: what is $name behind a LINE?" ;;
    *) number=$name end="status $name" ;;
    esac
  done
  name=${call%% *}
  if [ ! -e "$build_/fault.so" ] || [ ! -x "$build_/family" ]; then
    leave_out "nothing is made to fail: no $build_/fault.so. Next: make"
    return
  fi
  grep -qE "[A-Z]+\(($name|${name#posix_spawn})," tests/faults/fault.c ||
    refuse 2 "expect_complaint: fault.so has no function $name"
  # The name of what it calls stands in it. This is quicker than a run.
  if ! grep -aqF -e "$name" "$stage/home/$program"; then
    say "It does not call $name(): not asked."
    return
  fi
  prepare_fault_ "$call"
  tell fails "$(fault_in_words_ "$call"), in this run"
  type_line "./failing $program${line_:+ $line_}"
  wait_for_end_ ||
    refuse 2 "expect_complaint: ./failing was not run: where is the shell?"
  if ! is_loaded_; then
    leave_out "nothing is made to fail: $(why_not_loaded_)"
    return
  fi
  result=$(judge_fault_ "$name" "$caller")
  if [ -z "$result" ]; then
    say "It does not call $(fault_in_words_ "$call"): not asked."
    return
  fi
  checks_=$((checks_ + 1))
  read_fault_ "$name"
  sentence="$name() fails ($fault_), and the program says which call failed \
or why, on standard error,"
  if wrong_of_fault_ "$name" "$result" && has_status_ "$number" "$result"; then
    tell ok "it says \"$said_\" and ends with status ${result#status }" \
      "$green_"
  else
    fail_ "Expected: $sentence and ends with $end." "$wrong"
  fi
}

# expect_wait_complaint [LINE [caller] [STATUS]]: the same with each function of
# wait(2)'s family whose name stands in the program.
expect_wait_complaint() {
  local call
  for call in wait waitpid wait3 wait4 waitid; do
    calls_none "$call" || expect_complaint "$call" "$@"
  done
}

# has_status_ NUMBER RESULT: is it "status NUMBER"? Without NUMBER any will do.
has_status_() {
  wrong="Actual: it said \"$said_\", and ended with $2.
Usual cause: err(3) or exit(3) with another status than the task has."
  [ -z "$1" ] || [ "$2" = "status $1" ]
}

# calls_are_seen: can what the program calls be read from its file, and can
# something come before libc? Not where it wraps libc's functions itself.
calls_are_seen() {
  local file="$stage/home/$program"
  [ -e "$build_/fault.so" ] || return 1
  head -c 2000 "$file" | grep -aqE '/ld[-.a-z0-9_]*\.so' &&
    ! grep -aqE '__asan_init|__wrap_' "$file"
}

# calls_none NAME...: for verify: has it none of these functions of libc? The
# linker has put the names of those that it calls into the file, each with a 0
# behind it. First ask calls_are_seen.
calls_none() {
  local name
  for name in "$@"; do
    wrong="It calls $name()."
    ! tr '\0' '\n' <"$stage/home/$program" | grep -aqx "$name" || return 1
  done
}

# prepare_fault_ CALL: makes the program failing in the terminal's folder, and a
# folder for what comes of it.
prepare_fault_() {
  local name number=1 who='any ' error='' word seconds tab='	'
  # shellcheck disable=SC2086 # the words of CALL
  set -- $1
  name=$1
  shift
  for word in "$@"; do
    case $word in
    [1-9]*) number=$word ;;
    parent) who='' ;;
    child | grandchild) who="$word " ;;
    E[A-Z]*) error=$word ;;
    *) refuse 2 "expect_complaint: what is $word in a CALL?" ;;
    esac
  done
  seconds=$(((patience_ + 99) / 100))
  rm -rf "$stage/failing"
  mkdir "$stage/failing"
  : >"$stage/failing/calls"
  # What the program prints goes to the terminal, what it says on standard error
  # to a file: there no other's message can be taken for its own.
  cat >"$stage/home/failing" <<END
#!/bin/sh
# failing PROGRAM [ARG...]: runs PROGRAM, in which a call fails.
TRACE=\$PWD/../failing/calls PATIENT=1 DEADLINE=$seconds
FAULT='$name$tab$who$number$tab$error'
export TRACE PATIENT DEADLINE FAULT
exec build/family sh -c '
  exec env LD_PRELOAD=build/fault.so "\$@" >&3 2>../failing/said 3>&-
' sh "\$@" 3>&1 >../failing/ends
END
  chmod +x "$stage/home/failing"
}

# fault_in_words_ CALL: what is made to fail, for a reader.
fault_in_words_() {
  local name="${1%% *}" word which='' where=''
  for word in ${1#"$name"}; do
    case $word in
    2) which=" for the second time" ;;
    3) which=" for the third time" ;;
    [4-9]*) which=" $word times" ;;
    parent | child | grandchild) where=" in the $word" ;;
    esac
  done
  echo "$name()$where$which"
}

# wait_for_end_: until all of it has ended: then build/family tells, and no
# sooner. It ends what is late, and so needs more than the deadline, which it
# knows in whole seconds.
wait_for_end_() {
  local patience_=$((patience_ + 2000))
  poll_ [ -s "$stage/failing/ends" ]
}

# is_loaded_: was fault.so there in the program itself? It may have been handed
# on to what a static program executes.
is_loaded_() {
  local file
  file=$(readlink -f "$stage/home/$program")
  awk -F '\t' '$1 == "loaded" { print $4 }' "$stage/failing/calls" |
    grep -qxF -e "$file"
}

# why_not_loaded_: why fault.so could not come before libc.
why_not_loaded_() {
  local file="$stage/home/$program"
  if grep -aq __asan_init "$file"; then
    echo "the program is built with a sanitizer, which has to come first"
  # The dynamic linker is named soon after the program's head.
  elif head -c 2000 "$file" | grep -aqE '/ld[-.a-z0-9_]*\.so'; then
    echo "the program has another libc than $build_/fault.so"
  elif [ -r "$file" ]; then
    echo "the program is linked statically, and nothing can come before libc"
  else
    echo "the program cannot be read"
  fi
}

# judge_fault_ NAME [caller]: prints, of the processes in which the call has
# failed, the worst end: "late", "signal N", "caller N", "status 0" or "status
# N". Nothing if it has failed in none.
judge_fault_() {
  awk -v name="$1" -v caller="${2-}" '
    BEGIN { FS = "\t" }
    NR == FNR && $1 == "ended" { status[$6] = $7 }
    NR == FNR && $1 == name { met[$6] }
    NR == FNR { next }
    {
      split($0, word, " ")
      if (word[1] == "late") was_late[word[2]]
      if (word[1] == "program") program = word[3]
      if (word[1] == "program" && word[2] in was_late) late = 1
      status[word[2]] = word[3]
    }
    END {
      for (pid in met) {
        any = 1
        if (pid in was_late) { late = 1; continue }
        end = pid in status ? status[pid] : program
        if (end > 128 && end <= 192) signal = end - 128
        if (end == 0) zero = 1
        else last = end
      }
      if (!any) exit
      if (signal) print "signal " signal
      else if (zero) print "status 0"
      else if (late || program == "") print "late"
      else if (caller && program == 0) print "caller " last
      else print "status " last
    }' "$stage/failing/calls" "$stage/failing/ends"
}

# read_fault_ NAME: sets $fault_ to the error, as "EPERM: Operation not
# permitted", $said_ to the line of standard error that has this text or NAME,
# and $is_said_; if there is no such line, to the last one. The program may have
# NAME in its own name, which stands before what it says.
read_fault_() {
  local file="$stage/failing/said" number
  fault_=$(awk -F '\t' -v name="$1" \
    '$1 == name { print $3 ": " $7; exit }' "$stage/failing/calls")
  is_said_=yes
  number=$(sed "s/${program##*/}/program/g" "$file" |
    grep -anim 1 -F -e "${fault_#*: }" -e "$1")
  [ -n "$number" ] || {
    is_said_=''
    number=$(grep -an . "$file" | tail -n 1)
  }
  said_=$(sed -n "${number%%:*}p" "$file" | cut -c 1-200)
  said_=$(printable "$said_")
}

# wrong_of_fault_ NAME RESULT: true if RESULT is right, and something was said.
# If not, $wrong says what was seen and its usual cause.
wrong_of_fault_() {
  local number="${2#* }" said check="== -1"
  said="it said \"$said_\""
  [ -n "$said_" ] || said="it said nothing"
  case $1 in
  posix_spawn*) check="!= 0 (it returns the number of the error, and not -1)" ;;
  fopen | fdopen | opendir | getcwd) check="== NULL" ;;
  fclose | fflush) check="== EOF" ;;
  *printf) check="< 0" ;;
  esac
  case $2/$said_ in
  late/*)
    wrong="Actual: $said, and a process of it was still there at the deadline.
Usual cause: it goes on as if nothing had happened, and waits."
    ;;
  signal*)
    wrong="Actual: $said, and was ended by SIG$(bash -c "kill -l $number").
Usual cause: what $1() returns is used, although it has failed."
    ;;
  'status 0/')
    wrong="Actual: $said and ended with status 0.
What $1() returns is not looked at. Usual cause: no $check."
    ;;
  'status 0/'*)
    wrong="Actual: $said, and ended with status 0.
Usual cause: warn(3) or perror(3) and no exit after it. err(3) does both."
    ;;
  caller*/?*)
    wrong="Actual: $said, and the process in which it fails ended with \
status $number. But the program's own status is 0.
Usual cause: the parent does not wait for its child, or drops its status."
    ;;
  */)
    wrong="Actual: it said nothing, and ended with status $number.
Usual cause: it ends without warn(3) or perror(3), or standard error was closed
or redirected before."
    ;;
  *)
    [ -z "$is_said_" ] || return 0
    wrong="Actual: $said, and ended with status $number. That names neither \
$1 nor the error.
Usual cause: it goes on, and another call fails because of this one."
    ;;
  esac
  return 1
}
