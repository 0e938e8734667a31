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
#define _POSIX_C_SOURCE 200809L /* getsid(2), sigwait(3) */
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */

static void say_who(const char *role)
{
    if (printf("%-8s pid %d  ppid %d  pgid %d  sid %d\n", role, (int)getpid(),
               (int)getppid(), (int)getpgrp(), (int)getsid(0)) < 0)
        err(1, "standard output");
}

/* In the background SIGTTIN stops us inside this read, before a byte of it. */
static void read_line(void)
{
    char line[256];

    if (fgets(line, sizeof line, stdin) != NULL)
        printf("reader   got: %.*s\n", (int)strcspn(line, "\n"), line);
    else if (ferror(stdin))
        err(1, "standard input");
    else
        puts("reader   got the end of input");
}

/* A line for every SIGUSR1, so that it is you who says when. */
static void write_lines(const sigset_t *usr1)
{
    for (int n = 1, signo; n > 0; n++) {
        /* Not sigwaitinfo(2): with glibc a stop would end it, EINTR. */
        if ((errno = sigwait(usr1, &signo)) != 0)
            err(1, "sigwait");
        if (printf("writer   line %d\n", n) < 0)
            err(1, "standard output");
    }
}

int main(int argc, char **argv)
{
    int reads = argc == 2 && strcmp(argv[1], "read") == 0;
    sigset_t usr1;

    if (!reads && (argc != 2 || strcmp(argv[1], "write") != 0)) {
        fputs("usage: 04-tty-io read|write\n", stderr);
        return 2;
    }
    /* Each line is a write of its own, wherever it goes. */
    setvbuf(stdout, NULL, _IOLBF, 0);
    sigemptyset(&usr1);
    sigaddset(&usr1, SIGUSR1);
    if (sigprocmask(SIG_BLOCK, &usr1, NULL) == -1)
        err(1, "sigprocmask");
    alarm(FUSE);
    say_who(reads ? "reader" : "writer");
    if (reads)
        read_line();
    else
        write_lines(&usr1);
    return 0;
}
