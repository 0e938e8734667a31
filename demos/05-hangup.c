/*
 * 05-hangup: who is told when the terminal goes.
 *
 * Try:      build/05-hangup log &        (in a terminal; then close it)
 * Observe:  cat log                      (in another: the signals, the senders)
 *           ps -o pid,ppid,pgid,sid,tty,tpgid,stat,comm -p PID
 *           a job that nobody told: TTY "?", TPGID -1, SID a dead shell's PID.
 * Read:     lessons/05-hangup.md, exit(3), setpgid(2), sigwaitinfo(2)
 */
#define _GNU_SOURCE /* dprintf(3), getsid(2), sigtimedwait(2), SI_KERNEL */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */

enum { FILE_MODE = 0644 };

static void say_who(const char *role)
{
    if (dprintf(STDOUT_FILENO, "%-8s pid %d  ppid %d  pgid %d  sid %d\n", role,
                getpid(), getppid(), getpgrp(), getsid(0)) < 0) {
        warn("standard output");
        _exit(1);
    }
}

static const char *name_of(int signo)
{
    switch (signo) {
    case SIGHUP:
        return "SIGHUP";
    case SIGTERM:
        return "SIGTERM";
    default:
        return "SIGCONT";
    }
}

/* A line in the file: which signal, and who sent it. */
static void record_signal(int file, const siginfo_t *info)
{
    const char *name = name_of(info->si_signo);
    int written;

    if (info->si_code == SI_KERNEL)
        written = dprintf(file, "%s from the kernel\n", name);
    else
        written = dprintf(file, "%s from pid %d\n", name, info->si_pid);
    if (written < 0)
        err(1, "cannot write");
}

/* Records signals until one comes that is to end us, and returns that. */
static int wait_for_end(const sigset_t *signals, int file)
{
    siginfo_t info;

    for (;;) {
        if (sigwaitinfo(signals, &info) != -1) {
            record_signal(file, &info);
            if (info.si_signo != SIGCONT)
                return info.si_signo;
        } else if (errno != EINTR) { /* EINTR: stopped and continued */
            err(1, "sigwaitinfo");
        }
    }
}

/* Records what came together with the last signal, and waits for no other.
 * Returns the last of them that may end us, or 0. */
static int record_pending(const sigset_t *signals, int file)
{
    const struct timespec no_wait = {0};
    siginfo_t info;
    int signo = 0;

    while (sigtimedwait(signals, &info, &no_wait) != -1) {
        record_signal(file, &info);
        if (info.si_signo != SIGCONT)
            signo = info.si_signo;
    }
    if (errno != EAGAIN && errno != EINTR) /* EAGAIN: none is left */
        err(1, "sigtimedwait");
    return signo;
}

int main(int argc, char **argv)
{
    sigset_t signals;
    int file;

    if (argc != 2 || argv[1][0] == '-') {
        fputs("usage: 05-hangup FILE\n", stderr);
        return 2;
    }
    file = creat(argv[1], FILE_MODE);
    if (file == -1)
        err(1, "%s", argv[1]);
    alarm(FUSE);

    /* A blocked signal does nothing: it stays pending until we fetch it. */
    sigemptyset(&signals);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGCONT);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) == -1)
        err(1, "sigprocmask");
    say_who("job");

    /* A second time only if the signal is ignored, as under nohup(1). */
    for (;;) {
        int signo = wait_for_end(&signals, file);
        int other = record_pending(&signals, file);

        /* Unblocked, they end us after all: so a parent's wait(2) is told the
         * truth. */
        if (raise(signo) != 0)
            err(1, "raise");
        if (other != 0 && raise(other) != 0)
            err(1, "raise");
        if (sigprocmask(SIG_UNBLOCK, &signals, NULL) == -1 ||
            sigprocmask(SIG_BLOCK, &signals, NULL) == -1)
            err(1, "sigprocmask");
    }
}
