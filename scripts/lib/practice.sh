# practice.sh: what scripts/practice.sh does for each task, and what it says to
# the learner. It keeps, for it and for itself:
#   $n        the task's number; 0 after the last
#   $seen     its conditions "first" that have been seen, see practice.awk
#   $said     the verdict that was told last
#   $closed   how the terminal before this one was closed, if just now, or no
#   $fresh    first or again: the shell has asked nothing yet; begun: a task has
#             been begun by skip
#   $looks    how often the foreground has been looked at
#   $order    what practice.sh is to do: quit, hangup or exit
#   $answered the question that was answered last
#   $pointed  whether hint has been named in this task
tasks=scripts/lib/tasks.txt
n=0 seen=- said='' hints=0 closed=no fresh=first order='' status=0 looks=0
answered='' pointed=''

# read_tasks WANT [ARG...]: see practice.awk.
read_tasks() {
  local want="$1"
  shift
  awk -v want="$want" -v lesson="$stem" -v n="$n" -v width="$width_" \
    -v bold="$bold_" -v off="$off_" "$@" -f scripts/practice.awk $tasks -
}

# tasks_done: the numbers of those that are done, with a blank around each.
tasks_done() {
  echo " $(sed -n "s/^practice $stem //p" "$progress_" 2>/dev/null) "
}

# first_open: the first task that has not been done; the first of all if they
# all have been.
first_open() {
  local i=1 past
  past=$(tasks_done)
  while [ "$i" -le "$count" ]; do
    case $past in *" $i "*) ;; *) echo "$i" && return ;; esac
    i=$((i + 1))
  done
  echo 1
}

# begin_task N: what is told of it comes with the next answer.
begin_task() {
  n=$1 seen=- said='' hints=0 closed=no pointed=''
  echo
  if [ "$n" -gt "$count" ]; then
    n=0
    echo "  That was the last task. You may go on trying; quit leaves."
    return
  fi
  read_tasks text </dev/null
  read_tasks begin </dev/null >"$stage/begin"
  on_the_way=$(read_tasks first </dev/null; read_tasks live </dev/null)
  judge tick # what there is already may be what must have been first
  verdict=no
}

# judge KIND: asks ps. Sets $verdict, and writes what it means into $stage/why.
judge() {
  ps -e -ww --sort=start_time -o pid= -o ppid= -o pgid= -o sid= -o tty= \
    -o tpgid= -o stat= -o ignored= -o caught= -o blocked= -o pending= \
    -o comm:15= -o args= >"$stage/ps"
  read -r front <"$stage/front" || front=''
  read_tasks judge -v kind="$1" -v guard=$PPID -v main=$$ -v holder="$holder" \
    -v shell="$shell" -v terminal="$terminal" -v closed="$closed" \
    -v front="$front" -v status="$status" -v seen="$seen" <"$stage/ps" \
    >"$stage/why"
  read -r seen verdict <"$stage/why" || verdict=no
}

# judge_prompt: what has just been typed may still be at work; so it is judged
# again until two verdicts are the same, and nothing is about to become another
# program.
judge_prompt() {
  local before='' tries=5
  [ "$n" -gt 0 ] || return 0
  judge prompt
  while { [ "$verdict" != "$before" ] || is_forking; } && [ $tries -gt 0 ]; do
    before=$verdict tries=$((tries - 1))
    sleep 0.1
    judge prompt
  done
  tell
}

# is_forking: has the learner's shell a child that still has its name and runs?
# Such a one has not come to its execve(2) yet.
is_forking() {
  ps -o stat= -o comm= --ppid "$shell" |
    awk '/^[RD].* bash$/ { n++ } END { exit !n }'
}

