/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_BANDS_H
#define LEAT_DSP_BANDS_H

/**
 * bands: a spectrum cut into bands that are equally wide in some measure of pitch.
 *
 * Source: S. S. Stevens, J. Volkmann, E. B. Newman, 1937, for mel, here
 * log2(1 + f / 700) times a constant.
 */

#include <stdint.h>

#include "base/math.h"
#include "dsp/dot.h"

enum { BANDS_BY_LOG, BANDS_BY_MEL, BANDS_BY_HZ };

/* Hertz in the measure in which bands are equally wide, and back. */
static inline float bands_measure(uint32_t spacing, float hz)
{
    return spacing == BANDS_BY_LOG   ? math_log2(math_max(hz, 1.0f))
           : spacing == BANDS_BY_MEL ? math_log2(1.0f + hz / 700.0f)
                                     : hz;
}

static inline float bands_hz(uint32_t spacing, float x)
{
    return spacing == BANDS_BY_LOG   ? math_exp2(x)
           : spacing == BANDS_BY_MEL ? 700.0f * (math_exp2(x) - 1.0f)
                                     : x;
}

/* Power between two edges, in bins. */
static inline float bands_power(const float *power, float low, float high,
                                uint32_t last)
{
    const uint32_t first = (uint32_t)(low + 0.5f), end = (uint32_t)(high + 0.5f);
    float part[16] = {0};

    if (first >= end)
        return power[first < last ? first : last] * (high - low);
    part[0] = power[first] * ((float)first + 0.5f - low);
    for (uint32_t k = first + 1; k < end && k <= last; k++)
        part[k % 16] += power[k];
    if (end <= last)
        part[end % 16] += power[end] * (high + 0.5f - (float)end);
    return dot_join(part);
}

#endif
