/*
 * launch: how long it takes until a command runs, started in several ways.
 *
 * usage: launch ROUNDS FIFO WAYS >SAMPLES
 *
 * WAYS is a file, a line a way, its words separated by tabs: a name, the limit
 * of descriptors (RLIMIT_NOFILE), how many are open, and a command that has
 * payload write the time into FIFO. Prints a name, a round and milliseconds:
 * until payload runs, and until what was to start it has returned. Where that
 * fails it prints "failed", and does not try that way again.
 */
#define _GNU_SOURCE /* vfork(2) */
#include "rounds.h"
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TIMEOUT = 5, WAYS = 32, WORDS = 32 };

static struct way {
    char *name, *argv[WORDS];
    int limit, open, failed;
} ways[WAYS];
static const char *fifo_name;
static int samples;

static int read_ways(const char *file)
{
    static char line[WAYS][4096];
    FILE *in = fopen(file, "re");
    int count = 0;

    if (in == NULL)
        err(1, "%s", file);
    for (; count < WAYS && fgets(line[count], sizeof line[0], in); count++) {
        struct way *way = ways + count;
        char *word = strtok(line[count], "\t\n");

        way->name = word;
        way->limit = atoi(strtok(NULL, "\t\n"));
        way->open = atoi(strtok(NULL, "\t\n"));
        for (int i = 0; i < WORDS - 1 && word != NULL; i++)
            way->argv[i] = word = strtok(NULL, "\t\n");
    }
    fclose(in);
    return count;
}

/* The stage of one launch. It is the reaper of all that is started on it, and
 * has ended when they have, so that they do not delay the next. */
_Noreturn static void stage(const struct way *way, int round)
{
    int fifo = open(fifo_name, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    struct rlimit limit;
    struct timespec now;
    double began, runs, returned = 0;
    pid_t pid, ended;

    alarm(TIMEOUT);
    if (fifo == -1 || prctl(PR_SET_CHILD_SUBREAPER, 1UL) == -1 ||
        getrlimit(RLIMIT_NOFILE, &limit) == -1)
        err(1, "%s", way->name);
    limit.rlim_cur = (rlim_t)way->limit;
    if (limit.rlim_max < limit.rlim_cur)
        limit.rlim_max = limit.rlim_cur;
    if (setrlimit(RLIMIT_NOFILE, &limit) == -1)
        err(1, "%s: limit %d", way->name, way->limit);
    for (int i = 0; i < way->open; i++)
        if (dup(STDIN_FILENO) == -1)
            err(1, "%s: dup", way->name);

    began = milliseconds();
    /* To copy this process is no part of what is measured. */
    if ((pid = vfork()) == -1)
        err(1, "vfork");
    if (pid == 0) {
        execv(way->argv[0], way->argv);
        _exit(127);
    }
    while ((ended = wait(NULL)) > 0)
        if (ended == pid)
            returned = milliseconds();
    if (read(fifo, &now, sizeof now) != sizeof now)
        errx(1, "%s: the command did not run", way->name);
    runs = in_milliseconds(&now);
    dprintf(samples, "%s\t%d\t%.6f\n", way->name, round, runs - began);
    dprintf(samples, "%s, returned\t%d\t%.6f\n", way->name, round,
            returned - began);
    _exit(0);
}

static void take(int which, int round)
{
    struct way *way = ways + which;
    int status;
    pid_t pid;

    if (way->failed)
        return;
    if ((pid = fork()) == -1)
        err(1, "fork");
    if (pid == 0)
        stage(way, round);
    if (waitpid(pid, &status, 0) == -1)
        err(1, "waitpid");
    if (status != 0) {
        way->failed = 1;
        dprintf(samples, "%s\t%d\tfailed\n", way->name, round);
    }
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("usage: launch ROUNDS FIFO WAYS >SAMPLES\n", stderr);
        return 2;
    }
    fifo_name = argv[2];
    go_first();
    /* A shell's background job ignores SIGINT: what it starts would as well. */
    for (int signo = 1; signo <= SIGSYS; signo++)
        signal(signo, SIG_DFL);
    /* Nor do they get what this has open, but /dev/null. */
    samples = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    if (samples == -1 || freopen("/dev/null", "r", stdin) == NULL ||
        freopen("/dev/null", "w", stdout) == NULL)
        err(1, "/dev/null");
    in_rounds(atoi(argv[1]), read_ways(argv[3]), take);
    return 0;
}
