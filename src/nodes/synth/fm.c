/* SPDX-License-Identifier: MIT */
/*
 * fm: one operator of a phase-modulation synthesizer.
 *
 *     out = amplitude * sin(2 pi * phase + index * in + feedback * (y1 + y2) / 2)
 *
 * at frequency * ratio, with y1 and y2 its own last two values before the amplitude;
 * in, index and feedback are radians.  Operators are chained by linking one to the
 * input of the next.  Taking the mean of two values keeps feedback from hunting at half
 * the rate. Source: J. Chowning, "The Synthesis of Complex Audio Spectra by Means of
 * Frequency Modulation", 1973; N. Tomisawa, US patent 4249447.
 */
#define LANES_WIDE /* dsp/lanes.h */
#include <leat/node.h>

#include "base/level.h"
#include "base/math.h"
#include "dsp/lanes.h"
#include "dsp/phase.h"
#include "dsp/sounding.h"

enum { RATIO = OSC_N_PARAMS, INDEX, FEEDBACK, DURATION, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, LEAT_PORT_OPTIONAL, "Modulator: moves the phase.",
     NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Sine whose phase is modulated.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    OSC_PARAMS,
    [RATIO] = {.name = "ratio",
               .min = 0.0f,
               .def = 1.0f,
               .max = 64.0f,
               .help = "Factor of the frequency."},
    [INDEX] = {.name = "index",
               .aliases = "depth",
               .def = 1.0f,
               .max = 64.0f,
               .help = "Radians by which an input of 1 moves the phase."},
    [FEEDBACK] = {.name = "feedback",
                  .max = 3.0f,
                  .help = "Radians by which the operator moves its own phase."},
    [DURATION] = SOUNDING_PARAM,
};

struct fm {
    double per_hz; /* 2^32 / rate */
    struct sounding sounding;
    struct {
        uint32_t sum; /* of the phase */
        float y1, y2;
    } lane[];
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    const struct fm *fm = NULL;

    (void)settings;
    return sizeof(*fm) + env->lanes * sizeof(fm->lane[0]);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct fm *fm = state;

    fm->per_hz = 0x1p32 / env->rate_hz;
    sounding_init(&fm->sounding, env, settings->number[DURATION]);
}

LANES_INLINE void tune(uint32_t *step, uint32_t *offset, double per_hz,
                       const struct leat_value *param, uint32_t frame, uint32_t first,
                       uint32_t width)
{
    const float *frequency_hz = leat_value_row(param[OSC_FREQUENCY], frame) + first;
    const float *ratio = leat_value_row(param[RATIO], frame) + first;
    float hz[LANES_MAX];

    for (uint32_t l = 0; l < width; l++)
        hz[l] = frequency_hz[l] * ratio[l];
    osc_to_steps(step, hz, per_hz, width);
    osc_to_phase(offset, leat_value_row(param[OSC_PHASE], frame) + first, width);
}

/* An angle in radians as a phase; beyond 2^20 turns nothing is left of it. */
LANES_INLINE uint32_t to_phase(float radians)
{
    const float all = radians * 0.159154943f;
    const float turns = __builtin_copysignf(math_min(math_abs(all), 0x1p20f), all);
    const float part = turns - (float)(int32_t)turns;

    return (uint32_t)(int32_t)(part * 0x1p30f) << 2;
}

LANES_INLINE void generate(void *state, const struct leat_block *block, uint32_t first,
                           uint32_t width, bool feeds_back)
{
    struct fm *fm = state;
    const struct leat_value *param = block->param;
    const uint32_t moving =
        param[OSC_FREQUENCY].step | param[OSC_PHASE].step | param[RATIO].step;
    const uint32_t lanes = block->lanes;
    const float *in = block->in[0] + first;
    float *out = block->out[0] + first;
    uint32_t sum[LANES_MAX], step[LANES_MAX], offset[LANES_MAX], bend[LANES_MAX];
    float y1[LANES_MAX], y2[LANES_MAX], y[LANES_MAX];

    for (uint32_t l = 0; l < width; l++) {
        sum[l] = fm->lane[first + l].sum;
        y1[l] = fm->lane[first + l].y1;
        y2[l] = fm->lane[first + l].y2;
    }
    tune(step, offset, fm->per_hz, param, 0, first, width);
    for (uint32_t i = 0; i < block->nframes; i++, in += lanes, out += lanes) {
        const float *amplitude = leat_value_row(param[OSC_AMPLITUDE], i) + first;
        const float *index = leat_value_row(param[INDEX], i) + first;
        const float *feedback = leat_value_row(param[FEEDBACK], i) + first;

        if (moving && i > 0)
            tune(step, offset, fm->per_hz, param, i, first, width);
        for (uint32_t l = 0; l < width; l++) {
            const float own = feeds_back ? feedback[l] * 0.5f * (y1[l] + y2[l]) : 0.0f;
            bend[l] = to_phase(index[l] * in[l] + own);
        }
        for (uint32_t l = 0; l < width; l++) {
            y2[l] = y1[l];
            y1[l] = osc_sine(sum[l] + offset[l] + bend[l]);
            y[l] = amplitude[l] * y1[l];
            sum[l] += step[l];
        }
        for (uint32_t l = 0; l < width; l++)
            out[l] = y[l];
    }
    for (uint32_t l = 0; l < width; l++) {
        fm->lane[first + l].sum = sum[l];
        fm->lane[first + l].y1 = y1[l];
        fm->lane[first + l].y2 = y2[l];
    }
}

/* Two texts of one kernel: without feedback no frame waits for the one before. */
LANES_INLINE void straight(void *state, const struct leat_block *block, uint32_t first,
                           uint32_t width)
{
    generate(state, block, first, width, false);
}

LANES_INLINE void fed_back(void *state, const struct leat_block *block, uint32_t first,
                           uint32_t width)
{
    generate(state, block, first, width, true);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    const struct leat_value feedback = block->param[FEEDBACK];
    struct fm *fm = state;
    bool feeds_back = feedback.step > 0;

    for (uint32_t l = 0; l < block->lanes; l++)
        feeds_back |= feedback.at[l] != 0.0f;
    if (feeds_back)
        lanes_run(fed_back, state, block);
    else
        lanes_run(straight, state, block);
    sounding_end(&fm->sounding, block);
}

const struct leat_node_class LEVEL(leat_node_fm) = {
    .size = sizeof(struct leat_node_class),
    .name = "fm",
    .aliases = "operator",
    .summary = "Operator for phase modulation, to be chained.",
    .example = "fm(440.hz) |> fm(220.hz, index: 3, amplitude: 0.3)",
    .flags = LEAT_CLASS_ENDLESS | LEAT_CLASS_ENDS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
