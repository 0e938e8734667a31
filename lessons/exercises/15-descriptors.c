/*
 * only: runs a command with one chosen descriptor beside 0, 1 and 2. For
 * lesson 15.
 *
 *     only N COMMAND [ARG...]         N is 3 or more
 *
 * The command has exactly the descriptors 0, 1, 2 and N, as they were given to
 * us (a closed one stays closed), however many others we have inherited. Those
 * may be above the limit of open files, RLIMIT_NOFILE, and that may be a
 * billion: nobody counts up to it.
 *
 * The exit status is the command's; 126 if it could not be run, 127 if there is
 * no such command; 2 after a usage error, 1 if N is not open.
 *
 * If a call fails, the program says why on standard error, as err(3) does, and
 * ends with a status other than 0.
 */
#define _GNU_SOURCE /* syscall(2), dirfd(3) */

#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_close_range /* headers older than Linux 5.9 */
#define SYS_close_range 436
#endif

/* What a shell has as $? for a command. */
enum { CANNOT_RUN = 126, NOT_FOUND = 127 };

/* To do. Closes all descriptors but 0, 1, 2 and keep, with close_range(2) in
 * two ranges: below keep and above it. The last descriptor there can be is ~0U.
 * When keep is 3, there is nothing below. Call it by number, as the demo does:
 * syscall(SYS_close_range, FIRST, LAST, 0U), each an unsigned int.
 *
 * A kernel may refuse that: before Linux 5.9, or in a container. Then close
 * what /proc/self/fd names, but not the descriptor by which you read it:
 * opendir(3), dirfd(3). */
static void close_all_but(int keep)
{
    (void)keep;
}

/* The number in text; -1 if it is none, or below 3. */
static int number(const char *text)
{
    char *end;
    long n = strtol(text, &end, 10);

    if (*text == '\0' || *end != '\0')
        return -1;
    if (n <= STDERR_FILENO || n > INT_MAX)
        return -1;
    return (int)n;
}

int main(int argc, char **argv)
{
    int keep = argc < 3 ? -1 : number(argv[1]);
    int error;

    if (keep == -1) {
        fputs("usage: only N COMMAND [ARG...], N from 3\n", stderr);
        return 2;
    }
    if (fcntl(keep, F_GETFD) == -1)
        err(1, "%d", keep);
    close_all_but(keep);
    execvp(argv[2], argv + 2);
    error = errno;
    warn("%s", argv[2]);
    return error == ENOENT ? NOT_FOUND : CANNOT_RUN;
}
