#!/bin/sh
# hint.sh N: the next hint of exercise N, out of the lesson's section Make, one
# at a time; after the last one the first again. work/progress says which was
# the last.
set -u
unset CDPATH
cd "$(dirname "$0")/.." || exit 3
. scripts/lib/exercise.sh

take_exercise hint "$@"
measure_rows
show_hint "$stem"
