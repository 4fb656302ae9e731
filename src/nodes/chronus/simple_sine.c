/* SPDX-License-Identifier: MIT */
/* simple_sine: sine wave of Chronus, dsp/long_sine.h. */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/long_sine.h"

enum { N_PARAMS = LONG_SINE_OFFSET };

static const struct leat_port ports[] = {
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Sine, rising through 0 at frame 0.", NULL},
};

static const struct leat_param params[N_PARAMS] = {LONG_SINE_PARAMS};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    return long_sine_bytes(N_PARAMS, env->lanes);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)settings;
    long_sine_init(state, N_PARAMS, env);
}

LANES_INLINE void generate(void *state, const struct leat_block *block, uint32_t first,
                           uint32_t width)
{
    long_sine_run(state, block, first, width, false);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct approach_piece piece;

    for (uint32_t start = 0; start < block->nframes;) {
        start += approach_cut(state, &piece, block, 0, 1, N_PARAMS, start);
        lanes_run(generate, approach_rest(state, block->lanes), &piece.block);
    }
}

const struct leat_node_class LEVEL(leat_node_simple_sine) = {
    .size = sizeof(struct leat_node_class),
    .name = "simple_sine",
    .summary = "Sine wave of Chronus, whose settings glide.",
    .example = "simple_sine(330.hz, gain: 0.3)",
    .flags = LEAT_CLASS_ENDLESS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
