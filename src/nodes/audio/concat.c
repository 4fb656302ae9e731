/* SPDX-License-Identifier: MIT */
/* concat: play signals one after the other; the host lines them up, one input at a
 * time, so what is left is to pass it on. */
#include <string.h>

#include <leat/node.h>

#include "base/level.h"

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, LEAT_PORT_SERIES, "Signals to play, in order.", NULL},
    {"out", LEAT_OUT, LEAT_AUDIO, 0, "One after the other.", NULL},
};

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    (void)state;
    memmove(block->out[0], block->in[0],
            sizeof(float) * block->nframes * (size_t)block->lanes);
}

const struct leat_node_class LEVEL(leat_node_concat) = {
    .size = sizeof(struct leat_node_class),
    .name = "concat",
    .summary = "Play signals one after the other.",
    .example = "concat(sine(220.hz, duration: 1), sine(330.hz, duration: 1))",
    .flags = LEAT_CLASS_SERIES,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .process = process,
};
