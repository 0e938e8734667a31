/*
 * 26-privileges: root to bind, a user of its own to serve.
 *
 * Try:      build/26-own-net bash      (as root; for other users:
 *           unshare -r --map-auto build/26-own-net bash). And there:
 *           build/26-privileges 69 /dev/null 3026 &
 *           exec 5<>/dev/udp/127.0.0.1/69; echo README.md >&5; head -n 1 <&5
 * Observe:  ps -o user,ruser,suser,group,supgrp,comm -p PID
 *           grep -E 'CapPrm|NoNewPrivs' /proc/PID/status
 * Read:     lessons/26-privileges.md, credentials(7), setresuid(2)
 */
#define _GNU_SOURCE /* setgroups(2), setresgid(2), setresuid(2) */
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */

enum { LAST_PORT = 65535, LAST_ID = 2147483647 };

static const char *log_path;

static void say_who(const char *role)
{
    if (dprintf(STDOUT_FILENO, "%-8s pid %d  ppid %d  pgid %d  sid %d\n", role,
                getpid(), getppid(), getpgrp(), getsid(0)) < 0) {
        warn("standard output");
        _exit(1);
    }
}

/* A port below 1024 is for root: the one part of the service that needs root. A
 * socket that is bound stays bound, whoever we are then. */
static int bind_port(in_port_t port)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    if (fd == -1)
        err(1, "socket");
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK); /* only this machine */
    if (bind(fd, (struct sockaddr *)&address, sizeof address) == -1)
        err(1, "port %d", port);
    return fd;
}

/* Becomes the user and the group of this number, for good. Only root may call
 * setgroups(2) and setresgid(2) like this, so the user ID comes last. Each call
 * is checked: a server that went on after an error would go on as root. */
static void give_away(uid_t id)
{
    if (setgroups(0, NULL) == -1)
        err(1, "setgroups");
    if (setresgid(id, id, id) == -1)
        err(1, "setresgid");
    if (setresuid(id, id, id) == -1)
        err(1, "setresuid");
}

/* An attacker who makes us execute their code can do what we can do. So we try
 * to be root again, and it has to fail. */
static void prove_for_good(void)
{
    if (setresuid(0, 0, 0) != -1)
        errx(1, "root again: the privileges are not given away");

    /* Nor can we be root again by executing a set-user-ID program like su. */
    if (prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L) == -1)
        err(1, "prctl");
}

/* Opens the log for each line: somebody may have renamed it. Returns -1 if it
 * cannot be opened. */
static int log_event(const char *line)
{
    int fd = open(log_path,
                  O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_CLOEXEC, 0640);

    if (fd == -1) {
        warn("%s", log_path);
        return -1;
    }
    if (dprintf(fd, "%s\n", line) < 0)
        warn("%s", log_path);
    close(fd);
    return 0;
}

/* Returns how many bytes there are at the beginning of a file in our directory,
 * or -1. It does not ask whether the client may have them: that is a mistake,
 * as servers have them. */
static ssize_t read_file(const char *name, char *text, size_t size)
{
    ssize_t n;
    int fd;

    if (strchr(name, '/') != NULL) {
        errno = EINVAL;
        return -1;
    }
    fd = open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd == -1)
        return -1;
    n = read(fd, text, size);
    close(fd);
    return n;
}

/* A request is a name and a newline. The answer is what is in the file, or why
 * there is none. */
static void answer_request(int requests)
{
    struct sockaddr_in client;
    socklen_t size = sizeof client;
    char name[128], text[512];
    const char *result = "sent";
    ssize_t n = recvfrom(requests, name, sizeof name - 1, 0,
                         (struct sockaddr *)&client, &size);

    if (n == -1)
        err(1, "recvfrom");
    name[n] = '\0';
    name[strcspn(name, "\n")] = '\0';
    n = read_file(name, text, sizeof text);
    if (n == -1) {
        result = strerror(errno);
        n = snprintf(text, sizeof text, "%s\n", result);
    }
    if (sendto(requests, text, (size_t)n, 0, (struct sockaddr *)&client,
               size) == -1)
        warn("sendto");
    log_event(result);
}

/* Returns the number that TEXT is, or -1 if it is none from 0 to LAST. */
static long read_number(const char *text, long last)
{
    char *end;
    long number = strtol(text, &end, 10);

    if (text[0] < '0' || text[0] > '9' || *end != '\0')
        return -1;
    return number > last ? -1 : number;
}

int main(int argc, char **argv)
{
    int requests;
    long port = argc < 3 ? -1 : read_number(argv[1], LAST_PORT);
    long id = argc < 4 ? 0 : read_number(argv[3], LAST_ID);

    if (port == -1 || id == -1 || argc > 4) {
        fputs("usage: 26-privileges PORT LOG [ID]\n", stderr);
        return 2;
    }
    if (argc == 4 && id == 0)
        errx(1, "0 is root: nothing would be given away");
    log_path = argv[2];
    alarm(FUSE);

    /* If one were closed, a client would get its number, and our words. */
    if (fcntl(STDOUT_FILENO, F_GETFD) == -1 ||
        fcntl(STDERR_FILENO, F_GETFD) == -1)
        err(1, "1 and 2 must be open");

    /* A full log, or standard error that nobody reads, is an error of a call,
     * and not our end. */
    signal(SIGXFSZ, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);

    requests = bind_port((in_port_t)port);
    if (argc == 4) {
        give_away((uid_t)id);
        prove_for_good();
    }

    /* Not before: it has to be possible as the user that we are now. */
    if (log_event("started") == -1)
        return 1;
    say_who("server");
    for (;;)
        answer_request(requests);
}
