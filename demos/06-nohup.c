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
#define _POSIX_C_SOURCE 200809L /* getsid(2), sigwait(3) */

#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */

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
    /* A terminal gets line by line, a file by default thousands of bytes. */
    if (setvbuf(stdout, NULL, _IOLBF, BUFSIZ) != 0)
        errx(1, "setvbuf");
    /* First wait for the signal, then say where it is to be sent. */
    sigemptyset(&asked);
    sigaddset(&asked, SIGUSR1);
    if (sigprocmask(SIG_BLOCK, &asked, NULL) == -1)
        err(1, "sigprocmask");

    /* What SIGHUP does here is our caller's choice, and it stays so. */
    if (printf("%-8s pid %d  ppid %d  pgid %d  sid %d\n", name, (int)getpid(),
               (int)getppid(), (int)getpgrp(), (int)getsid(0)) < 0)
        err(1, "cannot print line 1");
    for (int n = 2; sigwait(&asked, &signo) == 0; n++)
        /* Once the terminal is gone this fails: EIO. */
        if (printf("line %d\n", n) < 0)
            err(1, "cannot print line %d", n);
    errx(1, "sigwait");
}
