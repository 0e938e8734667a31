/*
 * end: ends the holder of a lock, politely, and then not. For lesson 19.
 *
 *     end PIDFILE SECONDS             SECONDS may be 0.3
 *
 * Sends SIGTERM to the process that has the PID file locked, and to no other;
 * what the file says is nobody's business. Prints "ended" as soon as that has
 * ended. If after SECONDS it has not, sends it SIGKILL, waits for its end, and
 * prints "killed". The exit status is 0, also if nobody has the lock: then it
 * prints "not running". 1 if it does not work, 2 after a usage error.
 *
 * If a call fails, the program says why on standard error, as err(3) does, and
 * ends with a status other than 0.
 */
#define _GNU_SOURCE /* syscall(2) */

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Older headers do not have these numbers, and older libraries no functions. */
#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

enum { SECONDS_AT_MOST = 1000000 };

static const char *path; /* PIDFILE */

/* Who has the lock? 0: nobody. A lock for reading is in the way of nobody's,
 * except a server's, which is one for writing. */
static pid_t find_holder(int fd)
{
    struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET};

    if (fcntl(fd, F_GETLK, &lock) == -1)
        err(1, "%s", path);
    if (lock.l_type == F_UNLCK)
        return 0;
    if (lock.l_pid <= 0)
        errx(1, "%s: locked by no process of this PID namespace", path);
    return lock.l_pid;
}

/* To do. Ends the process that has fd locked; returns what is to be printed.
 *
 * 1. Nobody has it: that is all.
 * 2. Get a PID descriptor of the holder, pidfd_open(2), and only then ask once
 *    more who the holder is: the number may be another's by now. If it is not
 *    the same, the first has ended, and the next is not yours to end. Both
 *    calls by number, as in the demo: syscall(SYS_pidfd_open, PID, 0),
 *    syscall(SYS_pidfd_send_signal, DESCRIPTOR, SIGNAL, NULL, 0).
 * 3. SIGTERM. If pidfd_send_signal(2) or pidfd_open(2) fails with ESRCH, the
 *    holder has just ended: what we are after, and so no error.
 * 4. Wait until it ends, at most for so many milliseconds. poll(2) finds a PID
 *    descriptor readable (POLLIN) when its process has ended. No sleeping, and
 *    no asking again and again: until then nothing must wake you.
 * 5. Only if it has not: SIGKILL, and wait for its end, without a limit.
 */
static const char *end_holder(int fd, int milliseconds)
{
    (void)milliseconds;
    if (find_holder(fd) == 0)
        return "not running";
    return "to do";
}

static _Noreturn void usage(void)
{
    fputs("usage: end PIDFILE SECONDS\n", stderr);
    exit(2);
}

int main(int argc, char **argv)
{
    char *rest = "";
    const char *result;
    double seconds;
    int fd;

    if (argc != 3)
        usage();
    path = argv[1];
    seconds = strtod(argv[2], &rest);
    if (rest == argv[2] || *rest != '\0')
        usage();
    if (!(seconds >= 0 && seconds <= SECONDS_AT_MOST)) /* so for nan, too */
        usage();

    fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd == -1 && errno != ENOENT)
        err(1, "%s", path);
    result = "not running";
    if (fd != -1)
        result = end_holder(fd, (int)(seconds * 1000));
    if (puts(result) == EOF || fflush(stdout) == EOF)
        err(1, "standard output");
    return 0;
}
