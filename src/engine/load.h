/* SPDX-License-Identifier: MIT */
#ifndef LEAT_ENGINE_LOAD_H
#define LEAT_ENGINE_LOAD_H

/**
 * Load: compute time against the time that was available, of the newest second of
 * sound, and how long every block took.  One thread notes blocks; any may read what the
 * last whole second was.
 */

#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

#include "rt/histogram.h"

enum { LOAD_BINS = 80, LOAD_ONE = 64 }; /* 4 an octave; bin 64 begins at load 1 */

struct load {
    uint32_t bins[LOAD_BINS]; /* of this second's blocks, by load */
    uint32_t blocks;
    double busy_s, time_s;
    _Atomic double newest, p99; /* of the last whole second; 0 before there is one */
    _Atomic double max;         /* of a block, ever */
    struct histogram blocks_nsec;
};

/* Bin b holds [2^((b - 64) / 4), ...) in four straight steps an octave. */
static inline double load_of_bin(uint32_t bin)
{
    const int octave = (int)(bin / 4) - LOAD_ONE / 4;
    const double low =
        octave < 0 ? 1.0 / (double)(1 << -octave) : (double)(1 << octave);

    return low * (1.0 + ((double)(bin % 4) + 0.5) / 4.0);
}

/* The exponent of a load above 0 is its octave, the two highest digits behind the point
 * are its step. */
static inline uint32_t load_bin(double load)
{
    int64_t bits, bin;

    memcpy(&bits, &load, sizeof(bits));
    bin = (bits >> 50) - 1023 * 4 + LOAD_ONE;
    return bin < 0 ? 0 : bin < LOAD_BINS ? (uint32_t)bin : LOAD_BINS - 1;
}

static inline void load_note(struct load *l, uint64_t nsec, uint32_t nframes,
                             double rate_hz)
{
    const double busy = (double)nsec * 1e-9, time = (double)nframes / rate_hz;
    uint32_t sum = 0, bin = 0;

    histogram_note(&l->blocks_nsec, nsec);
    if (busy / time > atomic_load_explicit(&l->max, memory_order_relaxed))
        atomic_store_explicit(&l->max, busy / time, memory_order_relaxed);
    l->bins[load_bin(busy / time)]++;
    l->blocks++;
    l->busy_s += busy;
    l->time_s += time;
    if (l->time_s < 1.0)
        return;
    while (bin < LOAD_BINS - 1 && (sum += l->bins[bin]) < l->blocks - l->blocks / 100)
        bin++;
    atomic_store_explicit(&l->newest, l->busy_s / l->time_s, memory_order_relaxed);
    atomic_store_explicit(&l->p99, load_of_bin(bin), memory_order_relaxed);
    memset(l->bins, 0, sizeof(l->bins));
    l->blocks = 0;
    l->busy_s = l->time_s = 0.0;
}

#endif
