/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_RECALL_H
#define LEAT_DSP_RECALL_H

/**
 * recall: read a ring of past frames between two of them, by the cubic through the four
 * nearest (E. Catmull, R. Rom, 1974).  A whole number of frames is read as it is.
 */

#include <stddef.h>
#include <stdint.h>

#include "dsp/lanes.h"

/** Frames of a ring that serves times up to `longest` frames. */
enum { RECALL_MARGIN = 4 };

/**
 * A lane as it was `frames` before frame `at` of the ring.
 *
 * Shape:   `ring` is the lane's sample in row 0 of `size` rows of `lanes` samples;
 * `frames` is in [2, size - 3], since frame `at` itself is not written yet.
 */
LANES_INLINE float recall(const float *ring, uint32_t lanes, uint32_t size, uint32_t at,
                          float frames)
{
    const uint32_t whole = (uint32_t)(int32_t)frames;
    const float part = frames - (float)(int32_t)whole;
    float y[4];

    for (uint32_t k = 0; k < 4; k++) {
        const uint32_t back = whole - 1 + k;
        y[k] = ring[(size_t)(at >= back ? at - back : at + size - back) * lanes];
    }
    return y[1] + 0.5f * part *
                      (y[2] - y[0] +
                       part * (2.0f * y[0] - 5.0f * y[1] + 4.0f * y[2] - y[3] +
                               part * (3.0f * (y[1] - y[2]) + y[3] - y[0])));
}

#endif
