/*
 * queue: runs jobs one after the other, and may be killed. For lesson 25.
 *
 *     queue DIRECTORY
 *
 * A file NAME.job in DIRECTORY is a job: commands for sh(1), which runs there.
 * The queue runs one job at a time, always the first in the order of the names,
 * and ends with 0 when none is left. The name says how far a job is:
 *
 *     NAME.job        it waits
 *     NAME.run        it runs
 *     NAME.exit.N     it has ended with N, the shell's $?: 128 + 9 by SIGKILL
 *     NAME.unknown    the queue was killed while it ran: nobody knows
 *
 * If a call fails, the queue says why on standard error, as err(3) does, and
 * ends with a status other than 0.
 */
#define _GNU_SOURCE /* asprintf(3) */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FUSE = 900 };        /* seconds, as in the demo */
enum { BY_SIGNAL = 128 };   /* $? of what signal N has ended: this and N */
enum { NOT_FOUND = 127 };   /* $? of what could not be executed */
enum { ENDING_LENGTH = 3 }; /* of "job" and of "run" */

/* The first name of a file that is like the pattern, NULL if there is none. */
static char *first(const char *pattern)
{
    glob_t found;
    char *name;

    switch (glob(pattern, 0, NULL, &found)) {
    case 0:
        name = strdup(found.gl_pathv[0]);
        globfree(&found);
        if (name == NULL)
            err(1, "strdup");
        return name;
    case GLOB_NOMATCH:
        return NULL;
    default:
        err(1, "glob");
    }
}

/* NAME.job or NAME.run with another ending: new_name("a.job", "run") is a.run
 */
static char *new_name(const char *old, const char *ending)
{
    int length = (int)strlen(old) - ENDING_LENGTH;
    char *name;

    if (asprintf(&name, "%.*s%s", length, old, ending) == -1)
        err(1, "asprintf");
    return name;
}

static void change_name(const char *old, const char *ending)
{
    char *name = new_name(old, ending);

    if (rename(old, name) == -1)
        err(1, "rename %s", old);
    free(name);
}

/* The jobs inherit the lock, so it lasts until the last of them has ended, even
 * if the queue was killed before. */
static void take_lock(void)
{
    int fd = open("lock", O_RDWR | O_CREAT, 0600);

    if (fd == -1)
        err(1, "open lock");
    if (flock(fd, LOCK_EX | LOCK_NB) == -1)
        err(1, "flock: another queue runs here, or a job of one");
}

/* We have the lock, so what is called so does not run. */
static void mark_unknown(void)
{
    char *job;

    for (;;) {
        job = first("*.run");
        if (job == NULL)
            return;
        change_name(job, "unknown");
        free(job);
    }
}

/* Becomes the shell of a job. After "--" comes a name, even if it begins with a
 * hyphen. */
static _Noreturn void become(const char *job)
{
    alarm(FUSE);
    execlp("sh", "sh", "--", job, (char *)NULL);
    warn("execlp sh");
    _exit(NOT_FOUND);
}

/* Runs one job. The name is changed before it begins: whenever we are killed, a
 * job that is called NAME.job has not begun. */
static void run(const char *job)
{
    char *running = new_name(job, "run");
    char ending[32];
    int status;
    pid_t child;

    change_name(job, "run");
    child = fork();
    if (child == -1)
        err(1, "fork");
    if (child == 0)
        become(running);
    if (waitpid(child, &status, 0) == -1)
        err(1, "waitpid");
    status = WIFSIGNALED(status) ? BY_SIGNAL + WTERMSIG(status)
                                 : WEXITSTATUS(status);
    snprintf(ending, sizeof ending, "exit.%d", status);
    change_name(running, ending);
    free(running);
}

int main(int argc, char **argv)
{
    char *job;

    if (argc != 2) {
        fputs("usage: queue DIRECTORY\n", stderr);
        return 2;
    }
    if (chdir(argv[1]) == -1)
        err(1, "%s", argv[1]);
    alarm(FUSE);
    signal(SIGCHLD, SIG_DFL); /* ignored, it would take the status from us */
    take_lock();
    mark_unknown();
    for (;;) {
        job = first("*.job");
        if (job == NULL)
            return 0;
        run(job);
        free(job);
    }
}
