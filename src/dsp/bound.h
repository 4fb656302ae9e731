/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_BOUND_H
#define LEAT_DSP_BOUND_H

/**
 * bound: what may enter a memory that feeds itself.
 *
 * A recursion that met infinity once, or NaN, would answer NaN for ever.  Held within
 * BOUND it forgets what was too loud as it forgets everything.  No sound comes near.
 */

#include "base/math.h"

static const float BOUND = 1e9f; /* 180 dB above full scale; control values fit */

/** x where it is usual; NaN becomes -BOUND. */
static inline float bound(float x)
{
    return math_clamp(x, -BOUND, BOUND);
}

#endif
