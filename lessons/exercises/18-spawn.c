/*
 * crew: starts three workers, and records their PIDs. For lesson 18.
 *
 *     crew FILE PROGRAM PROGRAM PROGRAM
 *
 * Each PROGRAM is looked up in PATH and has no arguments. Each becomes a
 * worker: the leader of a session of its own, without a terminal; its 0, 1 and
 * 2 lead to /dev/null; no signal is ignored or blocked; it has our environment.
 * FILE gets their PIDs, one a line, in that order. Then crew leaves and does
 * not wait.
 *
 * All or none. Where one cannot be started, those before it are ended (SIGTERM)
 * and waited for, and no FILE is left; crew says which PROGRAM it was and why.
 * So too where FILE cannot be written. A FILE that is there already stays as it
 * is, and nothing is started.
 *
 * The exit status: 0, or 127 if there is no such PROGRAM, 126 if one cannot be
 * executed, 1 for FILE, 2 after a usage error.
 */
#define _GNU_SOURCE /* POSIX_SPAWN_SETSID, environ(7) */

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORKERS = 3 };

/* To do. Starts a worker and sets *pid. Returns 0 or an error number, as
 * posix_spawnp and all its relatives do; errno is not theirs to set.
 *
 * 1. Attributes: POSIX_SPAWN_SETSID, POSIX_SPAWN_SETSIGDEF with all signals,
 *    POSIX_SPAWN_SETSIGMASK with none.
 * 2. File actions: 0, 1 and 2 are to lead to /dev/null.
 * 3. posix_spawnp with both, with the name and NULL as argv, and with environ.
 * 4. Whatever came of it, destroy the two objects again. */
static int start(char *program, pid_t *pid)
{
    (void)program;
    (void)pid;
    return ENOSYS;
}

/* To do. Ends the first n of these workers, kill(2) with SIGTERM, and waits for
 * each, waitpid(2): when crew says that it has failed, none is left. */
static void end(const pid_t *workers, int n)
{
    (void)workers;
    (void)n;
}

/* None: n workers are running, what has failed because of error. */
static int give_up(const pid_t *workers, int n, const char *file,
                   const char *what, int error)
{
    end(workers, n);
    errno = error;
    warn("%s", what);
    if (unlink(file) == -1)
        warn("%s", file);
    if (what == file)
        return 1;
    return error == ENOENT ? 127 : 126;
}

int main(int argc, char **argv)
{
    pid_t workers[WORKERS];
    int error;
    FILE *file;

    if (argc != 2 + WORKERS || argv[1][0] == '-') {
        fputs("usage: crew FILE PROGRAM PROGRAM PROGRAM\n", stderr);
        return 2;
    }
    /* x: only if there is none yet; e: close-on-exec. */
    if ((file = fopen(argv[1], "wxe")) == NULL)
        err(1, "%s", argv[1]);
    for (int n = 0; n < WORKERS; n++)
        if ((error = start(argv[2 + n], &workers[n])) != 0)
            return give_up(workers, n, argv[1], argv[2 + n], error);
    for (int n = 0; n < WORKERS; n++)
        fprintf(file, "%d\n", workers[n]); /* into a buffer: fclose tells */
    if (fclose(file) == EOF)
        return give_up(workers, WORKERS, argv[1], argv[1], errno);
    return 0;
}
