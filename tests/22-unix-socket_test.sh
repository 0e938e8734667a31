#!/bin/sh
. "$(dirname "$0")/helper.sh"
# For make faults: how it is run, and which failures are exceptions.
faults() {
  runs 22-unix-socket caller my.sock,-,TERM my.sock
  says 'flock' 'my.sock.lock'
  says 'lstat|connect|bind|listen|unlink' 'my.sock'
  says 'fcntl' '1 and 2 must be open'
  says 'getsockopt' 'SO_PEERCRED'
  says dprintf 'standard output'
  allows getsockopt '' 'told: a client that is not known is served'
  allows dprintf 'client' 'told: its log is full, and it serves'
  allows 'recv|send' '' 'harmless: that client is let go, and no other'
  beside 22-unix-socket pid
  runs 22-ask caller - pid hello
  says 'connect|send|recv' pid
}
. "$shunit2"
