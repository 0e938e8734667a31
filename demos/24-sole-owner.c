/*
 * 24-sole-owner: one writer for one resource.
 *
 * Try:      build/16-daemonize -d . -l log build/24-sole-owner office 100
 *           build/24-sell owner office 3; cat office/tickets log
 * Observe:  ls -i office/tickets: a new file each time that it is saved
 * Read:     lessons/24-sole-owner.md, rename(2), fsync(2), poll(2), 24-sell.c
 */
#define _GNU_SOURCE /* accept4(2) */
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

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */

enum { PLACES = 1000 }; /* as many clients at the same time */
enum { LONGEST = 32 };  /* bytes of a number, or of an answer */

/* The resource: how many tickets are sold. Nobody else writes it, so that it
 * need not be read again. All names are in the owner's directory. */
static long sold, seats;
static int directory, file = -1;

/* What poll(2) watches, and what is to be answered there. The client that came
 * first stands first. */
enum { LISTENER, CLIENTS };
static struct pollfd watched[CLIENTS + PLACES];
static char answers[CLIENTS + PLACES][LONGEST];
static nfds_t count = CLIENTS;

static void say_who(const char *role)
{
    if (dprintf(STDOUT_FILENO, "%-8s pid %d  ppid %d  pgid %d  sid %d\n", role,
                getpid(), getppid(), getpgrp(), getsid(0)) < 0) {
        warn("standard output");
        _exit(1);
    }
}

/* There is one owner: the one that has the directory locked. The kernel takes
 * the lock away when we end, however we end. */
static void own(const char *name)
{
    umask(077);
    if (mkdir(name, 0700) == -1 && errno != EEXIST)
        err(1, "%s", name);
    directory = open(name, O_RDONLY | O_CLOEXEC);
    if (directory == -1 || fchdir(directory) == -1)
        err(1, "%s", name);
    if (flock(directory, LOCK_EX | LOCK_NB) == -1) {
        if (errno == EWOULDBLOCK)
            errx(1, "%s: it has an owner", name);
        err(1, "%s: flock", name);
    }
}

/* Reads how many are sold: none, if there is no file yet. What is not just a
 * number is left as it is. */
static void load(void)
{
    char text[LONGEST], *rest;
    ssize_t length;

    file = open("tickets", O_RDONLY | O_CLOEXEC);
    if (file == -1 && errno == ENOENT)
        return;
    if (file == -1)
        err(1, "tickets");
    length = read(file, text, sizeof text - 1);
    if (length == -1)
        err(1, "tickets");

    text[length] = '\0';
    sold = strtol(text, &rest, 10);
    if (rest == text || strcmp(rest, "\n") != 0 || sold < 0)
        errx(1, "tickets: not a number, and left as it is");
}

/* Saves how many are sold. A new file, on the disk already, gets the name of
 * the old one in one step: at each moment the name leads to a whole number.
 * The old file stays open until the next time. So there is a descriptor for the
 * new one, even if clients have taken all others. */
static void save(void)
{
    close(file);
    file = open("tickets.new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file == -1)
        err(1, "tickets.new");
    if (dprintf(file, "%ld\n", sold) < 0 || fsync(file) == -1)
        err(1, "tickets.new");
    if (rename("tickets.new", "tickets") == -1 || fsync(directory) == -1)
        err(1, "tickets");
    if (dprintf(STDOUT_FILENO, "saved    %ld\n", sold) < 0)
        warn("standard output");
}

/* A socket that is there is a dead owner's: we have the lock. */
static int listen_here(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "socket"};
    struct stat is;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd == -1)
        err(1, "socket");
    if (lstat("socket", &is) == 0 && S_ISSOCK(is.st_mode))
        unlink("socket");
    if (bind(fd, (struct sockaddr *)&address, sizeof address) == -1 ||
        listen(fd, SOMAXCONN) == -1)
        err(1, "socket");
    return fd;
}

static void dismiss(nfds_t n)
{
    close(watched[n].fd);
    count--;
    memmove(&watched[n], &watched[n + 1], (count - n) * sizeof *watched);
    memmove(&answers[n], &answers[n + 1], (count - n) * sizeof *answers);
}

/* A new client gets the last place. If there is no place left, or no
 * descriptor, the oldest client goes. */
static void welcome(void)
{
    int fd;

    if (count == CLIENTS + PLACES)
        dismiss(CLIENTS);
    fd =
        accept4(watched[LISTENER].fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd == -1) {
        if (count == CLIENTS)
            err(1, "accept4");
        warn("accept4");
        dismiss(CLIENTS);
        return;
    }
    watched[count] = (struct pollfd){.fd = fd, .events = POLLIN};
    answers[count][0] = '\0';
    count++;
}

/* The byte t asks for a ticket. Returns -1 if the client has gone, or says
 * anything else. */
static int take_request(nfds_t n)
{
    char byte;

    if (recv(watched[n].fd, &byte, 1, 0) != 1 || byte != 't')
        return -1;
    if (sold >= seats) {
        strcpy(answers[n], "sold out\n");
    } else {
        sold++;
        snprintf(answers[n], LONGEST, "%ld\n", sold);
    }
    return 0;
}

/* Returns -1 if the client has gone, or does not read: nobody waits for it. */
static int reply(nfds_t n)
{
    size_t length = strlen(answers[n]);

    if (send(watched[n].fd, answers[n], length, 0) != (ssize_t)length)
        return -1;
    answers[n][0] = '\0';
    return 0;
}

/* Takes what all have asked that have asked by now, saves it once for all of
 * them, and only then answers: what is answered is saved. The last one comes
 * first, because dismiss() moves all that stand behind. */
static void serve_clients(void)
{
    long before = sold;

    for (nfds_t n = count - 1; n >= CLIENTS; n--) {
        if (watched[n].revents != 0 && take_request(n) == -1)
            dismiss(n);
    }
    if (sold > before)
        save();
    for (nfds_t n = count - 1; n >= CLIENTS; n--) {
        if (answers[n][0] != '\0' && reply(n) == -1)
            dismiss(n);
    }
}

int main(int argc, char **argv)
{
    char *rest = "";

    if (argc == 3)
        seats = strtol(argv[2], &rest, 10);
    if (seats < 1 || *rest != '\0') {
        fputs("usage: 24-sole-owner DIRECTORY SEATS\n", stderr);
        return 2;
    }
    alarm(FUSE);
    signal(SIGPIPE, SIG_IGN); /* a client that has gone is an error */
    signal(SIGXFSZ, SIG_IGN); /* so is a log that is full */

    /* If one were closed, our file would get its number, and our words. */
    if (fcntl(STDOUT_FILENO, F_GETFD) == -1 ||
        fcntl(STDERR_FILENO, F_GETFD) == -1)
        err(1, "1 and 2 must be open");

    /* Whatever ends us, at whatever moment: this start deals with what is left.
     * So no signal needs a handler, and after an error we just end. */
    own(argv[1]);
    load();
    save(); /* better to know now that it cannot be saved */
    watched[LISTENER] = (struct pollfd){listen_here(), POLLIN, 0};
    say_who("owner");
    for (;;) {
        if (poll(watched, count, -1) == -1)
            err(1, "poll");
        serve_clients();
        if (watched[LISTENER].revents != 0)
            welcome();
    }
}
