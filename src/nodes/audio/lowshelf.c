/* SPDX-License-Identifier: MIT */
/* lowshelf: shelf of an equaliser, a boost or cut of all that is low: dsp/svf_shape.h.
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/svf_shape.h"

enum { FREQUENCY, GAIN, Q, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to filter.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Signal with the shelf.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [FREQUENCY] = {.name = "frequency",
                   .aliases = "freq cutoff",
                   .unit = LEAT_UNIT_HZ,
                   .curve = LEAT_CURVE_LOG,
                   .min = 20.0f,
                   .def = 1000.0f,
                   .max = 20000.0f,
                   .help = "Middle of the slope, where half the gain in dB is reached; "
                           "held below 0.49 of the sample rate."},
    [GAIN] = {.name = "gain",
              .unit = LEAT_UNIT_DB,
              .min = -24.0f,
              .max = 24.0f,
              .help = "Gain far below the frequency; far above it is 1."},
    [Q] = {.name = "q",
           .aliases = "resonance",
           .curve = LEAT_CURVE_LOG,
           .min = 0.1f,
           .def = 0.7071f,
           .max = 18.0f,
           .help = "Steepness of the slope; above 0.7071 it overshoots."},
};

LANES_INLINE void tune(struct svf_tuning *t, const struct leat_block *block,
                       uint32_t frame, uint32_t first, float rate_hz, uint32_t width)
{
    const float *cutoff_hz = leat_value_row(block->param[FREQUENCY], frame) + first;
    const float *q = leat_value_row(block->param[Q], frame) + first;
    const float *gain_db = leat_value_row(block->param[GAIN], frame) + first;

    for (uint32_t l = 0; l < width; l++)
        svf_tune_shape(t, l, (float)SVF_LOWSHELF, cutoff_hz[l], q[l], gain_db[l],
                       rate_hz);
}

LANES_INLINE void filter(void *state, const struct leat_block *block, uint32_t first,
                         uint32_t width)
{
    const struct leat_value *p = block->param;

    svf_run(state, block, first, width, tune,
            p[FREQUENCY].step | p[GAIN].step | p[Q].step, SVF_MIX);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    lanes_run(filter, state, block);
}

const struct leat_node_class LEVEL(leat_node_lowshelf) = {
    .size = sizeof(struct leat_node_class),
    .name = "lowshelf",
    .aliases = "low_shelf",
    .summary = "Boost or cut what lies below a frequency.",
    .example = "saw(110.hz) |> lowshelf(frequency: 200.hz, gain: 6.db)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = svf_state_size,
    .init = svf_init,
    .process = process,
};
