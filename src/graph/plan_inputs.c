/* SPDX-License-Identifier: MIT */
/* plan_inputs: where a node finds what its links give: the output itself where one link
 * leads straight to it, a step that sums them where not. */
#include <string.h>

#include <leat/err.h>

#include "graph/plan_build.h"
#include "graph/rules.h"

bool plan_link_is_plain(const struct net *net, const struct net_link *l)
{
    const struct net_node *from = &net->node[l->from], *to = &net->node[l->to];

    return l->gain == 1.0f && !l->delay && !l->comp && !l->feedback && !l->matrix &&
           !l->to_param && !rules_are_live(l->condition.kind) &&
           l->lanes_in == l->lanes_out && !l->width &&
           !(from->class && (from->class->flags & LEAT_CLASS_HOLDS)) &&
           from->out_timeline == to->timeline;
}

/* Where an end follows from the inputs it belongs to the plan, since an edit may bring
 * the inputs back to life. */
int64_t *builder_end(const struct builder *b, uint32_t node, uint32_t port)
{
    const struct net_node *n = &b->net->node[node];

    if (n->kind == NET_PHASE || (n->class && (n->class->flags & LEAT_CLASS_ENDS)))
        return &b->parts->of_node[node]->out_end[port];
    return &b->end[node * LEAT_MAX_PORTS + port];
}

/* A plan outlives the net that it was made from: it keeps its own matrices. */
static int keep_matrix(struct builder *b, struct term *t, const float *matrix)
{
    const size_t n = (size_t)t->width * t->take;
    float *own = builder_take(b, n, sizeof(*own));

    if (!own)
        return LEAT_ERR_NOMEM;
    memcpy(own, matrix, n * sizeof(*own));
    t->matrix = own;
    return 0;
}

/* What is fed back is heard at least a quantum later, and so is its end. */
static int hear_return(struct builder *b, struct term *t)
{
    struct return_end *own = builder_take(b, 1, sizeof(*own));

    if (!own)
        return LEAT_ERR_NOMEM;
    *own = (struct return_end){t->end, INSTANCE_ALIVE, b->plan->returns};
    b->plan->returns = own;
    t->end = &own->seen;
    return 0;
}

int builder_term(struct builder *b, struct term *t, uint32_t link)
{
    const struct net_link *l = &b->net->link[link];

    t->lanes = l->lanes_in;
    t->first = l->first_in;
    t->take = l->width ? l->width : l->lanes_in;
    t->to = l->first_out;
    t->repeat = l->repeat > 1 ? l->repeat : 1;
    t->width = l->width ? l->width * t->repeat : l->lanes_out;
    t->held = b->held[l->from] ? &b->held[l->from][l->from_port] : NULL;
    t->delay = l->feedback ? l->delay : l->delay + l->comp;
    t->feedback = l->feedback;
    t->line = b->parts->of_link[link];
    t->timeline = b->net->node[l->from].out_timeline;
    t->end = builder_end(b, l->from, l->from_port);
    t->src = NULL;
    if (l->feedback && hear_return(b, t) < 0)
        return LEAT_ERR_NOMEM;
    if (!l->feedback)
        builder_use(b, builder_output(b, l->from, l->from_port), &t->src);
    return l->matrix ? keep_matrix(b, t, l->matrix) : 0;
}

/* The links to be summed, in order.  Tiles of the first link set lanes of their own,
 * or, where they are summed themselves, the first of them sets what the others add to.
 */
static int fill_terms(struct builder *b, struct step *s, const uint32_t *list)
{
    const uint32_t group = b->net->link[list[0]].group;
    uint32_t written = 0;

    for (uint32_t i = 0; i < s->n_terms; i++) {
        const struct net_link *l = &b->net->link[list[i]];
        struct term *t = &s->term[i];
        const int err = builder_term(b, t, list[i]);
        if (err < 0)
            return err;
        if (l->feedback && !l->to_param && b->loop[l->from] == b->loop[l->to])
            s->loop = b->loop[l->to];
        t->sets = i == 0 || (group && l->group == group && t->to >= written);
        if (t->sets)
            written = t->to + t->width;
    }
    return 0;
}

