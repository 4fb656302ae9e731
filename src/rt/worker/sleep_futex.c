/* SPDX-License-Identifier: MIT */
/* sleep_futex: sleeping until a word changes, on Linux. */
#include "rt/worker/sleep.h"

#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

void rt_sleep(_Atomic uint32_t *word, uint32_t seen, int64_t nsec)
{
    const struct timespec span = {(time_t)(nsec / 1000000000),
                                  (long)(nsec % 1000000000)};

    syscall(SYS_futex, word, FUTEX_WAIT, seen, &span, NULL, 0);
}

void rt_wake(_Atomic uint32_t *word)
{
    syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}
