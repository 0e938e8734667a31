/*
 * 09-orphan: adopted by the reaper.
 *
 * Try:      build/09-orphan              (Enter: the parent ends)
 *           build/09-orphan | cat        (Enter, then Ctrl-Z, fg, Ctrl-C)
 *           build/09-orphan subreaper    (Enter: a zombie; Enter: it is reaped)
 * Observe:  ps -o pid,ppid,pgid,sid,tty,tpgid,stat,comm -p PARENT,CHILD
 *           the child has a new PPID; PGID, SID and TTY are what they were.
 * Read:     lessons/09-orphan.md, prctl(2), _exit(2), waitid(2)
 */
#define _GNU_SOURCE /* dprintf(3), getsid(2), sigwaitinfo(2), waitid(2) */
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
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

static void wait_for_enter(void)
{
    int c;

    do {
        c = getchar();
    } while (c != '\n' && c != EOF);
}

/* The child: says who it is with its first parent, and with its next one. */
static _Noreturn void be_child(pid_t parent)
{
    sigset_t news;

    alarm(FUSE); /* a child does not inherit its parent's */

    /* SIGUSR1 is to tell us that our parent has ended. Blocked, it waits until
     * we ask for it. */
    sigemptyset(&news);
    sigaddset(&news, SIGUSR1);
    if (sigprocmask(SIG_BLOCK, &news, NULL) == -1)
        fail("sigprocmask");
    if (prctl(PR_SET_PDEATHSIG, (unsigned long)SIGUSR1) == -1)
        fail("PR_SET_PDEATHSIG");
    say_who("child");

    /* The kernel sends SIGUSR1 after it has given us the new parent. */
    while (getppid() == parent)
        sigwaitinfo(&news, NULL);
    say_who("orphan");
    for (;;)
        pause();
}

/* The parent: starts the child, and ends at Enter. */
static void be_parent(void)
{
    pid_t self = getpid();

    alarm(FUSE);
    say_who("parent");
    switch (fork()) {
    case -1:
        fail("fork");
    case 0:
        be_child(self);
    default:
        wait_for_enter(); /* and then end, without a wait(2) for the child */
    }
}

/* A line about a process that has ended: status is what wait(2) told of it. */
static void say_end(pid_t pid, int status)
{
    const char *how = "status";
    int number = WEXITSTATUS(status), printed;

    if (WIFSIGNALED(status)) {
        how = "signal";
        number = WTERMSIG(status);
    }
    printed =
        dprintf(STDOUT_FILENO, "reaped   pid %d  %s %d\n", pid, how, number);
    if (printed < 0)
        warn("standard output"); /* and go on to wait for the others */
}

/* The subreaper: the parent's parent, and soon the orphan's as well. */
static void be_reaper(pid_t parent)
{
    siginfo_t info;
    int status;
    pid_t pid;

    /* WNOWAIT: look, and leave the zombie where it is. */
    if (waitid(P_PID, (id_t)parent, &info, WEXITED | WNOWAIT) == -1)
        err(1, "waitid");
    wait_for_enter();

    /* wait(2) waits for any child: our own, and what we have adopted. */
    while ((pid = wait(&status)) != -1)
        say_end(pid, status);
    if (errno != ECHILD) /* ECHILD: there is none any more */
        err(1, "wait");
}

int main(int argc, char **argv)
{
    pid_t parent;

    if (argc == 1) {
        be_parent();
        return 0;
    }
    if (argc != 2 || strcmp(argv[1], "subreaper") != 0) {
        fputs("usage: 09-orphan [subreaper]\n", stderr);
        return 2;
    }

    /* From here on orphans among our descendants come to us. If SIGCHLD were
     * ignored, there would be no zombies. */
    alarm(FUSE);
    signal(SIGCHLD, SIG_DFL);
    if (prctl(PR_SET_CHILD_SUBREAPER, 1UL) == -1)
        err(1, "PR_SET_CHILD_SUBREAPER");
    say_who("adopter");

    parent = fork();
    switch (parent) {
    case -1:
        err(1, "fork");
    case 0:
        be_parent();
        break;
    default:
        be_reaper(parent);
    }
    return 0;
}
