/*
 * 08-setsid: a session without a terminal.
 *
 * Try:      build/08-setsid              (in a terminal; then press Ctrl-C)
 *           : | build/08-setsid &        (leads no group: is not refused)
 * Observe:  ps -o pid,ppid,pgid,sid,tty,tpgid,stat,comm -p PARENT,CHILD
 *           the child's TTY is "?", its TPGID -1, its STAT "Ss".
 * Read:     lessons/08-setsid.md, setsid(2), credentials(7)
 */
#define _XOPEN_SOURCE 700 /* dprintf(3), getsid(2) */
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
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

/*
 * What a shell with job control starts leads a process group. If it could go
 * into a session of its own, members of its group would be left in the old one.
 */
static void try_without_fork(void)
{
    const char *outcome;

    if (setsid() != -1)
        outcome = "setsid succeeded: it led no process group";
    else if (errno == EPERM)
        outcome = "setsid failed, EPERM: it leads a process group";
    else
        err(1, "setsid");
    if (dprintf(STDOUT_FILENO, "parent   %s\n", outcome) < 0)
        err(1, "standard output");
}

/* A new process has a new PID, and that is never the ID of a group: fork(2). */
static _Noreturn void run_child(void)
{
    alarm(FUSE); /* a child does not inherit its parent's */
    if (setsid() == -1)
        fail("child: setsid");
    say_who("child");

    /* No handler: a signal that reaches us ends us. */
    for (;;)
        pause();
}

int main(int argc, char **argv)
{
    int status;
    pid_t pid;

    (void)argv;
    if (argc != 1) {
        fputs("usage: 08-setsid\n", stderr);
        return 2;
    }
    alarm(FUSE);
    signal(SIGCHLD, SIG_DFL); /* ignored, it would take the status from us */
    say_who("parent");
    try_without_fork();

    pid = fork();
    switch (pid) {
    case -1:
        err(1, "fork");
    case 0:
        run_child();
    default:
        if (waitpid(pid, &status, 0) == -1)
            err(1, "waitpid");
        return status != 0;
    }
}
