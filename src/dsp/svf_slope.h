/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_SVF_SLOPE_H
#define LEAT_DSP_SVF_SLOPE_H

/**
 * svf_slope: low- and high-pass of 12 or 24 dB an octave, as one or two filters of
 * dsp/svf.h in series.
 *
 * The gain at the cutoff is q, whatever the slope.  At 24 dB the first section has
 * the lower q of a Butterworth filter of four poles, 0.5412, and the second q / 0.5412:
 * q = 0.7071 is Butterworth's flat response at both slopes, and more rings once, not
 * twice.
 *
 * Source: S. Butterworth, "On the Theory of Filter Amplifiers", 1930, for the 0.5412 =
 * 1 / (2 cos(pi / 8)).
 */

#include "dsp/svf.h"

/* The parameters of a class of slopes. */
enum { SVF_SLOPE_CUTOFF, SVF_SLOPE_Q, SVF_SLOPE_DB, SVF_SLOPE_PARAMS };

static const float SVF_SLOPE_FIRST_K = 1.84775907f; /* 2 cos(pi / 8) */

static inline bool svf_slope_is_steep(const struct leat_settings *settings)
{
    return settings->number[SVF_SLOPE_DB] >= 18.0f;
}

static inline size_t svf_slope_state_size(const struct leat_env *env,
                                          const struct leat_settings *settings)
{
    const struct svf *svf = NULL;
    const size_t sections = svf_slope_is_steep(settings) ? 2 : 1;

    return sizeof(*svf) + sections * env->lanes * sizeof(svf->lane[0]);
}

LEAT_RT static inline void svf_slope_init(void *state, const struct leat_env *env,
                                          const struct leat_settings *settings)
{
    struct svf *svf = state;

    svf->rate_hz = (float)env->rate_hz;
    svf->sections = svf_slope_is_steep(settings) ? 2 : 1;
}

LANES_INLINE void svf_slope_tune_first(struct svf_tuning *t,
                                       const struct leat_block *block, uint32_t frame,
                                       uint32_t first, float rate_hz, uint32_t width)
{
    const float *cutoff_hz =
        leat_value_row(block->param[SVF_SLOPE_CUTOFF], frame) + first;

    for (uint32_t l = 0; l < width; l++)
        svf_tune(t, l, cutoff_hz[l], SVF_SLOPE_FIRST_K, rate_hz);
}

LANES_INLINE void svf_slope_tune_second(struct svf_tuning *t,
                                        const struct leat_block *block, uint32_t frame,
                                        uint32_t first, float rate_hz, uint32_t width)
{
    const float *cutoff_hz =
        leat_value_row(block->param[SVF_SLOPE_CUTOFF], frame) + first;
    const float *q = leat_value_row(block->param[SVF_SLOPE_Q], frame) + first;

    for (uint32_t l = 0; l < width; l++)
        svf_tune(t, l, cutoff_hz[l], 1.0f / (q[l] * SVF_SLOPE_FIRST_K), rate_hz);
}

/** The kernel: `output` is SVF_LOW or SVF_HIGH. */
LANES_INLINE void svf_slope_run(void *state, const struct leat_block *block,
                                uint32_t first, uint32_t width, enum svf_output output)
{
    struct svf *svf = state;

    if (svf->sections < 2) {
        svf_run(svf, block, first, width, svf_tune_cutoff_q, SVF_SLOPE_DB, output);
        return;
    }
    svf_run_section(svf, 0, block->in[0], block, first, width, svf_slope_tune_first,
                    SVF_SLOPE_Q, output);
    svf_run_section(svf, 1, block->out[0], block, first, width, svf_slope_tune_second,
                    SVF_SLOPE_DB, output);
}

#endif
