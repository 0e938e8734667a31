# shellcheck shell=sh
# story.sh: what a person sees: steps, words, predictions, colours.
# Words carry the status; colour only repeats it.

# choose_colours: none with --plain, with NO_COLOR or where nobody looks.
choose_colours() {
  bold='' red='' green='' off=''
  [ -z "$plain${NO_COLOR-}" ] && [ -t 1 ] || return 0
  esc=$(printf '\033')
  bold="${esc}[1m" red="${esc}[31m" green="${esc}[32m" off="${esc}[0m"
}

# tell LABEL TEXT [COLOUR]: one line of the story; COLOUR is for the label.
tell() { printf '  %s%-9s%s  %s\n' "${3-}" "$1" "${3:+$off}" "$2"; }

# say TEXT: an explanation between the checks.
say() { tell '' "$1"; }

# ask PROMPT: the learner's answer, in $answer, in small letters. q or end of
# input ends the run.
ask() {
  printf '  %s%s%s ' "$bold" "$1" "$off"
  read -r answer || answer=q
  answer=$(echo "$answer" | tr '[:upper:]' '[:lower:]')
  [ "$answer" != q ] || exit 130
}

# step TITLE: begins a step; where somebody is watching, waits for Enter.
step() {
  steps=$((steps + 1)) title=$1 header=''
  printf '\n%s%s. %s%s\n' "$bold" "$steps" "$1" "$off"
  [ -z "$auto" ] || return 0
  [ $steps -gt 1 ] || {
    say "The script types and presses keys itself, on a terminal of its own."
    say "You press only Enter."
  }
  ask "[Enter] go on  [q] quit"
}

# predict QUESTION RIGHT WRONG...: asked before ps answers. Which answer stands
# first depends on how many checks there were, so its place tells nothing.
predict() {
  question=$1 right=$2
  shift
  turns=$(((checks + steps) % $#))
  while [ "$turns" -gt 0 ]; do
    first=$1
    shift
    set -- "$@" "$first"
    turns=$((turns - 1))
  done
  tell predict "$question"
  choices='' letters=abcdefgh
  for choice in "$@"; do
    letter=${letters%"${letters#?}"} letters=${letters#?}
    tell '' "$letter) $choice"
    choices="$choices $letter"
    [ "$choice" != "$right" ] || answer_is=$letter
  done
  [ -z "$auto" ] || return 0
  answer='?'
  until case "$choices /$answer" in *" $answer "* | */) ;; *) false ;; esac; do
    ask "[$choices ] your prediction, [q] quit"
  done
  case $answer in
  "$answer_is") say "You predict: $right. Now look." ;;
  '') say "No prediction. Now look." ;;
  *) say "You predict: $answer. Look closely: it will be $answer_is) $right." ;;
  esac
}
