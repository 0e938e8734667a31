/*
 * handoff: a server that is restarted, and no question is lost. For lesson 22.
 *
 *     handoff hold SOCKET    makes the socket file, and keeps the socket open.
 *                            Starts "handoff serve", and starts it again when
 *                            it ends with 0. SIGTERM ends both.
 *     handoff serve          serves on the socket that was handed over.
 *
 * The holder is written already. It hands the socket over as systemd does it
 * (sd_listen_fds(3)): as descriptor 3, and in the environment LISTEN_FDS is 1
 * and LISTEN_PID is the PID of the process that the socket is meant for.
 *
 * A client sends a line. The server sends back its own PID and the line.
 */
#define _GNU_SOURCE /* dprintf(3) */
#include <err.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FUSE = 900 };    /* seconds, as in the demo */
enum { LISTENER = 3 };  /* the descriptor that is handed over */
enum { LONGEST = 500 }; /* bytes of a question */

/* Sends "PID QUESTION" to a client that has asked, and closes. */
static void answer(int client)
{
    char text[LONGEST];
    size_t length = 0;
    ssize_t n;

    do {
        n = recv(client, text + length, sizeof text - length, 0);
        if (n > 0)
            length += (size_t)n;
    } while (n > 0 && text[length - 1] != '\n');
    if (length > 0)
        dprintf(client, "%d %.*s", getpid(), (int)length, text);
    close(client);
}

/* Is the variable there, and is it this number? */
static int says(const char *variable, long number)
{
    const char *value = getenv(variable);
    char wanted[32];

    snprintf(wanted, sizeof wanted, "%ld", number);
    return value != NULL && strcmp(value, wanted) == 0;
}

/* Returns the socket that was handed over, or ends with an error. */
static int find_socket(void)
{
    int listens = 0;
    socklen_t size = sizeof listens;

    if (!says("LISTEN_PID", getpid()) || !says("LISTEN_FDS", 1))
        errx(1, "no socket was handed over");
    if (getsockopt(LISTENER, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == -1)
        err(1, "descriptor %d", LISTENER);
    if (!listens)
        errx(1, "descriptor %d: not a socket that listens", LISTENER);
    return LISTENER;
}

/* Answers one client after the other, until SIGTERM. */
static void serve(int listener)
{
    sigset_t term;
    struct pollfd watched[2] = {{.events = POLLIN}, {.events = POLLIN}};
    int client;

    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    if (sigprocmask(SIG_BLOCK, &term, NULL) == -1)
        err(1, "sigprocmask");
    watched[0].fd = signalfd(-1, &term, SFD_CLOEXEC);
    if (watched[0].fd == -1)
        err(1, "signalfd");
    watched[1].fd = listener;
    dprintf(STDOUT_FILENO, "server   pid %d\n", getpid());
    for (;;) {
        if (poll(watched, 2, -1) == -1)
            err(1, "poll");
        if (watched[0].revents != 0)
            return;
        client = accept(listener, NULL, NULL);
        if (client == -1)
            err(1, "accept");
        answer(client);
    }
}

/* Makes the socket, for our own user alone. */
static int make_socket(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd == -1)
        err(1, "socket");
    if (strlen(path) >= sizeof address.sun_path)
        errx(1, "%s: too long", path);
    strcpy(address.sun_path, path);
    umask(0177);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) == -1 ||
        listen(fd, SOMAXCONN) == -1)
        err(1, "%s", path);

    /* Not 3 itself: dup2(2) of 3 to 3 would leave it close-on-exec. */
    fd = fcntl(fd, F_DUPFD_CLOEXEC, LISTENER + 1);
    if (fd == -1)
        err(1, "fcntl");
    return fd;
}

/* Becomes "handoff serve", with the socket as its descriptor 3. */
static _Noreturn void start_server(char *program, int listener,
                                   const sigset_t *before)
{
    char *command[] = {program, "serve", NULL};
    char number[32];

    alarm(FUSE); /* a child does not inherit its parent's */
    snprintf(number, sizeof number, "%d", getpid());
    if (setenv("LISTEN_PID", number, 1) == -1 ||
        setenv("LISTEN_FDS", "1", 1) == -1)
        err(1, "setenv");
    if (dup2(listener, LISTENER) == -1) /* and 3 is open after execve(2) */
        err(1, "descriptor %d", LISTENER);
    if (sigprocmask(SIG_SETMASK, before, NULL) == -1)
        err(1, "sigprocmask");
    execvp(program, command);
    err(127, "%s", program);
}

/* Keeps the socket, and a server for it, until SIGTERM or until a server ends
 * with an error. Returns the exit status. */
static int hold(char *program, const char *path)
{
    int listener = make_socket(path), status = 0, ending = 0, signo;
    sigset_t signals, before;
    pid_t server;

    signal(SIGCHLD, SIG_DFL); /* ignored, it would take the status from us */
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGCHLD);
    if (sigprocmask(SIG_BLOCK, &signals, &before) == -1)
        err(1, "sigprocmask");
    while (status == 0 && !ending) {
        server = fork();
        if (server == -1)
            err(1, "fork");
        if (server == 0)
            start_server(program, listener, &before);
        while (waitpid(server, &status, WNOHANG) == 0) {
            if (sigwait(&signals, &signo) == 0 && signo == SIGTERM) {
                ending = 1;
                kill(server, SIGTERM);
            }
        }
    }
    unlink(path);
    return status != 0 && !ending;
}

int main(int argc, char **argv)
{
    alarm(FUSE);
    signal(SIGPIPE, SIG_IGN); /* a client that has gone is not our end */
    if (argc == 3 && strcmp(argv[1], "hold") == 0)
        return hold(argv[0], argv[2]);
    if (argc == 2 && strcmp(argv[1], "serve") == 0) {
        serve(find_socket());
        return 0;
    }
    fputs("usage: handoff hold SOCKET | serve\n", stderr);
    return 2;
}
