/*
 * 14-redirect: 0, 1 and 2 must point somewhere.
 *
 * Try:      build/14-redirect close      (then keep, null, log)
 *           cat close.data               (only records belong in it)
 * Observe:  ls -l /proc/PID/fd           (the PID it says)
 *           ps -o pid,ppid,pgid,sid,tty,tpgid,stat,comm -p PID
 *           where 0, 1 and 2 lead; the row of ps is the same in every mode.
 *           kill -USR1 PID asks for one more message and record.
 * Read:     lessons/14-redirect.md, dup2(2), open(2), null(4), setvbuf(3)
 */
#define _POSIX_C_SOURCE 200809L /* dprintf(3), getsid(2), openat(2) */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */
enum { LOG_MODE = 0640, DATA_MODE = 0644 };

/* By printf(3), as in most programs: what becomes of its buffer belongs to the
 * lesson. */
static void say_who(const char *role)
{
    if (printf("%-8s pid %d  ppid %d  pgid %d  sid %d\n", role, getpid(),
               getppid(), getpgrp(), getsid(0)) < 0) {
        warn("standard output");
        _exit(1);
    }
}

static _Noreturn void fail(const char *what)
{
    warn("%s", what);
    _exit(1);
}

/* Becomes a daemon with the two calls that matter here: lesson 16 has the
 * rest. */
static void detach(void)
{
    pid_t parent = getpid();

    /* What is still in the buffer would be there twice: fork(2) copies it. */
    if (fflush(stdout) == EOF)
        err(1, "standard output");

    switch (fork()) {
    case -1:
        err(1, "fork");
    case 0: /* the daemon: it goes on once it has been adopted */
        while (getppid() == parent)
            sched_yield();
        break;
    default: /* its parent: the shell goes on */
        exit(0);
    }
    if (setsid() == -1)
        fail("setsid");
}

/* If 0, 1 or 2 was closed, open(2) has returned that very number: then it is
 * in its place. */
static void close_original(int fd)
{
    if (fd > STDERR_FILENO)
        close(fd);
}

/* Standard input leads where in leads, both outputs where out leads. */
static void put_in_place(int in, int out)
{
    /* What was printed until now belongs to the old place. */
    if (fflush(stdout) == EOF)
        fail("standard output");

    if (dup2(in, STDIN_FILENO) == -1)
        fail("dup2");
    if (dup2(out, STDOUT_FILENO) == -1 || dup2(out, STDERR_FILENO) == -1)
        fail("dup2");
    close_original(in);
    close_original(out);
}

/* 0, 1 and 2 stay as they were inherited. */
static void keep_all(void)
{
}

static void close_all(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        close(fd);
}

/* In the next two functions, what can fail comes first: our caller still sees
 * the message. */
static void discard_all(void)
{
    int in = open("/dev/null", O_RDONLY), out;

    if (in == -1)
        fail("/dev/null");
    out = open("/dev/null", O_WRONLY);
    if (out == -1)
        fail("/dev/null");
    put_in_place(in, out);
}

static void log_all(void)
{
    int in = open("/dev/null", O_RDONLY), out;

    if (in == -1)
        fail("/dev/null");
    out = open("log", O_WRONLY | O_CREAT | O_APPEND | O_NOCTTY, LOG_MODE);
    if (out == -1)
        fail("log");
    put_in_place(in, out);
}

static const struct mode {
    const char *name;
    void (*apply)(void); /* to 0, 1 and 2 */
    const char *data;    /* the file for the records */
} modes[] = {
    {"keep", keep_all, "keep.data"},
    {"close", close_all, "close.data"},
    {"null", discard_all, "null.data"},
    {"log", log_all, "log.data"},
};

/* The mode of that name, or NULL. */
static const struct mode *find_mode(const char *name)
{
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        if (strcmp(modes[i].name, name) == 0)
            return &modes[i];
    }
    return NULL;
}

/* Two files are opened, as by any program that works: the directory, and in it
 * the file for the records. Each gets the lowest number that is free. */
static int open_data(const char *file)
{
    int directory = open(".", O_RDONLY), data;

    if (directory == -1)
        fail(".");
    data = openat(directory, file, O_WRONLY | O_CREAT | O_APPEND, DATA_MODE);
    if (data == -1)
        fail(file);
    return data;
}

/* A message for whoever reads standard output, a record for the data file. If
 * the message cannot be written, the file says why. */
static void write_both(int data, const char *file, int n)
{
    if (printf("message %d\n", n) < 0 || fflush(stdout) == EOF)
        dprintf(data, "message %d: %s\n", n, strerror(errno));
    if (dprintf(data, "record %d\n", n) < 0)
        fail(file);
}

static _Noreturn void serve_mode(const struct mode *mode, const sigset_t *asked)
{
    int data, signo;

    mode->apply();
    data = open_data(mode->data);
    for (int n = 1;; n++) {
        write_both(data, mode->data, n);
        errno = sigwait(asked, &signo);
        if (errno != 0)
            fail("sigwait");
    }
}

int main(int argc, char **argv)
{
    const struct mode *mode = argc == 2 ? find_mode(argv[1]) : NULL;
    sigset_t asked;

    if (mode == NULL) {
        fputs("usage: 14-redirect keep|close|null|log\n", stderr);
        return 2;
    }

    /* Blocked, SIGUSR1 waits until the daemon asks for it. */
    sigemptyset(&asked);
    sigaddset(&asked, SIGUSR1);
    if (sigprocmask(SIG_BLOCK, &asked, NULL) == -1)
        err(1, "sigprocmask");

    say_who("parent");
    detach();
    alarm(FUSE);
    say_who("daemon");
    serve_mode(mode, &asked);
}
