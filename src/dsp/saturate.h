/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_SATURATE_H
#define LEAT_DSP_SATURATE_H

/**
 * saturate: what a transistor pair does to a voltage, and the loop of a filter around
 * it without a delay.
 *
 *     sat(x) = x (27 + x^2) / (27 + 9 x^2) for |x| < 3, else its sign
 *
 * is the Padé form of tanh, which reaches 1 with slope 0 at 3.  A ladder filter's input
 * hears its own output of the same instant, output = gain * sat(w) + rest, so
 *
 *     w = x - k * (gain * sat(w) + rest)        w + a * sat(w) = c
 *
 * with a = k * gain and c = x - k * rest.  For c >= 0 that is w = c - a from w = 3 on,
 * and below it the root of a cubic,
 *
 *     (9 + a) w^3 - 9 c w^2 + 27 (1 + a) w - 27 c = 0
 *
 * for which Newton's SATURATE_STEPS begin at max(c / (1 + a), c - a), where small and
 * large signals are solved already; sat(w) is right to 5e-4 then for a <= 17, and to
 * 2e-5 for a <= 8.
 *
 * Source: V. Zavalishin, "The Art of VA Filter Design", zero-delay feedback with
 * nonlinearities.
 */

#include "base/math.h"
#include "dsp/lanes.h"

enum { SATURATE_STEPS = 2 };

/* Added to what is squared, it keeps squares above the denormal numbers and changes no
 * bit: where it is not lost beside x, x^2 is lost beside 27. */
static const float SATURATE_FAINT = 1e-15f;

LANES_INLINE float saturate(float x)
{
    const float c = math_clamp(x, -3.0f, 3.0f);
    const float h = math_abs(c) + SATURATE_FAINT, y = h * h;

    return c * (27.0f + y) / (27.0f + 9.0f * y);
}

/** The w of w + a * sat(w) = c, for a >= 0. */
LANES_INLINE float saturate_loop(float a, float c)
{
    const float size = math_abs(c), past = size - a;
    const float p = 9.0f + a, q = 9.0f * size, r = 27.0f * (1.0f + a);
    float w = math_max(size / (1.0f + a), math_min(past, 3.0f));

    for (int i = 0; i < SATURATE_STEPS; i++) {
        const float h = w + SATURATE_FAINT;
        w -= (((p * w - q) * h + r) * w - 27.0f * size) /
             ((3.0f * p * w - 2.0f * q) * h + r);
    }
    w = past >= 3.0f ? past : w;
    return c < 0.0f ? -w : w;
}

#endif
