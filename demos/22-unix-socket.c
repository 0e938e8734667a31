/*
 * 22-unix-socket: found by a socket file.
 *
 * Try:      build/16-daemonize -d . -l log build/22-unix-socket my.sock
 *           build/22-ask my.sock hello    (before, meanwhile, after kill -9)
 * Observe:  ls -l my.sock; cat log; grep my.sock /proc/net/unix
 *           (after kill -9 the file is left, and nobody answers)
 * Read:     lessons/22-unix-socket.md, unix(7), flock(2), 22-ask.c
 */
#define _GNU_SOURCE /* accept4(2), struct ucred */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */

enum { PLACES = 1000 }; /* as many clients at the same time */

/* What poll(2) watches. The client that came first stands first. */
enum { SIGNALS, LISTENER, CLIENTS };
static struct pollfd watched[CLIENTS + PLACES];
static nfds_t count = CLIENTS;

static struct sockaddr_un address = {.sun_family = AF_UNIX};
static const char *const path = address.sun_path;

static void say_who(const char *role)
{
    if (dprintf(STDOUT_FILENO, "%-8s pid %d  ppid %d  pgid %d  sid %d\n", role,
                getpid(), getppid(), getpgrp(), getsid(0)) < 0) {
        warn("standard output");
        _exit(1);
    }
}

/* The lock decides which process serves. It is on a file of its own, because
 * the socket's file is made anew each time. Nobody removes it or unlocks it:
 * the kernel takes the lock away when we end, however we end. */
static void lock_name(void)
{
    char name[sizeof address.sun_path + 8];
    int fd;

    snprintf(name, sizeof name, "%s.lock", path);
    fd = open(name, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
              0600);
    if (fd == -1)
        err(1, "%s", name);
    if (flock(fd, LOCK_EX | LOCK_NB) == -1) {
        if (errno == EWOULDBLOCK)
            errx(1, "%s: locked by another server", name);
        err(1, "%s", name);
    }
}

static int new_socket(void)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd == -1)
        err(1, "socket");
    return fd;
}

/* Removes the file of a server that has ended: one that was killed, or
 * ourselves at the end. Where somebody still takes connections, the name is not
 * ours. */
static void remove_dead(void)
{
    struct stat is;
    int fd;

    if (lstat(path, &is) == -1) {
        if (errno == ENOENT)
            return;
        err(1, "%s", path);
    }
    if (!S_ISSOCK(is.st_mode))
        errx(1, "%s: not a socket, and left as it is", path);
    fd = new_socket();
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
        errx(1, "%s: another server answers there, and goes on", path);
    if (errno != ECONNREFUSED)
        err(1, "%s", path);
    close(fd);
    if (unlink(path) == -1)
        err(1, "%s", path);
}

/* A client needs permission to write to the file. bind(2) makes it with 0777,
 * less the umask: so only our own user has permission, from the beginning. */
static int make_socket(void)
{
    mode_t before = umask(0177);
    int fd = new_socket();

    if (bind(fd, (struct sockaddr *)&address, sizeof address) == -1)
        err(1, "%s", path);
    umask(before);
    if (listen(fd, SOMAXCONN) == -1)
        err(1, "%s: listen", path);
    return fd;
}

/* SIGTERM waits until poll(2) finds it. A client that has gone, a log that
 * nobody reads, one that is full: each is an error of a call, and not our end.
 */
static int prepare_signals(void)
{
    sigset_t signals;
    int fd;

    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) == -1)
        err(1, "sigprocmask");
    fd = signalfd(-1, &signals, SFD_CLOEXEC);
    if (fd == -1)
        err(1, "signalfd");
    return fd;
}

static void let_go(nfds_t n)
{
    close(watched[n].fd);
    count--;
    memmove(&watched[n], &watched[n + 1], (count - n) * sizeof *watched);
}

/* A new client gets the last place. If there is no place left, or no
 * descriptor, the oldest client goes. Returns -1 if there is no client that
 * could go. */
static int greet(void)
{
    struct ucred peer = {0};
    socklen_t size = sizeof peer;
    int fd;

    if (count == CLIENTS + PLACES)
        let_go(CLIENTS);
    fd =
        accept4(watched[LISTENER].fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd == -1) {
        warn("accept4");
        if (count == CLIENTS)
            return -1;
        let_go(CLIENTS);
        return 0;
    }
    watched[count++] = (struct pollfd){.fd = fd, .events = POLLIN};

    /* Here the kernel says who it is. A client cannot lie about that. */
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == -1)
        warn("SO_PEERCRED");
    else if (dprintf(STDOUT_FILENO, "client   pid %d  uid %d\n", (int)peer.pid,
                     (int)peer.uid) < 0)
        warn("standard output");
    return 0;
}

/* What a client says goes back as it came. Returns -1 if it has gone, or if it
 * does not read: it is nobody's fault but its own, so nobody waits for it. */
static int answer(int fd)
{
    char text[512];
    ssize_t n = recv(fd, text, sizeof text, 0);

    if (n <= 0 || send(fd, text, (size_t)n, 0) != n)
        return -1;
    return 0;
}

/* Waits for all of them at the same time, and so for none of them in
 * particular. Returns the exit status. */
static int serve_all(void)
{
    for (;;) {
        if (poll(watched, count, -1) == -1) {
            warn("poll");
            return 1;
        }
        if (watched[SIGNALS].revents != 0)
            return 0;
        for (nfds_t n = count - 1; n >= CLIENTS; n--) {
            if (watched[n].revents != 0 && answer(watched[n].fd) == -1)
                let_go(n);
        }
        if (watched[LISTENER].revents != 0 && greet() == -1)
            return 1;
    }
}

int main(int argc, char **argv)
{
    int status;

    if (argc != 2 || argv[1][0] == '-' || argv[1][0] == '\0') {
        fputs("usage: 22-unix-socket SOCKET\n", stderr);
        return 2;
    }
    if (strlen(argv[1]) >= sizeof address.sun_path) {
        errx(1, "%s: longer than %zu bytes", argv[1],
             sizeof address.sun_path - 1);
    }
    strcpy(address.sun_path, argv[1]);
    alarm(FUSE);

    /* If one were closed, a client would get its number, and our words. */
    if (fcntl(STDOUT_FILENO, F_GETFD) == -1 ||
        fcntl(STDERR_FILENO, F_GETFD) == -1)
        err(1, "1 and 2 must be open");

    watched[SIGNALS] = (struct pollfd){prepare_signals(), POLLIN, 0};
    lock_name();
    remove_dead();
    watched[LISTENER] = (struct pollfd){make_socket(), POLLIN, 0};
    say_who("server");
    status = serve_all();
    close(watched[LISTENER].fd);
    remove_dead();
    return status; /* the lock goes last, with us */
}
