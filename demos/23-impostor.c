/*
 * 23-impostor: takes a port of 127.0.0.1, and runs a command for each client.
 *
 * Try:      build/23-impostor 40123 sh -c 'read token text; echo " $text"'
 *           (after kill -9 of the server that had this port, as any user)
 * Observe:  build/23-ask my.port hello    (it gets an answer)
 * Read:     lessons/23-tcp-token.md, bind(2), accept(2), socket(7)
 */
#define _GNU_SOURCE /* dprintf(3), getsid(2) */
#include <err.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */

enum { BACKLOG = 0 }; /* one client may wait, and so others cannot connect */

static void say_who(const char *role)
{
    if (dprintf(STDOUT_FILENO, "%-8s pid %d  ppid %d  pgid %d  sid %d\n", role,
                getpid(), getppid(), getpgrp(), getsid(0)) < 0) {
        warn("standard output");
        _exit(1);
    }
}

static _Noreturn void fail(const char *what)
{
    warn("%s", what);
    _exit(1);
}

/* Port 0 means: any free one. SO_REUSEADDR permits a port whose last
 * connections are still in TIME_WAIT, if their socket had it set, too. */
static int open_port(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd == -1)
        err(1, "socket");
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == -1)
        err(1, "SO_REUSEADDR");
    address.sin_port = htons((in_port_t)port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(fd, (struct sockaddr *)&address, size) == -1 ||
        listen(fd, BACKLOG) == -1 ||
        getsockname(fd, (struct sockaddr *)&address, &size) == -1)
        err(1, "127.0.0.1:%d", port);
    if (dprintf(STDOUT_FILENO, "port     %d\n", ntohs(address.sin_port)) < 0)
        err(1, "standard output");
    return fd;
}

/* The connection is standard input and standard output of the command. */
static _Noreturn void run(int fd, char **command)
{
    alarm(FUSE);
    signal(SIGCHLD, SIG_DFL); /* the command may want to wait for a child */
    if (dup2(fd, STDIN_FILENO) == -1 || dup2(fd, STDOUT_FILENO) == -1)
        fail("dup2");
    close(fd); /* it is 0 and 1 now */
    execvp(command[0], command);
    warn("%s", command[0]);
    _exit(127);
}

int main(int argc, char **argv)
{
    int listener, fd;

    if (argc < 3) {
        fputs("usage: 23-impostor PORT COMMAND [ARG...]\n", stderr);
        return 2;
    }
    alarm(FUSE);
    signal(SIGCHLD, SIG_IGN); /* the kernel may forget each child at once */
    listener = open_port(atoi(argv[1]));
    say_who("impostor");
    for (;;) {
        fd = accept(listener, NULL, NULL);
        if (fd == -1)
            err(1, "accept");
        switch (fork()) {
        case -1:
            err(1, "fork");
        case 0:
            run(fd, argv + 2);
        default:
            close(fd);
        }
    }
}
