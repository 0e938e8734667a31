/*
 * keep: counts, and keeps its count when the terminal goes. For lesson 05.
 *
 * keep FILE says who it is, and goes on from the number in FILE, or from 0:
 *
 *     keep     pid 4127  ppid 4090  pgid 4127  sid 4090
 *
 * At each SIGUSR1 it counts one more and prints, for instance,
 *
 *     count 3
 *
 * At SIGHUP it writes the count into FILE and then ends by SIGHUP itself, so
 * that its parent's wait(2) tells of a signal and a shell of status 129. It
 * does so also when it was started with SIGHUP ignored. SIGTERM ends it, as it
 * ends any program.
 *
 * It has no signal handler. A handler runs in the middle of whatever the
 * program does, and most functions of libc must not be called there:
 * signal-safety(7).
 *
 * If a call fails, the program says why on standard error, as err(3) does, and
 * ends with a status other than 0.
 */
#define _POSIX_C_SOURCE 200809L /* sigwaitinfo(2), getsid(2) */

#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten program outlives a lesson */

/* The number in the file; 0 if there is no such file. */
static long load(const char *name)
{
    long count = 0;
    FILE *file = fopen(name, "r");

    if (file == NULL && errno != ENOENT)
        err(1, "%s", name);
    if (file != NULL) {
        if (fscanf(file, "%ld", &count) != 1)
            errx(1, "%s: not a number", name);
        fclose(file);
    }
    return count;
}

static void save(const char *name, long count)
{
    FILE *file = fopen(name, "w");

    if (file == NULL || fprintf(file, "%ld\n", count) < 0 || fclose(file) != 0)
        err(1, "%s", name);
}

int main(int argc, char **argv)
{
    sigset_t signals;
    int signo;
    long count;

    if (argc != 2) {
        fputs("usage: keep FILE\n", stderr);
        return 2;
    }
    count = load(argv[1]);
    save(argv[1], count); /* if this cannot be done, it is better to know now */
    alarm(FUSE);

    /* Blocked, a signal stays pending until sigwaitinfo(2) fetches it.
     * To do: SIGHUP as well, or it ends us before the count is saved. */
    sigemptyset(&signals);
    sigaddset(&signals, SIGUSR1);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) == -1)
        err(1, "sigprocmask");

    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("%-8s pid %d  ppid %d  pgid %d  sid %d\n", "keep", getpid(),
           getppid(), getpgrp(), getsid(0));

    for (;;) {
        signo = sigwaitinfo(&signals, NULL);
        if (signo == -1 && errno != EINTR) /* EINTR: stopped and continued */
            err(1, "sigwaitinfo");
        if (signo == SIGUSR1)
            printf("count %ld\n", ++count);
        /* To do: at SIGHUP save the count. Then end by SIGHUP, which takes its
         * default action, signal(2), to be raised, raise(3), and to be blocked
         * no longer, sigprocmask(2). */
    }
}
