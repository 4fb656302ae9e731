/* SPDX-License-Identifier: MIT */
#ifndef LEAT_BASE_ROUNDING_H
#define LEAT_BASE_ROUNDING_H

/** Part of math.h: choosing and rounding of floats. */

#include <stdint.h>

static inline float math_min(float a, float b)
{
    return a < b ? a : b;
}

static inline float math_max(float a, float b)
{
    return a > b ? a : b;
}

/** x held in [min, max]; NaN becomes min. */
static inline float math_clamp(float x, float min, float max)
{
    return math_min(math_max(x, min), max);
}

static inline float math_abs(float x)
{
    return __builtin_fabsf(x);
}

/** As IEEE 754 rounds it.  x >= 0. */
static inline float math_sqrt(float x)
{
    return __builtin_sqrtf(x);
}

/** The greatest whole number that is not above x. */
static inline float math_floor(float x)
{
    const float a = math_abs(x); /* from 2^23 on all floats are whole */
    const float near = __builtin_copysignf((a + 0x1p23f) - 0x1p23f, x);

    return a < 0x1p23f ? near - (near > x ? 1.0f : 0.0f) : x;
}

/** The nearest whole number; halves go up. */
static inline float math_round(float x)
{
    const float below = math_floor(x);

    return x - below >= 0.5f ? below + 1.0f : below;
}

#endif
