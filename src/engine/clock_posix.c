/* SPDX-License-Identifier: MIT */
/* clock_posix: the monotonic clock. */
#include <time.h>

#include "engine/clock.h"

int64_t clock_now_nsec(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}
