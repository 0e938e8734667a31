/*
 * 06-nohup: surviving is not being a daemon.
 *
 * Try:      nohup build/06-nohup &       (then close the terminal and, in a
 *           kill -USR1 PID               new one, ask for a line; the PID is
 *           cat nohup.out                in nohup.out)
 * Observe:  ps -o pid,ppid,pgid,sid,tty,tpgid,stat,ignored,comm -p PID
 *           SIGHUP is ignored, and nothing else differs from any other job;
 *           after the hang-up its TTY is "?", its SID that of a dead shell.
 * Read:     lessons/06-nohup.md, nohup(1), signal(7), tty(4)
 */
#define _POSIX_C_SOURCE 200809L /* dprintf(3), getsid(2), sigwait(3) */
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */

static void say_who(const char *role)
{
    if (dprintf(STDOUT_FILENO, "%-8s pid %d  ppid %d  pgid %d  sid %d\n", role,
                getpid(), getppid(), getpgrp(), getsid(0)) < 0) {
        warn("standard output");
        _exit(1);
    }
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "job";
    sigset_t asked;
    int signo;

    if (argc > 2 || name[0] == '-') {
        fputs("usage: 06-nohup [NAME]\n", stderr);
        return 2;
    }
    alarm(FUSE);

    /* First SIGUSR1 is blocked, so that it waits for us. Then we say where to
     * send it. What SIGHUP does here is our caller's choice, and it stays so.
     */
    sigemptyset(&asked);
    sigaddset(&asked, SIGUSR1);
    if (sigprocmask(SIG_BLOCK, &asked, NULL) == -1)
        err(1, "sigprocmask");
    say_who(name);

    for (int n = 2;; n++) {
        errno = sigwait(&asked, &signo);
        if (errno != 0)
            err(1, "sigwait");

        /* dprintf(3) writes at once, to a file as well. Once the terminal is
         * gone, it fails: EIO. */
        if (dprintf(STDOUT_FILENO, "line %d\n", n) < 0)
            err(1, "cannot print line %d", n);
    }
}
