/*
 * 04-tty-io: background input stops, output does not.
 *
 * Try:      build/04-tty-io read &       (then: jobs -l, bg, fg and a line)
 *           build/04-tty-io write &      (then: kill -USR1 %1, stty tostop)
 * Observe:  ps -o pid,pgid,tpgid,tty,stat -p PID
 *           the reader's STAT is "T"; the writer's "S", after a write under
 *           tostop "T". TPGID is the shell's group all the while.
 * Read:     lessons/04-tty-io.md, termios(3), signal(7), read(2)
 */
#define _POSIX_C_SOURCE 200809L /* dprintf(3), getsid(2), sigwait(3) */
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */

static void say_who(const char *role)
{
    if (dprintf(STDOUT_FILENO, "%-8s pid %d  ppid %d  pgid %d  sid %d\n", role,
                getpid(), getppid(), getpgrp(), getsid(0)) < 0) {
        warn("standard output");
        _exit(1);
    }
}

/* In the background SIGTTIN stops us inside this read, before a byte of it. */
static void read_line(void)
{
    enum { SIZE = 256 };
    char line[SIZE];
    int printed;

    if (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        printed = dprintf(STDOUT_FILENO, "reader   got: %s\n", line);
    } else if (ferror(stdin)) {
        err(1, "standard input");
    } else {
        printed = dprintf(STDOUT_FILENO, "reader   got the end of input\n");
    }
    if (printed < 0)
        err(1, "standard output");
}

/* A line for every SIGUSR1, so that it is you who says when. */
static _Noreturn void write_lines(const sigset_t *usr1)
{
    for (int n = 1;; n++) {
        int signo;

        /* Not sigwaitinfo(2): with glibc a stop would end it, EINTR. */
        errno = sigwait(usr1, &signo);
        if (errno != 0)
            err(1, "sigwait");
        if (dprintf(STDOUT_FILENO, "writer   line %d\n", n) < 0)
            err(1, "standard output");
    }
}

int main(int argc, char **argv)
{
    const char *mode = argc == 2 ? argv[1] : "";
    int reads = strcmp(mode, "read") == 0;
    int writes = strcmp(mode, "write") == 0;
    sigset_t usr1;

    if (!reads && !writes) {
        fputs("usage: 04-tty-io read|write\n", stderr);
        return 2;
    }
    alarm(FUSE);

    /* A blocked signal does nothing: it waits until write_lines() asks. */
    sigemptyset(&usr1);
    sigaddset(&usr1, SIGUSR1);
    if (sigprocmask(SIG_BLOCK, &usr1, NULL) == -1)
        err(1, "sigprocmask");

    say_who(reads ? "reader" : "writer");
    if (reads)
        read_line();
    else
        write_lines(&usr1);
    return 0;
}
