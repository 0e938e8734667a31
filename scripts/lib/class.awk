# class.awk: the results of a class, for class.sh: the table, how far the class
# is, and which files are alike; and as a TSV. With -v one=--one only that.
BEGIN {
  FS = OFS = "\t"
  while ((getline line < sums) > 0) {
    split(line, part, "\t")
    known[part[1], part[2]] = part[3]
  }
}
{
  student = $1; stem = $2; steps = $3; sum = $4; outcome = $5; step = $6
  criterion = $7; stem_steps[stem] = steps
  if (!(student in is_student)) { is_student[student] = ++students
                                  name[students] = student }
  if (!(stem in is_stem)) { is_stem[stem] = ++stems; stem_of[stems] = stem }
  points = 0
  if (outcome == "passed") points = steps
  else if (step > 0 && (outcome == "step" || outcome == "hangs"))
    points = step - 1
  if (outcome == "passed") { step = steps; criterion = "" }
  if (outcome == "missing" || outcome == "compile") step = 0

  alike = ""
  if (sum == known[stem, "solutions"]) alike = "solution"
  else if (sum == known[stem, "exercises"]) alike = "starter"
  else if (sum != "-") {
    twins[stem, sum] = twins[stem, sum] (twins[stem, sum] ? ", " : "") student
    twin_count[stem, sum]++
    key_of[NR] = stem SUBSEP sum
  }
  if (alike == "solution")
    copies[stem] = copies[stem] (copies[stem] ? ", " : "") student

  row[NR] = student OFS stem OFS outcome OFS step OFS steps OFS points OFS \
    criterion
  alike_of[NR] = alike
  if (outcome == "passed") cell = "ok"
  else if (outcome == "compile") cell = "cc"
  else if (outcome == "hangs") cell = "hang"
  else if (outcome == "missing") cell = "-"
  else if (outcome == "skipped") cell = "skip"
  else cell = step "/" steps
  cells[student, stem] = cell

  if (outcome != "missing") handed_in[stem]++
  if (outcome == "passed") passed[stem]++
  if (outcome == "step" || outcome == "hangs") {
    count = ++failed[stem, step]
    if (count > most[stem]) {
      most[stem] = count
      worst[stem] = "step " step ": " criterion
    }
  }
}
END {
  head = "student\texercise\toutcome\tstep\tsteps\tpoints\tcriterion\talike"
  print head >tsv
  if (one) print head
  for (i = 1; i <= NR; i++) {
    if (i in key_of && twin_count[key_of[i]] > 1)
      alike_of[i] = twins[key_of[i]]
    print row[i], alike_of[i] >tsv
    if (one) print row[i], alike_of[i]
  }
  if (one) exit

  for (first = 1; first <= stems; first += 10) {
    line = sprintf("%-20s", "")
    for (i = first; i < first + 10 && i <= stems; i++)
      line = line sprintf("%6s", substr(stem_of[i], 1, 2))
    print ""
    print line
    for (j = 1; j <= students; j++) {
      # A letter may have several bytes: what is cut off must not split one.
      short = name[j]
      letters = short
      gsub(/[\200-\277]/, "", letters)
      while (length(letters) > 19) {
        sub(/[^\200-\277][\200-\277]*$/, "", short)
        letters = short
        gsub(/[\200-\277]/, "", letters)
      }
      line = short sprintf("%" (20 - length(letters)) "s", "")
      for (i = first; i < first + 10 && i <= stems; i++)
        line = line sprintf("%6s", cells[name[j], stem_of[i]])
      print line
    }
  }
  print ""
  print "ok: passed. 3/7: it fails at step 3 of 7. cc: it does not compile."
  print "hang: it does not end in time. -: it is not there. skip: see its log."
  print ""
  printf "%-16s %-10s  %s\n", "exercise", "passed of", "how far is the class"
  printf "%-16s %-10s  %s\n", "", "handed in", "    and where most fail"
  for (i = 1; i <= stems; i++) {
    stem = stem_of[i]
    bar = ""
    for (j = 1; j <= 10; j++)
      bar = bar (j * students <= passed[stem] * 10 ? "#" : ".")
    text = worst[stem] ? most[stem] " at " worst[stem] : ""
    if (length(text) > 39) text = substr(text, 1, 35) " ..."
    printf "%-16s %3d of %3d  %s  %s\n", stem, passed[stem], handed_in[stem],
      bar, text
  }
  for (i = 1; i <= stems; i++) {
    stem = stem_of[i]
    if (copies[stem]) say("The solution of the course, " stem ": " copies[stem])
    for (j = 1; j <= NR; j++) {
      key = key_of[j]
      if (index(key, stem SUBSEP) == 1 && twin_count[key] > 1 && !told[key]++)
        say("The same program, " stem ": " twins[key])
    }
  }
}
# say TEXT: in rows of the terminal's width, the others below the first.
function say(text,  n, i, part, row) {
  if (!said++) print ""
  n = split(text, part, " ")
  row = part[1]
  for (i = 2; i <= n; i++)
    if (length(row " " part[i]) > 79) {
      print row
      row = "  " part[i]
    } else row = row " " part[i]
  print row
}
