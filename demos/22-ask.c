/*
 * 22-ask: a client of a socket file: asks, and says who has answered.
 *
 * Try:      build/22-ask my.sock hello; echo $?
 *           build/22-ask my.sock           (connects and says nothing)
 *           cat | build/22-ask my.sock -   (asks what is typed, as it comes)
 * Observe:  the PID that it prints is what the kernel says, not the server.
 * Read:     lessons/22-unix-socket.md, connect(2), unix(7) SO_PEERCRED
 */
#define _GNU_SOURCE /* struct ucred */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */

enum { LONGEST = 512 }; /* bytes of an answer, with its newline */

static const char *path; /* of the socket file */

static int open_connection(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd == -1)
        err(1, "socket");
    if (strlen(path) >= sizeof address.sun_path)
        errx(1, "%s: longer than %zu bytes", path, sizeof address.sun_path - 1);
    strcpy(address.sun_path, path);
    if (connect(fd, (const struct sockaddr *)&address, sizeof address) == -1)
        err(1, "%s", path);
    return fd;
}

/* MSG_NOSIGNAL: a server that has gone is an error, and not our end. */
static void send_all(int fd, const char *text, size_t length)
{
    ssize_t n;

    while (length > 0) {
        n = send(fd, text, length, MSG_NOSIGNAL);
        if (n == -1)
            err(1, "%s", path);
        text += n;
        length -= (size_t)n;
    }
}

static void copy_input(int fd)
{
    char text[LONGEST];
    ssize_t n;

    do {
        n = read(STDIN_FILENO, text, sizeof text);
        if (n == -1)
            err(1, "standard input");
        send_all(fd, text, (size_t)n);
    } while (n > 0);
}

/* Reads a line, which may come in pieces. Returns its length, with the newline;
 * 0 if the server has ended, or has let us go. */
static size_t read_answer(int fd, char *text, size_t size)
{
    size_t length = 0;
    char *newline;
    ssize_t n;

    while (length < size) {
        n = recv(fd, text + length, size - length, 0);
        if (n == -1)
            err(1, "%s", path);
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
    struct ucred peer = {0};
    socklen_t size = sizeof peer;
    char answer[LONGEST];
    size_t length;
    int fd;

    if (argc < 2 || argc > 3) {
        fputs("usage: 22-ask SOCKET [TEXT|-]\n", stderr);
        return 2;
    }
    path = argv[1];
    alarm(FUSE);
    fd = open_connection();
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == -1)
        err(1, "SO_PEERCRED");
    if (argc == 3 && strcmp(argv[2], "-") == 0) {
        copy_input(fd);
    } else if (argc == 3) {
        send_all(fd, argv[2], strlen(argv[2]));
        send_all(fd, "\n", 1);
    }

    /* Without TEXT we have asked nothing, and wait here. */
    length = read_answer(fd, answer, sizeof answer);
    if (length == 0)
        errx(1, "%s: no answer", path);
    if (dprintf(STDOUT_FILENO, "answer   pid %d  %.*s", (int)peer.pid,
                (int)length, answer) < 0)
        err(1, "standard output");
    return 0;
}
