#!/bin/sh
# lessons/messages.md: what can be tried is tried, on a terminal of its own, and
# the message must come.
# shellcheck disable=SC2016 # what is quoted is for another shell
. "$(dirname "$0")/helper.sh"

# Where a directory of PATH may not be entered, a shell says "Permission denied"
# of a command that is not there.
usable=''
IFS=:
for folder in $PATH; do
  [ ! -x "$folder" ] || usable=$usable${usable:+:}$folder
done
unset IFS
PATH=$usable

# rows FILE: a line for each row that can be tried, for the story below:
#   row SHELL 'MESSAGE' ['OTHER' ['THIRD']] -- 'LINE' ^Z ...
rows() {
  awk -F '[|]' '
    # quoted: TEXT as one word of a shell.
    function quoted(text) {
      gsub(/\047/, "\047\\\047\047", text)
      return "\047" text "\047"
    }
    # spans: what is between backquotes in TEXT, each quoted; and keys.
    function spans(text,  n, i, part, out) {
      n = split(text, part, "`")
      for (i = 1; i <= n; i++) {
        if (i % 2 == 0) out = out " " quoted(part[i])
        else if (part[i] ~ /Ctrl-/)
          out = out " ^" substr(part[i], index(part[i], "Ctrl-") + 5, 1)
      }
      return out
    }
    { gsub(/\\[|]/, "\005") }
    /^[|] / && NF == 6 && $5 ~ /`/ {
      message = $2
      gsub(/…/, "*", message)
      gsub(/4127/, "#", message)
      gsub(/\\./, "*", message) # the screen shows \r as nothing
      shell = match($5, /^ *[a-z]+:/) ? substr($5, 2, RLENGTH - 2) : "bash"
      if ($5 ~ /python3/) shell = "python"
      line = "row " shell spans(message) " --" spans($5)
      gsub(/\005/, "|", line)
      print line
    }' "$1"
}

# The reader's own is in work/.
oneTimeSetUp() {
  mkdir "$SHUNIT_TMPDIR/work"
  compile lessons/solutions/30-keep.c "$SHUNIT_TMPDIR/work/30-keep"
}

# try FILE PATTERN: a story that tries the rows like PATTERN.
try() {
  deadline=${deadline-5} story '
    row() {
      local one="" two="" three="" options="" text
      case $1 in
      bash | python) ;;
      dash) options=-i ;;
      zsh) options="-f -i +Z" ;; # no line editor, which draws its prompt
      esac
      # shellcheck disable=SC2086 # options are words
      case $options in
      "") open_terminal ;;
      *) open_terminal "$1" $options ;;
      esac
      shift
      one="*$1*"
      case $1 in
      *[!0-9]*) ;;
      *) one=$1 ;; # a status is the whole line
      esac
      two=$one three=$one
      shift
      if [ "$1" != -- ]; then two="*$1*" && shift; fi
      if [ "$1" != -- ]; then three="*$1*" && shift; fi
      shift
      for text in "$@"; do
        case $text in
        ^?)
          verify ok "it is in the foreground" in_front
          press "$text"
          verify ok "the shell is" shell_in_front
          ;;
        jobs* | ps*)
          mark_=1
          expect_print "*[1] #*"
          verify ok "it is stopped, or has ended" settled
          type_line "$text"
          ;;
        *"sleep 60 &")
          type_line "$text"
          verify ok "the job is sleep by now" has_sleep
          ;;
        *) type_line "$text" ;;
        esac
      done
      mark_=1 # whatever this terminal has printed counts
      expect_print "$one" "$two" "$three"
      hang_up
    }
    front() { echo $(($(ps -o tpgid= -q "$shell"))); }
    in_front() { [ "$(ps -o comm= -q "$(front)")" = sleep ]; }
    shell_in_front() { [ "$(front)" -eq "$shell" ]; }
    has_sleep() { ps -o comm= -s "$shell" | grep -qx sleep; }
    settled() {
      ps -o stat=,comm= -s "$shell" | awk '"'"'
        $1 !~ /^[TZ]/ && $1 !~ /s/ && $2 != "tail" { exit 1 }'"'"'
    }
    '"$(rows "$1" | grep -E "$2")" --keep-going "$SHUNIT_TMPDIR/work/30-keep"
}

# all_come PATTERN: do the messages of these rows of the page come?
all_come() {
  try lessons/messages.md "$1"
  assertEquals "messages that did not come" '' \
    "$(echo "$output" | grep -A 6 FAILED)"
  assert_ran 0 '^98-story: [0-9]+ checks, 0 failed$' "the messages"
}
test_what_bash_prints() {
  all_come '^row bash '
}
test_what_dash_prints() { all_come '^row dash '; }
test_what_zsh_prints() {
  command -v zsh >/dev/null || skip_test "there is no zsh here"
  isSkipping || all_come '^row zsh '
}
test_what_python_prints() {
  command -v python3 >/dev/null || skip_test "there is no python3 here"
  isSkipping || all_come '^row python '
}
test_a_message_that_does_not_come_is_noticed() {
  printf '%s\n' '| `not a tti` | … | 00 | `tty </dev/null` |' \
    >"$SHUNIT_TMPDIR/wrong.md"
  deadline=1 try "$SHUNIT_TMPDIR/wrong.md" .
  assert_ran 1 'FAILED' "a wrong message"
}
test_there_are_many_and_each_names_a_lesson() {
  entries=$(grep -c '^| .*\](' lessons/messages.md)
  assertTrue "$entries messages and symptoms" "[ $entries -ge 60 ]"
  assertEquals "without a lesson" '' "$(grep '^| ' lessons/messages.md |
    grep -vE '^\| (message|symptom) \||\]\([0-9][0-9]-[a-z-]*\.md\)')"
}

. "$shunit2"
