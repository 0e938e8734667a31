# stage.sh: a folder for a tool of the tests to work in. However the tool ends,
# nothing of it is left, neither a file nor a process: build/stage sees to that.

# take_stage NAME SCRIPT [ARG...]: runs SCRIPT anew, on a stage; there it sets
# $stage, the folder.
take_stage() {
  case ${LESSON_STAGE-} in
  "$PPID":/*)
    stage=${LESSON_STAGE#*:}
    return
    ;;
  esac
  [ -x "${BUILD:-build}/stage" ] || {
    echo "There is no program ${BUILD:-build}/stage. Next: make" >&2
    exit 2
  }
  local name="$1"
  shift
  exec "${BUILD:-build}/stage" "$name" sh "$@"
}

# list_strays: the processes that were started on the stage, and are not of the
# tool itself any more: they have lost their parent.
list_strays() {
  ps -ww -e -o pid= -o ppid= -o stat= -o args= |
    awk -v guard=$PPID -v tool=$$ '
      $3 !~ /^Z/ {
        parent[pid[NR] = $1] = $2
        sub(/^ *[0-9]+ +[0-9]+ +[^ ]+ +/, "")
        command[NR] = $0
      }
      END {
        parent[guard] = 0
        for (i = 1; i <= NR; i++) {
          above = pid[i]
          while (above in parent && above != guard && above != tool)
            above = parent[above]
          if (above == guard && pid[i] != guard)
            print "process " pid[i] ": " command[i]
        }
      }'
}
