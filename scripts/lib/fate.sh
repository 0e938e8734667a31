# fate.sh: what has become of the program, for a check that has failed: a signal
# ended or stopped it, it is at work without end, or it waits, and for what. It
# gives nothing out.

# What it was, in one word, for grade.sh: SIGSEGV and the like; loops, prints,
# forks or sleeps without end; or -.
fate_='-'

# show_fate_ [OF]: says it. Of a process whose row or descriptors are not as
# they should be (OF=row) it is no news that it waits.
show_fate_() {
  fate_='-'
  [ -s "${screen_-}" ] || return 0
  if [ "$(wc -c <"$screen_")" -ge $((megabytes_ * 1000000)) ]; then
    say "It prints without end: $megabytes_ MB and more."
    fate_=prints
    return
  fi
  if [ "$(count_programs_)" -gt 100 ]; then
    say "More than 100 processes of the program run: it forks without end."
    fate_=forks
    return
  fi
  show_signal_ && return
  show_twice_
  [ -n "${1-}" ] || show_waiting_
}

# count_programs_: how many processes of the program run on our stage, which is
# our parent. Others of that name, of another user or script, do not count.
count_programs_() {
  ps -e -o pid= -o ppid= -o comm:15= | awk -v stage="$PPID" -v name="$comm" '
    { parent[$1] = $2; if ($3 == name) ours[$1] }
    END {
      for (pid in ours) {
        for (up = pid; up > 1 && up != stage; up = parent[up]) continue
        count += up == stage
      }
      print count + 0
    }'
}

# show_signal_: what the shell, or its job list, says of a program that was
# ended or stopped by a signal; and what it means. False if it says nothing.
show_signal_() {
  local text signal='' tries=25
  # bash says only on request why a job was stopped.
  # shellcheck disable=SC2009 # of the session, by state
  if [ -n "$shell" ] && ps -o stat= -s "$shell" | grep -q '^T'; then
    printf 'jobs -l\n' >&"$fd_"
    while [ "$tries" -gt 0 ] && ! lines | grep -q '] .*Stopped'; do
      tries=$((tries - 1))
      sleep 0.02
    done
  fi
  # "send: Broken pipe" is what a program says of a call, and not the shell.
  text=$(lines | tail -n 20 | grep -av ': Broken pipe$')
  case $text in
  *ork:\ *'esource temporarily unavailable'* | *'Cannot fork'*)
    say "No more processes could be started."
    say "Usual cause: it forks without end."
    fate_=forks
    return
    ;;
  *'tty input'*)
    say "It was stopped by SIGTTIN: it read from the terminal, but its group"
    say "is not in the foreground."
    return
    ;;
  *'tty output'*)
    say "It was stopped by SIGTTOU: it wrote to the terminal, or called"
    say "tcsetpgrp(3) or tcsetattr(3), but its group is not in the"
    say "foreground."
    return
    ;;
  *'Stopped (signal)'*) say "It was stopped by SIGSTOP." && return ;;
  *'Segmentation fault'*)
    signal='SIGSEGV: it used memory that it has not, such as where NULL leads'
    fate_=SIGSEGV
    ;;
  *Aborted*)
    signal='SIGABRT: it called abort(3), or libc found a fault'
    fate_=SIGABRT
    ;;
  *'Bus error'*) signal=SIGBUS fate_=SIGBUS ;;
  *'Illegal instruction'*) signal=SIGILL fate_=SIGILL ;;
  *'Floating point exception'*)
    signal='SIGFPE: it divided by 0'
    fate_=SIGFPE
    ;;
  *'Broken pipe'*) signal='SIGPIPE: nobody reads what it wrote' ;;
  *'File size limit exceeded'*) signal='SIGXFSZ: a file became too large' ;;
  *'Alarm clock'*) signal='SIGALRM: its alarm(2) went off' ;;
  *'User defined signal 1'*) signal='SIGUSR1: it did not block or handle it' ;;
  *'User defined signal 2'*) signal='SIGUSR2: it did not block or handle it' ;;
  *Hangup*) signal=SIGHUP ;;
  *Terminated*) signal=SIGTERM ;;
  *Killed*) signal=SIGKILL ;;
  *) return 1 ;;
  esac
  say "It was ended by $signal."
}

