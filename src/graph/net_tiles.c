/* SPDX-License-Identifier: MIT */
/*
 * net_tiles: wide nodes cut into tiles.
 *
 * A node of 512 lanes walks through rows of 2 KB, and nothing that it touches is still
 * in the first cache when the next node comes.  So a per-lane node of more than 32
 * lanes becomes tiles of 32 (of 32 voices with all their channels, inside voices), each
 * a node of its own with its own instance, linked tile by tile.  Sorting a net goes
 * depth first: a chain of tiled nodes is computed tile by tile, over buffers of 8 KB.
 * 32, since the widest vectors have 16 lanes and two of them hide each other's waits.
 *
 * Lanes are computed alone, so no bit changes.  Where streams leave the tiles, links
 * carry slices of lanes; a class that adds voices up gets their sum over every 16
 * voices, which are the first 16 parts of its own sum.
 */
#include <string.h>

#include <leat/err.h>

#include "base/fnv.h"
#include "graph/net.h"
#include "graph/rules.h"

struct tiling {
    struct net *net;
    uint32_t n_nodes; /* before tiles were added */
    bool *cut;        /* [n_nodes]: becomes tiles */
    uint32_t *more;   /* [n_nodes]: index of its second tile */
};

/* What is cut: voices, or the lanes of a node outside of them. */
static uint32_t units(const struct net_node *n)
{
    return n->env.voices > 1 ? n->env.voices : n->env.lanes;
}

static uint32_t tiles_of(const struct net_node *n)
{
    return (units(n) + NET_TILE - 1) / NET_TILE;
}

/* Whether nothing about the node itself ties its lanes together. */
static bool is_separable(const struct net_node *n, bool may_end)
{
    const uint32_t other = LEAT_CLASS_RESAMPLE | LEAT_CLASS_SERIES | LEAT_CLASS_LIVE |
                           LEAT_CLASS_SINK | LEAT_CLASS_CUTS | LEAT_CLASS_SEEKS;

    if (n->kind != NET_NODE || n->video || n->bypass || !n->id || units(n) <= NET_TILE)
        return false;
    const struct leat_node_class *c = n->class;
    const bool per_lane =
        !(c->flags & LEAT_CLASS_MATRIX) || (c->flags & LEAT_CLASS_VOICES);
    const bool is_source = leat_node_n_ports(c, LEAT_IN) == 0;
    if (!per_lane || !c->process || c->open || (c->probe && is_source) ||
        c->n_mailbox || (c->flags & other))
        return false;
    for (size_t p = 0; p < c->n_ports; p++)
        if (c->ports[p].stream != LEAT_AUDIO &&
            (c->ports[p].stream != LEAT_EVENTS || c->ports[p].direction == LEAT_OUT))
            return false;
    for (int p = 0; p < LEAT_MAX_PORTS; p++)
        if (n->env.in_lanes[p] % units(n) || n->env.out_lanes[p] % units(n))
            return false;
    /* how long a decay lasts is judged by all lanes at once */
    return !may_end || !c->tail || c->tail(&n->env, &n->settings) >= 0;
}

/* Keep whole what a link ties together.  Returns whether that changed anything. */
static bool tie(struct tiling *t, const struct net_link *l)
{
    const struct net *net = t->net;
    bool *from = &t->cut[l->from], *to = &t->cut[l->to];
    const bool measured = rules_are_live(l->condition.kind);
    bool changed = false;

    if (*from && (l->feedback || l->matrix || measured || net->node[l->to].video))
        changed = true, *from = false;
    if (*to && l->feedback)
        changed = true, *to = false;
    if (*from && *to && units(&net->node[l->from]) != units(&net->node[l->to]))
        changed = true, *to = false;
    for (uint32_t i = 0; measured && l->condition.watch && i < t->n_nodes; i++)
        if (t->cut[i] && net->node[i].id == l->condition.watch)
            changed = true, t->cut[i] = false;
    return changed;
}

