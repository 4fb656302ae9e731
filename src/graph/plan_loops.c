/* SPDX-License-Identifier: MIT */
/* plan_loops: which nodes hear themselves, and what feeds them from outside.
 *
 * A loop is a strongly connected part of the net, feedback included.  Source: R.
 * Tarjan, "Depth-first search and linear graph algorithms", SIAM J. Comput. 1 (1972).
 */
#include <leat/err.h>

#include "graph/plan_build.h"

enum { NONE = 0 };

struct walk {
    const struct net *net;
    uint32_t *seen, *low; /* number of a node, from 1; least that it leads back to */
    uint32_t *path, *next;
    uint32_t *open; /* nodes whose part is not known yet */
    uint32_t *part; /* [node], from 1 */
    uint32_t depth, n_seen, n_open, n_parts;
};

static bool is_heard(const struct net *net, const struct net_link *l)
{
    const struct net_node *from = &net->node[l->from];
    const struct leat_port *port =
        from->class ? leat_node_port(from->class, LEAT_OUT, l->from_port) : NULL;

    return !l->to_param && !from->video && !net->node[l->to].video &&
           net->node[l->to].needed && (!port || port->stream == LEAT_AUDIO);
}

static void enter(struct walk *w, uint32_t node)
{
    w->seen[node] = w->low[node] = ++w->n_seen;
    w->path[w->depth] = node;
    w->next[w->depth++] = 0;
    w->open[w->n_open++] = node;
}

static void leave(struct walk *w)
{
    const uint32_t node = w->path[--w->depth];

    if (w->depth && w->low[node] < w->low[w->path[w->depth - 1]])
        w->low[w->path[w->depth - 1]] = w->low[node];
    if (w->low[node] != w->seen[node])
        return;
    w->n_parts++;
    while (w->part[node] == NONE)
        w->part[w->open[--w->n_open]] = w->n_parts;
}

static void visit(struct walk *w, uint32_t root)
{
    enter(w, root);
    while (w->depth) {
        const uint32_t node = w->path[w->depth - 1];
        const struct net_node *n = &w->net->node[node];
        if (w->next[w->depth - 1] == n->n_links) {
            leave(w);
            continue;
        }
        const struct net_link *l =
            &w->net->link[w->net->in[n->first_link + w->next[w->depth - 1]++]];
        if (!is_heard(w->net, l))
            continue;
        if (!w->seen[l->from])
            enter(w, l->from);
        else if (w->part[l->from] == NONE && w->seen[l->from] < w->low[node])
            w->low[node] = w->seen[l->from];
    }
}

/* Frames after which a node may give again what went in. */
static uint64_t memory_of(const struct builder *b, uint32_t node)
{
    const struct instance *i = b->parts->of_node[node];
    const int64_t tail = i ? i->tail : 0;

    return b->net->node[node].latency + (uint64_t)(tail < 0 ? -tail : tail);
}

/* Make the loops from the parts that have links within themselves. */
static int make_loops(struct builder *b, const uint32_t *part, uint32_t n_parts)
{
    const struct net *net = b->net;
    struct plan *plan = b->plan;
    struct loop **of_part = arena_take(&b->arena, n_parts + 1u, sizeof(*of_part));

    if (!of_part)
        return LEAT_ERR_NOMEM;
    for (uint32_t i = 0; i < net->n_links; i++) {
        const struct net_link *l = &net->link[i];
        if (!is_heard(net, l) || part[l->from] != part[l->to])
            continue;
        struct loop **loop = &of_part[part[l->to]];
        if (!*loop) {
            if (!(*loop = builder_take(b, 1, sizeof(**loop))))
                return LEAT_ERR_NOMEM;
            (*loop)->next = plan->loop;
            plan->loop = *loop;
        }
        (*loop)->round_frames += l->delay + l->comp;
    }
    for (uint32_t i = 0; i < net->n_nodes; i++) {
        b->loop[i] = of_part[part[i]];
        if (b->loop[i])
            b->loop[i]->round_frames += memory_of(b, i);
    }
    return 0;
}

static bool is_source(const struct builder *b, const struct net_link *l)
{
    return is_heard(b->net, l) && b->loop[l->to] && b->loop[l->from] != b->loop[l->to];
}

/* Tell each loop what comes into it. */
static int list_sources(struct builder *b)
{
    const struct net *net = b->net;

    for (uint32_t i = 0; i < net->n_links; i++)
        if (is_source(b, &net->link[i]))
            b->loop[net->link[i].to]->n_sources++;
    for (struct loop *loop = b->plan->loop; loop; loop = loop->next) {
        loop->source = builder_take(b, loop->n_sources + 1u, sizeof(*loop->source));
        loop->n_sources = 0;
        loop->since = INSTANCE_ALIVE;
        if (!loop->source)
            return LEAT_ERR_NOMEM;
    }
    for (uint32_t i = 0; i < net->n_links; i++) {
        const struct net_link *l = &net->link[i];
        if (!is_source(b, l))
            continue;
        struct loop *loop = b->loop[l->to];
        loop->source[loop->n_sources++] = (struct loop_source){
            builder_end(b, l->from, l->from_port), l->delay + l->comp};
    }
    return 0;
}

int builder_loops(struct builder *b)
{
    const size_t n = b->net->n_nodes + 1u;
    bool any = false;

    b->loop = arena_take(&b->arena, n, sizeof(*b->loop));
    for (uint32_t i = 0; i < b->net->n_links; i++)
        any = any || b->net->link[i].feedback;
    if (!any || !b->loop)
        return b->loop ? 0 : LEAT_ERR_NOMEM;
    uint32_t *rows = arena_take(&b->arena, 6 * n, sizeof(*rows));
    if (!rows)
        return LEAT_ERR_NOMEM;
    struct walk w = {.net = b->net,
                     .seen = rows,
                     .low = rows + n,
                     .path = rows + 2 * n,
                     .next = rows + 3 * n,
                     .open = rows + 4 * n,
                     .part = rows + 5 * n};
    for (uint32_t i = 0; i < b->net->n_nodes; i++)
        if (!w.seen[i])
            visit(&w, i);
    const int err = make_loops(b, w.part, w.n_parts);
    return err < 0 ? err : list_sources(b);
}
