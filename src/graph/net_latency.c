/* SPDX-License-Identifier: MIT */
/* net_latency: how far every stream lags, the delays that make paths meet, and lengths.
 */
#include <leat/err.h>

#include "graph/net.h"

static uint32_t own_latency(const struct net_node *node)
{
    if (!node->class || !node->class->latency || node->bypass)
        return 0;
    return node->class->latency(&node->env, &node->settings);
}

static bool is_plain(const struct net *net, const struct net_link *l)
{
    return !l->feedback && !net->node[l->from].video;
}

/* A phase delays what came before by the lag of what comes next, so that the next can
 * start when the end is known and still join without a gap. */
static void lag_of_phase(struct net *net, struct net_node *phase)
{
    double before = 0.0, next = 0.0;

    for (uint32_t k = 0; k < phase->n_links; k++) {
        const struct net_link *l = &net->link[net->in[phase->first_link + k]];
        if (l->to_port == 0)
            before = net->node[l->from].lag;
        else
            next = net->node[l->from].lag;
    }
    for (uint32_t k = 0; k < phase->n_links; k++) {
        struct net_link *l = &net->link[net->in[phase->first_link + k]];
        l->comp = l->to_port == 0 ? (uint32_t)(next + 0.5) : 0;
    }
    phase->in_lag = phase->phase ? before + next : next;
    phase->lag = phase->in_lag;
}

/* How far a link's source lags, in frames of where it goes: events are not resampled.
 */
static double lag_of(const struct net *net, const struct net_link *l)
{
    const struct net_node *from = &net->node[l->from], *to = &net->node[l->to];
    return from->out_rate_hz == to->rate_hz
               ? from->lag
               : from->lag * to->rate_hz / from->out_rate_hz;
}

void net_latency(struct net *net, double lag)
{
    for (uint32_t k = 0; k < net->n_order; k++) {
        struct net_node *n = &net->node[net->order[k]];
        if (n->kind == NET_PHASE) {
            lag_of_phase(net, n);
            continue;
        }
        n->latency = own_latency(n);
        n->in_lag = n->kind == NET_MASTER ? lag : 0.0;
        for (uint32_t i = 0; i < n->n_links; i++) {
            const struct net_link *l = &net->link[net->in[n->first_link + i]];
            if (is_plain(net, l) && lag_of(net, l) > n->in_lag)
                n->in_lag = lag_of(net, l);
        }
        for (uint32_t i = 0; i < n->n_links; i++) {
            struct net_link *l = &net->link[net->in[n->first_link + i]];
            if (is_plain(net, l) && !n->video)
                l->comp = (uint32_t)(n->in_lag - lag_of(net, l) + 0.5);
        }
        n->env.in_lag = (uint32_t)(n->in_lag + 0.5);
        n->lag = n->in_lag * (n->out_rate_hz / (n->rate_hz > 0.0 ? n->rate_hz : 1.0)) +
                 n->latency;
    }
}

static int64_t longest_input(const struct net *net, const struct net_node *node,
                             uint32_t port)
{
    int64_t length = 0;
    bool any = false;

    for (uint32_t k = 0; k < node->n_links; k++) {
        const struct net_link *l = &net->link[net->in[node->first_link + k]];
        if (l->to_param || l->to_port != port)
            continue;
        const int64_t from = l->feedback ? -1 : net->node[l->from].length;
        if (from < 0)
            return -1;
        length = from + l->delay > length ? from + l->delay : length;
        any = true;
    }
    return any ? length : -1;
}

int64_t net_tail(const struct leat_node_class *c, const struct leat_env *env,
                 const struct leat_settings *settings)
{
    const int64_t tail = c->tail ? c->tail(env, settings) : LEAT_TAIL_NONE;
    const bool lags = c->latency && !(c->flags & LEAT_CLASS_ENDS);
    const int64_t lag = lags ? c->latency(env, settings) : 0;

    return tail >= 0 && tail < lag ? lag : tail;
}

static int64_t length_of(const struct net *net, struct net_node *n)
{
    int64_t length = longest_input(net, n, 0);

    n->env.in_length[0] = length;
    for (uint32_t p = 1; p < LEAT_MAX_PORTS; p++)
        n->env.in_length[p] = longest_input(net, n, p);
    if (n->kind == NET_PHASE) {
        const int64_t next = n->env.in_length[1];
        return next < 0 || (n->phase && length < 0) ? -1
                                                    : next + (n->phase ? length : 0);
    }
    n->tail = n->class && !n->bypass ? net_tail(n->class, &n->env, &n->settings)
                                     : LEAT_TAIL_NONE;
    if (n->n_links == 0)
        return net_node_source_length(n);
    if (n->class && (n->class->flags & LEAT_CLASS_RESAMPLE))
        return length < 0
                   ? -1
                   : leat_rt_scale_round(length, (int64_t)(n->out_rate_hz * 1000.0),
                                         (int64_t)(n->rate_hz * 1000.0));
    if (length < 0 || n->tail < 0 || (n->class && (n->class->flags & LEAT_CLASS_ENDS)))
        return -1;
    return length + n->tail;
}

void net_lengths(struct net *net)
{
    for (uint32_t k = 0; k < net->n_order; k++) {
        struct net_node *n = &net->node[net->order[k]];
        if (!n->video)
            n->length = length_of(net, n);
    }
}

/* Without its inputs such a class is a source. */
static bool may_stay_unlinked(const struct leat_node_class *class)
{
    const struct leat_port *port;

    for (uint32_t p = 0; (port = leat_node_port(class, LEAT_IN, p)); p++)
        if (!(port->flags & LEAT_PORT_OPTIONAL))
            return false;
    return true;
}

static bool node_may_end(const struct net *net, const struct net_node *n,
                         const bool *may_end)
{
    bool ends = net_node_ends(n), heard = false;

    for (uint32_t k = 0; k < n->n_links; k++) {
        const struct net_link *l = &net->link[net->in[n->first_link + k]];
        if (l->to_param)
            continue;
        heard = true;
        ends = ends || may_end[l->from];
    }
    /* or nothing will ever come in */
    return ends || (n->class && !heard && !may_stay_unlinked(n->class));
}

/* Feedback leads from the end of the order to its beginning: then it is gone through
 * again. */
void net_ends(const struct net *net, bool *may_end)
{
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t k = 0; k < net->n_order; k++) {
            const uint32_t i = net->order[k];
            const bool ends = node_may_end(net, &net->node[i], may_end);
            changed = changed || ends != may_end[i];
            may_end[i] = ends;
        }
    }
}