/* Sum the links in `list` into a buffer of their own. */
static int add_mix(struct builder *b, uint32_t timeline, const uint32_t *list,
                   uint32_t n, uint32_t lanes, uint32_t *buffer, const int64_t **end)
{
    struct step *s = builder_step(b, STEP_MIX, timeline);

    s->term = builder_take(b, n, sizeof(*s->term));
    s->end = builder_take(b, 1, sizeof(*s->end));
    if (!s->term || !s->end)
        return LEAT_ERR_NOMEM;
    *s->end = INSTANCE_ALIVE;
    s->n_terms = n;
    s->lanes = lanes;
    const int err = fill_terms(b, s, list);
    if (err < 0)
        return err;
    *buffer = builder_make(b, timeline, lanes, UINT32_MAX);
    builder_use(b, *buffer, &s->dest);
    *end = s->end;
    return *buffer == UINT32_MAX ? LEAT_ERR_NOMEM : 0;
}

/* Where a node finds what its links into one input (or parameter) give. */
int builder_gather(struct builder *b, uint32_t node, bool to_param, uint32_t port,
                   uint32_t lanes, uint32_t *buffer, const int64_t **end,
                   uint32_t *first_link)
{
    const struct net_node *n = &b->net->node[node];
    uint32_t count = 0, *list = builder_take(b, n->n_links + 1, sizeof(*list));

    *buffer = UINT32_MAX;
    *end = &b->plan->ended;
    if (!list)
        return LEAT_ERR_NOMEM;
    for (uint32_t k = 0; k < n->n_links; k++) {
        const uint32_t i = b->net->in[n->first_link + k];
        const struct net_link *l = &b->net->link[i];
        if (l->to_param == to_param && l->to_port == port &&
            !b->net->node[l->from].video)
            list[count++] = i;
    }
    *first_link = count ? list[0] : UINT32_MAX;
    if (count == 0)
        return 0;
    const struct net_link *only = &b->net->link[list[0]];
    if (count == 1 && !b->parts->fading[list[0]] && plan_link_is_plain(b->net, only)) {
        *buffer = builder_output(b, only->from, only->from_port);
        *end = builder_end(b, only->from, only->from_port);
        return 0;
    }
    return add_mix(b, n->timeline, list, count, lanes, buffer, end);
}

/* The links into a parameter that act in the place of its base value. */
static int list_replacing(struct builder *b, uint32_t node, struct modulation *m)
{
    const struct net_node *n = &b->net->node[node];

    m->replacing = builder_take(b, n->n_links + 1, sizeof(*m->replacing));
    if (!m->replacing)
        return LEAT_ERR_NOMEM;
    for (uint32_t k = 0; k < n->n_links; k++) {
        const uint32_t i = b->net->in[n->first_link + k];
        const struct net_link *l = &b->net->link[i];
        if (l->to_param && l->to_port == m->param && l->mode == LEAT_MODE_REPLACE)
            m->replacing[m->n_replacing++] = b->parts->of_link[i];
    }
    return 0;
}

/* Streams into parameters: one sum each, added to the base or in its place. */
int builder_modulations(struct builder *b, uint32_t node, struct modulation *m,
                        uint32_t *n_modulations, uint32_t *buffers)
{
    const struct net_node *n = &b->net->node[node];
    const int64_t *end;
    uint32_t count = 0;

    for (uint32_t p = 0; p < n->class->n_params; p++) {
        uint32_t first;
        const int err = builder_gather(b, node, true, p, n->env.lanes, &buffers[count],
                                       &end, &first);
        if (err < 0)
            return err;
        if (first == UINT32_MAX)
            continue;
        struct step *mix = &b->plan->step[b->plan->n_steps - 1];
        m[count].param = p;
        m[count].held = mix->held = builder_take(b, 1, sizeof(*mix->held));
        if (!mix->held)
            return LEAT_ERR_NOMEM;
        if (list_replacing(b, node, &m[count]) < 0)
            return LEAT_ERR_NOMEM;
        count++;
    }
    *n_modulations = count;
    return 0;
}

int builder_inputs(struct builder *b, uint32_t node, uint32_t n_in, uint32_t *buffers,
                   const int64_t **ends)
{
    const struct net_node *n = &b->net->node[node];

    for (uint32_t p = 0; p < n_in; p++) {
        const struct leat_port *port = leat_node_port(n->class, LEAT_IN, p);
        uint32_t first;
        buffers[p] = UINT32_MAX;
        ends[p] = &b->plan->ended;
        if (port->stream != LEAT_AUDIO)
            continue;
        const int err = builder_gather(b, node, false, p, n->env.in_lanes[p],
                                       &buffers[p], &ends[p], &first);
        if (err < 0)
            return err;
    }
    return 0;
}
