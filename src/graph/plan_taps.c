/* SPDX-License-Identifier: MIT */
/* plan_taps: steps that let somebody hear what a node gives, beside its links. */
#include <leat/err.h>

#include "graph/plan_build.h"

/* While one instance of a node follows another both are in the net: the new one, which
 * stands first, is heard. */
static bool is_first(const struct net *net, uint32_t node)
{
    for (uint32_t i = 0; i < node; i++)
        if (net->node[i].id == net->node[node].id)
            return false;
    return true;
}

/* Who hears counts the root's frames, and so must what is heard. */
static bool can_be_heard(const struct builder *b, uint32_t node)
{
    const struct net_node *n = &b->net->node[node];

    return b->parts->n_taps && n->id && n->kind == NET_NODE && !n->video &&
           n->out_timeline == 0 && is_first(b->net, node);
}

static struct tap *next_tap(const struct builder *b, uint32_t node, uint32_t port,
                            const struct tap *after, uint64_t *serial)
{
    return b->parts->tap_of(b->parts->user, b->net->node[node].id, port, after, serial);
}

bool builder_is_tapped(const struct builder *b, uint32_t node)
{
    uint64_t serial;
    bool any = false;

    for (uint32_t p = 0; p < LEAT_MAX_PORTS && can_be_heard(b, node); p++)
        any = any || next_tap(b, node, p, NULL, &serial);
    return any;
}

static int add_tap(struct builder *b, uint32_t node, uint32_t port, struct tap *tap,
                   uint64_t serial)
{
    struct step *s = builder_step(b, STEP_TAP, b->net->node[node].out_timeline);

    s->in = builder_take(b, 1, sizeof(*s->in));
    if (!s->in)
        return LEAT_ERR_NOMEM;
    s->tap = tap;
    s->tap_serial = serial;
    s->lanes = b->net->node[node].env.out_lanes[port];
    builder_use(b, builder_output(b, node, port), &s->in[0]);
    return 0;
}

int builder_taps(struct builder *b, uint32_t node)
{
    for (uint32_t p = 0; p < LEAT_MAX_PORTS && can_be_heard(b, node); p++) {
        struct tap *tap = NULL;
        uint64_t serial;
        while (b->net->node[node].env.out_lanes[p] && builder_crosses(b, node, p) &&
               (tap = next_tap(b, node, p, tap, &serial))) {
            const int err = add_tap(b, node, p, tap, serial);
            if (err < 0)
                return err;
        }
    }
    return 0;
}
