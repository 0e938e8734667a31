#!/bin/sh
# setup.sh: finds what the course needs and is missing here, says so and
# installs it with the machine's package manager. Where nothing is missing it is
# silent.
set -u
unset CDPATH
cd "$(dirname "$0")/.." || exit 1

# missing: what is missing, a word each.
missing() {
  # A compiler without libc's headers is none. Asking it costs 20 ms, so only
  # where they are not in their usual place.
  command -v "${CC:-cc}" >/dev/null && { [ -r /usr/include/stdio.h ] ||
    echo '#include <stdio.h>' | "${CC:-cc}" -E - >/dev/null 2>&1; } || echo cc
  command -v make >/dev/null || echo make
  # busybox has a ps that does not know these columns.
  ps -o sid=,tpgid=,ignored= -p $$ >/dev/null 2>&1 || echo ps
  for command in bash dash setsid nohup; do
    command -v $command >/dev/null || echo $command
  done
  command -v shunit2 >/dev/null ||
    [ -r build/shunit2/usr/share/shunit2/shunit2 ] || echo shunit2
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
  brew) brew install "$@" ;;
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
# shellcheck disable=SC2086 # the words become one line
echo "Missing here:" $lacking

manager='' sudo=''
for manager in apt-get dnf apk pacman zypper brew ''; do
  ! command -v "${manager:-:}" >/dev/null || break
done
if [ "$(id -u)" -ne 0 ] && [ "$manager" != brew ]; then
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
    "(apt-get, dnf, apk, pacman, zypper, brew)." >&2
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
