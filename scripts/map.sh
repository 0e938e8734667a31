#!/bin/sh
# map.sh: draws sessions as boxes, with their process groups, the terminal that
# they share and the group in its foreground. --before marks what has changed: + is
# new, * is in another group or session than before; what is gone stands below.
set -u
unset CDPATH
LC_ALL=C
export LC_ALL

usage() {
  cat <<'END'
usage: map.sh [--utf8] [--svg FILE] [--before MAP] [WHICH]
  WHICH      PID...         the sessions of these processes
             --session SID  this session
             --tty NAME     the session on this terminal, as pts/3
             --mine         all sessions of this user (the default)
  --utf8     lines instead of + - |
  --svg FILE also as a picture
  --before MAP  what has changed since MAP, an earlier output
END
}

# refuse SENTENCE: wrong usage.
refuse() {
  echo "map.sh: $1" >&2
  usage >&2
  exit 2
}

how=ascii svg='' before='' by=user which=$(id -u)
while [ $# -gt 0 ]; do
  case $1 in
  --svg | --before | --session | --tty) [ $# -ge 2 ] || refuse "$1 needs a word behind it" ;;
  esac
  case $1 in
  --utf8) how=utf8 ;;
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

ps -eo sid=,pgid=,pid=,ppid=,tty=,tpgid=,stat=,uid=,comm= | sort -k1,1n -k2,2n -k3,3n |
  awk -v self=$$ -v by="$by" -v which="$which" -v how="$how" -v svg="$svg" -v before="$before" '
    # put TEXT: a line in the box of the current session.
    function put(text) {
      lines[++count] = text
      if (length(text) > width) width = length(text)
    }
    function repeat(text, times,  s) {
      while (times-- > 0) s = s text
      return s
    }
    # draw: the box of the session that has been collected.
    function draw(  i) {
      if (count == 0) return
      print head
      print corner[1] repeat(dash, width + 2) corner[2]
      for (i = 1; i <= count; i++) printf "%s %-" width "s %s\n", bar, lines[i], bar
      print corner[3] repeat(dash, width + 2) corner[4]
      if (svg != "") picture()
      count = 0
    }
    function escape(text) {
      gsub(/&/, "\\&amp;", text)
      gsub(/</, "\\&lt;", text)
      gsub(/>/, "\\&gt;", text)
      return text
    }
    # picture: the same box as a part of the SVG, below the ones before.
    function picture(  i) {
      body = body sprintf("<text x=\"10\" y=\"%d\">%s</text>\n", y + 16, escape(head))
      body = body sprintf("<rect x=\"10\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\"/>\n", y + 24, width * 8.5 + 20, count * 18 + 12)
      for (i = 1; i <= count; i++)
        body = body sprintf("<text x=\"20\" y=\"%d\" xml:space=\"preserve\">%s</text>\n", y + 24 + i * 18, escape(lines[i]))
      y += count * 18 + 50
      if (width * 8.5 + 40 > wide) wide = width * 8.5 + 40
    }
    # read_before: where each process was in the saved map.
    function read_before(  line, session, group, word) {
      while ((getline line < before) > 0) {
        split(line, word, /[ ,]+/)
        if (word[1] == "session") session = word[2]
        else if (word[2] == "group") group = word[3]
        else if (line ~ /^[^ ]+ +[+*]? *[0-9]+ /) {
          gsub(/^[^ ]+ +[+*]? */, "", line)
          split(line, word, / +/)
          place[word[1]] = session "/" group
          called[word[1]] = word[2]
        }
      }
    }
    BEGIN {
      if (how == "utf8") split("┌ ┐ └ ┘", corner, " ")
      else split("+ + + +", corner, " ")
      dash = how == "utf8" ? "─" : "-"
      bar = how == "utf8" ? "│" : "|"
      n = split(which, names, " ")
      for (i = 1; i <= n; i++) wanted[names[i]] = 1
      if (before != "") read_before()
    }
    $3 == self || $4 == self { next } # this script, and the pipe it runs
    {
      row[++rows] = $0
      if (by == "pid" && $3 in wanted || by == "sid" && $1 in wanted ||
        by == "tty" && $5 in wanted || by == "user" && $8 in wanted && $1 > 0) shown[$1] = 1
      there[$3] = 1
      if ($5 != "?") { terminal[$1] = $5; front[$1] = $6 }
    }
    END {
      for (i = 1; i <= rows; i++) {
        $0 = row[i]
        if (!($1 in shown)) continue
        if ($1 != session) {
          draw()
          session = $1
          group = -1
          width = 0
          head = "session " $1 (($1 in there) ? "" : " (its leader is gone)") ", " \
            (($1 in terminal) ? "terminal " terminal[$1] : "no terminal")
          drawn++
        }
        if ($2 != group) {
          group = $2
          put("group " $2 (front[$1] == $2 && ($1 in terminal) ? ", in the foreground" : ""))
        }
        mark = " "
        if (before != "") {
          if (!($3 in place)) mark = "+"
          else if (place[$3] != $1 "/" $2) mark = "*"
          delete place[$3]
        }
        name = $9
        for (f = 10; f <= NF; f++) name = name " " $f
        put(sprintf("%s %7d  %-16s %-4s parent %d", mark, $3, name, $7, $4))
      }
      draw()
      for (pid in place) gone[++lost] = pid
      for (i = 1; i <= lost; i++)
        for (k = i + 1; k <= lost; k++)
          if (gone[k] + 0 < gone[i] + 0) { pid = gone[i]; gone[i] = gone[k]; gone[k] = pid }
      for (i = 1; i <= lost; i++) print "gone: " gone[i] "  " called[gone[i]]
      if (svg != "") {
        printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"monospace\" font-size=\"14\">\n", wide, y > svg
        print "<style>rect { fill: none; stroke: black }</style>" > svg
        printf "%s</svg>\n", body > svg
      }
      if (!drawn) { print "No such process." > "/dev/stderr"; exit 1 }
    }'
