#!/bin/sh
# box.sh WAY NUMBER STEM ROOM [HIDE...] <SOURCE: compiles a student's program
# and runs its grader on it, for class.sh. What they print is printed. ROOM is
# an empty directory, and NUMBER a user ID that nobody has. WAY is what is
# possible here:
#   root  as NUMBER, in namespaces (PID, mount, network, IPC) that root makes:
#         all file systems are read-only, /tmp is private, and the directories
#         HIDE are empty
#   own   the same in a user namespace, for an ordinary user
#   user  as NUMBER, without namespaces
#   bare  with limits, and nothing more
# $BUILD is the build folder, $LIMIT the seconds that it may take. Where STEM is
# -, nothing is graded: can this WAY be had? Status: that of the grader; 8 if
# the program does not compile, 9 if the WAY cannot be had, 124 if the time was
# up.
set -u

# must COMMAND [ARG...]: without that this WAY cannot be had.
must() {
  "$@" || {
    echo "failed: $*" >&2
    exit 9
  }
}

# reach_path: leaves in PATH what this user may enter. With a directory that is
# closed, execvp(3) says of a missing command that it is not permitted.
reach_path() {
  local place IFS=: path=''
  for place in $PATH; do
    [ ! -x "$place/." ] || path=$path${path:+:}$place
  done
  PATH=$path
}

# judge STEM: inside, as NUMBER, in the copy of the course.
judge() {
  # shellcheck disable=SC2034 # for compile
  local again="hand it in again."
  reach_path
  echo 1000 >/proc/self/oom_score_adj # the kernel ends these first
  # shellcheck disable=SC3045 # -p is dash's, -u is bash's
  {
    ulimit -c 0
    ulimit -t 60
    ulimit -v 1048576
    ulimit -p "$PROCESSES" || ulimit -u "$PROCESSES"
  } 2>/dev/null
  # shellcheck source=scripts/lib/exercise.sh
  . scripts/lib/exercise.sh
  measure_rows
  compile "work/$1.c" "build/work/$1" || exit 8
  ulimit -f 40000 # 20 MB
  exec "tests/exercises/$1_test.sh" --auto --plain "build/work/$1"
}

# close_files: every file system that is mounted now becomes read-only. In a
# user namespace, what is already forbidden has to be named again.
close_files() {
  local place options flags word
  while read -r _ place _ options _; do
    flags=remount,bind,ro
    for word in nosuid nodev noexec noatime nodiratime relatime; do
      case ,$options, in *,$word,*) flags=$flags,$word ;; esac
    done
    mount -n -o "$flags" "$(printf '%b' "$place")"
  done 2>/dev/null <<END
