/*
 * updates: what an update costs that is on the disk when it is answered: with a
 * lock, by the owner of lesson 24, and by that owner for four clients at once.
 *
 * usage: updates ROUNDS DIRECTORY >SAMPLES    (of such an owner)
 */
#define _GNU_SOURCE /* beside C17 */
#include "rounds.h"
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { UPDATES = 8, CLIENTS = 4 };

static int fds[CLIENTS], lock, directory;

static void connect_all(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "socket"};

    for (int i = 0; i < CLIENTS; i++) {
        fds[i] = socket(AF_UNIX, SOCK_STREAM, 0);
        if (fds[i] == -1 ||
            connect(fds[i], (struct sockaddr *)&address, sizeof address) == -1)
            err(1, "socket");
    }
}

/* Of COUNT clients each gets a ticket. */
static void ask(int count)
{
    char text[32];

    for (int i = 0; i < count; i++) {
        if (send(fds[i], "t", 1, MSG_NOSIGNAL) != 1)
            err(1, "send");
    }
    for (int i = 0; i < count; i++) {
        if (recv(fds[i], text, sizeof text, 0) < 2)
            err(1, "recv");
    }
}

/* A new number, with a lock around it, saved as the demo saves it. */
static void update(void)
{
    char text[32] = "";
    int fd;

    if (flock(lock, LOCK_EX) == -1 ||
        (fd = open("number", O_RDWR | O_CREAT, 0600)) == -1 ||
        pread(fd, text, sizeof text - 1, 0) == -1)
        err(1, "number");
    close(fd);
    snprintf(text, sizeof text, "%ld\n", strtol(text, NULL, 10) + 1);
    fd = open("number.new", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd == -1 || pwrite(fd, text, strlen(text), 0) == -1 ||
        fsync(fd) == -1 || rename("number.new", "number") == -1 ||
        fsync(directory) == -1)
        err(1, "number");
    close(fd);
    if (flock(lock, LOCK_UN) == -1)
        err(1, "flock");
}

static const char *const names[] = {"lock", "owner", "owner, four clients"};

static void take(int which, int round)
{
    double began = milliseconds();

    for (int i = 0; i < UPDATES; i++) {
        switch (which) {
        case 0:
            update();
            break;
        case 1:
            ask(1);
            break;
        case 2:
            if (i % CLIENTS == 0)
                ask(CLIENTS);
        }
    }
    printf("%s\t%d\t%.6f\n", names[which], round, milliseconds() - began);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fputs("usage: updates ROUNDS DIRECTORY >SAMPLES\n", stderr);
        return 2;
    }
    if (chdir(argv[2]) == -1)
        err(1, "%s", argv[2]);
    connect_all();
    directory = open(".", O_RDONLY);
    lock = open("lock", O_RDWR | O_CREAT, 0600);
    if (directory == -1 || lock == -1)
        err(1, "lock");
    /* Not in front of all else: the owner is not in front, and has to be as
     * quick as we are. */
    in_rounds(atoi(argv[1]), 3, take);
    return 0;
}
