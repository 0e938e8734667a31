#!/bin/sh
# The grader of exercise 23: knock.
# shellcheck disable=SC2016 # what is quoted is for another shell
. "$(dirname "$0")/../../scripts/lib/lesson.sh"

need_demo 19-pid-file 23-tcp-token 23-impostor

# An impostor's client is served by this, and in it by what is in the file
# reply. What the client says is kept in the file heard.
prepare_impostor() {
  cat >"$stage/home/serve" <<'END'
read -r line
case $line in
probe) echo yes && exit ;;
esac
[ -z "$line" ] || echo "$line" >>heard
. ./reply
END
}

# start_impostor: starts one; sets $impostor and $port.
start_impostor() {
  start impostor "build/23-impostor 0 sh ./serve &"
  expect_print "port #"
  port=${line#port }
  port=$((port))
}
# start_holder: starts a process that has the lock; sets $server.
start_holder() { start server "build/19-pid-file my.port.lock &"; }

# write_port PID: my.port is made anew: as it should be, and names this process.
write_port() {
  rm -rf "$stage/home/my.port"
  (
    umask 077
    echo "port $port  token 0123456789abcdef0123456789abcdef  pid $1" \
      >"$stage/home/my.port"
  )
}
# reply COMMANDS: how the impostor answers from now on.
reply() { echo "$1" >"$stage/home/reply"; }
honest='echo " ${line#* }"'

# expect_answer TEXT [OPTIONS]: it asks TEXT, and prints that.
expect_answer() {
  type_line "$program my.port 5 '$1'; echo \"status \$?\""
  expect_print "$1"
  expect_print "status 0"
}
# expect_reason STATUS [SECONDS [FILE [REDIRECTION]]]: it ends with that status,
# and says why.
expect_reason() {
  rm -f "$stage/home/why"
  expect_status "$program ${3-my.port} ${2-5} hello 2>why${4-}" "$1"
  verify ok "a reason was said" says_something why
}
# meet_all: when its probe is answered, the impostor has accepted all clients
# that were before it.
meet_all() {
  bash -c 'exec 3<>/dev/tcp/127.0.0.1/$0; echo probe >&3; read -r x <&3' "$port"
}
# expect_silence: the impostor has heard nothing. First it has to be through
# with all that have connected so far.
expect_silence() {
  meet_all
  verify ok "the impostor is through with its clients" is_idle
  verify ok "the impostor has heard nothing" has_heard_nothing
}
is_idle() {
  wrong="It serves $(ps -o args= --ppid "$impostor" | head -n 1)"
  [ "$wrong" = "It serves " ]
}
has_heard_nothing() {
  wrong="It has heard: $(tail -n 1 "$stage/home/heard" 2>&1)"
  [ ! -e "$stage/home/heard" ]
}

# is_connecting: does a client wait to be connected to $port? In /proc/net/tcp
# 02 is SYN_SENT.
is_connecting() {
  wrong="Nobody does."
  grep -q "0100007F:[0-9A-F]* 0100007F:$(printf %04X "$port") 02" /proc/net/tcp
}
# fill_queue: the impostor is stopped, and its queue is full: the next client
# waits to be connected, and tries again after 1 s, 3 s and 7 s.
fill_queue() {
  send_signal STOP "$impostor"
  expect "$impostor" STAT=T
  type_line "exec 4<>/dev/tcp/127.0.0.1/$port"
}

# lasted MILLISECONDS: were they as many as that? A slow machine makes more of
# them, and never less.
lasted() {
  wrong="It has ended after $took ms at most."
  [ "$took" -ge "$1" ]
}

open_terminal
prepare_impostor
reply "$honest"

step "A server of lesson 23 runs, has ended, or has never been there"
start server "build/23-tcp-token my.port &"
expect_answer "hello"
expect_answer "two words"
expect_reason 1 5 my.port " >/dev/full"
send_signal KILL "$server"
expect_gone "$server"
expect_reason 3
expect_reason 3 5 no.port

key_step "An impostor has the port, and no server has the lock"
dead=$server
start_impostor
write_port "$dead"
expect_reason 3
say "Now FILE names a process that runs, the shell:"
write_port "$shell"
expect_reason 3
say "Now a process has the lock, but FILE names the shell:"
start_holder
expect_reason 3
say "Now FILE names that process, but there is no FILE.lock:"
write_port "$server"
mv "$stage/home/my.port.lock" "$stage/home/moved"
expect_reason 3
mv "$stage/home/moved" "$stage/home/my.port.lock"
expect_silence

step "A file that other users may use, or that is no file"
for mode in 640 620 610 604 602 601; do
  type_line "chmod $mode my.port"
  expect_reason 1
done
type_line "chmod 600 my.port; mv my.port moved; ln -s moved my.port"
expect_reason 1
type_line "rm my.port; mkdir my.port"
expect_reason 1
type_line "rmdir my.port; mkfifo -m 600 my.port"
expect_reason 1
type_line "rm my.port; mv moved my.port"
if [ "$(id -u)" -eq 0 ]; then
  type_line "chown 65534 my.port"
  expect_reason 1
  type_line "chown 0 my.port"
else
  leave_out "a file of another user: needs root"
fi
expect_silence
say "And as it should be:"
expect_answer "hello"
type_line "chmod 400 my.port"
expect_answer "hello"
rm "$stage/home/heard"

step "The server refuses"
reply 'echo refused'
expect_reason 4
reply 'true'
expect_reason 4
reply 'printf " half"'
expect_reason 4
say "And it closes before it has read all of a long question, 200 times:"
reply "$honest"
rm -f "$stage/home/heard"
echo true >"$stage/home/serve"
type_line "q=\$(printf %09000d 0); for i in {1..200}; do"
type_line "$program my.port 5 \$q; echo status \$? >>ends; done 2>why"
type_line "uniq -c ends; echo over"
patiently 4 expect_print over
verify ok "all 200 end with status 4" counted 200 '^status 4$' ends
prepare_impostor

step "The answer is late, comes in pieces, or does not come"
reply 'printf " he"; sleep 0.1; echo llo'
expect_answer "hello"
say "A TEXT, and so an answer, of 900 characters:"
reply "$honest"
type_line 'long=$(printf %0900d 7)'
expect_status "[ \"\$($program my.port 5 \$long)\" = \$long ]" 0
reply 'read -r line'
type_line 'now() { date +%s%N; }'
type_line "now >from; $program my.port 0.5 hello 2>why; s=\$?; now >to; \
echo status \$s"
expect_print "status 5"
took=$((($(cat "$stage/home/to") - $(cat "$stage/home/from")) / 1000000))
verify ok "it has waited for 0.5 s" lasted 400
reply 'while printf " x"; do sleep 0.1; done'
expect_reason 5 0.5
fill_queue
expect_reason 5 0.5
send_signal CONT "$impostor"
meet_all

step "The server ends while the client is being connected"
reply "$honest"
fill_queue
rm -f "$stage/home/heard"
type_line "($program my.port 60 hello; echo \"status \$?\") 2>why &"
verify ok "it waits to be connected" is_connecting
send_signal KILL "$server"
expect_gone "$server"
send_signal CONT "$impostor"
type_line "exec 4>&-"
patiently 3 expect_print "status 3"
verify ok "a reason was said" says_something why
expect_silence

step "A call fails"
start_holder
write_port "$server"
for call in open "open 2" fstat fcntl socket connect; do
  expect_complaint "$call" "my.port 5 hello"
done
