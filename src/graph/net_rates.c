/* SPDX-License-Identifier: MIT */
/* net_rates: sample rates along the net, resamplers where they differ, timelines. */
#include <math.h>
#include <string.h>

#include <leat/err.h>

#include "base/str.h"
#include "graph/net.h"

enum { RESAMPLE_COST = 48 }; /* relative, a sample: the taps of the filter */

static bool is_sound(const struct net *net, const struct net_link *l)
{
    const struct net_node *from = &net->node[l->from];
    return !from->class ||
           leat_node_port(from->class, LEAT_OUT, l->from_port)->stream == LEAT_AUDIO;
}

static double rate_param(const struct net_node *node)
{
    const int p = leat_node_param_find(node->class, "rate");
    return p < 0 ? 0.0 : (double)node->settings.number[p];
}

static bool is_resample(const struct net_node *node)
{
    return node->class && (node->class->flags & LEAT_CLASS_RESAMPLE);
}

/* The rate a node computes at.  Sources run at their own, and are met right behind, so
 * that what follows runs at the net's; only a resampler that the user wrote (and what
 * hears nothing but it) keeps another one. */
static double rate_of(const struct net *net, const struct net_node *node)
{
    double rate = 0.0;

    if (node->kind != NET_NODE || node->video) /* a series counts the net's frames */
        return net->rate_hz;
    if (node->n_links == 0 && node->info.rate_hz > 0.0)
        return node->info.rate_hz;
    for (uint32_t k = 0; k < node->n_links; k++) {
        const struct net_link *l = &net->link[net->in[node->first_link + k]];
        const struct net_node *from = &net->node[l->from];
        if (!is_sound(net, l) || l->feedback || l->to_param)
            continue;
        const double r =
            from->chosen_rate || is_resample(node) ? from->out_rate_hz : net->rate_hz;
        if (rate != 0.0 && rate != r)
            return net->rate_hz;
        rate = r;
    }
    return rate == 0.0 ? net->rate_hz : rate;
}

/* The resampler behind a port, made once for each rate. */
static int resampler(struct net *net, const struct net_link *l, double rate_hz,
                     uint32_t *index)
{
    const double from_hz = net->node[l->from].out_rate_hz;
    char name[LEAT_NAME_MAX * 2], detail[64];

    str_format(name, sizeof(name), "%s.%s~resample", net->node[l->from].name,
               net->node[l->from].class ? leat_node_port(net->node[l->from].class,
                                                         LEAT_OUT, l->from_port)
                                              ->name
                                        : "out");
    for (uint32_t i = 0; i < net->n_nodes; i++)
        if (net->node[i].kind == NET_NODE && !net->node[i].id &&
            strcmp(net->node[i].name, name) == 0 &&
            net->node[i].out_rate_hz == rate_hz) {
            *index = i;
            return 0;
        }
    const struct leat_node_class *class = leat_node_class_find("resample");
    if (!class)
        return LEAT_ERR_UNSUPPORTED;
    *index = net->n_nodes;
    struct net_node *n = net_add_node(net);
    struct net_link *to = net_add_link(net);
    if (!n || !to)
        return LEAT_ERR_NOMEM;
    n->kind = NET_NODE;
    n->class = class;
    n->tag = l->tag;
    n->group = net->node[l->from].group;
    str_format(detail, sizeof(detail), "%g Hz to %g Hz", from_hz, rate_hz);
    n->name = arena_text(&net->arena, name, strlen(name));
    n->detail = arena_text(&net->arena, detail, strlen(detail));
    n->cost = RESAMPLE_COST;
    if (!n->name || !n->detail || net_settings(net, n) < 0)
        return LEAT_ERR_NOMEM;
    n->key = 1ull << 61 | (uint64_t)l->from_port << 56 |
             (uint64_t)(rate_hz + 0.5) << 32 | (net->node[l->from].key & UINT32_MAX);
    float *number = (float *)(uintptr_t)n->settings.number;
    number[leat_node_param_find(class, "rate")] = (float)rate_hz;
    n->rate_hz = from_hz;
    n->out_rate_hz = rate_hz;
    *to = (struct net_link){.from = l->from,
                            .from_port = l->from_port,
                            .to = *index,
                            .tag = l->tag,
                            .gain = 1.0f};
    return 0;
}

