# story.sh: what a person sees: steps, words, predictions, explanations, stops.
# Words carry the status; colour only repeats it. It gives nothing out.
#
# Where somebody is watching, lines are wrapped to the width of the terminal,
# and after at most 20 rows there is a stop. What the lesson explains and asks
# is looked up in lessons/STEM.md and is printed only there.

rows_=0 shown_='' header_='' predicted_=0 foreseen_=0

# tell LABEL TEXT [COLOUR]: a line of the story; COLOUR is for the LABEL. It is
# wrapped below its text. Of a grader, a check that holds is one line.
tell() {
  local label="$1" text="$2" colour="${3-}" piece room
  if [ -n "$auto_" ] && [ -z "$wrapped_" ]; then
    tell_row_ "$label" "$text" "$colour"
    return
  fi
  room=$((width_ - 13))
  case $wrapped_$label in
  1ok | 1in* | 1it*)
    [ ${#text} -le "$room" ] ||
      text=$(printf "%.$((room - 4))s ..." "$text")
    ;;
  esac
  if [ ${#text} -le "$room" ]; then
    tell_row_ "$label" "$text" "$colour"
    return
  fi
  while IFS= read -r piece; do
    tell_row_ "$label" "$piece" "$colour"
    label='' colour=''
  done <<END
$(printf '%s\n' "$text" | fold -s -w "$room")
END
}
tell_row_() {
  count_row_
  printf '  %s%-9s%s  %s\n' "${3-}" "$1" "${3:+$off_}" "$2"
}

# say TEXT: an explanation between the checks.
say() { tell '' "$1"; }

# count_row_: stops where the screen would be full.
count_row_() {
  rows_=$((rows_ + 1))
  if [ -z "$auto_" ] && [ "$rows_" -gt 20 ]; then
    stop_ "[Enter] more  [?] columns  [q] quit"
    rows_=1
  fi
}

# blank_: an empty row.
blank_() {
  rows_=$((rows_ + 1))
  echo
}

# quit_: what q does.
quit_() { exit 130; }

# ask_step_ PROMPT: asks; r is for reading the lesson.
ask_step_() {
  ask_ "$1"
  rows_=0
  [ "$answer_" != r ] ||
    LC_ALL=$letters_ TERM=${bold_:+ansi} sh scripts/read.sh "$stem"
}

# stop_ PROMPT: waits for Enter; r may come first.
stop_() {
  answer_=r
  while [ -n "$answer_" ]; do ask_step_ "$1"; done
}

# step TITLE: begins a step; where somebody is watching, waits for Enter.
step() {
  local title
  end_step_
  before_step_=$checks_
  steps_=$((steps_ + 1)) shown_='' header_=''
  [ "$steps_" -ne "${watch_from_:-0}" ] || auto_=''
  title="Step $steps_ of $all_steps_. $1"
  [ -n "$auto_" ] || measure_
  [ -n "$auto_" ] && [ -z "$wrapped_" ] ||
    title=$(printf '%s\n' "$title" | fold -s -w $((width_ - 2)) |
      sed 's/ *$//; 2,$s/^/  /')
  printf '\n%s%s%s\n' "$bold_" "$title" "$off_"
  if [ -n "$auto_" ]; then
    [ "$steps_" -ne 1 ] || say_again_
    return 0
  fi
  [ "$steps_" -ne "${watch_from_:-0}" ] || recall_counts_
  note_step_ "$steps_"
  rows_=$(($(printf '%s\n' "$title" | wc -l) + 1))
  if [ "$steps_" -eq 1 ]; then
    say "The script types and presses keys itself, on a terminal of its own."
    say "You press only Enter."
  fi
  stop_ "[Enter] go on  [?] columns  [r] read the lesson  [q] quit"
}

# say_again_: why there is no stop, where somebody goes on in a later step.
say_again_() {
  case ${watch_from_:-1} in
  1) ;;
  2) say "This step runs again first, without a stop." ;;
  *) say "Steps 1 to $((watch_from_ - 1)) run again first, without a stop." ;;
  esac
}

# key_step TITLE: the step of a grader whose check fails without the exercise's
# key call, the one that its idea needs. A grader has exactly one.
key_step() { step "$1"; }

# note_step_ N: where the learner is, and what they have foreseen until then.
# It is for the tour (see course.sh), which names its file in LESSON_NOTE.
note_step_() {
  [ -n "${LESSON_NOTE-}" ] && [ -z "$auto_" ] || return 0
  echo "step $stem $1 $foreseen_ $predicted_" >>"$LESSON_NOTE"
} 2>/dev/null

