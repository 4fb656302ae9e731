/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_BEND_H
#define LEAT_DSP_BEND_H

/**
 * bend: the shaper of Chronus, which keeps 1 and -1 where they are.
 *
 *     y = (1 + k) x / (1 + k |x|)        k = 2 drive / (1 - drive), held below 50
 *
 * Beyond full scale y tends to (1 + k) / k, and for k = 0 y is x.
 */

#include "base/math.h"
#include "dsp/lanes.h"

static const float BEND_MOST = 50.0f;

/** k of a drive in [0, 1]. */
LANES_INLINE float bend_k(float drive)
{
    return math_min(BEND_MOST, 2.0f * drive / math_max(1.0f - drive, 1e-6f));
}

LANES_INLINE float bend(float x, float k)
{
    return (1.0f + k) * x / (1.0f + k * math_abs(x));
}

#endif