$(grep -v '^[^ ]* /proc[ /]' /proc/self/mounts)
END
  # Of several at one place the last is the one that can be reached.
  awk '{ options[$2] = $4 }
    END { for (place in options) if (options[place] ~ /^rw/) print place }' \
    /proc/self/mounts | while IFS= read -r place; do
    place=$(printf '%b' "$place")
    case $way$place in
    *[a-z]/proc | *[a-z]/proc/*) ;;
    root*) must [ ! -w "$place" ] ;;
    *) must [ "$place" = "read-only" ] ;;
    esac
  done || exit 9
}

# make_devices: /dev has a few devices, and its own pseudo-terminals.
make_devices() {
  local name
  must mkdir "$room/dev"
  must mount -n -t tmpfs -o size=1m,mode=755 none "$room/dev"
  mkdir "$room/dev/pts" "$room/dev/shm"
  chmod 1777 "$room/dev/shm"
  for name in null zero full random urandom tty; do
    : >"$room/dev/$name"
    must mount -n --bind "/dev/$name" "$room/dev/$name"
  done
  must mount -n -t devpts -o newinstance,ptmxmode=666,mode=620 none \
    "$room/dev/pts"
  ln -s pts/ptmx "$room/dev/ptmx"
  ln -s /proc/self/fd "$room/dev/fd"
  for name in 0=stdin 1=stdout 2=stderr; do
    ln -s "/proc/self/fd/${name%=*}" "$room/dev/${name#*=}"
  done
  must mount -n --move "$room/dev" /dev
}

# copy_course: what a grader needs of it, in $room/course.
copy_course() {
  local file
  umask 022
  chmod 1777 "$room"
  must mkdir -p "$room/course/build/work" "$room/course/demos" \
    "$room/course/tests/exercises" "$room/course/scripts" "$room/course/work"
  cp -R scripts/lib "$room/course/scripts" || exit 9
  cp -R tests/faults "$room/course/tests" || exit 9
  for file in "$BUILD"/*; do
    [ ! -f "$file" ] || cp "$file" "$room/course/build" || exit 9
  done
  chmod -R u+rwX,go+rX "$room/course"
  [ "$stem" != - ] || return 0
  cp "tests/exercises/${stem}_test.sh" "$room/course/tests/exercises" || exit 9
  chmod 755 "$room/course/tests/exercises/${stem}_test.sh"
  head -c 1000000 >"$room/course/work/$stem.c"
  chmod 644 "$room/course/work/$stem.c"
}

# hide DIRECTORY...: they are empty from now on.
hide() {
  local place
  must mount -n --rbind "$room" /tmp
  room=/tmp
  for place in /run /var/tmp; do
    [ ! -d "$place" ] || [ -L "$place" ] ||
      must mount -n -t tmpfs -o size=1m,mode=1777 none "$place"
  done
  for place in "$@"; do
    [ ! -d "$place" ] || must mount -n -t tmpfs -o ro,size=4k none "$place"
  done
}

# inside: makes the place, becomes NUMBER, and judges.
inside() {
  local become='' status begin end
  case $way in
  root | own)
    close_files
    must mount -n -t tmpfs -o size=64m,mode=1777 none "$room"
    make_devices
    copy_course
    hide "$@"
    ! command -v ip >/dev/null || ip link set lo up
    ;;
  *) copy_course ;;
  esac
  case $way in
  root | user)
    must chown "$number:$number" "$room/course/work" "$room/course/build/work"
    become="setpriv --reuid $number --regid $number --clear-groups"
    become="$become --inh-caps=-all --no-new-privs"
    PROCESSES=400
    ;;
  own)
    become="unshare -U --map-user=$number --map-group=$number"
    become="$become setpriv --no-new-privs"
    PROCESSES=400
    ;;
  bare) PROCESSES=$(($(ps -L -o lwp= -U "$(id -u)" | wc -l) + 400)) ;;
  esac
  must cd "$room/course"
  # shellcheck disable=SC2086 # words
  [ "$stem" != - ] || { must $become sh -c 'cd tests' && exit 0; }
  (umask 077 && : >"$room/log")
  read -r begin _ </proc/uptime
  # shellcheck disable=SC2086 # words
  timeout -k 2 "$LIMIT" env -i PATH="$PATH" HOME="$room" TMPDIR="$room" \
    TERM=dumb CC="$CC" CFLAGS="$CFLAGS" LDFLAGS="$LDFLAGS" WARN="$WARN" \
    PROCESSES="$PROCESSES" DEADLINE="${DEADLINE:-5}" $become \
    sh scripts/lib/box.sh --judge "$stem" </dev/null >>"$room/log" 2>&1
  status=$?
  read -r end _ </proc/uptime
  [ "$way" != user ] || $become sh -c 'kill -9 -1' 2>/dev/null
  [ $((${end%.*} - ${begin%.*})) -lt "$LIMIT" ] || status=124
  head -c 100000 "$room/log"
  exit $status
}

case $1 in
--judge) judge "$2" ;;
--inside)
  way=$2 number=$3 stem=$4 room=$5
  shift 5
  inside "$@"
  ;;
root | own)
  spaces=-pfmi
  [ "$1" = root ] || spaces=-Urpfmi
  ! command -v ip >/dev/null || spaces=${spaces}n
  exec unshare "$spaces" --mount-proc --kill-child setsid sh "$0" --inside "$@"
  ;;
*) exec setsid -w sh "$0" --inside "$@" ;;
esac