# recall_counts_: what was foreseen before this step, when it was left.
recall_counts_() {
  local counts
  [ -n "${LESSON_NOTE-}" ] || return 0
  counts=$(sed -n "s/^step $stem $steps_ //p" "$LESSON_NOTE" | tail -n 1)
  foreseen_=$((${counts% *} + 0)) predicted_=$((${counts#* } + 0))
}

# say_counts_: at the end, how much the learner has foreseen.
say_counts_() {
  [ -z "$auto_" ] && [ "$predicted_" -gt 0 ] || return 0
  blank_
  tell foreseen "$foreseen_ of your $predicted_ predictions were right."
}

# end_step_: explains the step that has ended. If the rows of ps that are
# explained would leave the screen, there is a stop, and they come again.
end_step_() {
  local text length paragraph
  [ -z "$auto_" ] && [ "$steps_" -gt 0 ] || return 0
  text=$(lesson_part_ step "$steps_") || return 0
  length=$(printf '%s\n' "$text" | fold -s -w $((width_ - 4)) | wc -l)
  if [ $((rows_ + 1 + length)) -gt 20 ]; then
    stop_ "[Enter] what it means  [?] columns  [q] quit"
    printf '%s' "$shown_"
    rows_=$(printf '%s' "$shown_" | wc -l)
  fi
  blank_
  while IFS= read -r paragraph; do
    explain_row_ "$paragraph"
  done <<END
$text
END
}
explain_row_() {
  local piece hang='  '
  while IFS= read -r piece; do
    count_row_
    printf '%s%s\n' "$hang" "$piece"
    hang='    '
  done <<END
$(printf '%s\n' "$1" | fold -s -w $((width_ - 4)))
END
}

# lesson_part_ PART N: a part of the lesson as plain text: see lesson.awk.
lesson_part_() {
  awk -v part="$1" -v n="$2" -f scripts/lib/plain.awk \
    -f scripts/lib/lesson.awk "lessons/$stem.md" 2>/dev/null
}

# predict N: asks question N of the lesson's Predict, before ps answers it.
predict() {
  local question choices letter text length
  [ -z "$auto_" ] || return 0
  question=$(lesson_part_ question "$1") ||
    refuse 2 "lessons/$stem.md has no question $1"
  # It is read as a whole: no stop between its choices.
  length=$(printf '%s\n' "$question" | fold -s -w $((width_ - 13)) | wc -l)
  [ $((rows_ + length)) -lt 20 ] ||
    stop_ "[Enter] a question  [?] columns  [q] quit"
  choices=''
  blank_
  while IFS='	' read -r letter text; do
    if [ -z "$text" ]; then
      tell predict "$letter"
    else
      say "$letter) $text"
      choices="$choices$letter "
    fi
  done <<END
$question
END
  ask_step_ \
    "[${choices% }] your prediction  [s] no guess  [?] columns  [q] quit"
  eval "predicted_$1_=\$answer_"
  [ "$answer_" = s ] || predicted_=$((predicted_ + 1))
}

# answer N: what ps has shown beside what was predicted, and why.
answer() {
  local said right letter text why='' own='' choice='' was=''
  [ -z "$auto_" ] || return 0
  eval "said=\${predicted_$1_-}"
  [ -n "$said" ] || return 0
  right=$(lesson_part_ answer "$1") ||
    refuse 2 "lessons/$stem.md has no answer $1"
  while IFS='	' read -r letter text; do
    [ -n "$why" ] || { was=$letter why=$text; }
    [ "$letter" != "$said" ] || own=$text
  done <<END
$right
END
  while IFS='	' read -r letter text; do
    [ "$letter" != "$said" ] || choice=$text
    [ "$letter" != "$was" ] || right=$text
  done <<END
$(lesson_part_ question "$1")
END
  blank_
  if [ "$said" = "$was" ]; then
    foreseen_=$((foreseen_ + 1))
    tell answer "You said $said) $choice That is so." "$green_"
    say "$why"
  else
    if [ "$said" = s ]; then
      tell answer "It is $was) $right"
    else
      tell answer "You said $said) $choice"
      say "It is $was) $right"
    fi
    say "$why"
    [ -z "$own" ] || say "$said) $own"
  fi
}
