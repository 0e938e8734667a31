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

/* To do. Makes sure that no other queue runs in this directory, and no job of a
 * queue that was killed: it may run on.
 *
 * 1. If there is such a queue or such a job, you must say so on standard error,
 *    and end with 1, at once. Then all names must be as they were.
 * 2. A lock lasts as long as a process has it. A job can have yours, too.
 */
static void take_lock(void)
{
}

/* To do. A job that is called NAME.run has begun, and no queue has seen its
 * end. Nobody knows how far it came, so it must not run again. It must be
 * called NAME.unknown.
 */
static void mark_unknown(void)
{
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

/* To do. Runs one job.
 *
 * 1. Whenever SIGKILL comes, the names must be true. While it is called
 *    NAME.job the job must not have begun.
 * 2. When it has ended, it must be called NAME.exit.N.
 */
static void run(const char *job)
{
    char *ended = new_name(job, "exit.0");
    int status;
    pid_t child = fork();

    if (child == -1)
        err(1, "fork");
    if (child == 0)
        become(job);
    if (waitpid(child, &status, 0) == -1)
        err(1, "waitpid");
    if (rename(job, ended) == -1)
        err(1, "rename %s", job);
    free(ended);
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
