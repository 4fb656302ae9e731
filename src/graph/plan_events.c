/* SPDX-License-Identifier: MIT */
/* plan_events: the links that bring events to a step. */
#include <leat/err.h>

#include "graph/plan_build.h"

uint32_t plan_event_input(const struct leat_node_class *class)
{
    const struct leat_port *port;

    for (uint32_t p = 0; class && (port = leat_node_port(class, LEAT_IN, p)); p++)
        if (port->stream == LEAT_EVENTS)
            return p;
    return UINT32_MAX;
}

static bool brings_events(const struct builder *b, const struct net_link *l,
                          uint32_t port)
{
    return !l->to_param && l->to_port == port && b->parts->of_node[l->from];
}

int builder_feeds(struct builder *b, uint32_t node, struct step *s,
                  const int64_t **ends)
{
    const struct net_node *n = &b->net->node[node];
    const uint32_t port = plan_event_input(n->class);

    if (port == UINT32_MAX || !n->n_links)
        return 0;
    s->feed = builder_take(b, n->n_links, sizeof(*s->feed));
    if (!s->feed)
        return LEAT_ERR_NOMEM;
    for (uint32_t k = 0; k < n->n_links; k++) {
        const uint32_t i = b->net->in[n->first_link + k];
        const struct net_link *l = &b->net->link[i];
        if (!brings_events(b, l, port))
            continue;
        struct feed *f = &s->feed[s->n_feeds++];
        f->src = b->parts->of_node[l->from]->event_out[l->from_port];
        f->line = b->parts->of_link[i];
        f->delay = l->delay + l->comp;
        f->timeline = b->net->node[l->from].out_timeline;
        f->end = builder_end(b, l->from, l->from_port);
        builder_use(b, builder_output(b, l->from, l->from_port), &f->after);
    }
    if (s->n_feeds)
        ends[port] = &s->event_end;
    s->event_end = INSTANCE_ALIVE;
    return 0;
}
