# quiz.awk: reads the questions of scripts/lib/quiz.txt, which says how they are
# written. What is wanted, and of which question, it gets by -v:
#   form  before or after
#   want  count   how many questions the form has
#         myths   of each of its questions: number, lesson, misconception, with
#                 tabs between them
#         text    the part of this name, in one line; of a, b, c or d the option
#         code    the part of this name, line by line; claim-a is the claim of a
#         options the letters of the options
#   part  its name
#   n     the number of the question
#   instead  1: of the question that stands for it where it cannot be shown
# Status: 1 if there is no such part.
/^#/ || /^$/ { next }
/^question / {
  other = $3 == "instead"
  if (!other && $2 == form) number++
  inside = $2 == form && number == n && other == instead + 0
  mine = $2 == form && !other
  next
}
/^myth / { myth = substr($0, 6) }
/^lesson / && mine && want == "myths" { print number "\t" $2 "\t" myth }
!inside { next }
/^[a-z]/ {
  name = $1
  if (name == "if") name = "claim-" option
  if (name ~ /^[a-d]$/) {
    option = name
    letters = letters (letters == "" ? "" : " ") name
  }
  sub(/^[a-z]+ ?/, "")
  if (name == part && $0 != "") add($0)
  next
}
name == part { add(substr($0, 3)) }

function add(line) {
  text = text (text == "" ? "" : want == "code" ? "\n" : " ") line
}

END {
  if (want == "count") print number + 0
  else if (want == "options") print letters
  else if (want != "myths") {
    if (text == "") exit 1
    print text
  }
}
