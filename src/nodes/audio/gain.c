/* SPDX-License-Identifier: MIT */
/* gain: multiply a signal by a factor given in decibels. */
#include <leat/node.h>

#include "base/level.h"
#include "base/math.h"
#include "dsp/lanes.h"

enum { IN };
enum { OUT };
enum { GAIN, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to scale.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Scaled signal.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [GAIN] = {.name = "gain",
              .unit = LEAT_UNIT_DB,
              .min = -120.0f,
              .def = 0.0f,
              .max = 24.0f,
              .help = "Amount of gain; 0 leaves the signal as it is."},
};

LANES_INLINE void to_factors(float *factor, const float *gain_db, uint32_t width)
{
    for (uint32_t l = 0; l < width; l++)
        factor[l] = math_db_to_factor(gain_db[l]);
}

LANES_INLINE void scale(void *state, const struct leat_block *block, uint32_t first,
                        uint32_t width)
{
    const struct leat_value gain = block->param[GAIN];
    const uint32_t lanes = block->lanes;
    const float *in = block->in[IN] + first;
    float *out = block->out[OUT] + first;
    float x[LANES_MAX], factor[LANES_MAX];

    (void)state;
    to_factors(factor, gain.at + first, width);
    for (uint32_t i = 0; i < block->nframes; i++, in += lanes, out += lanes) {
        if (gain.step)
            to_factors(factor, leat_value_row(gain, i) + first, width);
        for (uint32_t l = 0; l < width; l++)
            x[l] = in[l];
        for (uint32_t l = 0; l < width; l++)
            out[l] = factor[l] * x[l];
    }
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    lanes_run(scale, state, block);
}

const struct leat_node_class LEVEL(leat_node_gain) = {
    .size = sizeof(struct leat_node_class),
    .name = "gain",
    .summary = "Multiply a signal by a factor.",
    .example = "sine(440.hz) |> gain(-12.db)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .process = process,
};
