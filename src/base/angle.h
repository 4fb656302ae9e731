/* SPDX-License-Identifier: MIT */
#ifndef LEAT_BASE_ANGLE_H
#define LEAT_BASE_ANGLE_H

/**
 * Part of math.h: functions of angles.
 *
 * Source: range reduction by W. J. Cody and W. Waite, "Software Manual for the
 * Elementary Functions", 1980.
 */

#include <stdint.h>

#include "base/rounding.h"

/** sin(pi * x) for x in [-0.5, 0.5]; relative error below 2e-7. */
static inline float math_sin_pi(float x)
{
    const float y = x * x;
    return x * (3.14159274f +
                y * (-5.16772079f +
                     y * (2.55026984f + y * (-0.599437356f + y * 0.0798357576f))));
}

/** tan(pi * x) for x in [0, 0.49]; relative error below 4e-7. */
static inline float math_tan_pi(float x)
{
    return math_sin_pi(x) / math_sin_pi(0.5f - x);
}

/** sin(2 pi * x), x in turns: any; absolute error below 2e-7. */
static inline float math_sin_turns(float x)
{
    const float turn = x - math_round(x), a = math_abs(turn);
    const float folded = 2.0f * math_min(a, 0.5f - a);

    return math_abs(x) < 0x1p23f ? math_sin_pi(turn < 0.0f ? -folded : folded) : 0.0f;
}

/** cos(2 pi * x), x in turns: any; absolute error below 2e-7. */
static inline float math_cos_turns(float x)
{
    const float turn = x - math_round(x);

    return math_abs(x) < 0x1p23f ? math_sin_pi(0.5f - 2.0f * math_abs(turn)) : 1.0f;
}

/* x - half_turns * pi / 2 for fewer than 2^15 half turns, with pi / 2 in three parts:
 * the products with the first two, of 8 and 9 bits, are exact. */
static inline float math_reduced(float x, float half_turns)
{
    return ((x - half_turns * 0x1.92p0f) - half_turns * 0x1.fbp-12f) -
           half_turns * 3.13916473e-07f;
}

/** Radians that sin, cos and tan take: [-MATH_RADIANS_MAX, MATH_RADIANS_MAX]. */
#define MATH_RADIANS_MAX 50000.0f

/* sin of x in [-pi / 2, pi / 2] */
static inline float math_sin_kernel(float x)
{
    const float y = x * x;
    return x + x * y *
                   (-0.166666597f + y * (0.00833306927f +
                                         y * (-0.000198097769f + y * 2.60609568e-06f)));
}

/* cos of x in [-pi / 4, pi / 4] */
static inline float math_cos_kernel(float x)
{
    const float y = x * x;
    return 1.0f - y * (0.5f - y * (0.0416666456f +
                                   y * (-0.00138873095f + y * 2.44323273e-05f)));
}

/** sin of x in radians; absolute error below 2e-7. */
static inline float math_sin(float x)
{
    const float c = math_clamp(x, -MATH_RADIANS_MAX, MATH_RADIANS_MAX);
    const float n = math_round(c * 0.318309886f);
    const float s = math_sin_kernel(math_reduced(c, 2.0f * n));

    return (int32_t)n & 1 ? -s : s;
}

/** cos of x in radians; absolute error below 2e-7. */
static inline float math_cos(float x)
{
    const float c = math_clamp(x, -MATH_RADIANS_MAX, MATH_RADIANS_MAX);
    const float n = 2.0f * math_floor(c * 0.318309886f) + 1.0f; /* odd */
    const float s = math_sin_kernel(math_reduced(c, n));

    return (int32_t)n & 2 ? s : -s;
}

/** tan of x in radians; relative error below 6e-7 away from multiples of pi / 2. */
static inline float math_tan(float x)
{
    const float c = math_clamp(x, -MATH_RADIANS_MAX, MATH_RADIANS_MAX);
    const float n = math_round(c * 0.636619772f);
    const float r = math_reduced(c, n);
    const float sine = math_sin_kernel(r), cosine = math_cos_kernel(r);
    const int32_t odd = (int32_t)n & 1;

    return (odd ? -cosine : sine) / (odd ? sine : cosine);
}

/** The angle of the point (x, y) in radians, (-pi, pi]; 0 of (0, 0); absolute error
 * below 4e-7. */
static inline float math_atan2(float y, float x)
{
    const float big = math_min(math_max(math_abs(x), math_abs(y)), 0x1p126f);
    const float low = math_min(math_min(math_abs(x), math_abs(y)), 0x1p126f);
    const int32_t far = low > big * 0.414213562f; /* above pi / 8 */
    const float top = far ? low - big : low, bottom = far ? low + big : big;
    const float t = top / (bottom > 0.0f ? bottom : 1.0f), z = t * t;
    const float angle =
        (far ? 0.785398163f : 0.0f) +
        (t + t * z *
                 (-0.333329499f +
                  z * (0.19977732f + z * (-0.138778761f + z * 0.0805427507f))));
    const float half = math_abs(y) > math_abs(x) ? 1.57079633f - angle : angle;
    const float whole = x < 0.0f ? 3.14159265f - half : half;

    return y < 0.0f ? -whole : whole;
}

/** atan(x) in radians; relative error below 3e-7. */
static inline float math_atan(float x)
{
    return math_atan2(x, 1.0f);
}

#endif
