/*
 * minder: starts a command and tells what becomes of it. For lesson 03.
 *
 *     minder COMMAND [ARG...]
 *
 * It prints who its child is. Then it prints a line for each change of the
 * child's state, at once. N is a number, in decimal digits:
 *
 *     child    pid 4127
 *     stopped by N              N is the signal's number, 19 for SIGSTOP
 *     continued
 *     exited N                  N is the exit status
 *     killed by N
 *
 * The last two are the end: minder ends as its child did, with the same status,
 * or with 128 + N if a signal killed it. The child ends with 127 if there is no
 * such command, and with 126 if it is there and cannot be run. It stays in
 * minder's process group, so that Ctrl-C, Ctrl-Z and Ctrl-\ reach both.
 *
 * If a call fails, the program says why on standard error, as err(3) does, and
 * ends with a status other than 0.
 */
#define _XOPEN_SOURCE 700 /* dprintf(3), waitpid(2): WCONTINUED */

#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a shell has as $? for a command; 128 + N: signal N ended it. */
enum { CANNOT_RUN = 126, NOT_FOUND = 127, SIGNALLED = 128 };

/* Prints a line, at once: dprintf(3) has no buffer. */
static void say(const char *what, int number)
{
    if (dprintf(STDOUT_FILENO, "%s %d\n", what, number) < 0)
        err(1, "standard output");
}

/* Until the child has ended: the exit status that tells of it. */
static int mind(pid_t pid)
{
    int status;

    for (;;) {
        if (waitpid(pid, &status, WUNTRACED | WCONTINUED) == -1)
            err(1, "waitpid");
        if (WIFEXITED(status)) {
            say("exited", WEXITSTATUS(status));
            return WEXITSTATUS(status);
        }
        if (WIFSIGNALED(status)) {
            say("killed by", WTERMSIG(status));
            return SIGNALLED + WTERMSIG(status);
        }
        if (WIFSTOPPED(status))
            say("stopped by", WSTOPSIG(status));
        if (WIFCONTINUED(status) && dprintf(STDOUT_FILENO, "continued\n") < 0)
            err(1, "standard output");
    }
}

int main(int argc, char **argv)
{
    pid_t pid;
    int status;

    if (argc < 2) {
        fputs("usage: minder COMMAND [ARG...]\n", stderr);
        return 2;
    }
    signal(SIGCHLD, SIG_DFL); /* ignored, it would take the status from us */
    switch (pid = fork()) {
    case -1:
        err(1, "fork");
    case 0: /* child */
        execvp(argv[1], argv + 1);

        /* First the status: warn(3) may change errno. */
        status = errno == ENOENT ? NOT_FOUND : CANNOT_RUN;
        warn("%s", argv[1]);
        _exit(status);
    default: /* parent */
        say("child    pid", pid);
        return mind(pid);
    }
}
