/*
 * What the crowds have in common: clients of a server under test, compiled by
 * compile_tool of helper.sh. A crowd has connected(), which returns a socket.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LONGEST_RAVE = 2000 };

static int fds[2000];

static int connected(void);

/* Says up to SIZE bytes at random, half of the times with BEGINNING before
 * them, reads or not, and goes. */
static void rave(const char *beginning, size_t size)
{
    char text[LONGEST_RAVE];
    struct linger at_once = {1, 0};
    int fd = connected();

    size = (size_t)random() % size;
    for (size_t i = 0; i < size; i++)
        text[i] = (char)random();
    if (size > strlen(beginning) && random() % 2)
        memcpy(text, beginning, strlen(beginning));
    send(fd, text, size, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (random() % 2)
        shutdown(fd, (int)(random() % 3));
    if (random() % 2)
        recv(fd, text, sizeof text, MSG_DONTWAIT);

    /* No TIME_WAIT: so many would use up the ports. A Unix socket has none. */
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(fd);
}
