/*
 * 15-descriptors: what leaks across fork and exec.
 *
 * Try:      out=$(build/15-descriptors leak); echo done: $out
 *           (in another terminal: kill -USR1 PID; kill PID, as the daemon says)
 * Observe:  ls -l /proc/PID/fd           (ps does not show descriptors)
 *           leak: 1 is a pipe that the shell reads, after USR1 it is sleep's,
 *           and /dev/full is gone. close: there is nothing but 0, 1 and 2.
 * Read:     lessons/15-descriptors.md, pipe(7), close_range(2), execve(2)
 */
#define _GNU_SOURCE /* syscall(2), dirfd(3), getsid(2) */
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */
enum { LEAK, EXIT, REDIRECT, CLOSE, PROC, MODES };
static const char *names[] = {"leak", "exit", "redirect", "close", "proc"};

static _Noreturn void give_up(const char *what)
{
    warn("%s", what);
    _exit(1);
}

static void redirect(void) /* 0, 1 and 2: lesson 14 */
{
    int null = open("/dev/null", O_RDWR);

    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (null == -1 || dup2(null, fd) == -1)
            give_up("/dev/null");
    if (null > STDERR_FILENO)
        close(null);
}

static void close_rest(int by_range) /* whoever opened it */
{
    DIR *folder;
    struct dirent *entry;

    /* Not by name: glibc has it since 2.34, musl has not. */
    if (by_range && syscall(SYS_close_range, 3U, ~0U, 0U) == 0)
        return;
    /* Before Linux 5.9: only what is open, but all of it. */
    if ((folder = opendir("/proc/self/fd")) == NULL)
        give_up("/proc/self/fd");
    while ((entry = readdir(folder)) != NULL) {
        int fd = atoi(entry->d_name); /* 0 for "." and ".." */
        if (fd > STDERR_FILENO && fd != dirfd(folder))
            close(fd);
    }
    closedir(folder);
}

static _Noreturn void serve(int mode, const sigset_t *signals)
{
    int signo;

    if (setsid() == -1)
        give_up("setsid");
    alarm(FUSE);
    fprintf(stderr, "%-8s pid %d  ppid %d  pgid %d  sid %d\n", "daemon",
            getpid(), getppid(), getpgrp(), getsid(0));
    if (mode >= CLOSE)
        close_rest(mode == CLOSE);
    if (mode >= REDIRECT)
        redirect(); /* last: from here on nobody hears us */
    if ((errno = sigwait(signals, &signo)) != 0)
        give_up("sigwait");
    if (signo == SIGUSR1) {
        if (sigprocmask(SIG_UNBLOCK, signals, NULL) == 0)
            execlp("sleep", "sleep", "900", (char *)NULL);
        give_up("sleep");
    }
    if (mode == EXIT)
        exit(0); /* flushes stdout, our copy of it */
    _exit(0);
}

int main(int argc, char **argv)
{
    int mode = LEAK;
    sigset_t signals;

    while (argc == 2 && mode < MODES && strcmp(argv[1], names[mode]) != 0)
        mode++;
    if (argc != 2 || mode == MODES) {
        fputs("usage: 15-descriptors leak|exit|redirect|close|proc\n", stderr);
        return 2;
    }
    /* fork(2) copies both; to an executed program only the first goes on. */
    if (open("/dev/zero", O_RDONLY) == -1 ||
        open("/dev/full", O_RDONLY | O_CLOEXEC) == -1)
        err(1, "open");
    sigemptyset(&signals);
    sigaddset(&signals, SIGUSR1);
    sigaddset(&signals, SIGTERM);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) == -1)
        err(1, "sigprocmask");
    if (setvbuf(stdout, NULL, _IOFBF, BUFSIZ) != 0 || puts("started") == EOF)
        err(1, "standard output"); /* so far it is only in the buffer */
    switch (fork()) {
    case -1:
        err(1, "fork");
    case 0:
        serve(mode, &signals);
    default: /* the parent, and it alone, is to flush */
        if (fflush(stdout) == EOF || ferror(stdout))
            err(1, "standard output");
        return 0;
    }
}
