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
#define _POSIX_C_SOURCE 200809L /* dprintf(3), openat(2), sigwait(3) */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */

static _Noreturn void fail(const char *what)
{
    warn("%s", what);
    _exit(1);
}

static void say_who(const char *role)
{
    printf("%-8s pid %d  ppid %d  pgid %d  sid %d\n", role, getpid(), getppid(),
           getpgrp(), getsid(0));
}

static void detach(void) /* only the essence: lesson 16 has the rest */
{
    fflush(stdout); /* what is still in the buffer would be there twice */
    if (ferror(stdout))
        err(1, "standard output");
    switch (fork()) {
    case -1:
        err(1, "fork");
    case 0:
        break;
    default:
        exit(0);
    }
    if (setsid() == -1)
        fail("setsid");
}

/* Standard input from nowhere, both outputs to the end of one file. */
static void redirect(const char *file)
{
    int in, out;

    /* First what can fail: our caller still sees what we say of it. */
    if ((in = open("/dev/null", O_RDONLY)) == -1)
        fail("/dev/null");
    if ((out = open(file, O_WRONLY | O_CREAT | O_APPEND, 0640)) == -1)
        fail(file);
    fflush(stdout); /* what was printed until now belongs to the old place */
    if (ferror(stdout))
        fail("standard output");
    if (dup2(in, STDIN_FILENO) == -1 || dup2(out, STDOUT_FILENO) == -1 ||
        dup2(out, STDERR_FILENO) == -1)
        fail("dup2");
    /* If 0, 1 or 2 was closed, open(2) has returned that very number. */
    if (in > STDERR_FILENO)
        close(in);
    if (out > STDERR_FILENO)
        close(out);
}

/* Records for the data file, messages for whoever reads standard output. */
static _Noreturn void serve(const char *mode, const sigset_t *asked)
{
    const int how = O_WRONLY | O_CREAT | O_APPEND;
    int folder, data, signo, n = 1;
    char file[16];

    snprintf(file, sizeof file, "%s.data", mode);
    if ((folder = open(".", O_RDONLY)) == -1 ||
        (data = openat(folder, file, how, 0644)) == -1)
        fail(file);
    do {
        if (printf("message %d\n", n) < 0 || fflush(stdout) == EOF)
            dprintf(data, "message %d: %s\n", n, strerror(errno));
        if (dprintf(data, "record %d\n", n++) < 0)
            fail(file);
    } while ((errno = sigwait(asked, &signo)) == 0);
    fail("sigwait");
}

int main(int argc, char **argv)
{
    const char *mode = argc == 2 ? argv[1] : "";
    int closes = strcmp(mode, "close") == 0, logs = strcmp(mode, "log") == 0;
    int discards = strcmp(mode, "null") == 0;
    sigset_t asked;

    if (!closes && !logs && !discards && strcmp(mode, "keep") != 0) {
        fputs("usage: 14-redirect keep|close|null|log\n", stderr);
        return 2;
    }
    sigemptyset(&asked);
    sigaddset(&asked, SIGUSR1);
    if (sigprocmask(SIG_BLOCK, &asked, NULL) == -1)
        err(1, "sigprocmask");
    say_who("parent");
    detach();
    alarm(FUSE);
    say_who("daemon");
    for (int fd = STDIN_FILENO; closes && fd <= STDERR_FILENO; fd++)
        close(fd);
    if (logs || discards)
        redirect(logs ? "log" : "/dev/null");
    serve(mode, &asked);
}
