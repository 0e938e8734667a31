/*
 * 13-chdir: keep no disk busy.
 *
 * Try:      build/13-chdir log log; PID=...       (the PID that it says)
 *           kill -s USR2 $PID; kill -s USR1 $PID; kill -s USR2 $PID; cat log
 * Observe:  readlink /proc/$PID/cwd     before and after SIGUSR1
 *           the directory where it was started, then "/"; ps shows the same
 *           row both times. The second open fails, the open log goes on.
 * Read:     lessons/13-chdir.md, chdir(2), path_resolution(7), umount2(2)
 */
#define _XOPEN_SOURCE 700 /* dprintf(3), getsid(2), sigwait(3) */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */
enum { LOG_MODE = 0644 };

static void say_who(const char *role)
{
    if (dprintf(STDOUT_FILENO, "%-8s pid %d  ppid %d  pgid %d  sid %d\n", role,
                getpid(), getppid(), getpgrp(), getsid(0)) < 0) {
        warn("standard output");
        _exit(1);
    }
}

static _Noreturn void fail(const char *what)
{
    warn("%s", what);
    _exit(1);
}

/* End, and go on in a child, once it has been adopted. */
static void leave_parent(void)
{
    pid_t parent = getpid();

    switch (fork()) {
    case -1:
        err(1, "fork");
    case 0:
        alarm(FUSE); /* a child does not inherit its parent's */
        while (getppid() == parent)
            sched_yield();
        break;
    default:
        _exit(0);
    }
}

/* A line in the log: what was called, and what came of it. */
static void log_outcome(int log, const char *call, const char *path, int result)
{
    const char *outcome = result == -1 ? strerror(errno) : "done";

    if (dprintf(log, "%s %s: %s\n", call, path, outcome) < 0)
        fail("cannot write");
}

static void open_and_close(int log, const char *name)
{
    int fd = open(name, O_RDONLY | O_NOCTTY); /* we lead a session */

    log_outcome(log, "open", name, fd);
    if (fd != -1)
        close(fd);
}

/* At SIGUSR1 goes to the directory, at SIGUSR2 opens the file by its name. */
static _Noreturn void serve_requests(const sigset_t *requests, int log,
                                     const char *name, const char *directory)
{
    int signo;

    for (;;) {
        errno = sigwait(requests, &signo);
        if (errno != 0)
            fail("sigwait");
        switch (signo) {
        case SIGUSR1:
            log_outcome(log, "chdir", directory, chdir(directory));
            break;
        case SIGUSR2:
            open_and_close(log, name);
        }
    }
}

int main(int argc, char **argv)
{
    const char *directory = argc == 4 ? argv[3] : "/";
    sigset_t requests;
    int log;

    if (argc < 3 || argc > 4 || argv[1][0] == '-') {
        fputs("usage: 13-chdir LOG NAME [DIRECTORY]\n", stderr);
        return 2;
    }
    /* Opened here and now: later the same name may mean another file. */
    log = open(argv[1], O_WRONLY | O_CREAT | O_APPEND, LOG_MODE);
    if (log == -1)
        err(1, "%s", argv[1]);

    /* Blocked, a request waits until the daemon asks for it. */
    sigemptyset(&requests);
    sigaddset(&requests, SIGUSR1);
    sigaddset(&requests, SIGUSR2);
    if (sigprocmask(SIG_BLOCK, &requests, NULL) == -1)
        err(1, "sigprocmask");

    leave_parent(); /* the child inherits the directory */
    if (setsid() == -1)
        fail("setsid");
    say_who("daemon");
    serve_requests(&requests, log, argv[2], directory);
}