static int choose(struct tiling *t, bool *any)
{
    const struct net *net = t->net;
    bool *may_end = arena_take(&t->net->arena, net->n_nodes + 1, sizeof(*may_end));
    bool changed = true;

    if (!may_end)
        return LEAT_ERR_NOMEM;
    net_ends(net, may_end);
    for (uint32_t i = 0; i < net->n_nodes; i++)
        t->cut[i] = is_separable(&net->node[i], may_end[i]);
    while (changed) {
        changed = false;
        for (uint32_t i = 0; i < net->n_links; i++)
            changed = tie(t, &net->link[i]) || changed;
    }
    *any = false;
    for (uint32_t i = 0; i < net->n_nodes; i++)
        *any = *any || t->cut[i];
    return 0;
}

/* Voices, or lanes, of one tile. */
static uint32_t units_in(const struct net_node *n, uint32_t tile)
{
    const uint32_t left = units(n) - tile * NET_TILE;
    return left < NET_TILE ? left : NET_TILE;
}

/* The node that is one tile of `whole`. */
static void make_tile(struct net_node *tile, const struct net_node *whole,
                      uint32_t index)
{
    const uint32_t all = units(whole), mine = units_in(whole, index);
    const uint32_t facts[] = {(uint32_t)whole->key, index};

    *tile = *whole;
    tile->tile = index;
    if (index)
        tile->key = fnv_bytes(FNV_START, facts, sizeof(facts)) | 1ull << 63;
    tile->env.first_lane = index * NET_TILE * (whole->env.lanes / all);
    tile->env.lanes = whole->env.lanes / all * mine;
    tile->env.voices = whole->env.voices > 1 ? mine : 1;
    for (int p = 0; p < LEAT_MAX_PORTS; p++) {
        tile->env.in_lanes[p] = whole->env.in_lanes[p] / all * mine;
        tile->env.out_lanes[p] = whole->env.out_lanes[p] / all * mine;
        tile->env.in_mask[p] = 0;
    }
}

/* Whether a class that adds voices up can take sums over tiles at a port. */
static bool takes_sums(const struct tiling *t, const struct net_link *l)
{
    const struct net *net = t->net;
    const struct net_node *to = &net->node[l->to];

    if (l->to_param || !(to->class && (to->class->flags & LEAT_CLASS_SUMS)))
        return false;
    for (uint32_t i = 0; i < to->n_links; i++) {
        const struct net_link *k = &net->link[net->in[to->first_link + i]];
        if (k->to_param || k->to_port != l->to_port)
            continue;
        if (!t->cut[k->from] || k->delay || k->comp ||
            units(&net->node[k->from]) != units(&net->node[l->from]))
            return false;
    }
    return true;
}

/* What a sum takes of one tile: its voices from `start` on, NET_SUM at most. */
static void sum_up(struct net_link *l, uint32_t each_in, uint32_t each_out,
                   uint32_t start, uint32_t mine)
{
    const uint32_t left = mine - start;

    l->first_in = each_in * start;
    l->width = each_in * (left < NET_SUM ? left : NET_SUM);
    l->first_out = 0;
    l->lanes_out = each_out * NET_SUM;
}

/* One tile of the link `l`, or of a sum the part from voice `summed` of the tile on;
 * `whole` are its nodes as they were. */
static void make_link(const struct tiling *t, const struct net_node *whole,
                      uint32_t tile, bool sums, uint32_t summed, struct net_link *l)
{
    const bool cuts_from = t->cut[l->from], cuts_to = t->cut[l->to];
    const struct net_node *n = &whole[cuts_from ? l->from : l->to];
    const uint32_t all = units(n), mine = units_in(n, tile), start = tile * NET_TILE;
    const uint32_t each_in = l->lanes_in / all, each_out = l->lanes_out / all;

    if (cuts_from && tile)
        l->from = t->more[l->from] + tile - 1;
    if (cuts_to && tile)
        l->to = t->more[l->to] + tile - 1;
    if (cuts_from)
        l->lanes_in = each_in * mine;
    if (cuts_to)
        l->lanes_out = each_out * mine;
    if (sums) {
        sum_up(l, each_in, each_out, summed, mine);
    } else if (cuts_from && !cuts_to) {
        l->width = l->lanes_in;
        l->first_out = each_out * start;
    } else if (!cuts_from && l->matrix) {
        l->matrix += (size_t)each_out * start * l->lanes_in;
    } else if (!cuts_from && l->lanes_in > 1) {
        l->first_in = each_in * start;
        l->width = each_in * mine;
    }
}

