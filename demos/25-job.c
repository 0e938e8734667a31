/*
 * 25-job: a client of 25-persistence: asks, waits or cancels.
 *
 * Try:      build/25-job ask work; echo $?
 *           build/25-job wait work; echo $?    (leave it by Ctrl-C; again)
 * Observe:  the same, after kill -9 of the server: nobody knows the status.
 * Read:     lessons/25-persistence.md, flock(2), 25-persistence.c
 */
#define _POSIX_C_SOURCE 200809L /* dprintf(3) */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { FUSE = 900 }; /* seconds: no forgotten demo outlives a lesson */

/* Our exit status is that of the work, 128 + N if signal N has ended it, or one
 * of these. It is 0 only if the work has ended with 0. */
enum { BY_SIGNAL = 128, RUNNING = 254, UNKNOWN = 255 };

/* Who asks does not wait for the lock; who waits does. */
static const struct verb {
    const char *name;
    int operation; /* of flock(2) */
    int cancels;
} verbs[] = {
    {"ask", LOCK_SH | LOCK_NB, 0},
    {"wait", LOCK_SH, 0},
    {"cancel", LOCK_SH, 1},
};
enum { VERBS = sizeof verbs / sizeof *verbs };

/* A message to the server. If there is none, nobody can cancel anything. */
static void send_cancel(void)
{
    struct sockaddr_un address = {AF_UNIX, "socket"};
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    if (fd == -1)
        err(UNKNOWN, "socket");
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == -1 ||
        send(fd, "cancel", strlen("cancel"), 0) == -1) {
        if (errno != ENOENT && errno != ECONNREFUSED)
            err(UNKNOWN, "socket");
        warn("socket");
    }
    close(fd);
}

/* The server holds the lock until it ends, however it ends. Returns whether
 * there is one. If not, we have the lock now, and no server can start. */
static int is_served(int lock, int operation)
{
    if (flock(lock, operation) == 0)
        return 0;
    if (errno != EWOULDBLOCK)
        err(UNKNOWN, "flock");
    return 1;
}

/* What the text says, as an exit status. */
static int status_of(const char *text)
{
    int number;

    if (sscanf(text, "exit %d", &number) == 1)
        return number;
    if (sscanf(text, "signal %d", &number) == 1)
        return BY_SIGNAL + number;
    if (sscanf(text, "running pgid %d", &number) == 1)
        return RUNNING;
    errx(UNKNOWN, "status: not that of any work");
}

/* Without a server "running" is an old story. */
static int tell(const char *text, int served)
{
    int status = status_of(text);

    if (strncmp(text, "running", strlen("running")) == 0 && !served) {
        status = UNKNOWN;
        text = "unknown: the server ended before its work\n";
    }
    if (dprintf(STDOUT_FILENO, "%s", text) < 0)
        err(UNKNOWN, "standard output");
    return status;
}

/* Does what the verb says. The status is read before the lock is let go. */
static int inquire(const struct verb *verb)
{
    int lock = open("end", O_RDONLY | O_CLOEXEC);
    char text[64];
    int served;
    FILE *file;

    if (lock == -1)
        err(UNKNOWN, "end");
    if (verb->cancels)
        send_cancel();
    served = is_served(lock, verb->operation);
    file = fopen("status", "r");
    if (file == NULL)
        err(UNKNOWN, "status");
    if (fgets(text, sizeof text, file) == NULL) {
        if (ferror(file))
            err(UNKNOWN, "status");
        errx(UNKNOWN, "status: empty");
    }
    fclose(file);
    close(lock);
    return tell(text, served);
}

static const struct verb *find_verb(const char *name)
{
    for (int i = 0; i < VERBS; i++) {
        if (strcmp(verbs[i].name, name) == 0)
            return &verbs[i];
    }
    return NULL;
}

int main(int argc, char **argv)
{
    const struct verb *verb = argc == 3 ? find_verb(argv[1]) : NULL;

    if (verb == NULL) {
        fputs("usage: 25-job ask|wait|cancel NAME\n", stderr);
        return 2;
    }
    alarm(FUSE);
    if (chdir(argv[2]) == -1)
        err(UNKNOWN, "%s", argv[2]);
    return inquire(verb);
}
