/*
 * 21-receive: what a syslogd does first: it takes the priority apart.
 *
 * Try:      build/21-receive /dev/log    (where nobody has that socket)
 *           build/21-logging -s a 1      (and kill -USR1 it)
 * Observe:  30 = 3 * 8 + 6: facility 3, daemon; severity 6, informational.
 * Read:     lessons/21-logging.md, syslog(3), unix(7)
 */
#define _XOPEN_SOURCE 700 /* dprintf(3) */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */

/* A socket with this name, where datagrams come in. */
static int open_socket(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int in = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    if (in == -1)
        err(1, "socket");
    if (strlen(path) >= sizeof address.sun_path)
        errx(1, "%s: too long for a socket's name", path);
    strcpy(address.sun_path, path);
    if (bind(in, (struct sockaddr *)&address, sizeof address) == -1)
        err(1, "%s", path);
    return in;
}

int main(int argc, char **argv)
{
    char message[1024], text[1024];
    int in, priority;
    ssize_t n;

    if (argc != 2 || argv[1][0] == '-') {
        fputs("usage: 21-receive SOCKET\n", stderr);
        return 2;
    }
    alarm(FUSE);
    in = open_socket(argv[1]);
    for (;;) {
        n = recv(in, message, sizeof message - 1, 0);
        if (n == -1)
            err(1, "%s", argv[1]);
        message[n] = '\0';

        /* <PRIORITY>, a time of 15 characters, and the text */
        if (sscanf(message, "<%d>%*15c %1023[^\n]", &priority, text) != 2)
            continue;
        if (dprintf(STDOUT_FILENO, "%d = %d * 8 + %d  %s\n", priority,
                    priority / 8, priority % 8, text) < 0)
            err(1, "standard output");
    }
}
