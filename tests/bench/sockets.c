/*
 * sockets: what a client pays for talking to a server on this machine, through
 * a Unix socket and through TCP.
 *
 * Whether the two are on the same processor makes more difference than the kind
 * of socket: to wake somebody on another one takes long. So there is a server
 * of each kind on the client's processor, and one on another.
 *
 * usage: sockets ROUNDS >SAMPLES
 */
#define _GNU_SOURCE /* sched_setaffinity(2); others beside C17 */
#include "rounds.h"
#include <err.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { BLOCK = 64 * 1024 };
enum { TRIPS = 400, CONNECTIONS = 40, BLOCKS = 64 };

static struct server {
    const char *kind;
    int family, is_elsewhere; /* not on the client's processor */
    union {
        struct sockaddr any;
        struct sockaddr_un un;
        struct sockaddr_in in;
    } address;
    socklen_t length;
} servers[] = {
    {.kind = "Unix", .family = AF_UNIX},
    {.kind = "TCP", .family = AF_INET},
    {.kind = "two processors, Unix", .family = AF_UNIX, .is_elsewhere = 1},
    {.kind = "two processors, TCP", .family = AF_INET, .is_elsewhere = 1},
};
enum { SERVERS = sizeof servers / sizeof *servers };

static char block[BLOCK];

static int must(int result, const char *what)
{
    if (result == -1)
        err(1, "%s", what);
    return result;
}

/* A single byte is sent back, more is swallowed, until the client has ended. */
_Noreturn static void serve(int listener)
{
    must(prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL), "prctl");
    for (;;) {
        int on = 1, fd = must(accept(listener, NULL, NULL), "accept");
        ssize_t n;

        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        while ((n = read(fd, block, sizeof block)) > 0)
            if (n == 1 && write(fd, block, 1) != 1)
                err(1, "write");
        close(fd);
    }
}

/* An address that the kernel chooses: in no file system, or a free port. */
static void start(struct server *server, int processor)
{
    int family = server->family;
    socklen_t length =
        family == AF_UNIX ? sizeof(sa_family_t) : sizeof server->address.in;
    int listener = must(socket(family, SOCK_STREAM, 0), "socket");

    server->address.any.sa_family = (sa_family_t)family;
    if (family == AF_INET)
        server->address.in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    must(bind(listener, &server->address.any, length), "bind");
    server->length = sizeof server->address;
    must(getsockname(listener, &server->address.any, &server->length),
         "getsockname");
    must(listen(listener, 16), "listen");
    if (must(fork(), "fork") == 0) {
        stay_on(processor);
        serve(listener);
    }
    close(listener);
}

/* A connection from begin to end: the server has seen it all. */
static void talk(const struct server *server, int trips, int blocks)
{
    int on = 1, fd = must(socket(server->family, SOCK_STREAM, 0), "socket");

    must(connect(fd, &server->address.any, server->length), "connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    for (int i = 0; i < trips; i++)
        if (write(fd, block, 1) != 1 || read(fd, block, 1) != 1)
            err(1, "%s", server->kind);
    for (int i = 0; i < blocks; i++)
        if (write(fd, block, sizeof block) != sizeof block)
            err(1, "%s", server->kind);
    shutdown(fd, SHUT_WR);
    while (read(fd, block, sizeof block) > 0)
        ;
    close(fd);
}

static void take(int which, int round)
{
    static const char *names[] = {"1-byte ping-pong", "connect and close",
                                  "64 KiB writes"};
    const struct server *server = servers + which % SERVERS;
    int what = which / SERVERS;
    double began = milliseconds();

    if (server->address.any.sa_family == AF_UNSPEC) { /* it was not started */
        printf("%s, %s\t0\tmissing\n", names[what], server->kind);
        return;
    }
    if (what == 0)
        talk(server, TRIPS, 0);
    else if (what == 1)
        for (int i = 0; i < CONNECTIONS; i++)
            talk(server, 0, 0);
    else
        talk(server, 0, BLOCKS);
    printf("%s, %s\t%d\t%.6f\n", names[what], server->kind, round,
           milliseconds() - began);
}

int main(int argc, char **argv)
{
    int here = next_processor(0), elsewhere = next_processor(here + 1);

    if (argc != 2) {
        fputs("usage: sockets ROUNDS >SAMPLES\n", stderr);
        return 2;
    }
    go_first();
    for (int i = 0; i < SERVERS; i++) {
        if (!servers[i].is_elsewhere)
            start(&servers[i], here);
        else if (elsewhere != -1)
            start(&servers[i], elsewhere);
    }
    stay_on(here);
    in_rounds(atoi(argv[1]), 3 * SERVERS, take);
    return 0;
}
