/* SPDX-License-Identifier: MIT */
/* plan_crews: what of a plan others compute, and the streams that cross to them and
 * back.
 *
 * The steps of a crew stand side by side.  Before them one hands over what they hear,
 * behind them one takes what they give, as late as somebody waits for it; and then
 * those follow that hand it on in this process. */
#include <string.h>

#include <leat/err.h>

#include "graph/plan_build.h"
#include "graph/rules.h"

bool builder_is_gated(const struct net_link *l)
{
    return rules_are_live(l->condition.kind);
}

static bool is_watched_by(const struct net *net, const struct net_link *l,
                          uint32_t node)
{
    return builder_is_gated(l) &&
           (l->condition.watch ? l->condition.watch == net->node[node].id
                               : l->from == node);
}

/* Whether a crew needs an output of a node that stands outside of it. */
static bool comes_in(const struct builder *b, uint32_t crew, uint32_t node,
                     uint32_t port)
{
    for (uint32_t i = 0; i < b->net->n_links; i++) {
        const struct net_link *l = &b->net->link[i];
        const struct net_node *to = &b->net->node[l->to];
        if (to->crew != crew || !to->needed || l->feedback)
            continue;
        if ((l->from == node && l->from_port == port) ||
            (port == 0 && is_watched_by(b->net, l, node)))
            return true;
    }
    return false;
}

/* Whether others need an output of one of its nodes. */
static bool goes_out(const struct builder *b, uint32_t node, uint32_t port)
{
    const uint32_t crew = b->net->node[node].crew;

    for (uint32_t i = 0; i < b->net->n_links; i++) {
        const struct net_link *l = &b->net->link[i];
        const struct net_node *to = &b->net->node[l->to];
        if (to->crew == crew || !to->needed)
            continue;
        if ((l->from == node && l->from_port == port) ||
            (port == 0 && is_watched_by(b->net, l, node)))
            return true;
    }
    return false;
}

bool builder_is_watched(const struct builder *b, uint32_t node, uint32_t crew)
{
    for (uint32_t i = 0; i < b->net->n_links; i++)
        if (b->net->node[b->net->link[i].to].crew == crew &&
            is_watched_by(b->net, &b->net->link[i], node))
            return true;
    return false;
}

bool builder_crosses(const struct builder *b, uint32_t node, uint32_t port)
{
    return !b->net->node[node].crew || goes_out(b, node, port);
}

static void add_crossing(struct builder *b, struct crossing *c, uint32_t node,
                         uint32_t port)
{
    const struct net_node *n = &b->net->node[node];
    const struct instance *i = b->parts->of_node[node];

    c->timeline = n->out_timeline;
    c->lanes = n->env.out_lanes[port];
    c->end = builder_end(b, node, port);
    c->held = b->held[node] ? &b->held[node][port] : NULL;
    c->events = i->event_out[port];
    builder_use(b, builder_output(b, node, port), &c->at);
}

/* List the outputs that cross, of nodes in their order: to the crew, or from it. */
static int list(struct builder *b, uint32_t crew, bool out, struct crossing **to,
                uint32_t *n)
{
    const struct net *net = b->net;

    *to = builder_take(b, (size_t)(net->n_links + 1) * 2, sizeof(**to));
    if (!*to)
        return LEAT_ERR_NOMEM;
    for (uint32_t i = 0; i < net->n_nodes; i++) {
        if (net->node[i].video || !b->parts->of_node[i] || !net->node[i].needed ||
            (net->node[i].crew == crew) != out || builder_output(b, i, 0) == UINT32_MAX)
            continue;
        for (uint32_t p = 0; p < LEAT_MAX_PORTS; p++)
            if (out ? goes_out(b, i, p) : comes_in(b, crew, i, p))
                add_crossing(b, &(*to)[(*n)++], i, p);
    }
    return 0;
}

/* Who is watched, and by whom, is measured on the side of who watches. */
static int add_detectors(struct builder *b, uint32_t crew)
{
    for (uint32_t i = 0; i < b->net->n_nodes; i++)
        if (b->net->node[i].crew != crew && b->parts->of_node[i] &&
            builder_is_watched(b, i, crew) && builder_detector(b, i) < 0)
            return LEAT_ERR_NOMEM;
    return 0;
}

