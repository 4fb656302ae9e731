/* SPDX-License-Identifier: MIT */
/* net_collect: nodes and links of a model, its rules applied, series unfolded. */
#include <math.h>
#include <string.h>

#include <leat/err.h>

#include "base/fnv.h"
#include "graph/net.h"
#include "graph/rules.h"

static int probe(struct net_node *n, const struct net_wish *wish,
                 struct leat_diag *diag)
{
    const uint32_t before = diag ? diag->n : 0;
    const int err =
        n->class->probe(&n->settings, wish->base ? wish->base : "", &n->info, diag);

    for (uint32_t i = before; diag && i < diag->n; i++)
        if (!diag->finding[i].tag)
            diag->finding[i].tag = n->tag;
    return err;
}

static int collect_node(struct net *net, const struct model_node *m,
                        const struct net_wish *wish, struct leat_diag *diag)
{
    struct net_node *n = net_add_node(net);
    int err;

    if (!n)
        return LEAT_ERR_NOMEM;
    n->kind = NET_NODE;
    n->key = n->id = m->id;
    n->tag = m->tag;
    n->name = m->name;
    n->class = m->class;
    n->model = m;
    n->video = m->class->render != NULL;
    if ((err = net_settings(net, n)) < 0)
        return err;
    for (size_t p = 0; p < m->class->n_params; p++)
        if ((m->class->params[p].flags & LEAT_PARAM_REQUIRED) && !n->settings.is_set[p])
            return net_refuse(diag, n->tag, LEAT_ERR_INVALID, 403, "`%s` needs `%s`.",
                              m->class->name, m->class->params[p].name);
    n->info.length = -1;
    return m->class->probe ? probe(n, wish, diag) : 0;
}

/* The index of a model's node: nodes were collected in the model's order. */
static uint32_t index_of(const struct model *model, uint32_t id)
{
    const struct model_node *m = model_node_by_id(model, id);
    return (uint32_t)(m - model->node);
}

static int collect_link(struct net *net, const struct model *model,
                        const struct model_link *m)
{
    const uint32_t from = index_of(model, m->link.from);

    if (m->link.disabled || !rules_hold(&m->link.condition, &net->node[from]))
        return 0;
    struct net_link *l = net_add_link(net);
    if (!l)
        return LEAT_ERR_NOMEM;
    l->id = m->id;
    l->tag = m->tag;
    l->from = from;
    l->to = index_of(model, m->link.to);
    l->from_port = m->link.from_port;
    l->to_port = m->link.to_port;
    l->to_param = m->link.to_param;
    l->feedback = m->link.feedback;
    l->mode = m->link.mode;
    l->gain = m->link.gain;
    l->delay = m->link.delay_frames;
    l->condition = m->link.condition;
    l->profile = m->link.profile;
    l->depth = m->link.depth;
    l->lanes_in = m->link.matrix_in;
    l->lanes_out = m->link.matrix_out;
    l->matrix = m->link.matrix;
    return 0;
}

/* Unfold a series: each link into it gets a phase, and each phase follows the one
 * before. The class itself stays as the node behind the last phase. */
static int unfold_series(struct net *net, uint32_t series)
{
    uint32_t previous = UINT32_MAX, count = 0;
    const uint32_t n_links = net->n_links;

    for (uint32_t i = 0; i < n_links; i++) {
        if (net->link[i].to != series || net->link[i].to_param)
            continue;
        const uint32_t index = net->n_nodes;
        struct net_node *phase = net_add_node(net);
        if (!phase)
            return LEAT_ERR_NOMEM;
        phase->kind = NET_PHASE;
        phase->tag = net->node[series].tag;
        phase->phase = count;
        phase->name = arena_format(&net->arena, "%s~%u", net->node[series].name, count);
        if (!phase->name)
            return LEAT_ERR_NOMEM;
        phase->key = fnv_text(FNV_START, phase->name) | 1ull << 63;
        count++;
        net->link[i].to = index;
        net->link[i].to_port = 1;
        if (previous != UINT32_MAX) {
            struct net_link *l = net_add_link(net);
            if (!l)
                return LEAT_ERR_NOMEM;
            l->from = previous;
            l->to = index;
            l->tag = phase->tag;
        }
        previous = index;
    }
    if (previous == UINT32_MAX)
        return 0;
    struct net_link *last = net_add_link(net);
    if (!last)
        return LEAT_ERR_NOMEM;
    last->from = previous;
    last->to = series;
    last->tag = net->node[series].tag;
    return 0;
}

