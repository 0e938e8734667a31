# tell.awk -v name=STEM -v known=FILE: what came of the mutants of a program.
# FILE has a line for each survivor that is to be: STEM, what was changed, the
# text of that line of the program, and why nobody notices, with " :: " between.

BEGIN {
  FS = "\t"
  while ((getline line <known) > 0)
    if (split(line, field, " :: ") == 4 && field[1] == name)
      reason[field[2] " :: " field[3]] = field[4]
}
{
  mutant = $3 " :: " $4
  count[$5]++
  if (mutant in reason) {
    met[mutant] = met[mutant] $5
    count["known"] += $5 == "survived"
  } else if ($5 != "noticed") {
    print name ":" $2 ": " $3 ": " $5
    wrong = 1
  }
}
END {
  for (mutant in reason)
    if (!(mutant in met))
      print name ": known, but there is no such mutant: " mutant
    else if (met[mutant] ~ /^(noticed)+$/)
      print name ": known, but noticed: " mutant
  printf "%s: %d mutants, %d noticed, %d survived", name, NR, \
    count["noticed"], count["survived"]
  print count["known"] ? ", " count["known"] " of them for a known reason" : ""
  exit wrong || NR == 0
}
