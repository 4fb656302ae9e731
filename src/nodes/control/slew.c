/* SPDX-License-Identifier: MIT */
/*
 * slew: follows a signal no faster than allowed, up and down.
 *
 *     y = y + clamp(x - y, -1 / (fall * rate), 1 / (rise * rate))
 *
 * so a step of 1 takes `rise` seconds.  It begins where the signal does.
 */
#include <leat/node.h>

#include "base/level.h"
#include "base/math.h"
#include "dsp/lanes.h"

enum { RISE, FALL, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to follow.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, LEAT_PORT_CONTROL, "Signal without its fast changes.",
     NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [RISE] = {.name = "rise",
              .aliases = "attack up",
              .unit = LEAT_UNIT_S,
              .def = 0.05f,
              .max = 100.0f,
              .help = "Time to climb by 1; 0 follows at once."},
    [FALL] = {.name = "fall",
              .aliases = "release down",
              .unit = LEAT_UNIT_S,
              .def = 0.05f,
              .max = 100.0f,
              .help = "Time to sink by 1; 0 follows at once."},
};

struct slew {
    float rate_hz;
    uint32_t begun;
    float y[];
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct slew) + env->lanes * sizeof(float);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct slew *slew = state;

    (void)settings;
    slew->rate_hz = (float)env->rate_hz;
}

/* Greatest way up and down in one frame. */
LANES_INLINE void tune(float *up, float *down, const struct leat_block *block,
                       uint32_t frame, uint32_t first, float rate_hz, uint32_t width)
{
    const float *rise = leat_value_row(block->param[RISE], frame) + first;
    const float *fall = leat_value_row(block->param[FALL], frame) + first;

    for (uint32_t l = 0; l < width; l++) {
        const float r = rise[l] * rate_hz, f = fall[l] * rate_hz;
        up[l] = 1.0f / (r < 1e-30f ? 1e-30f : r);
        down[l] = 1.0f / (f < 1e-30f ? 1e-30f : f);
    }
}

/* What is not is not followed. */
LANES_INLINE bool is_finite(float x)
{
    return x - x == 0.0f;
}

LANES_INLINE void follow(void *state, const struct leat_block *block, uint32_t first,
                         uint32_t width)
{
    struct slew *slew = state;
    const uint32_t lanes = block->lanes;
    const bool moving = block->param[RISE].step | block->param[FALL].step;
    const float *in = block->in[0] + first;
    float *out = block->out[0] + first, y[LANES_MAX], up[LANES_MAX], down[LANES_MAX];

    for (uint32_t l = 0; l < width; l++)
        y[l] = slew->begun || !block->nframes || !is_finite(in[l]) ? slew->y[first + l]
                                                                   : in[l];
    tune(up, down, block, 0, first, slew->rate_hz, width);
    for (uint32_t i = 0; i < block->nframes; i++, in += lanes, out += lanes) {
        if (moving)
            tune(up, down, block, i, first, slew->rate_hz, width);
        for (uint32_t l = 0; l < width; l++) {
            const float x = is_finite(in[l]) ? in[l] : y[l], way = x - y[l];
            y[l] = way > up[l] ? y[l] + up[l] : way < -down[l] ? y[l] - down[l] : x;
            out[l] = y[l];
        }
    }
    for (uint32_t l = 0; l < width; l++)
        slew->y[first + l] = y[l];
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct slew *slew = state;

    lanes_run(follow, slew, block);
    slew->begun |= block->nframes > 0;
}

const struct leat_node_class LEVEL(leat_node_slew) = {
    .size = sizeof(struct leat_node_class),
    .name = "slew",
    .aliases = "lag",
    .summary = "Follows a signal no faster than allowed.",
    .example = "sine(frequency: slew(lfo(2.hz, shape: square), rise: 0.1) * 100 + 400)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
