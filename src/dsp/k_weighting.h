/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_K_WEIGHTING_H
#define LEAT_DSP_K_WEIGHTING_H

/**
 * k_weighting: the two filters that loudness is measured through, at any rate.
 *
 * The analogue prototypes of ITU-R BS.1770-4, by the bilinear transform with
 * K = tan(pi * f0 / rate): a shelf that lifts what lies above 1.7 kHz by 4 dB, then a
 * high-pass at 38 Hz.  At 48 kHz they are the filters that the standard prints.
 */

#include "base/math.h"
#include "dsp/lanes.h"

struct k_weighting {
    struct k_section {
        float b0, b1, b2, a1, a2;
    } section[2];
};

/* Numerator {high, 0, 0} + {0, band, 0} + {0, 0, low} in powers of the prototype's s.
 */
static inline struct k_section k_section(float K, float q, float high, float band,
                                         float low)
{
    const float a0 = 1.0f + K / q + K * K;

    return (struct k_section){
        .b0 = (high + band * K / q + low * K * K) / a0,
        .b1 = 2.0f * (low * K * K - high) / a0,
        .b2 = (high - band * K / q + low * K * K) / a0,
        .a1 = 2.0f * (K * K - 1.0f) / a0,
        .a2 = (1.0f - K / q + K * K) / a0,
    };
}

static inline struct k_weighting k_weighting(float rate_hz)
{
    const float shelf = math_tan_pi(1681.97445f / rate_hz);
    const float pass = math_tan_pi(38.1354709f / rate_hz);

    struct k_weighting k = {
        {k_section(shelf, 0.707175237f, 1.58486470f, 1.25872093f, 1.0f),
         k_section(pass, 0.500327037f, 1.0f, 0.0f, 0.0f)}};

    /* as the standard prints it, and its constant of -0.691 dB expects: 0.04 dB more
     * than the transform of the prototype */
    k.section[1].b0 = k.section[1].b2 = 1.0f;
    k.section[1].b1 = -2.0f;
    return k;
}

/**
 * One sample through both; `s` are the lane's four memories.
 *
 * A tiny offset keeps them above the denormal numbers when the input falls silent.
 */
LANES_INLINE float k_weigh(const struct k_weighting *k, float s[4], float x)
{
    float y = x + 1e-15f;

    for (int n = 0; n < 2; n++) {
        const struct k_section *f = &k->section[n];
        const float in = y;
        y = f->b0 * in + s[2 * n];
        s[2 * n] = f->b1 * in - f->a1 * y + s[2 * n + 1];
        s[2 * n + 1] = f->b2 * in - f->a2 * y;
    }
    return y;
}

#endif
