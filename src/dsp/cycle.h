/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_CYCLE_H
#define LEAT_DSP_CYCLE_H

/**
 * cycle: where a slow generator is: whole cycles passed, and the part of the present
 * one.
 *
 * At `rate` cycles a second the part is summed up in 2^-64 of a cycle, so that a cycle
 * of a day is still right to a frame.  With `beats` above 0 a cycle lasts that many
 * beats of the musical clock, and its place is computed afresh from the clock at every
 * frame:
 *
 *     position = beat / beats.
 */

#include "base/math_d.h"
#include "dsp/lanes.h"

/* The parameters that such a class begins with. */
enum { CYCLE_RATE, CYCLE_BEATS, CYCLE_N_PARAMS };
#define CYCLE_PARAMS                                                                   \
    [CYCLE_RATE] = {.name = "rate",                                                    \
                    .aliases = "frequency freq",                                       \
                    .unit = LEAT_UNIT_HZ,                                              \
                    .min = 0.0f,                                                       \
                    .def = 1.0f,                                                       \
                    .max = 1000.0f,                                                    \
                    .help = "Cycles a second, when it does not follow beats."},        \
    [CYCLE_BEATS] = {.name = "beats",                                                  \
                     .unit = LEAT_UNIT_BEATS,                                          \
                     .max = 1024.0f,                                                   \
                     .smooth_ms = -1.0f,                                               \
                     .help =                                                           \
                         "Length of a cycle on the musical clock; 0 goes by rate."}

struct cycle {
    uint64_t part[LANES_MAX];  /* of a cycle, in 2^-64 */
    uint64_t count[LANES_MAX]; /* whole cycles */
};
enum { CYCLE_ROWS = 2 }; /* of a state, one uint64_t for each lane */

LANES_INLINE void cycle_load(struct cycle *c, const uint64_t *rows, uint32_t lanes,
                             uint32_t width)
{
    for (uint32_t l = 0; l < width; l++) {
        c->part[l] = rows[l];
        c->count[l] = rows[lanes + l];
    }
}

LANES_INLINE void cycle_store(const struct cycle *c, uint64_t *rows, uint32_t lanes,
                              uint32_t width)
{
    for (uint32_t l = 0; l < width; l++) {
        rows[l] = c->part[l];
        rows[lanes + l] = c->count[l];
    }
}

/* Cycles: less than a frame, more than what rounding may put a beat before its frame.
 */
static const double CYCLE_NEAR = 1e-9;

/** Go to a frame of the block, in lanes that follow beats. */
LANES_INLINE void cycle_find(struct cycle *c, const struct leat_block *block,
                             uint32_t frame, uint32_t first, uint32_t width)
{
    const float *beats = leat_value_row(block->param[CYCLE_BEATS], frame) + first;
    uint32_t any = 0;

    for (uint32_t l = 0; l < width; l++)
        any |= beats[l] > 0.0f;
    if (!any)
        return;
    const double beat = leat_tempo_beat(block->tempo, block->frame + frame);
    for (uint32_t l = 0; l < width; l++) {
        const double long_enough = beats[l] < 1e-3f ? 1e-3 : (double)beats[l];
        const double position = beat / long_enough + CYCLE_NEAR;
        const double whole = math_floor_d(position);
        const double part = (position - whole) * 0x1p62;
        c->count[l] = beats[l] > 0.0f ? (uint64_t)(int64_t)whole : c->count[l];
        c->part[l] = beats[l] > 0.0f ? (uint64_t)(int64_t)part << 2 : c->part[l];
    }
}

/** What cycle_step() wants: parts of 2^62 that one frame has at 1 Hz. */
static inline double cycle_per_hz(double rate_hz)
{
    return 0x1p62 / rate_hz;
}

/** What one frame has of a cycle, in 2^-64, at most half; `per_hz`: cycle_per_hz(). */
LANES_INLINE uint64_t cycle_step(float hz, double per_hz)
{
    const double cycles = (double)hz * per_hz; /* of 2^62 */

    return (uint64_t)(int64_t)(cycles < 0x1p61 ? cycles : 0x1p61) << 2;
}

/** On to the next frame, in lanes that go by their rate. */
LANES_INLINE void cycle_pass(struct cycle *c, const struct leat_block *block,
                             uint32_t frame, uint32_t first, double per_hz,
                             uint32_t width)
{
    const float *rate = leat_value_row(block->param[CYCLE_RATE], frame) + first;

    for (uint32_t l = 0; l < width; l++) {
        const uint64_t part = c->part[l] + cycle_step(rate[l], per_hz);
        c->count[l] += part < c->part[l];
        c->part[l] = part;
    }
}

#endif
