/*
 * better: runs a command as a daemon, by daemon(3) and what that leaves out.
 * For lesson 17.
 *
 *     better COMMAND [ARG...]
 *
 * What daemon(3) does: the command runs in /, without a terminal, and its 0, 1
 * and 2 lead to /dev/null. What it leaves out: the command
 *
 *   - leads no session, whichever libc this is compiled with;
 *   - has the umask 022;
 *   - has no signal ignored and none blocked;
 *   - has no descriptor but 0, 1 and 2,
 *
 * whatever our caller had. Before it becomes the command the process says who
 * it is, on our caller's standard error:
 *
 *     daemon   pid 4129  ppid 1  pgid 4128  sid 4128
 *
 * The exit status is 2 after a usage error, 1 if daemon(3) fails in the caller.
 * What fails later the caller does not learn: lesson 16.
 *
 * If daemon(3) or a call before it fails, the program says why on standard
 * error, as err(3) does.
 */
#define _DEFAULT_SOURCE /* daemon(3), syscall(2), dirfd(3), NSIG */

#include <dirent.h>
#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_close_range /* headers older than Linux 5.9 */
#define SYS_close_range 436
#endif

enum { NOT_FOUND = 127 };
enum { FUSE = 900 }; /* seconds: no forgotten command outlives a lesson */

/* If we lead our session, go on in a child, and end. With musl we do not lead
 * it: its daemon(3) has forked a second time.
 *
 * To do: the fork, with its three cases. It is leave_parent() of lesson 11.
 * Here 2 leads to /dev/null already: if it fails there is nobody to tell,
 * _exit(1). */
static void lead_nothing(void)
{
    if (getsid(0) != getpid())
        return;
}

/* No signal ignored, none blocked: execve(2) would hand on both.
 *
 * To do: what is to be done with each signal, and with the mask of those that
 * are blocked. */
static void reset_signals(void)
{
    sigset_t none;

    sigemptyset(&none);
    for (int signo = 1; signo < NSIG; signo++)
        ;
}

/* To do: this function, whole, and its call at the right place in main. It
 * closes every descriptor from 3 on, whatever the limit, and also where the
 * kernel refuses close_range(2): lesson 15. */

int main(int argc, char **argv)
{
    int caller;

    if (argc < 2 || argv[1][0] == '-') {
        fputs("usage: better COMMAND [ARG...]\n", stderr);
        return 2;
    }
    /* daemon(3) knows of 0, 1 and 2; through this one we are still heard. */
    caller = fcntl(STDERR_FILENO, F_DUPFD, STDERR_FILENO + 1);
    if (caller == -1)
        err(1, "standard error");
    if (daemon(0, 0) == -1) {
        dup2(caller, STDERR_FILENO); /* 2 may lead to /dev/null already */
        err(1, "daemon");
    }

    lead_nothing();
    alarm(FUSE); /* not handed on by fork(2), but by execve(2) */
    dprintf(caller, "%-8s pid %d  ppid %d  pgid %d  sid %d\n", "daemon",
            getpid(), getppid(), getpgrp(), getsid(0));
    /* To do: the umask. */
    reset_signals();
    execvp(argv[1], argv + 1);
    _exit(NOT_FOUND);
}
