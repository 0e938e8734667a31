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
enum { MODE = 0640 }; /* of a new FILE */

/* Where our own messages go; set by redirect. */
static int messages = STDERR_FILENO;

/* Says which file or command it is about, and what errno says. */
static void complain(const char *about)
{
    dprintf(messages, "logto: %s: %s\n", about, strerror(errno));
}

static _Noreturn void give_up(const char *about)
{
    complain(about);
    exit(FAILED);
}

static void redirect(const char *file)
{
    mode_t mask;
    int copy, in, out;

    /* Where descriptor 2 is closed nobody hears us: then there is no copy. */
    copy = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (copy == -1 && errno != EBADF)
        give_up("standard error");
    messages = copy;

    in = open("/dev/null", O_RDONLY);
    if (in == -1)
        give_up("/dev/null");
    mask = umask(0);
    out = open(file, O_WRONLY | O_CREAT | O_APPEND, MODE);
    if (out == -1)
        give_up(file);
    umask(mask);

    if (dup2(in, STDIN_FILENO) == -1)
        give_up("dup2");
    if (dup2(out, STDOUT_FILENO) == -1 || dup2(out, STDERR_FILENO) == -1)
        give_up("dup2");

    /* Not if it is 0, 1 or 2 itself, because our caller had closed that. */
    if (in > STDERR_FILENO)
        close(in);
    if (out > STDERR_FILENO)
        close(out);
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
