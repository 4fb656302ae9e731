/* SPDX-License-Identifier: MIT */
/*
 * note_bus: passes events on, those that are linked to it and those that a program
 * sends it.
 */
#include <leat/node.h>

#include "base/level.h"

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_EVENTS, LEAT_PORT_OPTIONAL, "Events to pass on.", NULL},
    {"out", LEAT_OUT, LEAT_EVENTS, 0, "The same.", NULL},
};

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    (void)state;
    for (uint32_t k = 0; k < block->n_events; k++)
        leat_block_emit(block, 0, 0, &block->events[k]);
}

const struct leat_node_class LEVEL(leat_node_note_bus) = {
    .size = sizeof(struct leat_node_class),
    .name = "note_bus",
    .summary = "Passes on the events that come by links and those it is sent.",
    .example = "saw(110.hz) |> adsr(notes: note_bus(step(\"60 63 67\")))",
    .flags = LEAT_CLASS_ENDLESS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .process = process,
};
