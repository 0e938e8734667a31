#!/bin/sh
# checkup.sh on daemons that were not written here, where they are installed.
# Each is started at a terminal, in a folder of its own, and ended by its PID.
# shellcheck disable=SC2016 # what is quoted is for another shell
. "$(dirname "$0")/helper.sh"
deadline=5
# That is where daemons are, and not in everybody's PATH.
PATH=$PATH:/usr/sbin:/sbin

# need REASON COMMAND [ARG...]: COMMAND is true, or the test is skipped for
# REASON.
need() {
  reason=$1
  shift
  "$@" >/dev/null 2>&1 || ! skip_test "$reason"
}

# make_folder: an empty one at $folder, in which the terminals of this test
# start.
make_folder() { folder=$(mktemp -d "$SHUNIT_TMPDIR/daemon.XXXXXX"); }

# told LINES: in a story of these LINES. There, type_command types a command
# into a shell in that folder, read_pid NAME waits for NAME.pid, read_daemon
# NAME for the daemon to be on its own as well, checkup PID reports, end NAME
# ends it.
told() {
  story "folder='$folder'
type_command() { type_line \"cd '\$folder'; \$1\"; }
read_pid() {
  verify ok \"\$1 says its PID\" test -s \"\$folder/\$1.pid\"
  pid=\$(cat \"\$folder/\$1.pid\")
}
read_daemon() {
  read_pid \"\$1\"
  # It can be quicker than its parent's end.
  expect \"\$pid\" TTY='?' PPID=\"\$reaper\"
}
has_child() {
  child=\$(ps -o pid= --ppid \"\$1\" | sed 's/ //g; q')
  [ -n \"\$child\" ]
}
checkup() {
  \"\$root/scripts/checkup.sh\" --plain \"\$@\" 2>&1
  echo \"status \$?\"
}
end() {
  read_pid \"\$1\"
  send_signal TERM \"\$pid\"
  expect_gone \"\$pid\"
  rm -f \"\$folder/\$1.pid\"
}
open_terminal
$1"
}

# assert_verdict PATTERN WHAT: one of the reports has a verdict like PATTERN.
assert_verdict() { assert_ran 0 "^verdict: +$1\$" "$2"; }

# tearDown: a test that failed or was interrupted may leave a daemon, and its
# file with it.
tearDown() {
  for file in "${folder:-/nowhere}"/*.pid; do
    [ ! -s "$file" ] || kill "$(cat "$file")" 2>/dev/null
    rm -f "$file"
  done
}

test_nginx_and_its_worker() {
  need "nginx is not installed" command -v nginx || return 0
  make_folder
  cat >"$folder/nginx.conf" <<END
pid nginx.pid;
error_log error.log;
events {}
http {
  access_log off;
  client_body_temp_path 1; proxy_temp_path 2; fastcgi_temp_path 3;
  uwsgi_temp_path 4; scgi_temp_path 5;
  server { listen unix:nginx.socket; }
}
END
  told 'type_command "nginx -p . -c nginx.conf"; read_daemon nginx
    poll_ has_child "$pid"
    checkup "$pid"; checkup "$child"; end nginx'
  assert_verdict 'single-fork daemon' nginx
  assert_verdict 'worker of nginx, PID [0-9]+, single-fork daemon' "its worker"
  assert_ran 0 '^WARN +umask +0000$' "nginx clears its umask"
}
test_redis() {
  need "redis-server is not installed" command -v redis-server || return 0
  make_folder
  cat >"$folder/redis.conf" <<END
daemonize yes
port 0
unixsocket redis.socket
pidfile redis.pid
save ""
END
  told 'type_command "redis-server redis.conf"; read_daemon redis
    checkup "$pid"; end redis'
  assert_verdict 'single-fork daemon' redis
  assert_ran 0 '^WARN +ignores +HUP ' "redis ignores SIGHUP"
}
test_sshd_and_its_child() {
  need "sshd is not installed" command -v sshd || return 0
  need "sshd needs its folder /run/sshd" test -d /run/sshd || return 0
  make_folder
  # A port that nobody listens on; other copies of this test have other PIDs.
  port=$((10000 + $$ % 20000))
  while grep -qi ":$(printf %04x $port) " /proc/net/tcp /proc/net/tcp6; do
    port=$((port + 1))
  done
  ssh-keygen -q -t ed25519 -N '' -f "$folder/key"
  cat >"$folder/sshd.conf" <<END
ListenAddress 127.0.0.1
Port $port
HostKey "$folder/key"
PidFile "$folder/sshd.pid"
END
  # Its child becomes sshd anew, in /: so no path is relative.
  told "type_command '$(command -v sshd) -f sshd.conf -E \"\$PWD/sshd.log\"'"'
    read_daemon sshd; checkup "$pid"
    type_line "exec 5<>/dev/tcp/127.0.0.1/'$port'"; poll_ has_child "$pid"
    checkup "$child"; end sshd'
  assert_verdict 'single-fork daemon' sshd
  assert_ran 0 '^PASS +directory +/$' "sshd stands in /"
  assert_verdict 'worker of sshd, PID [0-9]+, single-fork daemon' "its child"
}
test_cron_and_its_job() {
  need "cron is not installed" command -v cron || return 0
  # Its PID file has a fixed place, and so have the jobs that it is to run.
  need "cron needs a /run of its own, which is not permitted" unshare -m true ||
    return 0
  make_folder
  echo "@reboot root echo \$\$ >'$folder/job.pid'; exec sleep 60" \
    >"$folder/crontab"
  cat >"$folder/own_run" <<'END'
for place in /run /etc/cron.d /var/spool/cron; do
  mount -t tmpfs none "$place" || exit
done
mkdir /var/spool/cron/crontabs && mount --bind crontab /etc/crontab && cron
# At first the file names the process that forked, which is gone by now.
until kill -0 "$(cat /run/crond.pid)"; do sleep 0.02; done 2>/dev/null
cat /run/crond.pid >cron.pid
END
  told 'type_command "unshare -m sh own_run"; read_daemon cron; cron=$pid
    read_pid job; expect "$pid" COMM=sleep TTY="?" SID=PID
    checkup "$cron"; checkup "$pid"; end job; end cron'
  assert_verdict 'single-fork daemon' cron
  assert_verdict "scheduled job, by its parent's name: cron, PID [0-9]+" \
    "cron's job"
}
test_a_service_of_runsv() {
  need "runsv is not installed" command -v runsv || return 0
  make_folder
  mkdir "$folder/service"
  echo '#!/bin/sh
echo $$ >../service.pid; exec sleep 60' >"$folder/service/run"
  chmod +x "$folder/service/run"
  told 'type_command "runsv service &"; read_pid service; service=$pid
    poll_ holds_ "$pid" COMM=sleep
    echo "$ps_PPID" >"$folder/runsv.pid"; checkup "$pid"; end runsv
    expect_gone "$service" && rm "$folder/service.pid"'
  assert_verdict \
    "supervised service, by its parent's name: runsv, PID [0-9]+" \
    "a child of runsv"
}
test_a_python_daemon_forked_twice() {
  need "python3 is not installed" python3 -c pass || return 0
  make_folder
  cat >"$folder/twice.py" <<'END'
import os, signal
if os.fork():
    os._exit(0)
os.setsid()
if os.fork():
    os._exit(0)
signal.alarm(60)
with open("python.pid", "w") as file:
    print(os.getpid(), file=file)
os.chdir("/")
null = os.open("/dev/null", os.O_RDWR)
for number in 0, 1, 2:
    os.dup2(null, number)
signal.pause()
END
  told 'type_command "python3 twice.py"; read_daemon python
    expect "$pid" PGID=SID PID!=SID
    redirected() { checkup "$pid" | grep -q "/dev/null, /dev/null, /dev/null"; }
    poll_ redirected
    checkup "$pid"; end python'
  assert_verdict 'double-fork daemon' "a Python daemon"
  assert_ran 0 '^PASS +session ' "a Python daemon"
  assert_ran 0 '^PASS +directory +/$' "a Python daemon"
}
test_a_detached_child_of_node() {
  need "node is not installed" node -e 0 || return 0
  make_folder
  cat >"$folder/detach.js" <<'END'
const { spawn } = require("child_process");
const child = spawn("sleep", ["60"], { detached: true, stdio: "ignore" });
require("fs").writeFileSync("child.pid", child.pid + "\n");
process.stdin.on("data", () => process.exit());
END
  told 'type_command "node detach.js"; read_pid child
    expect "$pid" COMM=sleep TTY="?" SID=PID; checkup "$pid"
    type_line ""; expect "$pid" PPID="$reaper"; checkup "$pid"; end child'
  assert_verdict 'cannot tell: no terminal, yet a child of node.*' \
    "while its parent lives"
  assert_verdict 'single-fork daemon' "after that"
}

. "$shunit2"
