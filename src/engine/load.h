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
enum { LOAD_SECONDS = 10 };

struct load {
    uint32_t bins[LOAD_SECONDS][LOAD_BINS]; /* of blocks, by load; a ring of seconds */
    uint32_t blocks[LOAD_SECONDS], at;      /* `at` is under way */
    double busy_s, time_s;
    _Atomic double newest, p99; /* of the last whole second; 0 before there is one */
    _Atomic double p99_recent;  /* of the last LOAD_SECONDS whole ones */
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

/* The load that all but a hundredth of the blocks of the newest n seconds stay below.
 */
static inline double load_p99(const struct load *l, uint32_t n)
{
    uint32_t bin = 0;
    uint64_t sum = 0, blocks = 0;

    for (uint32_t back = 0; back < n; back++)
        blocks += l->blocks[(l->at + LOAD_SECONDS - back) % LOAD_SECONDS];
    for (; bin < LOAD_BINS - 1; bin++) {
        for (uint32_t back = 0; back < n; back++)
            sum += l->bins[(l->at + LOAD_SECONDS - back) % LOAD_SECONDS][bin];
        if (sum >= blocks - blocks / 100)
            break;
    }
    return load_of_bin(bin);
}

static inline void load_note(struct load *l, uint64_t nsec, uint32_t nframes,
                             double rate_hz)
{
    const double busy = (double)nsec * 1e-9, time = (double)nframes / rate_hz;

    histogram_note(&l->blocks_nsec, nsec);
    if (busy / time > atomic_load_explicit(&l->max, memory_order_relaxed))
        atomic_store_explicit(&l->max, busy / time, memory_order_relaxed);
    l->bins[l->at][load_bin(busy / time)]++;
    l->blocks[l->at]++;
    l->busy_s += busy;
    l->time_s += time;
    if (l->time_s < 1.0)
        return;
    atomic_store_explicit(&l->newest, l->busy_s / l->time_s, memory_order_relaxed);
    atomic_store_explicit(&l->p99, load_p99(l, 1), memory_order_relaxed);
    atomic_store_explicit(&l->p99_recent, load_p99(l, LOAD_SECONDS),
                          memory_order_relaxed);
    l->at = (l->at + 1) % LOAD_SECONDS;
    memset(l->bins[l->at], 0, sizeof(l->bins[l->at]));
    l->blocks[l->at] = 0;
    l->busy_s = l->time_s = 0.0;
}

#endif
