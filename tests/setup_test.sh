#!/bin/sh
# setup.sh on machines where things are missing: a PATH of our own, in which the
# package manager, id and sudo are made up.
# shellcheck disable=SC2016 # what is quoted is for another shell
. "$(dirname "$0")/helper.sh"

setUp() {
  make_house
  path=$SHUNIT_TMPDIR/path
  rm -rf "$path" && mkdir "$path"
  for tool in sh cc gcc as ld make ps bash dash setsid nohup shunit2 dirname \
    mount cat mkdir rm env id awk tr head; do
    found=$(command -v $tool) && ln -s "$found" "$path/$tool"
  done
  made_up uname 'echo Linux'
}

# made_up NAME COMMANDS: a program in $path.
made_up() {
  rm -f "$path/$1"
  printf '#!/bin/sh\n%s\n' "$2" >"$path/$1"
  chmod +x "$path/$1"
}
setup() { run env -u CC PATH="$path" sh "$house/scripts/setup.sh"; }

test_where_nothing_is_missing_it_is_silent() {
  setup
  assertEquals "what it prints" "" "$output"
  assertEquals "its status" 0 "$status"
}
test_what_is_missing_is_installed() {
  rm "$path/make" "$path/shunit2" && rm -rf "$house/build"
  made_up id 'echo 0'
  made_up apt-get "echo \"\$*\" >>'$path/asked'; for p in make shunit2; do
    printf '#!/bin/sh\n' >'$path'/\$p; /bin/chmod +x '$path'/\$p; done"
  setup
  assert_ran 0 '^Missing here: make shunit2$' "with apt-get"
  assert_ran 0 '^Everything is here now' "with apt-get"
  assertEquals "what apt-get is asked for" "update -q
install -q -y --no-install-recommends make shunit2" "$(cat "$path/asked")"
}
test_what_a_lesson_needs_is_no_less_missing() {
  rm "$path/dash" "$path/setsid" "$path/nohup" "$path/mount"
  made_up id 'echo 0'
  made_up dnf "echo \"\$*\" >>'$path/asked'"
  setup
  assert_ran 1 '^Still missing: dash setsid nohup mount$' "a useless dnf"
  assertEquals "what dnf is asked for" \
    "install -y dash util-linux coreutils util-linux" "$(cat "$path/asked")"
}
test_a_ps_without_the_columns_is_missing() {
  made_up ps 'echo "ps: unrecognized option" >&2; exit 1'
  made_up id 'echo 0'
  made_up apk "echo \"\$*\" >>'$path/asked'"
  setup
  assert_ran 1 '^Still missing: ps$' "apk that installs nothing"
  assertEquals "what apk is asked for" "add procps-ng" "$(cat "$path/asked")"
}
test_a_ps_that_hides_the_right_one_is_told() {
  mkdir "$path/first"
  printf '#!/bin/sh\nexit 1\n' >"$path/first/ps"
  chmod +x "$path/first/ps"
  run env -u CC PATH="$path/first:$path" sh "$house/scripts/setup.sh"
  assert_ran 1 "^PATH leads to $path/first/ps, which cannot show" "another ps"
  assert_ran 1 "$path/ps can. Next: PATH=$path:.PATH\$" "another ps"
}
test_another_system_than_linux_gets_a_sentence() {
  made_up uname 'echo Darwin'
  setup
  assert_ran 3 '^This is not Linux\.' "macOS"
  assert_ran 3 '^  docker run -it ' "macOS"
  assert_ran 3 'On Windows: the same in WSL 2\.$' "macOS"
}
test_a_failed_install_is_an_error() {
  rm "$path/make"
  made_up id 'echo 0'
  made_up dnf 'echo "no network" >&2; exit 7'
  setup
  assert_ran 1 '^dnf failed: see above' "dnf that fails"
  assert_ran 1 '^  apt-get install make$' "dnf that fails"
}
test_sudo_is_used_by_who_is_not_root() {
  rm "$path/make"
  made_up id 'echo 1000'
  made_up sudo "echo \"\$*\" >>'$path/asked'
    [ \"\$*\" != 'zypper --non-interactive install make' ] || {
      printf '#!/bin/sh\n' >'$path/make'; /bin/chmod +x '$path/make'; }"
  made_up zypper 'exit 1'
  setup
  assert_ran 0 '^Everything is here now' "with sudo"
}
test_who_has_neither_root_nor_sudo_is_told_what_a_teacher_must_install() {
  rm "$path/make" "$path/cc" "$path/shunit2" && rm -rf "$house/build"
  made_up id 'echo 1000'
  made_up apt-get '[ "$1" = download ] && echo >shunit2_1_all.deb'
  made_up dpkg-deb '/bin/mkdir -p usr/share/shunit2 &&
    echo >usr/share/shunit2/shunit2'
  setup
  assert_ran 1 '^Still missing: cc make$' "an ordinary user"
  assert_ran 1 '^  apt-get install gcc libc6-dev make$' "an ordinary user"
  assertTrue "shunit2 is unpacked" \
    "[ -r '$house/build/shunit2/usr/share/shunit2/shunit2' ]"
}
test_a_machine_without_a_package_manager_is_told() {
  rm "$path/make"
  made_up id 'echo 0'
  setup
  assert_ran 1 '^No package manager that this script knows' "no package manager"
}

. "$shunit2"
