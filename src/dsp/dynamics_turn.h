/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_DYNAMICS_TURN_H
#define LEAT_DSP_DYNAMICS_TURN_H

/** dynamics_turn: the part of dynamics.h that applies gains to the delayed signal. */

#include "dsp/dynamics.h"

/* Swap a chunk with the delayed signal, then turn it. */
LANES_INLINE void dynamics_turn_group(const float *in, float *out, float *delayed,
                                      const float *gain, uint32_t nframes,
                                      uint32_t lanes, uint32_t width, bool one_gain)
{
    for (uint32_t i = 0; i < nframes; i++)
        for (uint32_t l = 0; l < width; l++) {
            const size_t e = (size_t)i * lanes + l;
            float x = in[e];
            if (delayed) {
                const float late = delayed[e];
                delayed[e] = x;
                x = late;
            }
            out[e] = x * gain[one_gain ? i : i * width + l];
        }
}

LANES_INLINE void dynamics_turn_lanes(const float *in, float *out, float *delayed,
                                      const float *gain, uint32_t nframes,
                                      uint32_t lanes, uint32_t width, bool is_linked)
{
    if (!is_linked)
        dynamics_turn_group(in, out, delayed, gain, nframes, lanes, width, false);
    else if (lanes == 1)
        dynamics_turn_group(in, out, delayed, gain, nframes, 1, 1, true);
    else if (lanes == 2)
        dynamics_turn_group(in, out, delayed, gain, nframes, 2, 2, true);
    else
        dynamics_turn_group(in, out, delayed, gain, nframes, lanes, lanes, true);
}

/**
 * Apply the gains of a chunk: of one key to all lanes where they link, else to
 * `width` lanes.  `n_memories` as told to dynamics_size().
 */
LANES_INLINE void dynamics_turn(struct dynamics *d, const float *gain,
                                const struct leat_block *block, uint32_t start,
                                uint32_t nframes, uint32_t first, uint32_t width,
                                uint32_t n_memories)
{
    const uint32_t lanes = block->lanes;
    const float *in = block->in[DYNAMICS_IN] + (size_t)start * lanes + first;
    float *out = block->out[0] + (size_t)start * lanes + first;
    float *memory = d->rest + (size_t)n_memories * lanes + first;

    if (!d->delay) {
        dynamics_turn_lanes(in, out, NULL, gain, nframes, lanes, width, d->is_linked);
        return;
    }
    for (uint32_t i = 0, n; i < nframes; i += n) {
        const uint32_t at = (d->at + start + i) % d->delay;
        n = d->delay - at < nframes - i ? d->delay - at : nframes - i;
        dynamics_turn_lanes(in + (size_t)i * lanes, out + (size_t)i * lanes,
                            memory + (size_t)at * lanes,
                            gain + (size_t)i * (d->is_linked ? 1 : width), n, lanes,
                            width, d->is_linked);
    }
}

#endif
