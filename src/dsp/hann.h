/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_HANN_H
#define LEAT_DSP_HANN_H

/**
 * hann: the window of the short-time Fourier transforms, w[i] = (1 - cos(2 pi i / n)) /
 * 2, made from the roots of unity while it is used; n is a power of two from 4 on.
 *
 * w sums to n / 2.  Moved by n / r again and again, w^2 sums to 3 r / 8 everywhere, for
 * every r from 3 on: analysis and synthesis with it give back what was there.
 */

#include <stdint.h>

#include "base/roots.h"
#include "dsp/lanes.h"

/** out[i] = gain * w[i] * in[i]; `out` may be `in`. */
LANES_INLINE void hann_times(float *out, const float *in, uint32_t n, float gain)
{
    const uint32_t m = n / 4;
    const float *c = math_roots + ROOTS_OF(n), *s = c + m; /* cos and -sin */
    const float half = 0.5f * gain;

    for (uint32_t i = 0; i < m; i++)
        out[i] = (half - half * c[i]) * in[i];
    for (uint32_t i = 0; i < m; i++)
        out[m + i] = (half - half * s[i]) * in[m + i];
    for (uint32_t i = 0; i < m; i++)
        out[2 * m + i] = (half + half * c[i]) * in[2 * m + i];
    for (uint32_t i = 0; i < m; i++)
        out[3 * m + i] = (half + half * s[i]) * in[3 * m + i];
}

/** The factor that undoes analysis and synthesis with `overlap` windows at a time. */
static inline float hann_scale(uint32_t overlap)
{
    return 8.0f / (3.0f * (float)overlap);
}

#endif
