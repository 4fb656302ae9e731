/* SPDX-License-Identifier: MIT */
/* probe_wave: passes a sound through, and tells a program its newest samples. */
#include <string.h>

#include <leat/node.h>

#include "base/level.h"

enum { N, N_PARAMS };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Sound to look at.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "The same sound.", NULL},
};

static const struct leat_param params[N_PARAMS] = {
    [N] = {.name = "n",
           .kind = LEAT_INTEGER,
           .min = 1.0f,
           .def = 1024.0f,
           .max = 65536.0f,
           .flags = LEAT_PARAM_STRUCTURAL,
           .help = "How many samples of the first lane it tells."},
};

/** The newest samples stand twice, so that any n of them lie side by side. */
struct wave {
    uint32_t n, at;
    float past[];
};

static uint32_t count(const struct leat_settings *settings)
{
    return (uint32_t)settings->number[N];
}

static size_t state_size(const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)env;
    return sizeof(struct wave) + 2 * (size_t)count(settings) * sizeof(float);
}

static uint32_t mailbox_size(const struct leat_env *env,
                             const struct leat_settings *settings)
{
    (void)env;
    return count(settings);
}

LEAT_RT static void init(void *state, const struct leat_env *env,
                         const struct leat_settings *settings)
{
    (void)env;
    ((struct wave *)state)->n = count(settings);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    struct wave *w = state;
    const size_t samples = (size_t)block->nframes * block->lanes;

    for (uint32_t i = 0; i < block->nframes;
         i++, w->at = w->at + 1 < w->n ? w->at + 1 : 0)
        w->past[w->at] = w->past[w->at + w->n] = block->in[0][(size_t)i * block->lanes];
    if (block->out[0] != block->in[0])
        memcpy(block->out[0], block->in[0], samples * sizeof(float));
    memcpy(block->mailbox, w->past + w->at, (size_t)w->n * sizeof(float));
}

const struct leat_node_class LEVEL(leat_node_probe_wave) = {
    .size = sizeof(struct leat_node_class),
    .name = "probe_wave",
    .summary = "Pass a sound through and tell a program its newest samples.",
    .example = "noise() |> gain(-12.db) |> probe_wave()",
    .flags = LEAT_CLASS_SINK,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .params = params,
    .n_params = N_PARAMS,
    .mailbox = "oldest",
    .n_mailbox = 1,
    .state_size = state_size,
    .init = init,
    .process = process,
    .mailbox_size = mailbox_size,
};
