# sweep.sh: leaves nothing behind.

# sweep COMMAND FOLDER: ends the processes whose PIDs COMMAND prints (TERM and
# CONT, a wait, KILL), and removes FOLDER.
sweep() {
  tries=100
  while pids=$("$1") && [ -n "$pids" ] && [ "$tries" -gt 0 ]; do
    [ "$tries" -gt 50 ] && signal=TERM || signal=KILL
    # shellcheck disable=SC2086 # one word a PID
    kill -s "$signal" $pids && kill -s CONT $pids
    tries=$((tries - 1))
    sleep 0.02
  done
  rm -rf "$2"
} 2>/dev/null
