/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_OSC_EVENTS_H
#define LEAT_DSP_OSC_EVENTS_H

/**
 * osc_events: finds where a phase passes an edge or a corner of dsp/oscillator.h, and
 * adds what keeps it from aliasing.
 */

#include <stdbool.h>
#include <stdint.h>

#include "dsp/blep.h"
#include "dsp/lanes.h"

enum osc_shape { OSC_SAW, OSC_PULSE, OSC_TRIANGLE };

enum {
    OSC_PIECE = 64, /* frames at most */
    OSC_SPAN = 32,  /* frames whose events stand in one word */
    OSC_REST = BLEP_STUDIO + OSC_PIECE,
};

/* What events add to the frames of a piece: place i is heard at frame i. */
struct osc_rest {
    _Alignas(64) float lane[LANES_MAX][OSC_REST];
};

/* A span of frames of a group.  Row i + 1 of `at` is the phase at frame i, turned so
 * that an edge, or the lower corner of a triangle, lies at half a cycle, where it
 * overflows as a signed number; `fall` is the same for the falling edge of a pulse.
 * Bit i of `one` and `other` is an event of them at frame i. */
struct osc_span {
    _Alignas(64) uint32_t at[(1 + OSC_SPAN) * LANES_MAX];
    uint32_t fall[(1 + OSC_SPAN) * LANES_MAX];
};

struct osc_bits {
    uint32_t one[LANES_MAX], other[LANES_MAX];
};

static const uint32_t OSC_HALF = 0x80000000u;

/* Whether, in its highest bit, a phase passed half a cycle on its way from `last`. */
LANES_INLINE uint32_t osc_passed(uint32_t last, uint32_t at)
{
    return (last ^ at) & ((at - last) ^ at);
}

/* Add the event of a phase that passed half a cycle. */
LANES_INLINE void osc_pass(float *rest, const float *table, uint32_t taps,
                           uint32_t last, uint32_t at, float height)
{
    const uint32_t moved = at - last;
    const bool back = moved & OSC_HALF;
    const uint32_t beyond = back ? OSC_HALF - at : at - OSC_HALF;
    const float age = (float)beyond / (float)(back ? 0u - moved : moved);

    blep_add(rest, table, taps, age, back ? -height : height);
}

/* The events of a span that begins at frame `first`, in the order of their frames. */
LANES_INLINE void osc_events(struct osc_rest *rest, const struct osc_span *s,
                             const struct osc_bits *bits, uint32_t first,
                             uint32_t width, enum osc_shape shape, uint32_t taps)
{
    const bool live = taps == BLEP_LIVE;
    const float *table = shape == OSC_TRIANGLE
                             ? live ? blep_live_corner : blep_studio_corner
                         : live               ? blep_live_step
                         : shape == OSC_PULSE ? blep_pulse_step
                                              : blep_studio_step;

    for (uint32_t l = 0; l < width; l++) {
        for (uint32_t left = bits->one[l] | bits->other[l]; left; left &= left - 1) {
            const uint32_t i = (uint32_t)__builtin_ctz(left);
            const uint32_t last = s->at[i * width + l], at = s->at[(i + 1) * width + l];
            /* of a triangle; backwards, slope and height both turn round */
            const float turn = (float)(int32_t)(at - last) * 0x1p-29f;
            float *to = rest->lane[l] + first + i;

            if (bits->one[l] >> i & 1)
                osc_pass(to, table, taps, last, at,
                         shape == OSC_TRIANGLE ? turn
                         : shape == OSC_PULSE  ? 2.0f
                                               : -2.0f);
            if (shape == OSC_PULSE && bits->other[l] >> i & 1)
                osc_pass(to, table, taps, s->fall[i * width + l],
                         s->fall[(i + 1) * width + l], -2.0f);
            if (shape == OSC_TRIANGLE && bits->other[l] >> i & 1)
                osc_pass(to, table, taps, last ^ OSC_HALF, at ^ OSC_HALF, -turn);
        }
    }
}

#endif
