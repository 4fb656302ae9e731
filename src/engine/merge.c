/* SPDX-License-Identifier: MIT */
/* merge: the net of a transition, in which old and new links sound at once. */
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "engine/edition.h"

struct merging {
    const struct cast *old, *new;
    struct merged *out;
    uint32_t *place;    /* index in the merged net of each old node, or UINT32_MAX */
    uint32_t *timeline; /* likewise of each old timeline */
};

static uint32_t find_node(const struct cast *cast, const struct cast *in, uint32_t node)
{
    if (cast->of_node[node])
        return cast_find_instance(in, cast->of_node[node]);
    return cast->net->node[node].kind == NET_MASTER ? in->net->master : UINT32_MAX;
}

static int copy_new(struct merging *m)
{
    struct net *net = m->out->net;
    const struct net *from = m->new->net;
    const size_t n_nodes = from->n_nodes + m->old->net->n_nodes + 1;
    const size_t n_links = from->n_links + m->old->net->n_links + 1;

    net->node = arena_take(&net->arena, n_nodes, sizeof(*net->node));
    net->link = arena_take(&net->arena, n_links, sizeof(*net->link));
    net->timeline =
        arena_take(&net->arena, from->n_timelines + m->old->net->n_timelines + 1,
                   sizeof(*net->timeline));
    m->out->of_node = arena_take(&net->arena, n_nodes, sizeof(void *));
    m->out->of_link = arena_take(&net->arena, n_links, sizeof(void *));
    m->out->link_key = arena_take(&net->arena, n_links, sizeof(uint64_t));
    m->out->is_old = arena_take(&net->arena, n_links, sizeof(bool));
    m->place = arena_take(&net->arena, n_nodes, sizeof(uint32_t));
    m->timeline =
        arena_take(&net->arena, m->old->net->n_timelines + 1, sizeof(uint32_t));
    if (net->arena.err)
        return LEAT_ERR_NOMEM;
    memcpy(net->node, from->node, from->n_nodes * sizeof(*net->node));
    memcpy(net->link, from->link, from->n_links * sizeof(*net->link));
    memcpy(net->timeline, from->timeline, from->n_timelines * sizeof(*net->timeline));
    memcpy(m->out->of_node, m->new->of_node, from->n_nodes * sizeof(void *));
    memcpy(m->out->of_link, m->new->of_link, from->n_links * sizeof(void *));
    memcpy(m->out->link_key, m->new->link_key, from->n_links * sizeof(uint64_t));
    net->n_nodes = net->cap_nodes = from->n_nodes;
    net->n_links = net->cap_links = from->n_links;
    net->n_timelines = from->n_timelines;
    net->cap_nodes = (uint32_t)n_nodes;
    net->cap_links = (uint32_t)n_links;
    net->rate_num = from->rate_num;
    net->rate_hz = from->rate_hz;
    net->channels = from->channels;
    net->master = from->master;
    net->n_crews = from->n_crews;
    net->group = from->group;
    net->n_groups = from->n_groups;
    return 0;
}

/* Old nodes that the new net does without play on until their links have faded. */
static void add_old_nodes(struct merging *m)
{
    const struct net *old = m->old->net;
    struct net *net = m->out->net;

    for (uint32_t i = 0; i < old->n_nodes; i++) {
        m->place[i] = find_node(m->old, m->new, i);
        const bool is_master = old->node[i].kind == NET_MASTER;
        if (m->place[i] != UINT32_MAX || !(m->old->of_node[i] || is_master) ||
            !old->node[i].needed)
            continue;
        if (is_master) /* the last output has gone */
            net->master = net->n_nodes;
        m->place[i] = net->n_nodes;
        m->out->of_node[net->n_nodes] = m->old->of_node[i];
        net->node[net->n_nodes] = old->node[i];
        net->node[net->n_nodes].group = 0;
        net->n_nodes++;
    }
}

static void add_old_timelines(struct merging *m)
{
    const struct net *old = m->old->net;
    struct net *net = m->out->net;

    for (uint32_t i = 1; i < old->n_timelines; i++) {
        struct net_timeline t = old->timeline[i];
        t.parent = m->timeline[t.parent];
        if (t.kind == NET_SERIES)
            t.trigger = m->place[t.trigger];
        uint32_t k = 0;
        while (k < net->n_timelines && !(net->timeline[k].kind == t.kind &&
                                         net->timeline[k].parent == t.parent &&
                                         net->timeline[k].rate_hz == t.rate_hz &&
                                         net->timeline[k].trigger == t.trigger))
            k++;
        if (k == net->n_timelines)
            net->timeline[net->n_timelines++] = t;
        m->timeline[i] = k;
    }
    for (uint32_t i = 0; i < old->n_nodes; i++) {
        const uint32_t at = m->place[i];
        if (at == UINT32_MAX || at < m->new->net->n_nodes)
            continue;
        net->node[at].timeline = m->timeline[old->node[i].timeline];
        net->node[at].out_timeline = m->timeline[old->node[i].out_timeline];
    }
}

