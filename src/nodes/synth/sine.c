/* SPDX-License-Identifier: MIT */
/*
 * sine: sine wave.
 *
 * out = amplitude * sin(2 * pi * phase), with the phase of dsp/phase.h.
 */
#define LANES_WIDE /* dsp/lanes.h */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/lanes.h"
#include "dsp/phase.h"
#include "dsp/sounding.h"

enum { DURATION = OSC_N_PARAMS, N_PARAMS };

static const struct leat_port ports[] = {
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Sine, rising through 0 at phase 0.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    OSC_PARAMS,
    [DURATION] = SOUNDING_PARAM,
};

struct sine {
    double per_hz; /* 2^32 / rate */
    struct sounding sounding;
    uint32_t sum[]; /* of the phase, for each lane */
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct sine) + env->lanes * sizeof(uint32_t);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct sine *sine = state;

    sine->per_hz = 0x1p32 / env->rate_hz;
    sounding_init(&sine->sounding, env, settings->number[DURATION]);
}

LANES_INLINE void tune(uint32_t *step, uint32_t *offset, double per_hz,
                       const struct leat_value *param, uint32_t frame, uint32_t first,
                       uint32_t width)
{
    osc_to_steps(step, leat_value_row(param[OSC_FREQUENCY], frame) + first, per_hz,
                 width);
    osc_to_phase(offset, leat_value_row(param[OSC_PHASE], frame) + first, width);
}

LANES_INLINE void generate(void *state, const struct leat_block *block, uint32_t first,
                           uint32_t width, bool is_moving)
{
    struct sine *sine = state;
    const struct leat_value *param = block->param;
    const double per_hz = sine->per_hz;
    uint32_t sum[LANES_MAX], step[LANES_MAX], offset[LANES_MAX];
    float *out = block->out[0] + first, y[LANES_MAX];

    for (uint32_t l = 0; l < width; l++)
        sum[l] = sine->sum[first + l];
    tune(step, offset, per_hz, param, 0, first, width);
    for (uint32_t i = 0; i < block->nframes; i++, out += block->lanes) {
        const float *amplitude = leat_value_row(param[OSC_AMPLITUDE], i) + first;

        if (is_moving)
            tune(step, offset, per_hz, param, i, first, width);
        for (uint32_t l = 0; l < width; l++)
            y[l] = amplitude[l] *
                   osc_sine(sum[l] + offset[l] + (is_moving ? 0 : i * step[l]));
        for (uint32_t l = 0; is_moving && l < width; l++)
            sum[l] += step[l];
        for (uint32_t l = 0; l < width; l++)
            out[l] = y[l];
    }
    for (uint32_t l = 0; l < width; l++)
        sine->sum[first + l] = sum[l] + (is_moving ? 0 : block->nframes * step[l]);
}

/* Two texts of one kernel: in the first, steps and sums stay in registers, and no sum
 * is stored in the loop: gcc 12 moves such stores of 8 lanes out of it and mixes up
 * their halves at level v2. */
LANES_INLINE void still(void *state, const struct leat_block *block, uint32_t first,
                        uint32_t width)
{
    generate(state, block, first, width, false);
}

LANES_INLINE void moving(void *state, const struct leat_block *block, uint32_t first,
                         uint32_t width)
{
    generate(state, block, first, width, true);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct sine *sine = state;

    if (block->param[OSC_FREQUENCY].step | block->param[OSC_PHASE].step)
        lanes_run(moving, state, block);
    else
        lanes_run(still, state, block);
    sounding_end(&sine->sounding, block);
}

const struct leat_node_class LEVEL(leat_node_sine) = {
    .size = sizeof(struct leat_node_class),
    .name = "sine",
    .summary = "Sine wave.",
    .example = "sine(440.hz) |> gain(-12.db)",
    .flags = LEAT_CLASS_ENDLESS | LEAT_CLASS_ENDS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
