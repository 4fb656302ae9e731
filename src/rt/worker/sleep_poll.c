/* SPDX-License-Identifier: MIT */
/* sleep_poll: where nothing can wake a sleeper, it sleeps a short while. */
#include "rt/worker/sleep.h"

#include <time.h>

enum { LONGEST_NSEC = 1000000 };

void rt_sleep(_Atomic uint32_t *word, uint32_t seen, int64_t nsec)
{
    const struct timespec span = {0, (long)(nsec < LONGEST_NSEC ? nsec : LONGEST_NSEC)};

    /* relaxed: the sleeper looks again at what it waits for */
    if (atomic_load_explicit(word, memory_order_relaxed) == seen)
        nanosleep(&span, NULL);
}

void rt_wake(_Atomic uint32_t *word)
{
    (void)word;
}
