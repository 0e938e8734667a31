/*
 * starters: two servers are started at once where a dead one has left its
 * socket file: how often do both serve?
 *
 * usage: starters ROUNDS SOCKET NAME PROGRAM... >SAMPLES
 */
#define _GNU_SOURCE /* beside C17 */
#include "rounds.h"
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* Two people do not start them in the same moment: the second one comes up to a
 * millisecond later. */
enum { LATEST = 1000 }; /* microseconds */

static const char *path;
static char **ways; /* name, program */
static volatile int *started;

/* What a server leaves that was killed. */
static void leave_file(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    unlink(path);
    if (fd == -1 || bind(fd, (struct sockaddr *)&address, sizeof address) == -1)
        err(1, "%s", path);
    close(fd);
}

/* Starts the server on this processor, LATE microseconds after both starters
 * are there. Sets *OUTPUT to what it will print. */
static pid_t start(const char *program, int processor, int late, int *output)
{
    int fds[2];
    pid_t pid;

    if (pipe(fds) == -1 || (pid = fork()) == -1)
        err(1, "fork");
    if (pid == 0) {
        dup2(fds[1], STDOUT_FILENO);
        dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
        close(fds[0]);
        close(fds[1]);
        stay_on(processor);
        __atomic_add_fetch(started, 1, __ATOMIC_SEQ_CST);
        while (*started < 2)
            sched_yield();
        for (double now = milliseconds(); milliseconds() < now + late / 1e3;)
            sched_yield();
        execl(program, program, path, (char *)NULL);
        _exit(127);
    }
    close(fds[1]);
    *output = fds[0];
    return pid;
}

/* A server says who it is when it serves, and otherwise ends. */
static int both_serve(const char *program)
{
    int here = next_processor(0), there = next_processor(here + 1);
    int outputs[2], count = 0;
    pid_t pids[2];
    char byte;

    if (there == -1)
        there = here;
    leave_file();
    *started = 0;
    pids[0] = start(program, here, 0, &outputs[0]);
    pids[1] = start(program, there, rand() % LATEST, &outputs[1]);
    for (int i = 0; i < 2; i++)
        count += read(outputs[i], &byte, 1) == 1;
    for (int i = 0; i < 2; i++) {
        kill(pids[i], SIGKILL);
        waitpid(pids[i], NULL, 0);
        close(outputs[i]);
    }
    if (count == 0)
        errx(1, "%s: nobody serves", program);
    return count == 2;
}

static void take(int which, int round)
{
    printf("%s\t%d\t%d\n", ways[2 * which], round,
           both_serve(ways[2 * which + 1]));
}

int main(int argc, char **argv)
{
    if (argc < 5 || argc % 2 == 0) {
        fputs("usage: starters ROUNDS SOCKET NAME PROGRAM... >SAMPLES\n",
              stderr);
        return 2;
    }
    path = argv[2];
    ways = argv + 3;
    started = mmap(NULL, sizeof *started, PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (started == MAP_FAILED)
        err(1, "mmap");
    go_first();
    in_rounds(atoi(argv[1]), (argc - 3) / 2, take);
    return 0;
}
