/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_APPROACH_H
#define LEAT_DSP_APPROACH_H

/**
 * approach: settings that near what they are set to, a part of the way each frame.
 *
 *     y' = y + part (x - y)        part = 1 - e^(ln(0.01) / (time * rate))
 *
 * so 99 % of the way are done after `time`.  At a node's first frame y is x, and where
 * the float that is heard would be x, or less than 1e-9 is left, y becomes x.
 *
 * A class that has this lists such settings first, with smooth_ms -1, and hands its
 * kernel pieces of at most APPROACH_FRAMES in whose block they move.
 */

#include <leat/node.h>

#include "base/math.h"
#include "dsp/lanes.h"

enum {
    APPROACH_FRAMES = 64,
    APPROACH_MOST = 4,
    APPROACH_PARAMS = 8,
    APPROACH_PORTS = 4
};

struct approach {
    uint32_t n; /* the first so many parameters do */
    uint32_t begun;
    double part[APPROACH_MOST];
    double y[]; /* of each a row of lanes; behind them rows of floats for a piece */
};

/** Bytes of the state, a multiple of 64: what else a class remembers stands behind. */
static inline size_t approach_bytes(uint32_t n, uint32_t lanes)
{
    const size_t each = sizeof(double) + APPROACH_FRAMES * sizeof(float);

    return (sizeof(struct approach) + n * (size_t)lanes * each + 63) / 64 * 64;
}

LEAT_RT static inline void *approach_rest(struct approach *a, uint32_t lanes)
{
    return (char *)a + approach_bytes(a->n, lanes);
}

/** The part of the way that one frame does of `seconds`; 0 seconds: all. */
static inline double approach_part(double seconds, double rate_hz)
{
    return seconds > 0.0 ? 1.0 - math_exp_d(-4.605170185988091 / (seconds * rate_hz))
                         : 1.0;
}

LEAT_RT static inline void approach_init(struct approach *a, uint32_t n,
                                         const float *ms, double rate_hz)
{
    a->n = n;
    for (uint32_t k = 0; k < n; k++)
        a->part[k] = approach_part((double)ms[k] * 0.001, rate_hz);
}

/** One frame. */
LANES_INLINE float approach_step(double *y, float x, double part)
{
    const double to = (double)x, next = *y + part * (to - *y), left = to - next;
    const bool there = ((float)next == x) | (left < 1e-9 && left > -1e-9);

    *y = there ? to : next;
    return (float)*y;
}

/* One parameter of a piece of `n` frames. */
LEAT_RT static inline struct leat_value approach_row(struct approach *a, uint32_t k,
                                                     struct leat_value x, uint32_t n,
                                                     uint32_t lanes)
{
    double *y = a->y + (size_t)k * lanes;
    float *row = (float *)(void *)(a->y + (size_t)a->n * lanes) +
                 (size_t)k * APPROACH_FRAMES * lanes;
    bool there = x.step == 0;

    for (uint32_t l = 0; l < lanes && !a->begun; l++)
        y[l] = (double)x.at[l];
    for (uint32_t l = 0; l < lanes; l++)
        there = there && y[l] == (double)x.at[l];
    if (there)
        return x;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t l = 0; l < lanes; l++)
            row[i * lanes + l] =
                approach_step(&y[l], leat_value_row(x, i)[l], a->part[k]);
    return (struct leat_value){row, lanes};
}

/** A piece of a block. */
struct approach_piece {
    struct leat_block block;
    const float *in[APPROACH_PORTS];
    float *out[APPROACH_PORTS];
    struct leat_value param[APPROACH_PARAMS];
};

/**
 * Make the piece that begins at frame `start` of a block of a class with so many ports
 * and parameters.  Returns its frames.
 */
LEAT_RT static inline uint32_t approach_cut(struct approach *a,
                                            struct approach_piece *piece,
                                            const struct leat_block *block,
                                            uint32_t n_in, uint32_t n_out,
                                            uint32_t n_params, uint32_t start)
{
    const uint32_t left = block->nframes - start;
    const uint32_t n = left < APPROACH_FRAMES ? left : APPROACH_FRAMES;

    piece->block = *block;
    piece->block.frame += start;
    piece->block.nframes = n;
    piece->block.n_events = start ? 0 : block->n_events;
    piece->block.in = piece->in;
    piece->block.out = piece->out;
    piece->block.param = piece->param;
    for (uint32_t p = 0; p < n_in; p++)
        piece->in[p] = block->in[p] + (size_t)start * block->in_lanes[p];
    for (uint32_t p = 0; p < n_out; p++)
        piece->out[p] = block->out[p] + (size_t)start * block->out_lanes[p];
    for (uint32_t k = 0; k < n_params; k++) {
        const struct leat_value x = {leat_value_row(block->param[k], start),
                                     block->param[k].step};
        piece->param[k] = k < a->n ? approach_row(a, k, x, n, block->lanes) : x;
    }
    a->begun = 1;
    return n;
}

#endif
