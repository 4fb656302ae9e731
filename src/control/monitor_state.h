/* SPDX-License-Identifier: MIT */
#ifndef LEAT_CONTROL_MONITOR_STATE_H
#define LEAT_CONTROL_MONITOR_STATE_H

/** monitor_state: what a monitor remembers, for its two halves. */

#include <stdatomic.h>

#include <leat/ring.h>

#include "control/monitor.h"
#include "dsp/svf.h"
#include "dsp/vector.h"

enum {
    MONITOR_PIECES = 256,    /* that may wait: 2.7 s at 48 kHz */
    MONITOR_ARRIVALS = 1024, /* that may come in a quantum */
};

struct monitor {
    struct leat_ring *pieces;
    struct leat_mpmc *arrivals; /* of int64_t nanoseconds */
    int64_t (*now_nsec)(void);

    /* of the audio thread */
    uint32_t n_bands;
    struct monitor_filter { /* of dsp/svf.h, four bands side by side */
        vector4 c1, c2, c3, k, s1, s2;
    } filter[MONITOR_BANDS / 4];
    struct monitor_piece piece; /* under way */
    int64_t next;               /* frame that is expected; -1: any */
    struct histogram latency_nsec;

    _Atomic uint64_t clip, stale, wrong_seq; /* of the audio thread; any may look */
};

#endif
