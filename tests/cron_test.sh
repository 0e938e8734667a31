#!/bin/sh
# Lesson 27 held against the real cron, where it is installed: what its jobs are
# given and what becomes of their output. As root, in a mount and PID namespace
# with a crontab, a spool and a sendmail of its own: never the machine's.
# Runs with the exercises, run.sh --exercises: it takes long, up to 70 s, for
# cron looks at its table once a minute.
# shellcheck disable=SC2016 # what is quoted is for another shell
. "$(dirname "$0")/helper.sh"
PATH=$PATH:/usr/sbin:/sbin
cron=/usr/sbin/cron program=$build/27-scheduler

# may_have_cron: can a cron of our own run here? If not, the test is skipped.
may_have_cron() {
  if [ "$(id -u)" -ne 0 ]; then
    ! skip_test "a cron of its own needs root"
  elif [ ! -x $cron ] || [ -L /usr/sbin ]; then
    ! skip_test "cron is not installed as $cron"
  elif ! $space sh -c 'mount -t tmpfs none /run' 2>/dev/null; then
    ! skip_test "a mount and a PID namespace are not permitted"
  fi
}
space="timeout -k 1 100 unshare -mpf --mount-proc --kill-child"

# in_cron CRONTAB LINES: runs the cron with this crontab, and these LINES in the
# same place; the mails go to the file mail. The status is that of the LINES.
in_cron() {
  echo "$1" >table.cron
  cp $cron cron.copy
  cat >sendmail <<'END'
#!/bin/sh
# A mail at a time.
exec 9>>lock && flock 9 && cat >>mail
END
  sed -i "s|lock |'$PWD/'lock |; s|mail\$|'$PWD/'mail|" sendmail
  chmod +x sendmail
  cat >own <<'END'
for place in /run /etc/cron.d /var/spool/cron /usr/sbin; do
  mount -t tmpfs none "$place" || exit
done
cp cron.copy /usr/sbin/cron && cp sendmail /usr/sbin &&
  mkdir /var/spool/cron/crontabs && mount --bind table.cron /etc/crontab || exit
start() { env --default-signal=INT,QUIT "$@" & }
start cron -f
cron=$!
soon() {
  tries=${limit:-20}00
  until "$@"; do
    tries=$((tries - 2))
    [ "$tries" -gt 0 ] || return 1
    sleep 0.02
  done
}
END
  printf '%s\n' "$2" >>own
  run $space sh own
}

# bodies: of the mails on standard input, by Subject: the command, and each line
# that is no head and not empty.
bodies() {
  sed -E 's/ <root@[^>]*>//; /^(From|To|MIME|Content|X-Cron)[^ ]*: /d; /^$/d' |
    awk '/^Subject: / { name = $0; next } { print name ": " $0 }' |
    LC_ALL=C sort
}

# The same commands, as jobs of both.
test_the_jobs_of_both_are_given_the_same_and_mail_the_same() {
  may_have_cron || return 0
  enter_folder
  cat >probe <<'END'
tty
umask
pwd
env | sort
grep '^Sig[IB]' /proc/self/status
wc -c
job=$(($(ps -o sid= -q $$)))
ps -o tty= -o tpgid= -o stat= -q $job | sed 's/R/S/'
[ "$(ps -o pgid= -q $job)" -eq $job ] && echo the job leads its group
child=$(($(ps -o ppid= -q $job)))
daemon=$(($(ps -o ppid= -q $child)))
[ "$(ps -o sid= -q $child)" -eq "$(ps -o sid= -q $daemon)" ] &&
  echo its parent is in the session of the daemon
ls -l /proc/$job/fd | grep -c ' [12] -> /.*(deleted)$'
END
  cat >commands <<END
sh '$PWD/probe'
echo a%b >'$PWD/out'
echo oh; exit 3
exit 3
greet
sleep 60 & echo left
kill -s KILL \$\$
END
  sed 's/^/3000 /' commands >table
  number=$(wc -l <commands)
  in_cron "$(sed 's/^/@reboot root /' commands)" '
HOME=$(sed -n "s/^root:.*:\(.*\):[^:]*$/\1/p" /etc/passwd)
export HOME
start '"'$program'"' table ours >log 2>&1 </dev/null
ours=$!
ended() { [ -z "$(ps -o pid= --ppid "$cron,$ours")" ] && [ -s ours ] &&
  [ -s mail ] && [ "$(grep -c "^job" log)" -eq '"$number"' ]; }
soon ended'
  assertEquals "what differs" "" "$(bodies <ours >a && bodies <mail | diff a -)"
  assertEquals "mails: $(cat a)" "5 5" \
    "$(grep -c '^Subject' ours) $(grep -c '^Subject' mail)"
  assertFalse "a file out" "[ -e out ]"
}
test_of_cron_alone_the_rest_of_the_line_is_input_and_a_percent_sign_is_kept() {
  may_have_cron || return 0
  enter_folder
  in_cron '@reboot root cat%in%put
@reboot root echo \%x' '
all() { [ "$(grep -c "^Subject" mail)" -eq 2 ]; }
soon all; kill $cron; wait'
  assertEquals "the mails" "in put %x" \
    "$(bodies <mail | sed 's/^.*: //' | paste -s -d ' ' -)"
}
test_cron_starts_a_command_again_while_it_runs_and_jobs_outlive_cron() {
  may_have_cron || return 0
  enter_folder
  mkfifo never
  long="echo begun \$\$ >>'$PWD/runs'; exec cat '$PWD/never'"
  echo "echo x >>'$PWD/runs2'; exec cat '$PWD/never'" >hold
  locked="flock -n '$PWD/lock2' sh '$PWD/hold'"
  in_cron "@reboot root $long
* * * * * root $long
@reboot root $locked
* * * * * root $locked; echo >>'$PWD/tried'" '
begun() { [ -s tried ] && [ "$(grep -c begun runs)" -ge 2 ]; }
limit=70
soon begun || exit
sed -n "s/begun //p" runs | while read -r pid; do ps -o comm= -q "$pid"; done
{ kill $cron; wait $cron; } 2>/dev/null
for pid in $(sed -n "s/begun //p" runs); do
  echo "$(ps -o comm= -q "$pid") $(ps -o comm= -q $(ps -o ppid= -q "$pid"))"
  ps -o ppid= -q $(ps -o ppid= -q "$pid")
done'
  assertEquals "two at once; then, without cron, in its child, adopted" \
    "cat cat cat cron 1 cat cron 1" \
    "$(printf '%s\n' "$output" | xargs)"
  assertEquals "with the lock" x "$(cat runs2)"
}

. "$shunit2"
