#!/bin/sh
# map.sh: draws sessions as boxes, with their process groups, the terminal that
# they share and the group in its foreground. --before marks what has changed:
# + is new, * is in another group or session than before; what is gone stands
# below. Sessions and groups stand in the order in which they began. In a group
# its leader is first, then those with older parents, then older processes:
# neither PIDs nor a race of two parents to fork can change that.
set -u
unset CDPATH
LC_ALL=C
export LC_ALL

usage() {
  cat <<'END'
usage: map.sh [--utf8] [--svg FILE] [--before MAP] [--living] [WHICH]
  WHICH      PID...         the sessions of these processes
             --session SID  this session
             --tty NAME     the session on this terminal, as pts/3
             --mine         all sessions of this user (the default)
  --utf8     lines instead of + - |
  --svg FILE also as a picture
  --before MAP  what has changed since MAP, an earlier output
  --living   without zombies
END
}

# refuse SENTENCE: wrong usage.
refuse() {
  echo "map.sh: $1" >&2
  usage >&2
  exit 2
}

how=ascii svg='' before='' living='' by=user which=$(id -u)
while [ $# -gt 0 ]; do
  case $1 in
  --svg | --before | --session | --tty)
    [ $# -ge 2 ] || refuse "$1 needs a word behind it"
    ;;
  esac
  case $1 in
  --utf8) how=utf8 ;;
  --living) living=1 ;;
  --svg) svg=$2 && shift ;;
  --before)
    [ -r "$2" ] || refuse "$2 cannot be read"
    before=$2 && shift
    ;;
  --session) by=sid which=$2 && shift ;;
  --tty) by=tty which=${2#/dev/} && shift ;;
  --mine) by=user which=$(id -u) ;;
  -h | --help) usage && exit ;;
  *[!0-9]*) refuse "no such option, and no PID: $1" ;;
  *) break ;;
  esac
  shift
done
if [ $# -gt 0 ]; then
  by=pid which=$*
  case $which in
  *[!0-9\ ]*) refuse "no PIDs: $which" ;;
  esac
fi

ps -e --sort=start_time,pid \
  -o sid=,pgid=,pid=,ppid=,tty=,tpgid=,stat=,uid=,comm= |
  awk -v self=$$ -v by="$by" -v which="$which" -v how="$how" -v svg="$svg" \
    -v before="$before" -v living="$living" '
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
      if (svg != "") picture()
      count = 0
    }
    function escape(text) {
      gsub(/&/, "\\&amp;", text)
      gsub(/</, "\\&lt;", text)
      gsub(/>/, "\\&gt;", text)
      return text
    }
    # add X Y TEXT: a line of text in the SVG.
    function add(x, y, text) {
      body = body sprintf("<text x=\"%d\" y=\"%d\" xml:space=\"preserve\">" \
        "%s</text>\n", x, y, escape(text))
    }
    # picture: the same box as a part of the SVG, below the ones before.
    function picture(  i) {
      add(10, y + 16, head)
      body = body sprintf("<rect x=\"10\" y=\"%d\" width=\"%d\" height=\"%d\"" \
        " rx=\"6\"/>\n", y + 24, width * 8.5 + 20, count * 18 + 12)
      for (i = 1; i <= count; i++) add(20, y + 24 + i * 18, lines[i])
      y += count * 18 + 50
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
    # join I: row I is the next in its group.
    function join(i) { member[pgid[i], ++size[pgid[i]]] = i }
    # show I: the line of row I.
    function show(i,  mark, name) {
      $0 = row[i]
      mark = " "
      if (before != "") {
        if (!($3 in place)) mark = "+"
        else if (place[$3] != $1 "/" $2) mark = "*"
        delete place[$3]
      }
      gsub(/[<NLl]/, "", $7) # priority, locked pages and threads
      name = $9
      for (f = 10; f <= NF; f++) name = name " " $f
      sub(/ <defunct>$/, "", name)
      put(sprintf("%s %7d  %-16.16s %-4s parent %-7d", mark, $3, name, $7, $4))
    }
    BEGIN {
      if (how == "utf8") split("┌ ┐ └ ┘", corner, " ")
      else split("+ + + +", corner, " ")
      dash = how == "utf8" ? "─" : "-"
      bar = how == "utf8" ? "│" : "|"
      width = 47
      n = split(which, names, " ")
      for (i = 1; i <= n; i++) wanted[names[i]] = 1
      if (before != "") read_before()
    }
    $3 == self || $4 == self { next } # this script, and the pipe it runs
    living && $7 ~ /^Z/ { next }
    {
      row[++rows] = $0
      pid[rows] = $3
      pgid[rows] = $2
      ppid[rows] = $4
      there[$3] = rows
      kid[$4, ++kids[$4]] = rows
      if (!($1 in groups)) session[++sessions] = $1
      if (!($2 in leads)) group[$1, ++groups[$1]] = $2
      if (!($2 in leads) || $2 == $3) leads[$2] = ($2 == $3) ? rows : 0
      if (by == "pid" && $3 in wanted || by == "sid" && $1 in wanted ||
        by == "tty" && $5 in wanted ||
        by == "user" && $8 in wanted && $1 > 0) shown[$1] = 1
      if ($5 != "?") { terminal[$1] = $5; front[$1] = $6 }
    }
    END {
      for (i = 1; i <= rows; i++) if (!(ppid[i] in there)) join(i)
      for (i = 1; i <= rows; i++)
        for (k = 1; k <= kids[pid[i]]; k++) join(kid[pid[i], k])
      for (s = 1; s <= sessions; s++) {
        sid = session[s]
        if (!(sid in shown)) continue
        head = "session " sid ((sid in there) ? "" : " (its leader is gone)") \
          ", " ((sid in terminal) ? "terminal " terminal[sid] : "no terminal")
        for (g = 1; g <= groups[sid]; g++) {
          id = group[sid, g]
          put("group " id ((sid in terminal) && front[sid] == id ? \
            ", in the foreground" : ""))
          if (leads[id]) show(leads[id])
          for (m = 1; m <= size[id]; m++)
            if (member[id, m] != leads[id]) show(member[id, m])
        }
        draw()
        drawn = 1
      }
      for (i = 1; i <= known; i++)
        if (saved[i] in place) print "gone: " saved[i] "  " called[saved[i]]
      if (svg != "") {
        printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\"" \
          " height=\"%d\" font-family=\"monospace\" font-size=\"14\">\n" \
          "<style>rect { fill: none; stroke: black }</style>\n%s</svg>\n",
          width * 8.5 + 40, y, body > svg
      }
      fflush() # in a pipe the two outputs would else meet within a line
      for (i in wanted)
        if (by == "pid" && !(i in there)) {
          print i ": no such process" > "/dev/stderr"
          missing = 1
        }
      if (missing) exit 1
      if (!drawn) { print "No such process." > "/dev/stderr"; exit 1 }
    }'
