# same.awk: a C program without its comments and its white space: two files that
# differ in nothing else are the same program.
{ text = text $0 "\n" }
END {
  while (match(text, /["']|\/[*\/]/)) {
    sign = substr(text, RSTART, RLENGTH)
    out = out substr(text, 1, RSTART - 1)
    text = substr(text, RSTART + RLENGTH)
    if (sign == "/*") {
      end = index(text, "*/")
      text = end ? substr(text, end + 2) : ""
    } else if (sign == "//") {
      sub(/^[^\n]*/, "", text)
    } else {
      # To the end of the string or of the character.
      if (sign == "\"")
        match(text, /^([^"\\]|\\.)*"?/)
      else
        match(text, /^([^'\\]|\\.)*'?/)
      out = out sign substr(text, 1, RLENGTH)
      text = substr(text, RLENGTH + 1)
    }
  }
  out = out text
  gsub(/[ \t\r\n\f\v]/, "", out)
  print out
}