# tell: what the verdict is, if it is a new one.
tell() {
  local shows=''
  case $verdict in
  done)
    [ "$(wc -l <"$stage/why")" -eq 1 ] || shows=' ps shows:'
    printf '\n  %s[x] Task %s is done.%s%s\n' "$green_" "$n" "$off_" "$shows"
    sed 1d "$stage/why"
    # shellcheck disable=SC2046 # a word a number
    note_ practice "$stem" $(printf '%s\n' $(tasks_done) "$n" | sort -nu) ||
      echo "  (Not noted: work/ cannot be written here.)"
    begin_task $((n + 1))
    ;;
  no | "$said") ;;
  *)
    said=$verdict
    sed 1d "$stage/why"
    [ -n "$pointed" ] || [ "$hints" -gt 0 ] ||
      echo "  (Type hint for a hint, or task for the task once more.)"
    pointed=1
    ;;
  esac
}

# answer ID HAD KIND [STATUS]: answers what the learner's shell has asked. HAD
# is the answer that it printed last: if Ctrl-C cut off the one before this,
# that one comes with it.
answer() {
  status=${4-0}
  measure_rows # the window may have another size now
  : >"$stage/lost"
  if [ "$2" != "$answered" ] && [ "${1%.*}" = "${answered%.*}" ]; then
    cp "$stage/answer.txt" "$stage/lost"
  fi
  answered=$1
  {
    cat "$stage/lost"
    case $3 in
    prompt) answer_prompt ;;
    task) [ "$n" -eq 0 ] || read_tasks text </dev/null ;;
    hint) show_hint ;;
    skip)
      begin_task $((n + 1))
      fresh=begun
      ;;
    quit | hangup) order=$3 && return ;;
    esac
  } >"$stage/answer.txt"
  { echo "$1" && cat "$stage/answer.txt" && printf '\0'; } >&5
}

# answer_prompt: before a prompt: the first time a greeting and a task, then
# whether the task is done.
answer_prompt() {
  case $fresh in
  first)
    greet
    begin_task "$(first_open)"
    ;;
  again)
    echo
    echo "  The old terminal is closed. This is a new one: $terminal."
    sleep 0.1 # for those that it ends
    said='' # what was said is on the old screen
    judge_prompt
    closed=no
    ;;
  begun) ;; # the prompt after skip: nothing has been typed for this task
  *) judge_prompt ;;
  esac
  fresh=''
  : >"$stage/front"
}

# greet: how many tasks there are, and what else can be typed.
greet() {
  cat <<END

  Lesson ${stem%%-*} for your own hands: $count tasks, in a shell with a
  terminal of its own. Its directory is new; the programs are in build/.
  You may also type:
    hint    a hint, and then the next one     task    the task once more
    skip    the next task                     quit    leave, and end all
    hangup  close this terminal as a lost connection does, and get a new one
END
}

# show_hint: the next hint of the task, if it has one more.
show_hint() {
  [ "$n" -gt 0 ] || return 0
  hints=$((hints + 1))
  read_tasks hint -v k=$hints </dev/null | grep . && return
  echo "  That was the last hint. skip shows the next task."
  hints=0
}

# watch: while a command is in the foreground, notes what may be gone at the
# prompt: its name, and what a task wants to have been seen.
watch() {
  proc_stat "$shell" && [ "$proc_tpgid" -gt 0 ] || return 0
  [ "$proc_tpgid" -ne "$shell" ] || return 0
  ! proc_stat "$proc_tpgid" || echo "$proc_comm" >"$stage/front"
  looks=$((looks + 1))
  if [ "$n" -eq 0 ] || [ -z "$on_the_way" ] || [ $((looks % 2)) -eq 0 ]; then
    return
  fi
  judge tick
  [ "$verdict" = 'done' ] || return 0
  sleep 0.1 # what is just ending looks like many things
  judge tick
  [ "$verdict" = 'done' ] || return 0
  tell >"$stage/told"
  sed "s/\$/$(printf '\r')/" "$stage/told" >"/dev/$terminal"
}

# farewell: how many tasks are done, and what comes next.
farewell() {
  local past
  past=$(tasks_done)
  # shellcheck disable=SC2086 # a word a number
  set -- $past
  echo
  if [ $# -ge "$count" ]; then
    echo "All $count tasks of lesson ${stem%%-*} are done." \
      "Next: make exercise N=${stem%%-*}"
  else
    echo "$# of $count tasks are done. To go on: make practice N=${stem%%-*}"
  fi
}
