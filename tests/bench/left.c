/*
 * left: how many daemons are left when a supervisor watches a program that
 * makes a daemon of itself.
 *
 * usage: left ROUNDS WAYS >SAMPLES
 *
 * WAYS is a file of supervisors: see supervisors.h. Prints a name, a round and
 * a number: of what is called sleep when the supervisor has run for ten
 * seconds, and has ended; or "failed", if it has ended earlier. All supervisors
 * run at the same time, because they mostly wait.
 */
#define _GNU_SOURCE /* kill(2), nanosleep(2) beside C17 */
#include "supervisors.h"

enum { RUN = 10000, PATIENCE = 2000 };

/* Asks the supervisor to end. If it does not, it has to. */
static void end_supervisor(pid_t supervisor)
{
    double end = milliseconds() + PATIENCE;

    kill(supervisor, SIGTERM);
    while (waitpid(supervisor, NULL, WNOHANG) == 0) {
        if (milliseconds() > end)
            kill(supervisor, SIGKILL);
        wait_a_moment(10000);
    }
}

/* Ends all children, and what they leave behind. Returns how many of them were
 * called sleep. */
static int end_daemons(void)
{
    int daemons = 0;
    pid_t pid;

    while ((pid = child_of(getpid())) != 0) {
        daemons += is_sleep(pid);
        kill(pid, SIGKILL);
        if (waitpid(pid, NULL, 0) == -1)
            err(1, "waitpid");
    }
    return daemons;
}

/* The stage of one supervisor. It is the reaper of all that is started on it:
 * so the daemons become its children, and it can end them, and nothing else. */
_Noreturn static void stage(int which, int round)
{
    const char *name = ways[which].argv[0];
    pid_t supervisor;
    int has_ended, daemons;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (prctl(PR_SET_CHILD_SUBREAPER, 1UL) == -1)
        err(1, "%s", name);
    supervisor = start_supervisor(which);
    for (double end = milliseconds() + RUN; milliseconds() < end;)
        wait_a_moment(10000);
    has_ended = waitpid(supervisor, NULL, WNOHANG) != 0;
    if (!has_ended)
        end_supervisor(supervisor);
    daemons = end_daemons();
    if (has_ended)
        dprintf(STDOUT_FILENO, "%s\t%d\tfailed\n", name, round);
    else
        dprintf(STDOUT_FILENO, "%s\t%d\t%d\n", name, round, daemons);
    _exit(0);
}

static int count; /* of the ways */

/* A round is of all ways at once. */
static void take(int all, int round)
{
    (void)all;
    for (int which = 0; which < count; which++) {
        pid_t pid = fork();

        if (pid == -1)
            err(1, "fork");
        if (pid == 0)
            stage(which, round);
    }
    while (wait(NULL) != -1)
        continue;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        errx(2, "usage: left ROUNDS WAYS");
    count = read_ways(argv[2]);
    in_rounds(atoi(argv[1]), 1, take);
    return 0;
}
