/*
 * 21-logging: appended, rotated, never lost.
 *
 * Try:      build/16-daemonize -d . -l err build/21-logging log a 1000
 *           kill -USR1 PID                (writes: a 1 done ... a 1000 done)
 *           mv log log.1; kill -HUP PID   (from here on into a new log)
 * Observe:  wc -l log log.1; cat err; ls -l /proc/PID/fd
 *           -s for log: by syslog(3). -r SOCKET: what that sends, printed.
 * Read:     lessons/21-logging.md, write(2), open(2), syslog(3)
 */
#define _POSIX_C_SOURCE 200809L /* sigtimedwait(2), dprintf(3) */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */
static const char *path, *name; /* of the log (NULL: syslog), of the writer */
static int fd = -1, torn;       /* the log; it ends with a part of a line */
static long lost;               /* lines that found no room: to be told */

/* What the name means now; each write to its end, wherever that is then. */
static int open_log(void)
{
    int fresh = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);

    if (fresh != -1) {
        close(fd);
        fd = fresh;
        torn = torn && lseek(fd, 0, SEEK_END) > 0;
    }
    return fresh;
}

/* A line is one write(2), and nobody else's comes in between. */
static int put(long number, const char *what)
{
    char line[100];
    int done = 0, all = snprintf(line, sizeof line, "%s%.32s %ld %s\n",
                                 torn ? "\n" : "", name, number, what);
    ssize_t n;

    while (done < all && (n = write(fd, line + done, all - done)) > 0)
        done += n; /* if that was short, the next write says why */
    if (done < all && lost == 0) /* once, not once a line */
        warn("%s: lines are lost", path);
    torn = done > 0 ? line[done - 1] != '\n' : torn;
    return done == all;
}

static void log_line(long number)
{
    if (path == NULL)
        syslog(LOG_INFO, "%s %ld done", name, number); /* and no answer */
    else if (lost == 0 || put(lost, "lost"))
        lost = !put(number, "done");
    else
        lost++; /* a full disk is no reason to stop the work itself */
}

/* What a syslogd does first: it takes the priority apart. */
static _Noreturn void receive(const char *where)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char message[1024], text[1024];
    int p, in = socket(AF_UNIX, SOCK_DGRAM, 0);

    if (strlen(where) >= sizeof address.sun_path)
        errx(1, "%s: too long for a socket's name", where);
    strcpy(address.sun_path, where);
    if (in == -1 || bind(in, (void *)&address, sizeof address) == -1)
        err(1, "%s", where);
    while (recv(in, memset(message, 0, sizeof message), 1023, 0) != -1)
        if (sscanf(message, "<%d>%*15c %1023[^\n]", &p, text) == 2 &&
            dprintf(1, "%d = %d * 8 + %d  %s\n", p, p / 8, p % 8, text) < 0)
            err(1, "standard output");
    err(1, "%s", where);
}

int main(int argc, char **argv)
{
    const struct timespec now = {0, 0};
    long number = 0, until = 0, some = 0;
    sigset_t signals;
    char c;

    alarm(FUSE);
    if (argc == 3 && strcmp(argv[1], "-r") == 0)
        receive(argv[2]);
    if (argc != 4 || sscanf(argv[3], "%9ld%c", &some, &c) != 1 || some < 1) {
        fputs("usage: 21-logging LOG|-s NAME COUNT, or -r SOCKET\n", stderr);
        return 2;
    }
    sigemptyset(&signals);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGUSR1);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) == -1)
        err(1, "sigprocmask");
    signal(SIGXFSZ, SIG_IGN); /* a file too large: an error, not the end */
    openlog("21-logging", 0, LOG_DAEMON);
    path = strcmp(argv[1], "-s") == 0 ? NULL : argv[1], name = argv[2];
    if (path && open_log() == -1)
        err(1, "%s", path);
    for (;;) { /* signals are looked at between two lines */
        int signo = sigtimedwait(&signals, NULL, number < until ? &now : NULL);
        if (signo == -1 && errno != EAGAIN && errno != EINTR)
            err(1, "sigtimedwait");
        until += signo == SIGUSR1 ? some : 0;
        if (signo == SIGHUP && path && open_log() == -1)
            warn("%s", path); /* the old one will do */
        if (number < until)
            log_line(++number);
    }
}
