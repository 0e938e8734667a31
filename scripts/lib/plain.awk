# plain.awk: what a text of a lesson's Markdown is in a terminal: no links, no
# stars. The bytes 1 and 2 stand where bold begins and ends.

# plain: the stars and brackets of what is code are hidden meanwhile, as the
# bytes 3 and 4.
function plain(text,  n, i, part, label, path) {
  n = split(text, part, "`")
  text = part[1]
  for (i = 2; i <= n; i++) {
    if (i % 2 == 0) {
      gsub(/\*/, "\003", part[i])
      gsub(/\[/, "\004", part[i])
    }
    text = text "`" part[i]
  }
  while (match(text, /\[[^]]*\]\([^)]*\)/)) {
    label = substr(text, RSTART + 1, RLENGTH - 2)
    path = substr(label, index(label, "](") + 2)
    label = substr(label, 1, index(label, "](") - 1)
    # A file of the course that is no text, or a page elsewhere: where it is.
    if (sub(/^\.\.\//, "", path) || path ~ /^http/)
      label = label " (" path ")"
    text = substr(text, 1, RSTART - 1) label substr(text, RSTART + RLENGTH)
  }
  while (match(text, /\*\*[^*]+\*\*/))
    text = substr(text, 1, RSTART - 1) "\001" \
      substr(text, RSTART + 2, RLENGTH - 4) "\002" \
      substr(text, RSTART + RLENGTH)
  while (match(text, /\*[^* ][^*]*\*/))
    text = substr(text, 1, RSTART - 1) substr(text, RSTART + 1, RLENGTH - 2) \
      substr(text, RSTART + RLENGTH)
  gsub(/\003/, "*", text)
  gsub(/\004/, "[", text)
  return text
}
