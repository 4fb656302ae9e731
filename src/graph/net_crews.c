/* SPDX-License-Identifier: MIT */
/* net_crews: sorts a net so that the nodes of a crew stand side by side.
 *
 * What a crew waits for stands before it, what waits for it behind it, and what does
 * neither as far before it as can be, so that several crews compute at the same time.
 */
#include <string.h>

#include <leat/err.h>

#include "graph/net.h"

enum mark { WAITS, STANDS, STANDS_NOW }; /* NOW: since this round */

struct sorting {
    const struct net *net;
    uint8_t *mark;   /* [n_nodes], enum mark */
    bool *crew_done; /* [n_crews] */
    uint32_t *order, n;
};

/* Whether all that a node waits for stands, but for others of its own crew. */
static bool is_ready(const struct sorting *s, uint32_t node)
{
    const struct net *net = s->net;
    const struct net_node *n = &net->node[node];

    for (uint32_t k = 0; k < n->n_links; k++) {
        const struct net_link *l = &net->link[net->in[n->first_link + k]];
        const bool own = n->crew && net->node[l->from].crew == n->crew;
        if (!l->feedback && !own && s->mark[l->from] != STANDS)
            return false;
    }
    return !n->group || s->mark[net->group[n->group].trigger] == STANDS;
}

static void put(struct sorting *s, uint32_t node, enum mark mark)
{
    s->mark[node] = mark;
    s->order[s->n++] = node;
}

static void put_others(struct sorting *s)
{
    for (uint32_t k = 0; k < s->net->n_order; k++) {
        const uint32_t node = s->net->order[k];
        if (!s->net->node[node].crew && s->mark[node] == WAITS && is_ready(s, node))
            put(s, node, STANDS);
    }
}

static void put_crew(struct sorting *s, uint32_t crew)
{
    const struct net *net = s->net;

    for (uint32_t i = 0; i < net->n_nodes; i++)
        if (net->node[i].crew == crew && !is_ready(s, i))
            return;
    for (uint32_t k = 0; k < net->n_order; k++)
        if (net->node[net->order[k]].crew == crew)
            put(s, net->order[k], STANDS_NOW);
    s->crew_done[crew - 1] = true;
}

int net_gather_crews(struct net *net)
{
    struct sorting s = {
        .net = net,
        .mark = arena_take(&net->arena, net->n_nodes + 1, 1),
        .crew_done = arena_take(&net->arena, net->n_crews + 1, sizeof(bool)),
        .order = arena_take(&net->arena, net->n_nodes + 1, sizeof(*s.order)),
    };

    if (!s.mark || !s.crew_done || !s.order)
        return LEAT_ERR_NOMEM;
    for (uint32_t before = UINT32_MAX; before != s.n;) {
        before = s.n;
        put_others(&s);
        for (uint32_t crew = 1; crew <= net->n_crews; crew++)
            if (!s.crew_done[crew - 1])
                put_crew(&s, crew);
        for (uint32_t i = 0; i < net->n_nodes; i++)
            if (s.mark[i] == STANDS_NOW)
                s.mark[i] = STANDS;
    }
    if (s.n < net->n_order)
        return LEAT_ERR_CYCLE;
    memcpy(net->order, s.order, s.n * sizeof(*s.order));
    return 0;
}
