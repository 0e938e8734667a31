/*
 * place.h: where and when a process of the bench runs. Needs _GNU_SOURCE.
 */
#include <err.h>
#include <sched.h>

/* Root may go in front of all else that the machine has to do: so the ratios of
 * a busy one are those of a quiet one. */
__attribute__((unused)) static void go_first(void)
{
    sched_setscheduler(0, SCHED_FIFO,
                       &(struct sched_param){.sched_priority = 1});
}

/* The first processor that we may use, from this one on; -1 if there is none.
 */
__attribute__((unused)) static int next_processor(int from)
{
    cpu_set_t usable;

    if (sched_getaffinity(0, sizeof usable, &usable) == -1)
        err(1, "sched_getaffinity");
    for (int i = from; i < CPU_SETSIZE; i++) {
        if (CPU_ISSET(i, &usable))
            return i;
    }
    return -1;
}

__attribute__((unused)) static void stay_on(int processor)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    if (sched_setaffinity(0, sizeof set, &set) == -1)
        err(1, "sched_setaffinity");
}
