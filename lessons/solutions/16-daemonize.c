/*
 * ready: starts a daemon, and ends when it is ready. For lesson 16.
 *
 *     ready COMMAND [ARG...]
 *
 * What it does stands in lessons/exercises/16-daemonize.c.
 */
#define _GNU_SOURCE /* pipe2(2) */

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { READY = 3 };        /* COMMAND's descriptor for the line */
enum { READING, WRITING }; /* the two ends of a pipe */
enum { FAILED = 1, USAGE = 2, CANNOT_RUN = 126, NOT_FOUND = 127 };

/* The daemon's side writes its PID into status_pipe, or if a step fails, minus
 * the status with which the caller is to end. */
static int status_pipe[2], ready_pipe[2];

static _Noreturn void give_up(int status, const char *what)
{
    int news = -status;

    warn("%s", what);
    if (write(status_pipe[WRITING], &news, sizeof news) == -1)
        _exit(FAILED);
    _exit(status);
}

/* The daemon's side, until it becomes COMMAND. */
static _Noreturn void become_daemon(char **command)
{
    int pid, null = open("/dev/null", O_RDWR | O_CLOEXEC);

    if (null == -1)
        give_up(FAILED, "/dev/null");
    if (setsid() == -1)
        give_up(FAILED, "setsid");
    switch (fork()) {
    case -1:
        give_up(FAILED, "fork");
    case 0:
        break;
    default:
        _exit(0);
    }
    pid = getpid();
    if (write(status_pipe[WRITING], &pid, sizeof pid) == -1)
        give_up(FAILED, "write");
    if (dup2(null, STDIN_FILENO) == -1 || dup2(null, STDOUT_FILENO) == -1)
        give_up(FAILED, "dup2");
    if (dup2(ready_pipe[WRITING], READY) == -1) /* without close-on-exec */
        give_up(FAILED, "dup2");
    execvp(command[0], command);
    give_up(errno == ENOENT ? NOT_FOUND : CANNOT_RUN, command[0]);
}

/* Has COMMAND written a line? If not, no process has a writing end any more. */
static int has_line(int fd)
{
    char byte;
    ssize_t n;

    while ((n = read(fd, &byte, 1)) == 1) {
        if (byte == '\n')
            return 1;
    }
    if (n == -1)
        err(FAILED, "read");
    return 0;
}

int main(int argc, char **argv)
{
    int null, news, pid = 0;

    if (argc < 2 || argv[1][0] == '-') {
        fputs("usage: ready COMMAND [ARG...]\n", stderr);
        return USAGE;
    }
    do { /* no pipe is to be READY or below: dup2(2) would close it */
        null = open("/dev/null", O_RDWR | O_CLOEXEC);
        if (null == -1)
            err(FAILED, "/dev/null");
    } while (null <= READY);
    if (pipe2(status_pipe, O_CLOEXEC) == -1)
        err(FAILED, "pipe2");
    if (pipe2(ready_pipe, O_CLOEXEC) == -1)
        err(FAILED, "pipe2");

    switch (fork()) {
    case -1:
        err(FAILED, "fork");
    case 0:
        become_daemon(argv + 1);
    }
    close(status_pipe[WRITING]);
    close(ready_pipe[WRITING]);
    while (read(status_pipe[READING], &news, sizeof news) > 0) {
        if (news < 0)
            return -news;
        pid = news;
    }
    if (pid == 0)
        errx(FAILED, "the daemon's side ended before COMMAND ran");
    /* COMMAND may have closed READY, and run on: so this names its PID. */
    if (!has_line(ready_pipe[READING]))
        errx(FAILED, "%s, PID %d, has not said that it is ready", argv[1], pid);
    printf("daemon   pid %d\n", pid);
    return 0;
}
