/* SPDX-License-Identifier: MIT */
/*
 * auto_pan: a signal that sways between left and right with equal power.  With
 * p = depth * wave, left = c cos(pi / 4 (1 + p)) and right = c sin(pi / 4 (1 + p)); c
 * is 1 for a single channel, as in pan, and sqrt(2) for left and right, so that in the
 * middle they stay as they are.
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/sides.h"
#include "dsp/sway.h"

enum { RATE, DEPTH, SHAPE, N_PARAMS };
enum { SINE, TRIANGLE };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to move; a single channel is placed.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Left and right.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [RATE] = SWAY_RATE(0.5f),
    [DEPTH] = SWAY_FRACTION("depth", NULL, 1.0f, "How far to the sides it goes."),
    [SHAPE] = {.name = "shape",
               .kind = LEAT_ENUM,
               .max = 1.0f,
               .choices = "sine triangle",
               .help = "Form of a swing."},
};

struct auto_pan {
    double per_hz; /* 2^32 / rate */
    uint32_t phase;
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)env;
    (void)settings;
    return sizeof(struct auto_pan);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    ((struct auto_pan *)state)->per_hz = 0x1p32 / env->rate_hz;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct auto_pan *pan = state;
    const struct leat_value *param = block->param;
    const uint32_t lanes_in = block->in_lanes[0], lanes = block->out_lanes[0];
    const float most = lanes_in == 1 ? 1.0f : 1.41421356f;
    const bool straight = param[SHAPE].at[0] == (float)TRIANGLE;
    const float *in = block->in[0];
    float *out = block->out[0];

    for (uint32_t i = 0; i < block->nframes; i++, in += lanes_in, out += lanes) {
        const float wave = straight ? sway_triangle(pan->phase) : sway_sine(pan->phase);
        const float x = 0.25f + 0.25f * sides_param(param[DEPTH], i) * wave;
        const float gain[2] = {most * math_sin_pi(0.5f - x), most * math_sin_pi(x)};
        uint32_t step;

        for (uint32_t l = 0; l < lanes; l++)
            out[l] = gain[l & 1] * in[lanes_in == 1 ? 0 : l];
        osc_to_steps(&step, leat_value_row(param[RATE], i), pan->per_hz, 1);
        pan->phase += step;
    }
}

const struct leat_node_class LEVEL(leat_node_auto_pan) = {
    .size = sizeof(struct leat_node_class),
    .name = "auto_pan",
    .aliases = "autopan",
    .summary = "Signal that sways between left and right.",
    .example = "saw(220.hz, amplitude: 0.5) |> auto_pan(rate: 1.hz)",
    .flags = LEAT_CLASS_MATRIX,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .shape = sides_shape,
    .state_size = state_size,
    .init = init,
    .process = process,
};
