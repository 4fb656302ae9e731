/* SPDX-License-Identifier: MIT */
/* null_sink: hear a signal to its end and keep nothing. */
#include <leat/node.h>

#include "base/level.h"

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_AUDIO, 0, "Signal to draw.", NULL},
};

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    (void)state;
    (void)block;
}

const struct leat_node_class LEVEL(leat_node_null_sink) = {
    .size = sizeof(struct leat_node_class),
    .name = "null_sink",
    .summary = "Draw a signal and keep nothing.",
    .example = "noise(duration: 1) |> null_sink()",
    .flags = LEAT_CLASS_SINK,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .process = process,
};
