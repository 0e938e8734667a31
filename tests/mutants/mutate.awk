# mutate.awk -v folder=DIR [-v early=1] FILE.c: writes mutants of a program, as
# DIR/1.c, DIR/2.c and so on. Each differs from FILE.c in one place. Prints a
# line for each: its number, the line that is changed, how, and the text of that
# line, with tabs between. early: without the additions that concern only what a
# daemon passes on (for the lessons before 12).

{ src = src $0 "\n" }

END {
  seen[src]
  blank_out(src)
  leave_out_calls()
  leave_out_conditions()
  leave_out_flags()
  widen_modes()
  exchange_words()
  change_statuses()
  turn_conditions()
  add_statements()
}

# Sets CODE to the source with blanks in place of comments and of what is inside
# strings. A place in the one is the same place in the other.
function blank_out(rest,   text) {
  while (match(rest, /\/[*]([^*]|[*]+[^*\/])*[*]+\/|"([^"\\]|\\.)*"|'[^']+'/)) {
    text = substr(rest, RSTART, RLENGTH)
    # The quotes of a string stay; a comment's are no place for a statement.
    if (text ~ /^\//) gsub(/[^\n]/, " ", text)
    else gsub(/[^\n"']/, " ", text)
    code = code substr(rest, 1, RSTART - 1) text
    rest = substr(rest, RSTART + RLENGTH)
  }
  code = code rest
}

# find: sets AT[1...] and SIZE[1...] to where RE matches in CODE; how often. A
# word is none where another letter stands beside it.
function find(re, words,   from, n) {
  for (from = 1; match(substr(code, from), re); from += RSTART + RLENGTH - 1) {
    at[++n] = from + RSTART - 1
    size[n] = RLENGTH
    if (words && (is_letter(at[n] - 1) || is_letter(at[n] + size[n]))) n--
  }
  return n
}
function is_letter(place) {
  return place > 0 && substr(code, place, 1) ~ /[A-Za-z0-9_]/
}
function found(i) { return substr(code, at[i], size[i]) }

# is_told: does the statement before this place say that something failed? What
# comes after it is shown by make faults.
function is_told(place,   before) {
  before = substr(code, 1, place - 1)
  if (!sub(/;[ \n]*$/, "", before)) return 0
  match(before, /[^;]*$/)
  before = substr(before, RSTART)
  return before ~ /(^|[^A-Za-z0-9_])(warnx?|errx?|fputs|perror)\(/
}

# put: a mutant, with NEW in place of LEN bytes from PLACE on. HEAD, if given,
# comes in place of all up to the byte END.
function put(place, len, new, why, head, end,   before, line, text) {
  before = substr(src, 1, place - 1)
  text = head substr(before, end + 1) new substr(src, place + len)
  if (text in seen) return
  seen[text]
  line = substr(src, place)
  sub(/\n.*/, "", line)
  match(before, /[^\n]*$/)
  line = substr(before, RSTART) line
  gsub(/^[ \t]+|\t/, "", line)
  printf "%s", text >(folder "/" ++count ".c")
  close(folder "/" count ".c")
  print count "\t" gsub(/\n/, "", before) + 1 "\t" why "\t" line
}

# A statement that is only a call.
function leave_out_calls(   i, n, name, place) {
  n = find("\n[ \n]+[a-z_][A-Za-z0-9_]*[(][^;{}]*[)];")
  for (i = 1; i <= n; i++) {
    name = found(i)
    match(name, /^[ \n]+/)
    place = at[i] + RLENGTH
    gsub(/^[ \n]+|[(].*/, "", name)
    if (name !~ /^(errx?|warnx?|fputs|return|fail|usage)$/ && !is_told(place))
      put(place, at[i] + size[i] - place, ";", "without " name "()")
  }
}

# A call that is asked whether it failed.
function leave_out_conditions(   i, n, name, place, depth) {
  n = find("[a-z_][A-Za-z0-9_]*[(]")
  for (i = 1; i <= n; i++) {
    name = substr(found(i), 1, size[i] - 1)
    if (substr(code, at[i] - 1, 1) ~ /[A-Za-z0-9_.>]/) continue
    if (name ~ /^(if|while|switch|sizeof|for)$/) continue
    if (index(substr(code, at[i] - 2, 2), "=")) continue
    place = at[i] + size[i]
    for (depth = 1; depth && place <= length(code); place++)
      depth += (substr(code, place, 1) == "(") - (substr(code, place, 1) == ")")
    if (match(substr(code, place), /^[ \n]*(== -1|!= 0|== NULL)/))
      put(at[i], place + RLENGTH - at[i], "0", \
        "without " name "()" substr(code, place, RLENGTH))
  }
}

function leave_out_flags(   i, n, name) {
  n = find("[ \n]*[|][ \n]*(O_[A-Z]+|WNOHANG|WUNTRACED|WCONTINUED|SA_[A-Z]+" \
    "|MSG_[A-Z]+|POSIX_SPAWN_[A-Z]+)")
  for (i = 1; i <= n; i++) {
    name = found(i)
    gsub(/[ \n|]/, "", name)
    if (!is_letter(at[i] + size[i])) put(at[i], size[i], "", "without " name)
  }
}

function widen_modes(   i, n) {
  n = find("0[0-7][0-7][0-7]", 1)
  for (i = 1; i <= n; i++) {
    put(at[i], size[i], "0777", found(i) " -> 0777")
    put(at[i], size[i], "0666", found(i) " -> 0666")
  }
}

# Words that mean something else.
function exchange_words(   i, n, pairs, pair) {
  n = split("SIG_DFL SIG_IGN,SIGHUP SIGUSR2,SIGTERM SIGUSR2,SIGINT SIGUSR2," \
    "SIG_BLOCK SIG_UNBLOCK,SIG_SETMASK SIG_BLOCK,NSIG 2,~0U 1023U," \
    "O_APPEND O_TRUNC,_exit exit,getppid[(][)] getpid()," \
    "getpgrp[(][)] getpid(),getsid[(]0[)] getpid()," \
    "STDIN_FILENO STDOUT_FILENO,STDERR_FILENO STDOUT_FILENO," \
    "F_WRLCK F_RDLCK,LOCK_EX LOCK_SH,AF_UNIX AF_INET", pairs, ",")
  while (split(pairs[n--], pair, " "))
    for (i = find(pair[1], 1); i > 0; i--)
      if (pair[1] != "_exit" || !is_told(at[i]))
        put(at[i], size[i], pair[2], found(i) " -> " pair[2])
}

function change_statuses(   i, n, number) {
  n = find("(return[ \n]*|_exit[(]|exit[(])[0-9]+", 1)
  for (i = 1; i <= n; i++) {
    number = found(i)
    gsub(/[^0-9]/, "", number)
    if (!is_told(at[i]))
      put(at[i] + size[i] - length(number), length(number), number + 1, \
        found(i) " -> " number + 1)
  }
}

function turn_conditions(   i, n, body, pairs, pair) {
  body = index(code, "(")
  body += index(substr(code, body), "{")
  n = split("&&,||;[|][|],&&;== 0,!= 0; < , <= ; > , >= ;while [(],if (", \
    pairs, ";")
  while (split(pairs[n--], pair, ","))
    for (i = find(pair[1]); i > 0; i--)
      if (at[i] >= body &&
        substr(code, at[i] + size[i]) !~ /^[ \n]*0([^A-Za-z0-9_]|$)/)
        put(at[i], size[i], pair[2], quote(found(i)) " -> " quote(pair[2]))
}
function quote(text) {
  gsub(/^ | $/, "", text)
  return "\"" text "\""
}

# Something more, where what stays behind begins: at its fuse; where there is
# none, at the first statement of main.
function add_statements(   i, n) {
  n = find("#include [^\n]*")
  end = at[n] + size[n] - 1
  head = substr(src, 1, end)
  gsub(/#define _(GNU|XOPEN|POSIX_C)_SOURCE[^\n]*/, "", head)
  head = "#define _GNU_SOURCE\n" head "\n#include <signal.h>\n" \
    "#include <unistd.h>\n#include <fcntl.h>\n#include <sys/stat.h>\n"
  if (!(n = find("\n +alarm[(]FUSE[)];")) &&
    (i = match(code, /[^A-Za-z0-9_]main[(][^)]*[)][ \n]*[{]/)) &&
    match(substr(code, i), /\n\n[ \n]*[^ \n]/)) {
    n = 1
    at[1] = i + RSTART
  }
  for (i = 1; i <= n; i++) {
    match(substr(code, at[i]), /[^ \n]/)
    at[i] += RSTART - 1
    add("SIGHUP ignored", "signal(SIGHUP, SIG_IGN);", at[i])
    add("SIGINT and SIGQUIT ignored", \
      "signal(SIGINT, SIG_IGN); signal(SIGQUIT, SIG_IGN);", at[i])
    add("SIGTERM blocked", "{ sigset_t x; sigemptyset(&x); sigaddset(&x," \
      " SIGTERM); sigprocmask(SIG_BLOCK, &x, NULL); }", at[i])
    add("one fork more", "if (fork() > 0) _exit(0);", at[i])
    if (early) continue
    add("a descriptor leaked", "open(\"/\", O_RDONLY);", at[i])
    add("a delay", "usleep(300000);", at[i])
    add("umask(0)", "umask(0);", at[i])
  }
}
function add(why, statement, place) {
  put(place, 0, statement " ", "added: " why, head, end)
}
