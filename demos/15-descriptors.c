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
#define _GNU_SOURCE /* dirfd(3), dprintf(3), getsid(2), syscall(2) */
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_close_range /* headers older than Linux 5.9 */
#define SYS_close_range 436
#endif

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */

static _Noreturn void fail(const char *what)
{
    warn("%s", what);
    _exit(1);
}

/* What was inherited stays as it is. */
static void keep_them(void)
{
}

/* 0, 1 and 2 lead to /dev/null, as in lesson 14. */
static void lead_to_null(void)
{
    int null = open("/dev/null", O_RDWR);

    if (null == -1)
        fail("/dev/null");
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (dup2(null, fd) == -1)
            fail("/dev/null");
    }
    if (null > STDERR_FILENO)
        close(null);
}

/* Closes all that is open from 3 on, whoever opened it. */
static void close_by_proc(void)
{
    DIR *directory = opendir("/proc/self/fd");
    struct dirent *entry;

    if (directory == NULL)
        fail("/proc/self/fd");
    while ((entry = readdir(directory)) != NULL) {
        int fd = atoi(entry->d_name); /* 0 for "." and ".." */

        /* Not the one by which we read the directory. */
        if (fd > STDERR_FILENO && fd != dirfd(directory))
            close(fd);
    }
    closedir(directory);
}

/* The same in one call, which Linux has since 5.9. It is called by its number:
 * glibc has a function for it since 2.34, musl has none. */
static void close_by_range(void)
{
    const unsigned int first = STDERR_FILENO + 1, last = ~0U;

    if (syscall(SYS_close_range, first, last, 0U) == -1)
        close_by_proc();
}

/* What the daemon does about all that it has inherited. At the end, exit(3)
 * flushes the buffer of stdout and _exit(2) does not. */
static const struct mode {
    const char *name;
    void (*redirect)(void);   /* 0, 1 and 2 */
    void (*close_rest)(void); /* from 3 on */
    void (*end)(int status);
} modes[] = {
    {"leak", keep_them, keep_them, _exit},
    {"exit", keep_them, keep_them, exit},
    {"redirect", lead_to_null, keep_them, _exit},
    {"close", lead_to_null, close_by_range, _exit},
    {"proc", lead_to_null, close_by_proc, _exit},
};

/* The mode of that name, or NULL. */
static const struct mode *find_mode(const char *name)
{
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        if (strcmp(modes[i].name, name) == 0)
            return &modes[i];
    }
    return NULL;
}

/* Becomes another program. It inherits each descriptor that execve(2) does not
 * close, and the fuse; it would inherit the blocked signals, too. */
static _Noreturn void become_sleep(const sigset_t *blocked)
{
    if (sigprocmask(SIG_UNBLOCK, blocked, NULL) == -1)
        fail("sigprocmask");
    execlp("sleep", "sleep", "1000", (char *)NULL);
    fail("sleep");
}

static void be_daemon(const struct mode *mode, const sigset_t *signals)
{
    int signo;

    if (setsid() == -1)
        fail("setsid");
    alarm(FUSE);

    /* On standard error: standard output has a line in its buffer. */
    dprintf(STDERR_FILENO, "%-8s pid %d  ppid %d  pgid %d  sid %d\n", "daemon",
            getpid(), getppid(), getpgrp(), getsid(0));
    mode->close_rest();
    mode->redirect(); /* last: from here on nobody hears us */

    errno = sigwait(signals, &signo);
    if (errno != 0)
        fail("sigwait");
    if (signo == SIGUSR1)
        become_sleep(signals);
    mode->end(0);
}

int main(int argc, char **argv)
{
    const struct mode *mode = argc == 2 ? find_mode(argv[1]) : NULL;
    pid_t parent = getpid();
    sigset_t signals;

    if (mode == NULL) {
        fputs("usage: 15-descriptors leak|exit|redirect|close|proc\n", stderr);
        return 2;
    }

    /* fork(2) copies both; an executed program gets only the first. */
    if (open("/dev/zero", O_RDONLY) == -1)
        err(1, "/dev/zero");
    if (open("/dev/full", O_RDONLY | O_CLOEXEC) == -1)
        err(1, "/dev/full");

    /* Blocked, a signal waits until the daemon asks for it. */
    sigemptyset(&signals);
    sigaddset(&signals, SIGUSR1);
    sigaddset(&signals, SIGTERM);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) == -1)
        err(1, "sigprocmask");

    /* The line stays in a buffer in our memory, and fork(2) copies that. (In a
     * pipe it does so anyway; but musl would write the first line at once.) */
    if (setvbuf(stdout, NULL, _IOFBF, BUFSIZ) != 0 || puts("started") == EOF)
        err(1, "standard output");

    switch (fork()) {
    case -1:
        err(1, "fork");
    case 0: /* the daemon: it goes on once it has been adopted */
        while (getppid() == parent)
            sched_yield();
        be_daemon(mode, &signals);
        break;
    default: /* the parent, and it alone, is to flush */
        if (fflush(stdout) == EOF)
            err(1, "standard output");
    }
    return 0;
}
