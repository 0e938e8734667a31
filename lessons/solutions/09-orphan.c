/*
 * adopt: runs a command and adopts the orphans it leaves. For lesson 09.
 *
 *     adopt COMMAND [ARG...]
 *
 * adopt says who it is, becomes a subreaper and starts the command. It waits
 * for all its children: the command, and the orphans that it adopts. As soon as
 * a child has ended adopt prints one line, with the child's status or with the
 * signal that ended it:
 *
 *     adopt    pid 4127  ppid 4090  pgid 4127  sid 4090
 *     reaped   pid 4128  status 7
 *     reaped   pid 4130  signal 15
 *
 * When there are none left it ends: with the status of the command, which need
 * not be the last; with 128 + N if signal N ended the command; with 126 or 127
 * if the command could not be run.
 *
 * If a call fails, the program says why on standard error, as err(3) does, and
 * ends with a status other than 0.
 */
#define _GNU_SOURCE /* getsid(2), prctl(2) */

#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a shell has as $? for a command; 128 + N: signal N ended it. */
enum { CANNOT_RUN = 126, NOT_FOUND = 127, SIGNALLED = 128 };

/* Starts the command: its PID. */
static pid_t start(char **command)
{
    pid_t pid = fork();
    int status;

    switch (pid) {
    case -1:
        err(1, "fork");
    case 0:
        execvp(command[0], command);

        /* First the status: warn(3) may change errno. */
        status = errno == ENOENT ? NOT_FOUND : CANNOT_RUN;
        warn("%s", command[0]);
        _exit(status);
    default:
        return pid;
    }
}

/* Prints the line about a child that has ended. Returns, as a shell would, its
 * status, or 128 + the number of the signal that ended it. */
static int report(pid_t pid, int status)
{
    if (WIFSIGNALED(status)) {
        printf("reaped   pid %d  signal %d\n", pid, WTERMSIG(status));
        return SIGNALLED + WTERMSIG(status);
    }
    printf("reaped   pid %d  status %d\n", pid, WEXITSTATUS(status));
    return WEXITSTATUS(status);
}

static void become_subreaper(void)
{
    if (prctl(PR_SET_CHILD_SUBREAPER, 1UL) == -1)
        err(1, "PR_SET_CHILD_SUBREAPER");
}

/* Waits for every child until there is none: the result of the command. */
static int reap_all(pid_t command)
{
    int status, result = -1;
    pid_t pid;

    while ((pid = wait(&status)) != -1) {
        int reported = report(pid, status);
        if (pid == command)
            result = reported;
    }
    if (errno != ECHILD)
        err(1, "wait");
    return result;
}

int main(int argc, char **argv)
{
    int result;

    if (argc < 2 || argv[1][0] == '-') {
        fputs("usage: adopt COMMAND [ARG...]\n", stderr);
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    /* If it is ignored there is nothing to wait for. */
    signal(SIGCHLD, SIG_DFL);
    printf("%-8s pid %d  ppid %d  pgid %d  sid %d\n", "adopt", getpid(),
           getppid(), getpgrp(), getsid(0));
    become_subreaper();
    result = reap_all(start(argv + 1));
    if (ferror(stdout))
        errx(1, "standard output: not all could be written");
    return result;
}
