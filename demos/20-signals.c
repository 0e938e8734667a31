/*
 * 20-signals: HUP reloads, TERM ends.
 *
 * Try:      printf 'greeting hello\ninterval 2000\n' >conf
 *           build/16-daemonize -d . -l log build/20-signals conf
 *           (change conf and kill -HUP PID; kill -USR1 PID; kill -TERM PID)
 * Observe:  cat log; ps -o ignored,caught -p PID: HUP is neither, yet it lives.
 * Read:     lessons/20-signals.md, sigtimedwait(2), signal(7), daemon(7)
 */
#define _XOPEN_SOURCE 700 /* dprintf(3), getsid(2), sigtimedwait(2) */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */

static struct config {
    char greeting[40];
    long interval; /* milliseconds between the beginnings of two pieces */
} config;

static void say_who(const char *role)
{
    if (dprintf(STDOUT_FILENO, "%-8s pid %d  ppid %d  pgid %d  sid %d\n", role,
                getpid(), getppid(), getpgrp(), getsid(0)) < 0) {
        warn("standard output");
        _exit(1);
    }
}

/* One line of the log. If it cannot be written, that is the end: lesson 21 has
 * a better way. */
static void print_line(const char *what, const char *text)
{
    if (dprintf(STDOUT_FILENO, "%-8s %s\n", what, text) < 0)
        err(1, "standard output");
}

static void report(const char *why, int done)
{
    char text[120];

    snprintf(text, sizeof text, "greeting %s, interval %ld ms, done %d",
             config.greeting, config.interval, done);
    print_line(why, text);
}

/* Reads a line that begins with name and has a value behind it. Returns 0 if it
 * is another line, if it was cut off, or if the value is too long. */
static int read_value(FILE *file, const char *name, char *value, size_t size)
{
    char line[128], *newline, *begin;

    if (fgets(line, sizeof line, file) == NULL)
        return 0;
    newline = strchr(line, '\n');
    if (newline == NULL || strncmp(line, name, strlen(name)) != 0)
        return 0;
    *newline = '\0';
    begin = line + strlen(name);
    begin += strspn(begin, " ");
    if (*begin == '\0' || strlen(begin) >= size)
        return 0;
    strcpy(value, begin);
    return 1;
}

/* "greeting WORDS", then "interval NUMBER", and nothing else. */
static int parse_config(FILE *file, struct config *new)
{
    char number[9], *end; /* so at most 8 digits: a day */

    if (!read_value(file, "greeting ", new->greeting, sizeof new->greeting))
        return 0;
    if (!read_value(file, "interval ", number, sizeof number))
        return 0;
    new->interval = strtol(number, &end, 10);
    if (*end != '\0' || new->interval < 1)
        return 0;
    return getc(file) == EOF;
}

/* All of a file becomes the configuration, or nothing of it. */
static int read_config(const char *name)
{
    int fd = open(name, O_RDONLY | O_NONBLOCK); /* a FIFO must not hold us up */
    FILE *file = NULL;
    struct config new;
    int understood;

    if (fd != -1)
        file = fdopen(fd, "r");
    if (file == NULL) {
        warn("%s: refused", name);
        return 0;
    }
    understood = parse_config(file, &new);
    if (ferror(file)) {
        warn("%s: refused", name);
        understood = 0;
    } else if (!understood) {
        warnx("%s: refused: cannot be understood", name);
    } else {
        config = new;
    }
    fclose(file);
    return understood;
}

static long long milliseconds(void) /* by a clock that nobody sets */
{
    struct timespec now;

    if (clock_gettime(CLOCK_MONOTONIC, &now) == -1)
        err(1, "clock_gettime");
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* The next signal, pending or new; -1 if there is none until the deadline. */
static int await(const sigset_t *signals, long long deadline)
{
    long long now = milliseconds();
    long long left = now < deadline ? deadline - now : 0;
    struct timespec wait = {left / 1000, left % 1000 * 1000000};
    int signo = sigtimedwait(signals, NULL, &wait);

    if (signo == -1 && errno != EAGAIN && errno != EINTR)
        err(1, "sigtimedwait");
    return signo;
}

/* A piece of work: two lines that belong together. Our signals wait until it is
 * done. */
static void work(void)
{
    const struct timespec time = {.tv_nsec = 100000000}; /* it takes 0.1 s */

    print_line("begin", config.greeting);
    if (nanosleep(&time, NULL) == -1)
        err(1, "nanosleep");
    print_line("end", config.greeting);
}

/* Does a piece of work at every interval, and looks at signals in between. */
static void work_in_time(const char *file, const sigset_t *signals)
{
    long long last = milliseconds() - config.interval; /* so one is due now */
    long long now;
    int done = 0;

    for (;;) {
        switch (await(signals, last + config.interval)) {
        case SIGTERM:
            return;
        case SIGUSR1:
            report("state", done);
            break;
        case SIGHUP:
            if (read_config(file))
                report("reread", done);
            break;
        }
        now = milliseconds();
        if (now < last + config.interval)
            continue;
        while (last + config.interval <= now)
            last += config.interval; /* pieces that were missed are left out */
        work();
        done++;
    }
}

int main(int argc, char **argv)
{
    sigset_t signals;

    if (argc != 2) {
        fputs("usage: 20-signals CONFIG\n", stderr);
        return 2;
    }
    alarm(FUSE);

    /* Before anything is read or said: a signal that comes now has to wait. */
    sigemptyset(&signals);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGUSR1);
    sigaddset(&signals, SIGTERM);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) == -1)
        err(1, "sigprocmask");

    /* A log that may not grow (ulimit -f) is an error to be told; by default
     * SIGXFSZ would end us without a word. */
    signal(SIGXFSZ, SIG_IGN);

    if (!read_config(argv[1]))
        return 1;
    say_who("server");
    work_in_time(argv[1], &signals);
    print_line("ended", "by SIGTERM");
    return 0;
}
