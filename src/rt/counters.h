/* SPDX-License-Identifier: MIT */
#ifndef LEAT_RT_COUNTERS_H
#define LEAT_RT_COUNTERS_H

/** How a block of counters lies in memory. */

#include <stdatomic.h>

#include <leat/counters.h>

#include "rt/head.h"

struct leat_counters {
    struct rt_head head;
    uint32_t n;
    _Alignas(RT_LINE) _Atomic uint32_t version; /* odd while the writer is at it */
    _Alignas(RT_LINE) _Atomic uint64_t value[];
};

#endif
