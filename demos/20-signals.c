/*
 * 20-signals: HUP reloads, TERM ends.
 *
 * Try:      printf 'greeting hello\ninterval 2000\n' >conf
 *           build/16-daemonize -d . -l log build/20-signals conf
 *           (change conf and kill -HUP PID; kill -USR1 PID; kill -TERM PID)
 * Observe:  cat log; ps -o ignored,caught -p PID: HUP is neither, yet it lives.
 * Read:     lessons/20-signals.md, sigtimedwait(2), signal(7), daemon(7)
 */
#define _XOPEN_SOURCE 700 /* clock_gettime(2), getsid(2), sigtimedwait(2) */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */

static struct config {
    char greeting[40];
    long interval; /* milliseconds, from begin to begin */
} config;

static long long milliseconds(void) /* by a clock that nobody sets */
{
    struct timespec now;

    if (clock_gettime(CLOCK_MONOTONIC, &now) == -1)
        err(1, "clock_gettime");
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* All of a file becomes the configuration, or nothing of it. */
static int read_config(const char *file)
{
    struct config new = {.interval = 2000};
    char text[128] = "";
    int end = 0, at = 0, fd = open(file, O_RDONLY | O_NONBLOCK); /* a FIFO? */
    ssize_t n = fd == -1 ? -1 : read(fd, text, sizeof text - 1);
    const char *why = n == -1 ? strerror(errno) : "cannot be understood";

    close(fd);
    /* A ' ' and %ld would skip newlines, too. 127 bytes may not be all. */
    sscanf(text, "greeting%*[ ]%39[^\n]%*1[\n]%ninterval%*[ ]%n%8ld%*1[\n]%n",
           new.greeting, &end, &at, &new.interval, &end);
    if (end == n && n < 127 && text[at] > ' ' && new.interval > 0) {
        config = new;
        return 1;
    }
    warnx("%s: refused: %s", file, why);
    return 0;
}

/* Two lines that belong together. No signal comes in between. */
static void work(void)
{
    const struct timespec time = {.tv_nsec = 100000000}; /* it takes 0.1 s */

    printf("begin    %s\n", config.greeting);
    if (nanosleep(&time, NULL) == -1)
        err(1, "nanosleep");
    printf("end      %s\n", config.greeting);
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
    long long last, since; /* the last piece of work was due then */
    int signo, done = 0;
    sigset_t signals;

    if (argc != 2) {
        fputs("usage: 20-signals CONFIG\n", stderr);
        return 2;
    }
    alarm(FUSE);
    if (setvbuf(stdout, NULL, _IOLBF, 0) != 0)
        err(1, "setvbuf");
    sigemptyset(&signals);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGUSR1);
    sigaddset(&signals, SIGTERM);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) == -1)
        err(1, "sigprocmask");
    if (!read_config(argv[1]))
        return 1;
    printf("%-8s pid %d  ppid %d  pgid %d  sid %d\n", "server", getpid(),
           getppid(), getpgrp(), getsid(0));
    last = milliseconds() - config.interval;
    while (!ferror(stdout) &&
           (signo = await(&signals, last + config.interval)) != SIGTERM) {
        if (signo == SIGUSR1 || (signo == SIGHUP && read_config(argv[1])))
            printf("%s   greeting %s, interval %ld ms, done %d\n",
                   signo == SIGUSR1 ? "state " : "reread", config.greeting,
                   config.interval, done);
        since = milliseconds() - last;
        if (since >= config.interval) {
            last += since - since % config.interval;
            work();
            done++;
        }
    }
    if (ferror(stdout) || printf("ended    by SIGTERM\n") < 0)
        err(1, "standard output");
    return 0;
}
