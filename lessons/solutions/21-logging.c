/*
 * rotlog: keeps what it reads in logs that do not grow. For lesson 21.
 *
 *     COMMAND | rotlog LOG SIZE
 *
 * Each line of standard input is appended to LOG as soon as it has come, with
 * the time in UTC before it:
 *
 *     2026-11-22T03:14:07Z the line
 *
 * Where a line would make LOG larger than SIZE bytes, LOG is renamed first: to
 * LOG.1, or LOG.2 where that is there already, and so on. So no older log is
 * ever replaced, and LOG.1, LOG.2, ..., LOG have each line once and in order. A
 * line that is longer than SIZE has a log to itself. A LOG that is there at the
 * start is continued.
 *
 * When LOG cannot be written to, that is said once, on standard error, with the
 * reason, and the rest is read all the same: COMMAND is not to end because its
 * log is full. Where a line found room in part, that part stays, and the next
 * line begins with a newline. The exit status is then 1; 1 too if LOG cannot be
 * opened; 2 after a usage error.
 */
#define _POSIX_C_SOURCE 200809L /* getline(3), gmtime_r(3) */

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static const char *path; /* LOG */
static off_t limit;      /* SIZE */
static int fd;           /* LOG, open to append */
static int torn;         /* LOG ends with a part of a line */

static void open_log(void)
{
    fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
    if (fd == -1)
        err(1, "%s", path);
}

/* Gives LOG the first name that is free, and opens a new one. */
static void rotate(void)
{
    char *old = malloc(strlen(path) + 12);
    int n = 0;

    if (old == NULL)
        err(1, "malloc");
    do
        sprintf(old, "%s.%d", path, ++n);
    while (access(old, F_OK) == 0);
    if (rename(path, old) == -1)
        err(1, "%s", old);
    free(old);
    close(fd);
    open_log();
}

/* The line with the time before it and a newline behind it, to the end of LOG,
 * in one call. True if all of it was written; else errno says why not. */
static int put(char *text, size_t length)
{
    char stamp[40];
    time_t now = time(NULL);
    struct tm utc;
    struct stat is;
    struct iovec parts[] = {{.iov_base = "\n"},
                            {.iov_base = stamp},
                            {text, length},
                            {.iov_base = "\n", .iov_len = 1}};
    ssize_t n;

    gmtime_r(&now, &utc);
    parts[1].iov_len = strftime(stamp, sizeof stamp, "%Y-%m-%dT%TZ ", &utc);
    length += parts[1].iov_len + 1;
    /* Asked each time: others may write there too, or empty it. */
    if (fstat(fd, &is) == 0 && is.st_size > 0 &&
        is.st_size + torn + (off_t)length > limit)
        rotate();
    torn = torn && lseek(fd, 0, SEEK_END) > 0; /* a new one is not */
    parts[0].iov_len = (size_t)torn;
    length += parts[0].iov_len;
    n = writev(fd, parts, 4);
    if (n != -1) {
        torn = n > torn && n < (ssize_t)length;
        errno = ENOSPC; /* for a short write does not say why */
    }
    return n == (ssize_t)length;
}

int main(int argc, char **argv)
{
    char *text = NULL, *end = "?";
    size_t room = 0;
    ssize_t n;
    int failed = 0;

    if (argc == 3)
        limit = strtol(argv[2], &end, 10);
    if (*end != '\0' || limit < 1) {
        fputs("usage: rotlog LOG SIZE\n", stderr);
        return 2;
    }
    path = argv[1];
    open_log();
    while ((n = getline(&text, &room, stdin)) != -1) {
        if (text[n - 1] == '\n') /* the last line may be without */
            n--;
        if (!put(text, (size_t)n) && !failed++)
            warn("%s", path);
    }
    free(text);
    if (ferror(stdin))
        err(1, "standard input");
    return failed > 0;
}
