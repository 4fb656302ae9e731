/* SPDX-License-Identifier: MIT */
/* allpass: turns phases and leaves levels alone: dsp/svf_shape.h. */
#define LANES_WIDE /* dsp/lanes.h */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/svf_shape.h"

enum { CUTOFF, Q, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to filter.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0,
     "Signal with phases turned: by 180 degrees at the cutoff.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [CUTOFF] = {.name = "cutoff",
                .aliases = "frequency freq",
                .unit = LEAT_UNIT_HZ,
                .curve = LEAT_CURVE_LOG,
                .min = 20.0f,
                .def = 1000.0f,
                .max = 20000.0f,
                .help = "Where the phase is turned by 180 degrees; held below 0.49 of "
                        "the sample rate."},
    [Q] = {.name = "q",
           .aliases = "resonance",
           .curve = LEAT_CURVE_LOG,
           .min = 0.5f,
           .def = 0.7071f,
           .max = 40.0f,
           .help = "How suddenly the phase turns near the cutoff."},
};

LANES_INLINE void tune(struct svf_tuning *t, const struct leat_block *block,
                       uint32_t frame, uint32_t first, float rate_hz, uint32_t width)
{
    const float *cutoff_hz = leat_value_row(block->param[CUTOFF], frame) + first;
    const float *q = leat_value_row(block->param[Q], frame) + first;

    for (uint32_t l = 0; l < width; l++)
        svf_tune_shape(t, l, (float)SVF_ALLPASS, cutoff_hz[l], q[l], 0.0f, rate_hz);
}

LANES_INLINE void filter(void *state, const struct leat_block *block, uint32_t first,
                         uint32_t width)
{
    svf_run(state, block, first, width, tune, N_PARAMS, SVF_MIX);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    lanes_run(filter, state, block);
}

const struct leat_node_class LEVEL(leat_node_allpass) = {
    .size = sizeof(struct leat_node_class),
    .name = "allpass",
    .summary = "Turn phases around a frequency and leave all levels alone.",
    .example = "mix(saw(110.hz), saw(110.hz) |> allpass(cutoff: 500.hz))",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = svf_state_size,
    .init = svf_init,
    .process = process,
};
