/* SPDX-License-Identifier: MIT */
/* sine_v2: sine wave of Chronus with an offset of its phase, dsp/long_sine.h. */
#include <leat/node.h>

#include "base/level.h"
#include "dsp/long_sine.h"

enum { N_PARAMS = LONG_SINE_OFFSET + 1 };

static const struct leat_port ports[] = {
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Sine, at its offset at frame 0.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    LONG_SINE_PARAMS,
    [LONG_SINE_OFFSET] = {.name = "phase_offset",
                          .aliases = "phase",
                          .max = 6.28318531f,
                          .smooth_ms = -1.0f,
                          .help = "Radians that are added to the phase."},
};

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
    long_sine_run(state, block, first, width, true);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct approach_piece piece;

    for (uint32_t start = 0; start < block->nframes;) {
        start += approach_cut(state, &piece, block, 0, 1, N_PARAMS, start);
        lanes_run(generate, approach_rest(state, block->lanes), &piece.block);
    }
}

const struct leat_node_class LEVEL(leat_node_sine_v2) = {
    .size = sizeof(struct leat_node_class),
    .name = "sine_v2",
    .summary = "Sine wave of Chronus, with an offset of its phase.",
    .example = "sine_v2(330.hz, gain: 0.3, phase_offset: 1.57)",
    .flags = LEAT_CLASS_ENDLESS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