/* Tile k of a link, in parts where it is summed. */
static int make_tile_links(struct tiling *t, const struct net_node *whole,
                           const struct net_link *link, uint32_t k, bool sums,
                           uint32_t group)
{
    const bool from = t->cut[link->from], to = t->cut[link->to];
    const uint32_t n = sums ? units_in(&whole[link->from], k) : 1;

    for (uint32_t summed = 0; summed < n; summed += NET_SUM) {
        struct net_link *l = net_add_link(t->net);
        if (!l)
            return LEAT_ERR_NOMEM;
        *l = *link;
        l->group = group;
        if (from || to)
            make_link(t, whole, k, sums, summed, l);
    }
    return 0;
}

static int make_links(struct tiling *t, const struct net_node *whole, const bool *sums)
{
    struct net *net = t->net;
    const struct net_link *old = net->link;
    const uint32_t n = net->n_links;

    net->link = NULL;
    net->n_links = net->cap_links = 0;
    for (uint32_t i = 0; i < n; i++) {
        const bool from = t->cut[old[i].from], to = t->cut[old[i].to];
        const uint32_t n_tiles =
            from || to ? tiles_of(&whole[from ? old[i].from : old[i].to]) : 1;
        for (uint32_t k = 0; k < n_tiles; k++) {
            const int err = make_tile_links(t, whole, &old[i], k, sums[i], i + 1);
            if (err < 0)
                return err;
        }
        if (sums[i])
            net->node[old[i].to].env.in_lanes[old[i].to_port] =
                old[i].lanes_in / units(&whole[old[i].from]) * NET_SUM;
    }
    return 0;
}

static int make_nodes(struct tiling *t, const struct net_node *whole)
{
    struct net *net = t->net;

    for (uint32_t i = 0; i < t->n_nodes; i++) {
        if (!t->cut[i])
            continue;
        t->more[i] = net->n_nodes;
        make_tile(&net->node[i], &whole[i], 0);
        for (uint32_t k = 1; k < tiles_of(&whole[i]); k++) {
            struct net_node *n = net_add_node(net);
            if (!n)
                return LEAT_ERR_NOMEM;
            make_tile(n, &whole[i], k);
        }
    }
    return 0;
}

int net_tiles(struct net *net)
{
    struct tiling t = {
        .net = net,
        .n_nodes = net->n_nodes,
        .cut = arena_take(&net->arena, net->n_nodes + 1, sizeof(bool)),
        .more = arena_take(&net->arena, net->n_nodes + 1, sizeof(uint32_t)),
    };
    bool *sums = arena_take(&net->arena, net->n_links + 1, sizeof(*sums));
    bool any = false;
    struct net_node *whole = arena_take(&net->arena, net->n_nodes + 1, sizeof(*whole));

    if (!t.cut || !t.more || !sums || !whole || choose(&t, &any) < 0)
        return LEAT_ERR_NOMEM;
    if (!any)
        return 0;
    memcpy(whole, net->node, net->n_nodes * sizeof(*whole));
    for (uint32_t i = 0; i < net->n_links; i++)
        sums[i] = t.cut[net->link[i].from] && takes_sums(&t, &net->link[i]);
    if (make_nodes(&t, whole) < 0 || make_links(&t, whole, sums) < 0)
        return LEAT_ERR_NOMEM;
    return net_sort(net, NULL);
}
