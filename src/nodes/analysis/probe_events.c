/* SPDX-License-Identifier: MIT */
/*
 * probe_events: pass events through, and tell a program what came.
 *
 * The mailbox has their number, and behind it the last 256 of them (rt/event_log.h),
 * which leat_engine_heard() reads.
 */
#include <leat/node.h>

#include "base/level.h"
#include "rt/event_log.h"

enum { COUNT, N_NAMED };

static const struct leat_port ports[] = {
    {"in", LEAT_IN, LEAT_EVENTS, LEAT_PORT_OPTIONAL, "Events to look at.", NULL},
    {"out", LEAT_OUT, LEAT_EVENTS, 0, "The same events.", NULL},
};

static uint32_t mailbox_size(const struct leat_env *env,
                             const struct leat_settings *settings)
{
    (void)env;
    (void)settings;
    return event_log_values(N_NAMED);
}

LEAT_RT static void process(void *state, const struct leat_block *block)
{
    float *log = block->mailbox + N_NAMED;

    (void)state;
    for (uint32_t k = 0; k < block->n_events; k++) {
        leat_block_emit(block, 0, 0, &block->events[k]);
        event_log_put(log, &block->events[k]);
    }
    block->mailbox[COUNT] = (float)event_log_count(log);
}

const struct leat_node_class LEVEL(leat_node_probe_events) = {
    .size = sizeof(struct leat_node_class),
    .name = "probe_events",
    .summary = "Pass events through and tell a program what came.",
    .example = "probe_events(step(\"60 63 67\")) |> voices(4, saw() |> adsr())",
    .flags = LEAT_CLASS_SINK | LEAT_CLASS_HEARS,
    .ports = ports,
    .n_ports = sizeof(ports) / sizeof(ports[0]),
    .mailbox = "count",
    .n_mailbox = N_NAMED,
    .process = process,
    .mailbox_size = mailbox_size,
};
