/*
 * closing: how long it takes to close a few descriptors in three ways, if one
 * of them may be as high as a bound.
 *
 * usage: closing ROUNDS >SAMPLES
 */
#define _GNU_SOURCE /* dirfd(3), syscall(2) */
#include "rounds.h"
#include <dirent.h>
#include <err.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_close_range /* kernel headers before Linux 5.9 */
#define SYS_close_range 436
#endif

enum { OPEN = 8 };
static const int bounds[] = {1024, 20000, 1000000};
static const char *ways[] = {"close_range", "/proc/self/fd", "counting"};

static void by_range(int bound)
{
    if (syscall(SYS_close_range, 3U, (unsigned)bound - 1, 0U) == -1)
        err(1, "close_range");
}

static void by_proc(int bound)
{
    DIR *folder = opendir("/proc/self/fd");
    struct dirent *entry;

    if (folder == NULL)
        err(1, "/proc/self/fd");
    while ((entry = readdir(folder)) != NULL) {
        int fd = atoi(entry->d_name);

        if (fd > STDERR_FILENO && fd < bound && fd != dirfd(folder))
            close(fd);
    }
    closedir(folder);
}

static void by_counting(int bound)
{
    for (int fd = STDERR_FILENO + 1; fd < bound; fd++)
        close(fd);
}

/* Once takes a microsecond or less, as little as a clock can tell: so it is
 * done until it has taken a millisecond, and the mean is what counts. */
static void take(int which, int round)
{
    static void (*const functions[])(int) = {by_range, by_proc, by_counting};
    int way = which % 3, bound = bounds[which / 3], times = 0;
    double took = 0;

    while (took < 1) {
        double began;

        for (int i = 0; i < OPEN; i++) {
            if (dup(STDIN_FILENO) == -1)
                err(1, "dup");
        }
        began = milliseconds();
        functions[way](bound);
        took += milliseconds() - began;
        times++;
    }
    printf("%s %d\t%d\t%.6f\n", ways[way], bound, round, took / times);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: closing ROUNDS >SAMPLES\n", stderr);
        return 2;
    }
    go_first();
    in_rounds(atoi(argv[1]), 9, take);
    return 0;
}
