/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_SCHROEDER_H
#define LEAT_DSP_SCHROEDER_H

/**
 * schroeder: an allpass of one delay,
 *
 *     y[n] = x[n - d] + g (y[n - d] - x[n])        g = 1 / 2
 *
 * of which v[n] = x[n] + g v[n - d] is kept, y[n] = v[n - d] - g v[n].
 *
 * Source: M. R. Schroeder, "Natural sounding artificial reverberation", 1962.
 */

#include <stdint.h>

#include "base/math.h"

struct schroeder {
    uint32_t frames, first; /* d, and where its memory begins */
    uint32_t at;            /* place of the next frame in it */
};

static inline float schroeder_pass(struct schroeder *s, float *memory, float x)
{
    float *v = memory + s->first + s->at;
    const float before = *v, now = x + 0.5f * before;

    *v = math_abs(now) > 1e-15f ? now : 0.0f; /* no denormal number */
    s->at = s->at + 1 < s->frames ? s->at + 1 : 0;
    return before - 0.5f * now;
}

#endif
