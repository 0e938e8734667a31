/*
 * restart: how long it takes until a service that was killed runs again.
 *
 * usage: restart ROUNDS WAYS >SAMPLES
 *
 * WAYS is a file of supervisors: see supervisors.h. Prints a name, a round and
 * milliseconds, from kill(2) until another sleep runs; or "failed". The service
 * has run for more than a second: some supervisors start it at most once a
 * second.
 */
#define _GNU_SOURCE /* kill(2), nanosleep(2) beside C17 */
#include "supervisors.h"

enum { TIMEOUT = 5000, RUN = 1100 };

/* Waits for a service that is not this one. */
static pid_t await_service(pid_t supervisor, pid_t not_this)
{
    double end = milliseconds() + TIMEOUT;

    while (milliseconds() < end) {
        pid_t pid = child_of(supervisor);

        if (pid != 0 && pid != not_this && is_sleep(pid))
            return pid;
        wait_a_moment(100);
    }
    return 0;
}

static void take(int which, int round)
{
    const char *name = ways[which].argv[0];
    pid_t supervisor = start_supervisor(which);
    pid_t service = await_service(supervisor, 0);
    double start;

    for (double end = milliseconds() + RUN; milliseconds() < end;)
        wait_a_moment(10000);
    start = milliseconds();
    if (service != 0 && kill(service, SIGKILL) == 0 &&
        (service = await_service(supervisor, service)) != 0)
        printf("%s\t%d\t%.3f\n", name, round, milliseconds() - start);
    else
        printf("%s\t%d\tfailed\n", name, round);
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