static float *number_of(const struct net_node *n, const char *param)
{
    const int p = leat_node_param_find(n->class, param);
    return p < 0 ? NULL : (float *)(uintptr_t)&n->settings.number[p];
}

/* The only link out of a node, or NULL. */
static struct net_link *only_link_from(struct net *net, uint32_t node)
{
    struct net_link *only = NULL;

    for (uint32_t i = 0; i < net->n_links; i++) {
        if (net->link[i].from != node)
            continue;
        if (only)
            return NULL;
        only = &net->link[i];
    }
    return only;
}

static bool is_straight(const struct net *net, const struct net_link *l)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < net->n_links; i++)
        n += net->link[i].to == l->to;
    return n == 1 && !l->to_param && !l->delay && !l->feedback &&
           l->condition.kind == LEAT_ALWAYS;
}

/* A cut right behind a source that can seek becomes a seek, so that nobody waits for
 * what is not wanted. */
static int fold_cuts(struct net *net, const struct net_wish *wish,
                     struct leat_diag *diag)
{
    for (uint32_t i = 0; i < net->n_nodes; i++) {
        struct net_node *source = &net->node[i];
        if (!(source->class->flags & LEAT_CLASS_SEEKS))
            continue;
        const struct net_link *l = only_link_from(net, i);
        if (!l || !(net->node[l->to].class->flags & LEAT_CLASS_CUTS) ||
            !is_straight(net, l))
            continue;
        const struct net_node *cut = &net->node[l->to];
        float *loop = number_of(source, "loop"), *from = number_of(source, "start");
        float *start = number_of(cut, "start"), *end = number_of(cut, "end");
        if (!from || !start || *start <= 0.0f || (loop && *loop > 0.0f))
            continue;
        *from += *start;
        if (end && *end > 0.0f)
            *end = *end > *start ? *end - *start : 0x1p-20f;
        *start = 0.0f;
        const int err = source->class->probe ? probe(source, wish, diag) : 0;
        if (err < 0)
            return err;
    }
    return 0;
}

/* The master sums what nodes of the class `output` give, in their order. */
static int collect_master(struct net *net)
{
    const uint32_t n_nodes = net->n_nodes;

    for (uint32_t i = 0; i < n_nodes; i++) {
        if (!net->node[i].class || strcmp(net->node[i].class->name, "output") != 0)
            continue;
        if (net->master == UINT32_MAX) {
            net->master = net->n_nodes;
            struct net_node *m = net_add_node(net);
            if (!m)
                return LEAT_ERR_NOMEM;
            m->kind = NET_MASTER;
            m->name = "master";
            m->key = 1ull << 62;
        }
        struct net_link *l = net_add_link(net);
        if (!l)
            return LEAT_ERR_NOMEM;
        l->from = i;
        l->to = net->master;
        l->tag = net->node[i].tag;
    }
    return 0;
}

static bool is_rated(const struct net_node *node)
{
    return node->info.rate_hz > 0.0 && !node->video;
}

/* CORE section 3: as asked, else the rate that all sources share, else 48000. */
static void decide_rate(struct net *net, const struct net_wish *wish)
{
    double shared = 0.0;
    bool all = true;

    for (uint32_t i = 0; i < net->n_nodes; i++) {
        if (!is_rated(&net->node[i]))
            continue;
        all = all && (shared == 0.0 || shared == net->node[i].info.rate_hz);
        shared = net->node[i].info.rate_hz;
    }
    net->rate_hz = wish->rate_hz > 0.0   ? wish->rate_hz
                   : all && shared > 0.0 ? shared
                                         : 48000.0;
    net->rate_num = (int64_t)(net->rate_hz * 1000.0 + 0.5);
}

int net_collect(struct net *net, const struct model *model, const struct net_wish *wish,
                struct leat_diag *diag)
{
    int err = 0;

    for (uint32_t i = 0; i < model->n_nodes; i++) {
        const int e = collect_node(net, &model->node[i], wish, diag);
        err = err ? err : e;
    }
    if (err < 0)
        return err;
    for (uint32_t i = 0; i < model->n_links; i++)
        if ((err = collect_link(net, model, &model->link[i])) < 0)
            return err;
    if ((err = rules_apply(net, model, diag)) < 0)
        return err;
    if ((err = fold_cuts(net, wish, diag)) < 0)
        return err;
    const uint32_t n_nodes = net->n_nodes;
    for (uint32_t i = 0; i < n_nodes; i++)
        if ((net->node[i].class->flags & LEAT_CLASS_SERIES) &&
            (err = unfold_series(net, i)) < 0)
            return err;
    if ((err = collect_master(net)) < 0)
        return err;
    decide_rate(net, wish);
    return 0;
}
