/*
 * 01-foreground: one group owns the keyboard.
 *
 * Try:      build/01-foreground        (type lines; Ctrl-C or Ctrl-D ends it)
 * Observe:  ps -o pid,ppid,pgid,sid,tty,tpgid,stat,comm -p SHELL,SERVER
 *           both TPGIDs are the server's PID; the server's STAT is "S+", the
 *           shell's "Ss", and "Ss+" again as soon as the server has ended.
 * Read:     lessons/01-foreground.md, tcsetpgrp(3), setpgid(2), credentials(7)
 */
#define _POSIX_C_SOURCE 200809L /* getline(3), dprintf(3), getsid(2) */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void say_who(const char *role)
{
    if (dprintf(STDOUT_FILENO, "%-8s pid %d  ppid %d  pgid %d  sid %d\n", role,
                getpid(), getppid(), getpgrp(), getsid(0)) < 0) {
        warn("standard output");
        _exit(1);
    }
}

/* No line below asks for the keyboard: the shell gave it to us beforehand. */
int main(int argc, char **argv)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t length;

    (void)argv;
    if (argc > 1) {
        fputs("usage: 01-foreground\n", stderr);
        return 2;
    }
    say_who("server");

    /* Blocks in read(2) until a line is there: that is the S in STAT. */
    while ((length = getline(&line, &size, stdin)) != -1) {
        if (line[length - 1] == '\n')
            line[length - 1] = '\0';
        if (dprintf(STDOUT_FILENO, "heard: %s\n", line) < 0)
            err(1, "standard output");
    }

    /* -1 means the end of our input, or an error. */
    if (!feof(stdin))
        err(1, "standard input");
    free(line);
    return 0;
}
