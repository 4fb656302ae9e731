/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_WAVE_SET_H
#define LEAT_IO_WAVE_SET_H

/**
 * wave_set: waves of one cycle each, at levels of fewer and fewer harmonics.
 *
 * Level j holds harmonics 1 to 1024 * 2^(-j / 2).  It has 2048 to 8192 places: what a
 * cubic between them leaves lies more than 80 dB below the first harmonic, from 40 Hz
 * on, if harmonics fall as those of a saw or of a pulse of 3 % do.  A wave takes 336
 * KB.  Phases of harmonics stay, what stands still (0 Hz) goes.
 */

#include <stddef.h>
#include <stdint.h>

#include "io/sound_sample.h"

enum {
    WAVE_HARMONICS = 1024,
    WAVE_LEVELS = 21,
    WAVE_MOST = 256, /* waves in a set */
};

enum wave_built_in {
    WAVE_CLASSIC, /* sine, triangle, saw, square */
    WAVE_PULSE,   /* 16 pulses of 50 % down to 3 % */
    WAVE_BRIGHT,  /* a saw of 1, 2, 4, ... 1024 harmonics */
    WAVE_VOWEL,   /* a e i o u, of a voice at 110 Hz */
    WAVE_N_BUILT_IN
};

/** One level: waves of 2^bits places, each with one place more before it and three
 * after it, which go on round the cycle. */
struct wave_level {
    uint32_t harmonics, bits;
    size_t stride;
    float *waves;
};

struct wave_set {
    uint32_t n;
    struct sound_faults faults; /* of the file that it was read from */
    struct wave_level level[WAVE_LEVELS];
};

/**
 * The level for a phase that moves by `step` / 2^32 of a cycle a frame: the richest of
 * which no harmonic passes half the rate; the poorest is a sine.
 *
 * Thread:  any, also rt.
 */
static inline const struct wave_level *wave_set_level(const struct wave_set *set,
                                                      uint32_t step)
{
    uint32_t j = 0;

    while (j + 1 < WAVE_LEVELS &&
           (uint64_t)step * set->level[j].harmonics > UINT64_C(0x80000000))
        j++;
    return &set->level[j];
}

/**
 * Make a set of `n` waves of `size` samples each.
 *
 * Owns:    the caller destroys it.
 * Errors:  LEAT_ERR_NOMEM.
 * Thread:  control.
 */
int wave_set_of_samples(const float *samples, uint32_t size, uint32_t n,
                        struct wave_set **out);

/** Make a built-in set; as above. */
int wave_set_built_in(enum wave_built_in which, struct wave_set **out);

void wave_set_destroy(struct wave_set **set);

#endif
