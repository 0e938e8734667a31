/*
 * 21-logging: appended, rotated, counted.
 *
 * Try:      build/16-daemonize -d . -l err build/21-logging log a 1000
 *           kill -USR1 PID                (writes: a 1 done ... a 1000 done)
 *           mv log log.1; kill -HUP PID   (from here on into a new log)
 * Observe:  wc -l log log.1; cat err; ls -l /proc/PID/fd
 *           (-s in place of log: by syslog(3), to build/21-receive)
 * Read:     lessons/21-logging.md, write(2), open(2), syslog(3)
 */
#define _XOPEN_SOURCE 700 /* pread(2), sigtimedwait(2) */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */

static const char *writer; /* its name begins each line */

static struct log {
    const char *path; /* NULL: lines go to syslog(3) */
    int fd;
    int may_be_torn; /* it may end with a part of a line: look first */
    long lost;       /* lines that found no room, and nobody knows it yet */
} file = {.fd = -1};

/* Opens what the name means now. O_APPEND: each write goes to the end of the
 * file, wherever that is by then. O_RDWR: ends_torn reads; and, on Linux, a
 * FIFO that is opened for both does not make us wait for its other end. Returns
 * -1 if the name cannot be opened, or is no log; then the old log will do. */
static int open_anew(void)
{
    struct stat is;
    int fd = open(file.path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0640);

    if (fd == -1) {
        warn("%s", file.path);
        return -1;
    }
    if (fstat(fd, &is) == -1) {
        warn("%s", file.path);
        close(fd);
        return -1;
    }
    if (!S_ISREG(is.st_mode) && !S_ISCHR(is.st_mode)) {
        warnx("%s: neither a file nor a device", file.path);
        close(fd);
        return -1;
    }
    if (file.fd != -1)
        close(file.fd);
    file.fd = fd;
    file.may_be_torn = 1;
    return 0;
}

/* Does the log end with a part of a line? Only the log itself knows: somebody
 * may have emptied it since we wrote. */
static int ends_torn(void)
{
    struct stat is;
    char last = '\n';

    if (fstat(file.fd, &is) == -1)
        warn("%s", file.path);
    else if (is.st_size > 0 && pread(file.fd, &last, 1, is.st_size - 1) == -1)
        warn("%s", file.path);
    return last != '\n';
}

/* Writes a line by one write(2), so that no other writer's comes in between.
 * Just after the log was opened, or after a write that failed, it may end with
 * a part of a line: then a newline comes first. */
static int write_line(long number, const char *what)
{
    const char *newline = "";
    char line[100];
    size_t length, done = 0;
    ssize_t n;

    if (file.may_be_torn && ends_torn())
        newline = "\n";
    snprintf(line, sizeof line, "%s%.32s %ld %s\n", newline, writer, number,
             what);
    length = strlen(line);
    file.may_be_torn = 0;
    while (done < length) {
        n = write(file.fd, line + done, length - done);
        if (n == -1) {
            file.may_be_torn = 1;
            return -1;
        }
        done += (size_t)n; /* if that was short, the next write says why */
    }
    return 0;
}

/* A full disk is no reason to stop the work. So count what is lost, and write
 * the number as soon as there is room. */
static void log_line(long number)
{
    if (file.lost > 0) {
        if (write_line(file.lost, "lost") == -1) {
            file.lost++;
            return;
        }
        file.lost = 0;
    }
    if (write_line(number, "done") == -1) {
        warn("%s: lines are lost", file.path); /* once, not once a line */
        file.lost = 1;
    }
}

static void do_work(long number)
{
    if (file.path != NULL)
        log_line(number);
    else
        syslog(LOG_INFO, "%s %ld done", writer, number); /* and no answer */
}

/* SIGUSR1: writes so many lines more. SIGHUP: opens the log again, for its name
 * may lead to another file. Signals are looked at between two lines. */
static _Noreturn void write_on_demand(const sigset_t *signals, long count)
{
    const struct timespec no_time = {0, 0};
    long number = 0, until = 0;

    for (;;) {
        const struct timespec *wait = number < until ? &no_time : NULL;

        switch (sigtimedwait(signals, NULL, wait)) {
        case SIGUSR1:
            until += count;
            break;
        case SIGHUP:
            if (file.path != NULL)
                open_anew();
            break;
        case -1: /* EAGAIN: no signal is pending. EINTR: after a stop. */
            if (errno != EAGAIN && errno != EINTR)
                err(1, "sigtimedwait");
            break;
        }
        if (number < until)
            do_work(++number);
    }
}

int main(int argc, char **argv)
{
    sigset_t signals;
    char *end = "";
    long count = argc == 4 ? strtol(argv[3], &end, 10) : 0;

    if (count < 1 || count > 999999999 || *end != '\0') {
        fputs("usage: 21-logging LOG|-s NAME COUNT\n", stderr);
        return 2;
    }
    writer = argv[2];
    alarm(FUSE);

    sigemptyset(&signals);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGUSR1);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) == -1)
        err(1, "sigprocmask");

    /* A file beyond its limit is then an error of write(2), and not our end. */
    signal(SIGXFSZ, SIG_IGN);

    if (strcmp(argv[1], "-s") == 0) {
        openlog("21-logging", 0, LOG_DAEMON);
    } else {
        file.path = argv[1];
        if (open_anew() == -1)
            return 1;
    }
    write_on_demand(&signals, count);
}
