/* SPDX-License-Identifier: MIT */
#ifndef LEAT_DSP_DISTORT_H
#define LEAT_DSP_DISTORT_H

/**
 * distort: a curve of dsp/shaper.h at a multiple of the rate, dsp/halfband.h, between a
 * drive and a tone: the kernel of distortion, tube_saturation and fold.
 *
 *     out = output * tone(down(curve(up(drive * in))))
 *
 * tone is a low-pass of one pole at 1000 * 8^tone Hz, held below 0.3 of the rate, from
 * where on a pole that jumps would make peaks.  What curves of unlike halves add
 * that stands still is taken away again below 7 Hz.
 */

#include <leat/node.h>

#include "base/level.h"
#include "dsp/halfband.h"
#include "dsp/one_pole.h"
#include "dsp/shaper.h"

#define distort_process LEVEL(dsp_distort_process)

/* Rows of state: those of the steps up and down, then these. */
enum {
    DISTORT_UP = 0,
    DISTORT_DOWN = HALFBAND_STEPS * HALFBAND_MEMORIES,
    DISTORT_BEFORE = 2 * DISTORT_DOWN,
    DISTORT_TONE,
    DISTORT_STILL,
    DISTORT_ROWS,
};

struct distort {
    float rate_hz;
    uint32_t steps, curve;
    float row[]; /* rows of one per lane */
};

/** G of dsp/one_pole.h for a tone in [0, 1]. */
LANES_INLINE float distort_tone(float tone, float rate_hz)
{
    return one_pole_tune(math_min(1000.0f * math_exp2(3.0f * tone), 0.3f * rate_hz),
                         rate_hz);
}

/** Where a class has its parameters; `bits` only for curves that ask. */
struct distort_params {
    uint32_t drive, output, tone, bits;
};

/* The parameters of a class of one curve, and those of them that others have too. */
enum {
    DISTORT_DRIVE,
    DISTORT_OUTPUT,
    DISTORT_TONE_PARAM,
    DISTORT_OVERSAMPLE,
    DISTORT_N_PARAMS
};
#define DISTORT_PARAM_DRIVE                                                            \
    {                                                                                  \
        .name = "drive", .curve = LEAT_CURVE_LOG, .min = 0.1f, .def = 2.0f,            \
        .max = 100.0f, .help = "Gain before the curve."                                \
    }
#define DISTORT_PARAM_OUTPUT                                                           \
    {                                                                                  \
        .name = "output", .aliases = "level", .def = 0.5f, .max = 2.0f,                \
        .help = "Gain behind it."                                                      \
    }
#define DISTORT_PARAM_TONE                                                             \
    {                                                                                  \
        .name = "tone", .unit = LEAT_UNIT_FRACTION, .def = 0.5f, .max = 1.0f,          \
        .help = "Brightness: a gentle low-pass from 1 kHz at 0 to 8 kHz at 1."         \
    }
#define DISTORT_PARAM_OVERSAMPLE(but)                                                  \
    {                                                                                  \
        .name = "oversample", .kind = LEAT_INTEGER, .min = 1.0f, .def = 8.0f,          \
        .max = 16.0f, .flags = LEAT_PARAM_STRUCTURAL,                                  \
        .help = "Multiple of the rate to work at: 1, 2, 4, 8 or 16" but "."            \
    }
#define DISTORT_PARAMS                                                                 \
    [DISTORT_DRIVE] = DISTORT_PARAM_DRIVE, [DISTORT_OUTPUT] = DISTORT_PARAM_OUTPUT,    \
    [DISTORT_TONE_PARAM] = DISTORT_PARAM_TONE,                                         \
    [DISTORT_OVERSAMPLE] = DISTORT_PARAM_OVERSAMPLE("")

static inline size_t distort_state_size(const struct leat_env *env,
                                        const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct distort) + (size_t)DISTORT_ROWS * env->lanes * sizeof(float);
}

/** Steps of an oversampling by 1, 2, 4, 8 or 16; what lies between counts as the
 * lower. */
static inline uint32_t distort_steps(float oversample)
{
    uint32_t steps = 0;

    for (float x = 2.0f; x <= oversample && steps < HALFBAND_STEPS; x *= 2.0f)
        steps++;
    return steps;
}

/** The steps' delay and half a sample of the curve's mean, to the nearest frame. */
static inline uint32_t distort_latency(uint32_t steps)
{
    return (uint32_t)(halfband_delay[steps] + 0.5f / (float)(1u << steps) + 0.499f);
}

LEAT_RT static inline void distort_init(struct distort *d, const struct leat_env *env,
                                        enum shaper_curve curve, float oversample)
{
    d->rate_hz = (float)env->rate_hz;
    d->curve = curve;
    d->steps = curve == SHAPER_BITCRUSH ? 0 : distort_steps(oversample);
}

/** All lanes: input port 0 to output port 0. */
LEAT_RT void distort_process(struct distort *d, const struct leat_block *block,
                             const struct distort_params *at);

/** The latency of a class of one curve. */
static inline uint32_t distort_curve_latency(const struct leat_env *env,
                                             const struct leat_settings *settings)
{
    (void)env;
    return distort_latency(distort_steps(settings->number[DISTORT_OVERSAMPLE]));
}

/** What such a class does; init says which curve. */
LEAT_RT static inline void distort_curve_process(void *state,
                                                 const struct leat_block *block)
{
    static const struct distort_params at = {DISTORT_DRIVE, DISTORT_OUTPUT,
                                             DISTORT_TONE_PARAM, DISTORT_DRIVE};

    distort_process(state, block, &at);
}

#endif
