/*
 * leave-nothing: runs a command, and ends all that it leaves behind. For lesson
 * 29.
 *
 *     leave-nothing COMMAND [ARG...]
 *
 * It starts the command and waits for it. Then it ends what the command has
 * started and not ended: jobs in the background, orphans, daemons that forked
 * twice, and their children. It prints a line for each process that it has
 * waited for, but not for the command:
 *
 *     ended    pid 4130
 *
 * It ends as the command did: with its status, with 128 + N if signal N ended
 * it, with 126 or 127 if it could not be run.
 */
#define _GNU_SOURCE /* dprintf(3), prctl(2) */
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
        signal(SIGPIPE, SIG_DFL);
        execvp(command[0], command);
        status = errno == ENOENT ? NOT_FOUND : CANNOT_RUN;
        warn("%s", command[0]);
        _exit(status);
    default:
        return pid;
    }
}

/* Waits for any child. Returns its PID, and its wait status in *status; -1 if
 * there is no child left. Prints the line of each child but the command. */
static pid_t wait_for_one(pid_t command, int *status)
{
    pid_t pid = waitpid(-1, status, 0);

    if (pid == -1 && errno != ECHILD)
        err(1, "waitpid");
    if (pid != -1 && pid != command)
        dprintf(STDOUT_FILENO, "ended    pid %d\n", pid);
    return pid;
}

/* To do. From now on all that descendants leave behind must come to us. If that
 * fails, you must say why, as err(3) does, and end with 1. */
static void ask_for_orphans(void)
{
}

/* To do. Ends all that is left, and returns when we have no child any more.
 *
 * 1. You must send SIGKILL: what is left may ignore other signals, or be
 *    stopped. You must send it to children of ours, one by one: others of our
 *    group and our session must go on. /proc/PID/task/PID/children has the PIDs
 *    of the children, with a blank after each (proc(5)).
 * 2. You must wait for each of them by wait_for_one(). Until then its number is
 *    not given to another process.
 * 3. What a child leaves becomes our child, and you must end that, too: also
 *    where each process has forked another one before you see it.
 * 4. If the list cannot be read, you must say why, as err(3) does, and end with
 *    1.
 */
static void end_the_rest(pid_t command)
{
    (void)command;
}

/* Waits for the command; an orphan that ends before it is waited for as well.
 * Returns the exit status. */
static int wait_for_command(pid_t command)
{
    int status;

    while (wait_for_one(command, &status) != command)
        ;
    if (WIFEXITED(status))
        return WEXITSTATUS(status);
    return SIGNALLED + WTERMSIG(status);
}

int main(int argc, char **argv)
{
    pid_t command;
    int status;

    if (argc < 2 || argv[1][0] == '-') {
        fputs("usage: leave-nothing COMMAND [ARG...]\n", stderr);
        return 2;
    }
    signal(SIGCHLD, SIG_DFL); /* ignored, it would leave nothing to wait for */
    signal(SIGPIPE, SIG_IGN); /* nobody reads our lines: no reason to end */
    ask_for_orphans();
    command = start(argv + 1);
    status = wait_for_command(command);
    end_the_rest(command);
    return status;
}
