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
 * three. The exit status is 2 after a usage error, 1 if a call fails.
 */
#define _POSIX_C_SOURCE 200809L /* clock_gettime(2), sigtimedwait(2) */
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten program outlives a lesson */

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
    long long now = milliseconds(), left = now < deadline ? deadline - now : 0;
    struct timespec wait = {left / 1000, left % 1000 * 1000000};
    int signo = sigtimedwait(signals, NULL, &wait);

    if (signo == -1 && errno != EAGAIN && errno != EINTR)
        err(1, "sigtimedwait");
    return signo;
}

int main(int argc, char **argv)
{
    long long due, late;
    long interval = 0, beats = 0;
    int signo, debug = 0;
    sigset_t signals;
    char more;

    if (argc != 2 || sscanf(argv[1], "%8ld%c", &interval, &more) != 1 ||
        interval < 10 || interval > 1000000) {
        fputs("usage: heartbeat MILLISECONDS, from 10 to 1000000\n", stderr);
        return 2;
    }
    alarm(FUSE);
    if (setvbuf(stdout, NULL, _IOLBF, 0) != 0)
        err(1, "setvbuf");
    sigemptyset(&signals);
    sigaddset(&signals, SIGRTMAX);
    sigaddset(&signals, SIGTERM);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) == -1)
        err(1, "sigprocmask");

    due = milliseconds();
    while ((signo = await(&signals, due)) != SIGTERM) {
        if (signo == SIGRTMAX) {
            debug = !debug;
            printf("debug %s\n", debug ? "on" : "off");
        }
        late = milliseconds() - due;
        if (late >= 0) {
            if (debug)
                printf("debug: %lld ms late\n", late);
            printf("beat %ld\n", ++beats);
            due += late - late % interval + interval; /* if some were missed */
        }
    }
    printf("ended after %ld beats\n", beats);
    return 0;
}
