/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_DIODE_LADDER_H
#define LEAT_DSP_DIODE_LADDER_H

/**
 * diode_ladder: four coupled poles, as in the filter of the TB-303, without a delay in
 * the loop.
 *
 * Each capacitor hears both neighbours, and the first is half as large.  With w the
 * ladder's own frequency, in the trapezoidal rule g = tan(w / 2 rate), h = g / 2,
 *
 *     y1' = w (u - y1 + y2)               u = sat(x - k * y4)
 *     y2' = w / 2 (y1 - 2 y2 + y3)        y3' alike        y4' = w / 2 (y3 - 2 y4)
 *
 * Where sat(x) = x, y4 / x = 1 / (T4(1 + s) + k) and y3 = 2 (1 + s) y4, with s = 1j at
 * w and Chebyshev's T4(p) = 8 p^4 - 8 p^2 + 1: 24 dB an octave, and 18 at y3.  At k =
 * 17 it begins to oscillate at w / sqrt(2), so that is the cutoff: w = sqrt(2) *
 * cutoff.
 *
 * Source: V. Zavalishin, "The Art of VA Filter Design", diode ladder; T. Stinchcombe,
 * "A Study of the Korg MS10 & MS20 and Diode Ladder Filters", for the circuit.
 */

#include "dsp/saturate.h"

static const float DIODE_LADDER_MOST_K = 17.0f;
static const float DIODE_LADDER_MOST_CYCLES = 0.45f;

/* Solved from the far end: y[n] = c[n] + d[n] * y[n - 1], c[n] = D[n] * (s[n] + ..). */
struct diode_ladder_tuning {
    float g[LANES_MAX], k[LANES_MAX];
    float d[4][LANES_MAX], D[4][LANES_MAX];
};

LANES_INLINE void diode_ladder_tune(struct diode_ladder_tuning *t, uint32_t l,
                                    float cutoff_hz, float k, float rate_hz)
{
    const float cycles =
        math_clamp(cutoff_hz / rate_hz, 0.0f, DIODE_LADDER_MOST_CYCLES);
    const float g = 1.41421356f * math_tan_pi(cycles), h = 0.5f * g, p = 1.0f + g;

    t->g[l] = g;
    t->k[l] = k;
    t->D[3][l] = 1.0f / p;
    t->d[3][l] = h * t->D[3][l];
    t->D[2][l] = 1.0f / (p - h * t->d[3][l]);
    t->d[2][l] = h * t->D[2][l];
    t->D[1][l] = 1.0f / (p - h * t->d[2][l]);
    t->d[1][l] = h * t->D[1][l];
    t->D[0][l] = 1.0f / (p - g * t->d[1][l]);
    t->d[0][l] = g * t->D[0][l];
}

/** One sample of lane l; the memories stay above the denormal numbers.  `steep`: y4,
 * else y3 / 2, whose level is the same. */
LANES_INLINE float diode_ladder_step(float s[4][LANES_MAX], uint32_t l, float x,
                                     const struct diode_ladder_tuning *t, bool steep)
{
    const float h = 0.5f * t->g[l], k = t->k[l];
    const float c3 = t->D[3][l] * s[3][l];
    const float c2 = t->D[2][l] * (s[2][l] + h * c3);
    const float c1 = t->D[1][l] * (s[1][l] + h * c2);
    const float c0 = t->D[0][l] * (s[0][l] + t->g[l] * c1);
    const float past = c3 + t->d[3][l] * (c2 + t->d[2][l] * (c1 + t->d[1][l] * c0));
    const float gain = t->d[0][l] * t->d[1][l] * t->d[2][l] * t->d[3][l];
    const float y0 = c0 + t->d[0][l] * saturate(saturate_loop(k * gain, x - k * past));
    const float y1 = c1 + t->d[1][l] * y0;
    const float y2 = c2 + t->d[2][l] * y1;
    const float y3 = c3 + t->d[3][l] * y2;

    s[0][l] = (y0 - s[0][l]) + y0 + 1e-20f;
    s[1][l] = (y1 - s[1][l]) + y1 + 1e-20f;
    s[2][l] = (y2 - s[2][l]) + y2 + 1e-20f;
    s[3][l] = (y3 - s[3][l]) + y3 + 1e-20f;
    return steep ? y3 : 0.5f * y2;
}

#endif
