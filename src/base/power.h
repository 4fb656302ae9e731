/* SPDX-License-Identifier: MIT */
#ifndef LEAT_BASE_POWER_H
#define LEAT_BASE_POWER_H

/** Part of math.h: powers, logarithms and tanh. */

#include <stdint.h>

#include "base/rounding.h"

/** 2^n for n in [-126, 127], a float's normal exponents. */
static inline float math_power_of_2(int32_t n)
{
    const union {
        int32_t bits;
        float value;
    } power = {(n + 127) * (1 << 23)};

    return power.value;
}

/** 2 to the power x, for x in [-150, 127.99999]; relative error below 2e-7, below -126
 * that of a float so near to 0. */
static inline float math_exp2(float x)
{
    const float c = math_clamp(x, -150.0f, 127.99999f);
    const int32_t n = (int32_t)(c + 256.5f) - 256;
    const float y = c - (float)n; /* [-0.5, 0.5], and exact */
    const float power =
        1.0f + y * (0.693147242f +
                    y * (0.240226552f +
                         y * (0.0555027239f +
                              y * (0.00961706322f +
                                   y * (0.00134182035f + y * 0.000158203649f)))));

    return power * math_power_of_2(n / 2) * math_power_of_2(n - n / 2);
}

/** log2(x) for x in [2^-149, 2^128); relative error below 3e-7. */
static inline float math_log2(float x)
{
    const float c = math_clamp(x, 0x1p-149f, 0x1.fffffep127f);
    const int32_t small = c < 0x1p-126f ? 24 : 0;
    union {
        float value;
        int32_t bits;
    } m = {small ? c * 0x1p24f : c};
    const int32_t exponent = (m.bits - 0x3f3504f3) >> 23; /* so that m is near 1 */
    float s, y;

    m.bits -= exponent * (1 << 23);
    s = (m.value - 1.0f) / (m.value + 1.0f); /* m in [0.7071, 1.4142] */
    y = s * s;
    return (float)(exponent - small) +
           s * (2.88539004f +
                y * (0.961821854f + y * (0.574598253f + y * 0.480097622f)));
}

/** x to the power y for x >= 0, within a float's range; relative error below 7e-8. */
static inline float math_pow(float x, float y)
{
    const union {
        float value;
        int32_t bits;
    } m = {math_clamp(x, 0x1p-126f, 0x1.fffffep127f)};
    const int32_t exponent = (m.bits - 0x3f3504f3) >> 23;
    const union {
        int32_t bits;
        float value;
    } r = {m.bits - exponent * (1 << 23)};
    const double s = ((double)r.value - 1.0) / ((double)r.value + 1.0), z = s * s;
    const double log2_x =
        (double)exponent + s * (0x1.71547652b82fep+1 +
                                z * (0x1.ec709dc3a03fdp-1 +
                                     z * (0x1.2776c50ef9bfep-1 +
                                          z * (0x1.a61762a7aded9p-2 +
                                               z * (0x1.484b13d7c02a9p-2 +
                                                    z * (0x1.0c9a84994022dp-2 +
                                                         z * 0x1.c68f568d31760p-3))))));
    const double power = (double)y * log2_x;
    const double above = power > -149.0 ? power : -149.0;
    const double p = above < 127.99999991 ? above : 127.99999991;
    const int32_t n = (int32_t)(p + 256.5) - 256;
    const double f = p - (double)n;
    const double two_to_f =
        1.0 + f * (0x1.62e42fefa39efp-1 +
                   f * (0x1.ebfbdff82c58fp-3 +
                        f * (0x1.c6b08d704a0c0p-5 +
                             f * (0x1.3b2ab6fba4e77p-7 +
                                  f * (0x1.5d87fe78a6731p-10 +
                                       f * (0x1.430912f86c787p-13 +
                                            f * (0x1.ffcbfc588b0c7p-17 +
                                                 f * 0x1.62c0223a5c824p-20)))))));
    const float result =
        (float)(two_to_f * (double)math_power_of_2(n / 2)) * math_power_of_2(n - n / 2);

    return x > 0.0f ? result : y > 0.0f ? 0.0f : y < 0.0f ? 0x1.fffffep127f : 1.0f;
}

/** tanh(x); relative error below 3e-7. */
static inline float math_tanh(float x)
{
    const float a = math_min(math_abs(x), 10.0f);
    const float b = a > 1e-6f ? a : 0.0f, y = b * b; /* below it is x, a^3 denormal */
    const float small =
        a + a * y *
                (-0.333332807f +
                 y * (0.133314058f +
                      y * (-0.0537365153f + y * (0.0206281673f + y * -0.0056922962f))));
    const float large = 1.0f - 2.0f / (math_exp2(a * 2.88539004f) + 1.0f);
    const float result = a < 0.625f ? small : large;

    return x < 0.0f ? -result : result;
}

#endif
