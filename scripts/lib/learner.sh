# learner.sh: what the bash of make practice reads when it starts. After each
# command, and when the learner asks, it asks practice.sh, which answers.
# shellcheck shell=bash
HISTFILE='' PS1='$ '
bind 'set enable-bracketed-paste off' 2>/dev/null
export -n PRACTICE PRACTICE_PID

# practice_ask_ KIND [STATUS]: prints the answer. An answer that Ctrl-C cut off
# is passed over: each begins with the number of its question. But the question
# says which answer was printed last, so that none is lost.
practice_ask_() {
  local text
  practice_n_=$((practice_n_ + 1))
  echo "$$.$practice_n_ $$.$practice_had_ $*" >"$PRACTICE/asked"
  kill -s USR1 "$PRACTICE_PID" 2>/dev/null || return
  while IFS= read -r -d '' text; do
    [ "${text%%$'\n'*}" != "$$.$practice_n_" ] || break
  done <"$PRACTICE/answer"
  printf '%s' "${text#*$'\n'}"
  practice_had_=$practice_n_
}

# practice_prompt_: before each prompt. What a task wants to be running is
# started here, so that these are jobs of this shell.
practice_prompt_() {
  practice_ask_ prompt $?
  if [ -s "$PRACTICE/begin" ]; then
    . "$PRACTICE/begin"
    : >"$PRACTICE/begin"
  fi
}
PROMPT_COMMAND=practice_prompt_

# hint: prints a hint; each time the next one.
hint() { practice_ask_ hint; }
# task: prints the task once more.
task() { practice_ask_ task; }
# skip: goes on to the next task.
skip() { practice_ask_ skip; }
# quit: leaves practice, and ends all.
quit() { practice_ask_ quit; }
# hangup: closes this terminal as a lost connection does; a new one opens.
hangup() { practice_ask_ hangup; }
