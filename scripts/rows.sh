#!/bin/sh
# rows.sh --write|--check: the tables of lessons/rows.md.
#
# A table stands between a marker and <!-- end of rows -->. The marker lists its
# rows: "<!-- rows", then a line each, LESSON STEP ROLE: WHAT IT IS, then "-->".
# The row is taken from the transcript of that step, which a live run wrote:
# the first of that role, or with ROLE/2 the second. Its numbers become what
# they are equal to, and the kind of process is found as the page's questions
# find it. --check tells what has drifted. Status: 1 if something has, or if a
# transcript has no such row; 2 usage.
set -u
unset CDPATH
cd "$(dirname "$0")/.." || exit 3

# tables: the page with its tables made anew.
tables() {
  awk '
    BEGIN { FORM = "%-34s %-8s %-5s %-5s %-3s %-5s %-4s %-4s %s\n" }
    # is_row: a line of ps in a transcript: a role, six numbers or names, STAT.
    function is_row() {
      return NF == 9 && $2 $3 $4 $5 ~ /^[0-9]+$/ && $7 ~ /^-?[0-9]+$/
    }
    function read_lesson(number,  line, file) {
      file = lessons[number]
      split("", role_of); split("", row_of); split("", seen)
      terminal_program = ""
      for (at = 1; at <= n_lines[file]; at++) {
        $0 = text[file, at]
        if (/^<!-- step /) step = $3 + 0
        # A program that says who it is.
        if (/^  it prints  [a-z]+ +pid [0-9]+/) role_of[$5] = $3
        if (!is_row()) continue
        role_of[$2] = $1
        row_of[step " " $1 "/" ++seen[step " " $1]] = $0
        # A shell at its prompt: the program of the terminal started it.
        if ($8 == "Ss+" && $9 == "bash") terminal_program = $3
      }
    }
    # kind: the letter of the answer to the questions of the page.
    function kind(pid, ppid, pgid, sid, tty, tpgid, stat) {
      if (stat ~ /^Z/) return "A"
      if (stat ~ /^T/) return "B"
      if (tty != "?") {
        if (sid == pid) return "C"
        if (tpgid == pgid) return "D"
        return pgid == pid ? "E" : "F"
      }
      if (sid == pid) return "G"
      if (pgid == sid) return "H"
      return pgid == pid ? "I" : "J"
    }
    function table_row(spec,  n, part, what, name, parent) {
      what = substr(spec, index(spec, ": ") + 2)
      n = split(substr(spec, 1, index(spec, ": ") - 1), part, " ")
      name = part[3] (part[3] ~ /\// ? "" : "/1")
      read_lesson(part[1])
      if (!((part[2] " " name) in row_of)) {
        print "rows.md: lesson " part[1] " has no row " name " in step " \
          part[2] >"/dev/stderr"
        failed = 1
        return
      }
      $0 = row_of[part[2] " " name]
      if ($3 in role_of) parent = role_of[$3]
      else if ($3 == $5) parent = "shell"
      else if ($3 == terminal_program) parent = "terminal"
      else parent = "reaper"
      printf FORM, what, parent,
        $4 == $2 ? "PID" : $4 == $5 ? "SID" : "other",
        $5 == $2 ? "PID" : "other", $6 == "?" ? "?" : "pts",
        $7 == -1 ? "-1" : $7 == $4 ? "PGID" : "other", $8,
        kind($2, $3, $4, $5, $6, $7, $8), part[1] "." part[2]
    }
    FILENAME ~ /[0-9][0-9]-[^\/]*$/ {
      file = FILENAME
      sub(/.*\//, "", file)
      lessons[substr(file, 1, 2)] = file
      text[file, FNR] = $0
      n_lines[file] = FNR
      next
    }
    /^<!-- end of rows -->/ { inside = 0 }
    !inside { print }
    /^<!-- rows$/ { listed = 1; n_specs = 0; next }
    listed && /^-->$/ {
      print "```"
      printf FORM, "", "PPID", "PGID", "SID", "TTY", "TPGID", "STAT", "kind",
        "step"
      for (i = 1; i <= n_specs; i++) table_row(specs[i])
      print "```"
      listed = 0
      inside = 1
    }
    listed { specs[++n_specs] = $0 }
    END { exit failed }' lessons/[0-9]*.md lessons/rows.md
}

case ${1-} in
--write | --check) ;;
*)
  echo 'usage: rows.sh --write|--check' >&2
  exit 2
  ;;
esac
new=$(mktemp) || exit 3
trap 'rm -f "$new"' EXIT
tables >"$new" || exit 1
cmp -s "$new" lessons/rows.md && exit
if [ "$1" = --check ]; then
  echo 'lessons/rows.md: not the rows of the lessons. Next: make lessons'
  diff lessons/rows.md "$new"
  exit 1
fi
cat "$new" >lessons/rows.md
echo 'lessons/rows.md: written anew'
