#!/bin/sh
# transcript.sh --write|--check [STEM...]: the transcripts and pictures in
# lessons. Each stands between two markers and is what the lesson's script
# prints (a picture is all that its word map draws), with PIDs and terminals
# made stable: 1001, 1002, ... and pts/0, pts/1, ... in order of appearance.
# --write puts new ones in; --check tells which have drifted. Ends with 1 if one
# has, 3 if this machine cannot show one whole.
set -u
unset CDPATH
cd "$(dirname "$0")/.." || exit 3

# stabilize: standard input with stable PIDs and terminals.
stabilize() {
  awk '
    BEGIN {
      # A terminal, a job of the shell, or a PID after its name.
      stated = "(pts/|\\[[0-9]+\\][-+]? *|" \
        "(PID|GID|SID|pid|gid|sid)(=|!=| +))[0-9]+"
    }
    function stable(pid) {
      if (!(pid in pids)) pids[pid] = 1001 + known++
      return pids[pid]
    }
    function stable_terminal(name) {
      if (!(name in names)) names[name] = "pts/" terminals++
      return names[name]
    }
    # A row of ps: PID PPID PGID SID TTY TPGID STAT COMMAND.
    /^ +[0-9]+ +[0-9]+ +[0-9]+ +[0-9]+ +(\?|pts\/[0-9]+) +-?[0-9]+ / {
      if ($5 != "?") $5 = stable_terminal($5)
      for (i = 1; i <= 4; i++) $i = stable($i)
      if ($6 > 0) $6 = stable($6)
      printf "  %-6s%7s %7s %7s %7s %-7s%7s %-4s %s\n", "",
        $1, $2, $3, $4, $5, $6, $7, $8
      next
    }
    # In a box of map.sh: a process, and a group. It stays as wide as it is.
    /^ +\|  .* parent [0-9]+ +\|/ {
      pid = stable(substr($0, 18, 7) + 0)
      ppid = stable(substr($0, 56, 7) + 0)
      printf "%s%7d%s%-7d%s\n", substr($0, 1, 17), pid, substr($0, 25, 31),
        ppid, substr($0, 63)
      next
    }
    /^ +\| group [0-9]/ {
      sub(/[0-9]+/, stable($3 + 0))
      sub(/ *\|$/, "")
      printf "%-62s |\n", $0
      next
    }
    /^ +session [0-9]+[ ,]/ { sub(/[0-9]+/, stable($2 + 0)) }
    {
      rest = $0
      out = ""
      while (match(rest, stated)) {
        found = substr(rest, RSTART, RLENGTH)
        match(found, /[0-9]+$/)
        number = substr(found, RSTART)
        before = substr(found, 1, RSTART - 1)
        at = index(rest, found)
        if (before == "pts/") {
          before = ""
          number = stable_terminal(found)
        } else number = stable(number)
        if (before ~ /^\[/) sub(/ +$/, " ", before) # jobs -l pads its PIDs
        out = out substr(rest, 1, at - 1) before number
        rest = substr(rest, at + length(found))
      }
      print out rest
    }'
}

# pictures: of a transcript, the boxes and their titles.
pictures() {
  awk '
    /^  picture / {
      $0 = (n++ ? "\n" : "") substr($0, 14)
      print
      inside = 1
      next
    }
    !/^ +(session [0-9]|[+|])/ { inside = 0 }
    inside { print substr($0, 14) }'
}

# with_run STEM: the lesson with transcript and pictures of a run put in.
with_run() {
  awk -v stem="$1" -v transcript="$work/transcript" \
    -v pictures="$work/pictures" '
    function put(file) {
      inside = 1
      while ((getline line < file) > 0) print line
      print "```"
    }
    /^<!-- end of / { inside = 0 }
    !inside
    /^<!-- transcript:/ {
      print "```console"
      print "$ scripts/" stem ".sh --auto"
      put(transcript)
    }
    /^<!-- picture:/ {
      print "```"
      put(pictures)
    }' "lessons/$1.md"
}

mode=${1-}
case $mode in
--write | --check) shift ;;
*)
  sed -n '2s/^# \(.*\): .*/usage: \1/p' "$0" >&2
  exit 2
  ;;
esac
# shellcheck disable=SC2046 # one word a stem
[ $# -gt 0 ] || set -- $(basename -s .md lessons/[0-9]*.md)
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT

drifted=0
for stem in "$@"; do
  [ -r "lessons/$stem.md" ] || {
    echo "There is no lessons/$stem.md." >&2
    exit 2
  }
  "${SCRIPT_SHELL:-sh}" scripts/"$stem".sh --auto --plain >"$work/run" 2>&1 || {
    cat "$work/run"
    echo "$stem: its script did not pass, so there is no transcript." >&2
    exit 1
  }
  if grep '^  SKIP ' "$work/run"; then
    echo "$stem: a step is left out on this machine," \
      "so its transcript is not judged."
    drifted=3
    continue
  fi
  stabilize <"$work/run" >"$work/transcript"
  pictures <"$work/transcript" >"$work/pictures"
  with_run "$stem" >"$work/lesson"
  if cmp -s "$work/lesson" "lessons/$stem.md"; then
    continue
  elif [ "$mode" = --write ]; then
    cat "$work/lesson" >"lessons/$stem.md" &&
      echo "lessons/$stem.md: written anew"
  else
    echo "lessons/$stem.md: not what a run prints. Next: make lessons"
    diff "lessons/$stem.md" "$work/lesson"
    drifted=1
  fi
done
exit $drifted
