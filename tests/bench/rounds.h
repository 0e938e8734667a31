/*
 * rounds.h: what is compared is measured in turn, in rounds, and in each round
 * in another order, so that a machine that becomes slow is slow for all alike.
 */
#include "place.h"
#include <stdlib.h>
#include <time.h>

static double in_milliseconds(const struct timespec *time)
{
    return (double)time->tv_sec * 1e3 + (double)time->tv_nsec / 1e6;
}

static double milliseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return in_milliseconds(&now);
}

/* Calls take(which, round) for each which below COUNT, in each round. */
static void in_rounds(int rounds, int count, void (*take)(int, int))
{
    int order[64] = {0};

    srand((unsigned)time(NULL));
    for (int round = 0; round < rounds; round++) {
        for (int i = 0; i < count; i++) {
            int place = rand() % (i + 1);

            order[i] = order[place];
            order[place] = i;
        }
        for (int i = 0; i < count; i++)
            take(order[i], round);
    }
}
