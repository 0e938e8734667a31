/*
 * detach: runs a command in a session of its own. For lesson 08.
 *
 *     detach [-w] COMMAND [ARG...]
 *
 * COMMAND leads a new session, and so has no controlling terminal, whether or
 * not detach leads a process group. COMMAND's descriptors are detach's.
 *
 * Without -w detach ends at once, with status 0. With -w it waits for COMMAND
 * and ends with COMMAND's exit status, or with
 *
 *     128 + n   if signal n ended COMMAND
 *     127       if there is no such command
 *     126       if there is one, and it cannot be run
 *     1         if a system call of detach's own failed, such as fork(2)
 *
 * A usage error ends it with 2.
 *
 * If a call fails, the program says why on standard error, as err(3) does, and
 * ends with a status other than 0. (Without -w its caller may have status 0 by
 * then.)
 *
 * To do: the function detach. main, with the options, is there.
 */
#define _POSIX_C_SOURCE 200809L /* getopt(3) */

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* To do. Runs the command in a new session; returns detach's exit status.
 *
 *   - setsid(2) refuses a process group leader, and at a prompt that is what
 *     you are. Which process never is one?
 *   - There: setsid(2), then execvp(3), which returns only if it has failed.
 *     Then say why, warn(3), and end by _exit(2) with 127 if errno is ENOENT,
 *     else with 126.
 *   - Here: if must_wait is 0, return 0. Else waitpid(2), and return what its
 *     status means: WIFEXITED, WEXITSTATUS, WTERMSIG.
 *
 * So far it runs the command in the session that it is in. */
static int detach(char **command, int must_wait)
{
    (void)must_wait;
    execvp(command[0], command);
    err(1, "%s", command[0]);
}

int main(int argc, char **argv)
{
    int option, must_wait = 0;

    /* "+": it stops at COMMAND, also with _GNU_SOURCE. Without, glibc's would
     * then look for options among the ARGs. */
    while ((option = getopt(argc, argv, "+w")) == 'w')
        must_wait = 1;
    if (option != -1 || optind == argc) {
        fputs("usage: detach [-w] COMMAND [ARG...]\n", stderr);
        return 2;
    }
    return detach(argv + optind, must_wait);
}
