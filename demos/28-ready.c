/*
 * 28-ready: waits until a service says READY=1; or says it. Companion of
 * 28-supervisor.
 *
 * Try:      build/28-ready wait sh -c 'sleep 2; build/28-ready say; sleep 60'
 *           (it returns after two seconds, and the service goes on)
 * Observe:  ps -o pid,ppid,pgid,sid,tty,stat,comm -p PID
 * Read:     lessons/28-supervisor.md, sd_notify(3), unix(7)
 */
#define _GNU_SOURCE /* struct ucred */
#include <err.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */

static struct sockaddr_un address = {.sun_family = AF_UNIX};

static _Noreturn void fail(const char *what)
{
    warn("%s", what);
    _exit(1);
}

/* For the service: tells whoever waits. A name with @ is one whose first byte
 * is 0: it is no file, and ends where its length says. */
static int say(const char *text)
{
    const char *name = getenv("NOTIFY_SOCKET");
    socklen_t size;
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

    if (fd == -1)
        err(1, "socket");
    if (name == NULL)
        errx(1, "there is no NOTIFY_SOCKET: nobody waits");
    if (strlen(name) >= sizeof address.sun_path)
        errx(1, "%s: too long", name);
    strcpy(address.sun_path, name);
    if (name[0] == '@')
        address.sun_path[0] = '\0';
    size = (socklen_t)(sizeof address.sun_family + strlen(name));
    if (sendto(fd, text, strlen(text), 0, (struct sockaddr *)&address, size) ==
        -1)
        err(1, "%s", name);
    return 0;
}

/* A socket with a name that the kernel chooses, and the name in NOTIFY_SOCKET.
 * It is no file, so nothing can be left behind. */
static int open_notify_socket(void)
{
    socklen_t size = sizeof address.sun_family;
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int yes = 1;

    if (fd == -1)
        err(1, "socket");
    if (setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &yes, sizeof yes) == -1)
        err(1, "SO_PASSCRED");
    if (bind(fd, (struct sockaddr *)&address, size) == -1)
        err(1, "bind");
    size = sizeof address;
    if (getsockname(fd, (struct sockaddr *)&address, &size) == -1)
        err(1, "getsockname");
    address.sun_path[0] = '@';
    if (setenv("NOTIFY_SOCKET", address.sun_path, 1) == -1)
        err(1, "setenv");
    return fd;
}

/* Is that READY=1, on a line of its own? Every user may send to that name. But
 * the kernel says who it was, and only our own user counts. */
static int is_ready(int fd)
{
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(struct ucred))];
    } control = {0};
    char text[512] = "";
    struct iovec place = {text, sizeof text - 1};
    struct msghdr message = {.msg_iov = &place,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof control};
    struct ucred sender;

    if (recvmsg(fd, &message, 0) == -1) {
        warn("recvmsg");
        return 0;
    }
    memcpy(&sender, CMSG_DATA(&control.header), sizeof sender);
    if (sender.uid != geteuid())
        return 0;
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        if (strcmp(line, "READY=1") == 0)
            return 1;
    }
    return 0;
}

/* In the child: becomes the service. */
static _Noreturn void become_service(char **command, const sigset_t *before)
{
    int status;

    if (sigprocmask(SIG_SETMASK, before, NULL) == -1)
        fail("sigprocmask");
    alarm(FUSE); /* a child does not inherit its parent's */
    execvp(command[0], command);

    /* First the status: warn(3) may change errno. */
    status = errno == ENOENT ? 127 : 126;
    warn("%s", command[0]);
    _exit(status);
}

/* No service is to be left after a start that failed. */
static int abandon(pid_t service, const char *what)
{
    warn("%s", what);
    kill(service, SIGTERM);
    return 1;
}

/* Starts the service. Returns 0 when it is ready, and 1 if that cannot be
 * known, or be told. */
static int wait_for(char **command)
{
    enum { MESSAGES, ENDS, BOTH };
    struct pollfd watched[BOTH] = {{-1, POLLIN, 0}, {-1, POLLIN, 0}};
    /* A child that is only stopped is no news; and an ignored SIGCHLD none. */
    const struct sigaction ends_only = {.sa_handler = SIG_DFL,
                                        .sa_flags = SA_NOCLDSTOP};
    sigset_t child, before;
    pid_t service;

    if (sigaction(SIGCHLD, &ends_only, NULL) == -1)
        err(1, "sigaction");
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    if (sigprocmask(SIG_BLOCK, &child, &before) == -1)
        err(1, "sigprocmask");
    watched[ENDS].fd = signalfd(-1, &child, SFD_CLOEXEC);
    if (watched[ENDS].fd == -1)
        err(1, "signalfd");
    watched[MESSAGES].fd = open_notify_socket();

    service = fork();
    switch (service) {
    case -1:
        err(1, "fork");
    case 0:
        become_service(command, &before);
    }
    for (;;) {
        if (poll(watched, BOTH, -1) == -1)
            return abandon(service, "poll");
        if (watched[MESSAGES].revents != 0 && is_ready(watched[MESSAGES].fd)) {
            if (dprintf(STDOUT_FILENO, "ready    pid %d\n", service) < 0)
                return abandon(service, "standard output");
            return 0;
        }
        if (watched[ENDS].revents != 0)
            errx(1, "%s: ended before it was ready", command[0]);
    }
}

int main(int argc, char **argv)
{
    alarm(FUSE);
    if (argc == 2 && strcmp(argv[1], "say") == 0)
        return say("READY=1");
    if (argc > 2 && strcmp(argv[1], "wait") == 0)
        return wait_for(argv + 2);
    fputs("usage: 28-ready say | 28-ready wait COMMAND [ARG...]\n", stderr);
    return 2;
}
