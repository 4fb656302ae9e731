/* SPDX-License-Identifier: MIT */
/* net: makes a net from a model, step by step. */
#include "graph/net.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <leat/err.h>

#include "graph/resolve.h"

enum { NET_BYTES_MAX = 1 << 30 };

static void *grow(struct net *net, void *items, uint32_t n, uint32_t *cap, size_t size)
{
    const uint32_t wider = *cap ? *cap * 2 : 32;
    void *p = arena_take(&net->arena, wider, size);

    if (!p)
        return NULL;
    if (n)
        memcpy(p, items, n * size);
    *cap = wider;
    return p;
}

struct net_node *net_add_node(struct net *net)
{
    if (net->n_nodes == net->cap_nodes) {
        void *p =
            grow(net, net->node, net->n_nodes, &net->cap_nodes, sizeof(*net->node));
        if (!p)
            return NULL;
        net->node = p;
    }
    struct net_node *node = &net->node[net->n_nodes++];
    memset(node, 0, sizeof(*node));
    node->length = -1;
    return node;
}

struct net_link *net_add_link(struct net *net)
{
    if (net->n_links == net->cap_links) {
        void *p =
            grow(net, net->link, net->n_links, &net->cap_links, sizeof(*net->link));
        if (!p)
            return NULL;
        net->link = p;
    }
    struct net_link *link = &net->link[net->n_links++];
    memset(link, 0, sizeof(*link));
    link->gain = 1.0f;
    return link;
}

int net_refuse(struct leat_diag *diag, uint32_t tag, int err, int code,
               const char *format, ...)
{
    char message[300];
    va_list args;

    va_start(args, format);
    vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    struct leat_finding *f = leat_diag_add(diag, LEAT_ERROR, code, "%s", message);
    if (f)
        f->tag = tag;
    return err;
}

/* The duration that a generator was given, in seconds; 0 for none. */
static double duration_of(const struct net_node *node)
{
    const int p = node->class ? leat_node_param_find(node->class, "duration") : -1;
    return p < 0 ? 0.0 : (double)node->settings.number[p];
}

bool net_link_is_events(const struct net *net, const struct net_link *l)
{
    const struct leat_node_class *from = net->node[l->from].class;
    return from && leat_node_port(from, LEAT_OUT, l->from_port)->stream == LEAT_EVENTS;
}

bool net_node_ends(const struct net_node *node)
{
    if (!node->class || !(node->class->flags & LEAT_CLASS_ENDS))
        return false;
    return !(node->class->flags & LEAT_CLASS_ENDLESS) || duration_of(node) > 0.0;
}

int64_t net_node_source_length(const struct net_node *node)
{
    if (node->info.length >= 0 || !net_node_ends(node))
        return node->info.length;
    const double seconds = duration_of(node);
    return seconds > 0.0 ? (int64_t)(seconds * node->rate_hz + 0.5) : -1;
}

int net_settings(struct net *net, struct net_node *node)
{
    const size_t n = node->class->n_params;
    float *number = arena_take(&net->arena, n + 1, sizeof(*number));
    const char **text = arena_take(&net->arena, n + 1, sizeof(*text));
    bool *is_set = arena_take(&net->arena, n + 1, sizeof(*is_set));

    if (!number || !text || !is_set)
        return LEAT_ERR_NOMEM;
    for (uint32_t i = 0; i < n; i++) {
        const struct leat_param *p = &node->class->params[i];
        const struct model_node *m = node->model;
        number[i] = m ? model_value(m, i, 0) : p->def;
        text[i] = m ? model_text(m, i) : p->text ? p->text : "";
        is_set[i] = m && (m->param[i].n > 0 || m->param[i].text);
    }
    node->settings = (struct leat_settings){number, text, is_set};
    return 0;
}

int net_create(const struct model *model, const struct net_wish *wish, struct net **out,
               struct leat_diag *diag)
{
    struct net *net = calloc(1, sizeof(*net));
    int err;

    *out = NULL;
    if (!net)
        return LEAT_ERR_NOMEM;
    arena_init(&net->arena, NET_BYTES_MAX);
    net->master = UINT32_MAX;
    if ((err = net_collect(net, model, wish, diag)) < 0 ||
        (err = net_sort(net, diag)) < 0 || (err = net_series(net)) < 0 ||
        (err = net_rates(net, diag)) < 0 || (err = net_sort(net, diag)) < 0 ||
        (err = net_timelines(net)) < 0 || (err = net_lanes(net, wish, diag)) < 0 ||
        (err = net_video(net, diag)) < 0) {
        net_destroy(&net);
        return err;
    }
    net_lengths(net); /* a latency may depend on them */
    net_latency(net, wish->lag);
    if (wish->tiles && (err = net_tiles(net)) < 0)
        net_destroy(&net);
    *out = net;
    return err;
}

void net_destroy(struct net **net)
{
    if (*net)
        arena_finish(&(*net)->arena);
    free(*net);
    *net = NULL;
}

int resolve_check(const struct model *model, struct leat_diag *diag)
{
    const struct net_wish wish = {.base = ""};
    struct net *net;
    const int err = net_create(model, &wish, &net, diag);

    net_destroy(&net);
    return err;
}
