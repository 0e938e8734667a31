/*
 * orphans: how long an init takes for 1,000 orphans that end at once, until
 * none of them is left, not even as a zombie. Each init is PID 1 of a new PID
 * namespace; its command is this program as well.
 *
 * usage: orphans ROUNDS (NAME INIT)... >SAMPLES
 *        orphans leave                    (the command of an INIT)
 */
#define _GNU_SOURCE /* beside C17 */
#include "rounds.h"
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ORPHANS = 1000 };
enum { RESULT = 3 };  /* the descriptor that the command writes to */
enum { READ, WRITE }; /* the ends of a pipe */

static char **programs;

static int must(int result, const char *what)
{
    if (result == -1)
        err(1, "%s", what);
    return result;
}

/* Says that it is there, and ends when the gate is closed. */
static _Noreturn void be_orphan(const int *ready, const int *gate)
{
    char byte = 0;

    close(gate[WRITE]);
    if (write(ready[WRITE], &byte, 1) != 1)
        _exit(1);
    _exit(read(gate[READ], &byte, 1) != 0);
}

/* Leaves 1,000 orphans to PID 1, lets them end, and waits until none is left:
 * signal 0 to all processes of the PID namespace is sent to none, but fails if
 * there is none beside PID 1 and us. */
static void leave(void)
{
    const struct timespec moment = {.tv_nsec = 200000};
    int ready[2], gate[2];
    char byte;
    double began;

    if (getppid() != 1)
        errx(1, "the parent is not PID 1");
    must(pipe(ready), "pipe");
    must(pipe(gate), "pipe");
    if (must(fork(), "fork") == 0) {
        for (int i = 0; i < ORPHANS; i++)
            if (must(fork(), "fork") == 0)
                be_orphan(ready, gate);
        _exit(0);
    }
    must(wait(NULL), "wait");
    for (int i = 0; i < ORPHANS; i++)
        if (read(ready[READ], &byte, 1) != 1)
            err(1, "read");

    began = milliseconds();
    close(gate[WRITE]);
    while (kill(-1, 0) == 0)
        nanosleep(&moment, NULL);
    if (errno != ESRCH)
        err(1, "kill");
    dprintf(RESULT, "%.6f", milliseconds() - began);
}

/* The process that makes the namespace: its child is PID 1 there. What an init
 * says is not read. */
static _Noreturn void contain(char *init, char *self, int result)
{
    int null = must(open("/dev/null", O_WRONLY), "/dev/null");
    int flags = CLONE_NEWPID;
    pid_t first;

    must(prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL), "prctl");
    if (geteuid() != 0)
        flags |= CLONE_NEWUSER;
    must(unshare(flags), "unshare");
    first = must(fork(), "fork");
    if (first == 0) {
        must(prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL), "prctl");
        must(dup2(null, STDOUT_FILENO), "dup2");
        must(dup2(result, RESULT), "dup2");
        execl(init, init, self, "leave", (char *)NULL);
        err(1, "%s", init);
    }
    must(waitpid(first, NULL, 0), "waitpid");
    _exit(0);
}

static void take(int which, int round)
{
    char text[32] = "", *name = programs[2 * which + 1];
    int result[2];
    pid_t pid;

    must(pipe2(result, O_CLOEXEC), "pipe");
    pid = must(fork(), "fork");
    if (pid == 0)
        contain(programs[2 * which + 2], programs[-1], result[WRITE]);
    close(result[WRITE]);
    if (read(result[READ], text, sizeof text - 1) <= 0)
        errx(1, "%s: its command has said nothing", name);
    close(result[READ]);
    must(waitpid(pid, NULL, 0), "waitpid");
    printf("%s\t%d\t%s\n", name, round, text);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "leave") == 0) {
        leave();
        return 0;
    }
    if (argc < 4 || argc % 2 != 0) {
        fputs("usage: orphans ROUNDS (NAME INIT)... >SAMPLES\n", stderr);
        return 2;
    }
    programs = argv + 1;
    go_first();
    in_rounds(atoi(argv[1]), argc / 2 - 1, take);
    return 0;
}
