/*
 * 23-tcp-token: a port, and a token in a file.
 *
 * Try:      build/16-daemonize -d . -l log build/23-tcp-token my.port
 *           cat my.port; build/23-ask my.port hello    (also as another user)
 * Observe:  ls -l my.port; grep 0100007F /proc/net/tcp    (127.0.0.1:PORT)
 *           (after kill -9 the file is left, and anybody may take the port)
 * Read:     lessons/23-tcp-token.md, ip(7), tcp(7), getrandom(2), 23-ask.c
 */
#define _GNU_SOURCE /* accept4(2), asprintf(3) */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */

enum { SECRET = 16, TOKEN = 2 * SECRET }; /* bytes, and their digits */
enum { PLACES = 1000 };                   /* clients at the same time */

/* What poll(2) watches, and what each client has said of its line so far. The
 * client that came first stands first. */
enum { LISTENER, CLIENTS };
static struct pollfd watched[CLIENTS + PLACES];
static struct line {
    size_t length;
    int is_trusted; /* the client has shown the token */
    char text[512];
} lines[CLIENTS + PLACES];
static nfds_t count = CLIENTS;

static const char *path;       /* FILE */
static char *locked, *written; /* FILE.lock, FILE.new */
static char token[TOKEN + 1];

static void say_who(const char *role)
{
    if (dprintf(STDOUT_FILENO, "%-8s pid %d  ppid %d  pgid %d  sid %d\n", role,
                getpid(), getppid(), getpgrp(), getsid(0)) < 0) {
        warn("standard output");
        _exit(1);
    }
}

/* A file that has no lock beside it is not ours: it was made by no server. */
static void choose_names(const char *name)
{
    path = name;
    if (asprintf(&locked, "%s.lock", path) == -1 ||
        asprintf(&written, "%s.new", path) == -1)
        err(1, "asprintf");
    if (access(path, F_OK) == 0 && access(locked, F_OK) == -1)
        errx(1, "%s: not ours, and left as it is", path);
}

/* The lock decides which process serves (lesson 22). It is one of fcntl(2)
 * (lesson 19), so a client can ask which process has it. */
static void hold_lock(void)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int fd = open(locked,
                  O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);

    if (fd == -1)
        err(1, "%s", locked);
    if (fcntl(fd, F_SETLK, &lock) == -1) {
        if (errno == EAGAIN || errno == EACCES)
            errx(1, "%s: locked by another server", locked);
        err(1, "%s", locked);
    }
}

/* A port of 127.0.0.1, so that no other machine can connect. Port 0 means: the
 * kernel finds a free one. */
static int take_port(int *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd == -1)
        err(1, "socket");
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(fd, (struct sockaddr *)&address, size) == -1 ||
        listen(fd, SOMAXCONN) == -1 ||
        getsockname(fd, (struct sockaddr *)&address, &size) == -1)
        err(1, "127.0.0.1");
    *port = ntohs(address.sin_port);
    return fd;
}

/* A token that nobody can guess. Time and PID can be guessed. */
static void make_token(void)
{
    unsigned char secret[SECRET];

    if (getrandom(secret, sizeof secret, 0) == -1)
        err(1, "getrandom");
    for (size_t i = 0; i < SECRET; i++)
        snprintf(&token[2 * i], 3, "%02x", secret[i]);
}

/* From its first moment only our own user can open the file: O_EXCL makes a new
 * one, or fails. It gets its name when all of it is there. */
static void write_file(int port)
{
    int fd;

    unlink(written); /* a server that was killed just here has left it */
    fd = open(written, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd == -1)
        err(1, "%s", written);
    if (dprintf(fd, "port %d  token %s  pid %d\n", port, token, getpid()) < 0 ||
        rename(written, path) == -1)
        err(1, "%s", written);
    close(fd);
}

static void drop(nfds_t n)
{
    close(watched[n].fd);
    count--;
    memmove(&watched[n], &watched[n + 1], (count - n) * sizeof *watched);
    memmove(&lines[n], &lines[n + 1], (count - n) * sizeof *lines);
}

/* Who has to go: the oldest client that has not shown the token. If all have
 * shown it, the youngest of them. */
static nfds_t least_trusted(void)
{
    nfds_t n = CLIENTS;

    while (n < count - 1 && lines[n].is_trusted)
        n++;
    return n;
}

/* A new client gets the last place. If there is no place left, or no
 * descriptor, another client goes. If there is no other, we end. */
static void admit(void)
{
    int fd;

    if (count == CLIENTS + PLACES)
        drop(least_trusted());
    fd =
        accept4(watched[LISTENER].fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd == -1) {
        if (count == CLIENTS)
            err(1, "accept4");
        warn("accept4");
        drop(least_trusted());
        return;
    }
    lines[count] = (struct line){0};
    watched[count++] = (struct pollfd){.fd = fd, .events = POLLIN};
}

/* Does the line begin with the token? It takes the same time wherever the first
 * wrong digit is. Otherwise a client could find out one digit after another. */
static int has_token(const struct line *line)
{
    int difference = 0;

    if (line->length <= TOKEN)
        return 0;
    for (size_t i = 0; i < TOKEN; i++)
        difference |= line->text[i] ^ token[i];
    return difference == 0;
}

/* Several lines can come at once, and each has to begin with the token. What
 * stands behind it goes back as it came: " TEXT". Returns -1 if the client must
 * go: it has gone itself, it does not read, its line has no end or no token. */
static int answer_lines(int fd, struct line *line)
{
    ssize_t n = recv(fd, line->text + line->length,
                     sizeof line->text - line->length, 0);
    char *end;

    if (n <= 0)
        return -1;
    line->length += (size_t)n;
    while ((end = memchr(line->text, '\n', line->length)) != NULL) {
        if (!has_token(line)) {
            send(fd, "refused\n", strlen("refused\n"), 0);
            return -1;
        }
        line->is_trusted = 1;
        end++;
        n = end - (line->text + TOKEN);
        if (send(fd, line->text + TOKEN, (size_t)n, 0) != n)
            return -1;

        /* What stands behind this line is the beginning of the next. */
        line->length -= (size_t)(end - line->text);
        memmove(line->text, end, line->length);
    }
    return line->length < sizeof line->text ? 0 : -1;
}

/* Waits for all of them at the same time, and so for none of them in
 * particular. */
static _Noreturn void serve_port(void)
{
    for (;;) {
        if (poll(watched, count, -1) == -1)
            err(1, "poll");
        for (nfds_t n = count - 1; n >= CLIENTS; n--) {
            if (watched[n].revents != 0 &&
                answer_lines(watched[n].fd, &lines[n]) == -1)
                drop(n);
        }
        if (watched[LISTENER].revents != 0)
            admit();
    }
}

int main(int argc, char **argv)
{
    int port;

    if (argc != 2 || argv[1][0] == '-' || argv[1][0] == '\0') {
        fputs("usage: 23-tcp-token FILE\n", stderr);
        return 2;
    }
    alarm(FUSE);
    signal(SIGPIPE, SIG_IGN); /* a client that has gone is not our end */
    choose_names(argv[1]);

    hold_lock();
    watched[LISTENER] = (struct pollfd){take_port(&port), POLLIN, 0};
    make_token();
    write_file(port);
    say_who("server");
    serve_port(); /* FILE stays when we end, and the lock goes */
}
