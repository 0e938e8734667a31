/*
 * 10-single-fork: a leader can take a terminal again.
 *
 * Try:      build/10-single-fork         (in a terminal; it says its PID)
 *           kill -USR1 PID               (it opens a terminal that is free)
 *           kill -USR2 PID               (and there Ctrl-C is pressed)
 * Observe:  ps -o pid,ppid,pgid,sid,tty,tpgid,stat,comm -p PID
 *           before, TTY "?" and STAT "Ss"; after, TTY pts/N and STAT "Ss+".
 * Read:     lessons/10-single-fork.md, setsid(2), open(2), credentials(7)
 */
#define _XOPEN_SOURCE 700 /* dprintf(3), getsid(2), posix_openpt(3) */
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

/* A new terminal, which belongs to no session yet. We keep its other end:
 * nobody sits there. */
static int make_terminal(void)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY);

    if (master == -1 || grantpt(master) == -1 || unlockpt(master) == -1)
        err(1, "cannot make a pseudo-terminal");
    return master;
}

/* Opens the terminal as a logger might, to print there, and keeps it open. */
static void open_terminal(const char *name, int flags)
{
    if (open(name, flags) == -1)
        fail(name);
    if (dprintf(STDOUT_FILENO, "opened   %s\n", name) < 0)
        fail("standard output");
}

/* As somebody who sits there would. The echo comes after the signal, so a
 * process that prints it has not been ended by the signal. */
static void press_ctrl_c(int master)
{
    enum { CTRL_C = 3, SIZE = 80 };
    char key = CTRL_C, echo[SIZE];
    ssize_t n;

    if (write(master, &key, 1) != 1)
        fail("the terminal's other end");
    n = read(master, echo, sizeof echo);
    if (n == -1)
        fail("the terminal's other end");
    if (dprintf(STDOUT_FILENO, "pressed  %.*s\n", (int)n, echo) < 0)
        fail("standard output");
}

/* At SIGUSR1 opens the terminal, at SIGUSR2 presses Ctrl-C there. */
static _Noreturn void obey(const sigset_t *requests, int master, int flags)
{
    int signo;

    for (;;) {
        errno = sigwait(requests, &signo);
        if (errno != 0)
            fail("sigwait");
        switch (signo) {
        case SIGUSR1:
            open_terminal(ptsname(master), flags);
            break;
        case SIGUSR2:
            press_ctrl_c(master);
        }
    }
}

/* How the terminal is to be opened; -1 if the arguments do not say it. */
static int parse_flags(int argc, char **argv)
{
    if (argc == 1)
        return O_RDWR;
    if (argc == 2 && strcmp(argv[1], "noctty") == 0)
        return O_RDWR | O_NOCTTY;
    if (argc == 2 && strcmp(argv[1], "wronly") == 0)
        return O_WRONLY;
    return -1;
}

int main(int argc, char **argv)
{
    int flags = parse_flags(argc, argv), master;
    sigset_t requests;

    if (flags == -1) {
        fputs("usage: 10-single-fork [noctty | wronly]\n", stderr);
        return 2;
    }

    /* Blocked, a request waits until obey() asks for it. A child inherits what
     * is blocked. */
    sigemptyset(&requests);
    sigaddset(&requests, SIGUSR1);
    sigaddset(&requests, SIGUSR2);
    if (sigprocmask(SIG_BLOCK, &requests, NULL) == -1)
        err(1, "sigprocmask");
    master = make_terminal();

    leave_parent(); /* the caller waits for it no longer */
    if (setsid() == -1)
        fail("setsid");
    say_who("daemon");
    obey(&requests, master, flags);
}
