/* SPDX-License-Identifier: MIT */
/* dc_block: take away what stands still; a high-pass of 6 dB an octave. */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/bound.h"
#include "dsp/one_pole.h"

enum { CUTOFF, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal with an offset.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Signal around 0.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [CUTOFF] = {.name = "cutoff",
                .aliases = "frequency freq",
                .unit = LEAT_UNIT_HZ,
                .curve = LEAT_CURVE_LOG,
                .min = 0.1f,
                .def = 7.0f,
                .max = 100.0f,
                .help = "Frequency that is lowered by 3 dB."},
};

struct dc_block {
    float rate_hz;
    float s[]; /* the slow part of each lane */
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return sizeof(struct dc_block) + env->lanes * sizeof(float);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    struct dc_block *dc = state;

    (void)settings;
    dc->rate_hz = (float)env->rate_hz;
}

LANES_INLINE void filter(void *state, const struct leat_block *block, uint32_t first,
                         uint32_t width)
{
    struct dc_block *dc = state;
    const struct leat_value cutoff = block->param[CUTOFF];
    const float rate_hz = dc->rate_hz;
    const float *in = block->in[0] + first;
    float *out = block->out[0] + first;
    float s[LANES_MAX], G[LANES_MAX] = {0}, x[LANES_MAX];

    for (uint32_t l = 0; l < width; l++)
        s[l] = dc->s[first + l];
    for (uint32_t i = 0; i < block->nframes; i++) {
        if (i == 0 || cutoff.step)
            for (uint32_t l = 0; l < width; l++)
                G[l] = one_pole_tune(leat_value_row(cutoff, i)[first + l], rate_hz);
        for (uint32_t l = 0; l < width; l++)
            x[l] = bound(in[l]);
        for (uint32_t l = 0; l < width; l++)
            out[l] = x[l] - one_pole_low(&s[l], x[l], G[l]);
        in += block->lanes;
        out += block->lanes;
    }
    for (uint32_t l = 0; l < width; l++)
        dc->s[first + l] = s[l];
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    lanes_run(filter, state, block);
}

const struct leat_node_class LEVEL(leat_node_dc_block) = {
    .size = sizeof(struct leat_node_class),
    .name = "dc_block",
    .aliases = "dcblock",
    .summary = "Take away a constant offset.",
    .example = "pulse(110.hz, width: 10%) |> dc_block()",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
