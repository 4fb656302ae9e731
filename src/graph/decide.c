/* SPDX-License-Identifier: MIT */
/* decide: tells people what negotiation decides for every link. */
#include <string.h>

#include "base/str.h"
#include "graph/graph.h"
#include "graph/net.h"

/* The converter that feeds a link, or NULL. */
static const struct net_node *inserted_before(const struct net *net,
                                              const struct net_link *l)
{
    const struct net_node *from = &net->node[l->from];
    return from->kind == NET_NODE && !from->id ? from : NULL;
}

/* The link that the user's own node feeds, behind all converters. */
static const struct net_link *origin_of(const struct net *net, const struct net_link *l)
{
    const struct net_node *n;

    while ((n = inserted_before(net, l)))
        l = &net->link[net->in[n->first_link]];
    return l;
}

/* Put a text before what is there. */
static void prepend(char *text, size_t size, const char *with, const char *between)
{
    char rest[LEAT_NAME_MAX * 2];

    str_format(rest, sizeof(rest), "%s", text);
    str_format(text, size, "%s%s%s", with, rest[0] ? between : "", rest);
}

/* Name the converters of a link, the first one first. */
static void tell_inserted(const struct net *net, const struct net_link *l,
                          struct leat_decision *d)
{
    const struct net_node *n;

    for (; (n = inserted_before(net, l)); l = &net->link[net->in[n->first_link]]) {
        prepend(d->inserted, sizeof(d->inserted), n->name, " ");
        prepend(d->detail, sizeof(d->detail), n->detail, ", ");
        d->cost += n->cost;
    }
}

static enum leat_profile profile_of(const struct net_link *l,
                                    const struct net_node *from,
                                    const struct net_node *to)
{
    const struct leat_rational *a = &from->env.out_video[l->from_port].rate;
    const struct leat_rational *b = &to->env.out_video[0].rate;

    if (l->profile != LEAT_PROFILE_AUTO)
        return l->profile;
    if (from->video != to->video)
        return LEAT_PROFILE_EVERY;
    return !from->video || b->num == 0 || (a->num == b->num && a->den == b->den)
               ? LEAT_PROFILE_DIRECT
               : LEAT_PROFILE_LATEST;
}

static const char *port_name(const struct net_node *n, const struct net_link *l,
                             bool in)
{
    if (!n->class)
        return in ? "in" : "out";
    if (in && l->to_param)
        return n->class->params[l->to_port].name;
    const struct leat_port *p = leat_node_port(n->class, in ? LEAT_IN : LEAT_OUT,
                                               in ? l->to_port : l->from_port);
    return p ? p->name : "";
}

static void describe(const struct net *net, const struct net_link *l,
                     struct leat_decision *d)
{
    const struct net_node *to = &net->node[l->to];
    const struct net_link *origin = origin_of(net, l);
    const struct net_node *from = &net->node[origin->from];

    *d = (struct leat_decision){.link = l->id};
    str_format(d->from, sizeof(d->from), "%s.%s", from->name,
               port_name(from, origin, false));
    str_format(d->to, sizeof(d->to), "%s.%s", to->name, port_name(to, l, true));
    d->stream =
        from->class ? leat_node_port(from->class, LEAT_OUT, origin->from_port)->stream
                    : LEAT_AUDIO;
    d->profile = profile_of(l, &net->node[l->from], to);
    d->rate_hz = to->rate_hz;
    d->lanes = l->lanes_out;
    d->delay_frames = l->comp;
    if (d->stream == LEAT_VIDEO)
        d->video = to->env.in_video[l->to_port];
    tell_inserted(net, l, d);
    if (l->mapped) {
        const size_t n = strlen(d->inserted), k = strlen(d->detail);
        str_format(d->inserted + n, sizeof(d->inserted) - n, "%s%s", n ? " " : "",
                   l->mapped);
        str_format(d->detail + k, sizeof(d->detail) - k, "%s%u to %u channels",
                   k ? ", " : "", l->lanes_in, l->lanes_out);
        d->cost += (float)(l->lanes_in * l->lanes_out);
    }
}

int leat_graph_decide(struct leat_graph *graph, double rate_hz,
                      struct leat_decision *decisions, uint32_t n,
                      struct leat_diag *diag)
{
    const struct net_wish wish = {.rate_hz = rate_hz, .base = ""};
    struct net *net;
    uint32_t count = 0;

    graph_enter(graph);
    int err = net_create(graph->model, &wish, &net, diag);
    for (uint32_t i = 0; err >= 0 && i < net->n_links; i++) {
        const struct net_link *l = &net->link[i];
        const struct net_node *to = &net->node[l->to];
        if (to->kind == NET_NODE && !to->id)
            continue; /* the way into what was inserted: told with the way out */
        if (count < n)
            describe(net, l, &decisions[count]);
        count++;
    }
    net_destroy(&net);
    graph_leave(graph);
    return err < 0 ? err : (int)count;
}
