/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_KNEE_H
#define LEAT_DSP_KNEE_H

/**
 * knee: what lies above a threshold, with a rounded corner.
 *
 * Of x, by how much a level lies above the threshold, and the width w of the knee,
 *
 *     knee(x) = 0                      x <= -w / 2
 *               (x + w / 2)^2 / 2 w    between
 *               x                      x >= w / 2
 *
 * Source: D. Giannoulis, M. Massberg, J. D. Reiss, "Digital Dynamic Range Compressor
 * Design", Journal of the AES 60 (6), 2012.
 */

#include "base/math.h"
#include "dsp/lanes.h"

/* Levels here are log2 of a factor: what a dB is of that, log2(10) / 20. */
static const float KNEE_LOG2_OF_DB = 0.166096405f;

/** `half` is w / 2 and `bend` is 1 / 2 w, of which w = 0 makes 0. */
LANES_INLINE float knee(float x, float half, float bend)
{
    const float round = math_clamp(x + half, 0.0f, 2.0f * half);

    return round * round * bend + math_max(x - half, 0.0f);
}

LANES_INLINE float knee_bend(float width)
{
    return width > 0.0f ? 0.5f / width : 0.0f;
}

#endif
