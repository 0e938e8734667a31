# density.awk FILE.c: can a person read it aloud? Tells, a line each, where more
# stands together than a reader can hold: a long file, a long function, many
# operators in a statement, a ?: inside another, a comma operator, a body that
# needs braces and has none. Directly above a statement the comment "Dense:
# reason" excuses it, directly above a function "Long: reason". Comments, blank
# lines and directives (#) are no code. Status 1 if anything was told.

BEGIN { MOST_OPERATORS = 2; LONGEST_FUNCTION = 45 }
{ src = src $0 "\n" }

END {
  take_out_comments(src)
  n = split(code, row, "\n")
  for (i = 1; i <= n; i++) {
    if (row[i] ~ /^ *#/ || directive) {
      directive = row[i] ~ /\\$/
      row[i] = "#"
    }
    lines[i] = lines[i - 1] + (row[i] ~ /[^ ]/)
  }
  # 16 is a tool; the last project is a whole program, and no demo. 23 can be
  # reached by all users, so it has to say which of its clients goes first.
  limit = FILENAME ~ /16-daemonize[.]c$/ ? 240 : \
    FILENAME ~ /23-tcp-token[.]c$/ ? 185 : \
    FILENAME ~ /30-keep[.]c$/ ? 540 : 180
  if (lines[n] > limit)
    tell(1, lines[n] " lines of code, " limit " at most", \
      "a second idea is a second program")
  begin_statement()
  for (line = 1; line <= n; line++) read_row(row[line])
  exit told
}

function tell(at, what, todo) {
  print FILENAME ":" at ": " what ". Next: " todo
  told = 1
}

# Sets CODE to the source with blanks in place of comments and zeros in place of
# strings; EXCUSE[line] to the comment that ends above that line.
function take_out_comments(rest,   text, line, is_comment) {
  line = 1
  pattern = "/[*]([^*]|[*]+[^*/])*[*]+/|\"([^\"\\\\]|\\\\.)*\"|'[^']+'"
  while (match(rest, pattern)) {
    text = substr(rest, RSTART, RLENGTH)
    code = code substr(rest, 1, RSTART - 1)
    line += count(substr(rest, 1, RSTART + RLENGTH - 1), "\n")
    rest = substr(rest, RSTART + RLENGTH)
    is_comment = text ~ /^\//
    if (is_comment) excuse[line + 1] = text
    gsub(/[^\n]/, is_comment ? " " : "0", text)
    code = code text
  }
  code = code rest
}
function count(text, what) { return gsub(what, what, text) }

# A row of the code, a word or a sign at a time.
function read_row(rest,   sign) {
  while (rest != "#" && match(rest, /[A-Za-z0-9_]+|&&|[|][|]|[^ ]/)) {
    sign = substr(rest, RSTART, RLENGTH)
    rest = substr(rest, RSTART + RLENGTH)
    take(sign)
    before = sign
  }
}

# A statement: its first line and word, its text, how many operators, which ?:
# is open in it. KIND says of each bracket around it what it holds. BODY_OF is
# the if, for, while or else whose body begins, without a brace so far.
function begin_statement() {
  begin = operators = choices = 0
  first = text = ""
}

function take(sign) {
  if (text == "") begin_with(sign)
  if (sign ~ /^(else|do)$/) return
  text = text " " sign
  if (sign ~ /^(&&|[|][|]|[?])$/) operators++
  if (sign == "?") {
    if (choices) tell_dense("a ?: inside another")
    choice[++choices] = depth
  } else if (sign ~ /^[([]$/)
    kind[++depth] = before ~ /^(if|while|for|switch)$/ ? before : \
      before ~ /^([A-Za-z0-9_]+|\)|\])$/ && before != "return" ? "call" : \
      "group"
  else if (sign ~ /^[])]$/) {
    end_choices()
    if (kind[depth--] ~ /^(if|while|for|switch)$/) {
      end_statement()
      body_of = kind[depth + 1]
    }
  } else if (sign == "{")
    open_brace()
  else if (sign == "}")
    close_brace()
  else if (sign == ",") {
    end_choices()
    if (is_comma_operator()) tell_dense("a comma operator")
  } else if (sign == ";" && kind[depth] != "for") {
    if (body_of != "" && line > begin)
      tell_braces(line - begin + 1 " lines")
    body_of = ""
    end_statement()
  } else if (sign == ":" && !choices &&
    text ~ /^ (case .*|[A-Za-z0-9_]+) :$/)
    begin_statement()
}

function begin_with(sign) {
  begin = line
  if (sign == "{" || sign == "if" && body_of == "else")
    body_of = ""
  else if (sign == "else")
    body_of = sign
  else if (body_of != "" && sign ~ /^(if|while|for|switch|do)$/) {
    tell_braces("another statement")
    body_of = ""
  }
}

function end_statement() {
  if (operators > MOST_OPERATORS)
    tell_dense(operators " of && || ?: in a statement, " MOST_OPERATORS \
      " at most")
  begin_statement()
}

# A ?: ends with what is around it, or at a comma.
function end_choices() {
  while (choices && choice[choices] >= depth) choices--
}

function open_brace() {
  depth++
  if ((depth > 1 && kind[depth - 1] !~ /^(block|struct|function)$/) ||
    text ~ /= [{]$|=.*\) [{]$|^ return .*[{]$|enum( [A-Za-z0-9_]+)? [{]$/) {
    kind[depth] = "list"
    return
  }
  if (text ~ / (struct|union)( [A-Za-z0-9_]+)? [{]$/)
    kind[depth] = "struct"
  else if (depth > 1)
    kind[depth] = "block"
  else {
    kind[depth] = "function"
    function_begin = begin
  }
  begin_statement()
}

function close_brace(   was, long) {
  end_choices()
  was = kind[depth--]
  if (was == "list") return
  begin_statement()
  if (was == "struct") text = " struct it"
  long = lines[line] - lines[function_begin - 1]
  if (was == "function" && long > LONGEST_FUNCTION &&
    excuse[function_begin] !~ /Long: *[^ *]/)
    tell(function_begin, "a function of " long " lines of code, " \
      LONGEST_FUNCTION " at most", "a step of it is a function, or say why" \
      " not above it: /* Long: reason */")
}

# A comma that is not between arguments, members, names of a declaration, nor in
# the brackets of a for.
function is_comma_operator() {
  if (kind[depth] ~ /^(call|list|for)$/ || text ~ /__attribute__/) return 0
  return kind[depth] ~ /^(group|if|while|switch)$/ || \
    text !~ /^ [A-Za-z_][A-Za-z0-9_]*( [*]| const)* [A-Za-z_]/ || \
    text ~ /^ return /
}

function tell_dense(what) {
  if (excuse[begin] !~ /Dense: *[^ *]/)
    tell(begin, what, "split the statement, or say why not above it:" \
      " /* Dense: reason */")
}
function tell_braces(what) {
  tell(begin, what " in the body of " body_of " without braces", "{ }")
}
