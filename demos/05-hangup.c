/*
 * 05-hangup: who dies when the terminal goes.
 *
 * Try:      build/05-hangup log &        (in a terminal; then close it)
 * Observe:  cat log                      (in another: the signals, the senders)
 *           ps -o pid,ppid,pgid,sid,tty,tpgid,stat,comm -p PID
 *           a job that nobody told: TTY "?", TPGID -1, SID a dead shell's PID.
 * Read:     lessons/05-hangup.md, exit(3), setpgid(2), sigwaitinfo(2)
 */
#define _GNU_SOURCE /* sigtimedwait(2), SI_KERNEL, getsid(2) */
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */

static void say_who(const char *role)
{
    printf("%-8s pid %d  ppid %d  pgid %d  sid %d\n", role, getpid(), getppid(),
           getpgrp(), getsid(0));
}

/* A line in the file: which signal, and who sent it. */
static void record(FILE *file, const siginfo_t *info)
{
    const char *name = "SIGCONT";

    if (info->si_signo == SIGHUP)
        name = "SIGHUP";
    else if (info->si_signo == SIGTERM)
        name = "SIGTERM";
    if (info->si_code == SI_KERNEL)
        fprintf(file, "%s from the kernel\n", name);
    else
        fprintf(file, "%s from pid %d\n", name, info->si_pid);
    if (fflush(file) == EOF)
        err(1, "cannot write");
}

/* Wait for the signal that is to end us; record it and what came with it. */
static int wait_for_end(const sigset_t *signals, FILE *file)
{
    const struct timespec no_wait = {0};
    siginfo_t info;
    int end = 0;

    for (;;) {
        if ((end ? sigtimedwait(signals, &info, &no_wait)
                 : sigwaitinfo(signals, &info)) != -1) {
            record(file, &info);
            if (end == 0 && info.si_signo != SIGCONT)
                end = info.si_signo;
        } else if (errno == EAGAIN) { /* no more are pending */
            return end;
        } else if (errno != EINTR) { /* EINTR: was stopped, now continued */
            err(1, "sigwaitinfo");
        }
    }
}

int main(int argc, char **argv)
{
    sigset_t signals;
    FILE *file;

    if (argc != 2 || argv[1][0] == '-') {
        fputs("usage: 05-hangup FILE\n", stderr);
        return 2;
    }
    if ((file = fopen(argv[1], "a")) == NULL)
        err(1, "%s", argv[1]);
    alarm(FUSE);
    /* A blocked signal does nothing: it stays pending until we fetch it. */
    sigemptyset(&signals);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGCONT);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) == -1)
        err(1, "sigprocmask");
    setvbuf(stdout, NULL, _IOLBF, 0);
    say_who("job");
    /* Then let it end us after all: so a parent's wait(2) tells the truth. */
    for (;;) { /* again only if it is ignored, as under nohup(1) */
        if (raise(wait_for_end(&signals, file)) != 0 ||
            sigprocmask(SIG_UNBLOCK, &signals, NULL) == -1 ||
            sigprocmask(SIG_BLOCK, &signals, NULL) == -1)
            err(1, "raise");
    }
}
