/* SPDX-License-Identifier: MIT */
/*
 * probe_data: pass a stream through, and tell a program its newest values.
 *
 * The mailbox has a value for each lane, the last that came.
 */
#include <string.h>

#include <leat/node.h>

#include "base/level.h"

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Stream to look at.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "The same stream.", NULL},
};

static uint32_t mailbox_size(const struct leat_env *env,
                             const struct leat_settings *settings)
{
    (void)settings;
    return env->lanes;
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    const size_t n = (size_t)block->nframes * block->lanes;

    (void)state;
    memcpy(block->mailbox, block->in[0] + n - block->lanes,
           block->lanes * sizeof(float));
    memmove(block->out[0], block->in[0], n * sizeof(float));
}

const struct leat_node_class LEVEL(leat_node_probe_data) = {
    .size = sizeof(struct leat_node_class),
    .name = "probe_data",
    .summary = "Pass a stream through and tell a program its newest values.",
    .example = "sine([110, 220], amplitude: probe_data(spectrum(noise(), bands: 2)))",
    .flags = LEAT_CLASS_SINK,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .mailbox = "value",
    .n_mailbox = 1,
    .process = process,
    .mailbox_size = mailbox_size,
};
