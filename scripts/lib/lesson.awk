# lesson.awk: finds a part of a lesson's Markdown and prints it as plain text, a
# paragraph a line.
#
#   awk -v part=question -v n=2 -f scripts/lib/plain.awk \
#     -f scripts/lib/lesson.awk lessons/08-setsid.md
#
# part   question  the question n of Predict; then a line "LETTER<tab>TEXT" for
#                  each choice
#        answer    the answer n of After: "LETTER<tab>WHY" for the right one,
#                  then the same for each wrong letter
#        step      what is explained below the transcript of step n
#        hint      the hint n of Make
#        title     the title of step n
#        steps     the titles of all steps, a line "N<tab>TITLE" each
# Ends with status 1 if the lesson has no such part.

# bare: what plain leaves, without the marks of bold and of code.
function bare(text) {
  text = plain(text)
  gsub(/[\001\002`]/, "", text)
  return text
}

function flush() {
  if (text != "") {
    print bare(text)
    printed++
  }
  text = ""
}

function begin(line) {
  flush()
  text = line
}

/^## / { section = substr($0, 4); item = 0 }
/^<details>/ { folded = 1 }
/^<\/details>/ { flush(); folded = 0 }
/^<details><summary>Hint / {
  item = $2 + 0
  next
}

/^### [0-9]+\. / {
  flush()
  step = $2 + 0
  title = $0
  sub(/^### [0-9]+\. /, "", title)
  if (part == "title" && step == n) {
    print bare(title)
    printed++
  }
  if (part == "steps") {
    print step "\t" bare(title)
    printed++
  }
  below = 0
  next
}

# Questions and answers: "1. ..." with "   - (a) ..." below.
(part == "question" && section == "Predict") ||
(part == "answer" && section == "After" && folded) {
  if ($0 ~ /^[0-9]+\. /) {
    flush()
    item = $1 + 0
    line = $0
    sub(/^[0-9]+\. +/, "", line)
    if (item == n) {
      if (part == "answer" && match(line, /^\*\*[a-z]\.?\*\*\.? */)) {
        letter = substr(line, 3, 1)
        line = letter "\t" substr(line, RLENGTH + 1)
      }
      begin(line)
    }
    next
  }
  if (item != n) next
  if (match($0, /^ +- \([a-z]\):? */)) {
    letter = substr($0, index($0, "(") + 1, 1)
    begin(letter "\t" substr($0, RLENGTH + 1))
  } else if ($0 ~ /^ +[^ ]/) {
    line = $0
    sub(/^ +/, "", line)
    text = text " " line
  } else flush()
  next
}

part == "hint" && section == "Make" && folded && item == n {
  if (/^ *$/) flush()
  else text = text == "" ? $0 : text " " $0
  next
}

part == "step" && section == "Watch" && step == n {
  if (/^<!-- end of step/) {
    below = 1
    next
  }
  if (!below || /^<!--/ || /^<\/?details/) next
  if (/^```/) {
    flush()
    fenced = !fenced
    next
  }
  if (fenced) {
    print $0
    next
  }
  if (/^ *$/) flush()
  else if (/^- /) begin($0)
  else {
    line = $0
    sub(/^ +/, "", line)
    text = text == "" ? line : text " " line
  }
  next
}

END {
  flush()
  exit printed == 0
}
