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
#define _GNU_SOURCE /* getsid(2), sigwaitinfo(2), waitid(2) */
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
    if (printf("%-8s pid %d  ppid %d  pgid %d  sid %d\n", role, getpid(),
               getppid(), getpgrp(), getsid(0)) < 0) {
        warn("standard output");
        _exit(1);
    }
}

static void wait_for_enter(void)
{
    for (int c = 0; c != '\n' && c != EOF;)
        c = getchar();
}

static _Noreturn void be_child(pid_t parent, const sigset_t *news)
{
    alarm(FUSE); /* of its own: fork(2) does not hand the parent's on */
    if (prctl(PR_SET_PDEATHSIG, (unsigned long)SIGUSR1) == -1) {
        warn("PR_SET_PDEATHSIG");
        _exit(1);
    }
    say_who("child");
    /* The kernel sends SIGUSR1 after it has given us the new parent. */
    while (getppid() == parent)
        sigwaitinfo(news, NULL);
    say_who("orphan");
    for (;;)
        pause();
}

static void be_parent(void)
{
    pid_t parent = getpid();
    sigset_t news;

    sigemptyset(&news);
    sigaddset(&news, SIGUSR1);
    if (sigprocmask(SIG_BLOCK, &news, NULL) == -1)
        err(1, "sigprocmask");
    alarm(FUSE);
    say_who("parent");
    switch (fork()) {
    case -1:
        err(1, "fork");
    case 0:
        be_child(parent, &news);
    default:
        wait_for_enter(); /* and then end, without a wait(2) for the child */
    }
}

static void be_reaper(pid_t parent)
{
    siginfo_t info;
    int status;
    pid_t pid;

    /* WNOWAIT: look, and leave the zombie where it is. */
    if (waitid(P_PID, (id_t)parent, &info, WEXITED | WNOWAIT) == -1)
        err(1, "waitid");
    wait_for_enter();
    while ((pid = wait(&status)) != -1) {
        int exited = WIFEXITED(status);
        if (printf("reaped   pid %d  %s %d\n", pid,
                   exited ? "status" : "signal",
                   exited ? WEXITSTATUS(status) : WTERMSIG(status)) < 0)
            warn("standard output");
    }
    if (errno != ECHILD)
        err(1, "wait");
}

int main(int argc, char **argv)
{
    pid_t parent = 0;

    if (argc > 2 || (argc == 2 && strcmp(argv[1], "subreaper") != 0)) {
        fputs("usage: 09-orphan [subreaper]\n", stderr);
        return 2;
    }
    if (setvbuf(stdout, NULL, _IOLBF, 0) != 0)
        err(1, "setvbuf");
    if (argc == 2) {
        alarm(FUSE);
        signal(SIGCHLD, SIG_DFL); /* if it is ignored there are no zombies */
        if (prctl(PR_SET_CHILD_SUBREAPER, 1UL) == -1)
            err(1, "PR_SET_CHILD_SUBREAPER");
        say_who("reaper");
        if ((parent = fork()) == -1)
            err(1, "fork");
    }
    if (parent == 0)
        be_parent();
    else
        be_reaper(parent);
    return 0;
}
