# svg.awk: draws a map, as map.sh prints it, as a picture in SVG. It has a
# background of its own, so it can be read on light and on dark pages.

function escape(text) {
  gsub(/&/, "\\&amp;", text)
  gsub(/</, "\\&lt;", text)
  gsub(/>/, "\\&gt;", text)
  return text
}

# add X Y TEXT [CLASS]: a line of text. WIDE keeps the longest.
function add(x, y, text, class) {
  body = body sprintf("<text x=\"%d\" y=\"%d\"%s xml:space=\"preserve\">" \
    "%s</text>\n", x, y, class == "" ? "" : " class=\"" class "\"", escape(text))
}

BEGIN { width = 430 }

{ gsub(/│/, "|") }
/^session / { add(12, y += 24, $0, "head") }
/^[+┌]/ && !inside { inside = 1; top = y + 8; next }
/^[+└]/ && inside {
  body = body sprintf("<rect x=\"12\" y=\"%d\" width=\"%d\" height=\"%d\"" \
    " rx=\"6\"/>\n", top, width, y + 12 - top)
  y += 14
  inside = 0
  next
}
/^\|/ {
  y += top + 6 > y ? 26 : 18
  end = 50 # the bar on the right, and the role behind it
  text = substr($0, 2, end)
  sub(/ +\|?$/, "", text)
  add(16, y, text)
  if (length($0) > end + 2) {
    add(width + 22, y, substr($0, end + 3), "role")
    roles = 90
  }
}
/^gone: / { add(12, y += 20, $0) }

END {
  width += 24 + roles
  y += 12
  printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\"" \
    " height=\"%d\" font-family=\"monospace\" font-size=\"14\">\n" \
    "<style>\n" \
    ".page { fill: #ffffff; stroke: #999999 }\n" \
    "rect { fill: none; stroke: #333333 }\n" \
    "text { fill: #111111; white-space: pre }\n" \
    ".head { font-weight: bold }\n" \
    ".role { fill: #0b5394 }\n" \
    "</style>\n" \
    "<rect class=\"page\" x=\"0\" y=\"0\" width=\"%d\" height=\"%d\"/>\n" \
    "%s</svg>\n", width, y, width, y, body
}
