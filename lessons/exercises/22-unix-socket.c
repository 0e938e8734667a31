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
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

/* To do. Returns the descriptor of the socket that was handed over.
 *
 * 1. LISTEN_PID must be your own PID. Children inherit the environment: with
 *    another number there the socket is meant for your parent. LISTEN_FDS must
 *    be 1. A variable can be missing, and what is no number is not yours.
 * 2. Descriptor 3 must be a socket that listens (SO_ACCEPTCONN of socket(7)).
 * 3. Otherwise you must say on standard error what is wrong, and end with 1.
 */
static int find_socket(void)
{
    return LISTENER;
}

/* To do. Answers one client after the other, until SIGTERM.
 *
 * 1. SIGTERM must not end you while a client that you have accepted waits for
 *    its answer. You answer it first.
 * 2. After SIGTERM you must return soon, even if more clients wait in the
 *    backlog. They are not lost: the next server answers them. So the socket
 *    and its file must stay as they are.
 * 3. If a call fails, you must say on standard error what is wrong, as err(3)
 *    does, and end with 1. EINTR is no failure: epoll_wait(2), for example,
 *    ends with it when you were stopped and continued.
 */
static void serve(int listener)
{
    int client;

    dprintf(STDOUT_FILENO, "server   pid %d\n", getpid());
    for (;;) {
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
