/*
 * clients: what a client pays for an answer of 22-unix-socket: alone and beside
 * clients that are connected and say nothing; and as one of a thousand, who
 * all ask, or of whom some say nothing.
 *
 * usage: clients ROUNDS ALONE SILENT CROWD QUIET_CROWD >SAMPLES    (sockets)
 */
#define _GNU_SOURCE /* beside C17 */
#include "rounds.h"
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { QUESTIONS = 40, SILENT = 100, CROWD = 1000 };
enum { NEEDED = SILENT + 2 * CROWD + 20 }; /* descriptors */

/* A server each, and the clients that are there all the time. The oldest ones
 * are silent. If all are, others come. */
static struct kind {
    const char *name;
    int there, silent;
    int fds[CROWD], next; /* which of them asks next */
} kinds[] = {
    {.name = "alone"},
    {.name = "beside silent clients", .there = SILENT, .silent = SILENT},
    {.name = "all ask", .there = CROWD},
    {.name = "some are silent", .there = CROWD, .silent = SILENT},
};
enum { KINDS = sizeof kinds / sizeof *kinds };
static char **paths;

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

static void ask(int fd)
{
    char answer;

    if (send(fd, "?", 1, MSG_NOSIGNAL) != 1 || recv(fd, &answer, 1, 0) != 1)
        err(1, "an answer");
}

/* A client that comes, asks and goes. */
static void visit(const char *path)
{
    int fd = connected(path);

    ask(fd);
    close(fd);
}

/* One of those that are there. */
static void ask_next(struct kind *kind)
{
    ask(kind->fds[kind->next]);
    kind->next++;
    if (kind->next == kind->there)
        kind->next = kind->silent;
}

static void take(int which, int round)
{
    struct kind *kind = &kinds[which];
    double began = milliseconds();

    for (int i = 0; i < QUESTIONS; i++) {
        if (kind->there == kind->silent)
            visit(paths[which]);
        else
            ask_next(kind);
    }
    printf("%s\t%d\t%.6f\n", kind->name, round, milliseconds() - began);
}

int main(int argc, char **argv)
{
    struct rlimit limit;

    if (argc != 2 + KINDS) {
        fputs("usage: clients ROUNDS SOCKET... >SAMPLES\n", stderr);
        return 2;
    }
    paths = argv + 2;
    if (getrlimit(RLIMIT_NOFILE, &limit) == -1)
        err(1, "getrlimit");
    if (limit.rlim_cur < NEEDED)
        limit.rlim_cur = NEEDED;
    if (setrlimit(RLIMIT_NOFILE, &limit) == -1)
        err(1, "%d descriptors", NEEDED);
    for (int i = 0; i < KINDS; i++) {
        for (int n = 0; n < kinds[i].there; n++)
            kinds[i].fds[n] = connected(paths[i]);
        kinds[i].next = kinds[i].silent;
    }
    go_first();
    stay_on(next_processor(0));
    in_rounds(atoi(argv[1]), KINDS, take);
    return 0;
}
