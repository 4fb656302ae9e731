/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_LADDER_H
#define LEAT_DSP_LADDER_H

/**
 * ladder: the transistor ladder of R. Moog, four poles, without a delay in its loop.
 *
 * Four one-poles (dsp/one_pole.h) in a row hear u = sat(x - k * y4), and y4 is the
 * output.  With G = g / (1 + g), g = tan(pi * cutoff / rate) and memories s1..s4,
 *
 *     y4 = G^4 * u + S    S = (1 - G) * (G^3 * s1 + G^2 * s2 + G * s3 + s4)
 *
 * which dsp/saturate.h solves.  Where sat(x) = x, with s on the bilinear axis, 1 at the
 * cutoff, the response is 1 / ((1 + s)^4 + k).  At k = 4 it begins to oscillate at the
 * cutoff.  Of the five pairs of the circuit only the first, which hears most, bends
 * here.
 *
 * Source: V. Zavalishin, "The Art of VA Filter Design", ladder filter.
 */

#include "dsp/one_pole.h"
#include "dsp/saturate.h"

static const float LADDER_MOST_CYCLES = 0.45f;

/** G for a cutoff, which is held below 0.45 of the rate. */
LANES_INLINE float ladder_tune(float cutoff_hz, float rate_hz)
{
    return one_pole_tune(math_min(cutoff_hz, LADDER_MOST_CYCLES * rate_hz), rate_hz);
}

/** One sample of one lane. */
LANES_INLINE float ladder_step(float *s1, float *s2, float *s3, float *s4, float x,
                               float G, float k)
{
    const float past = (1.0f - G) * (((*s1 * G + *s2) * G + *s3) * G + *s4);
    const float u = saturate(saturate_loop(k * (G * G) * (G * G), x - k * past));

    return one_pole_low(
        s4, one_pole_low(s3, one_pole_low(s2, one_pole_low(s1, u, G), G), G), G);
}

#endif
