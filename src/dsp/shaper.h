/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_SHAPER_H
#define LEAT_DSP_SHAPER_H

/**
 * shaper: curves that bend a signal, each with slope 1 at 0 and, but for fold's,
 * limits.
 *
 *     softclip  x / sqrt(1 + x^2)
 *     hardclip  x held within +-1
 *     tube      x / sqrt(1 + (x / L)^2), L = 1 above 0 and 1 / 2 below
 *     fold      2 / pi sin(pi x / 2): past 1 it comes back
 *     cubic     x - 4 / 27 x^3, held at +-1 from +-1.5 on
 *
 * What is written is not f(x) but its mean over the straight line from one sample to
 * the next, (F(x1) - F(x0)) / (x1 - x0) with F' = f: so a sample hears what the curve
 * did between two samples, and overtones above the rate come back as aliases much
 * softer. Each mean is written in a form in which nothing cancels, so no step is too
 * small.
 *
 * Source: J. D. Parker, V. Zavalishin, E. Le Bivic, "Reducing the Aliasing of Nonlinear
 * Waveshaping Using Continuous-Time Convolution", DAFx 2016; the forms are worked out
 * here, (F1 - F0) / (x1 - x0) = (x1 + x0) / (S1 + S0) with S = sqrt(1 + x^2) for one.
 */

#include "base/math.h"
#include "dsp/lanes.h"

enum shaper_curve {
    SHAPER_SOFTCLIP,
    SHAPER_HARDCLIP,
    SHAPER_TUBE,
    SHAPER_FOLD,
    SHAPER_BITCRUSH,
    SHAPER_CUBIC,
};

LANES_INLINE float shaper_soft(float x0, float x1)
{
    return (x0 + x1) / (math_sqrt(1.0f + x0 * x0) + math_sqrt(1.0f + x1 * x1));
}

/* Of a curve that is f(c) with c = x held within +-limit: the parts of the way outside
 * count with the curve's ends, the part within with its mean. */
LANES_INLINE float shaper_held(float x0, float c0, float f0, float x1, float c1,
                               float f1, float within)
{
    const float out0 = math_abs(x0 - c0), out1 = math_abs(x1 - c1);
    const float way = math_abs(c1 - c0) + 1e-20f;

    return (out0 * f0 + way * within + out1 * f1) / (out0 + way + out1);
}

LANES_INLINE float shaper_hard(float x0, float x1)
{
    const float c0 = math_clamp(x0, -1.0f, 1.0f), c1 = math_clamp(x1, -1.0f, 1.0f);

    return shaper_held(x0, c0, c0, x1, c1, c1, 0.5f * (c0 + c1));
}

LANES_INLINE float shaper_cubic(float x0, float x1)
{
    const float c0 = math_clamp(x0, -1.5f, 1.5f), c1 = math_clamp(x1, -1.5f, 1.5f);
    const float y0 = c0 * c0, y1 = c1 * c1, third = 0.148148149f; /* 4 / 27 */

    return shaper_held(x0, c0, c0 * (1.0f - third * y0), x1, c1,
                       c1 * (1.0f - third * y1),
                       (c0 + c1) * (0.5f - 0.25f * third * (y0 + y1)));
}

/* sqrt(1 + (x / L)^2) */
LANES_INLINE float shaper_tube_root(float x)
{
    return math_sqrt(1.0f + x * x * (x < 0.0f ? 4.0f : 1.0f));
}

LANES_INLINE float shaper_tube(float x0, float x1)
{
    const float s0 = shaper_tube_root(x0), s1 = shaper_tube_root(x1);
    const bool crosses = (x0 < 0.0f) != (x1 < 0.0f);
    /* F = x^2 / (1 + S), which is 0 where the halves meet */
    const float area = x1 * (x1 / (1.0f + s1)) - x0 * (x0 / (1.0f + s0));
    const float over = crosses ? area : x0 + x1, under = crosses ? x1 - x0 : s0 + s1;

    return over / under;
}

/* The mean of a sine is the sine of the middle times sin(h) / h.  1e-18 changes no bit
 * and keeps squares of h above the denormal numbers. */
LANES_INLINE float shaper_fold(float x0, float x1)
{
    const float middle = 0.125f * (x0 + x1);
    const float half = math_abs(0.125f * (x1 - x0)) + 1e-18f;
    const float angle = 6.28318531f * half;
    const float near = 1.0f - angle * angle * 0.166666667f;
    const float far = math_sin_turns(half) / (half > 1e-3f ? angle : 1.0f);

    return 0.636619772f * math_sin_turns(middle) * (half > 1e-3f ? far : near);
}

/** Round to 2^bits steps of full scale; `scale` is 2^(bits - 1). */
LANES_INLINE float shaper_crush(float x, float scale)
{
    return math_round(math_clamp(x, -1.0f, 1.0f) * scale) / scale;
}

#endif
