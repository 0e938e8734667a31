/*
 * 24-sell: a till, which sells tickets in one of three ways.
 *
 * Try:      mkdir office; echo 0 >office/tickets
 *           for i in 1 2 3 4; do build/24-sell none office 5000 >>sold & done
 * Observe:  cat office/tickets; sort sold | uniq -d (what was sold twice)
 * Read:     lessons/24-sole-owner.md, flock(2), unix(7), 24-sole-owner.c
 */
#define _DEFAULT_SOURCE /* dprintf(3), flock(2) */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */

enum { LONGEST = 32 }; /* bytes of a number, or of an answer */

/* The file has the number of the last ticket that was sold. */
static int open_tickets(void)
{
    int fd = open("tickets", O_RDWR | O_CLOEXEC);

    if (fd == -1)
        err(1, "tickets");
    return fd;
}

/* Sells the next ticket, in three steps. After the first and the second one
 * another process may do the same. */
static long take(int fd)
{
    char text[LONGEST];
    ssize_t length;
    long number;

    /* Read. */
    length = pread(fd, text, sizeof text - 1, 0);
    if (length == -1)
        err(1, "tickets");
    text[length] = '\0';

    /* Change. */
    number = strtol(text, NULL, 10) + 1;

    /* Write. */
    length = snprintf(text, sizeof text, "%ld\n", number);
    if (pwrite(fd, text, (size_t)length, 0) != length)
        err(1, "tickets");
    return number;
}

/* The same, with a lock around it. It keeps out those who take it as well. */
static long lock_and_take(int fd)
{
    long number;

    if (flock(fd, LOCK_EX) == -1)
        err(1, "flock");
    number = take(fd);
    if (flock(fd, LOCK_UN) == -1)
        err(1, "flock");
    return number;
}

static int connect_to_owner(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "socket"};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd == -1)
        err(1, "socket");
    if (connect(fd, (const struct sockaddr *)&address, sizeof address) == -1)
        err(1, "connect");
    return fd;
}

/* Another process does it: a byte asks for a ticket, a line answers. With
 * MSG_NOSIGNAL an owner that has gone is an error, and not our end. */
static long ask(int fd)
{
    char text[LONGEST];
    size_t length = 0;
    ssize_t n;

    if (send(fd, "t", 1, MSG_NOSIGNAL) == -1)
        err(1, "send");
    do {
        n = recv(fd, text + length, sizeof text - 1 - length, 0);
        if (n == -1)
            err(1, "recv");
        if (n == 0)
            errx(1, "no answer: the owner has gone");
        length += (size_t)n;
    } while (text[length - 1] != '\n' && length < sizeof text - 1);
    text[length] = '\0';

    if (strcmp(text, "sold out\n") == 0)
        errx(1, "sold out");
    return strtol(text, NULL, 10);
}

/* clang-format off */
static const struct way {
    const char *name;
    int (*open)(void);
    long (*take)(int fd);
} ways[] = {
    /*         opens             takes the next ticket */
    {"none",   open_tickets,     take},
    {"lock",   open_tickets,     lock_and_take},
    {"owner",  connect_to_owner, ask},
};
/* clang-format on */
enum { WAYS = sizeof ways / sizeof *ways };

static const struct way *find_way(const char *name)
{
    for (int i = 0; i < WAYS; i++) {
        if (strcmp(ways[i].name, name) == 0)
            return &ways[i];
    }
    return NULL;
}

int main(int argc, char **argv)
{
    const struct way *way = NULL;
    char *rest = "";
    long number = 0;
    int fd;

    if (argc == 4) {
        way = find_way(argv[1]);
        number = strtol(argv[3], &rest, 10);
    }
    if (way == NULL || number < 1 || *rest != '\0') {
        fputs("usage: 24-sell none|lock|owner DIRECTORY NUMBER\n", stderr);
        return 2;
    }
    alarm(FUSE);
    if (chdir(argv[2]) == -1)
        err(1, "%s", argv[2]);

    fd = way->open();
    for (long i = 0; i < number; i++) {
        if (dprintf(STDOUT_FILENO, "%ld\n", way->take(fd)) < 0)
            err(1, "standard output");
    }
    return 0;
}
