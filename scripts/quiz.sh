#!/bin/sh
# quiz.sh [FORM] [--auto]: what do you know about processes, and what do you
# take for granted? Each question shows live processes and stands for one
# misconception of lessons/myths.md; what is right is then shown by doing it.
# The questions are in scripts/lib/quiz.txt, in two forms of equal content: one
# before the course, one after it. The answers are kept in work/quiz-before.tsv
# and work/quiz-after.tsv, a line a question: number, misconception, letter,
# right or wrong (skipped: it could not be shown here). lib/gain.awk sums up.
set -u
unset CDPATH
cd "$(dirname "$0")/.." || exit 3
. scripts/lib/ask.sh
. scripts/lib/course.sh

usage() {
  cat <<'END'
usage: quiz.sh [before|after] [--auto]
  before, after  the form; without it the one that is next
  --auto         read the letters from standard input, one a line
END
}

# read_quiz WANT: see quiz.awk.
read_quiz() {
  awk -v form="$form" -v want="$1" -f scripts/lib/quiz.awk scripts/lib/quiz.txt
}

# answered: how many questions of the form have been answered.
answered() {
  if [ -e "$file" ]; then grep -c . "$file"; else echo 0; fi
}
# take_form FORM: sets $form, $file, and $count, how many questions it has.
take_form() { form=$1 file=work/quiz-$1.tsv count=$(read_quiz count); }

# unseen: the numbers of the lessons that the questions are about and that have
# not been seen.
unseen() {
  local lesson
  read_quiz myths | cut -f 2 | sort -u | while read -r lesson; do
    is_seen_ "$lesson" || echo "${lesson%%-*}"
  done | paste -s -d ' ' -
}

# choose_form: the one that is next.
choose_form() {
  local open
  take_form before
  [ "$(answered)" -ge "$count" ] || return 0
  open=$(unseen)
  if [ -z "$open" ]; then
    take_form after
    return
  fi
  score
  echo "The second form is for after the course. You have not seen yet:"
  echo "  $open" | fold -s -w 78
  echo "Next: make tour. Or now, all the same: make quiz FORM=after"
  exit 0
}

quit_() { exit 0; }

# score: how many were right, and what to read again.
score() {
  local right
  right=$(grep -c '	right$' "$file")
  echo
  echo "Form $form: $right of $(grep -c '	[a-z]	' "$file") answers are right."
  ! grep -q '	skipped$' "$file" || echo "$(grep -c '	skipped$' "$file")" \
    "could not be shown here, and were not asked."
  ! grep -q '	wrong$' "$file" || echo "To read again:"
  read_quiz myths | LC_ALL=C sort -t '	' -k 2,2 -s | awk -F '\t' '
    NR == FNR { wrong[$2] = $4 == "wrong"; next }
    wrong[$3] {
      n = substr($2, 1, 2)
      if (!(n in claims)) order[++lessons] = n
      claims[n] = claims[n] "\n    not so: \"" $3 "\""
    }
    END {
      for (i = 1; i <= lessons; i++)
        print "  make read N=" order[i] claims[order[i]]
    }' "$file" - | page_rows_ "$auto"
}

# compare: the score of the other form beside it, and the gain.
compare() {
  [ "$form" = after ] && [ -s work/quiz-before.tsv ] || return 0
  awk -v questions="$count" -f scripts/lib/gain.awk ./work/quiz-before.tsv \
    ./work/quiz-after.tsv | sed -n '/^The gain\|^No gain/p
      s/^mean score: \(.*\);.*/Your score: \1./p'
}

# leave: says where it goes on.
leave() {
  echo
  echo "$(answered) of $count questions are answered." \
    "To go on: make quiz FORM=$form"
  exit 0
}

# welcome: before the first question.
welcome() {
  cat <<END

  Form $form: $count questions about processes that run here, now. Each question
  shows rows of ps, and you answer with a letter. Then what it asks about is
  done, and ps shows what comes of it. Each question has a terminal of its own:
  you see its name under TTY, and what is typed there is told to you.
  Say s where you do not know: a guess would hide what you want to find out.
  You may leave with q at any time. make quiz goes on where you left it.

END
}

# put_question N: on a stage of its own. Where it cannot be shown, the one that
# stands for it. Sets $result.
put_question() {
  local instead
  for instead in '' 1; do
    QUIZ_FORM=$form QUIZ_N=$1 QUIZ_INSTEAD=$instead QUIZ_SAY=$letter \
      QUIZ_OUT=$PWD/$file sh scripts/lib/question.sh ${auto:+--auto} \
      "${BUILD:-build}/00-terminal" 3<&-
    result=$?
    [ "$result" -eq 3 ] || return 0
  done
}

form='' auto='' letter='' worst=0
for word in "$@"; do
  case $word in
  before | after) form=$word ;;
  --auto) auto=1 ;;
  '') ;;
  -h | --help) usage && exit ;;
  *) usage >&2 && exit 2 ;;
  esac
done
{ [ -t 0 ] && [ -t 1 ]; } || [ -n "$auto" ] || {
  echo "make quiz needs a terminal. Or: sh scripts/quiz.sh --auto <answers" >&2
  exit 2
}
if [ -z "$form" ]; then choose_form; else take_form "$form"; fi
{ mkdir -p work && : >>"$file"; } 2>/dev/null || {
  echo "Cannot write in $PWD/work." \
    "Next: copy the course to a folder of your own." >&2
  exit 3
}
case ${TERM-} in '' | dumb) NO_COLOR=1 ;; esac
choose_colours_
# Ctrl-C ends the question, which cleans up; we see how it ended.
trap : INT

[ -z "$auto" ] || exec 3<&0 </dev/null
n=$(answered)
[ "$n" -gt 0 ] || welcome
while [ "$n" -lt "$count" ]; do
  n=$((n + 1))
  if [ -n "$auto" ]; then read -r letter <&3 || leave; fi
  put_question "$n"
  case $result in
  0) continue ;;
  129 | 130 | 143) leave ;;
  2) exit 2 ;;
  3) ;;
  *) worst=1 ;;
  esac
  echo "  Question $n cannot be shown here. It is left out."
  printf '%s\t%s\t-\tskipped\n' "$n" \
    "$(read_quiz myths | sed -n "${n}p" | cut -f 3)" >>"$file"
done
score
compare
echo "To take this form again: rm $file"
exit $worst
