# gain.awk: what a class has learnt: sums up the files that make quiz has
# written.
#
#   awk -f gain.awk ./STUDENT/quiz-before.tsv ./STUDENT/quiz-after.tsv ...
#
# The name of the directory is that of the student; a path begins with . or /,
# or awk would take one with = in it for a variable. A line is an answer: its
# number, the misconception, the letter, and right, wrong or skipped, with tabs
# between them. What was skipped could not be shown, and is not counted. With
# -v questions=20 a form is done when it has so many lines; otherwise when no
# file has more.
#
# Counted are the students who have done both forms. A student's score is the
# part of the answers that are right, in percent; the gain of the class is
# (after - before) / (100 % - before), of the means of these scores: what part
# of what could be learnt has been learnt.
BEGIN { FS = "\t" }

FNR == 1 {
  n = split(FILENAME, part, "/")
  form = part[n] == "quiz-before.tsv" ? "before" : "after"
  student = n > 1 ? part[n - 1] : "."
  if (!(student in known)) {
    known[student] = 1
    names[++students] = student
  }
}
NF < 4 { next }
{
  lines[student, form]++
  if (lines[student, form] > most) most = lines[student, form]
  answer[student, form, $2] = $4
  if ($4 == "skipped") next
  asked[student, form]++
  if ($4 == "right") right[student, form]++
  if (!($2 in claimed)) {
    claimed[$2] = 1
    claims[++n_claims] = $2
  }
}

# is_done: has the student done this form?
function is_done(student, form) {
  return lines[student, form] >= (questions ? questions : most) &&
    asked[student, form] > 0
}
# state: of one who is not counted, in words.
function state(student, form) {
  if (is_done(student, form)) return form " is done"
  if (!lines[student, form]) return form " is not there"
  if (!asked[student, form]) return form " was skipped as a whole"
  return form " has " lines[student, form] " of " \
    (questions ? questions : most) " answers"
}
# had: how many of those who are counted had the misconception in this form.
function had(claim, form,  i, count) {
  for (i = 1; i <= n_counted; i++)
    count += answer[counted[i], form, claim] == "wrong"
  return count + 0
}
# mean: of the scores of those who are counted, in percent.
function mean(form,  i, sum) {
  for (i = 1; i <= n_counted; i++)
    sum += 100 * right[counted[i], form] / asked[counted[i], form]
  return sum / n_counted
}

END {
  for (i = 1; i <= students; i++) {
    student = names[i]
    if (is_done(student, "before") && is_done(student, "after"))
      counted[++n_counted] = student
    else
      left_out = left_out "Not counted: " student ": " \
        state(student, "before") ", " state(student, "after") ".\n"
  }
  if (n_counted) {
    print "before  after  who had the misconception"
    for (i = 1; i <= n_claims; i++)
      printf "%6d %6d  \"%s\"\n", had(claims[i], "before"),
        had(claims[i], "after"), claims[i]
    before = mean("before")
    after = mean("after")
    printf "mean score: %.1f %% before, %.1f %% after; students: %d\n", before,
      after, n_counted
    if (before < 100)
      printf "The gain is %.2f: (after - before) / (100 %% - before).\n",
        (after - before) / (100 - before)
    else print "No gain can be told: all answers were right before."
  } else print "No student has done both forms."
  printf "%s", left_out
}
