/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_BOUND_H
#define LEAT_DSP_BOUND_H

/**
 * bound: what may enter a memory that feeds itself.
 *
 * A recursion that met infinity once, or NaN, would answer NaN for ever; one that met
 * 1e30 would be deafening until it has died away.  What is no sound becomes 0.
 */

#include "base/math.h"

static const float BOUND = 1e9f; /* 180 dB above full scale; control values fit */

/** x within [-BOUND, BOUND]; all else, also NaN, becomes 0. */
static inline float bound(float x)
{
    return math_abs(x) <= BOUND ? x : 0.0f;
}

#endif
