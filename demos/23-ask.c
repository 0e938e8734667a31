/*
 * 23-ask: a client of a port: reads port and token in a file, and asks.
 *
 * Try:      build/23-ask my.port hello; echo $?
 *           build/23-ask my.port            (connects and says nothing)
 * Observe:  strace -e trace=network build/23-ask my.port hello
 *           (it sends the token to whatever process has the port)
 * Read:     lessons/23-tcp-token.md, connect(2), ip(7)
 */
#define _GNU_SOURCE /* dprintf(3), err(3) */
#include <err.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */

enum { LONGEST = 512 }; /* bytes of a line, with its newline */

static const char *path; /* of the file */

/* Reads "port PORT  token TOKEN  pid PID". */
static void read_token(int *port, char token[33])
{
    FILE *file = fopen(path, "r");

    if (file == NULL)
        err(1, "%s", path);
    if (fscanf(file, "port %d token %32s", port, token) != 2)
        errx(1, "%s: there is no port and token in it", path);
    fclose(file);
}

static int connect_to(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd == -1)
        err(1, "socket");
    address.sin_port = htons((in_port_t)port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(fd, (const struct sockaddr *)&address, sizeof address) == -1)
        err(1, "127.0.0.1:%d", port);
    return fd;
}

/* MSG_NOSIGNAL: a server that has gone is an error, and not our end. */
static void send_text(int fd, const char *text)
{
    size_t length = strlen(text);
    ssize_t n;

    while (length > 0) {
        n = send(fd, text, length, MSG_NOSIGNAL);
        if (n == -1)
            err(1, "send");
        text += n;
        length -= (size_t)n;
    }
}

/* Reads a line, which may come in pieces. Returns its length, with the newline;
 * 0 if the server has ended, or has let us go. */
static size_t receive_line(int fd, char *text, size_t size)
{
    size_t length = 0;
    char *newline;
    ssize_t n;

    while (length < size) {
        n = recv(fd, text + length, size - length, 0);
        if (n == -1)
            err(1, "recv");
        if (n == 0)
            return 0;
        length += (size_t)n;
        newline = memchr(text, '\n', length);
        if (newline != NULL)
            return (size_t)(newline - text) + 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    char token[33], answer[LONGEST];
    size_t length;
    int port, fd;

    if (argc < 2 || argc > 3) {
        fputs("usage: 23-ask FILE [TEXT]\n", stderr);
        return 2;
    }
    path = argv[1];
    alarm(FUSE);
    read_token(&port, token);
    fd = connect_to(port);
    if (argc == 3) {
        send_text(fd, token);
        send_text(fd, " ");
        send_text(fd, argv[2]);
        send_text(fd, "\n");
    }

    /* Without TEXT we have asked nothing, and wait here. */
    length = receive_line(fd, answer, sizeof answer);
    if (length == 0)
        errx(1, "127.0.0.1:%d: no answer", port);
    if (answer[0] != ' ')
        errx(1, "127.0.0.1:%d: refused", port);
    if (dprintf(STDOUT_FILENO, "answer  %.*s", (int)length, answer) < 0)
        err(1, "standard output");
    return 0;
}
