/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_SWAY_H
#define LEAT_DSP_SWAY_H

/**
 * sway: the slow wave that moves chorus, flanger, vibrato, phaser, tremolo and
 * auto_pan.
 *
 * Its phase is a 32-bit fraction of a cycle, as in dsp/phase.h, and begins at 0, where
 * the wave rises through 0.  Lanes of odd number run ahead by half a cycle times
 * `spread`: the second channel of a stereo signal is one.
 */

#include <leat/node.h>

#include "base/math.h"
#include "dsp/phase.h"

/* The parameter that such a class begins with. */
#define SWAY_RATE(hz)                                                                  \
    {                                                                                  \
        .name = "rate", .aliases = "speed", .unit = LEAT_UNIT_HZ,                      \
        .curve = LEAT_CURVE_LOG, .min = 0.01f, .def = hz, .max = 20.0f,                \
        .help = "Swings a second."                                                     \
    }
#define SWAY_FRACTION(called, also, value, says)                                       \
    {                                                                                  \
        .name = called, .aliases = also, .unit = LEAT_UNIT_FRACTION, .def = value,     \
        .max = 1.0f, .help = says                                                      \
    }
#define SWAY_SPREAD(value)                                                             \
    SWAY_FRACTION("spread", NULL, value,                                               \
                  "How far the second channel runs ahead: 1 is half a swing.")

/** A sine at a phase, in [-1, 1]; within 2e-7. */
LANES_INLINE float sway_sine(uint32_t phase)
{
    const float x = (float)(int32_t)phase * 0x1p-31f; /* half turns, [-1, 1] */
    const float size = x < 0.0f ? -x : x;
    const float y = math_sin_pi(size < 0.5f ? size : 1.0f - size);

    return x < 0.0f ? -y : y;
}

/** A triangle that is in step with the sine. */
LANES_INLINE float sway_triangle(uint32_t phase)
{
    const float x = (float)(int32_t)phase * 0x1p-31f;
    const float size = x < 0.0f ? -x : x;
    const float y = 2.0f * (size < 0.5f ? size : 1.0f - size);

    return x < 0.0f ? -y : y;
}

/** How far a lane runs ahead. */
LANES_INLINE uint32_t sway_ahead(uint32_t lane, float spread)
{
    return lane & 1 ? (uint32_t)(int32_t)(spread * 0x1p30f) * 2u : 0;
}

#endif
