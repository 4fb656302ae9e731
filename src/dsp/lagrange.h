/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_LAGRANGE_H
#define LEAT_DSP_LAGRANGE_H

/** The cubic through four neighbours, f of the way from x[1] to x[2], f in [0, 1]. */
static inline float lagrange(const float x[4], float f)
{
    const float a = f + 1.0f, b = f - 1.0f, c = f - 2.0f;

    return (1.0f / 6.0f) * (a * f * b * x[3] - f * b * c * x[0]) +
           0.5f * (a * b * c * x[1] - a * f * c * x[2]);
}

#endif
