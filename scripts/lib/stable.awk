# stable.awk: standard input with stable PIDs and terminals: 1001, 1002, ... and
# pts/0, pts/1, ... in the order in which they appear; so, too, ports of
# 127.0.0.1, 40001, 40002, ..., and tokens, 32 digits each.

BEGIN {
  # A terminal, a job of the shell, or a number after a word that says what it
  # is.
  stated = "(pts/|\\[[0-9]+\\][-+]? *|(PID|GID|SID|pid|gid|sid|locked by|" \
    "in group|, session)(=|!=|:? +)|(port +|127[.]0[.]0[.]1:))[0-9]+"
}

function stable(pid) {
  if (!(pid in pids)) pids[pid] = 1001 + known++
  return pids[pid]
}

function stable_terminal(name) {
  if (!(name in names)) names[name] = "pts/" terminals++
  return names[name]
}

function stable_port(port) {
  if (port + 0 < 1024) return port # chosen by somebody, and always the same
  if (!(port in ports)) ports[port] = 40001 + n_ports++
  return ports[port]
}
function stable_token(token) {
  if (!(token in tokens)) {
    tokens[token] = sprintf("%08x", 1066029511 + 259 * n_tokens++)
    tokens[token] = tokens[token] tokens[token] tokens[token] tokens[token]
  }
  return tokens[token]
}
# A port as /proc/net/tcp has it, in hexadecimal digits.
function number_of(digits,   i, number) {
  for (i = 1; i <= length(digits); i++)
    number = 16 * number + index("123456789ABCDEF", substr(digits, i, 1))
  return number
}

# What init and its command print as PIDs 1 and 2 of a new PID namespace is the
# same in each run.
/ (pid 1  ppid 0|pid 2  ppid 1)  pgid / {
  print
  next
}

# A row of ps: ROLE PID PPID PGID SID TTY TPGID STAT COMMAND.
/^  [a-z-]* +[0-9]+ +[0-9]+ +[0-9]+ +[0-9]+ +(\?|pts\/[0-9]+) +-?[0-9]+ [A-Z]/ {
  role = ""
  if ($1 !~ /^[0-9]/) {
    role = $1
    $1 = ""
    $0 = $0
  }
  if ($5 != "?") $5 = stable_terminal($5)
  for (i = 1; i <= 4; i++) $i = stable($i)
  if ($6 > 0) $6 = stable($6)
  printf "  %-8s%7s %7s %7s %7s %-7s%7s %-4s %s\n", role, $1, $2, $3, $4, $5,
    $6, $7, $8
  next
}

# In a box of map.sh: a process, and a group. The box stays as wide as it is.
/^\|.* parent [0-9]+ *\|/ {
  at = index($0, " parent ") + 8
  rest = substr($0, at)
  match(rest, /^[0-9]+ */)
  printf "%s%7d%s%-" RLENGTH "d%s\n", substr($0, 1, 4),
    stable(substr($0, 5, 7) + 0), substr($0, 12, at - 12),
    stable(substr(rest, 1, RLENGTH) + 0), substr(rest, RLENGTH + 1)
  next
}
/^\| group [0-9]/ {
  width = length($0)
  sub(/[0-9]+/, stable($3 + 0))
  sub(/ *\|$/, "")
  printf "%-" (width - 1) "s|\n", $0
  next
}
# What a failed claim says: "expected 4127 (its PID), actual 4090".
/P?P?(PID|GID|SID): expected (not )?[0-9]+/ {
  rest = $0
  out = ""
  while (match(rest, /(expected |not |actual )[0-9]+/)) {
    found = substr(rest, RSTART, RLENGTH)
    match(found, / [0-9]+$/)
    at = index(rest, found)
    out = out substr(rest, 1, at - 1) substr(found, 1, RSTART) \
      stable(substr(found, RSTART + 1))
    rest = substr(rest, at + length(found))
  }
  $0 = out rest
}
/^(session|gone:) [0-9]+/ { sub(/[0-9]+/, stable($2 + 0)) }

match($0, / token [0-9a-f]+/) {
  found = substr($0, RSTART + 7, RLENGTH - 7)
  if (length(found) == 32) sub(found, stable_token(found))
}
match($0, /0100007F:[0-9A-F]+/) {
  found = substr($0, RSTART + 9, RLENGTH - 9)
  sub("0100007F:" found, \
    "0100007F:" sprintf("%04X", stable_port(number_of(found))))
}

{
  rest = $0
  out = ""
  while (match(rest, stated)) {
    found = substr(rest, RSTART, RLENGTH)
    match(found, /[0-9]+$/)
    number = substr(found, RSTART)
    before = substr(found, 1, RSTART - 1)
    at = index(rest, found)
    if (before == "pts/") {
      before = ""
      number = stable_terminal(found)
    } else if (before ~ /^(port|127)/) number = stable_port(number)
    else number = stable(number)
    if (before ~ /^\[/) sub(/ +$/, " ", before) # jobs -l pads its PIDs
    out = out substr(rest, 1, at - 1) before number
    rest = substr(rest, at + length(found))
  }
  print out rest
}
