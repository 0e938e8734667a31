# shellcheck shell=sh
# demos.sh: what is to be known of each demo to judge it: how it is run, which
# calls may fail otherwise than run.sh says, and how it speaks of them.

# commands: how each demo is run so that it makes all its calls. First: who
# learns that one has failed? The caller, by the program's status; or the parent
# has ended by then, and only the process itself ends with an error. Lesson 16
# mends that. Then the signals that come when it waits for one.
commands() {
  cat <<TABLE
itself -              07-groups
caller -              08-setsid
itself -              09-orphan
itself -              09-orphan subreaper
itself USR1,USR2      10-single-fork noctty
itself USR1,USR2      11-double-fork
itself -              12-umask 027
itself USR2,USR1      13-chdir log conf there
itself USR1           14-redirect log
itself USR1           15-descriptors leak
itself -              15-descriptors close
itself -              15-descriptors proc
caller -              16-daemonize -d there -l log -m 027 -p pid ./sleep 60
itself -              17-libc-daemon 0 0 conf
caller -              18-spawn sleep 60
caller HUP,TERM       19-pid-file pid
caller -              19-control status pid
caller -              19-control reload pid
caller -              19-control stop pid
caller HUP,USR1,TERM  20-signals conf
caller USR1,HUP       21-logging log a 2
caller -              21-receive socket
TABLE
}

# exception "DEMO: CALL NUMBER": sets $why, empty if none, else beginning with
#   harmless  the demo goes on as if nothing had happened
#   told      the demo says it, and goes on
#   unheard   the demo ends with an error, and cannot say so
#   left      the demo says it and ends with an error, and leaves its PID file
exception() {
  lesson='that is the lesson'
  case $1 in
  '08-setsid: setsid 1')
    why="harmless: from a shell with job control it fails: $lesson" ;;
  '09-orphan'*': getc'*)
    why='harmless: no Enter to be had, as at the end of input' ;;
  '09-orphan subreaper: dprintf '[23])
    why='told: a reaper goes on to reap' ;;
  '13-chdir'*': chdir '* | '13-chdir'*': open child '*)
    why="harmless: $lesson, and the log has it" ;;
  '14-redirect'*': printf child '[23] | '14-redirect'*': fflush child '[23])
    why="harmless: $lesson, and the data have it" ;;
  '15-descriptors'*': fflush 1')
    why="told: flushed after the fork: $lesson" ;;
  '15-descriptors'*': dprintf '*)
    why='harmless: it was standard error, and nothing is left to say it on' ;;
  '15-descriptors '[cp]*': sigwait '*)
    why='unheard: 2 leads to /dev/null by then' ;;
  '15-descriptors close: syscall '*)
    why='harmless: it goes by /proc/self/fd then' ;;
  '16-daemonize'*': lstat 2')
    why='harmless: who made LOG is not known, so no link is followed' ;;
  '16-daemonize'*': syscall '*)
    why='harmless: it goes by /proc/self/fd then' ;;
  '16-daemonize'*': setpgid '*)
    why='harmless: to be refused is what it hopes for' ;;
  '16-daemonize'*': dprintf child 1')
    why='told: the command runs, and only its PID is not known' ;;
  '16-daemonize'*': close grandchild '*)
    why='' ;; # the PID file was written through it
  '17-libc-daemon'*': dprintf child '*)
    why='unheard: it was what tells' ;;
  '17-libc-daemon'*': open child '*)
    why="unheard: 2 leads to /dev/null: $lesson" ;;
  '19-pid-file pid: fstat '[12] | '19-pid-file pid: fcntl 3' | \
    '19-pid-file pid: pread 1')
    why="left: it may be another's, or no PID file" ;;
  '19-pid-file pid: fstat 3' | '19-pid-file pid: lstat 1')
    why="left: it may be another's by now" ;;
  '19-pid-file pid: dprintf '[23])
    why='told: its log is full, and it serves' ;;
  '19-pid-file pid: unlink 1')
    why='left: that is what failed' ;;
  '20-signals'*': open 2' | '20-signals'*': fdopen 2' | \
    '20-signals'*': fgets '[34] | '20-signals'*': getc 2')
    why='told: a new configuration is refused, and the old one stays' ;;
  '21-logging'*': open 2' | '21-logging'*': fstat 3')
    why='told: the old log will do' ;;
  '21-logging'*': fstat '[24] | '21-logging'*': pread '*)
    why='told: it is taken for a log that ends with a whole line' ;;
  '21-logging'*': write '*)
    why='told: a full disk is no reason to stop the work' ;;
  *': close '* | *': fclose '*)
    why='harmless: it is closed whatever close(2) returns, and nothing'
    why="$why was written" ;;
  *)
    why='' ;;
  esac
}

# words "DEMO: CALL NUMBER": how else than by its name a message names the call,
# a part of an ERE.
words() {
  case $1 in
  *': printf '* | *': puts '* | *': fflush '*) echo '|standard output' ;;
  0[789]-*': dprintf '* | 1[0128]-*': dprintf '*) echo '|standard output' ;;
  '09-'*': prctl '*) echo '|PR_SET_(CHILD_SUBREAPER|PDEATHSIG)' ;;
  1[01]-*': '*pt' '*) echo '|pseudo-terminal' ;;
  1[01]-*': read '* | 1[01]-*': write '*) echo "|the terminal's other end" ;;
  '12-'*': bind '*) echo '|socket' ;;
  '13-'*': dprintf '*) echo '|standard output|cannot write' ;;
  '14-'*': dprintf '*) echo '|log\.data' ;;
  '15-'*': setvbuf '*) echo '|standard output' ;;
  '15-'*': dup2 '*) echo '|/dev/null' ;;
  '16-'*': getcwd '*) echo '|the current directory' ;;
  '15-'*': sigprocmask child '*) echo '|sleep' ;;
  '19-pid-file pid'*) echo '|pid' ;;
  '19-control'*': syscall '*) echo '|pidfd_open|cannot signal PID' ;;
  '16-'*': dprintf child 1' | 1[79]-*': dprintf '* | '20-'*': dprintf '*)
    echo '|standard (output|error)' ;;
  '16-'*': rename '* | '16-'*': '[fdc]*' grandchild '* | '19-'*) echo '|pid' ;;
  '17-'*': fcntl '*) echo '|standard error' ;;
  '20-'*': fdopen '* | '20-'*': fgets '* | '20-'*': getc '*) echo '|conf' ;;
  '21-logging log'*) echo '|log' ;;
  '21-receive '*) echo '|socket' ;;
  esac
}

# cannot_fail NAME: true if there is nothing in this function, as the demos use
# it, to be made to fail.
cannot_fail() {
  case $1 in
  # They have no error, or none for what they are given.
  getpid | getppid | getpgrp | getsid | alarm | umask | sched_yield | pause) ;;
  getpgid | geteuid) ;;
  sigemptyset | sigaddset | sigfillset | signal | __sysv_signal | ptsname) ;;
  str* | __str* | mem* | __mem* | *snprintf* | *scanf* | *strto* | ato*) ;;
  ferror | dirfd | readdir | closedir | openlog | *syslog* | getopt) ;;
  posix_spawn_file_actions_destroy | posix_spawnattr_destroy | free) ;;
  # For one's own child, and no handler can interrupt it.
  wait | waitpid | waitid) ;;
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
