# practice.awk: reads the tasks of a lesson, scripts/lib/tasks.txt, whose head
# says how they are written; and tells, from what ps prints, whether one is
# done. Variables, set by practice.sh:
#   want    lessons  which lessons have tasks
#           count    how many tasks the lesson has
#           text, hint, begin, reopen  of task n; hint: the k-th, if it has it
#           judge    standard input is what ps prints; see judge()
#   lesson n k width room: the rows of the window
#   guard main holder shell terminal closed front status seen kind: for judge()

FNR == NR { read_tasks(); next }
want != "judge" { exit }
{ read_row() }
END {
  if (want == "count") print count
  else if (want == "text") show_task()
  else if (want == "judge") judge()
  else if (want != "lessons") show_items()
}

function read_tasks() {
  if (/^#/ || NF == 0) return
  if ($1 == "lesson") {
    if (want == "lessons") print $2
    is_ours = $2 == lesson
  } else if (!is_ours) {
    return
  } else if ($1 == "task") {
    title[++count] = substr($0, 6)
    items[count] = 0
  } else if (/^ / && items[count] == 0) {
    text[count] = text[count] $0
  } else if (/^ /) {
    sub(/^ +/, " ")
    body[count, items[count]] = body[count, items[count]] $0
  } else {
    word[count, ++items[count]] = $1
    body[count, items[count]] = substr($0, length($1) + 2)
  }
}

function show_task() {
  print "  " bold "Task " n " of " count ": " title[n] off
  fill("", text[n])
}

# show_items: those of task n whose word is wanted; of hints the k-th alone.
function show_items(  i, found) {
  for (i = 1; i <= items[n]; i++)
    if (word[n, i] == want && (want != "hint" || ++found == k)) {
      if (want == "hint") fill("Hint " k ": ", body[n, i])
      else print want == "reopen" ? "yes" : body[n, i]
    }
}

# fill FIRST TEXT: in rows of the window's width, two blanks before each.
function fill(first, words,  parts, i, row, part) {
  parts = split(first words, part, " ")
  for (i = 1; i <= parts; i++)
    if (row != "" && length(row) + length(part[i]) + 3 > width) {
      print "  " row
      row = part[i]
    } else row = row (row == "" ? "" : " ") part[i]
  if (row != "") print "  " row
}

# read_row: a process. The name has 15 columns, and what has ended has
# <defunct> after it.
function read_row(  name, rest) {
  p = $1
  order[++rows] = p
  value[p, "PID"] = $1; value[p, "PPID"] = $2; value[p, "PGID"] = $3
  value[p, "SID"] = $4; value[p, "TTY"] = $5; value[p, "TPGID"] = $6
  value[p, "ignored"] = $8; value[p, "caught"] = $9; value[p, "blocked"] = $10
  value[p, "pending"] = $11
  # Priority, locked pages and threads are no matter of ours, and whether it
  # sleeps or runs is chance.
  gsub(/[<NLl]/, "", $7)
  sub(/^[RDI]/, "S", $7)
  value[p, "STAT"] = $7
  rest = $0
  value[p, "ARGS"] = $0
  name = $12
  sub(/<.*/, "", name)
  value[p, "COMM"] = name
}

# is_learners PID: was it started in the learner's shell? Then it comes from
# the shell or, as an orphan, from the guard, and not from practice.sh itself.
function is_learners(p,  tries) {
  if (p == shell || p == holder || p == guard || p == main) return 0
  for (tries = 0; p != "" && p > 1 && tries < 100; tries++) {
    if (p == holder || p == guard) return 1
    if (p == main) return 0
    p = value[p, "PPID"]
  }
  return 0
}

# judge: prints a line "SEEN VERDICT": of the conditions "first" those that have
# been seen, as in -1-2-; and done, no, or the number of the item "see" that
# holds. Then the rows and the sentence that belong to it. While a command runs,
# when kind is tick, only "first" and "live" count.
function judge(  i, j, all, verdict, said) {
  for (i = 1; i <= rows; i++)
    if (is_learners(order[i])) ours[++learners] = order[i]
  all = 1
  for (i = 1; i <= items[n]; i++)
    if (word[n, i] == "first") {
      if (!index(seen, "-" i "-") && holds(body[n, i])) seen = seen i "-"
      if (!index(seen, "-" i "-")) all = 0
    }
  verdict = "no"
  for (i = 1; i <= items[n] && verdict == "no"; i++) {
    if (word[n, i] != "live" && (kind == "tick" || word[n, i] != "done"))
      continue
    if (all && holds(body[n, i])) verdict = "done"
  }
  for (i = 1; i <= items[n] && verdict == "no" && kind != "tick"; i++)
    if (word[n, i] == "see") {
      j = index(body[n, i], ": ")
      said = substr(body[n, i], j + 2)
      if (holds(substr(body[n, i], 1, j - 1))) verdict = i
    }
  print seen, verdict
  if (verdict == "no") exit
  show_rows()
  if (verdict != "done") fill("Not yet: ", said)
}

# holds CONDITION: does each of its parts, which "and" joins, hold? What they
# are about is in proof[1] to proof[proofs].
function holds(condition,  parts, part, i, ok) {
  proofs = 0
  parts = split(condition, part, " and ")
  ok = 1
  for (i = 1; i <= parts && ok; i++) ok = part_holds(part[i])
  return ok
}

function part_holds(part,  claims, claim, name, i, j, p, nth, found) {
  claims = split(part, claim, " ")
  name = claim[1]
  if (name == "last" || name == "terminal" || name == "shell") {
    for (j = 2; j <= claims; j++)
      if (!claim_holds(name, claim[j])) return 0
    return 1
  }
  for (i = 1; i <= learners; i++) {
    p = ours[i]
    if (name != "any" && value[p, "COMM"] != name) continue
    if (value[p, "STAT"] ~ /^Z/ && part !~ /STAT=Z/) continue
    value[p, "NTH"] = ++nth
    for (j = 2; j <= claims; j++)
      if (claim[j] !~ /^COUNT/ && !claim_holds(p, claim[j])) break
    if (j <= claims) continue
    found++
    for (j = 1; j <= proofs && proof[j] != p; j++) continue
    if (j > proofs && proofs < 3) proof[++proofs] = p
  }
  for (j = 2; j <= claims; j++)
    if (claim[j] ~ /^COUNT=/) return found + 0 == substr(claim[j], 7)
    else if (claim[j] ~ /^COUNT!=/) return found + 0 != substr(claim[j], 8)
  return found > 0
}

# claim_holds P CLAIM: COLUMN=VALUE or COLUMN!=VALUE, of a process or of "last",
# "terminal" or "shell".
function claim_holds(p, claim,  column, wanted, is, no) {
  column = claim
  sub(/!?=.*/, "", column)
  wanted = substr(claim, index(claim, "=") + 1)
  no = claim ~ /^[A-Z]+!=/
  if (p == "shell") p = shell
  if (wanted == "terminal") wanted = terminal
  else if (wanted == "shell") wanted = shell
  else if (wanted == "reaper") wanted = guard
  else if (wanted ~ /^(PID|PPID|PGID|SID)$/) wanted = value[p, wanted]
  if (column == "ARGS") is = index(value[p, "ARGS"], wanted) > 0
  else is = actual(p, column, wanted) == wanted
  return no ? !is : is
}

function actual(p, column, wanted) {
  if (p == "last") return column == "STATUS" ? status : front
  if (p == "terminal") return column == "CLOSED" ? closed : mode(column)
  if (column ~ /^(IN|OUT|ERR)$/) return place(p, column)
  if (column ~ /^(PSID|PCOMM)$/)
    return value[value[p, "PPID"], substr(column, 2)]
  if (column in signal) return disposition(p, signal[column], wanted)
  return value[p, column]
}

# mode NAME: of the learner's terminal: on or off; of INTR the key.
function mode(name,  command, line) {
  if (modes == "") {
    command = "stty -a -F /dev/" terminal
    while ((command | getline line) > 0) modes = modes " " line " "
    close(command)
    gsub(/;/, " ; ", modes)
  }
  name = tolower(name)
  if (match(modes, " " name " = [^ ]+ ")) {
    name = substr(modes, RSTART, RLENGTH)
    sub(/^.* = /, "", name)
    gsub(/[<> ]/, "", name)
    return name
  }
  return index(modes, " -" name " ") ? "off" : "on"
}

# place P NAME: where its standard input, output or error leads: a terminal as
# ps names it, a file's name, or pipe.
function place(p, name,  command, line) {
  name = name == "IN" ? 0 : (name == "OUT" ? 1 : 2)
  command = "readlink /proc/" p "/fd/" name
  command | getline line
  close(command)
  sub(/^\/dev\//, "", line)
  sub(/:.*/, "", line)
  if (line ~ /^\//) sub(/.*\//, "", line)
  return line
}

# disposition P NUMBER WANTED: what a signal does there; pending if WANTED.
function disposition(p, number, wanted) {
  if (wanted == "pending")
    return has_bit(value[p, "pending"], number) ? "pending" : ""
  if (has_bit(value[p, "ignored"], number)) return "ignored"
  if (has_bit(value[p, "caught"], number)) return "caught"
  return has_bit(value[p, "blocked"], number) ? "blocked" : "default"
}

# has_bit MASK NUMBER: signal 1 is the lowest bit of the last digit.
function has_bit(mask, number,  digit) {
  digit = substr(mask, length(mask) - int((number - 1) / 4), 1)
  digit = index("0123456789abcdef", digit) - 1
  return int(digit / 2 ^ ((number - 1) % 4)) % 2
}

# show_rows: the proof, as the lessons print rows.
function show_rows(  i, p, form) {
  form = "  %7s %7s %7s %7s %-7s%7s %-4s %s\n"
  if (proofs > 0)
    printf form, "PID", "PPID", "PGID", "SID", "TTY", "TPGID", "STAT", "COMMAND"
  for (i = 1; i <= proofs; i++) {
    p = proof[i]
    printf form, p, value[p, "PPID"], value[p, "PGID"], value[p, "SID"], \
      value[p, "TTY"], value[p, "TPGID"], value[p, "STAT"], value[p, "COMM"]
  }
}

BEGIN {
  signal["HUP"] = 1; signal["INT"] = 2; signal["QUIT"] = 3
  signal["TERM"] = 15; signal["TSTP"] = 20
}
