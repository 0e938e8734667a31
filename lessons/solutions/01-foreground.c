/*
 * front: comes to the foreground, and goes back. For lesson 01.
 *
 * Started in the background by a shell that then waits,
 *
 *     build/work/01-foreground & wait
 *
 * it makes its process group the foreground process group of the terminal,
 * hears one line, and makes that group the foreground process group again that
 * was it before. Then it stays, in the background, until something ends it:
 *
 *     front    pid 4127  ppid 4090  pgid 4127  sid 4090
 *     owner    pgid 4127
 *     heard: hello
 *     owner    pgid 4090
 *
 * No signal stops it on the way.
 *
 * If a call fails, the program says why on standard error, as err(3) does, and
 * ends with a status other than 0.
 */
#define _POSIX_C_SOURCE 200809L /* getsid(2) */

#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten program outlives a lesson */

/* Makes group the foreground process group of the terminal. */
static void bring_to_front(pid_t group)
{
    /* Otherwise SIGTTOU would stop us, if we are in the background. */
    signal(SIGTTOU, SIG_IGN);
    if (tcsetpgrp(STDIN_FILENO, group) == -1)
        err(1, "tcsetpgrp");
}

static void print_owner(void)
{
    pid_t owner = tcgetpgrp(STDIN_FILENO);

    if (owner == -1)
        err(1, "tcgetpgrp");
    printf("%-8s pgid %d\n", "owner", owner);
}

int main(void)
{
    char line[256];

    setvbuf(stdout, NULL, _IOLBF, 0);
    alarm(FUSE);
    printf("%-8s pid %d  ppid %d  pgid %d  sid %d\n", "front", getpid(),
           getppid(), getpgrp(), getsid(0));

    pid_t before = tcgetpgrp(STDIN_FILENO);
    if (before == -1)
        err(1, "tcgetpgrp");

    bring_to_front(getpgrp());
    print_owner();
    if (fgets(line, sizeof line, stdin) == NULL)
        err(1, "no line");
    line[strcspn(line, "\n")] = '\0';
    printf("heard: %s\n", line);
    bring_to_front(before);
    print_owner();
    pause();
    return 0;
}
