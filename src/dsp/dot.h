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
    float part[16] = {0};
    uint32_t first = 0;

    if (lanes <= 2)
        return lanes == 1 ? weight[0] * x[0] : weight[0] * x[0] + weight[1] * x[1];
    for (; first + 16 <= lanes; first += 16)
        for (uint32_t l = 0; l < 16; l++)
            part[l] += weight[first + l] * x[first + l];
    for (uint32_t l = 0; l < lanes - first; l++)
        part[l] += weight[first + l] * x[first + l];
    return dot_join(part);
}

#endif
