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

/* What a shell has as $? for a command. */
enum { CANNOT_RUN = 126, NOT_FOUND = 127 };
enum { READY = 3 }; /* COMMAND's descriptor for the line */

static int status_pipe[2], ready_pipe[2];

/* On the daemon's side: says what failed; the caller is to end with status. */
_Noreturn static void fail(int status, const char *what)
{
    int news = -status;

    warn("%s", what);
    _exit(write(status_pipe[1], &news, sizeof news) == -1 ? 1 : status);
}

/* The daemon's side, until it becomes COMMAND. */
_Noreturn static void become_daemon(char **command)
{
    int pid, null = open("/dev/null", O_RDWR | O_CLOEXEC);

    if (null == -1 || setsid() == -1)
        fail(1, "/dev/null or setsid");
    switch (fork()) {
    case -1:
        fail(1, "fork");
    case 0:
        break;
    default:
        _exit(0);
    }
    pid = getpid();
    if (write(status_pipe[1], &pid, sizeof pid) == -1)
        fail(1, "write");
    if (dup2(null, STDIN_FILENO) == -1 || dup2(null, STDOUT_FILENO) == -1)
        fail(1, "dup2");
    if (dup2(ready_pipe[1], READY) == -1) /* without close-on-exec */
        fail(1, "dup2");
    execvp(command[0], command);
    fail(errno == ENOENT ? NOT_FOUND : CANNOT_RUN, command[0]);
}

/* Has COMMAND written a line? If not, it has none of the writing ends left. */
static int has_line(int fd)
{
    char byte;

    while (read(fd, &byte, 1) == 1) {
        if (byte == '\n')
            return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    int null, news, pid = 0;

    if (argc < 2 || argv[1][0] == '-') {
        fputs("usage: ready COMMAND [ARG...]\n", stderr);
        return 2;
    }
    /* No pipe is to be READY or below: dup2(2) would close it. So whatever is
     * free up to there is filled first. */
    do {
        null = open("/dev/null", O_RDWR | O_CLOEXEC);
        if (null == -1)
            err(1, "/dev/null");
    } while (null <= READY);
    if (pipe2(status_pipe, O_CLOEXEC) == -1)
        err(1, "pipe2");
    if (pipe2(ready_pipe, O_CLOEXEC) == -1)
        err(1, "pipe2");

    switch (fork()) {
    case -1:
        err(1, "fork");
    case 0:
        become_daemon(argv + 1);
    }
    close(status_pipe[1]);
    close(ready_pipe[1]);
    while (read(status_pipe[0], &news, sizeof news) > 0) {
        if (news <= 0)
            return -news;
        pid = news;
    }
    if (pid == 0)
        errx(1, "the daemon's side ended before the command ran");
    if (!has_line(ready_pipe[0]))
        errx(1, "%s, PID %d, has not said that it is ready", argv[1], pid);
    printf("daemon   pid %d\n", pid);
    return 0;
}
