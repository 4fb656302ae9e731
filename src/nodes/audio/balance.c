/* SPDX-License-Identifier: MIT */
/*
 * balance: make one side of a stereo signal softer.  With p in [-1, 1] the left is
 * multiplied by cos(pi p / 2) where p > 0, the right alike where p < 0; the other side
 * and the middle position stay as they are.
 */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/sides.h"

enum { POSITION, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Left and right; a single channel is both.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Left and right, one of them softer.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [POSITION] = {.name = "position",
                  .min = -1.0f,
                  .max = 1.0f,
                  .help = "From -1, left alone, to 1, right alone."},
};

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    const uint32_t lanes_in = block->in_lanes[0], lanes = block->out_lanes[0];
    const float *in = block->in[0];
    float *out = block->out[0];

    (void)state;
    for (uint32_t i = 0; i < block->nframes; i++, in += lanes_in, out += lanes) {
        const float p = sides_param(block->param[POSITION], i);
        const float left = math_sin_pi(0.5f - 0.5f * math_max(p, 0.0f));
        const float right = math_sin_pi(0.5f + 0.5f * math_min(p, 0.0f));

        for (uint32_t l = 0; l < lanes; l++) {
            const float x = in[lanes_in == 1 ? 0 : l];
            const bool softer = l & 1 ? p < 0.0f : p > 0.0f;
            out[l] = softer ? x * (l & 1 ? right : left) : x;
        }
    }
}

const struct leat_node_class LEVEL(leat_node_balance) = {
    .size = sizeof(struct leat_node_class),
    .name = "balance",
    .summary = "Make the left or the right of a stereo signal softer.",
    .example = "saw([220.hz, 330.hz], amplitude: 0.5) |> balance(-0.5)",
    .flags = LEAT_CLASS_MATRIX,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .shape = sides_shape,
    .process = process,
};
