# map.awk: draws what map.sh has asked ps for: SID PGID PID PPID TTY TPGID STAT
# UID VSZ COMM, a row a process, in the order in which they began. From its
# environment it takes
#   self            the PID of map.sh: neither it nor its commands are drawn
#   by, which       draw the sessions with a PID, SID, TTY or UID in this list
#   how             ascii or utf8
#   before          a file, or empty
#   living          not empty: without zombies
# Status: 0; 1 if a process is not there; 3 if ps does not know the columns.

# put TEXT: a line in the box of the current session.
function put(text) { lines[++count] = text }

# draw: the box that has been put together. Its width is the same for any.
function draw(  i, edge) {
  edge = sprintf("%" (width + 2) "s", "")
  gsub(/ /, dash, edge)
  print head
  print corner[1] edge corner[2]
  for (i = 1; i <= count; i++)
    printf "%s %-" width "s %s\n", bar, lines[i], bar
  print corner[3] edge corner[4]
  count = 0
}

# read_before: where each process was in the saved map.
function read_before(  line, session, group, word, id) {
  while ((getline line < before) > 0) {
    split(line, word, /[ ,]+/)
    if (word[1] == "session") session = word[2]
    else if (word[2] == "group") group = word[3]
    else if (line ~ / parent [0-9]+ /) {
      sub(/^[^ ]+ [+* ]/, "", line)
      id = substr(line, 1, 8) + 0
      place[id] = session "/" group
      called[id] = substr(line, 11, 16)
      sub(/ +$/, "", called[id])
      saved[++known] = id
    }
  }
}

# show I: the line of row I.
function show(i,  mark, name, f) {
  $0 = row[i]
  mark = " "
  if (before != "") {
    if (!($3 in place)) mark = "+"
    else if (place[$3] != $1 "/" $2) mark = "*"
    delete place[$3]
  }
  gsub(/[<NLl]/, "", $7) # priority, locked pages and threads
  name = $10
  for (f = 11; f <= NF; f++) name = name " " $f
  sub(/ <defunct>$/, "", name)
  put(sprintf("%s %7d  %-16.16s %-4s parent %-7d", mark, $3, name, $7, $4))
}

# title SID: what stands above its box.
function title(sid,  leader) {
  if (sid == 0) leader = " (its leader is not in this PID namespace)"
  else if (!(sid in at)) leader = " (its leader is gone)"
  return "session " sid leader ", " \
    ((sid in terminal) ? "terminal " terminal[sid] : "no terminal")
}

# subtitle SID PGID: what stands above a group.
function subtitle(sid, pgid) {
  if (pgid == 0) return "group 0, not in this PID namespace"
  return "group " pgid \
    (((sid in terminal) && front[sid] == pgid) ? ", in the foreground" : "")
}

# sort_groups: puts the members of each group that is to be drawn in order:
# those with older parents first, then the older ones; and the groups of a
# session as they began.
function sort_groups(  i, p, k) {
  for (i = 1; i <= rows; i++) {
    if (!(sid[i] in shown)) continue
    $0 = row[i]
    if (!($2 in size)) group[$1, ++groups[$1]] = $2
    size[$2] = 0
    p = ($4 in at) ? at[$4] : 0
    child[p, ++children[p]] = i
    pgid[i] = $2
  }
  for (p = 0; p <= rows; p++)
    for (k = 1; k <= children[p]; k++) {
      i = child[p, k]
      member[pgid[i], ++size[pgid[i]]] = i
    }
}

# draw_session SID: its box, in each group the leader first. A leader may have
# left its group.
function draw_session(sid,  g, m, id, leader) {
  head = title(sid)
  for (g = 1; g <= groups[sid]; g++) {
    id = group[sid, g]
    put(subtitle(sid, id))
    leader = (id in at && pgid[at[id]] == id) ? at[id] : 0
    if (leader) show(leader)
    for (m = 1; m <= size[id]; m++)
      if (member[id, m] != leader) show(member[id, m])
  }
  draw()
}

BEGIN {
  how = ENVIRON["how"]
  before = ENVIRON["before"]
  by = ENVIRON["by"]
  living = ENVIRON["living"]
  self = ENVIRON["self"]
  if (how == "utf8") split("┌ ┐ └ ┘", corner, " ")
  else split("+ + + +", corner, " ")
  dash = how == "utf8" ? "─" : "-"
  bar = how == "utf8" ? "│" : "|"
  width = 47
  n = split(ENVIRON["which"], names, " ")
  for (i = 1; i <= n; i++) wanted[names[i]] = 1
  if (before != "") read_before()
  column["sid"] = 1; column["pid"] = 3; column["tty"] = 5; column["uid"] = 8
  by = column[by]
}

$3 !~ /^[0-9]+$/ { foreign = 1; exit }
$3 == self || $4 == self { next } # map.sh, and the pipe it runs
living && $7 ~ /^Z/ { next }
# The kernel's own threads are no user's processes.
by == 8 && $1 == 0 && $9 == 0 && $7 !~ /^Z/ { next }
{
  row[++rows] = $0
  sid[rows] = $1
  at[$3] = rows
  if (!($1 in seen)) {
    seen[$1] = 1
    session[++sessions] = $1
  }
  if ($by in wanted) shown[$1] = 1
  if ($5 != "?") {
    terminal[$1] = $5
    front[$1] = $6
  }
}

END {
  if (!NR || foreign) exit 3
  sort_groups()
  for (s = 1; s <= sessions; s++)
    if (session[s] in shown) {
      draw_session(session[s])
      drawn = 1
    }
  for (i = 1; i <= known; i++)
    if (saved[i] in place) print "gone: " saved[i] "  " called[saved[i]]
  fflush() # or in a pipe the two outputs meet within a line
  for (i in wanted)
    if (by == 3 && !(i in at)) {
      print i ": this process has ended" > "/dev/stderr"
      missing = 1
    }
  if (missing) exit 1
  if (!drawn) {
    print "There is no such process." > "/dev/stderr"
    exit 1
  }
}
