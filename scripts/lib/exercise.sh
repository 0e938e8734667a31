# exercise.sh: what the tools for the exercises have in common: grade.sh,
# hint.sh and watch.sh. It brings ask.sh and course.sh with it. It gives out:
#   $build    the folder that make builds into
#   $outcome  of the last grade: see there
#   $stem     of take_exercise
# Of watch.sh it wants $watched to be 1: there saving is enough.
. scripts/lib/ask.sh
. scripts/lib/course.sh
build=${BUILD:-build} watched=''
: "${CC:=cc}" "${CFLAGS=-O2}" "${LDFLAGS=}" "${WARN=-Wall -Wextra}"

# take_exercise TOOL [ARG...]: sets $stem to the exercise that the only ARG
# names, as 8, 08 or 08-setsid. If there is none or another number of ARGs, says
# how the tool is used; status 2.
take_exercise() {
  case $#/${2-} in
  2/[!-]*) stem=$(stem_of_ "$2" exercise) || exit ;;
  *)
    echo "usage: make $1 N=00" >&2
    exit 2
    ;;
  esac
}

# measure_rows: $width_ and $height_, of which rows of text take 80 at most.
measure_rows() {
  measure_
  [ "$width_" -le 80 ] || width_=80
}

# wrap TEXT: prints it in rows of the terminal's width, the second and all
# others below the first.
wrap() {
  printf '%s\n' "$1" | fold -s -w $((width_ - 2)) | sed 's/ *$//; 2,$s/^/  /'
}

# next_of STEM: the exercise that comes after this one; nothing after the last.
next_of() { exercises_ | sed -n "/^$1\$/{n;p;}"; }

# make_folders: work/ and build/work, the only places that are written to.
make_folders() {
  mkdir -p work "$build/work" 2>/dev/null || {
    echo "Cannot write in $PWD." \
      "Next: copy the course to a folder of your own." >&2
    exit 3
  }
}

# copy_starter STEM: puts the starter into work/, if the file is not there. True
# if it has put it there.
copy_starter() {
  [ ! -e "work/$1.c" ] || return 1
  cp "lessons/exercises/$1.c" "work/$1.c" || exit 3
  chmod u+w "work/$1.c"
}

# show_task STEM: the first comment of the starter, as text, a screen at a time
# where somebody is watching.
show_task() {
  local row rows=4
  task_rows "$1" | while IFS= read -r row; do
    if [ -t 1 ] && [ "$rows" -ge $((height_ - 3)) ]; then
      ask_ "[Enter] more"
      rows=0
    fi
    printf '%s\n' "$row"
    rows=$((rows + 1))
  done
}

# task_rows STEM: its rows. What is indented in it stays as it is.
task_rows() {
  awk '
    /\*\// { exit }
    NR > 1 { sub(/^ \* ?/, ""); print }' "lessons/exercises/$1.c" |
    awk -v room=$((width_ - 2)) '
      function flush(  n, i, word, row) {
        n = split(text, word, " ")
        for (i = 1; i <= n; i++)
          if (row != "" && length(row " " word[i]) > room) {
            print "  " row
            row = word[i]
          } else row = row (row == "" ? "" : " ") word[i]
        if (row != "") print "  " row
        text = ""
      }
      /^ *$/ { flush(); print ""; next }
      /^ / { flush(); print "  " $0; next }
      { text = text " " $0 }
      END { flush() }'
}

# begin_exercise STEM: the first time: the starter is copied and the task is
# shown. False if it is not the first time.
begin_exercise() {
  copy_starter "$1" || return 1
  wrap "A starter is now in work/$1.c, a file of yours. This is the task:"
  echo
  show_task "$1"
  echo
  if [ -n "$watched" ]; then
    echo "Next: edit work/$1.c, in another terminal, and save it."
  else
    echo "Next: edit work/$1.c, then make exercise N=${1%%-*}"
  fi
}

# after_pass STEM: what comes after a pass.
after_pass() {
  wrap "Compare with lessons/solutions/$1.c."
  if ! is_broken_ "$1"; then
    echo "Do you know what its key line is for? Take that line out of a copy:"
    echo "  cp work/$1.c work/broken.c    (and edit work/broken.c)"
    echo "  make exercise N=${1%%-*} BROKEN=work/broken.c"
  fi
  say_next "$1"
}

# say_next STEM: the lesson that comes next.
say_next() {
  local next
  next=$(next_of "$1")
  if [ -n "$next" ] && [ "$next" = "$(project_)" ]; then
    wrap "Next: make exercise N=${next%%-*} ($(title_ "$next"))"
  elif [ -n "$next" ]; then
    wrap "Next: make tour N=${next%%-*} ($(title_ "$next"))"
  else
    wrap "That was the last exercise. Next: make exercises"
  fi
}

