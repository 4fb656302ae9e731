/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_SVF_H
#define LEAT_DSP_SVF_H

/**
 * svf: the two-pole filter behind lowpass, highpass, bandpass, notch and their kin.
 *
 * A state-variable filter discretised with the trapezoidal rule.  With
 * g = tan(pi * cutoff / rate), k = 1 / q and memories s1, s2, one sample is
 *
 *     high = (x - (g + k) * s1 - s2) / (1 + g * (g + k))
 *     band = g * high + s1        s1 = g * high + band
 *     low  = g * band + s2        s2 = g * band + low
 *
 * Solved for what the memories become, that is, with v = x - s2 and g = S / C,
 *
 *     r = 2 / (C * C + S * (S + k * C))
 *     c1 = S * (S + k * C) * r    c2 = S * C * r    c3 = S * S * r
 *     s1' = s1 - c1 * s1 + c2 * v       band = (s1 + s1') / 2
 *     s2' = s2 + c2 * s1 + c3 * v       low  = (s2 + s2') / 2
 *
 * whose longest chain from frame to frame is three operations, and whose tuning takes
 * one division: g = tan(pi * cutoff / rate) is never needed itself.
 *
 * tan() makes the analogue response exact at the cutoff, and the memories keep
 * their meaning when g and k change, so sweeping the cutoff does not click.
 *
 * Source: V. Zavalishin, "The Art of VA Filter Design", state-variable filter.
 */

#include <leat/node.h>

#include "base/math.h"
#include "dsp/bound.h"
#include "dsp/lanes.h"

/* SVF_MIX is m0 * x + m1 * band + m2 * low: every two-pole shape, see dsp/svf_shape.h.
 */
enum svf_output { SVF_LOW, SVF_HIGH, SVF_BAND, SVF_NOTCH, SVF_MIX };

/* Added to s2 at every frame, this keeps both memories above the denormal
 * numbers when the input falls silent: s1 comes to rest at -SVF_TINY / (2 * g). */
static const float SVF_TINY = 1e-20f;

struct svf {
    float rate_hz;
    uint32_t sections; /* one after the other, of dsp/svf_slope.h */
    struct {
        float s1, s2; /* memories of the two integrators */
    } lane[];         /* of each section its lanes */
};

struct svf_tuning {
    float S[LANES_MAX], C[LANES_MAX], k[LANES_MAX];    /* g = S / C */
    float m0[LANES_MAX], m1[LANES_MAX], m2[LANES_MAX]; /* of SVF_MIX */
};

/** Finds the tuning of `width` lanes from one row of parameters. */
typedef void svf_tuner(struct svf_tuning *tuning, const struct leat_block *block,
                       uint32_t frame, uint32_t first, float rate_hz, uint32_t width);

static inline size_t svf_state_size(const struct leat_env *env,
                                    const struct leat_settings *settings)
{
    const struct svf *svf = NULL;

    (void)settings;
    return sizeof(*svf) + env->lanes * sizeof(svf->lane[0]);
}

LEAT_RT static inline void svf_init(void *state, const struct leat_env *env,
                                    const struct leat_settings *settings)
{
    struct svf *svf = state;

    (void)settings;
    svf->rate_hz = (float)env->rate_hz;
}

/** Part of a half turn that a cutoff is, held below 0.49 of the rate. */
LANES_INLINE float svf_cycles(float cutoff_hz, float rate_hz)
{
    const float cycles = cutoff_hz * (1.0f / rate_hz); /* one division for all frames */

    return cycles < 0.49f ? cycles : 0.49f;
}

/** Tune one lane. */
LANES_INLINE void svf_tune(struct svf_tuning *t, uint32_t l, float cutoff_hz, float k,
                           float rate_hz)
{
    const float cycles = svf_cycles(cutoff_hz, rate_hz);

    t->S[l] = math_sin_pi(cycles);
    t->C[l] = math_sin_pi(0.5f - cycles);
    t->k[l] = k;
}

/** The tuner of classes whose first two parameters are cutoff and q. */
LANES_INLINE void svf_tune_cutoff_q(struct svf_tuning *t,
                                    const struct leat_block *block, uint32_t frame,
                                    uint32_t first, float rate_hz, uint32_t width)
{
    const float *cutoff_hz = leat_value_row(block->param[0], frame) + first;
    const float *q = leat_value_row(block->param[1], frame) + first;

    if (!frame || block->param[1].step) /* it still holds */
        for (uint32_t l = 0; l < width; l++)
            t->k[l] = 1.0f / q[l];
    for (uint32_t l = 0; l < width; l++)
        svf_tune(t, l, cutoff_hz[l], t->k[l], rate_hz);
}

/* What the memories move by in a frame. */
struct svf_step {
    float c1[LANES_MAX], c2[LANES_MAX], c3[LANES_MAX];
};

