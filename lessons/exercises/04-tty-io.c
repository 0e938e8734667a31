/*
 * peek: reads its terminal from the background, too. For lesson 04.
 *
 * It says who it is, reads standard input once, says what read(2) returned, and
 * ends; with status 0 if it was not -1, else with 1.
 *
 *     peek     pid 4127  ppid 4090  pgid 4127  sid 4090
 *     read returned 6               in the foreground, hello and Enter typed
 *     read returned -1, errno EIO   in the background, where it is not stopped
 *
 * It stays where the shell put it: it does not take the foreground.
 * Ctrl-C, SIGTERM and a hang-up end it, as they end any program.
 */
#define _POSIX_C_SOURCE 200809L /* getsid(2), SIGTTIN */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void)
{
    char text[256];
    ssize_t n;

    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("peek     pid %d  ppid %d  pgid %d  sid %d\n", (int)getpid(),
           (int)getppid(), (int)getpgrp(), (int)getsid(0));

    /* To do: which signal stops a background read? Do not be stopped by it:
     * signal(2), or sigprocmask(2). */

    n = read(STDIN_FILENO, text, sizeof text);

    /* To do: what read returned, as above. If it was -1, errno too: "EIO" if
     * it is EIO. For every other error print its name, or its text, which
     * strerror(3) returns. */
    printf("read returned something\n");

    return n == -1;
}
