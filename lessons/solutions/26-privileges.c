/*
 * monitor: a parent that stays root gives one file to a child that is not root.
 * For lesson 26.
 *
 *     monitor FILE [ID]      the parent is the monitor. Its child becomes user
 *                            and group ID, without ID it stays what it is. Then
 *                            it serves: standard input has the requests.
 *
 * The child sends each line, with its newline, to the monitor, and prints what
 * comes back: "file: " and the first line of the file, or "refused". A child
 * that a stranger has taken over can send anything, and so can the tests.
 *
 * They talk by a socket pair that keeps messages apart (SOCK_SEQPACKET): each
 * recv(2) gets one message, and 0 when no process has the other end any more. A
 * message of 0 bytes looks the same, and is taken for this end.
 */
#define _GNU_SOURCE /* setgroups(2), setresgid(2), setresuid(2) */
#include <err.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FUSE = 900 };             /* seconds, as in the demo */
enum { FOR_MONITOR, FOR_CHILD }; /* the ends of the socket pair */
enum { LONGEST = 500 };          /* bytes of a message */

/* Room for one descriptor beside a message, as cmsg(3) wants it. */
union control {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(int))];
};

/* Sends a message of one byte, and with it the descriptor FD. With FD -1 it
 * sends only the byte: the answer is no. */
static void send_descriptor(int to, int fd)
{
    union control control = {.room = {0}};
    struct iovec text = {.iov_base = "x", .iov_len = 1};
    struct msghdr message = {.msg_iov = &text, .msg_iovlen = 1};

    if (fd != -1) {
        message.msg_control = control.room;
        message.msg_controllen = sizeof control.room;
        control.header.cmsg_level = SOL_SOCKET;
        control.header.cmsg_type = SCM_RIGHTS;
        control.header.cmsg_len = CMSG_LEN(sizeof fd);
        memcpy(CMSG_DATA(&control.header), &fd, sizeof fd);
    }
    if (sendmsg(to, &message, MSG_NOSIGNAL) == -1)
        warn("sendmsg");
}

/* Returns the descriptor that came with the next message, or -1 if none did. */
static int receive_descriptor(int from)
{
    union control control;
    char byte;
    struct iovec text = {.iov_base = &byte, .iov_len = 1};
    struct msghdr message = {.msg_iov = &text, .msg_iovlen = 1};
    int fd = -1;

    message.msg_control = control.room;
    message.msg_controllen = sizeof control.room;
    if (recvmsg(from, &message, MSG_CMSG_CLOEXEC) < 1)
        errx(1, "the monitor has gone");
    if (message.msg_controllen > 0)
        memcpy(&fd, CMSG_DATA(&control.header), sizeof fd);
    return fd;
}

/* Becomes user and group ID, for good. */
static void give_away(uid_t id)
{
    if (setgroups(0, NULL) == -1)
        err(1, "setgroups");
    if (setresgid(id, id, id) == -1)
        err(1, "setresgid");
    if (setresuid(id, id, id) == -1)
        err(1, "setresuid");
    if (setresuid(0, 0, 0) != -1)
        errx(1, "root again: the privileges are not given away");
}

/* The child's work: asks the monitor, and prints what it gets. */
static void serve(int monitor)
{
    char line[LONGEST + 2], text[LONGEST];
    ssize_t n;
    int fd;

    while (fgets(line, sizeof line, stdin) != NULL) {
        if (send(monitor, line, strlen(line), MSG_NOSIGNAL) == -1)
            err(1, "send");
        fd = receive_descriptor(monitor);
        if (fd == -1) {
            dprintf(STDOUT_FILENO, "refused\n");
            continue;
        }
        n = read(fd, text, sizeof text - 1);
        text[n > 0 ? n : 0] = '\0';
        text[strcspn(text, "\n")] = '\0';
        dprintf(STDOUT_FILENO, "file: %s\n", text);
        close(fd);
    }
}

/* The parent's work: answers each message until the child has gone. Only the
 * line "open" is a request. */
static void watch(int child, const char *file)
{
    char message[LONGEST];
    ssize_t n;
    int fd;

    for (;;) {
        n = recv(child, message, sizeof message, 0);
        if (n == -1)
            err(1, "recv");
        if (n == 0)
            return;
        fd = -1;
        if (n == 5 && memcmp(message, "open\n", 5) == 0) {
            fd = open(file, O_RDONLY | O_CLOEXEC);
            if (fd == -1)
                warn("%s", file);
        }
        send_descriptor(child, fd);
        if (fd != -1)
            close(fd);
    }
}

/* Starts the child, watches it, and returns its exit status. */
static int run(const char *file, long id)
{
    int fds[2], status;
    pid_t child;

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) == -1)
        err(1, "socketpair");
    signal(SIGCHLD, SIG_DFL); /* ignored, it would take the status from us */
    child = fork();
    switch (child) {
    case -1:
        err(1, "fork");
    case 0:
        alarm(FUSE); /* a child does not inherit its parent's */
        close(fds[FOR_MONITOR]);
        if (id != 0)
            give_away((uid_t)id);
        dprintf(STDOUT_FILENO, "child    pid %d\n", getpid());
        serve(fds[FOR_CHILD]);
        exit(0);
    }
    close(fds[FOR_CHILD]);
    watch(fds[FOR_MONITOR], file);
    close(fds[FOR_MONITOR]); /* a child that waits for an answer ends, too */
    if (waitpid(child, &status, 0) == -1)
        err(1, "waitpid");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int main(int argc, char **argv)
{
    char *end = "";
    long id = argc == 3 ? strtol(argv[2], &end, 10) : 0;

    if (*end != '\0' || id < 0 || id > 65535)
        argc = 0;
    if (argc < 2 || argc > 3) {
        fputs("usage: monitor FILE [ID]\n", stderr);
        return 2;
    }
    alarm(FUSE);
    dprintf(STDOUT_FILENO, "monitor  pid %d\n", getpid());
    return run(argv[1], id);
}
