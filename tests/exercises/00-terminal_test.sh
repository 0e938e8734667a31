#!/bin/sh
# The grader of exercise 00: whereami.
. "$(dirname "$0")/../../scripts/lib/lesson.sh"
need setsid

open_terminal

step "In the foreground it names its terminal and its session"
type_line "$program"
wait_for "^terminal +$terminal\$"
wait_for "^session +$shell\$"
wait_for '^foreground +yes$'

step "In the background it says so"
type_line "$program &"
wait_for "^terminal +$terminal\$"
wait_for '^foreground +no$'

step "Redirected, it still has its terminal"
type_line "$program </dev/null 2>/dev/null | cat"
wait_for "^terminal +$terminal\$"
wait_for '^foreground +yes$'

step "In a session without a terminal it says so, with status 1"
# shellcheck disable=SC2016 # for the shell on the terminal
type_line "(setsid $program; "'echo "status $?")'
wait_for '^terminal +none$'
wait_for '^foreground +no$'
wait_for '^status 1$'
