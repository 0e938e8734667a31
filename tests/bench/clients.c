/*
 * clients: what a client pays for an answer of 22-unix-socket, alone and beside
 * clients that are connected and say nothing.
 *
 * usage: clients ROUNDS SOCKET SOCKET_WITH_SILENT_CLIENTS >SAMPLES
 */
#define _GNU_SOURCE /* beside C17 */
#include "rounds.h"
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { QUESTIONS = 40, SILENT = 100 };

static char **paths;
static const char *const names[] = {"alone", "beside silent clients"};

static int connected(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    if (fd == -1)
        err(1, "socket");
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == -1)
        err(1, "%s", path);
    return fd;
}

static void ask(const char *path)
{
    int fd = connected(path);
    char answer;

    if (send(fd, "?", 1, MSG_NOSIGNAL) != 1 || recv(fd, &answer, 1, 0) != 1)
        err(1, "%s", path);
    close(fd);
}

static void take(int which, int round)
{
    double began = milliseconds();

    for (int i = 0; i < QUESTIONS; i++)
        ask(paths[which]);
    printf("%s\t%d\t%.6f\n", names[which], round, milliseconds() - began);
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("usage: clients ROUNDS SOCKET SOCKET >SAMPLES\n", stderr);
        return 2;
    }
    paths = argv + 2;
    for (int i = 0; i < SILENT; i++)
        connected(paths[1]);
    go_first();
    in_rounds(atoi(argv[1]), 2, take);
    return 0;
}
