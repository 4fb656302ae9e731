/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_SHUFFLE_H
#define LEAT_DSP_SHUFFLE_H

/**
 * shuffle: turns frames that stand lane by lane into rows of lanes.
 *
 * A perfect shuffle of w * 16 places moves the digits of a place's number round by one:
 * place (lane, frame) comes to (frame, lane) after log2(w) of them, with nothing but
 * the interleaving of two vectors.
 */

#include <stdint.h>

#include "dsp/lanes.h"

enum { SHUFFLE_FRAMES = 16, SHUFFLE_PLACES = LANES_MAX * SHUFFLE_FRAMES };

LANES_INLINE void shuffle_once(float *to, const float *from, uint32_t width)
{
    for (uint32_t k = 0; k < width * SHUFFLE_FRAMES / 2; k++) {
        to[2 * k] = from[k];
        to[2 * k + 1] = from[k + width * SHUFFLE_FRAMES / 2];
    }
}

/**
 * Lane l's 16 frames stand from a[16 * l] on; returns rows of `width` lanes, which
 * stand in `a` or in `b`.  `width` is a power of 2, constant where it is called.
 */
LANES_INLINE const float *shuffle_lanes(float *a, float *b, uint32_t width)
{
    if (width > 1)
        shuffle_once(b, a, width);
    if (width > 2)
        shuffle_once(a, b, width);
    if (width > 4)
        shuffle_once(b, a, width);
    if (width > 8)
        shuffle_once(a, b, width);
    return width == 2 || width == 8 ? b : a;
}

#endif
