/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CLI_STOPWATCH_H
#define LEAT_CLI_STOPWATCH_H

/** The monotonic clock, for speed and progress. */

#include <stdint.h>
#include <time.h>

static inline int64_t stopwatch_now_nsec(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

#endif
