/*
 * front: executes a server in front of all else, on the processor where its
 * clients are: what a client then waits for is the server, and not its turn.
 *
 * usage: front COMMAND [ARG...]
 */
#define _GNU_SOURCE /* sched_setaffinity(2) */
#include "place.h"
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    if (argc < 2) {
        fputs("usage: front COMMAND [ARG...]\n", stderr);
        return 2;
    }
    go_first();
    stay_on(next_processor(0));
    execvp(argv[1], argv + 1);
    err(1, "%s", argv[1]);
}