# compile SOURCE PROGRAM: what the compiler says is printed, and is kept in
# PROGRAM.log. If it finds an error, that is told in a sentence. A program that
# still runs stays as it is, for the new one is another file.
compile() {
  local log="$2.log"
  command -v "${CC%% *}" >/dev/null || {
    echo "There is no compiler $CC here. Next: sh scripts/setup.sh" >&2
    exit 3
  }
  [ -r "$1" ] || {
    wrap "$1 cannot be read: its mode is $(stat -c %a "$1"). \
Next: chmod u+rw $1"
    return 1
  }
  rm -f "$2"
  # shellcheck disable=SC2086 # the flags are words
  if (
    ulimit -f 131072 # 64 MB: what no compiler needs for an exercise
    LC_ALL=C TMPDIR=${2%/*}
    export LC_ALL TMPDIR
    exec $CC $WARN $CFLAGS "$1" -o "$2" $LDFLAGS
  ) >"$log" 2>&1; then
    cat "$log"
    return
  fi
  cat "$log"
  echo
  tell_error "$1" "$log"
  return 1
}

# tell_error SOURCE LOG: the first error, in a sentence, and what to do.
tell_error() {
  local text line='' place='the message above'
  text=$(grep -Eom1 "undefined reference to .*" "$2")
  if [ -n "$text" ]; then
    wrap "$1 cannot be linked: there is an $text. It is used, and nobody \
defines it. Usual cause: its name is misspelt."
    wrap "Next: mend it, then $again"
    return
  fi
  text=$(grep -Em1 '(^|[ :])error: ' "$2")
  case $text in
  "$1":[0-9]*)
    line=${text#"$1":}
    line=${line%%:*} place="line $line and the one above it"
    ;;
  esac
  text=${text##*error: }
  wrap "$1 does not compile. The first error${line:+, in line $line}: \
${text:-see above}."
  wrap "Next: look at $place, and mend that first: later errors often come \
from the first one. Then $again"
}

# tell_warnings SOURCE LOG: each, in a sentence: three at most.
tell_warnings() {
  awk -v source="$1:" '
    index($0, source) == 1 && match($0, /: warning: /) {
      if (++n > 3) next
      split(substr($0, length(source) + 1), part, ":")
      text = substr($0, RSTART + RLENGTH)
      sub(/ \[-W[^]]*\]$/, "", text)
      print "The compiler warns: " text " (line " part[1] ")."
    }
    END {
      if (n > 3) print "It has " n - 3 " more warnings: see above."
    }' "$2" | while IFS= read -r text; do wrap "$text"; done
}

# grade STEM: compiles work/STEM.c and runs its grader. True if it passes, and
# that is noted. What the compiler warned of is said again at the end. Sets
# $outcome: pass, compile or fail.
grade() {
  local source="work/$1.c" program="$build/work/$1" sum result
  again="type make exercise N=${1%%-*} again."
  [ -z "$watched" ] || again="save it."
  outcome=compile
  # Of the file as it is compiled: it may be saved while the grader runs.
  sum=$(sum_ "$1")
  compile "$source" "$program" || return 1
  outcome=fail
  GRADER_HINT=${watched:+"press h for a hint"} \
    "tests/exercises/$1_test.sh" --wrap "$program"
  result=$?
  case $result in
  0) outcome=pass ;;
  1) ;;
  *) exit $result ;;
  esac
  echo
  [ $outcome = fail ] || echo "Passed. Your program: $program"
  tell_warnings "$source" "$program.log"
  [ $outcome = pass ] || {
    wrap "Not yet. Next: edit $source, then $again"
    return 1
  }
  # shellcheck disable=SC2086 # two words: checksum and size
  note_ exercise "$1" $sum ||
    echo "(Not noted: work/progress cannot be written.)"
}

# show_hint STEM: the hint that comes next, and what comes after it.
show_hint() {
  local n=${1%%-*} all last text next="make hint N=${1%%-*}" page
  page=$(page_ "$1")
  [ -z "$watched" ] || next=h
  all=$(grep -c '<summary>Hint [0-9]*</summary>' "$page")
  last=$(hint_of_ "$1")
  [ "$last" -lt "$all" ] || last=0
  text=$(awk -v part=hint -v n=$((last + 1)) -f scripts/lib/plain.awk \
    -f scripts/lib/lesson.awk "$page") || {
    wrap "Lesson $n has no hints. The lesson itself: make read N=$n"
    return
  }
  echo "Hint $((last + 1)) of $all, for exercise $n:"
  printf '%s\n' "$text" | fold -s -w $((width_ - 2)) | sed 's/ *$//; s/^/  /'
  note_ hint "$1" $((last + 1)) ||
    wrap "(Not noted: work/progress cannot be written. This hint comes again.)"
  if [ $((last + 1)) -lt "$all" ]; then
    echo "The next one: $next"
  else
    echo "That was the last hint. To begin again with the first: $next"
    echo "The lesson: make read N=$n"
  fi
}
