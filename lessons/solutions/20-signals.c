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
#define _GNU_SOURCE /* clock_gettime(2), dprintf(3), sigtimedwait(2) */
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

/* The next signal, pending or new; -1 if there is none until the deadline. */
static int await(const sigset_t *signals, long long deadline)
{
    long long now = milliseconds();
    long long left = now < deadline ? deadline - now : 0;
    struct timespec wait = {left / 1000, left % 1000 * 1000000};
    int signo = sigtimedwait(signals, NULL, &wait);

    if (signo == -1 && errno != EAGAIN && errno != EINTR)
        err(1, "sigtimedwait");
    return signo;
}

int main(int argc, char **argv)
{
    char *end = "";
    long interval = argc == 2 ? strtol(argv[1], &end, 10) : 0;
    long long due, late;
    long beats = 0;
    int signo, debug = 0;
    sigset_t signals;

    if (interval < SHORTEST || interval > LONGEST || *end != '\0') {
        fputs("usage: heartbeat MILLISECONDS, from 10 to 1000000\n", stderr);
        return 2;
    }
    alarm(FUSE);
    sigemptyset(&signals);
    sigaddset(&signals, SIGRTMAX);
    sigaddset(&signals, SIGTERM);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) == -1)
        err(1, "sigprocmask");

    due = milliseconds();
    for (;;) {
        signo = await(&signals, due);
        if (signo == SIGTERM)
            break;
        if (signo == SIGRTMAX) {
            debug = !debug;
            check(dprintf(STDOUT_FILENO, "debug %s\n", debug ? "on" : "off"));
        }
        late = milliseconds() - due;
        if (late < 0)
            continue; /* that was a signal, and no beat is due yet */
        if (debug)
            check(dprintf(STDOUT_FILENO, "debug: %lld ms late\n", late));
        check(dprintf(STDOUT_FILENO, "beat %ld\n", ++beats));
        due += interval;
    }
    check(dprintf(STDOUT_FILENO, "ended after %ld beats\n", beats));
    return 0;
}
