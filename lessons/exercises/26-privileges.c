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

/* To do. Becomes user and group ID, for good.
 *
 * 1. The real, the effective and the saved user ID and group ID must be ID, and
 *    there must be no supplementary groups.
 * 2. If a call fails, you must say on standard error what is wrong, as err(3)
 *    does, and end with 1.
 * 3. You must try to become root again. If that succeeds, you must say so, and
 *    end with 1.
 */
static void give_away(uid_t id)
{
    (void)id;
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

/* To do. The parent's work: answers each message until the child has gone.
 *
 * 1. Only the line "open" is a request. Then you must open FILE and send its
 *    descriptor. You must open it again for each request, because there may be
 *    another file of this name by then, and only for reading.
 * 2. To every other message the answer must be no (-1), whatever it is: longer,
 *    shorter, a name, bytes that are no text.
 * 3. If FILE cannot be opened, you must say why on standard error, as warn(3)
 *    does. The answer is no, and you go on.
 * 4. After an answer you must have no more descriptors than before.
 * 5. If recv(2) fails, you must say so, and end with 1.
 */
static void watch(int child, const char *file)
{
    (void)file;
    send_descriptor(child, -1);
}

/* To do. Starts the child, watches it, and returns the exit status.
 *
 * 1. Of all that the program has opened the child must have only its end of the
 *    pair, and the parent only its own end.
 * 2. When the child has ended, the parent must end, too: with the child's exit
 *    status, or with 1 if the child was ended by a signal.
 * 3. If a call fails, you must say on standard error what is wrong, and end
 *    with 1.
 */
static int run(const char *file, long id)
{
    int fds[2];

    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds);
    if (fork() == 0) {
        alarm(FUSE); /* a child does not inherit its parent's */
        if (id != 0)
            give_away((uid_t)id);
        dprintf(STDOUT_FILENO, "child    pid %d\n", getpid());
        serve(fds[FOR_CHILD]);
        exit(0);
    }
    watch(fds[FOR_MONITOR], file);
    return 0;
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
