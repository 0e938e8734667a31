/*
 * keep: keeps jobs, so that they outlive whoever has started them. The last
 * project: lessons/project.md (make read N=30) says what it must do, and in
 * which order you can write it.
 *
 *     keep serve DIRECTORY [ID]     the daemon; root becomes user and group ID
 *     keep run DIRECTORY COMMAND    starts a job (sh -c), prints its number
 *     keep list DIRECTORY           a line for each job
 *     keep wait DIRECTORY JOB       waits for its end: the status is the job's
 *     keep cancel DIRECTORY JOB     the same, and asks it to end
 */
#define _GNU_SOURCE /* accept4(2), dprintf(3), setresuid(2) */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Seconds. Set it to 0, which is no fuse, when you trust your keep. A job needs
 * one of its own: a child does not inherit its parent's. */
enum { FUSE = 900 };

/* Exit statuses. A client ends with FAILED if it has no status of a job. */
enum { BY_SIGNAL = 128, FAILED = 255 };

static void say_who(const char *role)
{
    if (dprintf(STDOUT_FILENO, "%-8s pid %d  ppid %d  pgid %d  sid %d\n", role,
                getpid(), getppid(), getpgrp(), getsid(0)) < 0) {
        warn("standard output");
        _exit(1);
    }
}

/* To do: the daemon. m1: it makes DIRECTORY, takes connections at "socket"
 * there, and answers "list". m2: but only if there is no other one. m3: it
 * starts jobs, and learns how they end ... */
static int serve(const char *directory, const char *id)
{
    (void)directory;
    (void)id;
    say_who("keep");
    return 1;
}

/* To do: the client. It connects to the socket in DIRECTORY, asks what its
 * command line says, and prints the answer. Returns its exit status. */
static int ask(const char *directory, const char *verb, const char *object)
{
    (void)verb;
    (void)object;
    errx(FAILED, "%s: there is no daemon", directory);
}

int main(int argc, char **argv)
{
    const char *object = argc == 4 ? argv[3] : NULL;

    if (argc < 3 || argc > 4) {
        fputs("usage: keep serve DIRECTORY [ID]\n"
              "       keep run DIRECTORY COMMAND\n"
              "       keep list DIRECTORY\n"
              "       keep wait|cancel DIRECTORY JOB\n",
              stderr);
        return 2;
    }
    alarm(FUSE);
    if (strcmp(argv[1], "serve") == 0)
        return serve(argv[2], object);
    return ask(argv[2], argv[1], object);
}