/* Give every link into a node the node's rate. */
static int meet(struct net *net, uint32_t node)
{
    const uint32_t first = net->node[node].first_link, n = net->node[node].n_links;

    for (uint32_t k = 0; k < n; k++) {
        struct net_link *l = &net->link[net->in[first + k]];
        uint32_t index;
        if (!is_sound(net, l) || l->feedback ||
            net->node[l->from].out_rate_hz == net->node[node].rate_hz)
            continue;
        const int err = resampler(net, l, net->node[node].rate_hz, &index);
        if (err < 0)
            return err;
        l = &net->link[net->in[first + k]]; /* adding may have moved it */
        l->from = index;
        l->from_port = 0;
    }
    return 0;
}

int net_rates(struct net *net, struct leat_diag *diag)
{
    const uint32_t n_order = net->n_order; /* what is inserted is not looked at again */

    for (uint32_t k = 0; k < n_order; k++) {
        struct net_node *n = &net->node[net->order[k]];
        n->rate_hz = n->out_rate_hz = rate_of(net, n);
        if (is_resample(n))
            n->out_rate_hz = rate_param(n);
        n->chosen_rate =
            is_resample(n) || (n->n_links > 0 && n->rate_hz != net->rate_hz);
        const int err = meet(net, net->order[k]);
        if (err == LEAT_ERR_UNSUPPORTED)
            net_refuse(diag, net->node[net->order[k]].tag, err, 605,
                       "`%s` needs another sample rate, and this leat cannot resample.",
                       net->node[net->order[k]].name);
        if (err < 0)
            return err;
    }
    return 0;
}

static uint32_t timeline_of(struct net *net, uint32_t group, double rate_hz)
{
    const uint32_t parent_group = net->group[group].parent;

    for (uint32_t i = 0; i < net->n_timelines; i++) {
        const struct net_timeline *t = &net->timeline[i];
        const uint32_t g = t->kind == NET_RATE ? t->parent : i;
        const uint32_t trigger =
            net->timeline[g].kind == NET_SERIES ? net->timeline[g].trigger : UINT32_MAX;
        if (t->rate_hz == rate_hz &&
            trigger == (group ? net->group[group].trigger : UINT32_MAX))
            return i;
    }
    struct net_timeline t = {.rate_hz = rate_hz, .trigger = UINT32_MAX};
    if (rate_hz != net->rate_hz) {
        t.kind = NET_RATE;
        t.parent = timeline_of(net, group, net->rate_hz);
        t.num = (int64_t)(rate_hz * 1000.0 + 0.5);
        t.den = net->rate_num;
    } else {
        t.kind = NET_SERIES;
        t.parent = timeline_of(net, parent_group, rate_hz);
        t.trigger = net->group[group].trigger;
    }
    net->timeline[net->n_timelines] = t;
    return net->n_timelines++;
}

int net_timelines(struct net *net)
{
    net->timeline = arena_take(&net->arena, 2u * net->n_nodes + net->n_groups + 2,
                               sizeof(*net->timeline));
    if (!net->timeline)
        return LEAT_ERR_NOMEM;
    net->timeline[0] = (struct net_timeline){.kind = NET_ROOT, .rate_hz = net->rate_hz};
    net->n_timelines = 1;
    for (uint32_t i = 0; i < net->n_nodes; i++) {
        struct net_node *n = &net->node[i];
        if (n->video)
            continue;
        n->timeline = timeline_of(net, n->group, n->rate_hz);
        n->out_timeline = timeline_of(net, n->group, n->out_rate_hz);
    }
    return 0;
}
