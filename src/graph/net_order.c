/* SPDX-License-Identifier: MIT */
/* net_order: sorts a net so that every node stands behind what it hears. */
#include <string.h>

#include <leat/err.h>

#include "base/str.h"
#include "graph/net.h"

/* Group links by the node they go to; within a node by port, within a port as made.
 * A counting sort: links stay in order. */
static int group_links(struct net *net)
{
    uint32_t *start = arena_take(&net->arena, net->n_nodes + 2, sizeof(*start));
    uint32_t *in = arena_take(&net->arena, net->n_links + 1, sizeof(*in));

    if (!start || !in)
        return LEAT_ERR_NOMEM;
    for (uint32_t i = 0; i < net->n_links; i++)
        start[net->link[i].to + 1]++;
    for (uint32_t i = 0; i < net->n_nodes; i++) {
        net->node[i].n_links = start[i + 1];
        start[i + 1] += start[i];
        net->node[i].first_link = start[i];
    }
    for (uint32_t i = 0; i < net->n_links; i++)
        in[start[net->link[i].to]++] = i;
    net->in = in;
    return 0;
}

struct walk {
    struct net *net;
    uint8_t *mark;          /* 0 unseen, 1 on the path, 2 done */
    uint32_t *stack, *next; /* path, and the next link to look at for each on it */
    uint32_t depth;
};

static int say_cycle(struct walk *w, uint32_t closing, struct leat_diag *diag)
{
    char path[200] = "";
    size_t used = 0;
    uint32_t from = 0;

    while (w->stack[from] != closing)
        from++;
    used = str_format(path, sizeof(path), "%.40s", w->net->node[closing].name);
    for (uint32_t i = w->depth; i-- > from && used < 150;)
        used += str_format(path + used, sizeof(path) - used, " -> %.40s",
                           w->net->node[w->stack[i]].name);
    const struct net_node *n = &w->net->node[w->stack[w->depth - 1]];
    net_refuse(diag, n->tag, LEAT_ERR_CYCLE, 603,
               "This would make a circle without a delay: %s.", path);
    leat_diag_hint(diag, "Write it with `<>`: a feedback link, which adds 64 frames.");
    return LEAT_ERR_CYCLE;
}

/* What the node on top of the path must wait for next; UINT32_MAX when nothing is left.
 * The links come first, then the phase whose end starts the node's timeline. */
static uint32_t next_need(struct walk *w)
{
    const struct net *net = w->net;
    const struct net_node *node = &net->node[w->stack[w->depth - 1]];
    uint32_t *next = &w->next[w->depth - 1];

    while (*next < node->n_links) {
        const struct net_link *l = &net->link[net->in[node->first_link + (*next)++]];
        if (!l->feedback)
            return l->from;
    }
    if ((*next)++ == node->n_links && node->group)
        return net->group[node->group].trigger;
    return UINT32_MAX;
}

static int visit(struct walk *w, uint32_t root, struct leat_diag *diag)
{
    struct net *net = w->net;

    if (w->mark[root])
        return 0;
    w->stack[0] = root;
    w->next[0] = 0;
    w->depth = 1;
    w->mark[root] = 1;
    while (w->depth) {
        const uint32_t need = next_need(w);
        if (need == UINT32_MAX) {
            const uint32_t done = w->stack[--w->depth];
            w->mark[done] = 2;
            net->order[net->n_order++] = done;
        } else if (w->mark[need] == 1) {
            return say_cycle(w, need, diag);
        } else if (!w->mark[need]) {
            w->mark[need] = 1;
            w->stack[w->depth] = need;
            w->next[w->depth++] = 0;
        }
    }
    return 0;
}

/* Mark everything that a sink hears or sees, feedback included. */
static void mark_needed(struct net *net, uint32_t *stack)
{
    uint32_t depth = 0;

    for (uint32_t i = 0; i < net->n_nodes; i++) {
        const struct net_node *n = &net->node[i];
        net->node[i].needed =
            n->kind == NET_MASTER || (n->class && (n->class->flags & LEAT_CLASS_SINK));
        if (net->node[i].needed)
            stack[depth++] = i;
    }
    while (depth) {
        const struct net_node *n = &net->node[stack[--depth]];
        for (uint32_t k = 0; k < n->n_links; k++) {
            const uint32_t from = net->link[net->in[n->first_link + k]].from;
            if (net->node[from].needed)
                continue;
            net->node[from].needed = true;
            stack[depth++] = from;
        }
    }
}

int net_sort(struct net *net, struct leat_diag *diag)
{
    const size_t n = net->n_nodes + 1;
    struct walk w = {
        .net = net,
        .mark = arena_take(&net->arena, n, 1),
        .stack = arena_take(&net->arena, n, sizeof(*w.stack)),
        .next = arena_take(&net->arena, n, sizeof(*w.next)),
    };

    net->order = arena_take(&net->arena, n, sizeof(*net->order));
    net->n_order = 0;
    if (!w.mark || !w.stack || !w.next || !net->order || group_links(net) < 0)
        return LEAT_ERR_NOMEM;
    for (uint32_t i = 0; i < net->n_nodes; i++) {
        const int err = visit(&w, i, diag);
        if (err < 0)
            return err;
    }
    mark_needed(net, w.stack);
    return net->n_crews ? net_gather_crews(net) : 0;
}
