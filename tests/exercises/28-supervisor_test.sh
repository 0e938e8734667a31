#!/bin/sh
# The grader of exercise 28: notify.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"
need_demo 28-ready

# has_service: sets $service, the child of $waiting.
has_service() {
  wrong="It has no child."
  is_alive "$waiting" || wrong="28-ready does not wait: READY=1 came too early."
  service=$(ps -o pid= --ppid "$waiting" | sed 's/ //g; q')
  [ -n "$service" ] && call "$service" service
}

# says_nothing FILE: is the file empty?
says_nothing() {
  wrong="It says: $(head -n 1 "$stage/home/$1")"
  [ ! -s "$stage/home/$1" ]
}

# serves: sends the server HUP, and TERM, for which it has to be ready.
serves() {
  send_signal HUP "$server"
  expect_print 'greeting hello'
  send_signal TERM "$server"
  expect_gone "$server"
}

open_terminal
type_line "echo hello >text; : >empty; mkfifo fifo"

key_step "It says READY=1 when it has its greeting"
start_job waiting "build/28-ready wait $program fifo &"
verify ok "a service is started" has_service
expect "$service" COMM="$comm" STAT=S
expect "$waiting" COMM=28-ready STAT=S
expect_no_print 'ready *'
type_line "echo hello >fifo"
expect_print "ready pid $service"
expect_gone "$waiting"
hear server
serves

step "Without NOTIFY_SOCKET it serves all the same"
type_line "$program text 2>said; echo \"status \$?\""
hear server
verify ok "it says nothing on standard error" says_nothing said
send_signal HUP "$server"
expect_print 'greeting hello'
send_signal TERM "$server"
expect_print 'status 0'

step "If nobody waits any more, it says so, and serves"
start server "NOTIFY_SOCKET=@nobody $program text 2>said2 &"
verify 'in file' "it says so on standard error" says_something said2
serves
type_line "printf -v long '@%0200d' 0"
start server "NOTIFY_SOCKET=\$long $program text 2>said3 &"
verify 'in file' "it says so on standard error" says_something said3
serves

step "Without a greeting it is not ready"
for name in empty nowhere; do
  type_line "build/28-ready wait $program $name 2>said4; cat said4"
  expect_print '28-ready: *: ended before it was ready'
  expect_no_print 'ready *'
done

step "If its signals cannot be blocked, it says so, and is not ready"
expect_complaint sigprocmask text
# ./failing, which that has left, makes the call fail once more.
if [ -s "$stage/failing/said" ]; then
  type_line "build/28-ready wait ./failing $program text"
  expect_print '28-ready: ./failing: ended before it was ready'
  expect_no_print 'ready *'
fi
