/*
 * ledger: the owner of a ledger, which never forgets a line. For lesson 24.
 *
 *     ledger DIRECTORY       the tills of the lesson ask it for tickets:
 *                            build/24-sell owner DIRECTORY 3
 *
 * For each ticket the file DIRECTORY/ledger gets a line, with the number of the
 * ticket and the PID of the till that has sold it: "17 4127". Lines are only
 * appended, and the next number is that of the last line and one more.
 *
 * That there is one owner, and what clients need, is written already.
 */
#define _GNU_SOURCE /* accept4(2), struct ucred */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { FUSE = 900 };    /* seconds, as in the demo */
enum { PLACES = 1000 }; /* as many clients at the same time */

/* What poll(2) watches; the PIDs of the clients there; and the number that each
 * of them will be told, 0 if it has not asked. */
enum { LISTENER, CLIENTS };
static struct pollfd watched[CLIENTS + PLACES];
static pid_t tills[CLIENTS + PLACES];
static long numbers[CLIENTS + PLACES];
static nfds_t count = CLIENTS;

static int ledger; /* the file, open for appending */
static long last;  /* the number of its last line */

/* Reads a client's request. Returns -1 if it has gone, or wants anything else
 * than a ticket. */
static int take_request(nfds_t n)
{
    char byte;

    if (recv(watched[n].fd, &byte, 1, 0) != 1 || byte != 't')
        return -1;
    return 0;
}

/* Returns -1 if the client has gone, or does not read. */
static int answer(nfds_t n)
{
    char text[32];
    int length = snprintf(text, sizeof text, "%ld\n", numbers[n]);

    numbers[n] = 0;
    if (send(watched[n].fd, text, (size_t)length, MSG_NOSIGNAL) != length)
        return -1;
    return 0;
}

/* Takes the client from the list: the one in the last place gets place n. */
static void let_go(nfds_t n)
{
    close(watched[n].fd);
    count--;
    watched[n] = watched[count];
    tills[n] = tills[count];
    numbers[n] = numbers[count];
}

/* Opens the ledger and finds its last line. What kill -9 has left of a line is
 * cut off: nobody was told that number. */
static void open_ledger(void)
{
    FILE *file;
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    off_t whole = 0;

    ledger = open("ledger", O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    file = fopen("ledger", "r");
    if (ledger == -1 || file == NULL)
        err(1, "ledger");
    for (;;) {
        length = getline(&line, &size, file);
        if (length == -1 || line[length - 1] != '\n')
            break;
        last = strtol(line, NULL, 10);
        whole += length;
    }

    /* If getline(3) has failed before the end, the rest is not a half line. */
    if (!feof(file) || ftruncate(ledger, whole) == -1)
        err(1, "ledger");
    free(line);
    fclose(file);
}

/* Serves all clients that poll(2) has found: a line for each, one fdatasync(2)
 * for all, and then the answers. */
static void serve_clients(void)
{
    long before = last;

    for (nfds_t n = count - 1; n >= CLIENTS; n--) {
        if (watched[n].revents == 0)
            continue;
        if (take_request(n) == -1) {
            let_go(n);
            continue;
        }
        last++;
        numbers[n] = last;
        if (dprintf(ledger, "%ld %d\n", last, (int)tills[n]) < 0)
            err(1, "ledger");
    }
    if (last > before && fdatasync(ledger) == -1)
        err(1, "ledger");
    for (nfds_t n = count - 1; n >= CLIENTS; n--) {
        if (numbers[n] != 0 && answer(n) == -1)
            let_go(n);
    }
}

/* Makes the directory our own: nobody else has its lock. */
static void own(const char *name)
{
    int directory;

    umask(077);
    if (mkdir(name, 0700) == -1 && errno != EEXIST)
        err(1, "%s", name);
    directory = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory == -1 || fchdir(directory) == -1)
        err(1, "%s", name);
    if (flock(directory, LOCK_EX | LOCK_NB) == -1)
        err(1, "%s: flock", name);
}

static int make_socket(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "socket"};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    unlink("socket"); /* a dead owner's: we have the lock */
    if (fd == -1 ||
        bind(fd, (struct sockaddr *)&address, sizeof address) == -1 ||
        listen(fd, SOMAXCONN) == -1)
        err(1, "socket");
    return fd;
}

static void greet(void)
{
    struct ucred peer = {0};
    socklen_t size = sizeof peer;
    int fd;

    if (count == CLIENTS + PLACES)
        let_go(CLIENTS);
    fd =
        accept4(watched[LISTENER].fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd == -1 || getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == -1)
        err(1, "a client");
    watched[count] = (struct pollfd){.fd = fd, .events = POLLIN};
    tills[count] = peer.pid;
    numbers[count] = 0;
    count++;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: ledger DIRECTORY\n", stderr);
        return 2;
    }
    alarm(FUSE);
    signal(SIGXFSZ, SIG_IGN); /* a file that is full is an error of a call */
    own(argv[1]);
    open_ledger();
    watched[LISTENER] = (struct pollfd){make_socket(), POLLIN, 0};
    dprintf(STDOUT_FILENO, "ledger   pid %d\n", getpid());
    for (;;) {
        if (poll(watched, count, -1) == -1)
            err(1, "poll");
        serve_clients();
        if (watched[LISTENER].revents != 0)
            greet();
    }
}
