# words.sh: what is to be known of a demo to judge it, and where it is said: in
# its lesson's test, by a function faults, in the words below. Nothing else of
# the test is run.
#
# runs DEMO WHO SIGNALS [ARG...]: DEMO is run with these ARGs, so that it makes
# all its calls. WHO learns that one has failed? caller: by the program's
# status. itself: nobody else, it ends with an error, for its parent has ended
# before. SIGNALS, such as HUP,TERM, come when it waits; - are none. In place of
# one there may be the name of a socket file, or of a file with a port and a
# token: then a client comes and asks; or, if it waits in recvfrom, any word:
# then that comes.
# beside DEMO ARG...: for the runs below, that is running already, and has
# written a file named pid, or has made a socket named pid or socket.
# allows CALL TEXT REASON: where CALL stands in a line of the demo with this
# TEXT it may be an exception. CALL may be open|read. REASON begins with
#   harmless  the demo goes on as if nothing had happened
#   told      the demo says it, and goes on
#   fewer     the demo says it, and goes on without this child
#   unheard   the demo ends with an error, and cannot say so
#   left      the demo says it and ends with an error, and leaves its PID file
# or is empty: no reason that holds for all demos holds there.
# allows_again CALL TEXT REASON: that, but not the first time.
# says CALL WORDS: how else than by its name a message names CALL, an ERE.

# read_faults COMMAND: the words of the lesson of $stem; COMMAND gets each with
# its arguments.
read_faults() {
  local command="$1" word file
  for word in runs beside allows allows_again says; do
    eval "$word() { $command $word \"\$@\"; }"
  done
  for file in "$root"/tests/"${stem%%-*}"-*_test.sh; do
    [ -e "$file" ] || continue
    eval "faults() { :; }
$(sed -n '/^faults() {$/,/^}$/p' "$file")"
    faults
  done
}
# faults_of_all: what holds for all lessons.
faults_of_all() {
  says 'printf|puts|fflush|setvbuf' 'standard output'
  allows 'close|fclose' '' \
    'harmless: it is closed whatever it returns, and nothing was written'
}

# list_commands WORD ARG...: a line for each of the runs of $program: who
# learns, the signals, the program, what is $running, the arguments, with tabs.
list_commands() {
  case $1/${2-} in
  beside/*) shift && running=$* ;;
  runs/"$stem")
    local who="$3" signals="$4"
    shift 4
    printf '%s\t%s\t%s\t%s\t%s\n' "$who" "$signals" "$program" \
      "${running:--}" "$*"
    ;;
  esac
}

# find_exception WORD ARG...: sets $why and $named, if $call in a line like
# $text is an exception, and adds to $names how it is spoken of.
find_exception() {
  case "|${2-}|" in
  *"|$call|"*) ;;
  *) return 0 ;;
  esac
  case $1/$again in
  says/*) names="$names|$3" && return ;;
  allows/* | allows_again/again) ;;
  *) return 0 ;;
  esac
  case $named/$text in
  /*"$3"*) why=$4 named=$(name_exception "$@") ;;
  esac
}

# name_exception WORD ARG...: its name, nothing for another word.
name_exception() {
  case $1 in
  allows*) echo "${stem%%-*}: $1 $2 $3" ;;
  esac
}

# cannot_fail NAME: true if there is nothing in this function, as the demos use
# it, to be made to fail.
cannot_fail() {
  case $1 in
  # They have no error, or none for what they are given.
  getpid | getppid | getpgrp | getpgid | getsid | geteuid | getenv) ;;
  getuid | getpwuid | clearenv) ;;
  alarm | umask | sched_yield | pause) ;;
  # What is asked is whether it fails.
  access) ;;
  sigemptyset | sigaddset | sigfillset | signal | __sysv_signal | ptsname) ;;
  str* | __str* | mem* | __mem* | *snprintf* | *scanf* | *strto* | ato*) ;;
  ferror | dirfd | readdir | closedir | openlog | *syslog* | getopt) ;;
  posix_spawn_file_actions_destroy | posix_spawnattr_destroy | free) ;;
  # Lesson 09 only asks again; whether it asks at all depends on who is faster.
  sigwaitinfo) ;;
  # They are what tells, and what ends.
  err | errx | warn | warnx | fwrite | fputs | exit | _exit) ;;
  # No functions of the program's: data, and what the compiler adds.
  environ | __environ | stdin | stdout | stderr | optarg | optind) ;;
  __libc_start_main | __errno_location | __stack_chk_fail) ;;
  *) return 1 ;;
  esac
}
