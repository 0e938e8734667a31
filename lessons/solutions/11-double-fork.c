/*
 * launch: runs a command as a daemon. For lesson 11.
 *
 *     launch COMMAND [ARG...]
 *
 * The command's process leads no session, so that it cannot take a terminal,
 * and all that went before it has ended. Its caller need not wait: it has its
 * prompt back. Before it becomes the command the process says who it is:
 *
 *     daemon   pid 4129  ppid 1  pgid 4128  sid 4128
 *
 * If a call fails, the program says why on standard error, as err(3) does, and
 * ends with a status other than 0. (By then its caller may have status 0
 * already.)
 */
#define _XOPEN_SOURCE 700 /* getsid(2) */

#include <err.h>
#include <sched.h>
#include <stdio.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten command outlives a lesson */

static void say_who(const char *role)
{
    printf("%-8s pid %d  ppid %d  pgid %d  sid %d\n", role, getpid(), getppid(),
           getpgrp(), getsid(0));
}

/* End, and go on in a child, once it has been adopted. */
static void leave_parent(void)
{
    pid_t parent = getpid();

    switch (fork()) {
    case -1:
        err(1, "fork");
    case 0:
        while (getppid() == parent)
            sched_yield();
        break;
    default:
        _exit(0);
    }
}

static void start_session(void)
{
    if (setsid() == -1)
        err(1, "setsid");
}

/* Become the command. Nothing after this is reached. */
static void run(char **command)
{
    if (ferror(stdout))
        errx(1, "standard output: not all could be written");
    execvp(command[0], command);
    err(1, "%s", command[0]);
}

int main(int argc, char **argv)
{
    if (argc < 2 || argv[1][0] == '-') {
        fputs("usage: launch COMMAND [ARG...]\n", stderr);
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);

    leave_parent();
    start_session();
    leave_parent();
    alarm(FUSE); /* not handed on by fork(2), but by execve(2) */
    say_who("daemon");
    run(argv + 1);
}
