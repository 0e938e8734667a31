/*
 * whereami: says on which terminal it runs. For lesson 00.
 *
 * It prints three lines, and ends with status 0 if it has a controlling
 * terminal and 1 if not:
 *
 *     terminal    pts/3             or    none
 *     session     4127
 *     foreground  yes               or    no
 *
 * Where its input and output are redirected makes no difference: a process has
 * a controlling terminal or not, whatever its descriptors are.
 *
 * If a call fails, the program says why on standard error, as err(3) does, and
 * ends with status 2. One error is no failure: ENXIO, where there is no
 * controlling terminal to open.
 */
#define _DEFAULT_SOURCE /* TIOCGDEV, getsid(2), readlink(2) */

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum { PTS = 136 }; /* the major number of pseudo-terminals on Linux */

/* The name, without /dev/, of the terminal that fd is: pts/3, tty1, ttyS0. */
static const char *name_of(int fd)
{
    static char name[32];
    char link[64], target[256];
    unsigned int device;
    ssize_t length;

    if (ioctl(fd, TIOCGDEV, &device) == -1)
        err(2, "TIOCGDEV");
    if (major(device) == PTS) {
        snprintf(name, sizeof name, "pts/%u", minor(device));
        return name;
    }

    /* Of any other terminal the kernel tells the name: it is the last part of
     * where this link leads. */
    snprintf(link, sizeof link, "/sys/dev/char/%u:%u", major(device),
             minor(device));
    length = readlink(link, target, sizeof target - 1);
    if (length == -1)
        err(2, "%s", link);
    target[length] = '\0';
    snprintf(name, sizeof name, "%.31s", strrchr(target, '/') + 1);
    return name;
}

int main(void)
{
    /* To do: open /dev/tty, which is the controlling terminal of whoever opens
     * it. Without one the error is ENXIO. What if it is another error? */
    int fd = STDIN_FILENO;

    printf("terminal    %s\n", fd == -1 ? "none" : name_of(fd));

    /* To do: the session, getsid(2), is not the process. */
    printf("session     %d\n", (int)getpid());

    /* To do: a process is in the foreground if its group is the terminal's
     * foreground group: getpgrp(2), tcgetpgrp(3). What if that call fails? */
    printf("foreground  %s\n", "yes");

    return fd == -1;
}
