/*
 * 11-double-fork: nobody left to take one.
 *
 * Try:      build/11-double-fork         (in a terminal; it says its PID)
 *           kill -USR1 PID               (it opens a terminal that is free)
 *           kill -USR2 PID               (and there Ctrl-C is pressed)
 * Observe:  ps -o pid,ppid,pgid,sid,tty,tpgid,stat,comm -p PID
 *           before and after, TTY "?" and STAT "S"; SID a dead leader's PID.
 * Read:     lessons/11-double-fork.md, setsid(2), open(2), credentials(7)
 */
#define _XOPEN_SOURCE 700 /* getsid(2), posix_openpt(3) */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */

static void say_who(const char *role)
{
    if (printf("%-8s pid %d  ppid %d  pgid %d  sid %d\n", role, getpid(),
               getppid(), getpgrp(), getsid(0)) < 0)
        err(1, "standard output");
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

/* A new terminal, nobody's as yet. Its other end is ours: nobody sits there. */
static int make_terminal(void)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY);

    if (master == -1 || grantpt(master) == -1 || unlockpt(master) == -1)
        err(1, "cannot make a pseudo-terminal");
    return master;
}

/* As somebody sitting there would. The echo comes after the signal. */
static void press_ctrl_c(int master)
{
    char echo[80];
    ssize_t n;

    if (write(master, "\003", 1) != 1 ||
        (n = read(master, echo, sizeof echo)) == -1)
        err(1, "the terminal's other end");
    if (printf("pressed  %.*s\n", (int)n, echo) < 0)
        err(1, "standard output");
}

int main(int argc, char **argv)
{
    int flags = O_RDWR, master, signo;
    sigset_t requests;

    if (argc == 2 && strcmp(argv[1], "noctty") == 0) {
        flags |= O_NOCTTY;
    } else if (argc == 2 && strcmp(argv[1], "wronly") == 0) {
        flags = O_WRONLY;
    } else if (argc != 1) {
        fputs("usage: 11-double-fork [noctty | wronly]\n", stderr);
        return 2;
    }
    if (setvbuf(stdout, NULL, _IOLBF, 0) != 0)
        err(1, "setvbuf");
    sigemptyset(&requests);
    sigaddset(&requests, SIGUSR1);
    sigaddset(&requests, SIGUSR2);
    if (sigprocmask(SIG_BLOCK, &requests, NULL) == -1)
        err(1, "sigprocmask");
    master = make_terminal();

    leave_parent(); /* the caller waits for it no longer */
    if (setsid() == -1)
        err(1, "setsid");
    say_who("leader");
    leave_parent(); /* no leader any more, and so nobody to take a terminal */
    say_who("daemon");

    while ((errno = sigwait(&requests, &signo)) == 0)
        if (signo == SIGUSR2)
            press_ctrl_c(master);
        else if (open(ptsname(master), flags) == -1) /* as a logger might */
            err(1, "%s", ptsname(master));
        else if (printf("opened   %s\n", ptsname(master)) < 0)
            err(1, "standard output");
    err(1, "sigwait");
}
