/*
 * restart: how long it takes until a service that was killed runs again.
 *
 * usage: restart ROUNDS WAYS >SAMPLES
 *
 * WAYS is a file, a line a way, its words separated by tabs: a name, and a
 * supervisor with its arguments, which starts a service called sleep. Prints
 * a name, a round and milliseconds, from kill(2) until another sleep runs; or
 * "failed". The service has run for more than a second: some supervisors start
 * it at most once a second.
 */
#define _GNU_SOURCE /* kill(2), nanosleep(2) beside C17 */
#include "rounds.h"
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WAYS = 8, WORDS = 16, TIMEOUT = 5000, RUN = 1100 };

static struct way {
    char *argv[WORDS];
} ways[WAYS];

static int read_ways(const char *file)
{
    static char line[WAYS][4096];
    FILE *in = fopen(file, "re");
    int count = 0;

    if (in == NULL)
        err(1, "%s", file);
    for (; count < WAYS && fgets(line[count], sizeof line[0], in); count++) {
        char *word = strtok(line[count], "\t\n");

        for (int i = 0; i < WORDS - 1 && word != NULL; i++) {
            ways[count].argv[i] = word;
            word = strtok(NULL, "\t\n");
        }
    }
    fclose(in);
    return count;
}

static void wait_a_moment(long microseconds)
{
    nanosleep(&(struct timespec){0, microseconds * 1000}, NULL);
}

/* The only child of the supervisor, if it is called sleep; 0 if not. */
static pid_t service_of(pid_t supervisor)
{
    char name[64], text[32] = "";
    FILE *file;
    int pid = 0;

    snprintf(name, sizeof name, "/proc/%d/task/%d/children", supervisor,
             supervisor);
    file = fopen(name, "re");
    if (file == NULL)
        return 0;
    if (fscanf(file, "%d", &pid) != 1)
        pid = 0;
    fclose(file);
    snprintf(name, sizeof name, "/proc/%d/comm", pid);
    file = pid ? fopen(name, "re") : NULL;
    if (file == NULL)
        return 0;
    if (fgets(text, sizeof text, file) == NULL)
        text[0] = '\0';
    fclose(file);
    return strcmp(text, "sleep\n") == 0 ? pid : 0;
}

/* Waits for a service that is not this one. */
static pid_t await_service(pid_t supervisor, pid_t not_this)
{
    double end = milliseconds() + TIMEOUT;

    while (milliseconds() < end) {
        pid_t pid = service_of(supervisor);

        if (pid != 0 && pid != not_this)
            return pid;
        wait_a_moment(100);
    }
    return 0;
}

static void take(int which, int round)
{
    char **argv = ways[which].argv;
    pid_t supervisor = fork(), service;
    double start;

    if (supervisor == -1)
        err(1, "fork");
    if (supervisor == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        close(STDOUT_FILENO);
        open("/dev/null", O_WRONLY);
        execv(argv[1], argv + 1);
        _exit(127);
    }
    service = await_service(supervisor, 0);
    for (double end = milliseconds() + RUN; milliseconds() < end;)
        wait_a_moment(10000);
    start = milliseconds();
    if (service != 0 && kill(service, SIGKILL) == 0 &&
        (service = await_service(supervisor, service)) != 0)
        printf("%s\t%d\t%.3f\n", argv[0], round, milliseconds() - start);
    else
        printf("%s\t%d\tfailed\n", argv[0], round);
    fflush(stdout);
    kill(supervisor, SIGTERM);
    waitpid(supervisor, NULL, 0);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        errx(2, "usage: restart ROUNDS WAYS");
    in_rounds(atoi(argv[1]), read_ways(argv[2]), take);
    return 0;
}
