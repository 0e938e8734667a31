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

static void open_log(void)
{
    fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
    if (fd == -1)
        err(1, "%s", path);
}

/* To do. Gives LOG the first name that is free, LOG.1, LOG.2 and so on, and
 * opens a new one, without leaving the old one open. Nobody else rotates this
 * log, so access(2) may tell whether a name is free; rename(2) alone would
 * replace an older log without a word. */
static void rotate(void)
{
}

/* To do. Appends the line, of so many bytes and without its newline, to LOG, in
 * one call: the time, which strftime(3) makes of gmtime_r(3), the line and a
 * newline. writev(2) writes several pieces at once. If the line does not fit,
 * rotate first, unless LOG is empty: fstat(2) tells its size. Returns 1 if all
 * of it was written, else 0 and errno says why. A short write does not set it:
 * for a file it means ENOSPC, and half a line that the next one is not to go
 * on from. */
static int put(char *text, size_t length)
{
    (void)text;
    (void)length;
    (void)limit;
    rotate();
    return 1;
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
