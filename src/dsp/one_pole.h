/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_ONE_POLE_H
#define LEAT_DSP_ONE_POLE_H

/**
 * one_pole: low-pass of 6 dB an octave, by the trapezoidal rule.  What it takes away is
 * the high-pass.  With g = tan(pi * cutoff / rate) and G = g / (1 + g),
 *
 *     v = (x - s) * G        low = v + s        s = low + v
 *
 * Source: V. Zavalishin, "The Art of VA Filter Design".
 */

#include "base/math.h"
#include "dsp/lanes.h"

/** G for a cutoff, which is held below 0.49 of the rate. */
LANES_INLINE float one_pole_tune(float cutoff_hz, float rate_hz)
{
    const float cycles = cutoff_hz / rate_hz;
    const float g = math_tan_pi(cycles < 0.49f ? cycles : 0.49f);

    return g / (1.0f + g);
}

/** One sample; `s` is kept above the denormal numbers when the input falls silent. */
LANES_INLINE float one_pole_low(float *s, float x, float G)
{
    const float v = (x - *s) * G;
    const float low = v + *s;

    *s = low + v + 1e-20f;
    return low;
}

#endif
