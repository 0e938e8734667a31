#!/bin/sh
# setup.sh: finds what the course needs and is missing here, says so and
# installs it with the machine's package manager. Where nothing is missing it is
# silent.
set -u
unset CDPATH
cd "$(dirname "$0")/.." || exit 1

[ "$(uname -s)" = Linux ] || {
  cat <<END
This is not Linux. The course needs it: for /proc, and for the columns of ps.
Next, on macOS: a container from a plain Debian image, with a terminal,
  docker run -it -v "\$PWD:/course" -w /course debian
and in it: sh scripts/setup.sh && make tour. On Windows: the same in WSL 2.
END
  exit 3
} >&2

# shows_columns PS: is it the ps of procps? busybox has one, and others have,
# that do not know these columns.
shows_columns() {
  "$1" -o sid=,tpgid=,ignored=,caught= -q $$ >/dev/null 2>&1
}

# missing: what is missing, a word each.
missing() {
  # A compiler without libc's headers is none. Asking it costs 20 ms, so only
  # where they are not in their usual place.
  command -v "${CC:-cc}" >/dev/null && { [ -r /usr/include/stdio.h ] ||
    echo '#include <stdio.h>' | "${CC:-cc}" -E - >/dev/null 2>&1; } || echo cc
  command -v make >/dev/null || echo make
  shows_columns ps || echo ps
  for command in bash dash setsid nohup mount; do
    command -v $command >/dev/null || echo $command
  done
  command -v shunit2 >/dev/null ||
    [ -r build/shunit2/usr/share/shunit2/shunit2 ] || echo shunit2
}

# tell_hidden_ps: where PATH has another ps before the right one, says so and
# ends: nothing that could be installed would help.
tell_hidden_ps() {
  ! shows_columns ps || return 0
  right=$(echo "$PATH" | tr : '\n' | while IFS= read -r folder; do
    ! shows_columns "$folder/ps" || echo "$folder"
  done)
  [ -z "$right" ] || {
    right=$(echo "$right" | head -n 1)
    echo "PATH leads to $(command -v ps), which cannot show the columns that"
    echo "the course needs; $right/ps can. Next: PATH=$right:\$PATH"
    exit 1
  } >&2
}

# packages MANAGER WORD...: what MANAGER calls the packages with these in.
packages() {
  manager=$1
  shift
  for word in "$@"; do
    case $manager/$word in
    apt-get/cc) echo gcc libc6-dev ;;
    dnf/cc) echo gcc glibc-devel ;;
    apk/cc) echo gcc musl-dev linux-headers ;;
    zypper/cc) echo gcc glibc-devel ;;
    */cc) echo gcc ;;
    apt-get/ps | zypper/ps) echo procps ;;
    */ps) echo procps-ng ;;
    */setsid) echo util-linux ;;
    */nohup) echo coreutils ;;
    apt-get/mount) echo mount ;;
    */mount) echo util-linux ;;
    *) echo "$word" ;;
    esac
  done
}

# install MANAGER PACKAGE...: as root, or with sudo.
install() {
  manager=$1
  shift
  case $manager in
  apt-get)
    $sudo apt-get update -q &&
      $sudo env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "$@"
    ;;
  dnf) $sudo dnf install -y "$@" ;;
  apk) $sudo apk add "$@" ;;
  pacman) $sudo pacman -Sy --noconfirm --needed "$@" ;;
  zypper) $sudo zypper --non-interactive install "$@" ;;
  esac
}

# unpack_shunit2: Debian's shunit2 under build/, for which nobody need be root.
unpack_shunit2() {
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return 1
  mkdir -p build/shunit2 && (
    cd build/shunit2 && apt-get download -q shunit2 &&
      dpkg-deb -x shunit2_*.deb . && rm shunit2_*.deb
  )
}

lacking=$(missing)
[ -n "$lacking" ] || exit 0
tell_hidden_ps
# shellcheck disable=SC2086 # the words become one line
echo "Missing here:" $lacking

manager='' sudo=''
for manager in apt-get dnf apk pacman zypper ''; do
  ! command -v "${manager:-:}" >/dev/null || break
done
if [ "$(id -u)" -ne 0 ] && [ -n "$manager" ]; then
  # Without a terminal nobody could type sudo's password.
  if command -v sudo >/dev/null &&
      { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
    sudo=sudo
  else
    manager=none
  fi
fi

# shellcheck disable=SC2046,SC2086 # one word a package
case $manager in
'')
  echo "No package manager that this script knows" \
    "(apt-get, dnf, apk, pacman, zypper)." >&2
  ;;
none)
  case $lacking in
  *shunit2*)
    unpack_shunit2 || echo "shunit2 could not be unpacked under build/." >&2
    ;;
  esac
  ;;
*)
  set -- $(packages "$manager" $lacking)
  echo "Installing with $manager: $*"
  install "$manager" "$@" || echo "$manager failed: see above." >&2
  ;;
esac

tell_hidden_ps
lacking=$(missing)
[ -n "$lacking" ] || {
  echo "Everything is here now. Next: make tour"
  exit 0
}
# shellcheck disable=SC2046,SC2086 # the words become one line
{
  echo "Still missing:" $lacking
  echo "Next: have somebody with root's rights install them." \
    "On Debian or Ubuntu:"
  echo "  apt-get install" $(packages apt-get $lacking)
} >&2
exit 1
