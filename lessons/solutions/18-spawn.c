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
 * All or none. Where one cannot be started, those before it are ended and
 * waited for, and no FILE is left; crew says which PROGRAM it was and why. It
 * is the same where FILE cannot be written. A worker gets SIGTERM, and SIGKILL
 * if it has not ended after a second. A signal that comes meanwhile, such as
 * Ctrl-C, does not end crew halfway. A FILE that is there already stays as it
 * is, and nothing is started.
 *
 * The exit status: 0, or 127 if there is no such PROGRAM, 126 if one cannot be
 * executed, 1 for FILE, 2 after a usage error.
 *
 * If a call fails, the program says why on standard error, as err(3) does, and
 * ends with a status other than 0.
 */
#define _GNU_SOURCE /* POSIX_SPAWN_SETSID, environ(7) */

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WORKERS = 3 };
enum { PATIENCE = 1000 }; /* milliseconds that the workers have to end */

/* Starts a worker and sets *pid. The error number, or 0. */
static int start(char *program, pid_t *pid)
{
    char *arguments[] = {program, NULL};
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    sigset_t all, none;
    int error;

    sigfillset(&all);
    sigemptyset(&none);
    error = posix_spawnattr_init(&attributes);
    if (error != 0)
        return error;
    error = posix_spawn_file_actions_init(&actions);
    if (error != 0) {
        posix_spawnattr_destroy(&attributes);
        return error;
    }

    error = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID |
                                                      POSIX_SPAWN_SETSIGDEF |
                                                      POSIX_SPAWN_SETSIGMASK);
    if (error == 0)
        error = posix_spawnattr_setsigdefault(&attributes, &all);
    if (error == 0)
        error = posix_spawnattr_setsigmask(&attributes, &none);
    for (int fd = STDIN_FILENO; error == 0 && fd <= STDERR_FILENO; fd++) {
        error = posix_spawn_file_actions_addopen(&actions, fd, "/dev/null",
                                                 O_RDWR, 0);
    }
    if (error == 0) {
        error = posix_spawnp(pid, program, &actions, &attributes, arguments,
                             environ);
    }
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return error;
}

static long long milliseconds(void) /* by a clock that nobody sets */
{
    struct timespec now;

    if (clock_gettime(CLOCK_MONOTONIC, &now) == -1)
        err(1, "clock_gettime");
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* Waits until this worker has ended, and returns 1; 0 if it has not by the
 * deadline, in milliseconds. Each end sends us SIGCHLD. That is blocked, so it
 * waits if it comes too early. */
static int ends_in_time(pid_t worker, long long deadline)
{
    struct timespec wait;
    sigset_t child;
    long long left;
    pid_t ended;

    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    for (;;) {
        ended = waitpid(worker, NULL, WNOHANG);
        if (ended == -1)
            warn("PID %d", worker);
        if (ended != 0)
            return 1;
        left = deadline - milliseconds();
        if (left <= 0)
            return 0;
        wait = (struct timespec){left / 1000, left % 1000 * 1000000};
        sigtimedwait(&child, NULL, &wait);
    }
}

/* Ends the first n of these workers and waits for them. */
static void end(const pid_t *workers, int n)
{
    long long deadline;

    for (int i = 0; i < n; i++) {
        if (kill(workers[i], SIGTERM) == -1)
            warn("PID %d", workers[i]);
    }
    deadline = milliseconds() + PATIENCE; /* the same for all */
    for (int i = 0; i < n; i++) {
        if (ends_in_time(workers[i], deadline))
            continue;
        if (kill(workers[i], SIGKILL) == -1)
            warn("PID %d", workers[i]);
        if (waitpid(workers[i], NULL, 0) == -1)
            warn("PID %d", workers[i]);
    }
}

/* All or none: one step has failed. Ends the n workers that already run, and
 * says what failed and why. */
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
    sigset_t all;
    FILE *file;
    int error;

    if (argc != 2 + WORKERS || argv[1][0] == '-') {
        fputs("usage: crew FILE PROGRAM PROGRAM PROGRAM\n", stderr);
        return 2;
    }
    /* All or none: no signal must end us between the first worker and the last
     * line of FILE, be it Ctrl-C, SIGPIPE, or SIGXFSZ at a limit of the file
     * size. And each worker's SIGCHLD has to come. */
    sigfillset(&all);
    if (sigprocmask(SIG_BLOCK, &all, NULL) == -1)
        err(1, "sigprocmask");
    signal(SIGCHLD, SIG_DFL);

    /* x: only if there is none yet; e: close-on-exec. */
    file = fopen(argv[1], "wxe");
    if (file == NULL)
        err(1, "%s", argv[1]);
    for (int n = 0; n < WORKERS; n++) {
        error = start(argv[2 + n], &workers[n]);
        if (error != 0)
            return give_up(workers, n, argv[1], argv[2 + n], error);
    }
    for (int n = 0; n < WORKERS; n++)
        fprintf(file, "%d\n", workers[n]); /* into a buffer: fclose tells */
    if (fclose(file) == EOF)
        return give_up(workers, WORKERS, argv[1], argv[1], errno);
    return 0;
}