static int send(struct builder *b, uint32_t crew)
{
    struct border *border = &b->plan->border[crew - 1];
    struct step *s = builder_step(b, STEP_SEND, 0);

    s->border = border;
    border->crew = crew;
    if (list(b, crew, false, &border->in, &border->n_in) < 0)
        return LEAT_ERR_NOMEM;
    border->first = b->plan->n_steps;
    b->crew = crew;
    return add_detectors(b, crew);
}

static void end_crew(struct builder *b)
{
    b->plan->border[b->crew - 1].last = b->plan->n_steps;
    b->is_away[b->crew - 1] = true;
    b->crew = 0;
}

static int take(struct builder *b, uint32_t crew)
{
    struct border *border = &b->plan->border[crew - 1];
    struct step *s = builder_step(b, STEP_TAKE, 0);

    s->border = border;
    b->is_away[crew - 1] = false;
    if (list(b, crew, true, &border->out, &border->n_out) < 0)
        return LEAT_ERR_NOMEM;
    for (uint32_t k = 0; k < b->net->n_order; k++) {
        const uint32_t node = b->net->order[k];
        const int err = b->net->node[node].crew == crew && b->net->node[node].needed
                            ? builder_hand_on(b, node)
                            : 0;
        if (err < 0)
            return err;
    }
    return 0;
}

static int await(struct builder *b, uint32_t node)
{
    const struct net_node *n = &b->net->node[node];

    for (uint32_t k = 0; k < n->n_links; k++) {
        const struct net_link *l = &b->net->link[b->net->in[n->first_link + k]];
        const uint32_t crew = b->net->node[l->from].crew;
        if (!crew || crew == n->crew || !b->is_away[crew - 1] || l->feedback)
            continue;
        const int err = take(b, crew);
        if (err < 0)
            return err;
    }
    return 0;
}

static int await_all(struct builder *b)
{
    for (uint32_t crew = 1; crew <= b->net->n_crews; crew++)
        if (b->is_away[crew - 1]) {
            const int err = take(b, crew);
            if (err < 0)
                return err;
        }
    return 0;
}

/* All timelines but those of series, which no crew has, are found out first: whoever
 * computes needs them. */
static int add_timelines(struct builder *b)
{
    for (uint32_t t = 1; t < b->net->n_timelines; t++) {
        bool rate = true;
        for (uint32_t at = t; at; at = b->net->timeline[at].parent)
            rate = rate && b->net->timeline[at].kind == NET_RATE;
        const int err = rate ? builder_timeline(b, t) : 0;
        if (err < 0)
            return err;
    }
    b->plan->n_shared = b->plan->n_steps;
    return 0;
}

/* A crew's nodes, and first what they hear. */
static int add_crew(struct builder *b, uint32_t crew)
{
    const struct net *net = b->net;
    int err = 0;

    for (uint32_t k = 0; k < net->n_order && err >= 0; k++)
        if (net->node[net->order[k]].crew == crew)
            err = await(b, net->order[k]);
    if (err >= 0)
        err = send(b, crew);
    for (uint32_t k = 0; k < net->n_order && err >= 0; k++)
        if (net->node[net->order[k]].crew == crew && net->node[net->order[k]].needed)
            err = builder_add(b, net->order[k]);
    end_crew(b);
    return err;
}

int builder_add_all(struct builder *b)
{
    const struct net *net = b->net;
    bool *sent = builder_take(b, net->n_crews + 1, sizeof(*sent));
    int err;

    b->is_away = builder_take(b, net->n_crews + 1, sizeof(*b->is_away));
    b->plan->border = builder_take(b, net->n_crews + 1, sizeof(*b->plan->border));
    b->plan->n_borders = net->n_crews;
    if (!sent || !b->is_away || !b->plan->border)
        return LEAT_ERR_NOMEM;
    if (net->n_crews && (err = add_timelines(b)) < 0)
        return err;
    for (uint32_t k = 0; k < net->n_order; k++) {
        const uint32_t node = net->order[k], crew = net->node[node].crew;
        err = 0;
        if (crew && !sent[crew - 1]) {
            sent[crew - 1] = true;
            err = add_crew(b, crew);
        } else if (!crew && net->node[node].needed && !net->node[node].video &&
                   (err = await(b, node)) >= 0) {
            err = builder_add(b, node);
        }
        if (err < 0)
            return err;
    }
    for (uint32_t crew = 1; crew <= net->n_crews; crew++) /* those without a node */
        if (!sent[crew - 1] && (err = add_crew(b, crew)) < 0)
            return err;
    return await_all(b);
}
