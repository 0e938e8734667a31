/*
 * supervisors.h: supervisors to measure, of a file with a line a way, its words
 * separated by tabs: a name, and a supervisor with its arguments. What it runs
 * in the end is called sleep.
 */
#include "rounds.h"
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WAYS = 8, WORDS = 16 };

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

/* Starts the supervisor of this way. It ends with the process that calls. */
static pid_t start_supervisor(int which)
{
    char **argv = ways[which].argv;
    pid_t supervisor = fork();

    if (supervisor == -1)
        err(1, "fork");
    if (supervisor == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        close(STDOUT_FILENO);
        open("/dev/null", O_WRONLY);
        execv(argv[1], argv + 1);
        _exit(127);
    }
    return supervisor;
}

/* The first child of a process; 0 if there is none. */
static pid_t child_of(pid_t parent)
{
    char name[64];
    FILE *file;
    int pid = 0;

    snprintf(name, sizeof name, "/proc/%d/task/%d/children", parent, parent);
    file = fopen(name, "re");
    if (file == NULL)
        return 0;
    if (fscanf(file, "%d", &pid) != 1)
        pid = 0;
    fclose(file);
    return pid;
}

static int is_sleep(pid_t pid)
{
    char name[64], text[32] = "";
    FILE *file;

    snprintf(name, sizeof name, "/proc/%d/comm", pid);
    file = fopen(name, "re");
    if (file == NULL)
        return 0;
    if (fgets(text, sizeof text, file) == NULL)
        text[0] = '\0';
    fclose(file);
    return strcmp(text, "sleep\n") == 0;
}
