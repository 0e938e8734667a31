# story.sh: what a person sees: steps, words, predictions, explanations, stops.
# Words carry the status; colour only repeats it. It gives nothing out.
#
# Where somebody is watching, lines are wrapped to the width of the terminal,
# and after at most 20 rows there is a stop. What the lesson explains and asks
# is looked up in lessons/STEM.md and is printed only there.

rows_=0 shown_='' header_='' predicted_=0 foreseen_=0

# choose_colours_: none with --plain, with NO_COLOR or where nobody looks.
choose_colours_() {
  local esc
  bold_='' red_='' green_='' off_=''
  [ -z "$plain_${NO_COLOR-}" ] && [ -t 1 ] || return 0
  esc=$(printf '\033')
  bold_="${esc}[1m" red_="${esc}[31m" green_="${esc}[32m" off_="${esc}[0m"
}

# tell LABEL TEXT [COLOUR]: a line of the story; COLOUR is for the LABEL. It is
# wrapped below its text.
tell() {
  local label="$1" text="$2" colour="${3-}" piece room
  if [ -n "$auto_" ]; then
    tell_row_ "$label" "$text" "$colour"
    return
  fi
  room=$((width_ - 13))
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

# measure_: the size of the terminal, which may change during a lesson.
measure_() {
  local size
  size=$(stty size 2>/dev/null) || size=''
  width_=${size#* }
  [ "${width_:-0}" -ge 40 ] || width_=80
}

# ask_ PROMPT: the learner's answer, in $answer_, in small letters. What was
# typed before the question is thrown away. End of input is q.
ask_() {
  drain_
  printf '  %s%s%s ' "$bold_" "$1" "$off_"
  read -r answer_ || answer_=q
  answer_=$(printf '%s' "$answer_" | tr '[:upper:]' '[:lower:]')
  rows_=0
  case $answer_ in
  q) exit 130 ;;
  '?') columns_ ;;
  r) sh scripts/read.sh "$stem" ;;
  esac
}

# stop_ PROMPT: waits for Enter; other keys that ask_ knows may come first.
stop_() {
  answer_=x
  while [ -n "$answer_" ]; do ask_ "$1"; done
}

# drain_: throws away what waits in the terminal's input.
drain_() {
  local saved
  saved=$(stty -g 2>/dev/null) || return 0
  stty -icanon -echo min 0 time 0
  dd bs=4096 count=1 >/dev/null 2>&1
  stty "$saved"
}

# columns_: what the columns of ps mean.
columns_() {
  cat <<'END'
  PID    the number of the process         PPID  that of its parent
  PGID   its process group: PGID=PID means that it leads the group
  SID    its session: SID=PID means that it leads the session
  TTY    its controlling terminal; ? means that it has none
  TPGID  the group in the foreground of that terminal; -1: no terminal
  STAT   S sleeps, R runs, T is stopped, Z has ended and was not waited for;
         s leads its session, + is in the foreground
END
}

# step TITLE: begins a step; where somebody is watching, waits for Enter.
step() {
  end_step_
  steps_=$((steps_ + 1)) shown_='' header_=''
  [ "$steps_" -ne "${watch_from_:-0}" ] || auto_=''
  printf '\n%sStep %s of %s. %s%s\n' "$bold_" "$steps_" "$all_steps_" "$1" \
    "$off_"
  [ -z "$auto_" ] || return 0
  measure_
  rows_=2
  if [ "$steps_" -eq 1 ]; then
    say "The script types and presses keys itself, on a terminal of its own."
    say "You press only Enter."
  fi
  stop_ "[Enter] go on  [?] columns  [r] read the lesson  [q] quit"
}

# end_step_: explains the step that has ended. If the rows of ps that are
# explained would leave the screen, there is a stop, and they come again.
end_step_() {
  local text length paragraph
  [ -z "$auto_" ] && [ "$steps_" -gt 0 ] || return 0
  text=$(lesson_part_ step "$steps_") || return 0
  length=$(printf '%s\n' "$text" | fold -s -w $((width_ - 4)) | wc -l)
  if [ $((rows_ + length)) -gt 20 ]; then
    stop_ "[Enter] what it means  [?] columns  [q] quit"
    printf '%s' "$shown_"
    rows_=$(printf '%s' "$shown_" | wc -l)
  fi
  echo
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
  awk -v part="$1" -v n="$2" -f scripts/lib/lesson.awk "lessons/$stem.md" \
    2>/dev/null
}

# predict N: asks question N of the lesson's Predict, before ps answers it.
predict() {
  local question choices letter text
  [ -z "$auto_" ] || return 0
  question=$(lesson_part_ question "$1") ||
    refuse 2 "lessons/$stem.md has no question $1"
  choices=''
  echo
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
  answer_='?'
  until case " ${choices}s " in *" $answer_ "*) ;; *) false ;; esac; do
    ask_ "[${choices% }] your prediction  [s] no guess  [?] columns  [q] quit"
  done
  eval "predicted_$1_=\$answer_"
  predicted_=$((predicted_ + 1))
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
  echo
  if [ "$said" = "$was" ]; then
    foreseen_=$((foreseen_ + 1))
    tell answer "You said $said) $choice That is so." "$green_"
    say "$why"
  else
    [ "$said" = s ] || tell answer "You said $said) $choice"
    say "It is $was) $right"
    say "$why"
    [ -z "$own" ] || say "$said) $own"
  fi
}
