/*
 * logto: runs a command with its output appended to a file. For lesson 14.
 *
 *     logto FILE COMMAND [ARG...]
 *
 * The command's standard output and standard error both go to the end of FILE,
 * in the order in which they are written. If FILE is created, its mode is 0640
 * whatever the umask; one that exists keeps its mode. The command's standard
 * input is /dev/null. It has no other descriptor from us, and the umask of our
 * caller.
 *
 * The exit status is the command's; 126 if it could not be run, 127 if there is
 * no such command; 1 if logto itself failed; 2 for a wrong use. What logto
 * itself has to say goes to our caller's standard error, not to FILE.
 *
 * If a call fails, the program says why on standard error, as err(3) does, and
 * ends with a status other than 0.
 */
#define _POSIX_C_SOURCE 200809L /* dprintf(3), F_DUPFD_CLOEXEC */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FAILED = 1, USAGE = 2, CANNOT_RUN = 126, NOT_FOUND = 127 };

/* Where our own messages go; set by redirect. */
static int messages = STDERR_FILENO;

/* Says which file or command it is about, and what errno says. */
static void complain(const char *about)
{
    dprintf(messages, "logto: %s: %s\n", about, strerror(errno));
}

/* To do: all of it. Where a call fails: complain, exit(FAILED).
 *
 * 1. Keep our standard error for messages: a copy of descriptor 2 in
 *    `messages`, above 2, and close-on-exec, so that the command does not get
 *    it: F_DUPFD_CLOEXEC, fcntl(2). Look at the result before you store it:
 *    with -1 in `messages`, complain() says nothing. If our caller had
 *    closed 2, fcntl(2) fails with EBADF. Then go on with -1: the command must
 *    run all the same, and nobody can hear us.
 * 2. Open /dev/null to read and file to append. If file is created, its mode is
 *    0640 with any umask, at no moment wider; the umask is then what it was.
 * 3. Descriptor 0 becomes the first, 1 and 2 the second: dup2(2).
 * 4. Close the two you opened, but not if our caller had closed 0, 1 or 2 and
 *    open(2) returned one of these. */
static void redirect(const char *file)
{
    (void)file;
}

int main(int argc, char **argv)
{
    int status;

    if (argc < 3 || argv[1][0] == '-') {
        fputs("usage: logto FILE COMMAND [ARG...]\n", stderr);
        return USAGE;
    }
    redirect(argv[1]);
    execvp(argv[2], argv + 2);
    status = errno == ENOENT ? NOT_FOUND : CANNOT_RUN;
    complain(argv[2]);
    return status;
}
