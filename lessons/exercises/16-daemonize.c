/*
 * ready: starts a daemon, and ends when it is ready. For lesson 16.
 *
 *     ready COMMAND [ARG...]
 *
 * That a command runs does not mean that it serves: it may read a large file
 * first. So COMMAND says itself when it is ready: it writes a line, whatever
 * line, on descriptor 3. ready waits for that line; then it prints
 *
 *     daemon   pid 4129
 *
 * and ends with 0. Else it says why on standard error and ends with
 *
 *     1         if COMMAND ended, or closed 3, without such a line; or if a
 *               system call of ready's own failed
 *     127, 126  if there is no such command, if it cannot be run
 *     2         after a usage error
 *
 * COMMAND's descriptors 0 and 1 are /dev/null and 2 is ready's own, as below.
 *
 * To do: two places, marked so. What is there starts the daemon as lesson 16's
 * demo does, without its options, and ends as soon as COMMAND runs.
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
    /* To do, 1: COMMAND has the writing end of ready_pipe as READY. That end is
     * close-on-exec, and so is every duplicate of it that fcntl(2) makes with
     * F_DUPFD_CLOEXEC; what dup2(2) makes is not. */
    execvp(command[0], command);
    fail(errno == ENOENT ? NOT_FOUND : CANNOT_RUN, command[0]);
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
    /* To do, 2: read from ready_pipe[0] what COMMAND says, until there is a
     * newline. It may come in parts. End of file instead means that nobody is
     * left who could say it: errx(3). */
    printf("daemon   pid %d\n", pid);
    return 0;
}
