/* SPDX-License-Identifier: MIT */
#ifndef LEAT_RT_TIMING_H
#define LEAT_RT_TIMING_H

/**
 * How long calls took: 4 steps an octave from 16 ns to 0.5 s.  One thread notes, any
 * may read meanwhile; each number is whole.
 */

#include <stdatomic.h>
#include <stdint.h>

enum { TIMING_OCTAVES = 25, TIMING_BINS = TIMING_OCTAVES * 4 };

struct timing {
    _Atomic uint64_t calls, max_nsec;
    _Atomic uint32_t bins[TIMING_BINS];
};

/** Note one call.  Thread: one at a time. */
static inline void timing_note(struct timing *timing, uint64_t nsec)
{
    uint32_t octave = 0;

    for (uint64_t x = nsec >> 4; x > 1 && octave < TIMING_OCTAVES - 1; x >>= 1)
        octave++;
    const uint64_t low = UINT64_C(16) << octave;
    const uint64_t quarter = nsec > low ? (nsec - low) * 4 / low : 0;
    atomic_fetch_add_explicit(&timing->bins[octave * 4 + (quarter > 3 ? 3 : quarter)],
                              1, memory_order_relaxed);
    atomic_fetch_add_explicit(&timing->calls, 1, memory_order_relaxed);
    if (nsec > atomic_load_explicit(&timing->max_nsec, memory_order_relaxed))
        atomic_store_explicit(&timing->max_nsec, nsec, memory_order_relaxed);
}

/** The time below which a share in [0, 1] of the calls stayed: the middle of its bin;
 * 0 without calls. */
static inline double timing_quantile(const struct timing *timing, double share)
{
    uint64_t sum = 0, total = 0;

    for (int b = 0; b < TIMING_BINS; b++)
        total += atomic_load_explicit(&timing->bins[b], memory_order_relaxed);
    for (int b = 0; total && b < TIMING_BINS; b++) {
        sum += atomic_load_explicit(&timing->bins[b], memory_order_relaxed);
        if ((double)sum >= share * (double)total)
            return (double)(UINT64_C(16) << (b / 4)) *
                   (1.0 + ((double)(b % 4) + 0.5) / 4.0);
    }
    return 0.0;
}

#endif