/* Whether an old node that goes hears its inputs to the end by itself.  What gives to
 * the master does not: there it fades. */
static bool is_last(const struct net *old, uint32_t node)
{
    const struct net_node *n = &old->node[node];
    bool gives = false;

    for (uint32_t i = 0; i < old->n_links; i++)
        gives = gives || (old->link[i].from == node && old->link[i].to == old->master);
    return n->class && (n->class->flags & LEAT_CLASS_SINK) && !gives;
}

/* Old links into nodes that go on, and into sinks that go, fade out; those into other
 * nodes that go stay as they were until nobody hears them any more. */
static void add_old_links(struct merging *m)
{
    const struct net *old = m->old->net;
    struct net *net = m->out->net;

    for (uint32_t i = 0; i < old->n_links; i++) {
        const uint32_t from = m->place[old->link[i].from],
                       to = m->place[old->link[i].to];
        if (from == UINT32_MAX || to == UINT32_MAX ||
            cast_find_link(m->new, m->old->link_key[i]) != UINT32_MAX)
            continue;
        net->link[net->n_links] = old->link[i];
        net->link[net->n_links].from = from;
        net->link[net->n_links].to = to;
        m->out->of_link[net->n_links] = m->old->of_link[i];
        m->out->link_key[net->n_links] = m->old->link_key[i];
        m->out->is_old[net->n_links] = to < m->new->net->n_nodes || to == net->master ||
                                       is_last(old, old->link[i].to);
        net->n_links++;
    }
}

int merge_nets(const struct cast *old, const struct cast *new, struct merged *out)
{
    struct merging m = {.old = old, .new = new, .out = out};
    int err;

    *out = (struct merged){.net = calloc(1, sizeof(*out->net))};
    if (!out->net)
        return LEAT_ERR_NOMEM;
    arena_init(&out->net->arena, (size_t)1 << 30);
    if ((err = copy_new(&m)) >= 0) {
        add_old_nodes(&m);
        add_old_timelines(&m);
        add_old_links(&m);
        err = net_sort(out->net, NULL);
    }
    if (err < 0)
        net_destroy(&out->net);
    return err;
}

/* The nodes of both nets, each once, and the links of both between them. */
static int join(struct net *net, const struct cast *old, const struct net *new)
{
    const size_t n_nodes = new->n_nodes + old->net->n_nodes + 1;
    const size_t n_links = new->n_links + old->net->n_links + 1;
    uint32_t *place = arena_take(&net->arena, n_nodes, sizeof(*place));

    net->node = arena_take(&net->arena, n_nodes, sizeof(*net->node));
    net->link = arena_take(&net->arena, n_links, sizeof(*net->link));
    if (net->arena.err)
        return LEAT_ERR_NOMEM;
    memcpy(net->node, new->node, new->n_nodes * sizeof(*net->node));
    memcpy(net->link, new->link, new->n_links * sizeof(*net->link));
    net->n_nodes = new->n_nodes;
    net->n_links = new->n_links;
    net->n_crews = new->n_crews;
    net->group = new->group;
    for (uint32_t i = 0; i < old->net->n_nodes; i++) {
        place[i] = net->n_nodes;
        net->node[net->n_nodes] = old->net->node[i];
        net->node[net->n_nodes++].group = 0;
    }
    for (uint32_t i = 0; i < new->n_nodes; i++) {
        const uint32_t at = keys_find(&old->nodes, new->node[i].key);
        if (at != UINT32_MAX)
            place[at] = i;
    }
    for (uint32_t i = 0; i < old->net->n_links; i++) {
        struct net_link *l = &net->link[net->n_links];
        *l = old->net->link[i];
        l->from = place[l->from];
        l->to = place[l->to];
        net->n_links += old->of_node[old->net->link[i].from] != NULL;
    }
    return 0;
}

int merge_circles(const struct cast *old, const struct net *new, bool *circles)
{
    struct net net = {0};
    int err;

    arena_init(&net.arena, (size_t)1 << 30);
    if ((err = join(&net, old, new)) >= 0)
        err = net_sort(&net, NULL);
    arena_finish(&net.arena);
    *circles = err == LEAT_ERR_CYCLE;
    return *circles ? 0 : err;
}
