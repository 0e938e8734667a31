/*
 * detach: runs a command in a session of its own. For lesson 08.
 *
 *     detach [-w] COMMAND [ARG...]
 *
 * COMMAND leads a new session, and so has no controlling terminal, whether or
 * not detach leads a process group. COMMAND's descriptors are detach's.
 *
 * Without -w detach ends at once, with status 0. With -w it waits for COMMAND
 * and ends with COMMAND's exit status, or with
 *
 *     128 + n   if signal n ended COMMAND
 *     127       if there is no such command
 *     126       if there is one, and it cannot be run
 *     1         if a system call of detach's own failed, such as fork(2)
 *
 * A usage error ends it with 2.
 *
 * If a call fails, the program says why on standard error, as err(3) does, and
 * ends with a status other than 0. (Without -w its caller may have status 0 by
 * then.)
 */
#define _POSIX_C_SOURCE 200809L /* getopt(3) */

#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a shell has as $? for a command; 128 + N: signal N ended it. */
enum { CANNOT_RUN = 126, NOT_FOUND = 127, SIGNALLED = 128 };

/* Runs the command in a new session. Returns detach's exit status. */
static int detach(char **command, int must_wait)
{
    pid_t pid = fork();
    int status;

    switch (pid) {
    case -1:
        err(1, "fork");
    case 0:
        /* A new process leads no group, whatever its parent leads. */
        if (setsid() == -1) {
            warn("setsid");
            _exit(1);
        }
        execvp(command[0], command);
        status = errno == ENOENT ? NOT_FOUND : CANNOT_RUN;
        warn("%s", command[0]);
        _exit(status);
    default:
        if (!must_wait)
            return 0;
        if (waitpid(pid, &status, 0) == -1)
            err(1, "waitpid");
        if (WIFSIGNALED(status))
            return SIGNALLED + WTERMSIG(status);
        return WEXITSTATUS(status);
    }
}

int main(int argc, char **argv)
{
    int option, must_wait = 0;

    /* "+": it stops at COMMAND, also with _GNU_SOURCE. Without, glibc's would
     * then look for options among the ARGs. */
    while ((option = getopt(argc, argv, "+w")) == 'w')
        must_wait = 1;
    if (option != -1 || optind == argc) {
        fputs("usage: detach [-w] COMMAND [ARG...]\n", stderr);
        return 2;
    }
    signal(SIGCHLD, SIG_DFL); /* ignored, it would take the status from us */
    return detach(argv + optind, must_wait);
}
