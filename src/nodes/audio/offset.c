/* SPDX-License-Identifier: MIT */
/* offset: a signal and a number, in + amount. */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/lanes.h"

enum { AMOUNT, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to move.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "The signal, moved.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [AMOUNT] = {.name = "amount",
                .min = -1e6f,
                .max = 1e6f,
                .help = "What is added to every sample."},
};

LANES_INLINE void move(void *state, const struct leat_block *block, uint32_t first,
                       uint32_t width)
{
    const uint32_t lanes = block->lanes;
    const float *in = block->in[0] + first;
    float *out = block->out[0] + first;

    (void)state;
    for (uint32_t i = 0; i < block->nframes; i++, in += lanes, out += lanes) {
        const float *amount = leat_value_row(block->param[AMOUNT], i) + first;
        float x[LANES_MAX];

        for (uint32_t l = 0; l < width; l++)
            x[l] = in[l] + amount[l];
        for (uint32_t l = 0; l < width; l++)
            out[l] = x[l];
    }
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    lanes_run(move, state, block);
}

const struct leat_node_class LEVEL(leat_node_offset) = {
    .size = sizeof(struct leat_node_class),
    .name = "offset",
    .summary = "A signal with a number added.",
    .example =
        "offset(sine(2.hz), amount: 1) |> ring(frequency: 440.hz) |> gain(-12.db)",
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .process = process,
};
