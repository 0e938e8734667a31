/*
 * 13-chdir: standing on no file system.
 *
 * Try:      build/13-chdir log log; PID=...       (the PID that it says)
 *           kill -s USR2 $PID; kill -s USR1 $PID; kill -s USR2 $PID; cat log
 * Observe:  readlink /proc/$PID/cwd     before and after SIGUSR1
 *           the directory where it was started, then "/"; ps shows the same
 *           row both times. The second open fails, the open log goes on.
 * Read:     lessons/13-chdir.md, chdir(2), path_resolution(7), umount2(2)
 */
#define _XOPEN_SOURCE 700 /* getsid(2), sigwait(3) */

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */

/* A line in the log: what was called, and what came of it. */
static void record(FILE *log, const char *call, const char *path, int result)
{
    if (fprintf(log, "%s %s: %s\n", call, path,
                result == -1 ? strerror(errno) : "done") < 0)
        err(1, "cannot write");
}

/* At SIGUSR1 go to the directory, at SIGUSR2 open the file by its name. */
static void serve(const sigset_t *asked, FILE *log, const char *name,
                  const char *directory)
{
    int signo, fd;

    while ((errno = sigwait(asked, &signo)) == 0) {
        if (signo == SIGUSR1) {
            record(log, "chdir", directory, chdir(directory));
        } else {
            fd = open(name, O_RDONLY | O_CLOEXEC);
            record(log, "open", name, fd);
            if (fd != -1)
                close(fd);
        }
    }
    err(1, "sigwait");
}

int main(int argc, char **argv)
{
    sigset_t asked;
    FILE *log;

    if (argc < 3 || argc > 4 || argv[1][0] == '-') {
        fputs("usage: 13-chdir LOG NAME [DIRECTORY]\n", stderr);
        return 2;
    }
    /* Opened here and now: later the same name may mean another file. */
    if ((log = fopen(argv[1], "a")) == NULL)
        err(1, "%s", argv[1]);
    if (setvbuf(log, NULL, _IOLBF, 0) != 0 ||
        setvbuf(stdout, NULL, _IOLBF, 0) != 0)
        err(1, "setvbuf");
    sigemptyset(&asked);
    sigaddset(&asked, SIGUSR1);
    sigaddset(&asked, SIGUSR2);
    if (sigprocmask(SIG_BLOCK, &asked, NULL) == -1)
        err(1, "sigprocmask");

    switch (fork()) {
    case -1:
        err(1, "fork");
    case 0: /* the daemon: it has inherited the directory */
        break;
    default: /* the parent: the shell gets its prompt back */
        return 0;
    }
    alarm(FUSE);
    if (setsid() == -1)
        err(1, "setsid");
    if (printf("%-8s pid %d  ppid %d  pgid %d  sid %d\n", "daemon", getpid(),
               getppid(), getpgrp(), getsid(0)) < 0)
        err(1, "standard output");
    serve(&asked, log, argv[2], argc == 4 ? argv[3] : "/");
}
