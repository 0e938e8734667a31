/*
 * heartbeat: beats in time, and says more when asked to. For lesson 20.
 *
 *     heartbeat MILLISECONDS          MILLISECONDS from 10 to 1000000
 *
 * It prints "beat 1" at once, and the next beat every MILLISECONDS. SIGRTMAX
 * turns debug output on, and the next one off again; it prints "debug on" or
 * "debug off" then. While it is on, "debug: N ms late" precedes each beat.
 * SIGTERM ends it with exit status 0 and "ended after N beats".
 *
 * No signal shifts the beats, and none is lost: three SIGRTMAX at once are
 * three. (So it is while the kernel may queue them: up to RLIMIT_SIGPENDING,
 * thousands of signals.) The exit status is 2 after a usage error, 1 if a call
 * fails.
 *
 * If a call fails, the program says why on standard error, as err(3) does, and
 * ends with a status other than 0.
 */
/* For clock_gettime(2) and sigtimedwait(2); and so that a handler set by
 * signal(2) stays set: with _POSIX_C_SOURCE alone glibc's would be reset when
 * it is called. */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten program outlives a lesson */
enum { SHORTEST = 10, LONGEST = 1000000 }; /* intervals, in milliseconds */

/* For what dprintf returns: nothing is printed in vain. */
static void check(int printed)
{
    if (printed < 0)
        err(1, "standard output");
}

static long long milliseconds(void)
{
    struct timespec now;

    if (clock_gettime(CLOCK_MONOTONIC, &now) == -1)
        err(1, "clock_gettime");
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

int main(int argc, char **argv)
{
    char *end = "";
    long interval = argc == 2 ? strtol(argv[1], &end, 10) : 0;
    long beats = 0;
    long long due, left;
    struct timespec wait;

    if (interval < SHORTEST || interval > LONGEST || *end != '\0') {
        fputs("usage: heartbeat MILLISECONDS, from 10 to 1000000\n", stderr);
        return 2;
    }
    alarm(FUSE);

    /* To do. This knows no signal: SIGRTMAX and SIGTERM end it. Block both, and
     * wait for them until the next beat is due, where it sleeps now: in one
     * call, and not in a loop that looks again and again. Not every wait ends
     * with a beat then: EAGAIN (the time is over) and EINTR (it was stopped and
     * continued) are no failures. And turn debug output on and off.
     */
    for (due = milliseconds();; due += interval) {
        left = due - milliseconds();
        wait.tv_sec = left > 0 ? left / 1000 : 0;
        wait.tv_nsec = left > 0 ? left % 1000 * 1000000 : 0;
        if (nanosleep(&wait, NULL) == -1)
            err(1, "nanosleep");
        check(dprintf(STDOUT_FILENO, "beat %ld\n", ++beats));
    }
}
