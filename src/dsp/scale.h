/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_SCALE_H
#define LEAT_DSP_SCALE_H

/**
 * scale: input 0 times the factor of a gain in decibels to output 0; parameter 0 is the
 * gain.
 *
 * A gain that stands still and is the same for all lanes, as most are, makes one loop
 * over frames and lanes alike, and its factor is kept from call to call.
 */

#include <leat/node.h>

#include "base/math.h"
#include "dsp/lanes.h"

struct scale {
    float gain_db, factor; /* the gain last met, and its factor */
};

static inline size_t scale_state_size(const struct leat_env *env,
                                      const struct leat_settings *settings)
{
    (void)env;
    (void)settings;
    return sizeof(struct scale);
}

LEAT_RT static inline void scale_init(void *state, const struct leat_env *env,
                                      const struct leat_settings *settings)
{
    (void)env;
    (void)settings;
    *(struct scale *)state = (struct scale){0.0f, 1.0f};
}

LANES_INLINE void scale_lanes(void *state, const struct leat_block *block,
                              uint32_t first, uint32_t width)
{
    const struct leat_value gain = block->param[0];
    const uint32_t lanes = block->lanes;
    const float *in = block->in[0] + first;
    float *out = block->out[0] + first;
    float factor[LANES_MAX] = {0};

    (void)state;
    for (uint32_t i = 0; i < block->nframes; i++, in += lanes, out += lanes) {
        const float *gain_db = leat_value_row(gain, i) + first;
        float x[LANES_MAX];

        if (i == 0 || gain.step)
            for (uint32_t l = 0; l < width; l++)
                factor[l] = math_db_to_factor(gain_db[l]);
        for (uint32_t l = 0; l < width; l++)
            x[l] = in[l];
        for (uint32_t l = 0; l < width; l++)
            out[l] = factor[l] * x[l];
    }
}

/* The same factor for `width` samples; `out` may be `in`. */
LANES_INLINE void scale_some(float factor, const float *in, float *out, uint32_t width)
{
    float x[16];

    for (uint32_t k = 0; k < width; k++)
        x[k] = factor * in[k];
    for (uint32_t k = 0; k < width; k++)
        out[k] = x[k];
}

/* The same factor for all samples. */
LANES_INLINE void scale_flat(float factor, const float *in, float *out, size_t n)
{
    for (; n >= 16; n -= 16, in += 16, out += 16)
        scale_some(factor, in, out, 16);
    for (; n; n--)
        *out++ = factor * *in++;
}

/* The rare way, kept out of the other's path: a call of that costs what 64 samples do.
 */
LEAT_RT static __attribute__((noinline)) void
scale_moving(const struct leat_block *block)
{
    lanes_run(scale_lanes, NULL, block);
}

LEAT_RT static inline void scale_process(void *state, const struct leat_block *block)
{
    struct scale *scale = state;
    const struct leat_value gain = block->param[0];
    uint32_t alike = 1;

    while (alike < block->lanes && gain.at[alike] == gain.at[0])
        alike++;
    if (gain.step || alike < block->lanes) {
        scale_moving(block);
        return;
    }
    if (gain.at[0] != scale->gain_db)
        *scale = (struct scale){gain.at[0], math_db_to_factor(gain.at[0])};
    scale_flat(scale->factor, block->in[0], block->out[0],
               (size_t)block->nframes * block->lanes);
}

enum { SCALE_CHAIN = 64 };

/* One factor after the other on 64 samples that stay in registers: so many, because a
 * product has to wait for the one before. */
LANES_INLINE void scale_chain_some(const float *factor, uint32_t n, const float *in,
                                   float *out, uint32_t width)
{
    float x[64];

    for (uint32_t k = 0; k < width; k++)
        x[k] = in[k];
    for (uint32_t f = 0; f < n; f++)
        for (uint32_t k = 0; k < width; k++)
            x[k] = factor[f] * x[k];
    for (uint32_t k = 0; k < width; k++)
        out[k] = x[k];
}

/* The factor of a gain that stands still and is the same for all lanes. */
LANES_INLINE bool scale_factor(struct scale *scale, struct leat_value gain,
                               uint32_t lanes, float *factor)
{
    for (uint32_t l = 1; l < lanes; l++)
        if (gain.at[l] != gain.at[0])
            return false;
    if (gain.at[0] != scale->gain_db)
        *scale = (struct scale){gain.at[0], math_db_to_factor(gain.at[0])};
    *factor = scale->factor;
    return !gain.step;
}

/* Up to SCALE_CHAIN gains as one pass over the samples, which multiplies each by one
 * factor after the other as the calls would. */
LEAT_RT static inline bool scale_process_chain(void *const *state,
                                               const struct leat_value *const *param,
                                               const struct leat_block *block,
                                               uint32_t n)
{
    const float *in = block->in[0];
    float *out = block->out[0], factor[SCALE_CHAIN];
    size_t left = (size_t)block->nframes * block->lanes;

    if (n > SCALE_CHAIN)
        return false;
    for (uint32_t k = 0; k < n; k++)
        if (!scale_factor(state[k], param[k][0], block->lanes, &factor[k]))
            return false;
    for (; left >= 64; left -= 64, in += 64, out += 64)
        scale_chain_some(factor, n, in, out, 64);
    for (; left; left--)
        scale_chain_some(factor, n, in++, out++, 1);
    return true;
}

#endif