# show_twice_: the same line of the same process was printed twice.
show_twice_() {
  local text
  text=$(lines | grep ' pid [0-9]' | sort | uniq -d | head -n 1)
  [ -n "$text" ] || return 0
  say "It was printed twice: \"$text\"."
  say "Usual cause: a child ends by exit(3), or by return in main. Then it"
  say "writes the buffer that it has inherited, as its parent does. It must"
  say "end by _exit(2)."
}

# show_waiting_: the processes of the program that have not ended: does each run
# all the time, or where does it wait? In lesson 00 the stage's own terminal has
# the same name.
show_waiting_() {
  local pid number=0 place openers=' '
  while [ "$number" -lt "$terminals_" ]; do
    number=$((number + 1))
    eval "openers=\"\$openers\$opener_pid_${number}_ \""
  done
  number=0
  for pid in $(ps -C "$comm" -o pid=); do
    case $openers in *" $pid "*) continue ;; esac
    is_staged_ "$pid" || continue
    is_alive "$pid" || continue
    number=$((number + 1))
    [ "$number" -le 3 ] || return 0
    place=$(waits_in_ "$pid")
    case $place in
    loop)
      fate_=loops
      say "PID $pid still runs, and uses the processor all the time."
      say "Usual cause: a loop that does not end, or that does not wait."
      ;;
    '') ;;
    *)
      case $place in sleep*) fate_=sleeps ;; esac
      say "PID $pid still runs. It waits in $place."
      ;;
    esac
  done
}

# waits_in_ PID: prints the call that it waits in, and what for; "loop" if it is
# at work whenever one looks; nothing where the kernel does not tell.
waits_in_() {
  local call='' fd='' look
  for look in 1 2 3 4; do
    read -r call fd _ <"/proc/$1/syscall" || call=''
    [ "$(ps -o stat= -q "$1" | cut -c 1)" = R ] || break
    [ "$look" -lt 4 ] || { echo loop && return; }
    sleep 0.02
  done
  case $(uname -m)/$call in
  x86_64/*) call=$(call_of_ "$call" 0 1 61 247 34 130 128 35 230 7 271 23 270 \
    232 281 202 73 72 257) ;;
  aarch64/* | riscv64/*) call=$(call_of_ "$call" 63 64 260 95 x 133 137 101 \
    115 x 73 x 72 x 22 98 32 25 56) ;;
  *) call='' ;;
  esac
  case $call in
  read | write)
    fd=$((fd))
    echo "$call(2), on descriptor $fd ($(place "/proc/$1/fd/$fd"))"
    ;;
  wait*) echo "$call(2), for a child to end" ;;
  sig* | pause) echo "$call(2), for a signal" ;;
  sleep) echo "sleep(3) or nanosleep(2), for time to pass" ;;
  poll) echo "poll(2) or the like, for something to happen on a descriptor" ;;
  futex) echo "futex(2), for a lock that it holds itself, or a thread does" ;;
  flock | fcntl) echo "$call(2), for a lock on a file" ;;
  open) echo "open(2), for another process to open the same FIFO" ;;
  esac
} 2>/dev/null

# call_of_ NUMBER...: the first NUMBER as a name; the others are those of these
# calls on this kind of machine.
call_of_() {
  local name number="$1"
  for name in read write waitpid waitid pause sigsuspend sigwaitinfo sleep \
    sleep poll poll poll poll poll poll futex flock fcntl open; do
    shift
    [ "$number" != "$1" ] || { echo "$name" && return; }
  done
}
