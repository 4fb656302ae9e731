/* SPDX-License-Identifier: MIT */
/* silence: a source of zeros. */
#include <string.h>

#include <leat/node.h>

#include "base/level.h"
#include "dsp/sounding.h"

enum { DURATION, N_PARAMS };

static const struct leat_port ports[] = {
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "Silence.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [DURATION] = SOUNDING_PARAM,
};

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)env;
    (void)settings;
    return sizeof(struct sounding);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    sounding_init(state, env, settings->number[DURATION]);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    memset(block->out[0], 0, sizeof(float) * block->nframes * (size_t)block->lanes);
    sounding_end(state, block);
}

const struct leat_node_class LEVEL(leat_node_silence) = {
    .size = sizeof(struct leat_node_class),
    .name = "silence",
    .summary = "Silence, for a while or without end.",
    .example = "concat(sine(440.hz, duration: 1), silence(duration: 1))",
    .flags = LEAT_CLASS_ENDLESS | LEAT_CLASS_ENDS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .state_size = state_size,
    .init = init,
    .process = process,
};
