/*
 * launch: runs a command in the background, as a shell's & does. For lesson 02.
 *
 *     launch COMMAND [ARG...]
 *
 * It starts COMMAND in a process group of its own, in its session and on its
 * terminal, and does not give it the terminal: its own group stays in front. It
 * prints one line,
 *
 *     launched pid 4127  pgid 4127
 *
 * where pgid is COMMAND's group. This group exists before the line is printed.
 * Then launch waits until COMMAND has ended, and ends with COMMAND's exit
 * status, or with 128 + N if signal N ended it; with 127 if there is no such
 * command, and 126 if it is there and cannot be run. A Ctrl-C ends launch and
 * not COMMAND.
 *
 * If a call fails, the program says why on standard error, as err(3) does, and
 * ends with a status other than 0.
 */
#define _XOPEN_SOURCE 700 /* fork(2), getpgid(2), setpgid(2) */
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a shell has as $? for a command; 128 + N: signal N ended it. */
enum { CANNOT_RUN = 126, NOT_FOUND = 127, SIGNALLED = 128 };

/* The child: the group comes first, so that COMMAND never sees another. */
static _Noreturn void run(char **command)
{
    int status;

    if (setpgid(0, 0) == -1) {
        warn("setpgid");
        _exit(CANNOT_RUN);
    }
    execvp(command[0], command);

    /* First the status: warn(3) may change errno. */
    status = errno == ENOENT ? NOT_FOUND : CANNOT_RUN;
    warn("%s", command[0]);
    _exit(status);
}

/* Waits for the child: what a shell would have as its $?. */
static int exit_status(pid_t pid)
{
    int status;

    if (waitpid(pid, &status, 0) == -1)
        err(1, "waitpid");
    if (WIFSIGNALED(status))
        return SIGNALLED + WTERMSIG(status);
    return WEXITSTATUS(status);
}

int main(int argc, char **argv)
{
    pid_t pid;

    if (argc < 2) {
        fputs("usage: launch COMMAND [ARG...]\n", stderr);
        return 2;
    }
    signal(SIGCHLD, SIG_DFL); /* ignored, it would take the status from us */
    switch (pid = fork()) {
    case -1:
        err(1, "fork");
    case 0:
        run(argv + 1);
    default:
        /* EACCES: the child is past its execve(2), so it has its group. */
        if (setpgid(pid, pid) == -1 && errno != EACCES)
            err(1, "setpgid");
        if (dprintf(STDOUT_FILENO, "launched pid %d  pgid %d\n", pid,
                    getpgid(pid)) < 0)
            err(1, "standard output");
        return exit_status(pid);
    }
}
