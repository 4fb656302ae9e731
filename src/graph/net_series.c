/* SPDX-License-Identifier: MIT */
/* net_series: what must stand still until the stream before it in a series has ended.
 */
#include <string.h>

#include <leat/err.h>

#include "graph/net.h"

static uint32_t depth_of(const struct net *net, uint32_t group)
{
    uint32_t depth = 0;

    for (; group; group = net->group[group].parent)
        depth++;
    return depth;
}

/* The innermost group that holds both. */
static uint32_t shared_group(const struct net *net, uint32_t a, uint32_t b)
{
    uint32_t da = depth_of(net, a), db = depth_of(net, b);

    for (; da > db; da--)
        a = net->group[a].parent;
    for (; db > da; db--)
        b = net->group[b].parent;
    while (a != b) {
        a = net->group[a].parent;
        b = net->group[b].parent;
    }
    return a;
}

/* The group that a link draws its source into. */
static uint32_t group_behind(struct net *net, uint32_t link)
{
    const struct net_link *l = &net->link[link];
    const struct net_node *to = &net->node[l->to];

    if (l->feedback)
        return 0;
    if (to->kind != NET_PHASE || to->phase == 0 || l->to_port != 1)
        return to->group;
    struct net_group *g = &net->group[net->n_groups];
    *g = (struct net_group){.parent = to->group, .series_link = link};
    for (uint32_t k = 0; k < to->n_links; k++) {
        const struct net_link *before = &net->link[net->in[to->first_link + k]];
        if (before->to_port == 0)
            g->trigger = before->from;
    }
    return net->n_groups++;
}

int net_series(struct net *net)
{
    uint32_t n_series = 0;

    for (uint32_t i = 0; i < net->n_nodes; i++)
        n_series += net->node[i].kind == NET_PHASE;
    net->group = arena_take(&net->arena, n_series + 1, sizeof(*net->group));
    bool *seen = arena_take(&net->arena, net->n_nodes + 1, 1);
    if (!net->group || !seen)
        return LEAT_ERR_NOMEM;
    net->group[0] = (struct net_group){0};
    net->n_groups = 1;
    if (!n_series)
        return 0;
    for (uint32_t k = net->n_order;
         k-- > 0;) { /* those who hear before those who speak */
        const struct net_node *to = &net->node[net->order[k]];
        for (uint32_t i = 0; i < to->n_links; i++) {
            const uint32_t link = net->in[to->first_link + i];
            const uint32_t from = net->link[link].from, g = group_behind(net, link);
            net->node[from].group =
                seen[from] ? shared_group(net, net->node[from].group, g) : g;
            seen[from] = true;
        }
    }
    return 0;
}
