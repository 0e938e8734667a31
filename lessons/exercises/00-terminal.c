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
 */
#define _DEFAULT_SOURCE /* TIOCGDEV, getsid(2) */

#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* The name, without /dev/, of the terminal that fd is: pts/3, tty1. */
static const char *name_of(int fd)
{
    static char name[32];
    unsigned int device;

    if (ioctl(fd, TIOCGDEV, &device) == -1)
        err(1, "TIOCGDEV");
    snprintf(name, sizeof name, "%s%u", major(device) == 4 ? "tty" : "pts/",
             minor(device));
    return name;
}

int main(void)
{
    /* To do: open /dev/tty, which is the controlling terminal of whoever opens
     * it, and cannot be opened (ENXIO) by who has none. */
    int fd = STDIN_FILENO;

    printf("terminal    %s\n", fd == -1 ? "none" : name_of(fd));

    /* To do: the session, getsid(2), is not the process. */
    printf("session     %d\n", (int)getpid());

    /* To do: a process is in the foreground if its group is the terminal's
     * foreground group: getpgrp(2), tcgetpgrp(3). */
    printf("foreground  %s\n", "yes");

    return fd == -1;
}
