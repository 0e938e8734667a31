# read.awk: the Markdown of our lessons as rows for a terminal; see read.sh.
#
#   awk -v ... -f scripts/lib/plain.awk -f scripts/read.awk lessons/08-setsid.md
#
# width        of a row, in characters
# from, until  print from the section "## FROM", up to the section "## UNTIL"
# bold, off    what switches bold on and off, or nothing
# ascii        1: the terminal knows no other characters
# fold         stop: a folded part stands where it is, between the rows "(TITLE"
#              and ")"; every other row that is not empty begins with a blank
#              end: it stands at the end
# Ends with status 1 if there is no section FROM.

# size: how many columns the text takes. The bytes 200 to 277 (octal) go on with
# a character of UTF-8; the bytes 1 and 2 stand for bold and off.
function size(text) {
  gsub(/[\200-\277\001\002]/, "", text)
  return length(text)
}

# put: prints a row; a BARE one is a mark for read.sh. An empty row never comes
# first, never twice, and not below a heading in bold.
function put(text, bare) {
  if (text == "") {
    if (!headed) gap = rows
    return
  }
  sub(/ +$/, "", text)
  gsub(/\001/, bold, text)
  gsub(/\002/, off, text)
  if (fold == "end") text = (gap ? "\n" : "") text "\n"
  else text = (gap ? "\n" : "") (bare ? "" : " ") text "\n"
  gap = headed = 0
  rows++
  if (folded) tail = tail text
  else printf "%s", text
}

# wrap: prints a text in rows of the width; the first begins with FIRST, the
# others with HANG.
function wrap(first, hang, text,  n, i, word, line) {
  n = split(text, word, " ")
  line = first word[1]
  for (i = 2; i <= n; i++)
    if (size(line " " word[i]) > width) {
      put(line)
      line = hang word[i]
    } else line = line " " word[i]
  put(line)
}

# flush: prints the paragraph, or the item of a list, that has been read, or the
# table: its cells side by side if there is room, otherwise below each other.
function flush(  i, j, wide, total, line) {
  if (text != "") wrap(first, hang, plain(text))
  text = first = hang = ""
  for (j = 1; j <= columns; j++) {
    for (i = 1; i <= lines; i++)
      if (size(cell[i, j]) > wide[j]) wide[j] = size(cell[i, j])
    total += wide[j] + 2
  }
  for (i = 1; i <= lines; i++) {
    line = ""
    for (j = 1; j <= columns; j++)
      if (total <= width)
        line = line sprintf("  %s%" (wide[j] - size(cell[i, j])) "s", \
          cell[i, j], "")
      else if (i > 1 && cell[i, j] != "")
        wrap(j == 1 ? "- " : "  ", "  ", \
          (j > 1 && columns > 2 ? cell[1, j] ": " : "") cell[i, j])
    if (total <= width) put(line)
  }
  lines = columns = 0
}

# show: prints a heading; where there is no bold, with a line below it.
function show(text, line) {
  put("")
  put("\001" text "\002")
  headed = bold != ""
  if (headed) return
  text = sprintf("%" size(text) "s", "")
  gsub(/ /, line, text)
  put(text)
  put("")
}

BEGIN {
  shown = from == ""
  others = split("… ... · - → -> ≠ != × x µ u", other, " ")
}

ascii { for (i = 1; i < others; i += 2) gsub(other[i], other[i + 1]) }

/^```/ {
  flush()
  put("")
  for (i = 1; i <= codes; i++)
    put(code[i] == "" ? " " : (widest + 4 <= width ? "    " : "") code[i])
  put("")
  codes = widest = 0
  fenced = !fenced
  next
}
fenced {
  if (!shown) next
  code[++codes] = $0
  if (size($0) > widest) widest = size($0)
  next
}
/^## / {
  flush()
  section = substr($0, 4)
  if (shown && section == until) exit
  if (section == from) shown = found = 1
}
/^<!--/ { comment = 1 }
/-->/ && comment { comment = 0; next }
comment || !shown || /^<details>$/ { next }

/<summary>/ {
  flush()
  gsub(/<[^>]*>/, "")
  $0 = plain($0)
  put("")
  if (fold == "stop") put("(" $0, 1)
  else {
    wrap("[", " ", $0 ": at the end, " ++folds "]")
    put("")
    folded = 1
    show(folds ". " $0 " (" section ")", "-")
  }
  next
}
/^<\/details>/ {
  flush()
  if (fold == "stop") put(")", 1)
  folded = 0
  put("")
  next
}
/^#+ / {
  flush()
  line = $0
  sub(/^#+ /, "", line)
  show(plain(line), /^# / ? "=" : "-")
  next
}
/^\|/ {
  if (text != "") flush()
  if (/^\|[-|: ]*$/) next
  gsub(/\\\|/, "\005")
  lines++
  columns = split($0, part, "|") - 2
  for (j = 1; j <= columns; j++) {
    gsub(/\005/, "|", part[j + 1])
    gsub(/^ +| +$/, "", part[j + 1])
    cell[lines, j] = plain(part[j + 1])
  }
  next
}
/^ *(-|[0-9]+\.) / || /^ *$/ {
  flush()
  match($0, /^ *((-|[0-9]+\.) +)?/)
  first = substr($0, 1, RLENGTH)
  hang = sprintf("%" RLENGTH "s", "")
  text = substr($0, RLENGTH + 1)
  if (text == "") put("")
  next
}
{
  if (lines) flush()
  sub(/^ +/, "")
  text = text (text == "" ? "" : " ") $0
}

END {
  flush()
  printf "%s", tail
  exit from != "" && !found
}
