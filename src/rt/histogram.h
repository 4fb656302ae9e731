/* SPDX-License-Identifier: MIT */
#ifndef LEAT_RT_HISTOGRAM_H
#define LEAT_RT_HISTOGRAM_H

/**
 * histogram: how often values of each size came, in 32 steps an octave.
 *
 * One thread notes, any may read meanwhile; each number is whole.  Values below 64 and
 * the count, the sum and the greatest are exact; a quantile is the middle of its step,
 * at most 1/64 of the value away from the exact one.
 *
 * Units:   whatever is noted, here nanoseconds; from 2^40 on (18 minutes) all values
 *          are in the last step.
 */

#include <stdatomic.h>
#include <stdint.h>

#include "rt/block.h"

enum {
    HISTOGRAM_STEPS = 32, /* an octave */
    HISTOGRAM_OCTAVES = 35,
    HISTOGRAM_BINS = (HISTOGRAM_OCTAVES + 1) * HISTOGRAM_STEPS,
};

struct histogram {
    _Atomic uint64_t sum, max;
    _Atomic uint64_t bin[HISTOGRAM_BINS];
};

/** What a histogram held at one moment, or between two. */
struct histogram_counts {
    uint64_t n, sum, max;
    uint64_t bin[HISTOGRAM_BINS];
};

/** The step of a value: 32 to 63 are steps of one octave, the next has double ones. */
static inline uint32_t histogram_bin(uint64_t value)
{
    uint32_t octave = 0;

    while (value >= 2 * HISTOGRAM_STEPS) {
        value >>= 1;
        octave++;
    }
    const uint32_t bin = octave * HISTOGRAM_STEPS + (uint32_t)value;
    return bin < HISTOGRAM_BINS ? bin : HISTOGRAM_BINS - 1;
}

/** Note a value.  Thread: any, also rt; one at a time. */
static inline void histogram_note(struct histogram *h, uint64_t value)
{
    rt_add_own(&h->bin[histogram_bin(value)], 1);
    rt_add_own(&h->sum, value);
    if (value > rt_count(&h->max))
        /* relaxed: a number for people, ordered with nothing */
        atomic_store_explicit(&h->max, value, memory_order_relaxed);
}

/** Copy what there is.  Thread: any. */
void histogram_read(const struct histogram *h, struct histogram_counts *out);

/**
 * What came between two moments.
 *
 * Shape:   `max` is then the upper end of the highest step that has any, at most 1/32
 *          above the exact one, or the greatest ever, if that is less.
 */
void histogram_between(const struct histogram_counts *before,
                       const struct histogram_counts *after,
                       struct histogram_counts *out);

/** The least value that a share in (0, 1] of the values does not exceed; 0 when there
 * are none.  Thread: any. */
double histogram_quantile(const struct histogram_counts *counts, double share);

#endif
