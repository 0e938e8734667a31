# broken.sh: judges a variant of the learner's program, without its key call.
# The grader must notice it at its key step, and not because it crashes or
# hangs: then the learner knows what the line is for.

# refuse_broken SENTENCE: a broken variant that is not judged.
refuse_broken() {
  wrap "$1"
  exit 2
}

# changed_lines OLD NEW: how many lines differ. One that is changed, not only
# added or taken out, counts once.
changed_lines() {
  diff -U 0 "$1" "$2" | awk '
    function add() { n += out > in_ ? out : in_; out = in_ = 0 }
    NR <= 2 { next }
    /^@@/ { add() }
    /^-/ { out++ }
    /^[+]/ { in_++ }
    END { add(); print n + 0 }'
}

# key_step_of STEM: "NUMBER TITLE" of the key step of its grader.
# step_of STEM NUMBER: the title of that step.
key_step_of() {
  awk '/^ *(key_)?step "/ { n++ }
    /^ *key_step "/ { split($0, part, "\""); print n, part[2] }' \
    "tests/exercises/$1_test.sh"
}
step_of() {
  awk -v wanted="$2" '/^ *(key_)?step "/ && ++n == wanted {
    split($0, part, "\""); print part[2] }' "tests/exercises/$1_test.sh"
}

# note_of STEM PROGRAM: runs the grader on it; what it says is in PROGRAM.out.
# Prints "STEP CHECK FATE" of the check that fails, see lesson.sh. The status is
# the grader's.
note_of() {
  local result
  rm -f "$2.note"
  GRADER_NOTE=$2.note "tests/exercises/$1_test.sh" --wrap --plain "$2" \
    >"$2.out" 2>&1
  result=$?
  cat "$2.note" 2>/dev/null
  return $result
}

# gets_nowhere STEM STEP CHECK: would a program that does nothing get as far?
gets_nowhere() {
  local empty="$build/work/empty/$1" step check _
  mkdir -p "$build/work/empty"
  echo 'int main(void) { return 0; }' >"$empty.c"
  compile "$empty.c" "$empty" >/dev/null || return 1
  read -r step check _ <<END
$(DEADLINE=1 note_of "$1" "$empty")
END
  [ "${step:-0}" -eq "$2" ] && [ "$check" -eq "$3" ]
}

# failing_check FILE: of what the grader has said, the step that failed.
failing_check() {
  awk '
    /^Step [0-9]+ of/ { text = "" }
    /^ +This was step/ { exit }
    { text = text $0 "\n" }
    END { printf "%s", text }' "$1"
}

# may_be_judged STEM FILE: if not, says why and ends with status 2.
may_be_judged() {
  local source="work/$1.c" lines
  [ -f "$2" ] || refuse_broken "There is no file $2. \
Next: cp $source $2, and take the key call out of $2"
  is_passed_ "$1" || refuse_broken "$source does not pass, as it is now. \
Next: first let it pass: make exercise N=${1%%-*}"
  lines=$(changed_lines "$source" "$2")
  [ "$lines" -gt 0 ] || refuse_broken "$2 is the same as $source. \
Next: take the key call out of $2"
  [ "$lines" -le 3 ] || refuse_broken "$2 differs from $source in $lines \
lines; three are permitted. You need not take out the whole statement: in \
place of the call write what it returns when it succeeds, as in if (0 == -1)."
}

# judge_broken STEM FILE: is it the program without its key call? True if it is,
# and that is noted.
judge_broken() {
  local program="$build/work/broken/$1" note result step check fate key title
  may_be_judged "$1" "$2"
  mkdir -p "$build/work/broken"
  again="type make exercise N=${1%%-*} BROKEN=$2 again."
  compile "$2" "$program" || return 1
  echo "The grader judges $2 ..."
  note=$(note_of "$1" "$program")
  result=$?
  read -r step check fate <<END
$note
END
  read -r key title <<END
$(key_step_of "$1")
END
  if [ "$result" -gt 1 ] || [ "$step" = 0 ]; then # it could not judge
    cat "$program.out"
    return "$result"
  fi
  why_not "$1" "$result" && return 1
  printf '%sThat is what this line is for.%s\n\n' "$bold_" "$off_"
  failing_check "$program.out"
  # shellcheck disable=SC2046 # two words: checksum and size
  note_ broken "$1" $(cksum <"$2") ||
    echo "(Not noted: work/progress cannot be written.)"
  echo
  say_next "$1"
}

# why_not STEM STATUS: says why it is not that variant; false if it is. It uses
# what judge_broken has found out.
why_not() {
  local is="The key of this exercise is step $key: $title"
  local no="That is not the variant that is asked for."
  case $2/$fate in
  0/*) wrap "Your change makes no difference that the grader sees. $is" ;;
  1/SIG*) wrap "It crashes: $fate has ended it. $no" ;;
  1/loops | 1/prints | 1/forks | 1/sleeps)
    wrap "It hangs: it $fate without end. $no"
    ;;
  *)
    if [ "$step" -ne "$key" ]; then
      wrap "It fails in step $step: $(step_of "$1" "$step"). $is"
    elif [ "$step" -eq 1 ] && gets_nowhere "$1" "$step" "$check"; then
      wrap "It fails as early as a program that does nothing: your change \
takes more out than the key call. $is"
    else
      return 1
    fi
    ;;
  esac
}
