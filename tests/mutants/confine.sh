#!/bin/sh
# confine.sh FOLDER COMMAND [ARG...]: runs COMMAND, as root, where it can harm
# nobody. It has processes, mounts and a network of its own; all file systems
# are read-only but for a small one in memory, at FOLDER; and in /dev are only a
# few devices, none of them the machine's. Status: COMMAND's; 9 where that
# cannot be had.
set -u
[ "${1-}" = --inside ] ||
  exec unshare -pfmin --mount-proc --kill-child sh "$0" --inside "$@"
shift

must() {
  "$@" || {
    echo "failed: $*" >&2
    exit 9
  }
}

# The file systems of the machine. /proc is a new one, but its settings are not.
while read -r _ place _; do
  place=$(printf '%b' "$place")
  [ "$place" = /proc ] || mount -o remount,bind,ro "$place" 2>/dev/null
  [ "$place" = /proc ] || must [ ! -w "$place" ]
done </proc/self/mounts
must [ ! -w /etc ]
must mount --bind /proc/sys /proc/sys
must mount -o remount,bind,ro /proc/sys

must mount -t tmpfs -o size=256m,mode=1777 none "$1"
must mount -t tmpfs -o size=1m,mode=755 none /dev
mkdir /dev/pts /dev/shm && chmod 1777 /dev/shm
must mount -t devpts -o newinstance,ptmxmode=666,mode=620 none /dev/pts
ln -s pts/ptmx /dev/ptmx
ln -s /proc/self/fd /dev/fd
while read -r name major minor; do
  must mknod -m 666 "/dev/$name" c "$major" "$minor"
done <<END
null 1 3
zero 1 5
full 1 7
random 1 8
urandom 1 9
tty 5 0
END
[ ! -e /proc/sysrq-trigger ] || must mount --bind /dev/null /proc/sysrq-trigger
ip link set lo up 2>/dev/null
shift
ulimit -f 500000
# Not by exec: it is this shell, process 1, that waits for what is orphaned.
"$@"
