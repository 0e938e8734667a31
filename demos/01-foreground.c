/*
 * 01-foreground: one group owns the keyboard.
 *
 * Try:      build/01-foreground        (type lines; Ctrl-C or Ctrl-D ends it)
 * Observe:  ps -o pid,ppid,pgid,sid,tty,tpgid,stat,comm -p SHELL,SERVER
 *           both TPGIDs are the server's PID; the server's STAT is "S+", the
 *           shell's "Ss", and "Ss+" again as soon as the server has ended.
 * Read:     lessons/01-foreground.md, tcsetpgrp(3), setpgid(2), credentials(7)
 */
#define _POSIX_C_SOURCE 200809L /* getline(3), getsid(2) */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

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
    if (setvbuf(stdout, NULL, _IOLBF, 0) != 0)
        err(1, "setvbuf");
    if (printf("%-8s pid %d  ppid %d  pgid %d  sid %d\n", "server", getpid(),
               getppid(), getpgrp(), getsid(0)) < 0)
        err(1, "standard output");

    /* Blocks in read(2) until a line is there: that is the S in STAT. */
    while ((length = getline(&line, &size, stdin)) != -1) {
        if (line[length - 1] == '\n')
            line[length - 1] = '\0';
        if (printf("heard: %s\n", line) < 0)
            err(1, "standard output");
    }
    if (!feof(stdin)) /* -1 means the end of file, or an error */
        err(1, "standard input");
    free(line);
    return 0;
}
