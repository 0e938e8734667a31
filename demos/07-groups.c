/*
 * 07-groups: signalled together.
 *
 * Try:      build/07-groups | cat        (in a terminal; then press Ctrl-C)
 * Observe:  ps -o pid,ppid,pgid,sid,tty,tpgid,stat,comm -t TTY
 *           parent, child and cat: one PGID, the parent's PID; the leaver's
 *           PGID is its own PID, and it alone is there after Ctrl-C.
 * Read:     lessons/07-groups.md, setpgid(2), kill(2), credentials(7)
 */
#define _XOPEN_SOURCE 700 /* dprintf(3), getsid(2), kill(2), setpgid(2) */
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

/* A child that says who it is and stays, in a group of its own if it leaves. */
static pid_t start_child(const char *role, int leaves)
{
    pid_t pid = fork();

    if (pid != 0)
        return pid;
    alarm(FUSE); /* a child does not inherit its parent's */

    /* fork(2) has put us into our parent's group. 0, 0 means: this process,
     * into a group whose number is its PID. */
    if (leaves && setpgid(0, 0) == -1)
        fail("setpgid");
    say_who(role);
    for (;;)
        pause(); /* until a signal ends us: no handler, so it never returns */
}

int main(int argc, char **argv)
{
    pid_t child, leaver;

    (void)argv;
    if (argc != 1) {
        fputs("usage: 07-groups\n", stderr);
        return 2;
    }
    alarm(FUSE);
    say_who("parent"); /* which group we are in was decided before main */

    child = start_child("child", 0);
    if (child == -1)
        err(1, "fork");
    leaver = start_child("leaver", 1);
    if (leaver == -1) {
        warn("fork");
        kill(child, SIGTERM);
        return 1;
    }

    /* A child that has left is still a child: wait(2) waits for both. */
    while (wait(NULL) != -1)
        continue;
    if (errno != ECHILD) /* ECHILD: none is left */
        err(1, "wait");
    return 0;
}
