/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_SLOW_WAVE_H
#define LEAT_DSP_SLOW_WAVE_H

/** slow_wave: the forms of waves that are not heard themselves: no care for aliases. */

#include "base/math.h"
#include "base/random.h"
#include "dsp/lanes.h"

enum slow_shape {
    SLOW_SINE,
    SLOW_TRIANGLE,
    SLOW_SQUARE,
    SLOW_SAW,
    SLOW_RAMP,
    SLOW_RANDOM,
    SLOW_SMOOTH
};

/* sin(2 * pi * x), of a phase in 2^-32 */
LANES_INLINE float slow_sine(uint32_t phase)
{
    const float x = (float)(int32_t)phase * 0x1p-31f;
    const float size = x < 0.0f ? -x : x;
    const float y = math_sin_pi(size < 0.5f ? size : 1.0f - size);

    return x < 0.0f ? -y : y;
}

static inline float slow_chance(uint64_t seed, uint32_t lane, uint64_t count, float x,
                                bool glides)
{
    const uint64_t own = random_lane_seed(seed, lane);
    const float from = random_bipolar(own, count);

    return glides ? from + (random_bipolar(own, count + 1) - from) * x * x *
                               (3.0f - 2.0f * x)
                  : from;
}

/** One row of waves; all its lanes have one shape.  `count`: whole cycles, for chance.
 */
LANES_INLINE void slow_wave(float *y, int shape, const uint32_t *phase,
                            const uint64_t *count, uint64_t seed, uint32_t first,
                            uint32_t width)
{
    switch (shape) {
    case SLOW_SINE:
        for (uint32_t l = 0; l < width; l++)
            y[l] = slow_sine(phase[l]);
        break;
    case SLOW_TRIANGLE:
        for (uint32_t l = 0; l < width; l++) {
            const float x = (float)(int32_t)(phase[l] + 0x40000000u) * 0x1p-31f;
            y[l] = 2.0f * (x < 0.0f ? -x : x) - 1.0f;
        }
        break;
    case SLOW_SQUARE:
        for (uint32_t l = 0; l < width; l++)
            y[l] = phase[l] < 0x80000000u ? 1.0f : -1.0f;
        break;
    case SLOW_SAW:
    case SLOW_RAMP:
        for (uint32_t l = 0; l < width; l++) {
            const float x = (float)(int32_t)(phase[l] ^ 0x80000000u) * 0x1p-31f;
            y[l] = shape == SLOW_SAW ? x : -x;
        }
        break;
    default:
        for (uint32_t l = 0; l < width; l++)
            y[l] = slow_chance(seed, first + l, count[l],
                               (float)(int32_t)(phase[l] >> 8) * 0x1p-24f,
                               shape == SLOW_SMOOTH);
    }
}

#endif
