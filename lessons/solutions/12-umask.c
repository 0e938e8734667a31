/*
 * deposit: a file of mode 0640, and at no moment wider. For lesson 12.
 *
 * deposit FILE makes FILE, reads one line, puts it into FILE and ends with
 * status 0. It prints
 *
 *     deposit  pid 4127  ppid 4090  pgid 4127  sid 4090
 *     created
 *     done
 *
 * At the end FILE's mode is exactly 0640, whatever the mask. Before that it
 * may have less, and never a bit more, not between two calls either: a process
 * that opens the file at such a moment keeps it open for as long as it likes.
 * So that the moment can be looked at, deposit reads its line just then: FILE
 * exists, and its mode has not yet been made exact.
 *
 * The mask stays what it is, at every moment. All threads of a process have the
 * same mask, and another thread may be making a file of its own.
 *
 * FILE must be new: a file of that name may not exist, and a symbolic link may
 * not either, even if it leads nowhere. A file that exists keeps its mode; so
 * deposit does not touch it, says why and ends with status 1. One call must
 * look for FILE and make it: between two calls another process could make it.
 *
 * If a call fails, or there is no line to read, the program says why on
 * standard error, as err(3) does, and ends with a status other than 0.
 */
#define _POSIX_C_SOURCE 200809L /* getline(3), fdopen(3), getsid(2) */

#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    FILE *file;
    int fd;

    if (argc != 2) {
        fputs("usage: deposit FILE\n", stderr);
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("%-8s pid %d  ppid %d  pgid %d  sid %d\n", "deposit", getpid(),
           getppid(), getpgrp(), getsid(0));

    /* The mask can only turn bits of this off. */
    fd = open(argv[1], O_WRONLY | O_CREAT | O_EXCL, 0640);
    if (fd == -1 || (file = fdopen(fd, "w")) == NULL)
        err(1, "%s", argv[1]);

    printf("created\n");
    length = getline(&line, &size, stdin);
    if (length == -1)
        errx(1, "no line to keep");

    /* This turns them on again: no mask applies to fchmod(2). */
    if (fchmod(fd, 0640) == -1)
        err(1, "%s", argv[1]);

    if (fwrite(line, (size_t)length, 1, file) != 1 || fclose(file) == EOF)
        err(1, "%s", argv[1]);
    free(line);
    printf("done\n");
    if (ferror(stdout))
        errx(1, "standard output: not all could be written");
    return 0;
}
