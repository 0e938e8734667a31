/*
 * once: runs a command as a job of cron should be run. For lesson 27.
 *
 *     once SECONDS LOCK COMMAND [ARG...]
 *
 * The file LOCK keeps out a second command: only one runs at a time. A command
 * that takes longer than SECONDS is ended. Nothing is printed unless it fails:
 * then its output, of 1 and of 2, comes out on standard output, and standard
 * error says how it has failed. So cron sends a mail only when something is
 * wrong. once ends with
 *
 *     0         if the command has, or if another one has the lock
 *     N         if the command has ended with N, and 128 + N by signal N
 *     124       if it took too long
 *     127, 126  if there is no such command, if it cannot be run
 *     1, 2      if a system call of its own failed, after a usage error
 */
#define _GNU_SOURCE /* memfd_create(2) */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FUSE = 900 };      /* seconds, as in the demo: the longest limit */
enum { BY_SIGNAL = 128 }; /* $? of what signal N has ended: this and N */
enum { TOO_LONG = 124 };  /* as timeout(1) has it */
enum { CANNOT_RUN = 126, NOT_FOUND = 127 };

/* To do. Is the lock ours now?
 *
 * 1. If another once has it, ours must end with 0 at once, and print nothing.
 * 2. The command may leave processes behind, and these may live for long. When
 *    once has ended, the lock must be free all the same.
 */
static int take_lock(const char *path)
{
    (void)path;
    return 1;
}

/* To do. Becomes the command. Nothing that it prints must come out now.
 *
 * 1. Where the output waits there must be room for everything. A command that
 *    waits until somebody reads does not end.
 * 2. The command may leave a process behind. That process has the output open,
 *    too, but once must not wait for it.
 */
static _Noreturn void become(char **words)
{
    int status;

    alarm(FUSE);
    execvp(words[0], words);

    /* First the status: warn(3) may change errno. */
    status = errno == ENOENT ? NOT_FOUND : CANNOT_RUN;
    warn("%s", words[0]);
    _exit(status);
}

/* To do. Runs the command. Returns its status, as a shell has it.
 *
 * 1. After so many seconds the command must be ended by SIGKILL, and so must
 *    all processes that it has started, if they are in its process group. Then
 *    the status is TOO_LONG.
 *    A command that has only stopped has not ended: its time goes on.
 * 2. A signal that has ended it must be told as BY_SIGNAL and its number.
 */
static int run(unsigned seconds, char **words)
{
    pid_t command = fork();
    int status;

    (void)seconds;
    if (command == -1)
        err(1, "fork");
    if (command == 0)
        become(words);
    if (waitpid(command, &status, 0) == -1)
        err(1, "waitpid");
    return WEXITSTATUS(status);
}

/* To do. If the command has failed, its output must come out, byte for byte,
 * and standard error must say why: the status is in that line. If a call of
 * once's own fails, it must say which, and end with 1.
 */
int main(int argc, char **argv)
{
    int seconds = argc < 4 ? 0 : atoi(argv[1]);

    if (seconds < 1 || seconds > FUSE) {
        fputs("usage: once SECONDS LOCK COMMAND [ARG...]\n", stderr);
        return 2;
    }
    if (!take_lock(argv[2]))
        return 0;
    return run((unsigned)seconds, argv + 3);
}