LANES_INLINE void svf_find_step(struct svf_step *step, const struct svf_tuning *t,
                                uint32_t width)
{
    for (uint32_t l = 0; l < width; l++) {
        const float S = t->S[l], C = t->C[l], damped = S + t->k[l] * C;
        const float r = S * (2.0f / (C * C + S * damped));
        step->c1[l] = damped * r;
        step->c2[l] = C * r;
        step->c3[l] = S * r;
    }
}

/* One frame: x through the filter whose step stands from place `at` on. */
LANES_INLINE void svf_pass(float *out, const float *x, float *s1, float *s2,
                           const struct svf_step *c, const struct svf_tuning *t,
                           uint32_t at, uint32_t width, enum svf_output output)
{
    for (uint32_t l = 0, e = at; l < width; l++, e++) {
        const float v = x[l] - s2[l];
        const float n1 = (s1[l] - c->c1[e] * s1[l]) + c->c2[e] * v;
        const float n2 = ((s2[l] + SVF_TINY) + c->c2[e] * s1[l]) + c->c3[e] * v;
        const float band = 0.5f * (s1[l] + n1), low = 0.5f * (s2[l] + n2);
        s1[l] = n1;
        s2[l] = n2;
        out[l] = output == SVF_LOW    ? low
                 : output == SVF_HIGH ? (x[l] - t->k[e] * band) - low
                 : output == SVF_BAND ? t->k[e] * band
                 : output == SVF_NOTCH
                     ? x[l] - t->k[e] * band
                     : t->m0[e] * x[l] + (t->m1[e] * band + t->m2[e] * low);
    }
}

/* What a narrow group is tuned by: the parameters of the next 16 / width frames, side
 * by side as if they were lanes. */
enum { SVF_PLACES = 16, SVF_PARAMS_MAX = 4 };

struct svf_ahead {
    float row[SVF_PARAMS_MAX][SVF_PLACES];
    struct leat_value param[SVF_PARAMS_MAX];
    struct leat_block block; /* that the tuner sees */
};

LANES_INLINE void svf_look_ahead(struct svf_ahead *ahead,
                                 const struct leat_block *block, uint32_t frame,
                                 uint32_t first, uint32_t width, uint32_t n_params)
{
    const uint32_t last = block->nframes - 1;

    for (uint32_t p = 0; p < n_params; p++) {
        for (uint32_t e = 0; e < SVF_PLACES; e++) {
            const uint32_t i = frame + e / width < last ? frame + e / width : last;
            ahead->row[p][e] = leat_value_row(block->param[p], i)[first + e % width];
        }
        ahead->param[p] = (struct leat_value){ahead->row[p], 0};
    }
    ahead->block.param = ahead->param;
}

/** One section of several that follow each other: `in` to output port 0, tuned by the
 * first `n_params` parameters, at most SVF_PARAMS_MAX. */
LANES_INLINE void svf_run_section(struct svf *svf, uint32_t section, const float *in,
                                  const struct leat_block *block, uint32_t first,
                                  uint32_t width, svf_tuner *tune, uint32_t n_params,
                                  enum svf_output output)
{
    const uint32_t lanes = block->lanes, at = section * lanes + first;
    const uint32_t many = width < SVF_PLACES ? SVF_PLACES / width : 1;
    const float rate_hz = svf->rate_hz;
    float *out = block->out[0] + first;
    float x[LANES_MAX], s1[LANES_MAX], s2[LANES_MAX];
    uint32_t moving = 0;
    struct svf_tuning t;
    struct svf_step c;
    struct svf_ahead ahead = {.block = {0}};

    for (uint32_t p = 0; p < n_params; p++)
        moving |= block->param[p].step;
    for (uint32_t l = 0; l < width; l++) {
        s1[l] = svf->lane[at + l].s1;
        s2[l] = svf->lane[at + l].s2;
    }
    tune(&t, block, 0, first, rate_hz, width);
    svf_find_step(&c, &t, width);
    in += first;
    for (uint32_t i = 0; i < block->nframes; i++, in += lanes, out += lanes) {
        const uint32_t place = moving ? i % many * width : 0;
        if (moving && many == 1) {
            tune(&t, block, i, first, rate_hz, width);
            svf_find_step(&c, &t, width);
        } else if (moving && place == 0) {
            svf_look_ahead(&ahead, block, i, first, width, n_params);
            tune(&t, &ahead.block, 0, 0, rate_hz, SVF_PLACES);
            svf_find_step(&c, &t, SVF_PLACES);
        }
        for (uint32_t l = 0; l < width; l++)
            x[l] = bound(in[l]);
        svf_pass(out, x, s1, s2, &c, &t, place, width, output);
    }
    for (uint32_t l = 0; l < width; l++) {
        svf->lane[at + l].s1 = s1[l];
        svf->lane[at + l].s2 = s2[l];
    }
}

/** The kernel of one section: input port 0 to output port 0. */
LANES_INLINE void svf_run(void *state, const struct leat_block *block, uint32_t first,
                          uint32_t width, svf_tuner *tune, uint32_t n_params,
                          enum svf_output output)
{
    svf_run_section(state, 0, block->in[0], block, first, width, tune, n_params,
                    output);
}

#endif
