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
 * COMMAND must not end because of its log. So rotlog reads to the end of its
 * input, also when a line cannot be written, or LOG cannot be rotated; then LOG
 * is continued, and grows. Each of the two is said once, on standard error,
 * with the reason. The exit status is then 1; 1 too if LOG cannot be opened at
 * the start; 2 after a usage error.
 *
 * If LOG ends with a part of a line, because there was no room for more, that
 * part stays, and the next line in LOG begins with a newline. It is the same if
 * LOG is like that at the start.
 */
#define _POSIX_C_SOURCE 200809L /* getline(3), gmtime_r(3), pread(2) */

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char *path; /* LOG */
static off_t limit;      /* SIZE */
static int fd = -1;      /* LOG, open to append */
static int may_be_torn;  /* LOG may end with a part of a line: look first */

/* Opens LOG: to append, and to look at its end. If that fails: -1, and the one
 * that was open before stays open. */
static int open_log(void)
{
    int fresh = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0640);

    if (fresh == -1)
        return -1;
    if (fd != -1)
        close(fd);
    fd = fresh;
    may_be_torn = 1;
    return 0;
}

/* Must the next line begin with a newline, because LOG ends with a part of a
 * line? Others may have written there, or emptied it, so LOG itself is asked.
 */
static int ends_torn(void)
{
    struct stat is;
    char last = '\n';

    if (!may_be_torn)
        return 0;
    if (fstat(fd, &is) == -1)
        warn("%s", path);
    else if (is.st_size > 0 && pread(fd, &last, 1, is.st_size - 1) == -1)
        warn("%s", path);
    return last != '\n';
}

/* To do. Gives LOG the first name that is free, LOG.1, LOG.2 and so on, and
 * opens a new one. Returns 0; or -1, and errno says why. Then LOG must be as it
 * was: if there is no new one, give the old one its name back. Nobody else
 * rotates this log, so access(2) may tell whether a name is free; rename(2)
 * alone would replace an older log without a word. */
static int rotate(void)
{
    return 0;
}

/* Rotates LOG, if it can be; if not, says so once, and LOG will do. */
static int could_not_rotate;
static void try_to_rotate(void)
{
    if (rotate() == 0)
        return;
    if (!could_not_rotate)
        warn("%s: cannot be rotated", path);
    could_not_rotate = 1;
}

/* To do. Appends the line, of so many bytes and without its newline, to LOG, in
 * one call: the time, which strftime(3) makes of gmtime_r(3), the line and a
 * newline; if ends_torn() says so, a newline before all that. Make it in one
 * buffer, or give the pieces to writev(2).
 *
 * If the line does not fit, try_to_rotate() first, unless LOG is empty:
 * fstat(2) tells its size. Returns 0; or -1, and errno says why.
 *
 * A short write does not set errno. There may be no room on the disk, or LOG
 * may have met a limit: write the rest, and that call will say. May LOG end
 * with a part of a line then? Set may_be_torn. */
static int put(const char *text, size_t length)
{
    (void)text;
    (void)length;
    (void)limit;
    (void)ends_torn;
    try_to_rotate();
    return 0;
}

int main(int argc, char **argv)
{
    char *text = NULL, *end = "?";
    size_t room = 0;
    ssize_t n;
    int lost = 0;

    if (argc == 3)
        limit = strtol(argv[2], &end, 10);
    if (*end != '\0' || limit < 1) {
        fputs("usage: rotlog LOG SIZE\n", stderr);
        return 2;
    }
    /* LOG at a limit (ulimit -f), or standard error that nobody reads any more:
     * an error of write(2), and not the end of rotlog. */
    signal(SIGXFSZ, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);

    path = argv[1];
    if (open_log() == -1)
        err(1, "%s", path);
    while ((n = getline(&text, &room, stdin)) != -1) {
        if (text[n - 1] == '\n') /* the last line may be without */
            n--;
        if (put(text, (size_t)n) == -1) {
            if (!lost)
                warn("%s", path);
            lost = 1;
        }
    }
    free(text);
    if (ferror(stdin))
        err(1, "standard input");
    return lost || could_not_rotate;
}
