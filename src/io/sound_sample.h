/* SPDX-License-Identifier: MIT */
#ifndef LEAT_IO_SOUND_SAMPLE_H
#define LEAT_IO_SOUND_SAMPLE_H

/**
 * Samples at the edge of the engine: made harmless on the way in, and whole numbers on
 * the way out.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What an edge replaced by 0. */
struct sound_faults {
    uint64_t non_finite; /* NaN or infinite */
    uint64_t denormal;   /* nearer to 0 than 2^-100, but not 0 */
};

/** Replace what may not pass by 0, and add it to `faults`.  Thread: any, also rt. */
void sound_clean(float *samples, size_t n, struct sound_faults *faults);

/** The greatest absolute sample, at least `peak`.  Thread: any, also rt. */
float sound_peak(const float *samples, size_t n, float peak);

/** Makes whole numbers of samples. */
struct sound_quantiser {
    uint32_t bits;    /* [2, 24]; full scale 1.0 is 2^(bits - 1) */
    bool dither;      /* adds triangular noise of one step each way before rounding */
    uint64_t seed;    /* of that noise */
    uint64_t counter; /* samples so far: the noise of a sample depends on its place */
    uint64_t clipped; /* samples beyond full scale */
};

/**
 * Round `n` finite samples to the nearest numbers in [-2^(bits - 1), 2^(bits - 1) - 1].
 *
 * A sample of exactly 1.0 becomes the greatest number and does not count as clipped.
 * Thread:  any, also rt; one at a time.
 */
void sound_quantise(struct sound_quantiser *quantiser, const float *samples, size_t n,
                    int32_t *numbers);

#endif
