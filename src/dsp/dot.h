/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_DOT_H
#define LEAT_DSP_DOT_H

/**
 * dot: weighted sum over lanes, in 16 parts (index mod 16) joined by the tree 8-4-2-1,
 * so that every width of vector gives the same bits.
 */

#include <stdint.h>

#include "dsp/lanes.h"

/** Add the upper half of 16 parts to the lower until one is left. */
LANES_INLINE float dot_join(float part[16])
{
    for (uint32_t half = 8; half; half /= 2)
        for (uint32_t l = 0; l < half; l++)
            part[l] += part[l + half];
    return part[0];
}

LANES_INLINE float dot_lanes(const float *weight, const float *x, uint32_t lanes)
{
    float sum[16] = {0}, part[16]; /* two arrays: the first stays in registers */

    if (lanes <= 2)
        return lanes == 1 ? weight[0] * x[0] : weight[0] * x[0] + weight[1] * x[1];
    for (; lanes >= 16; lanes -= 16, weight += 16, x += 16)
        for (uint32_t l = 0; l < 16; l++)
            sum[l] += weight[l] * x[l];
    memcpy(part, sum, sizeof(part));
    for (uint32_t l = 0; l < lanes; l++)
        part[l] += weight[l] * x[l];
    return dot_join(part);
}

#endif
