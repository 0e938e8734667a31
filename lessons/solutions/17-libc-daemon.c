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

/* If we lead our session, go on in a child. */
static void lead_nothing(void)
{
    pid_t leader = getpid();

    if (getsid(0) != leader)
        return; /* this daemon(3) has forked a second time itself */
    switch (fork()) {
    case -1:
        _exit(1);
    case 0:
        while (getppid() == leader)
            sched_yield(); /* so that the line we print is right */
        break;
    default:
        _exit(0);
    }
}

/* Whatever was ignored or blocked, execve(2) would hand it on. */
static void reset_signals(void)
{
    sigset_t none;

    for (int signo = 1; signo < NSIG; signo++)
        signal(signo, SIG_DFL); /* fails for SIGKILL and SIGSTOP, rightly */
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void close_rest(void)
{
    const unsigned int first = STDERR_FILENO + 1, last = ~0U;
    DIR *folder;
    struct dirent *entry;

    if (syscall(SYS_close_range, first, last, 0U) == 0)
        return;

    /* Where the kernel refuses that: whatever is open, one by one. */
    folder = opendir("/proc/self/fd");
    if (folder == NULL)
        _exit(1);
    while ((entry = readdir(folder)) != NULL) {
        int fd = atoi(entry->d_name); /* 0 for "." and ".." */

        if (fd > STDERR_FILENO && fd != dirfd(folder))
            close(fd);
    }
    closedir(folder);
}

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
    umask(022);
    reset_signals();
    close_rest();
    execvp(argv[1], argv + 1);
    _exit(NOT_FOUND);
}
