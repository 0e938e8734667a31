/*
 * notify: a service that says when it is ready. For lesson 28.
 *
 *     notify FILE
 *
 * It reads a greeting from FILE, its first line. FILE may be a FIFO: then it
 * waits until somebody writes. It prints "server  pid N ...", and after that
 * "greeting TEXT" for each SIGHUP. SIGTERM ends it with exit status 0.
 *
 * If there is a NOTIFY_SOCKET in the environment, it must send the datagram
 * "READY=1" there when it is ready, and no sooner: when it has its greeting,
 * and when it is prepared for SIGHUP and for SIGTERM. The name of the socket
 * begins with @, which stands for a byte 0.
 *
 * Without NOTIFY_SOCKET it must serve all the same, and say nothing on standard
 * error. If the datagram cannot be sent, it must say so on standard error, and
 * serve: perhaps nobody waits any more.
 *
 * If another call fails, or if there is no greeting, it says why on standard
 * error and ends with a status other than 0, and it is not ready.
 */
#define _GNU_SOURCE /* dprintf(3), getsid(2), sigwaitinfo(2) */
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten program outlives a lesson */

static char greeting[80];

/* Tells whoever has started us, if they want to know. */
static void say_ready(void)
{
    const char *name = getenv("NOTIFY_SOCKET");
    const char text[] = "READY=1";
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    socklen_t size;
    int fd;

    if (name == NULL)
        return;
    if (strlen(name) >= sizeof address.sun_path) {
        warnx("%s: too long", name);
        return;
    }
    strcpy(address.sun_path, name);
    if (name[0] == '@')
        address.sun_path[0] = '\0';
    size = (socklen_t)(sizeof address.sun_family + strlen(name));

    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd == -1) {
        warn("socket");
        return;
    }
    if (sendto(fd, text, strlen(text), MSG_DONTWAIT,
               (struct sockaddr *)&address, size) == -1)
        warn("%s", name);
    close(fd);
}

static void read_greeting(const char *path)
{
    FILE *file = fopen(path, "r");

    if (file == NULL)
        err(1, "%s", path);
    if (fgets(greeting, sizeof greeting, file) == NULL)
        errx(1, "%s: no greeting", path);
    greeting[strcspn(greeting, "\n")] = '\0';
    fclose(file);
}

int main(int argc, char **argv)
{
    sigset_t signals;
    int signo;

    if (argc != 2) {
        fputs("usage: notify FILE\n", stderr);
        return 2;
    }
    alarm(FUSE);
    read_greeting(argv[1]);

    sigemptyset(&signals);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGTERM);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) == -1)
        err(1, "sigprocmask");
    if (dprintf(STDOUT_FILENO, "server   pid %d  ppid %d  pgid %d  sid %d\n",
                getpid(), getppid(), getpgrp(), getsid(0)) < 0)
        err(1, "standard output");
    say_ready(); /* the last of what is done once */

    do {
        signo = sigwaitinfo(&signals, NULL);
        if (signo == -1 && errno != EINTR) /* EINTR: stopped and continued */
            err(1, "sigwaitinfo");
        if (signo == SIGHUP &&
            dprintf(STDOUT_FILENO, "greeting %s\n", greeting) < 0)
            err(1, "standard output");
    } while (signo != SIGTERM);
    return 0;
}
