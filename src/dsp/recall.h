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

/** The row that was written `back` frames before `at`; `back` is at most size. */
LANES_INLINE uint32_t recall_row(uint32_t size, uint32_t at, uint32_t back)
{
    return at >= back ? at - back : at + size - back;
}

/** Between y1 and y2, `part` of the way. */
LANES_INLINE float recall_between(float y0, float y1, float y2, float y3, float part)
{
    return y1 + 0.5f * part *
                    (y2 - y0 +
                     part * (2.0f * y0 - 5.0f * y1 + 4.0f * y2 - y3 +
                             part * (3.0f * (y1 - y2) + y3 - y0)));
}

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

    for (uint32_t k = 0; k < 4; k++)
        y[k] = ring[(size_t)recall_row(size, at, whole - 1 + k) * lanes];
    return recall_between(y[0], y[1], y[2], y[3], part);
}

#endif
