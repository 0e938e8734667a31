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

enum { STAMP = 21 }; /* characters: "2026-11-22T03:14:07Z " */

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

/* Gives LOG the first name that is free, and opens a new one. Returns 0; or -1,
 * and then LOG is as it was, and errno says why. */
static int rotate(void)
{
    char *old = malloc(strlen(path) + 12);
    int n = 0, error = 0;

    if (old == NULL)
        return -1;
    do {
        sprintf(old, "%s.%d", path, ++n);
    } while (access(old, F_OK) == 0);

    /* If LOG is not there, somebody has moved it: only a new one is missing. */
    if (rename(path, old) == -1 && errno != ENOENT) {
        error = errno;
    } else if (open_log() == -1) {
        error = errno;
        rename(old, path);
    }
    free(old);
    errno = error;
    return error == 0 ? 0 : -1;
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

/* Would so many bytes more be too many for LOG? It is asked each time, because
 * others may write there too, or empty it. An empty one takes any line. */
static int is_full(size_t more)
{
    struct stat is;

    if (fstat(fd, &is) == -1 || is.st_size == 0)
        return 0;
    return is.st_size + (off_t)more > limit;
}

/* Appends all of this in one write(2). If that is short there is another, which
 * says why. Returns 0; or -1, and errno is the reason. */
static int append(const char *line, size_t size)
{
    size_t done = 0;
    ssize_t n;

    may_be_torn = 0;
    while (done < size) {
        n = write(fd, line + done, size - done);
        if (n == -1) {
            may_be_torn = 1;
            return -1;
        }
        done += (size_t)n;
    }
    return 0;
}

/* Appends the line, of so many bytes and without its newline, with the time
 * before it. Returns 0; or -1, and errno is the reason. */
static int put(const char *text, size_t length)
{
    char *line = malloc(1 + STAMP + length + 1);
    time_t now = time(NULL);
    size_t size = 0;
    struct tm utc;
    int result, error;

    if (line == NULL)
        return -1;
    if (is_full((size_t)ends_torn() + STAMP + length + 1))
        try_to_rotate();

    if (ends_torn())
        line[size++] = '\n';
    gmtime_r(&now, &utc);
    size += strftime(line + size, STAMP + 1, "%Y-%m-%dT%TZ ", &utc);
    memcpy(line + size, text, length);
    size += length;
    line[size++] = '\n';

    result = append(line, size);
    error = errno;
    free(line);
    errno = error;
    return result;
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
