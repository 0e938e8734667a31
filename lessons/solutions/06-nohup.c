/*
 * nohup: runs a command that a hang-up does not end. For lesson 06.
 *
 *     nohup COMMAND [ARG...]          as POSIX.1-2017, XCU nohup, asks for it
 *
 * The command runs with SIGHUP ignored. Its standard output, if that is a
 * terminal, is appended to nohup.out here or else to $HOME/nohup.out, and a
 * message on standard error says to which. Its standard error, if that is a
 * terminal, goes where standard output goes; if standard output is closed, it
 * goes to nohup.out. Its standard input stays as it is.
 * The exit status is the command's; 127 if there is no such command (ENOENT) or
 * if nohup itself failed; 126 if the command cannot be run for another reason.
 *
 * If a call fails, the program says why on standard error, as err(3) does, and
 * ends with a status other than 0.
 */
#define _POSIX_C_SOURCE 200809L /* dprintf(3), F_DUPFD_CLOEXEC */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CANNOT_RUN = 126, FAILED = 127 };

/* Our own standard error, for messages: the command's may become a file. It is
 * not handed on to the command: close-on-exec, fcntl(2). */
static int messages = STDERR_FILENO;

static int is_closed(int fd)
{
    return fcntl(fd, F_GETFD) == -1;
}

/* The command is to ignore SIGHUP. What is ignored stays so across execve(2),
 * what is caught does not: signal(7). */
static void ignore_hangups(void)
{
    signal(SIGHUP, SIG_IGN);
}

/* Opens a file so that all that is written goes to its end. If it is created,
 * its mode is 0600 (S_IRUSR | S_IWUSR) whatever our umask; and the umask is the
 * command's too, so it is afterwards what it was: umask(2). Returns the
 * descriptor, or -1. */
static int open_to_append(const char *file)
{
    mode_t mask = umask(0);
    int fd = open(file, O_WRONLY | O_CREAT | O_APPEND, S_IRUSR | S_IWUSR);
    int error = errno;

    umask(mask);
    errno = error;
    return fd;
}

/* Opens nohup.out here or else in $HOME, and says which. Returns the
 * descriptor; if neither can be had, says so and ends. */
static int open_nohup_out(void)
{
    const char *home = getenv("HOME");
    char file[4096];
    int fd = open_to_append("nohup.out");

    if (fd != -1) {
        dprintf(messages, "nohup: appending output to nohup.out\n");
        return fd;
    }
    if (home != NULL) {
        snprintf(file, sizeof file, "%s/nohup.out", home);
        fd = open_to_append(file);
        if (fd != -1) {
            dprintf(messages, "nohup: appending output to %s\n", file);
            return fd;
        }
    }
    dprintf(messages, "nohup: nohup.out: %s\n", strerror(errno));
    exit(FAILED);
}

/* From now on place leads where fd leads. */
static void put_in_place(int fd, int place)
{
    if (dup2(fd, place) == -1) {
        dprintf(messages, "nohup: dup2: %s\n", strerror(errno));
        exit(FAILED);
    }
}

/* Standard output that is a terminal goes to nohup.out. Standard error that is
 * a terminal goes where standard output goes. If standard output is closed,
 * standard error goes to nohup.out: dup2(2), isatty(3). */
static void redirect(void)
{
    int out = isatty(STDOUT_FILENO), error = isatty(STDERR_FILENO);
    int fd = STDOUT_FILENO;

    if (out || (error && is_closed(STDOUT_FILENO)))
        fd = open_nohup_out();
    if (out)
        put_in_place(fd, STDOUT_FILENO);
    if (error)
        put_in_place(fd, STDERR_FILENO);

    /* It is 0 if standard input is closed: then 0 has to be closed again. It is
     * 1 if nothing was opened, or if standard output was closed. */
    if (fd != STDOUT_FILENO)
        close(fd);
}

/* The exit status that tells of a failed execvp(3). */
static int status_of(int error)
{
    return error == ENOENT ? FAILED : CANNOT_RUN;
}

int main(int argc, char **argv)
{
    char **command = argv + 1;
    int status;

    if (argc > 1 && strcmp(*command, "--") == 0)
        command++;
    if (argc < 2 || *command == NULL || **command == '-') {
        fputs("usage: nohup COMMAND [ARG...]\n", stderr);
        return FAILED;
    }
    messages = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    ignore_hangups();
    redirect();
    execvp(*command, command);
    status = status_of(errno);
    dprintf(messages, "nohup: %s: %s\n", *command, strerror(errno));
    return status;
}
