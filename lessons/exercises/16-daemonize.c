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
 *     1         if COMMAND ended, or closed 3, without such a line, and no
 *               process that it started has 3 open; or if a system call of
 *               ready's own failed
 *     127, 126  if there is no such command, if it cannot be run
 *     2         after a usage error
 *
 * COMMAND's descriptors 0 and 1 are /dev/null, 2 is ready's own, 3 is for the
 * line, and it gets no other from ready.
 *
 * To do: two places, marked so. What is there starts the daemon with the steps
 * of lesson 16's demo, without its options, and ends as soon as COMMAND runs.
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
    /* To do, 1: COMMAND has the writing end of ready_pipe as READY. That end is
     * close-on-exec, and so is every duplicate of it that fcntl(2) makes with
     * F_DUPFD_CLOEXEC; what dup2(2) makes is not. */
    execvp(command[0], command);
    give_up(errno == ENOENT ? NOT_FOUND : CANNOT_RUN, command[0]);
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
    /* To do, 2: read from ready_pipe[READING] what COMMAND says, until there is
     * a newline. The line may come in parts, and more may stand behind it. End
     * of file instead means that no process is left that could write it:
     * errx(3). */
    printf("daemon   pid %d\n", pid);
    return 0;
}
