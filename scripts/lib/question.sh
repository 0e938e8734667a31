#!/bin/sh
set -u
# question.sh: one question of make quiz, on a stage of its own: it brings the
# processes into being, unseen, shows their rows, asks, does what the question
# is about, and shows what has become of them. scripts/quiz.sh starts it, with
#   $QUIZ_FORM, $QUIZ_N, $QUIZ_INSTEAD   which question: see quiz.awk
#   $QUIZ_SAY    the answer, where nobody is to be asked
#   $QUIZ_OUT    the file to which a line with the answer is added
# Status: 0; 1 the key does not hold here; 2, 3, 128 + n as a lesson's script.
# shellcheck disable=SC2034 # the questions use it
. "$(dirname "$0")/lesson.sh"

# The words of questions, beside those of scripts/lib.

# is PID CLAIM...: do these claims hold? See expect.
is() { holds_ "$@"; }
# ended PID: has it ended? A zombie has.
ended() { is_gone_ "$1"; }
# printed TEXT: has a line like it been printed since the last key?
printed() {
  pattern_ "$1"
  printed_ "$pattern_"
}
# disguise NAME DEMO: in the terminal's folder a demo gets the name of a program
# that tells nothing.
disguise() { ln -s "$demos_/$2" "$stage/home/$1"; }
# write_script NAME: makes a script of standard input.
write_script() {
  cat >"$stage/home/$1"
  chmod +x "$stage/home/$1"
}
# hear_child ROLE PID [NAME]: waits for a child of that process, with that NAME,
# and sets $ROLE to its PID.
hear_child() {
  verify ok "$1 is there" has_child_ "$2" "${3-}"
  eval "$1=\$child_"
}
has_child_() {
  wrong="It has no such child."
  child_=$(ps -o pid= -o comm= --ppid "$1" |
    awk -v name="$2" -v self=$$ '
      $1 != self && (name == "" || $2 == name) { print $1; exit }')
  [ -n "$child_" ]
}

# read_ WANT PART: see quiz.awk.
read_() {
  awk -v form="$QUIZ_FORM" -v n="$QUIZ_N" -v instead="${QUIZ_INSTEAD-}" \
    -v want="$1" -v part="$2" -f scripts/lib/quiz.awk scripts/lib/quiz.txt
}

# paragraph_ TEXT: prints it, wrapped, below an empty row.
paragraph_() {
  local row
  blank_
  while IFS= read -r row; do
    count_row_
    printf '  %s\n' "$row"
  done <<END
$(printf '%s\n' "$1" | fold -s -w $((width_ - 4)) | sed 's/ *$//')
END
}

# rows_of_ PID...: their rows, as ps shows them now.
rows_of_() {
  local pid
  blank_
  row_ '' PID PPID PGID SID TTY TPGID STAT COMMAND
  for pid in "$@"; do
    count_row_
    if look_ "$pid"; then
      row_ '' "$ps_PID" "$ps_PPID" "$ps_PGID" "$ps_SID" "$ps_TTY" "$ps_TPGID" \
        "$ps_STAT" "$ps_COMM"
    else
      row_ '' "$pid" - - - - - - '(no row)'
    fi
  done
}

# settle_ PID...: waits until they sleep, or have stopped or ended.
settle_() {
  local pid
  for pid in "$@"; do
    ! look_ "$pid" || case $ps_STAT in [RD]*) return 1 ;; esac
  done
}

# claims_hold_: does the claim of the right letter hold, and none of the others?
claims_hold_() {
  local letter
  eval "$(read_ code "claim-$right_")" || return 1
  for letter in $letters_; do
    [ "$letter" = "$right_" ] || ! eval "$(read_ code "claim-$letter")" ||
      return 1
  done
}

# ask_letter_: sets $answer_ to the letter that is given.
ask_letter_() {
  answer_=${QUIZ_SAY-}
  while :; do
    case $answer_ in
    '' | *[!a-z]* | ??*) ;;
    *) case "$letters_ s" in *"$answer_"*) return ;; esac ;;
    esac
    [ -z "$auto_" ] || refuse 2 "\"$answer_\" is no answer: $letters_ s"
    ask_ "[$letters_] your answer  [s] I do not know  [?] columns  [q] quit"
  done
}

# finish_: in place of a lesson's: nothing is counted. What went wrong unseen is
# shown.
finish_() {
  local status=$?
  trap '' HUP INT TERM
  [ "$status-$hidden_" != 1-1 ] || sed -n '/FAILED/,$p' "$stage/before" >&4
  exit "$status"
}

measure_
[ "$width_" -le 80 ] || width_=80
right_=$(read_ text right) || exit 3
letters_=$(read_ options '')
# What happens now would tell the answer.
hidden_=1
exec 4>&1 >"$stage/before"
eval "$(read_ code begin)"
eval "set -- $(read_ text rows)"
poll_ settle_ "$@"
exec >&4 4>&-
hidden_=''

rows_=1
printf '\n%sQuestion %s of %s%s\n' "$bold_" "$QUIZ_N" "$(read_ count '')" \
  "$off_"
paragraph_ "$(read_ text text | sed "s/\$reaper/$reaper/")"
rows_of_ "$@"
paragraph_ "$(read_ text ask)"
for letter_ in $letters_; do
  say "$letter_) $(read_ text "$letter_")"
done
ask_letter_
said_=$answer_

rows_=0 header_='' shown_=''
blank_
eval "$(read_ code 'do')"
poll_ claims_hold_ || {
  # No lesson is to be read because of it: it is the question that is wrong.
  echo "  FAILED   The key of this question, $right_, does not hold here."
  exit 1
}
eval "set -- $(read_ text after)"
[ $# -eq 0 ] || { poll_ settle_ "$@" && rows_of_ "$@"; }
verdict_=wrong so_="$right_) $(read_ text "$right_")"
blank_
case $said_ in
"$right_")
  verdict_=right
  tell answer "You said $so_ That is so." "$green_"
  ;;
s) tell answer "It is $so_" "$red_" ;;
*)
  tell answer "You said $said_) $(read_ text "$said_")" "$red_"
  say "It is $so_"
  ;;
esac
say "$(read_ text why)"
printf '%s\t%s\t%s\t%s\n' "$QUIZ_N" "$(read_ text myth)" "$said_" \
  "$verdict_" >>"$QUIZ_OUT"
[ -n "$auto_" ] || stop_ "[Enter] go on  [?] columns  [q] quit"
