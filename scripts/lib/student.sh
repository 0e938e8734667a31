# student.sh: how class.sh grades one program of one student. It gives out
# nothing. It wants $stage (a directory), $out, $dir, $build, $way and $LIMIT:
# see class.sh and box.sh.

# steps_of STEM: how many steps its grader has.
steps_of() { grep -cE '^ *(key_)?step ' "tests/exercises/$1_test.sh"; }

# sum_of FILE: of the program, whatever its comments and its white space are.
sum_of() {
  if [ "$(wc -c <"$1")" -le 65536 ]; then
    timeout 20 awk -f scripts/lib/same.awk "$1"
  else
    cat "$1"
  fi | cksum
}

# spare NUMBER: prints a user ID that no user, no group and no process has. The
# range is one that nothing else assigns. NUMBER makes those of two jobs differ.
spare() {
  local id=$((60578 + $1 % 300))
  while getent passwd $id || getent group $id || ps -U $id; do
    id=$((id + 1))
  done >/dev/null
  echo $id
}

# patience: prints how many seconds a check may take. On a machine that has much
# to do, a right program needs longer.
patience() {
  local load
  read -r load _ </proc/loadavg
  [ "${load%.*}" -le 4 ] && echo 3 || echo 6
}

# box NUMBER STEM: judges standard input. The environment stays outside.
box() {
  env -i PATH="$PATH" BUILD="$build" LIMIT="$LIMIT" \
    DEADLINE="${DEADLINE:-$(patience)}" CC="$CC" CFLAGS="$CFLAGS" \
    LDFLAGS="$LDFLAGS" WARN="$WARN" \
    sh scripts/lib/box.sh "$way" "$1" "$2" "$room" "$dir" "$out"
}

# new_room JOB: an empty directory, $room.
new_room() {
  room=$stage/room.$1
  mkdir "$room"
}

# decide STATUS STEM LOG: prints what has come of it: outcome, step, title.
decide() {
  local last step=0 title='' outcome=step
  last=$(grep -aE '^Step [0-9]+ of [0-9]+\. ' "$3" | tail -n 1 | tr '\t' ' ')
  if [ -n "$last" ]; then
    step=${last#Step } title=${last#*. }
    step=${step%% *}
  fi
  case $1 in
  0) outcome=passed ;;
  8) outcome=compile ;;
  124) outcome=hangs ;;
  3 | 9) outcome=skipped title=$(tail -n 1 "$3" | tr '\t' ' ') ;;
  *) ! grep -aqE '(prints|forks) without end|uses the processor all' "$3" ||
    outcome=hangs ;;
  esac
  printf '%s\t%s\t%s\n' "$outcome" "$step" "$title"
}

# grade JOB STUDENT STEM: grades one program, unless its grade still holds.
grade() {
  local source="$stage/students/$2/$3.c" name key log line='' sum='-'
  name=$(name_of "$2")
  log=$out/logs/$name/$3
  if [ -f "$source" ] && [ ! -L "$source" ]; then
    key="$(cksum <"$source") $(cat "$stage/keys/$3")" sum=$(sum_of "$source")
    if [ -f "$log.log" ] && [ "$(sed -n 1p "$log.grade")" = "$key" ]; then
      line=$(sed -n 2p "$log.grade")
    else
      mkdir -p "${log%/*}"
      rm -f "$log.grade"
      new_room "$1"
      box "$(spare "$1")" "$3" <"$source" >"$log.log" 2>&1
      line=$(decide $? "$3" "$log.log")
      rm -rf "$room"
      printf '%s\n%s\n' "$key" "$line" >"$log.grade"
    fi 2>/dev/null
  else
    rm -f "$log.log" "$log.grade"
    line='missing	0	'
  fi
  printf '%s\t%s\t%s\t%s\t%s\n' "$name" "$3" "$(steps_of "$3")" "$sum" \
    "$line" >"$stage/done/$2.$3"
  show_bar
}

# name_of STUDENT: the name of the directory. It is a column of the TSV.
name_of() {
  local name
  name=$(readlink "$stage/students/$1")
  printf '%s\n' "${name##*/}" | tr -d '[:cntrl:]'
}

# show_bar: on a terminal, how much is done.
show_bar() {
  [ -t 2 ] || return 0
  set -- "$stage"/done/*
  awk -v done=$# -v all="$(wc -l <"$stage/jobs")" 'BEGIN {
    for (i = 1; i <= 40; i++) bar = bar (i * all <= done * 40 ? "#" : ".")
    printf "\r[%s] %d of %d graded%s", bar, done, all, done < all ? "" : "\n"
  }' >&2
}
